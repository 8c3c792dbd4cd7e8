// Package agreements keeps the negotiation of the agreement, and the versions that both sides signed.
package agreements

import "baton/internal/postgres/database"

// Store keeps agreements.
type Store struct{ *database.DB }

// New is a store of agreements.
func New(db *database.DB) *Store { return &Store{db} }
