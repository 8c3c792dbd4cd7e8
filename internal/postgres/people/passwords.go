package people

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
)

// lapseLinks ends the unused links of a person.
const lapseLinks = "UPDATE password_links SET expires_at = $2 WHERE person_id = $1 AND used_at IS NULL AND expires_at > $2"

func addLink(ctx context.Context, tx pgx.Tx, person account.PersonID, link account.Token, at, until time.Time) error {
	_, err := tx.Exec(ctx,
		"INSERT INTO password_links (token_hash, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
		link.Hash, person, at, until)
	return err
}

// LinkOwner implements settings.Tx.
func (t *Tx) LinkOwner(ctx context.Context, id account.PersonID) (disabled bool, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT p.disabled_at IS NOT NULL FROM people p WHERE p.id = $1 AND "+inforce.IsPerson+" FOR NO KEY UPDATE",
		id).Scan(&disabled)
	return disabled, err
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
	var used bool
	err = db.Pool.QueryRow(ctx, `
		SELECT p.id, p.name, p.email, p.disabled_at IS NOT NULL, k.expires_at, k.used_at IS NOT NULL
		FROM password_links k
		JOIN people p ON p.id = k.person_id
		WHERE k.token_hash = $1`, account.HashToken(secret)).Scan(&p.ID, &p.Name, &p.Email, &p.Disabled, &until, &used)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return p, until, errs.Say(errs.NotFound, "This link is not complete. Copy all of it, or ask an admin for a new one.")
	case err != nil:
		return p, until, database.Classify(err)
	case used:
		return p, until, errs.Say(errs.NotFound,
			"This link was already used. Sign in with your password, or ask an admin for a new link.")
	case p.Disabled || !until.After(at):
		return p, until, errs.Say(errs.NotFound, "This link has expired. Ask an admin for a new one.")
	}
	return p, until, nil
}

// UsePasswordLink sets the password of the person whom a link is for. Whoever uses it first wins; all their sessions
// and other links end.
func (db *Store) UsePasswordLink(
	ctx context.Context, secret, newPasswordHash string, at time.Time,
) (person account.PersonID, err error) {
	err = db.Write(ctx, func(tx pgx.Tx) error {
		var email string
		if err := tx.QueryRow(ctx, `
			WITH used AS (
				UPDATE password_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING person_id
			)
			UPDATE people p SET password_hash = $3
			FROM used u
			WHERE p.id = u.person_id AND p.disabled_at IS NULL
			RETURNING p.id, p.email`, account.HashToken(secret), at, newPasswordHash).Scan(&person, &email); err != nil {
			return err
		}
		var batch pgx.Batch
		batch.Queue("DELETE FROM sessions WHERE person_id = $1", person)
		batch.Queue(lapseLinks, person, at)
		batch.Queue("DELETE FROM sign_in_failures WHERE subject = $1", account.HashToken("account "+email))
		return tx.SendBatch(ctx, &batch).Close()
	})
	if errors.Is(err, errs.NotFound) {
		if _, _, why := db.PasswordLink(ctx, secret, at); why != nil {
			return 0, why
		}
	}
	return person, err
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
