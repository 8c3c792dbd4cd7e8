package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/postgres/handoffs"
	"baton/internal/postgres/people"
)

// Tidy implements jobs.Store.
func (db *DB) Tidy(ctx context.Context, at time.Time) error {
	lastMonth := time.Date(at.Year(), at.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	var batch pgx.Batch
	funnel.QueueMonths(&batch, lastMonth)
	handoffs.QueueTidy(&batch, at)
	people.QueueTidy(&batch, at)
	queueTidyImports(&batch, at)
	return database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}
