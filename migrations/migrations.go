// Package migrations holds the database schema, step by step.
package migrations

import "embed"

// Files are the migrations that golang-migrate runs, NNNNNN_name.{up,down}.sql.
//
//go:embed *.sql
var Files embed.FS
