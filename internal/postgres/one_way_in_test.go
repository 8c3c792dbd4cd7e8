package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"baton/internal/handoff/desk"
	"baton/internal/intake"
	"baton/internal/lead"
)

// comer is a random person of a few who comes in, by a file or by another door.
func comer(t *rapid.T, d *intakeDesk, line int) intake.Enquiry {
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, what) }
	at := d.at.Add(-time.Duration(rapid.IntRange(0, 3).Draw(t, "hours ago")) * time.Hour)
	e := intake.Enquiry{Line: line, Source: pick("source", "", "Fair", "Show"),
		Touch: lead.Touch{Kind: pick("kind", "form", "webinar", "visit"), At: at}}
	e.Touch.UTM.Campaign = pick("utm", "", "autumn")
	e.Lead = lead.Lead{
		Name: pick("name", "Ann #", "ánn #", "Otto #", ""),
		Email: pick("email", "", "a.b#@gmail.com",
			"ab#+fair@googlemail.com", "b@#.example"),
		Phone: pick("phone", "", "+34600123456", "+34600123457"), ExternalID: pick("id", "", "1", "2"),
		JobTitle: pick("title", "", "CEO", "Buyer"), Company: pick("company", "", "Firm", "Firm GmbH", "Other"),
		CompanySize: rapid.SampledFrom([]int{0, 10, 60}).Draw(t, "size"), Country: pick("country", "", "ES", "DE"),
		City: pick("city", "", "Lugo"), Note: pick("note", "", "Hot."), Stage: lead.Draft, CreatedAt: at,
	}
	e.Touch.Note = e.Lead.Note
	return e
}

// keyed is e of one run of a property, so that no other run meets its people.
func keyed(e intake.Enquiry, of string) intake.Enquiry {
	e.Lead.Name, e.Lead.Email = strings.ReplaceAll(e.Lead.Name, "#", of), strings.ReplaceAll(e.Lead.Email, "#", of)
	if e.Lead.ExternalID != "" {
		e.Lead.ExternalID += of
	}
	return e
}

// leftBy is what leads of this run there are, and what came of them.
func leftBy(t *rapid.T, d *intakeDesk, of string) []string {
	rows, err := d.sql.Query(context.Background(), `
		SELECT replace(concat_ws(' | ', l.name, l.email, l.phone, l.external_id, l.external_source_id, l.job_title, l.company,
			l.company_key, l.company_size, l.country, l.city, l.note, l.source_id, l.campaign_id, l.persona_id, l.created_at,
			l.marketing_team_id, l.created_by, l.stage,
			(SELECT string_agg(concat_ws(' ', x.kind, x.source_id, x.utm_campaign, x.note, x.at, x.recorded_by), '; '
				ORDER BY x.at, x.kind, x.source_id, x.utm_campaign, x.note) FROM touches x WHERE x.lead_id = l.id),
			(SELECT string_agg(concat_ws(' ', h.number, h.grade, h.team_id), '; ')
				FROM handoffs h WHERE h.lead_id = l.id)), $1, '#')
		FROM leads l
		WHERE l.name || l.email || l.external_id LIKE '%' || $1 || '%'
		ORDER BY l.id`, of)
	if err != nil {
		t.Fatal(err)
	}
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return left
}

func TestAFileLeavesTheSameLeadsAsItsRowsByAnotherDoor(t *testing.T) {
	t.Parallel()
	d, ctx := newIntake(t), context.Background()
	d.imported("name,source\nA,Fair\nB,Show\n", "sources")
	terms := d.terms()
	terms.AutoSubmit = true
	terms.Definition = lead.Condition{All: []lead.Condition{
		{Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{50}}}}}
	d.inForce(terms)
	now := d.at
	door := &desk.Desk{Store: d.db, Nudge: deaf{}, Now: func() time.Time { return now }}
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		file, other := fmt.Sprintf("f%05d", run), fmt.Sprintf("o%05d", run)
		var rows []intake.Enquiry
		for line := range rapid.IntRange(1, 10).Draw(t, "rows") {
			if e := comer(t, d, line+2); e.Lead.Name+e.Lead.Email != "" {
				rows = append(rows, e)
			}
		}
		var ofFile []intake.Enquiry
		for _, e := range rows {
			ofFile = append(ofFile, keyed(e, file))
		}
		result, err := d.db.Import(ctx, d.mia, listed(ofFile), intake.Run{Name: "a.csv", Key: file, At: now}, nil)
		if err != nil {
			t.Fatal(err)
		}
		added, said := 0, 0
		for _, e := range rows {
			e = keyed(e, other)
			got, err := door.Receive(ctx, d.mia, desk.Once{}, desk.Arrival{Lead: e.Lead, Touch: e.Touch,
				Source: lead.Ref{Name: e.Source}})
			if err != nil {
				t.Fatal(err)
			}
			if said += len(got.Said); got.New {
				added++
			}
		}
		for id := lead.ID(1); id != 0; {
			if id, err = door.SubmitReady(ctx, 0); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(leftBy(t, d, file), leftBy(t, d, other)); diff != "" {
			t.Fatalf("the file (-) and the other door (+): %s", diff)
		}
		if result.Added != added || len(result.Problems) != said {
			t.Fatalf("the file adds %d and says %d, the other door %d and %d", result.Added, len(result.Problems), added, said)
		}
	})
}
