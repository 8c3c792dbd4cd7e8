package learning

import (
	"context"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/scoring/prospect"
)

// Tx is the part of a transaction of settings.Desk that is about what is learned.
type Tx struct{ tx pgx.Tx }

// In gives the writes of what is learned that belong to the transaction tx.
func In(tx pgx.Tx) *Tx { return &Tx{tx} }

// ModelVersion implements settings.Tx.
func (t *Tx) ModelVersion(ctx context.Context, id int64) (prospect.Version, error) {
	return readModel(ctx, t.tx, "m.id = $1", id)
}

// LockModels implements settings.Tx.
func (t *Tx) LockModels(ctx context.Context, of lead.Prospect) (latest int, err error) {
	return lockModels(ctx, t.tx, of)
}

// ModelUsed implements settings.Tx.
func (t *Tx) ModelUsed(ctx context.Context, of lead.Prospect) (prospect.Version, error) {
	return readModel(ctx, t.tx, "m.of = $1 AND m.state = 'published'", of)
}

// AddModel implements settings.Tx.
func (t *Tx) AddModel(ctx context.Context, by account.PersonID, v prospect.Version) error {
	return keepModel(ctx, t.tx, v, by)
}
