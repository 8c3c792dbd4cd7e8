package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"baton/internal/settings"
)

// write runs work in one transaction, again when it met another that was in its way. After an error nothing has changed.
func (db *DB) write(ctx context.Context, work func(tx pgx.Tx) error) (err error) {
	for range tries {
		if err = pgx.BeginFunc(ctx, db.pool, work); !met(err) {
			break
		}
	}
	return kind(err)
}

// lockVersion runs the query, which locks the row with id and gives its version: NotFound when there is none, a Conflict when it is
// another version than the one that was read.
func lockVersion(ctx context.Context, tx pgx.Tx, query string, id int64, version int) error {
	var current int
	if err := tx.QueryRow(ctx, query, id).Scan(&current); err != nil {
		return kind(err)
	}
	if current != version {
		return settings.ErrStale
	}
	return nil
}
