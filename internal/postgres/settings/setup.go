package settings

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/postgres/database"
)

// SetupToken implements settings.Tx.
func (t *transaction) SetupToken(ctx context.Context) (hash []byte, people bool, err error) {
	if err := t.tx.QueryRow(ctx, "SELECT setup_token FROM installation FOR UPDATE").Scan(&hash); err != nil {
		return nil, false, err
	}
	err = t.tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM people)").Scan(&people)
	return hash, people, err
}

// AddFirstAdmin implements settings.Tx.
func (t *transaction) AddFirstAdmin(ctx context.Context, p *account.Person, passwordHash string, at time.Time) error {
	if _, err := t.tx.Exec(ctx, "UPDATE installation SET setup_token = NULL"); err != nil {
		return err
	}
	return t.AddFirst(ctx, p, passwordHash, at)
}

// SetSetupToken keeps the hash of the token that the first admin has to know.
func (db *Store) SetSetupToken(ctx context.Context, hash []byte) error {
	_, err := db.Pool.Exec(ctx, "UPDATE installation SET setup_token = $1", hash)
	return database.Classify(err)
}
