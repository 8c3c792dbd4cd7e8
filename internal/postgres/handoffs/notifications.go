package handoffs

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
)

// Read marks a notification of by as read; NotFound when it is none of theirs.
func (db *Store) Read(ctx context.Context, by account.Person, id int64, at time.Time) error {
	return db.Write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, "UPDATE notifications SET read_at = coalesce(read_at, $3) WHERE id = $1 AND person_id = $2",
			id, by.ID, at)
		if err == nil && tag.RowsAffected() == 0 {
			err = pgx.ErrNoRows
		}
		return err
	})
}

// ReadUntil marks what by was told up to a notification as read: what has come in since then stays.
func (db *Store) ReadUntil(ctx context.Context, by account.Person, last int64, at time.Time) error {
	return db.Write(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE notifications SET read_at = $3 WHERE person_id = $1 AND id <= $2 AND read_at IS NULL",
			by.ID, last, at)
		return err
	})
}
