package handoffs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/handoff"
	"baton/internal/intake/past"
	"baton/internal/lead"
	"baton/internal/money"
	"baton/internal/postgres/database"
)

// Table is rows on their way into a table.
type Table struct {
	Name    string
	columns []string
	Rows    [][]any
}

// Copy adds the rows to the table.
func (t *Table) Copy(ctx context.Context, tx pgx.Tx) error {
	if len(t.Rows) == 0 {
		return nil
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.Name}, t.columns, pgx.CopyFromRows(t.Rows)); err != nil {
		return fmt.Errorf("fill %s: %w", t.Name, err)
	}
	return nil
}

// ScoreRows are scores that a lead had.
func ScoreRows() *Table {
	return &Table{Name: "scores",
		columns: []string{"lead_id", "handoff_id", "at", "cause", "scoring_version", "fit", "grade", "breakdown",
			"engagement", "level", "engaged"}}
}

// pastRows are the rows of past leads on their way into the tables.
type pastRows struct {
	leads, touches, handoffs, assignments, questions, attempts, disputes, recyclings, scores, facts, events *Table

	told *toldRows
}

func newPastRows(seen time.Time) *pastRows {
	return &pastRows{
		leads: &Table{Name: "leads",
			columns: []string{"id", "name", "email", "phone", "job_title", "company", "company_key", "company_size", "industry",
				"country", "city", "website", "source_id", "campaign_id", "persona_id", "note", "consent", "consent_at",
				"external_id", "external_source_id", "stage", "marketing_team_id",
				"created_by", "created_at", "updated_at"}},
		touches: &Table{Name: "touches",
			columns: []string{"lead_id", "kind", "source_id", "campaign_id", "utm_source", "utm_medium", "utm_campaign",
				"utm_term", "utm_content", "note", "recorded_by", "at"}},
		handoffs: &Table{Name: "handoffs",
			columns: []string{"id", "lead_id", "number", "submitted_by", "submitted_at", "marketing_team_id", "source_id",
				"campaign_id", "persona_id", "note", "agreement_version", "scoring_version", "grade", "fit", "breakdown",
				"engagement", "level", "engaged", "scored_at", "team_id", "owner_id", "owned_at",
				"queued_at", "due_at", "paused_at", "verdict", "verdict_by", "verdict_at", "reason_id", "feedback", "decide_wall",
				"decide_business",
				"contact_due_at", "contacted_at", "contact_wall", "contact_business", "qualified_at", "qualified_by", "value",
				"currency", "expected_on",
				"outcome", "outcome_by", "outcome_at", "outcome_reason_id", "outcome_words", "won_amount", "overturned_at",
				"owner_due_at", "owner_wall", "owner_business", "held_since", "held_business", "waits_until", "marks",
				"remind_at"}},
		assignments: &Table{Name: "assignment_log",
			columns: []string{"handoff_id", "at", "rule_id", "team_id", "person_id", "sentence", "candidates", "nobody"}},
		questions: &Table{Name: "questions",
			columns: []string{"handoff_id", "words", "asked_by", "asked_at", "answer", "answered_by", "answered_at"}},
		attempts: &Table{Name: "attempts", columns: []string{"handoff_id", "kind", "outcome", "note", "made_by", "at"}},
		disputes: &Table{Name: "disputes",
			columns: []string{"handoff_id", "words", "disputed_by", "disputed_at", "ruling", "ruling_words", "ruled_by",
				"ruled_at"}},
		recyclings: &Table{Name: "recyclings",
			columns: []string{"lead_id", "handoff_id", "recycled_by", "recycled_at", "back_at", "owner_id", "cooled_at",
				"came_back_at"}},
		scores: ScoreRows(),
		facts:  &Table{Name: "handoff_facts", columns: []string{"handoff_id", "facts"}},
		events: &Table{Name: "events", columns: []string{"lead_id", "handoff_id", "kind", "actor_id", "at", "data"}},
		told:   newToldRows(seen),
	}
}

// RowsOf are the rows of a chunk of leads, table by table, in the order in which they refer to each other.
func RowsOf(chunk []*past.Lead, seen time.Time) ([]*Table, error) {
	rows := newPastRows(seen)
	for _, l := range chunk {
		if err := rows.lead(l); err != nil {
			return nil, err
		}
	}
	return append([]*Table{rows.leads, rows.touches, rows.handoffs, rows.facts, rows.assignments, rows.questions,
		rows.attempts, rows.disputes, rows.recyclings, rows.scores, rows.events}, rows.told.tables()...), nil
}

