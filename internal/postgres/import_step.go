package postgres

import (
	"context"
	"encoding/json"
	"hash/maphash"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
	"baton/internal/intake"
	"baton/internal/intake/past"
	"baton/internal/lead"
)

// importStep is one chunk of an import in its transaction.
type importStep struct {
	im     *importing
	tx     pgx.Tx
	done   int // the last line that an earlier run has kept
	result *intake.Result

	rows     []intake.Enquiry // those to be kept
	leaders  []int            // of each row, the row before it that is the same lead; its own place where there is none
	found    []match
	problems []intake.Problem
	before   intake.Result
}

// match is the lead that a row is known as; 0 when it is new.
type match struct {
	id    lead.ID
	stage lead.Stage
}

func (s *importStep) run(ctx context.Context, chunk []intake.Enquiry) error {
	s.before = *s.result
	s.sort(chunk)
	if err := s.match(ctx); err != nil {
		return err
	}
	s.refuseGone()
	s.follow()
	if s.im.o.DryRun {
		s.count()
		return nil
	}
	if err := s.write(ctx); err != nil {
		return err
	}
	return s.note(ctx, chunk[len(chunk)-1].Line)
}

// sort takes out what is done already and what is refused, and looks up the names.
func (s *importStep) sort(chunk []intake.Enquiry) {
	for _, row := range chunk {
		s.result.Rows++
		if row.Line <= s.done {
			s.result.Again++
			continue
		}
		if row.Persona != "" && !row.Refused && s.im.names.id("personas", row.Persona) == 0 {
			s.problem(intake.Problem{Line: row.Line, Field: "persona", Value: row.Persona, Words: "There is no persona of this name. A manager can add it."})
		}
		for _, p := range row.Problems {
			s.problem(p)
		}
		if row.Refused {
			s.result.Refused++
			continue
		}
		l := &row.Lead
		l.Source, l.Campaign = lead.SourceID(s.im.names.id("sources", row.Source)), lead.CampaignID(s.im.names.id("campaigns", row.Campaign))
		l.Persona = lead.PersonaID(s.im.names.id("personas", row.Persona))
		l.MarketingTeam, l.CreatedBy = s.im.o.Team, s.im.by.ID
		row.Touch.Source, row.Touch.Campaign = l.Source, l.Campaign
		s.rows = append(s.rows, row)
	}
}

func (s *importStep) problem(p intake.Problem) {
	s.result.Note(p)
	s.problems = append(s.problems, p)
}

// match finds the leads that the rows are known as: by their ID in the other system, by e-mail address, or by a phone number, unless both
// have e-mail addresses that differ. Each is looked up in its index, however many leads there are.
func (s *importStep) match(ctx context.Context) error {
	external, emails, phones := make([]string, len(s.rows)), make([]string, len(s.rows)), make([]string, len(s.rows))
	for i, row := range s.rows {
		external[i], emails[i], phones[i] = row.Lead.ExternalID, row.Lead.Email, row.Lead.Phone
	}
	rows, err := s.tx.Query(ctx, `
		SELECT r.n, m.id, m.stage
		FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS r (external_id, email, phone, n)
		CROSS JOIN LATERAL (SELECT coalesce(
			(SELECT l.id FROM leads l WHERE l.external_id = r.external_id AND l.external_id <> ''),
			(SELECT l.id FROM leads l WHERE l.email = r.email AND l.email <> '' AND l.stage NOT IN ('merged', 'erased')),
			(SELECT l.id FROM leads l WHERE l.phone = r.phone AND l.phone <> '' AND l.stage NOT IN ('merged', 'erased') AND (l.email = '' OR r.email = '') ORDER BY l.id LIMIT 1)
		) AS id OFFSET 0) AS k
		JOIN leads m ON m.id = k.id`, external, emails, phones)
	if err != nil {
		return err
	}
	s.found = make([]match, len(s.rows))
	var n int
	var m match
	_, err = pgx.ForEachRow(rows, []any{&n, &m.id, &m.stage}, func() error {
		s.found[n-1] = m
		return nil
	})
	return err
}

// refuseGone refuses the rows whose ID in the other system belongs to a lead that is not there any more.
func (s *importStep) refuseGone() {
	rows, found := s.rows[:0], s.found[:0]
	for i, m := range s.found {
		row := s.rows[i]
		if m.stage != lead.Merged && m.stage != lead.Erased {
			rows, found = append(rows, row), append(found, m)
			continue
		}
		s.result.Refused++
		s.problem(intake.Problem{Line: row.Line, Field: "external_id", Value: row.Lead.ExternalID, Refused: true,
			Words: "The lead with this ID was " + string(m.stage) + " in Baton. It is not taken up again."})
	}
	s.rows, s.found = rows, found
}

