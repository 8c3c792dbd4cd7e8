package people

import (
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/postgres/handoffs"
)

// Tx is the part of a transaction of settings.Desk that is about people.
type Tx struct {
	db       *Store
	tx       pgx.Tx
	handoffs *handoffs.Tx // of a person who is being changed
}

// In is what tx may change about people.
func (db *Store) In(tx pgx.Tx) *Tx { return &Tx{db: db, tx: tx} }

// QueueWeight sets the share of a person among those of a team.
func QueueWeight(batch *pgx.Batch, id account.PersonID, weight int) {
	batch.Queue("UPDATE people SET weight = $2, version = version + 1 WHERE id = $1", id, weight)
}

// QueueTidy removes sessions, failures to sign in and requests for passwords that have expired.
func QueueTidy(batch *pgx.Batch, at time.Time) {
	batch.Queue("DELETE FROM sessions WHERE seen_at < $1 OR created_at < $2", at.Add(-SessionIdle), at.Add(-SessionLife))
	batch.Queue("DELETE FROM sign_in_failures WHERE at < $1", at.Add(-failuresFor))
	batch.Queue("DELETE FROM password_requests WHERE asked_at < $1", at.AddDate(0, 0, -1))
}
