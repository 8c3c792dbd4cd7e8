package settings

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/postgres/learning"
	"baton/internal/postgres/people"
	"baton/internal/settings"
)

// The parts of a transaction that other packages keep, each under a name of its own.
type (
	peopleTx   = people.Tx
	learningTx = learning.Tx
)

// transaction is one transaction of the settings.Desk.
type transaction struct {
	*peopleTx
	*learningTx
	tx pgx.Tx
}

// ChangeSettings implements settings.Store.
func (db *Store) ChangeSettings(ctx context.Context, work func(settings.Tx) error) error {
	return db.Write(ctx, func(tx pgx.Tx) error { return work(&transaction{db.people.In(tx), learning.In(tx), tx}) })
}

// retirable is how a noun that can be retired is locked and changed.
var retirable = map[settings.Noun]struct{ lock, change string }{
	settings.Reason:   {"SELECT version FROM reasons" + lockOne, "UPDATE reasons" + setRetired},
	settings.Team:     {"SELECT version FROM teams" + lockOne, "UPDATE teams" + setRetired},
	settings.Campaign: {"SELECT version FROM campaigns" + lockOne, "UPDATE campaigns" + setRetired},
	settings.Persona:  {"SELECT version FROM personas" + lockOne, "UPDATE personas" + setRetired},
}

const (
	lockOne    = " WHERE id = $1 FOR NO KEY UPDATE"
	setRetired = " SET retired_at = CASE WHEN $2 THEN now() END, version = version + 1 WHERE id = $1"
)

// LockVersion implements settings.Tx.
func (t *transaction) LockVersion(ctx context.Context, noun settings.Noun, id int64) (version int, err error) {
	err = t.tx.QueryRow(ctx, retirable[noun].lock, id).Scan(&version)
	return version, err
}

// SetRetired implements settings.Tx.
func (t *transaction) SetRetired(ctx context.Context, noun settings.Noun, id int64, retired bool) error {
	_, err := t.tx.Exec(ctx, retirable[noun].change, id, retired)
	return err
}

// Record implements settings.Tx.
func (t *transaction) Record(ctx context.Context, e settings.Event) error {
	_, err := t.tx.Exec(ctx, `
		INSERT INTO setting_events (at, by_id, noun, act, subject_id, before, after)
		VALUES (@at, @by, @noun, @act, @subject, @before, @after)`, pgx.NamedArgs{
		"at": e.At, "by": zeronull.Int8(e.By), "noun": e.Noun, "act": e.Act, "subject": zeronull.Int8(e.Subject),
		"before": e.Before, "after": e.After,
	})
	return err
}

// rowNamed is the row of a table with a name, in whatever case; 0 for none.
func rowNamed[ID ~int64](ctx context.Context, tx pgx.Tx, table, name string) (id ID, err error) {
	err = tx.QueryRow(ctx,
		"SELECT coalesce((SELECT id FROM "+table+" WHERE lower(name) = lower($1)), 0)", name).Scan(&id)
	return id, err
}
