package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"baton/internal/errs"
)

// errStale is the answer to a change of something that somebody else has changed since it was read.
var errStale = errs.Say(errs.Conflict, "Somebody else changed this while your page was open. Check what it says now, then try again.")

// write runs work in one transaction, again when it met another that was in its way. After an error nothing has changed.
func (db *DB) write(ctx context.Context, work func(tx pgx.Tx) error) (err error) {
	for range tries {
		if err = pgx.BeginFunc(ctx, db.pool, work); !met(err) {
			break
		}
	}
	return kind(err)
}

// together is all that several checks say is wrong, as one. What is no list of problems comes first.
func together(checks ...error) error {
	problems := errs.Problems{}
	for _, err := range checks {
		var more errs.Problems
		if err != nil && !errors.As(err, &more) {
			return err
		}
		for field, words := range more {
			problems.Add(field, words)
		}
	}
	return problems.Err()
}

// lockVersion runs the query, which locks the row with id and gives its version: NotFound when there is none, a Conflict when it is
// another version than the one that was read.
func lockVersion(ctx context.Context, tx pgx.Tx, query string, id int64, version int) error {
	var current int
	if err := tx.QueryRow(ctx, query, id).Scan(&current); err != nil {
		return kind(err)
	}
	if current != version {
		return errStale
	}
	return nil
}

// setRetired retires the row of table, or takes it back into use.
func setRetired(ctx context.Context, tx pgx.Tx, table string, id int64, version int, retired bool) error {
	if err := lockVersion(ctx, tx, "SELECT version FROM "+table+" WHERE id = $1 FOR NO KEY UPDATE", id, version); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "UPDATE "+table+" SET retired_at = CASE WHEN $2 THEN now() END, version = version + 1 WHERE id = $1", id, retired)
	return err
}

// exchange moves id one place up or down in the order of ids; not ok when it is not there or stands at that end already.
func exchange(ids []int64, id int64, up bool) (ok bool) {
	for i, each := range ids {
		if each != id {
			continue
		}
		other := i + 1
		if up {
			other = i - 1
		}
		if other < 0 || other >= len(ids) {
			return false
		}
		ids[i], ids[other] = ids[other], ids[i]
		return true
	}
	return false
}

// move moves a row of table one place up or down among those that the query gives and locks, in their order. At an end it stays.
func move(ctx context.Context, tx pgx.Tx, table string, id int64, up bool, query string, args ...any) error {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || !exchange(ids, id, up) {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE `+table+` r SET
			position = o.place,
			version = r.version + CASE WHEN r.id = $2 THEN 1 ELSE 0 END
		FROM unnest($1::bigint[]) WITH ORDINALITY AS o (id, place)
		WHERE r.id = o.id AND (r.position <> o.place OR r.id = $2)`, ids, id)
	return err
}
