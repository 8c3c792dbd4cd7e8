package handoffs

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
)

// LevelAdded has everybody of the WITH query added start level with their new team: they make up for nothing that came
// before.
const LevelAdded = "UPDATE rep_workloads SET joined_at = now() WHERE person_id IN (SELECT person_id FROM added)"

// StartLevel has a person start level with their teams from now on.
func StartLevel(ctx context.Context, tx pgx.Tx, id account.PersonID) error {
	_, err := tx.Exec(ctx, "UPDATE rep_workloads SET joined_at = now() WHERE person_id = $1", id)
	return err
}

// QueueLevel has a person start level with their teams from at on.
func QueueLevel(batch *pgx.Batch, id account.PersonID, at time.Time) {
	batch.Queue("UPDATE rep_workloads SET joined_at = $2 WHERE person_id = $1", id, at)
}

// MakeRoom notes that a person has room since at, where their capacity was used up before it grew.
func MakeRoom(ctx context.Context, tx pgx.Tx, p account.Person, was int, at time.Time) error {
	_, err := tx.Exec(ctx,
		"UPDATE rep_workloads SET room_at = $3 WHERE person_id = $1 AND open >= $2 AND open < $4", p.ID, was, at, p.Capacity)
	return err
}

// SetServed sets what was given to a person before, where nothing has been given to them here.
func SetServed(ctx context.Context, tx pgx.Tx, id account.PersonID, served float64) error {
	_, err := tx.Exec(ctx,
		"UPDATE rep_workloads SET served = $2 WHERE person_id = $1 AND served = 0 AND given_at = '-infinity'", id, served)
	return err
}

// CountWorkloads counts the open handoffs of every rep.
func CountWorkloads(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		UPDATE rep_workloads w SET open = h.open, given_at = greatest(w.given_at, h.given_at)
		FROM (SELECT owner_id, count(*) FILTER (WHERE verdict IS NULL) AS open, max(owned_at) AS given_at FROM handoffs
			WHERE owner_id IS NOT NULL GROUP BY owner_id) h
		WHERE w.person_id = h.owner_id`)
	return err
}
