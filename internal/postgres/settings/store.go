// Package settings keeps what managers and admins set: teams, campaigns, personas, reasons, rules, scoring, currency
// and zone. Changes are made by the Desk of the domain; each is one transaction.
package settings

import (
	"baton/internal/postgres/database"
	"baton/internal/postgres/people"
)

// Store keeps settings.
type Store struct {
	*database.DB
	people *people.Store
}

// New is a store of settings, some of which are about people.
func New(db *database.DB, people *people.Store) *Store { return &Store{DB: db, people: people} }
