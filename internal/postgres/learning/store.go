// Package learning keeps what was learned of what becomes of leads: its versions, the labels it learns from, and
// suggestions that somebody does not want.
package learning

import (
	"sync"

	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
	"baton/internal/scoring/prospect"
)

// Store learns, and keeps what it has learned.
type Store struct {
	*database.DB
	policy    *inforce.Store
	live      *prospect.Live // what this node estimates by
	following sync.Mutex     // held by who teaches live
}

// New is a store that teaches live.
func New(db *database.DB, policy *inforce.Store, live *prospect.Live) *Store {
	return &Store{DB: db, policy: policy, live: live}
}
