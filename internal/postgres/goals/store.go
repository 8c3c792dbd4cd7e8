// Package goals keeps goals with their changes, and reads what their forecasts are learned from.
package goals

import (
	"baton/internal/postgres/database"
	"baton/internal/postgres/policy"
)

// Store keeps goals.
type Store struct {
	*database.DB
	policy *policy.Store
}

// New is a store of goals in the zone and currency of policy.
func New(db *database.DB, policy *policy.Store) *Store { return &Store{DB: db, policy: policy} }
