// Package lists reads pages of leads and handoffs as far as a person may see them: the queue, submissions, all leads
// with their search, the inbox, the log of assignments, and the history of one lead. It writes nothing.
package lists

import (
	"sync"

	"baton/internal/postgres/database"
)

// Store reads lists.
type Store struct {
	*database.DB
	seesMany sync.Map // until when somebody is known to see more than seenFew leads: time.Time by account.PersonID
}

// New is a store of lists.
func New(db *database.DB) *Store { return &Store{DB: db} }
