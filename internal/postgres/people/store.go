// Package people keeps people with their teams, absences, keys, passwords and sessions, and says who is asking.
package people

import (
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
	"baton/internal/postgres/inforce"
)

// Store keeps people.
type Store struct {
	*database.DB
	policy   *inforce.Store
	handoffs *handoffs.Store
}

// New is a store of people, who give back through handoffs what they cannot answer.
func New(db *database.DB, policy *inforce.Store, handoffs *handoffs.Store) *Store {
	return &Store{DB: db, policy: policy, handoffs: handoffs}
}
