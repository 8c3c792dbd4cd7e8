package people

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/postgres/database"
	"baton/internal/settings"
)

// lapseLinks ends the unused links of a person.
const lapseLinks = `
	UPDATE password_links SET expires_at = $2 WHERE person_id = $1 AND used_at IS NULL AND expires_at > $2`

func addLink(ctx context.Context, tx pgx.Tx, person account.PersonID, link account.Token, at, until time.Time) error {
	_, err := tx.Exec(ctx,
		"INSERT INTO password_links (token_hash, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
		link.Hash, person, at, until)
	return err
}

// LapseLinks implements settings.Tx.
func (t *Tx) LapseLinks(ctx context.Context, id account.PersonID, at time.Time) error {
	_, err := t.tx.Exec(ctx, lapseLinks, id, at)
	return err
}

// AddLink implements settings.Tx.
func (t *Tx) AddLink(ctx context.Context, id account.PersonID, link account.Token, at, until time.Time) error {
	return addLink(ctx, t.tx, id, link, at, until)
}

// PasswordLink is the person whose password a link sets, and until when. NotFound, in words, when it cannot be used.
func (db *Store) PasswordLink(
	ctx context.Context, secret string, at time.Time,
) (p account.Person, until time.Time, err error) {
	var link settings.Link
	err = db.Pool.QueryRow(ctx, `
		SELECT p.id, p.name, p.email, p.disabled_at IS NOT NULL, k.expires_at, k.used_at IS NOT NULL
		FROM password_links k
		JOIN people p ON p.id = k.person_id
		WHERE k.token_hash = $1`, account.HashToken(secret)).
		Scan(&p.ID, &p.Name, &p.Email, &link.Disabled, &link.Until, &link.Used)
	if err != nil {
		return p, link.Until, database.Classify(linkRefused(err))
	}
	p.Disabled = link.Disabled
	return p, link.Until, link.MayBeUsed(at)
}

// Link implements settings.Tx. Its owner is locked first, as by whoever gives them another link.
func (t *Tx) Link(ctx context.Context, hash []byte) (link settings.Link, err error) {
	var batch pgx.Batch
	batch.Queue(`
		SELECT FROM people
		WHERE id = (SELECT person_id FROM password_links WHERE token_hash = $1)
		FOR NO KEY UPDATE`, hash)
	batch.Queue(`
		SELECT p.id, k.expires_at, k.used_at IS NOT NULL, p.disabled_at IS NOT NULL
		FROM password_links k
		JOIN people p ON p.id = k.person_id
		WHERE k.token_hash = $1
		FOR UPDATE OF k`, hash).QueryRow(func(row pgx.Row) error {
		return row.Scan(&link.Owner, &link.Until, &link.Used, &link.Disabled)
	})
	return link, linkRefused(t.tx.SendBatch(ctx, &batch).Close())
}

// UseLink implements settings.Tx.
func (t *Tx) UseLink(ctx context.Context, hash []byte, at time.Time) error {
	_, err := t.tx.Exec(ctx, "UPDATE password_links SET used_at = $2 WHERE token_hash = $1", hash, at)
	return err
}

func linkRefused(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return settings.ErrNoLink
	}
	return err
}

// AddFirst adds the first person of an installation, whose password has a hash.
func (t *Tx) AddFirst(ctx context.Context, p *account.Person, passwordHash string, at time.Time) error {
	args := personArgs(p)
	args["password"], args["at"] = passwordHash, at
	return t.tx.QueryRow(ctx, `
		INSERT INTO people (email, name, role, zone, capacity, password_hash, created_at)
		VALUES (@email, @name, @role, @zone, @capacity, @password, @at)
		RETURNING id, version`, args).Scan(&p.ID, &p.Version)
}
