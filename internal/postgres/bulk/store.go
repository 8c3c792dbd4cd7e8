// Package bulk brings many leads at once: a history with its company, and the rows of an import, each as the form would
// have kept it.
package bulk

import (
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/postgres/inforce"
)

// Store fills in histories, and imports leads.
type Store struct {
	*database.DB
	policy *inforce.Store
	funnel *funnel.Store
}

// New is a store that imports by policy, and counts anew by funnel what it has filled in.
func New(db *database.DB, policy *inforce.Store, funnel *funnel.Store) *Store {
	return &Store{DB: db, policy: policy, funnel: funnel}
}
