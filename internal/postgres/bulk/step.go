package bulk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
	"baton/internal/handoff/tally"
	"baton/internal/intake"
	"baton/internal/intake/past"
	"baton/internal/lead"
	"baton/internal/postgres/funnel"
	"baton/internal/postgres/handoffs"
)

// importStep is one chunk of an import in its transaction.
type importStep struct {
	im     *importing
	tx     pgx.Tx
	done   int // the last line that an earlier run has kept
	result *intake.Result

	rows     []intake.Enquiry // those to be kept
	who      []*somebody      // of each row
	problems []intake.Problem
	refused  []intake.RefusedRow
	before   intake.Result
}

func (s *importStep) run(ctx context.Context, chunk []intake.Enquiry) error {
	s.before = *s.result
	s.sort(chunk)
	crowd := s.im.seen
	if !s.im.o.DryRun {
		crowd = newCrowd(s.im.o.Known)
	}
	if err := crowd.load(ctx, s.tx, s.rows); err != nil {
		return err
	}
	s.match(crowd)
	if s.im.o.DryRun {
		crowd.forget()
		return nil
	}
	if err := s.write(ctx); err != nil {
		return err
	}
	if err := s.keepRefused(ctx); err != nil {
		return err
	}
	return s.note(ctx, chunk[len(chunk)-1].Line)
}

// sort takes out what is done already and what is refused, and looks up the names.
func (s *importStep) sort(chunk []intake.Enquiry) {
	for _, row := range chunk {
		if row.Aside {
			if row.Line > s.done {
				for _, p := range row.Problems {
					s.problem(p)
				}
			}
			continue
		}
		s.result.Rows++
		if row.Line <= s.done {
			s.result.Again++
			continue
		}
		if row.Persona != "" && !row.Refused && s.im.names.id("personas", row.Persona) == 0 {
			row.Problems = append(slices.Clip(row.Problems), intake.Problem{Line: row.Line, Field: "persona",
				Value: row.Persona, Words: "There is no persona with this name. A manager can add it.",
				Noted: row.Keep("persona", row.Persona)})
		}
		if row.Refused {
			s.problemsOf(row, intake.Refused)
			s.count(row, intake.Refused)
			continue
		}
		l := &row.Lead
		l.Source, l.Campaign = lead.SourceID(s.im.names.id("sources", row.Source)),
			lead.CampaignID(s.im.names.id("campaigns", row.Campaign))
		l.Persona = lead.PersonaID(s.im.names.id("personas", row.Persona))
		if l.ExternalID != "" {
			l.ExternalSource = l.Source
		}
		l.MarketingTeam, l.CreatedBy = s.im.o.Team, s.im.by.ID
		row.Touch.Source, row.Touch.Campaign = l.Source, l.Campaign
		s.rows = append(s.rows, row)
	}
}

func (s *importStep) count(row intake.Enquiry, became intake.Outcome) {
	if became == intake.Refused {
		s.refused = append(s.refused, row.Refusal())
	}
	s.result.Count(row, became, s.im.o.DryRun)
}

func (s *importStep) problem(p intake.Problem) {
	s.result.Note(p)
	s.problems = append(s.problems, p)
}

// problemsOf tells of what was noted when a row was read. Of a row that is skipped, that is only what was said of the
// file as a whole.
func (s *importStep) problemsOf(row intake.Enquiry, became intake.Outcome) {
	for _, p := range row.Problems {
		if became != intake.Skipped || p.Said {
			s.problem(p)
		}
	}
}

// match says who each row is, one after the other, as if each were kept before the next is read: a lead that is there,
// a row before it, or somebody new. What a known lead lacks is filled in; of what it has already, and of an ID that
// somebody else has, a problem tells.
func (s *importStep) match(crowd *crowd) {
	rows := s.rows[:0]
	for _, row := range s.rows {
		var said []intake.Problem
		p, became := crowd.meet(&row, func(p intake.Problem) { said = append(said, p) })
		s.problemsOf(row, became)
		for _, p := range said {
			s.problem(p)
		}
		if became == intake.Refused {
			why := intake.Problem{Line: row.Line, Field: "external_id", Value: row.Lead.ExternalID, Refused: true,
				Words: "The lead with this ID was " + string(p.lead.Stage) + " in Baton. It is not imported again."}
			s.problem(why)
			row.Problems = append(row.Problems, why)
		}
		s.count(row, became)
		if became != intake.Refused && became != intake.Skipped {
			rows, s.who = append(rows, row), append(s.who, p)
		}
	}
	s.rows = rows
	byLine := func(a, b intake.Problem) int { return cmp.Compare(a.Line, b.Line) }
	slices.SortStableFunc(s.problems, byLine)
	slices.SortStableFunc(s.result.Problems[len(s.before.Problems):], byLine)
}

