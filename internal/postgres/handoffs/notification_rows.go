package handoffs

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/handoff"
	"baton/internal/inbox"
	"baton/internal/intake/past"
	"baton/internal/lead"
)

// toldRows are what was heard of the clocks of past handoffs, and what people were told.
type toldRows struct {
	seen                               time.Time // what was told before has been read
	reminders, breaches, notifications *Table
}

func newToldRows(seen time.Time) *toldRows {
	return &toldRows{
		seen,
		&Table{Name: "reminders", columns: []string{"handoff_id", "clock", "started_at", "level", "holder_id", "at"}},
		&Table{Name: "breaches", columns: []string{"handoff_id", "clock", "started_at", "due_at", "holder_id", "team_id",
			"at"}},
		&Table{Name: "notifications",
			columns: []string{"person_id", "kind", "lead_id", "handoff_id", "about", "data", "read_at", "at"}},
	}
}

func (t *toldRows) add(h *past.Handoff) error {
	for _, r := range h.Changes.Reminders {
		t.reminders.Rows = append(t.reminders.Rows,
			[]any{int64(h.ID), string(r.Clock), r.Started, int16(r.Level), zeronull.Int8(r.Holder), r.At})
		if r.Breached() {
			t.breaches.Rows = append(t.breaches.Rows,
				[]any{int64(h.ID), string(r.Clock), r.Started, r.Due, zeronull.Int8(r.Holder), int64(r.Team), r.At})
		}
	}
	for _, n := range h.Changes.Notifications {
		if err := t.notify(h.Lead, h.ID, n); err != nil {
			return err
		}
	}
	return nil
}

func (t *toldRows) notify(l lead.ID, id handoff.ID, n inbox.Notification) error {
	data, err := json.Marshal(n.Data)
	if err != nil {
		return fmt.Errorf("a notification %s: %w", n.Kind, err)
	}
	var read zeronull.Timestamptz
	if n.At.Before(t.seen) {
		read = zeronull.Timestamptz(n.At)
	}
	t.notifications.Rows = append(t.notifications.Rows,
		[]any{int64(n.To), string(n.Kind), int64(l), int64(id), n.About, data, read, n.At})
	return nil
}

// tables are the rows, those of the inbox in the order in which they came up.
func (t *toldRows) tables() []*Table {
	at := len(t.notifications.columns) - 1
	slices.SortStableFunc(t.notifications.Rows,
		func(a, b []any) int { return a[at].(time.Time).Compare(b[at].(time.Time)) })
	return []*Table{t.reminders, t.breaches, t.notifications}
}
