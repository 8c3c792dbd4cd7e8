// Package handoffs is the transaction of a handoff: what the Desk reads and locks, and all that it changes, in as few
// round trips as can be. It alone writes leads, handoffs and what hangs on them. A large history travels as a Table.
package handoffs

import (
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
)

// Store begins the transactions of the Desk.
type Store struct {
	*database.DB
	policy *inforce.Store
}

// New is a store that decides by policy.
func New(db *database.DB, policy *inforce.Store) *Store { return &Store{DB: db, policy: policy} }