// follow finds the rows of this chunk that are the same lead; in a dry run, those of the chunks before too.
func (s *importStep) follow() {
	seen := s.im.seen
	if !s.im.o.DryRun {
		seen = newTwins()
	}
	for i, row := range s.rows {
		s.leaders = append(s.leaders, seen.leader(row.Lead, seen.base+i)-seen.base)
	}
	seen.base += len(s.rows)
}

// fresh reports whether row i is a new lead.
func (s *importStep) fresh(i int) bool { return s.found[i].id == 0 && s.leaders[i] == i }

func (s *importStep) count() {
	for i := range s.rows {
		if s.fresh(i) {
			s.result.Added++
		} else {
			s.result.Touched++
		}
	}
}

// write copies the new leads and the touches and events of all rows into their tables.
func (s *importStep) write(ctx context.Context) error {
	s.count()
	added := s.result.Added - s.before.Added
	ids, err := nextIDs(ctx, s.tx, "leads", added)
	if err != nil {
		return err
	}
	leads := make([]*past.Lead, 0, added)
	known := make([]*past.Lead, 0, len(s.rows)-added)
	for i, row := range s.rows {
		l := &past.Lead{Lead: row.Lead, Touches: []lead.Touch{row.Touch}}
		what := handoff.EventTouched
		switch {
		case s.found[i].id != 0:
			l.ID = s.found[i].id
		case s.leaders[i] != i:
			l.ID = s.rows[s.leaders[i]].Lead.ID
		default:
			l.ID, what = lead.ID(ids[len(leads)]), handoff.EventCaptured
		}
		s.rows[i].Lead.ID = l.ID
		l.Events = []handoff.Event{{Kind: what, By: s.im.by.ID, At: row.Touch.At, Data: map[string]any{"import": s.im.result.Import}}}
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

// markReady notes the leads that the Desk is to look at: captured ones that may meet the definition, when the agreement has those handed over
// by themselves, and known ones that marketing or the queue has, whose touches are more now. The jobs do that one by one. Of captured ones
// that do not meet it the score is kept.
func (s *importStep) markReady(ctx context.Context, fresh []*past.Lead) error {
	books := s.im.books
	touches := map[lead.ID][]lead.Touch{}
	for _, row := range s.rows {
		touches[row.Lead.ID] = append(touches[row.Lead.ID], row.Touch)
	}
	var ready []lead.ID
	scores := scoreRows()
	for _, l := range fresh {
		captured, at := l.Lead, time.Now()
		captured.Stage = lead.Captured
		facts, score := books.Measured(captured, touches[l.ID], at)
		if books.Ready(captured, facts) {
			ready = append(ready, l.ID)
		} else if err := scores.score(l.ID, 0, handoff.PastScore{Score: score, At: at, Cause: handoff.OnCapture}); err != nil {
			return err
		}
	}
	if err := scores.copy(ctx, s.tx); err != nil {
		return err
	}
	for _, m := range s.found {
		if m.id != 0 && (m.stage == lead.Captured || m.stage == lead.Submitted) {
			ready = append(ready, m.id)
		}
	}
	_, err := s.tx.Exec(ctx, "INSERT INTO ready_leads (lead_id) SELECT DISTINCT unnest($1::bigint[]) ON CONFLICT DO NOTHING", ready)
	return err
}

func (s *importStep) copy(ctx context.Context, leads, known []*past.Lead) error {
	fresh, err := rowsOf(leads, time.Time{})
	if err != nil {
		return err
	}
	again, err := rowsOf(known, time.Time{})
	if err != nil {
		return err
	}
	for i, t := range fresh {
		if t.name != "leads" {
			t.rows = append(t.rows, again[i].rows...)
		}
		if err := t.copy(ctx, s.tx); err != nil {
			return err
		}
	}
	return s.complete(ctx, known)
}

// complete fills in what known leads lacked, of the first row for each. What was known stays.
func (s *importStep) complete(ctx context.Context, known []*past.Lead) error {
	rows := make([]map[string]any, 0, len(known))
	seen := map[lead.ID]bool{}
	for _, l := range known {
		if !seen[l.ID] {
			seen[l.ID] = true
			rows = append(rows, map[string]any{"id": l.ID, "name": l.Name, "phone": l.Phone, "job_title": l.JobTitle, "company": l.Company, "company_key": l.CompanyKey(),
				"company_size": l.CompanySize, "industry": l.Industry, "country": l.Country, "city": l.City, "website": l.Website, "persona_id": l.Persona})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = s.tx.Exec(ctx, `
		UPDATE leads l SET
			name = coalesce(nullif(l.name, ''), r.name),
			phone = coalesce(nullif(l.phone, ''), r.phone),
			job_title = coalesce(nullif(l.job_title, ''), r.job_title),
			company = coalesce(nullif(l.company, ''), r.company),
			company_key = coalesce(nullif(l.company_key, ''), r.company_key),
			company_size = coalesce(l.company_size, nullif(r.company_size, 0)),
			industry = coalesce(nullif(l.industry, ''), r.industry),
			country = coalesce(nullif(l.country, ''), r.country),
			city = coalesce(nullif(l.city, ''), r.city),
			website = coalesce(nullif(l.website, ''), r.website),
			persona_id = coalesce(l.persona_id, nullif(r.persona_id, 0)),
			updated_at = now(),
			version = version + 1
		FROM jsonb_to_recordset($1::jsonb) AS r (id bigint, name text, phone text, job_title text, company text, company_key text, company_size int,
			industry text, country text, city text, website text, persona_id bigint)
		WHERE l.id = r.id AND (
			l.name = '' AND r.name <> '' OR l.phone = '' AND r.phone <> '' OR l.job_title = '' AND r.job_title <> '' OR l.company = '' AND r.company <> ''
			OR l.company_size IS NULL AND r.company_size > 0 OR l.industry = '' AND r.industry <> '' OR l.country = '' AND r.country <> ''
			OR l.city = '' AND r.city <> '' OR l.website = '' AND r.website <> '' OR l.persona_id IS NULL AND r.persona_id > 0)`, text)
	return err
}

// tally adds the new leads to the reports.
func (s *importStep) tally(ctx context.Context, leads []*past.Lead) error {
	sum := map[handoff.TallyKey]int{}
	for _, l := range leads {
		for key, t := range handoff.CapturedTally(l.Lead, s.im.books) {
			sum[key] += t.Captured
		}
	}
	deltas := &tableRows{name: "funnel_deltas", columns: []string{"day", "marketing_team_id", "campaign_id", "captured"}}
	for key, n := range sum {
		deltas.rows = append(deltas.rows, []any{key.Day, int64(key.MarketingTeam), int64(key.Campaign), int32(n)})
	}
	return deltas.copy(ctx, s.tx)
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
			line = greatest(line, @line), moved_at = now(), rows = rows + @rows, added = added + @added, touched = touched + @touched,
			refused = refused + @refused, problems = problems || @problems::jsonb
		WHERE id = @id`, pgx.NamedArgs{
		"id": r.Import, "line": line, "rows": r.Rows - b.Rows - (r.Again - b.Again), "added": r.Added - b.Added, "touched": r.Touched - b.Touched,
		"refused": r.Refused - b.Refused, "problems": problems,
	})
	return err
}

// twins tell which of the rows are the same lead, by the hashes of what they are known by.
type twins struct {
	seed   maphash.Seed
	first  map[uint64]int
	phones map[uint64]caller
	base   int
}

// caller is the first row with a phone number, and whether it has an e-mail address.
type caller struct {
	row   int
	email bool
}

func newTwins() *twins {
	return &twins{seed: maphash.MakeSeed(), first: map[uint64]int{}, phones: map[uint64]caller{}}
}

// leader is the first row that is the same lead as row n, n itself when it is the first.
func (t *twins) leader(l lead.Lead, n int) int {
	external, email, phone := t.hash("x", l.ExternalID), t.hash("e", l.Email), t.hash("p", l.Phone)
	leader := n
	if row, ok := t.first[external]; ok && l.ExternalID != "" {
		leader = row
	} else if row, ok := t.first[email]; ok && l.Email != "" {
		leader = row
	} else if c, ok := t.phones[phone]; ok && l.Phone != "" && !(c.email && l.Email != "") {
		leader = c.row
	}
	if l.ExternalID != "" {
		t.first[external] = leader
	}
	if l.Email != "" {
		t.first[email] = leader
	}
	if _, ok := t.phones[phone]; !ok && l.Phone != "" {
		t.phones[phone] = caller{leader, l.Email != ""}
	}
	return leader
}

func (t *twins) hash(kind, of string) uint64 {
	if of == "" {
		return 0
	}
	return maphash.String(t.seed, kind+of)
}
