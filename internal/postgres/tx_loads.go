package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
)

// levelAdded has everybody of the WITH query added start level with their new team: they make up for nothing that came before.
const levelAdded = "UPDATE loads SET joined_at = now() WHERE person_id IN (SELECT person_id FROM added)"

// startLevel has a person start level with their teams from now on.
func startLevel(ctx context.Context, tx pgx.Tx, id account.PersonID) error {
	_, err := tx.Exec(ctx, "UPDATE loads SET joined_at = now() WHERE person_id = $1", id)
	return err
}

// queueLevel has a person start level with their teams from at on.
func queueLevel(batch *pgx.Batch, id account.PersonID, at time.Time) {
	batch.Queue("UPDATE loads SET joined_at = $2 WHERE person_id = $1", id, at)
}

// makeRoom notes that a person has room since at, where their capacity was used up before it grew.
func makeRoom(ctx context.Context, tx pgx.Tx, p account.Person, was int, at time.Time) error {
	_, err := tx.Exec(ctx,
		"UPDATE loads SET room_at = $3 WHERE person_id = $1 AND open >= $2 AND open < $4", p.ID, was, at, p.Capacity)
	return err
}

// setServed sets what was given to a person before, where nothing has been given to them here.
func setServed(ctx context.Context, tx pgx.Tx, id account.PersonID, served float64) error {
	_, err := tx.Exec(ctx, "UPDATE loads SET served = $2 WHERE person_id = $1 AND served = 0 AND given_at = '-infinity'", id, served)
	return err
}

// countLoads counts the open handoffs of every rep.
func countLoads(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		UPDATE loads w SET open = h.open, given_at = greatest(w.given_at, h.given_at)
		FROM (SELECT owner_id, count(*) FILTER (WHERE verdict IS NULL) AS open, max(owned_at) AS given_at FROM handoffs WHERE owner_id IS NOT NULL GROUP BY owner_id) h
		WHERE w.person_id = h.owner_id`)
	return err
}
