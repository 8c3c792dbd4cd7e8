package handoffs

import (
	"time"

	"github.com/jackc/pgx/v5"
)

// QueueTidy makes the months of events to come, and removes sent forms and answers after a week and notifications after
// half a year.
func QueueTidy(batch *pgx.Batch, at time.Time) {
	batch.Queue("SELECT make_event_months($1::date, $1::date + 92)", at)
	batch.Queue("DELETE FROM sent_forms WHERE at < $1", at.AddDate(0, 0, -7))
	batch.Queue("DELETE FROM api_answers WHERE at < $1", at.AddDate(0, 0, -7))
	batch.Queue("DELETE FROM notifications WHERE at < $1", at.AddDate(0, 0, -180))
}
