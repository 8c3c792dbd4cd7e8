package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// write runs work in one transaction, again when it met another that was in its way. After an error nothing has changed.
func (db *DB) write(ctx context.Context, work func(tx pgx.Tx) error) (err error) {
	for range tries {
		if err = pgx.BeginFunc(ctx, db.pool, work); !isRetryable(err) {
			break
		}
	}
	return classify(err)
}
