package people

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/inbox"
	"baton/internal/postgres/database"
)

// ChangePassword gives by a new password in place of the one that has the hash was. All their sessions end but that of
// the token here, and so do their links.
func (db *Store) ChangePassword(ctx context.Context, by account.Person, was, newHash, here string, at time.Time) error {
	return db.Write(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, "UPDATE people SET password_hash = $3 WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL", by.ID, was, newHash)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return errs.Say(errs.Conflict,
				"Your password was changed meanwhile, in another browser or by a link. Sign in again with the new one.")
		}
		var batch pgx.Batch
		batch.Queue("DELETE FROM sessions WHERE person_id = $1 AND token_hash <> $2", by.ID, account.HashToken(here))
		batch.Queue(lapseLinks, by.ID, at)
		batch.Queue("DELETE FROM sign_in_failures WHERE subject = $1", account.HashToken("account "+by.Email))
		return tx.SendBatch(ctx, &batch).Close()
	})
}

// ChangeEmail gives by another e-mail address, by which they sign in from then on. Links that were sent to the old one
// end.
func (db *Store) ChangeEmail(ctx context.Context, by account.Person, typed string, at time.Time) error {
	email, wrong := account.TidyEmail(typed)
	if wrong != "" {
		return errs.Problems{"email": wrong}
	}
	return db.Write(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE people SET email = $2, version = version + 1 WHERE id = $1 AND email <> $2", by.ID,
			email); err != nil {
			return emailRefused(err)
		}
		_, err := tx.Exec(ctx, lapseLinks, by.ID, at)
		return err
	})
}

// SetReading sets how by reads dates and times.
func (db *Store) SetReading(ctx context.Context, by account.Person, to account.Reading) error {
	if err := to.Check(); err != nil {
		return err
	}
	return db.Write(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE people SET date_order = $2, clock_12 = $3, zone = $4, version = version + 1 WHERE id = $1", by.ID, to.Dates.Order, to.Dates.Clock12, to.Zone)
		return err
	})
}

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

// EndOwnSession signs by out of one browser; NotFound when it is none of theirs.
func (db *Store) EndOwnSession(ctx context.Context, by account.Person, id account.SessionID) error {
	tag, err := db.Pool.Exec(ctx, "DELETE FROM sessions WHERE id = $1 AND person_id = $2", id, by.ID)
	if err == nil && tag.RowsAffected() == 0 {
		err = pgx.ErrNoRows
	}
	return database.Classify(err)
}

// EndOtherSessions signs by out everywhere but where the token here is.
func (db *Store) EndOtherSessions(ctx context.Context, by account.Person, here string) error {
	_, err := db.Pool.Exec(ctx, "DELETE FROM sessions WHERE person_id = $1 AND token_hash <> $2", by.ID,
		account.HashToken(here))
	return database.Classify(err)
}

// Muted are the kinds of notifications that by has turned off.
func (db *Store) Muted(ctx context.Context, by account.Person) (kinds []inbox.Kind, err error) {
	err = db.Pool.QueryRow(ctx, "SELECT muted FROM people WHERE id = $1", by.ID).Scan(&kinds)
	return kinds, database.Classify(err)
}

// Mute sets which kinds of notifications by does not get. Invalid when one of them is a duty.
func (db *Store) Mute(ctx context.Context, by account.Person, kinds []inbox.Kind) error {
	muted := []string{}
	for _, k := range kinds {
		if k.Duty() {
			return errs.Say(errs.Invalid, "Notifications that ask you for something cannot be turned off.")
		}
		muted = append(muted, string(k))
	}
	return db.Write(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE people SET muted = $2 WHERE id = $1", by.ID, muted)
		return err
	})
}
