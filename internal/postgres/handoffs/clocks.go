package handoffs

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// Due implements desk.Tx. It waits for nobody: a handoff that a rep is deciding on at this moment has its next step
// soon enough, or none.
func (t *Tx) Due(ctx context.Context, at time.Time, limit int) ([]*handoff.Handoff, error) {
	rows, err := t.tx.Query(ctx, `
		SELECT `+HandoffColumns+`
		FROM (SELECT * FROM handoffs WHERE remind_at <= $1 ORDER BY remind_at, id LIMIT $2 FOR UPDATE SKIP LOCKED) h
		JOIN leads l ON l.id = h.lead_id
		ORDER BY h.remind_at, h.id`, at, limit)
	if err != nil {
		return nil, database.Classify(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*handoff.Handoff, error) {
		h, err := scanHandoff(row)
		return &h, err
	})
	return all, database.Classify(err)
}

// SaveClockSteps implements desk.Tx.
func (t *Tx) SaveClockSteps(_ context.Context, h *handoff.Handoff) error {
	t.later.Queue("UPDATE handoffs SET owner_due_at = $2, marks = $3, remind_at = $4 WHERE id = $1",
		h.ID, zeronull.Timestamptz(h.OwnerDueAt), marks(h), zeronull.Timestamptz(h.NextMark()))
	changes := h.Changes
	h.Changes = handoff.Changes{}
	t.keepTold(h.ID, h.Lead, changes)
	t.keepAssignment(h, changes)
	return nil
}

// keepTold queues the events, reminders and notifications that a change leaves behind. What is there already was told
// before.
func (t *Tx) keepTold(id handoff.ID, l lead.ID, changes handoff.Changes) {
	t.events = append(t.events, changes.Events...)
	for _, r := range changes.Reminders {
		t.later.Queue(`
			INSERT INTO reminders (handoff_id, clock, started_at, level, holder_id, at)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT DO NOTHING`, id, r.Clock, r.Started, r.Level, zeronull.Int8(r.Holder), r.At)
		if r.Breached() {
			t.later.Queue(`
				INSERT INTO breaches (handoff_id, clock, started_at, due_at, holder_id, team_id, at)
				VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT DO NOTHING`, id, r.Clock, r.Started, r.Due, zeronull.Int8(r.Holder), r.Team, r.At)
		}
	}
	if len(changes.Reminders) > 0 {
		t.settleReminders(id, changes.Reminders[0].At)
	}
	for _, n := range changes.Notifications {
		t.later.Queue(`
			INSERT INTO notifications (person_id, kind, lead_id, handoff_id, about, data, at)
			SELECT $1::bigint, $2::text, $3::bigint, $4::bigint, $5::text, $6::jsonb, $7::timestamptz
			WHERE NOT EXISTS (SELECT FROM people p WHERE p.id = $1 AND $2 = ANY(p.muted))
			ON CONFLICT DO NOTHING`, n.To, n.Kind, l, id, n.About, n.Data, n.At)
	}
}

// settleReminders marks what was reminded of a handoff as read: it has been answered, has gone on to somebody else, or
// the next reminder says more.
func (t *Tx) settleReminders(id handoff.ID, at time.Time) {
	t.later.Queue("UPDATE notifications SET read_at = $2 WHERE handoff_id = $1 AND kind = 'reminder' AND read_at IS NULL",
		id, at)
}

// Rested implements jobs.Store.
func (db *Store) Rested(ctx context.Context, at time.Time) ([]lead.ID, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT lead_id FROM recyclings WHERE back_at <= $1 AND came_back_at IS NULL AND undone_at IS NULL
		ORDER BY back_at LIMIT 100`, at)
	if err != nil {
		return nil, database.Classify(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[lead.ID])
	return ids, database.Classify(err)
}
