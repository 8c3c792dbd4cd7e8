package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
)

// Tidy implements jobs.Store.
func (db *DB) Tidy(ctx context.Context, at time.Time) error {
	lastMonth := time.Date(at.Year(), at.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	var batch pgx.Batch
	funnel.QueueMonths(&batch, lastMonth)
	batch.Queue("SELECT make_event_months($1::date, $1::date + 92)", at)
	batch.Queue("DELETE FROM sessions WHERE seen_at < $1 OR created_at < $2", at.Add(-SessionIdle), at.Add(-SessionLife))
	batch.Queue("DELETE FROM sent_forms WHERE at < $1", at.AddDate(0, 0, -7))
	batch.Queue("DELETE FROM api_answers WHERE at < $1", at.AddDate(0, 0, -7))
	batch.Queue("DELETE FROM sign_in_failures WHERE at < $1", at.Add(-failuresFor))
	batch.Queue("DELETE FROM password_requests WHERE asked_at < $1", at.AddDate(0, 0, -1))
	batch.Queue("DELETE FROM notifications WHERE at < $1", at.AddDate(0, 0, -180))
	batch.Queue("DELETE FROM imports WHERE started_at IS NULL AND uploaded_at < $1", at.AddDate(0, 0, -1))
	batch.Queue("DELETE FROM import_files f USING imports i WHERE i.id = f.import_id AND i.uploaded_at < $1", at.AddDate(0, 0, -1))
	batch.Queue("UPDATE imports SET problems = '[]' WHERE uploaded_at < $1 AND problems <> '[]'", at.AddDate(0, 0, -30))
	return database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}
