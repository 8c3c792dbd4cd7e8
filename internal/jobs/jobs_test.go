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
	"baton/internal/handoff/handofftest"
	"baton/internal/hang"
	"baton/internal/jobs"
	"baton/internal/lead"
	"baton/internal/policy"
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
	db, pool := pgtest.New(t)
	pgtest.Found(t, pool, company())
	return db, pgtest.Connect(t, pool.Config().ConnString())
}

// company is a marketer and a rep, each in a team of their side.
func company() handofftest.Floor {
	return handofftest.Floor{
		Teams: []policy.Team{
			handofftest.NewTeam(handofftest.Demand, "UTC"), handofftest.NewTeam(handofftest.EMEA, "UTC"),
		},
		People: []account.Person{handofftest.Mia, handofftest.Rosa},
	}
}

func TestALeadComesBackOnItsDay(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, sql := open(t)
	mia, rosa := handofftest.Mia, handofftest.Rosa
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
