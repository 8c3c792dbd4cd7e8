// Package postgres puts the parts of the store together. All SQL is in the packages below it, each of which writes
// tables of its own.
package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/postgres/agreements"
	"baton/internal/postgres/bulk"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/postgres/goals"
	"baton/internal/postgres/handoffs"
	"baton/internal/postgres/inforce"
	"baton/internal/postgres/learning"
	"baton/internal/postgres/lists"
	"baton/internal/postgres/people"
	"baton/internal/postgres/reports"
	keptsettings "baton/internal/postgres/settings"
	"baton/internal/scoring/prospect"
	"baton/internal/settings"
)

// The parts of DB, each under a name of its own.
type (
	policyStore    = inforce.Store
	funnelStore    = funnel.Store
	handoffStore   = handoffs.Store
	listStore      = lists.Store
	reportStore    = reports.Store
	goalStore      = goals.Store
	learningStore  = learning.Store
	peopleStore    = people.Store
	agreementStore = agreements.Store
	settingsStore  = keptsettings.Store
	bulkStore      = bulk.Store
)

// DB is the database of one installation.
type DB struct {
	*database.DB
	*policyStore
	*funnelStore
	*handoffStore
	*listStore
	*reportStore
	*goalStore
	*learningStore
	*peopleStore
	*agreementStore
	*settingsStore
	*bulkStore
}

// Open connects to the Postgres that url names and checks that it answers.
func Open(ctx context.Context, url string) (*DB, error) { return OpenTraced(ctx, url, nil) }

// OpenTraced is Open with a tracer that is told of every statement.
func OpenTraced(ctx context.Context, url string, tracer pgx.QueryTracer) (*DB, error) {
	connection, err := database.Connect(ctx, url, tracer)
	if err != nil {
		return nil, err
	}
	live := &prospect.Live{}
	inForce := inforce.New(connection, live)
	desk := handoffs.New(connection, inForce)
	staff := people.New(connection, inForce, desk)
	counts := funnel.New(connection, inForce)
	return &DB{
		DB:             connection,
		policyStore:    inForce,
		funnelStore:    counts,
		handoffStore:   desk,
		listStore:      lists.New(connection),
		reportStore:    reports.New(connection),
		goalStore:      goals.New(connection, inForce),
		learningStore:  learning.New(connection, inForce, live),
		peopleStore:    staff,
		agreementStore: agreements.New(connection),
		settingsStore:  keptsettings.New(connection, staff),
		bulkStore:      bulk.New(connection, inForce, counts),
	}, nil
}

// Tidy implements jobs.Store.
func (db *DB) Tidy(ctx context.Context, at time.Time) error {
	lastMonth := time.Date(at.Year(), at.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	var batch pgx.Batch
	funnel.QueueMonths(&batch, lastMonth)
	handoffs.QueueTidy(&batch, at)
	people.QueueTidy(&batch, at)
	bulk.QueueTidy(&batch, at)
	return database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}

// Store is a database whose settings change at their desk.
type Store struct {
	*DB
	*settings.Desk
}

// NewStore gives the database a desk, whose clock is now.
func NewStore(db *DB, now func() time.Time) Store {
	return Store{db, &settings.Desk{Store: db, Now: now}}
}
