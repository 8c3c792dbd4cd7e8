package learning

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
)

// LearnPast learns from a history that was filled in as Baton would have at a time, and keeps how probable it was of
// what was handed over since that it is accepted, and won.
func (db *Store) LearnPast(ctx context.Context, at time.Time) error {
	for _, of := range lead.Prospects {
		if err := db.Learn(ctx, of, at); err != nil {
			return err
		}
	}
	if err := db.CatchUp(ctx, at); err != nil {
		return err
	}
	policy, err := db.policy.Policy(ctx)
	if err != nil {
		return err
	}
	estimates := handoffs.EstimateRows()
	rows, err := db.Pool.Query(ctx, `
		SELECT `+asSubmitted+`
		FROM handoffs h
		JOIN handoff_facts f ON f.handoff_id = h.id
		WHERE h.submitted_at > $1 AND NOT EXISTS (SELECT FROM estimates e WHERE e.handoff_id = h.id)
		ORDER BY h.submitted_at`, at)
	if err != nil {
		return database.Classify(err)
	}
	var id handoff.ID
	var k lead.Known
	if _, err := pgx.ForEachRow(rows, []any{&id, &k.At, &k.Note, &k.Fit, &k.Facts}, func() error {
		k.At = k.At.In(policy.Zone)
		for _, l := range db.live.Estimate(k, policy.Names) {
			estimates.Estimate(id, l)
		}
		k = lead.Known{}
		return nil
	}); err != nil {
		return database.Classify(err)
	}
	return database.Classify(pgx.BeginFunc(ctx, db.Pool, func(tx pgx.Tx) error { return estimates.Copy(ctx, tx) }))
}
