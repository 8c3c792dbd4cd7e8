package jobs_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/hang"
	"baton/internal/jobs"
	"baton/internal/lead"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// changes hears of leads that changed.
type changes chan lead.ID

func (c changes) Changed(id lead.ID, _ ...account.TeamID) { c <- id }

// open is a database of the test's own, and a connection to look into it.
func open(t *testing.T) (*postgres.DB, *pgx.Conn) {
	t.Helper()
	url := pgtest.URL(t)
	db, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db, pgtest.Connect(t, url)
}

func TestALeadComesBackOnItsDay(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, sql := open(t)
	if _, err := sql.Exec(ctx, `
		INSERT INTO teams (id, name, side) VALUES (1, 'Demand', 'marketing'), (2, 'EMEA', 'sales');
		INSERT INTO people (id, email, name, role) VALUES (1, 'mia@company.example', 'Mia', 'marketer'),
			(2, 'rosa@company.example', 'Rosa', 'rep');
		INSERT INTO memberships VALUES (1, 1), (2, 2)`); err != nil {
		t.Fatal(err)
	}
	mia := account.Person{ID: 1, Name: "Mia", Role: account.Marketer,
		Teams: []account.Membership{{ID: 1, Side: account.Marketing}}}
	rosa := account.Person{ID: 2, Name: "Rosa", Role: account.Rep,
		Teams: []account.Membership{{ID: 2, Side: account.Sales}}}
	now := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	heard := make(changes, 100)
	office := &desk.Desk{Store: db, Nudge: heard, Now: func() time.Time { return now }}
	var due, later lead.ID
	for i, id := range []*lead.ID{&due, &later} {
		email := []string{"ana@buyer.example", "bo@buyer.example"}[i]
		r, err := office.Submit(ctx, mia, desk.Submission{Lead: lead.Lead{Name: "Ana", Email: email, Company: "Buyer"}})
		if err != nil {
			t.Fatal(err)
		}
		*id = r.Lead
		for _, err := range []error{
			office.Accept(ctx, rosa, r.Handoff, 0),
			office.LogAttempt(ctx, rosa, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}),
			office.Recycle(ctx, rosa, r.Lead, now.AddDate(0, 0, 10*(i+1)), ""),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for len(heard) > 0 {
		<-heard
	}
	now = now.AddDate(0, 0, 11)
	stop, err := jobs.Start(ctx, db.River(), db, office, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if id := hang.Next(t, "a lead that came back", heard); id != due {
		t.Errorf("lead %d came back, want %d", id, due)
	}
	var stages string
	err = sql.QueryRow(ctx, "SELECT string_agg(stage, ' ' ORDER BY id) FROM leads").Scan(&stages)
	if err != nil || stages != "captured recycled" {
		t.Errorf("the leads are %s, %v", stages, err)
	}
}
