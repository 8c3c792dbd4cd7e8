package handoffs

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// Handoff implements desk.Tx.
func (t *Tx) Handoff(ctx context.Context, id handoff.ID) (*handoff.Handoff, error) {
	return t.read(ctx, "h.id = @id AND "+database.SeesHandoff, pgx.NamedArgs{"id": id})
}

// LastHandoff implements desk.Tx.
func (t *Tx) LastHandoff(ctx context.Context, id lead.ID) (*handoff.Handoff, error) {
	h, err := t.read(ctx, "h.lead_id = @lead AND h.number = (SELECT max(number) FROM handoffs WHERE lead_id = @lead)",
		pgx.NamedArgs{"lead": id})
	if errors.Is(err, errs.NotFound) {
		return nil, nil
	}
	return h, err
}

// read locks the lead before the handoff, as every writer does, so that two of them never wait for each other. What the
// locks had to wait for is read afterwards.
func (t *Tx) read(ctx context.Context, where string, args pgx.NamedArgs) (*handoff.Handoff, error) {
	args = database.WithArgs(database.Visibility(t.by), args)
	var batch pgx.Batch
	batch.Queue("SELECT l.id FROM leads l WHERE l.id = (SELECT h.lead_id FROM handoffs h WHERE "+where+") FOR UPDATE",
		args)
	var h *handoff.Handoff
	batch.Queue(`
		SELECT `+HandoffColumns+` FROM handoffs h JOIN leads l ON l.id = h.lead_id WHERE `+where+` FOR UPDATE OF h`,
		args).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, scanHandoff)
		if len(all) > 0 {
			h = &all[0]
		}
		return err
	})
	if err := t.tx.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, database.Classify(err)
	}
	if h == nil {
		return nil, database.Classify(pgx.ErrNoRows)
	}
	before := *h
	t.before[h.ID] = &before
	return h, nil
}

func handoffArgs(h *handoff.Handoff) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": h.ID, "lead": h.Lead, "number": h.Number, "source": zeronull.Int8(h.Source),
		"campaign": zeronull.Int8(h.Campaign), "persona": zeronull.Int8(h.Persona),
		"note": h.Note, "agreement": h.Agreement, "scoring": h.Score.Version, "grade": h.Score.Grade, "fit": h.Score.Fit,
		"breakdown":  lines(h.Score.Lines),
		"engagement": h.Score.Engagement, "level": zeronull.Int8(h.Score.Level), "engaged": lines(h.Score.Engaged),
		"explored":     h.Explored,
		"submitted_by": zeronull.Int8(h.SubmittedBy), "submitted_at": h.SubmittedAt,
		"marketing_team": zeronull.Int8(h.MarketingTeam), "team": h.Team,
		"owner": zeronull.Int8(h.Owner), "owned_at": zeronull.Timestamptz(h.OwnedAt), "queued_at": h.QueuedAt,
		"due_at": h.DueAt, "paused_at": zeronull.Timestamptz(h.PausedAt),
		"verdict": zeronull.Text(h.Verdict), "verdict_by": zeronull.Int8(h.VerdictBy),
		"verdict_at": zeronull.Timestamptz(h.VerdictAt), "reason": zeronull.Int8(h.Reason),
		"feedback": h.Feedback, "decide_wall": spent(h.Verdict != "", h.Decide.Wall),
		"decide_business": spent(h.Verdict != "", h.Decide.Business),
		"contact_due_at":  zeronull.Timestamptz(h.ContactDueAt), "contacted_at": zeronull.Timestamptz(h.ContactedAt),
		"contact_wall":     spent(!h.ContactedAt.IsZero(), h.Contact.Wall),
		"contact_business": spent(!h.ContactedAt.IsZero(), h.Contact.Business),
		"qualified_at":     zeronull.Timestamptz(h.QualifiedAt), "qualified_by": zeronull.Int8(h.QualifiedBy),
		"value":    zeronull.Int8(h.ValueCents),
		"currency": zeronull.Text(h.Currency), "expected_on": day(h.ExpectedOn), "outcome": zeronull.Text(h.Outcome),
		"outcome_by": zeronull.Int8(h.OutcomeBy),
		"outcome_at": zeronull.Timestamptz(h.OutcomeAt), "outcome_reason": zeronull.Int8(h.OutcomeReason),
		"outcome_words": h.OutcomeWords,
		"won_amount":    zeronull.Int8(h.WonCents), "overturned_at": overturnedAt(h),
		"owner_due_at": zeronull.Timestamptz(h.OwnerDueAt), "owner_wall": spent(h.Verdict != "" && h.Owner != 0, h.Own.Wall),
		"owner_business": spent(h.Verdict != "" && h.Owner != 0, h.Own.Business),
		"held_since":     zeronull.Timestamptz(h.HeldSince),
		"held_business":  int64(h.Held.Seconds()), "waits_until": zeronull.Timestamptz(h.WaitsUntil), "marks": marks(h),
		"remind_at": zeronull.Timestamptz(h.NextMark()),
	}
}

