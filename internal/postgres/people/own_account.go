package people

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/inbox"
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
	"baton/internal/settings"
)

// Sessions are the browsers in which by is signed in, the last used first. here is the token of the one that asks.
func (db *Store) Sessions(
	ctx context.Context, by account.Person, here string, at time.Time,
) ([]account.Session, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT id, created_at, seen_at, agent, address, token_hash = $2
		FROM sessions
		WHERE person_id = $1 AND seen_at > $3 AND created_at > $4
		ORDER BY token_hash = $2 DESC, seen_at DESC, id DESC
		LIMIT 100`, by.ID, account.HashToken(here), at.Add(-SessionIdle), at.Add(-SessionLife))
	if err != nil {
		return nil, database.Classify(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[account.Session])
	return all, database.Classify(err)
}

// Muted are the kinds of notifications that by has turned off.
func (db *Store) Muted(ctx context.Context, by account.Person) (kinds []inbox.Kind, err error) {
	err = db.Pool.QueryRow(ctx, "SELECT muted FROM people WHERE id = $1", by.ID).Scan(&kinds)
	return kinds, database.Classify(err)
}

// OwnAccount implements settings.Tx.
func (t *Tx) OwnAccount(ctx context.Context, id account.PersonID) (a settings.OwnAccount, err error) {
	err = t.tx.QueryRow(ctx, `
		SELECT p.email, coalesce(p.password_hash, ''), p.disabled_at IS NOT NULL, p.date_order, p.clock_12, p.zone, p.muted
		FROM people p
		WHERE p.id = $1 AND `+inforce.IsPerson+`
		FOR NO KEY UPDATE`, id).
		Scan(&a.Email, &a.PasswordHash, &a.Disabled, &a.Reading.Dates.Order, &a.Reading.Dates.Clock12, &a.Reading.Zone,
			&a.Muted)
	return a, err
}

// SetPassword implements settings.Tx.
func (t *Tx) SetPassword(ctx context.Context, id account.PersonID, hash string) error {
	var email string
	if err := t.tx.QueryRow(ctx, "UPDATE people SET password_hash = $2 WHERE id = $1 RETURNING email", id, hash).
		Scan(&email); err != nil {
		return err
	}
	_, err := t.tx.Exec(ctx, "DELETE FROM sign_in_failures WHERE subject = $1", account.HashToken("account "+email))
	return err
}

// SetEmail implements settings.Tx.
func (t *Tx) SetEmail(ctx context.Context, id account.PersonID, email string) error {
	_, err := t.tx.Exec(ctx, "UPDATE people SET email = $2, version = version + 1 WHERE id = $1", id, email)
	return emailRefused(err)
}

// SetReading implements settings.Tx.
func (t *Tx) SetReading(ctx context.Context, id account.PersonID, to account.Reading) error {
	_, err := t.tx.Exec(ctx,
		"UPDATE people SET date_order = $2, clock_12 = $3, zone = $4, version = version + 1 WHERE id = $1",
		id, to.Dates.Order, to.Dates.Clock12, to.Zone)
	return err
}

// SetMuted implements settings.Tx.
func (t *Tx) SetMuted(ctx context.Context, id account.PersonID, kinds []inbox.Kind) error {
	_, err := t.tx.Exec(ctx, "UPDATE people SET muted = $2 WHERE id = $1", id, kinds)
	return err
}

// EndSession implements settings.Tx.
func (t *Tx) EndSession(ctx context.Context, person account.PersonID, id account.SessionID) (bool, error) {
	tag, err := t.tx.Exec(ctx, "DELETE FROM sessions WHERE id = $1 AND person_id = $2", id, person)
	return tag.RowsAffected() > 0, err
}

// EndSessions implements settings.Tx.
func (t *Tx) EndSessions(ctx context.Context, person account.PersonID, here []byte) (int, error) {
	tag, err := t.tx.Exec(ctx, "DELETE FROM sessions WHERE person_id = $1 AND token_hash IS DISTINCT FROM $2",
		person, here)
	return int(tag.RowsAffected()), err
}
