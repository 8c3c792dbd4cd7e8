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

// How many requests for a password link are taken: of an account in an hour, and from an address in a quarter of one.
const (
	requestsPerPerson  = 3
	requestsPerAddress = 20
)

// requestLife is how long a link that was asked for can be used, and how long it is tried to mail one.
const requestLife = time.Hour

// RequestPassword notes that whoever has an e-mail address forgot their password and waits for a link. It does as much,
// and answers alike, where nobody has it. TooMany when there were too many requests from the address that asks.
func (db *Store) RequestPassword(ctx context.Context, email, address string, at time.Time) error {
	subject := account.HashToken("forgotten " + address)
	return db.Write(ctx, func(tx pgx.Tx) error {
		var asked int
		if err := tx.QueryRow(ctx, "SELECT count(*) FROM sign_in_failures WHERE subject = $1 AND at > $2", subject,
			at.Add(-failuresFor)).Scan(&asked); err != nil {
			return err
		}
		if asked >= requestsPerAddress {
			return errs.Say(errs.TooMany,
				"There were too many requests for a new password. Wait a quarter of an hour, then try again.")
		}
		var batch pgx.Batch
		batch.Queue("INSERT INTO sign_in_failures (subject, at) VALUES ($1, $2)", subject, at)
		batch.Queue(`
			INSERT INTO password_requests (person_id, asked_at, next_try_at)
			SELECT p.id, $2, $2
			FROM people p
			WHERE lower(p.email) = lower($1) AND p.disabled_at IS NULL AND `+inforce.IsPerson+`
				AND (SELECT count(*) FROM password_requests r WHERE r.person_id = p.id AND r.asked_at > $3) < $4`,
			email, at, at.Add(-requestLife), requestsPerPerson)
		return tx.SendBatch(ctx, &batch).Close()
	})
}

// NextPasswordRequest implements mail.Store. The next try is a minute later, then two, then four.
func (db *Store) NextPasswordRequest(
	ctx context.Context, link account.Token, at time.Time,
) (id int64, to account.Person, ok bool, err error) {
	err = db.Write(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			UPDATE password_requests r
			SET tries = r.tries + 1, next_try_at = $1::timestamptz + interval '1 minute' * power(2, least(r.tries, 5))
			FROM (
				SELECT w.id, p.id AS person_id, p.name, p.email
				FROM password_requests w
				JOIN people p ON p.id = w.person_id
				WHERE w.sent_at IS NULL AND w.next_try_at <= $1 AND w.asked_at > $2 AND p.disabled_at IS NULL
				ORDER BY w.next_try_at, w.id
				LIMIT 1
				FOR UPDATE OF w SKIP LOCKED
			) d
			WHERE r.id = d.id
			RETURNING r.id, d.person_id, d.name, d.email`, at, at.Add(-requestLife)).Scan(&id, &to.ID, &to.Name, &to.Email)
		if err != nil {
			return err
		}
		return addLink(ctx, tx, to.ID, link, at, at.Add(requestLife))
	})
	if errors.Is(err, errs.NotFound) {
		return 0, account.Person{}, false, nil
	}
	return id, to, err == nil, err
}

// PasswordRequestSent implements mail.Store.
func (db *Store) PasswordRequestSent(ctx context.Context, id int64, at time.Time) error {
	_, err := db.Pool.Exec(ctx, "UPDATE password_requests SET sent_at = $2 WHERE id = $1", id, at)
	return database.Classify(err)
}
