// Package reports reads what the metrics and measures of reports count, and the leads behind each number. It writes
// nothing.
package reports

import "baton/internal/postgres/database"

// Store reads reports.
type Store struct{ *database.DB }

// New is a store of reports.
func New(db *database.DB) *Store { return &Store{db} }
