// Package goals keeps goals with their changes, and reads what their forecasts are learned from.
package goals

import (
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
)

// Store keeps goals.
type Store struct {
	*database.DB
	policy *inforce.Store
}

// New is a store of goals in the zone and currency of policy.
func New(db *database.DB, policy *inforce.Store) *Store { return &Store{DB: db, policy: policy} }
