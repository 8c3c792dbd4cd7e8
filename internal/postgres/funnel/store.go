// Package funnel keeps the counts that reports read. A transaction adds what it changes to funnel_deltas, and Fold adds
// those to the days.
package funnel

import (
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
)

// Store folds the counts, and counts them anew.
type Store struct {
	*database.DB
	policy *inforce.Store
}

// New is a store that counts days in the zone of policy.
func New(db *database.DB, policy *inforce.Store) *Store { return &Store{DB: db, policy: policy} }