// marks are those of h as they are kept: a list, also when there is none.
func marks(h *handoff.Handoff) []handoff.Mark {
	if h.Marks == nil {
		return []handoff.Mark{}
	}
	return h.Marks
}

func overturnedAt(h *handoff.Handoff) zeronull.Timestamptz {
	if !h.Overturned() {
		return zeronull.Timestamptz{}
	}
	return zeronull.Timestamptz(h.Dispute.RuledAt)
}

func spent(happened bool, d time.Duration) *int64 {
	if !happened {
		return nil
	}
	s := int64(d.Seconds())
	return &s
}

func day(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Create implements desk.Tx.
func (t *Tx) Create(ctx context.Context, h *handoff.Handoff) error {
	err := t.tx.QueryRow(ctx, `
		INSERT INTO handoffs (lead_id, number, submitted_by, submitted_at, marketing_team_id, source_id, campaign_id,
			persona_id, note,
			agreement_version, scoring_version, grade, fit, breakdown, engagement, level, engaged, explored, team_id, owner_id,
			owned_at, queued_at, due_at, owner_due_at, held_since, marks, remind_at)
		VALUES (@lead, @number, @submitted_by, @submitted_at, @marketing_team, @source, @campaign, @persona, @note,
			@agreement, @scoring, @grade, @fit, @breakdown, @engagement, @level, @engaged, @explored, @team, @owner, @owned_at,
			@queued_at, @due_at, @owner_due_at, @held_since, @marks, @remind_at)
		RETURNING id, version`, handoffArgs(h)).Scan(&h.ID, &h.Version)
	if err != nil {
		return fromConstraint(err)
	}
	policy, err := t.Policy(ctx)
	if err != nil {
		return err
	}
	for i := range h.Changes.Events {
		h.Changes.Events[i].Handoff = h.ID
	}
	t.count(tally.Difference(nil, tally.Of(h, policy)))
	t.keepEstimates(h)
	t.keepChanges(h)
	return nil
}

// Save implements desk.Tx. A handoff to which nothing has happened is left alone.
func (t *Tx) Save(ctx context.Context, h *handoff.Handoff) error {
	before := t.before[h.ID]
	if before == nil {
		return errors.New("postgres: a handoff is saved that this transaction has not read")
	}
	if len(h.Changes.Events) == 0 {
		return nil
	}
	policy, err := t.Policy(ctx)
	if err != nil {
		return err
	}
	t.queueUpdate(h)
	t.count(tally.Difference(tally.Of(before, policy), tally.Of(h, policy)))
	t.queueWorkloads(before, h)
	if before.Verdict != h.Verdict || before.Owner != h.Owner || !before.ContactedAt.Equal(h.ContactedAt) {
		t.settleReminders(h.ID, h.Changes.Events[0].At)
	}
	t.keepChanges(h)
	after := *h
	t.before[h.ID] = &after
	return t.flush(ctx)
}

func (t *Tx) queueUpdate(h *handoff.Handoff) {
	t.later.Queue(`
		UPDATE handoffs SET
			team_id = @team, owner_id = @owner, owned_at = @owned_at, due_at = @due_at, paused_at = @paused_at,
			verdict = @verdict, verdict_by = @verdict_by, verdict_at = @verdict_at, reason_id = @reason, feedback = @feedback,
			decide_wall = @decide_wall, decide_business = @decide_business,
			contact_due_at = @contact_due_at, contacted_at = @contacted_at, contact_wall = @contact_wall,
			contact_business = @contact_business,
			qualified_at = @qualified_at, qualified_by = @qualified_by, value = @value::bigint::numeric / minor_units(@currency),
			currency = @currency, expected_on = @expected_on,
			outcome = @outcome, outcome_by = @outcome_by, outcome_at = @outcome_at, outcome_reason_id = @outcome_reason,
			outcome_words = @outcome_words,
			won_amount = @won_amount::bigint::numeric / minor_units(@currency), overturned_at = @overturned_at,
			owner_due_at = @owner_due_at, owner_wall = @owner_wall, owner_business = @owner_business, held_since = @held_since,
			held_business = @held_business, waits_until = @waits_until, marks = @marks, remind_at = @remind_at,
			version = version + 1
		WHERE id = @id`, handoffArgs(h))
}

// queueWorkloads keeps how many open handoffs each rep has in step with what happened, and when who was full has room
// again.
func (t *Tx) queueWorkloads(before, after *handoff.Handoff) {
	had, has := openFor(before), openFor(after)
	if had == has {
		return
	}
	change := map[account.PersonID]int{had: -1, has: +1}
	delete(change, 0)
	if after.Changes.Reserved {
		delete(change, has)
	}
	people := make([]account.PersonID, 0, 2)
	for p := range change {
		people = append(people, p)
	}
	slices.Sort(people)
	for _, p := range people {
		t.later.Queue(`
			UPDATE rep_workloads w SET
				open = w.open + $2,
				room_at = CASE WHEN w.open >= p.capacity AND w.open + $2 < p.capacity THEN $3 ELSE w.room_at END
			FROM people p
			WHERE w.person_id = $1 AND p.id = $1`, p, change[p], after.Changes.Events[0].At)
	}
}

func openFor(h *handoff.Handoff) account.PersonID {
	if h.Verdict != handoff.NoVerdict {
		return 0
	}
	return h.Owner
}

// keepChanges queues the rows that a change leaves behind, and the stage of the lead.
func (t *Tx) keepChanges(h *handoff.Handoff) {
	changes := h.Changes
	h.Changes = handoff.Changes{}
	t.later.Queue("UPDATE leads SET stage = $2, updated_at = now() WHERE id = $1 AND stage <> $2", h.Lead, h.Stage)
	t.keepTold(h.ID, h.Lead, changes)
	if q := changes.Question; q != nil {
		t.later.Queue("INSERT INTO questions (handoff_id, words, asked_by, asked_at) VALUES ($1, $2, $3, $4)", h.ID, q.Words,
			q.By, q.At)
	}
	if a := changes.Answer; a != nil {
		t.later.Queue(`
			UPDATE questions SET answer = $2, answered_by = $3, answered_at = $4 WHERE handoff_id = $1 AND answered_at IS NULL`,
			h.ID, a.Answer, a.AnsweredBy, a.AnsweredAt)
	}
	if a := changes.Attempt; a != nil {
		t.later.Queue(`
			INSERT INTO attempts (handoff_id, kind, outcome, note, made_by, at, logged_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			h.ID, a.Kind, a.Outcome, a.Note, a.By, a.At, zeronull.Timestamptz(a.Logged))
	}
	if o := changes.Opinion; o != nil {
		t.later.Queue("INSERT INTO opinions (handoff_id, grade, words, by_id, at) VALUES ($1, $2, $3, $4, $5)", h.ID, o.Grade,
			o.Words, o.By, o.At)
	}
	for _, c := range changes.Corrections {
		t.later.Queue("INSERT INTO corrections (lead_id, field, was, now, by_id, at) VALUES ($1, $2, $3, $4, $5, $6)", h.Lead,
			c.Field, c.Was, c.Now, c.By, c.At)
	}
	if u := changes.Undone; u != nil {
		t.later.Queue(`
			INSERT INTO undone_verdicts (handoff_id, verdict, verdict_by, verdict_at, reason_id, feedback, undone_at)
			VALUES ($1, $2, $3, $4, $5, $6, now())`,
			h.ID, u.Verdict, u.By, u.At, zeronull.Int8(u.Reason), u.Feedback)
	}
	t.keepAssignment(h, changes)
	t.keepReturns(h, changes)
}

// keepAssignment queues why a handoff went where it went.
func (t *Tx) keepAssignment(h *handoff.Handoff, changes handoff.Changes) {
	if r := changes.Route; r != nil {
		t.queueAssignment(h.ID, r)
	}
}

// keepReturns queues what a change says of disputes, of leads that rest, and of outcomes that were taken back.
func (t *Tx) keepReturns(h *handoff.Handoff, changes handoff.Changes) {
	if d := changes.Disputed; d != nil {
		t.later.Queue("INSERT INTO disputes (handoff_id, words, disputed_by, disputed_at) VALUES ($1, $2, $3, $4)", h.ID,
			d.Words, d.By, d.At)
	}
	if d := changes.Ruled; d != nil {
		t.later.Queue(`
			UPDATE disputes SET ruling = $2, ruling_words = $3, ruled_by = $4, ruled_at = $5
			WHERE handoff_id = $1 AND ruling IS NULL`,
			h.ID, d.Ruling, d.RulingWords, d.RuledBy, d.RuledAt)
	}
	if r := changes.Recycled; r != nil {
		t.later.Queue(`
			INSERT INTO recyclings (lead_id, handoff_id, recycled_by, recycled_at, back_at, owner_id, cooled_at, words)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			h.Lead, h.ID, zeronull.Int8(r.By), r.At, r.BackAt, zeronull.Int8(r.Owner), r.Cooled, r.Words)
	}
	if r := changes.Restored; r != nil {
		t.later.Queue(`
			INSERT INTO undone_outcomes (handoff_id, what, done_by, done_at, reason_id, words, won_amount, undone_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7::bigint::numeric / minor_units($8), clock_timestamp())`,
			h.ID, r.What, zeronull.Int8(r.By), r.At, zeronull.Int8(r.Reason), r.Words, zeronull.Int8(r.WonCents), h.Currency)
		t.later.Queue(`
			UPDATE recyclings SET undone_at = clock_timestamp()
			WHERE lead_id = $1 AND came_back_at IS NULL AND undone_at IS NULL`, h.Lead)
	}
	if h.Stage != lead.Recycled && (h.Number > 1 || h.Cycles > 0) {
		t.later.Queue(`
			UPDATE recyclings SET came_back_at = clock_timestamp()
			WHERE lead_id = $1 AND came_back_at IS NULL AND undone_at IS NULL`, h.Lead)
	}
}

// queueAssignment keeps why a handoff went where it went, after all that is kept of it already.
func (t *Tx) queueAssignment(id handoff.ID, r *assign.Explanation) {
	candidates, passed := r.Candidates, r.Passed
	if candidates == nil {
		candidates = []assign.Considered{}
	}
	if passed == nil {
		passed = []assign.Passed{}
	}
	t.later.Queue(`
		INSERT INTO assignment_log (handoff_id, at, rule_id, team_id, person_id, sentence, candidates, passed, nobody)
		VALUES (@handoff, greatest(@at, (SELECT max(r.at) + interval '1 microsecond' FROM assignment_log r
			WHERE r.handoff_id = @handoff)), @rule, @team, @person, @sentence, @candidates, @passed, @nobody)`, pgx.NamedArgs{
		"handoff": id, "at": r.At, "rule": zeronull.Int8(r.Rule), "team": r.Team, "person": zeronull.Int8(r.Person),
		"sentence":   r.Sentence,
		"candidates": candidates, "passed": passed, "nobody": r.Nobody,
	})
}