// write copies the new leads and the touches and events of all rows into their tables.
func (s *importStep) write(ctx context.Context) error {
	added := s.result.Added - s.before.Added
	ids, err := handoffs.NextIDs(ctx, s.tx, "leads", added)
	if err != nil {
		return err
	}
	leads := make([]*past.Lead, 0, added)
	known := make([]*past.Lead, 0, len(s.rows)-added)
	for i, row := range s.rows {
		p, l := s.who[i], &past.Lead{Touches: []lead.Touch{row.Touch}}
		what := handoff.EventTouched
		if p.lead.ID == 0 {
			p.lead.ID, what = lead.ID(ids[len(leads)]), handoff.EventCaptured
		}
		l.Lead = p.lead
		l.Events = []handoff.Event{{Kind: what, By: s.im.by.ID, At: row.Touch.At,
			Data: map[string]any{"import": s.im.result.Import}}}
		if what == handoff.EventCaptured {
			leads = append(leads, l)
		} else {
			known = append(known, l)
		}
	}
	if err := s.copy(ctx, leads, known); err != nil {
		return err
	}
	if err := s.markReady(ctx, leads); err != nil {
		return err
	}
	return s.tally(ctx, leads)
}

// markReady notes the leads that the Desk is to look at: captured ones that may meet the definition, when the agreement
// has those handed over by themselves, and known ones that marketing or the queue has, whose touches are more now. The
// jobs do that one by one. Of captured ones that do not meet it the score is kept.
func (s *importStep) markReady(ctx context.Context, fresh []*past.Lead) error {
	policy := s.im.policy
	touches := map[lead.ID][]lead.Touch{}
	for i, row := range s.rows {
		id := s.who[i].lead.ID
		touches[id] = append(touches[id], row.Touch)
	}
	var ready []lead.ID
	scores := handoffs.ScoreRows()
	for _, l := range fresh {
		captured, at := l.Lead, time.Now()
		captured.Stage = lead.Draft
		facts, score := policy.Measured(captured, touches[l.ID], at)
		if policy.Ready(captured, facts) {
			ready = append(ready, l.ID)
		} else if err := scores.Score(l.ID, 0,
			handoff.PastScore{Score: score, At: at, Cause: handoff.OnCapture}); err != nil {
			return err
		}
	}
	if err := scores.Copy(ctx, s.tx); err != nil {
		return err
	}
	for _, p := range s.who {
		if stage := p.lead.Stage; !p.isNew() &&
			(stage == lead.Draft || stage == lead.Submitted || handoff.Ended(stage)) {
			ready = append(ready, p.lead.ID)
		}
	}
	return handoffs.AddReady(ctx, s.tx, ready)
}

func (s *importStep) copy(ctx context.Context, leads, known []*past.Lead) error {
	fresh, err := handoffs.RowsOf(leads, time.Time{})
	if err != nil {
		return err
	}
	again, err := handoffs.RowsOf(known, time.Time{})
	if err != nil {
		return err
	}
	for i, t := range fresh {
		if t.Name != "leads" {
			t.Rows = append(t.Rows, again[i].Rows...)
		}
		if err := t.Copy(ctx, s.tx); err != nil {
			return err
		}
	}
	return s.complete(ctx)
}

// errChanged says that somebody changed a lead after this step had read it: the step is taken again.
var errChanged = errors.New("a lead has changed since it was read")

// complete keeps what the known leads have learned.
func (s *importStep) complete(ctx context.Context) error {
	var rows []map[string]any
	seen := map[lead.ID]bool{}
	for _, p := range s.who {
		if l := p.lead; p.learned && !p.isNew() && !seen[l.ID] {
			seen[l.ID] = true
			rows = append(rows, map[string]any{"id": l.ID, "version": l.Version, "name": l.Name, "email": l.Email,
				"phone": l.Phone, "job_title": l.JobTitle,
				"company": l.Company, "company_key": l.CompanyKey(), "company_size": l.CompanySize, "industry": l.Industry,
				"country": l.Country, "city": l.City,
				"website": l.Website, "persona_id": l.Persona, "external_id": l.ExternalID, "external_source_id": l.ExternalSource,
				"consent": l.Consent, "consent_at": l.ConsentAt})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	kept, err := handoffs.CompleteLeads(ctx, s.tx, rows)
	if err == nil && kept < len(rows) {
		return errChanged
	}
	return err
}

// tally adds the new leads to the reports.
func (s *importStep) tally(ctx context.Context, leads []*past.Lead) error {
	sum := map[tally.Key]int{}
	for _, l := range leads {
		for key, t := range tally.Captured(l.Lead, s.im.policy) {
			sum[key] += t.Captured
		}
	}
	return funnel.CopyCaptured(ctx, s.tx, sum)
}

// note keeps how far the import is.
func (s *importStep) note(ctx context.Context, line int) error {
	room := max(intake.MostProblems-len(s.before.Problems), 0)
	problems, err := json.Marshal(s.problems[:min(len(s.problems), room)])
	if err != nil {
		return err
	}
	if len(s.problems) == 0 {
		problems = []byte("[]")
	}
	r, b := s.result, s.before
	_, err = s.tx.Exec(ctx, `
		UPDATE imports SET
			line = greatest(line, @line), moved_at = now(), rows = rows + @rows, added = added + @added,
			completed = completed + @completed, touched = touched + @touched, skipped = skipped + @skipped,
			refused = refused + @refused, problems = problems || @problems::jsonb
		WHERE id = @id`, pgx.NamedArgs{
		"id": r.Import, "line": line, "rows": r.Rows - b.Rows - (r.Again - b.Again), "added": r.Added - b.Added,
		"completed": r.Completed - b.Completed, "touched": r.Touched - b.Touched, "skipped": r.Skipped - b.Skipped,
		"refused": r.Refused - b.Refused, "problems": problems,
	})
	return err
}
