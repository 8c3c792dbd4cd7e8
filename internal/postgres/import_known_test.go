package postgres_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/intake"
	"baton/internal/lead"
)

// run imports a text with a policy for known leads.
func (d *intakeDesk) run(text, key string, how lead.OnKnown, dry bool) intake.Result {
	d.t.Helper()
	r, err := d.db.Import(context.Background(), d.mia, d.rows(text),
		intake.Run{Name: "list.csv", Key: key, At: d.at, Known: how, DryRun: dry}, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func TestWhatARowDoesToAKnownLeadIsChosen(t *testing.T) {
	t.Parallel()
	const known = "Name,Email,Company,City\nIda,ida@a.example,Acme,\n"
	const next = "Name,Email,Company,City,Consent\nIda,ida@a.example,Volt,Bath,yes\nIda,ida@a.example,Volt,Bath,\n" +
		"Bo,bo@a.example,,,\n,half@,,,\n"
	for _, c := range []struct {
		how                                  lead.OnKnown
		completed, touched, skipped, touches int
		company, city                        string
		says                                 string
	}{
		{lead.FillKnown, 1, 1, 0, 3, "Acme", "Bath", "who has “Acme” here. That is unchanged."},
		{lead.OverwriteKnown, 1, 1, 0, 3, "Volt", "Bath", "has not agreed to be contacted. A file does not change that."},
		{lead.TouchKnown, 0, 2, 0, 3, "Acme", "", "Their data is unchanged, so this is not added."},
		{lead.SkipKnown, 0, 0, 2, 1, "Acme", "", "Known leads are skipped, so nothing of this row is imported."},
	} {
		d := newIntake(t)
		d.imported(known, "known")
		dry := d.run(next, "", c.how, true)
		r := d.run(next, "next", c.how, false)
		want := intake.Result{Rows: 4, Added: 1, Completed: c.completed, Touched: c.touched, Skipped: c.skipped, Refused: 1}
		if diff := cmp.Diff(r.Problems, dry.Problems); diff != "" {
			t.Errorf("%q: the dry run says something else: %s", c.how, diff)
		}
		said := ""
		for _, p := range r.Problems {
			said += p.Words + "\n"
		}
		if !strings.Contains(said, c.says) {
			t.Errorf("%q: it does not say %q: %s", c.how, c.says, said)
		}
		if len(dry.First) != 4 {
			t.Errorf("%q: the dry run shows %+v", c.how, dry.First)
		}
		r.Problems, dry.Problems, dry.First, r.Import = nil, nil, nil, 0
		if diff := cmp.Diff(want, r) + cmp.Diff(want, dry); diff != "" {
			t.Errorf("%q: %s", c.how, diff)
		}
		var company, city string
		var consent bool
		err := d.sql.QueryRow(context.Background(),
			"SELECT company, city, consent FROM leads WHERE email = 'ida@a.example'").Scan(&company, &city, &consent)
		if err != nil {
			t.Fatal(err)
		}
		if company != c.company || city != c.city || consent {
			t.Errorf("%q: company %s, city %s, consent %t", c.how, company, city, consent)
		}
		if n := d.number("SELECT count(*) FROM touches t JOIN leads l ON l.id = t.lead_id " +
			"WHERE l.email = 'ida@a.example'"); n != c.touches {
			t.Errorf("%q: %d touches", c.how, n)
		}
		if n := d.number("SELECT rows - added - completed - touched - skipped - refused FROM imports " +
			"ORDER BY id DESC LIMIT 1"); n != 0 {
			t.Errorf("%q: %d rows are not counted", c.how, n)
		}
	}
}
