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

// How long a session lasts: unused, and at all.
const (
	SessionIdle = 8 * time.Hour
	SessionLife = 30 * 24 * time.Hour
)

// SignedIn is whose session the token belongs to: NotFound when it has ended or the person is disabled. It notes once a
// minute that the session is in use.
func (db *Store) SignedIn(ctx context.Context, token string, at time.Time) (account.Person, error) {
	hash := account.HashToken(token)
	var batch pgx.Batch
	var people []account.Person
	var seen time.Time
	batch.Queue(`
		SELECT `+inforce.PersonColumns+`, s.seen_at
		FROM sessions s
		JOIN people p ON p.id = s.person_id
		WHERE s.token_hash = $1 AND s.seen_at > $2 AND s.created_at > $3 AND p.disabled_at IS NULL`,
		hash, at.Add(-SessionIdle), at.Add(-SessionLife)).Query(func(rows pgx.Rows) (err error) {
		people, err = pgx.CollectRows(rows,
			func(row pgx.CollectableRow) (account.Person, error) { return inforce.ScanPerson(row, &seen) })
		return err
	})
	var version int64
	batch.Queue("SELECT policy_version FROM installation").QueryRow(func(row pgx.Row) error { return row.Scan(&version) })
	if err := db.Pool.SendBatch(ctx, &batch).Close(); err != nil {
		return account.Person{}, database.Classify(err)
	}
	db.policy.SawPolicy(version)
	if len(people) == 0 {
		return account.Person{}, database.Classify(pgx.ErrNoRows)
	}
	if at.Sub(seen) < time.Minute {
		return people[0], nil
	}
	_, err := db.Pool.Exec(ctx, "UPDATE sessions SET seen_at = greatest(seen_at, $2) WHERE token_hash = $1", hash, at)
	return people[0], database.Classify(err)
}

// AddSession signs a person in from a browser.
func (db *Store) AddSession(
	ctx context.Context, person account.PersonID, token account.Token, address, agent string, at time.Time,
) error {
	_, err := db.Pool.Exec(ctx, `
		INSERT INTO sessions (token_hash, person_id, created_at, seen_at, address, agent)
		VALUES ($1, $2, $3, $3, $4, left($5, 200))`,
		token.Hash, person, at, address, agent)
	return database.Classify(err)
}

// EndSession signs a browser out.
func (db *Store) EndSession(ctx context.Context, token string) error {
	_, err := db.Pool.Exec(ctx, "DELETE FROM sessions WHERE token_hash = $1", account.HashToken(token))
	return database.Classify(err)
}

// Login is the enabled person with an e-mail address and their password's hash. A hash of "" means that nobody can sign
// in so.
func (db *Store) Login(ctx context.Context, email string) (account.PersonID, string, error) {
	var id account.PersonID
	var hash *string
	err := db.Pool.QueryRow(ctx,
		"SELECT id, password_hash FROM people WHERE lower(email) = lower($1) AND disabled_at IS NULL", email).Scan(&id, &hash)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && hash == nil {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", database.Classify(err)
	}
	return id, *hash, nil
}

// How many failed sign-ins in a quarter of an hour are taken before the next has to wait.
const (
	failuresPerAccount = 10
	failuresPerAddress = 100
	failuresFor        = 15 * time.Minute
)

// SignInAllowed answers TooMany when there were too many failed sign-ins for the account or from the address.
func (db *Store) SignInAllowed(ctx context.Context, email, address string, at time.Time) error {
	var forAccount, fromAddress int
	err := db.Pool.QueryRow(ctx, `
		SELECT
			(SELECT count(*) FROM (SELECT FROM sign_in_failures WHERE subject = $1 AND at > $3 LIMIT 1000) f),
			(SELECT count(*) FROM (SELECT FROM sign_in_failures WHERE subject = $2 AND at > $3 LIMIT 1000) f)`,
		account.HashToken("account "+email), account.HashToken("address "+address), at.Add(-failuresFor)).Scan(&forAccount,
		&fromAddress)
	if err != nil {
		return database.Classify(err)
	}
	if forAccount >= failuresPerAccount || fromAddress >= failuresPerAddress {
		return errs.Say(errs.TooMany, "There were too many attempts to sign in. Wait 15 minutes, then try again.")
	}
	return nil
}

// SignInFailed notes a failed sign-in, and forgets old ones.
func (db *Store) SignInFailed(ctx context.Context, email, address string, at time.Time) error {
	var batch pgx.Batch
	batch.Queue("INSERT INTO sign_in_failures (subject, at) VALUES ($1, $3), ($2, $3)",
		account.HashToken("account "+email), account.HashToken("address "+address), at)
	batch.Queue("DELETE FROM sign_in_failures WHERE at < $1", at.Add(-failuresFor))
	return database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}

// SignInWorked forgets the failed sign-ins of an account.
func (db *Store) SignInWorked(ctx context.Context, email string) error {
	_, err := db.Pool.Exec(ctx, "DELETE FROM sign_in_failures WHERE subject = $1", account.HashToken("account "+email))
	return database.Classify(err)
}

// Empty reports whether nobody works with this installation yet.
func (db *Store) Empty(ctx context.Context) (bool, error) {
	var empty bool
	err := db.Pool.QueryRow(ctx, "SELECT NOT EXISTS (SELECT FROM people)").Scan(&empty)
	return empty, database.Classify(err)
}