func (t *pastRows) lead(l *past.Lead) error {
	t.leads.Rows = append(t.leads.Rows, leadRow(l))
	for _, touch := range l.Touches {
		t.touches.Rows = append(t.touches.Rows, touchRow(l, touch))
	}
	if err := t.events.add(l.ID, 0, l.Events); err != nil {
		return err
	}
	for _, h := range l.Handoffs {
		if err := t.handoff(l, h); err != nil {
			return err
		}
	}
	return nil
}

func (t *pastRows) handoff(l *past.Lead, h *past.Handoff) error {
	t.facts.known(h)
	for _, q := range h.Questions {
		t.questions.Rows = append(t.questions.Rows,
			[]any{int64(h.ID), q.Words, int64(q.By), q.At, q.Answer, zeronull.Int8(q.AnsweredBy),
				zeronull.Timestamptz(q.AnsweredAt)})
	}
	for _, a := range h.Attempts {
		t.attempts.Rows = append(t.attempts.Rows,
			[]any{int64(h.ID), string(a.Kind), string(a.Outcome), a.Note, int64(a.By), a.At})
	}
	if d := h.Dispute; d != nil {
		t.disputes.Rows = append(t.disputes.Rows,
			[]any{int64(h.ID), d.Words, int64(d.By), d.At, zeronull.Text(d.Ruling), d.RulingWords, zeronull.Int8(d.RuledBy),
				zeronull.Timestamptz(d.RuledAt)})
	}
	for _, r := range h.Recyclings {
		t.recyclings.Rows = append(t.recyclings.Rows,
			[]any{int64(l.ID), int64(h.ID), zeronull.Int8(r.By), r.At, r.BackAt, zeronull.Int8(r.Owner), r.Cooled,
				zeronull.Timestamptz(r.CameBackAt)})
	}
	return errors.Join(t.handoffs.handoff(h), t.assignments.assignment(h), t.scores.scores(l.ID, h),
		t.events.add(l.ID, h.ID, h.Changes.Events), t.told.add(h))
}

func leadRow(l *past.Lead) []any {
	return []any{int64(l.ID), l.Name, l.Email, l.Phone, l.JobTitle, l.Company, l.CompanyKey(),
		zeronull.Int4(l.CompanySize), l.Industry,
		l.Country, l.City, l.Website, zeronull.Int8(l.Source), zeronull.Int8(l.Campaign), zeronull.Int8(l.Persona), l.Note,
		l.Consent,
		zeronull.Timestamptz(l.ConsentAt), l.ExternalID, zeronull.Int8(l.ExternalSource), string(l.Stage),
		zeronull.Int8(l.MarketingTeam), zeronull.Int8(l.CreatedBy), l.CreatedAt, changed(l)}
}

func (t *Table) handoff(h *past.Handoff) error {
	row, err := handoffRow(h)
	t.Rows = append(t.Rows, row)
	return err
}

// changed is when the last thing happened to a lead.
func changed(l *past.Lead) time.Time {
	at := l.CreatedAt
	for _, h := range l.Handoffs {
		for _, e := range h.Changes.Events {
			if e.At.After(at) {
				at = e.At
			}
		}
	}
	return at
}

func touchRow(l *past.Lead, t lead.Touch) []any {
	return []any{int64(l.ID), t.Kind, zeronull.Int8(t.Source), zeronull.Int8(t.Campaign), t.UTM.Source, t.UTM.Medium,
		t.UTM.Campaign,
		t.UTM.Term, t.UTM.Content, t.Note, zeronull.Int8(l.CreatedBy), t.At}
}

