package settings

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/postgres/people"
	"baton/internal/settings"
)

// transaction is one transaction of the settings.Desk.
type transaction struct {
	*people.Tx
	tx pgx.Tx
}

// ChangeSettings implements settings.Store.
func (db *Store) ChangeSettings(ctx context.Context, work func(settings.Tx) error) error {
	return db.Write(ctx, func(tx pgx.Tx) error { return work(&transaction{db.people.In(tx), tx}) })
}

// settingTables are the tables of the nouns that can be retired.
var settingTables = map[settings.Noun]string{
	settings.Reason:   "reasons",
	settings.Team:     "teams",
	settings.Campaign: "campaigns",
	settings.Persona:  "personas",
}

// LockVersion implements settings.Tx.
func (t *transaction) LockVersion(ctx context.Context, noun settings.Noun, id int64) (version int, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT version FROM "+settingTables[noun]+" WHERE id = $1 FOR NO KEY UPDATE", id).Scan(&version)
	return version, err
}

// SetRetired implements settings.Tx.
func (t *transaction) SetRetired(ctx context.Context, noun settings.Noun, id int64, retired bool) error {
	_, err := t.tx.Exec(ctx, `
		UPDATE `+settingTables[noun]+` SET
			retired_at = CASE WHEN $2 THEN now() END,
			version = version + 1
		WHERE id = $1`, id, retired)
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