func handoffRow(h *past.Handoff) ([]any, error) {
	breakdown, err := json.Marshal(lines(h.Score.Lines))
	if err != nil {
		return nil, err
	}
	engaged, err := json.Marshal(lines(h.Score.Engaged))
	if err != nil {
		return nil, err
	}
	heard, err := json.Marshal(marks(&h.Handoff))
	if err != nil {
		return nil, err
	}
	return []any{int64(h.ID), int64(h.Lead), int32(h.Number), zeronull.Int8(h.SubmittedBy), h.SubmittedAt,
		zeronull.Int8(h.MarketingTeam), zeronull.Int8(h.Source),
		zeronull.Int8(h.Campaign), zeronull.Int8(h.Persona), h.Note, int32(h.Agreement), int32(h.Score.Version),
		string(h.Score.Grade), int16(h.Score.Fit),
		breakdown, int16(h.Score.Engagement), zeronull.Int2(h.Score.Level), engaged, zeronull.Timestamptz(h.ScoredAt),
		int64(h.Team), zeronull.Int8(h.Owner), zeronull.Timestamptz(h.OwnedAt),
		h.QueuedAt, h.DueAt, zeronull.Timestamptz(h.PausedAt), zeronull.Text(h.Verdict), zeronull.Int8(h.VerdictBy),
		zeronull.Timestamptz(h.VerdictAt), zeronull.Int8(h.Reason),
		h.Feedback, spent(h.Verdict != "", h.Decide.Wall), spent(h.Verdict != "", h.Decide.Business),
		zeronull.Timestamptz(h.ContactDueAt), zeronull.Timestamptz(h.ContactedAt),
		spent(!h.ContactedAt.IsZero(), h.Contact.Wall),
		spent(!h.ContactedAt.IsZero(), h.Contact.Business), zeronull.Timestamptz(h.QualifiedAt), zeronull.Int8(h.QualifiedBy),
		Amount(h.ValueCents, h.Currency),
		zeronull.Text(h.Currency), day(h.ExpectedOn),
		zeronull.Text(h.Outcome), zeronull.Int8(h.OutcomeBy), zeronull.Timestamptz(h.OutcomeAt),
		zeronull.Int8(h.OutcomeReason), h.OutcomeWords, Amount(h.WonCents, h.Currency), overturnedAt(&h.Handoff),
		zeronull.Timestamptz(h.OwnerDueAt), spent(h.Verdict != "" && h.Owner != 0, h.Own.Wall),
		spent(h.Verdict != "" && h.Owner != 0, h.Own.Business),
		zeronull.Timestamptz(h.HeldSince), int64(h.Held.Seconds()), zeronull.Timestamptz(h.WaitsUntil), heard,
		zeronull.Timestamptz(h.NextMark())}, nil
}

// Amount is minor units of a currency as the database keeps them; none is NULL.
func Amount(minor int64, currency string) pgtype.Numeric {
	if minor == 0 {
		return pgtype.Numeric{}
	}
	return pgtype.Numeric{Int: big.NewInt(minor), Exp: -int32(money.MinorDigits(currency)), Valid: true}
}

func (t *Table) assignment(h *past.Handoff) error {
	r := h.Changes.Route
	if r == nil {
		return nil
	}
	candidates := []byte("[]")
	if len(r.Candidates) > 0 {
		var err error
		if candidates, err = json.Marshal(r.Candidates); err != nil {
			return err
		}
	}
	t.Rows = append(t.Rows, []any{int64(h.ID), h.QueuedAt, zeronull.Int8(r.Rule), int64(r.Team), zeronull.Int8(r.Person),
		r.Sentence, candidates, r.Nobody})
	return nil
}

// scores adds the scores that a handoff had before the one that it has.
func (t *Table) scores(of lead.ID, h *past.Handoff) error {
	for _, s := range h.Scores {
		if err := t.Score(of, h.ID, s); err != nil {
			return err
		}
	}
	return nil
}

// Score adds a score that a lead had, to ScoreRows.
func (t *Table) Score(of lead.ID, in handoff.ID, s handoff.PastScore) error {
	breakdown, err := json.Marshal(lines(s.Lines))
	if err != nil {
		return err
	}
	engaged, err := json.Marshal(lines(s.Engaged))
	if err != nil {
		return err
	}
	t.Rows = append(t.Rows, []any{int64(of), zeronull.Int8(in), s.At, s.Cause, int32(s.Version), int16(s.Fit),
		string(s.Grade), breakdown,
		int16(s.Engagement), zeronull.Int2(s.Level), engaged})
	return nil
}

// EstimateRows are rows of how probable it was what becomes of a handoff.
func EstimateRows() *Table {
	return &Table{Name: "estimates",
		columns: []string{"handoff_id", "of", "model", "labels", "probability", "low", "high", "lines"}}
}

// Estimate adds one to them.
func (t *Table) Estimate(of handoff.ID, l lead.Likelihood) {
	t.Rows = append(t.Rows, []any{int64(of), string(l.Of), int32(l.Model), int32(l.Labels), l.Probability, l.Low, l.High,
		l.Lines})
}

// known adds what was known of the lead when it was handed over.
func (t *Table) known(h *past.Handoff) {
	if h.Known != nil {
		t.Rows = append(t.Rows, []any{int64(h.ID), h.Known})
	}
}

var noData = []byte("{}")

func (t *Table) add(of lead.ID, h handoff.ID, events []handoff.Event) error {
	for _, e := range events {
		data := noData
		if len(e.Data) > 0 {
			var err error
			if data, err = json.Marshal(e.Data); err != nil {
				return fmt.Errorf("an event %s: %w", e.Kind, err)
			}
		}
		t.Rows = append(t.Rows, []any{int64(of), zeronull.Int8(h), string(e.Kind), zeronull.Int8(e.By), e.At, data})
	}
	return nil
}

// NextIDs takes so many IDs of a table, in order.
func NextIDs(ctx context.Context, q database.Querier, table string, n int) ([]int64, error) {
	rows, err := q.Query(ctx, "SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2)", table, n)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}
