package postgres_test

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
	"baton/internal/lead"
)

// keptToLife fails when a lead was anywhere that the table of its life does not lead to, when a reason is gone, or when
// a lead waits twice.
func (c *company) keptToLife(t failer) {
	t.Helper()
	rows, err := c.sql.Query(context.Background(), `
		SELECT l.id, l.stage, array_agg(e.kind ORDER BY e.id)
		FROM leads l
		JOIN events e ON e.lead_id = l.id
		GROUP BY l.id`)
	if err != nil {
		t.Fatal(err)
	}
	var id lead.ID
	var stage lead.Stage
	var kinds []handoff.EventKind
	if _, err := pgx.ForEachRow(rows, []any{&id, &stage, &kinds}, func() error {
		at := map[lead.Stage]bool{"": true} // wherever the events so far may have led
		for _, kind := range kinds {
			after := led(at, kind)
			if len(after) == 0 {
				t.Fatalf("%s happened to lead %d, which was %v: %v", kind, id, at, kinds)
			}
			at = after
		}
		if !at[stage] {
			t.Fatalf("lead %d is %s after %v", id, stage, kinds)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for what, sql := range map[string]string{
		"reasons of rejections that are gone": `
			SELECT count(*) FROM events e JOIN handoffs h ON h.id = e.handoff_id
			WHERE e.kind = 'rejected' AND h.reason_id IS DISTINCT FROM (e.data ->> 'reason')::bigint
				AND NOT EXISTS (SELECT FROM undone_verdicts u
					WHERE u.handoff_id = h.id AND u.reason_id = (e.data ->> 'reason')::bigint)`,
		"reasons of outcomes that are gone": `
			SELECT count(*) FROM events e JOIN handoffs h ON h.id = e.handoff_id
			WHERE e.kind IN ('disqualified', 'lost') AND h.outcome_reason_id IS DISTINCT FROM (e.data ->> 'reason')::bigint
				AND NOT EXISTS (SELECT FROM undone_outcomes u
					WHERE u.handoff_id = h.id AND u.reason_id = (e.data ->> 'reason')::bigint)`,
		"leads with two open handoffs": `
			SELECT count(*)
			FROM (SELECT FROM handoffs WHERE verdict IS NULL GROUP BY lead_id HAVING count(*) > 1) x`,
		"leads that wait and do not": `
			SELECT count(*)
			FROM leads l
			WHERE (l.stage = 'submitted') <> EXISTS (SELECT FROM handoffs h WHERE h.lead_id = l.id AND h.verdict IS NULL)`,
		"leads that rest and do not": `
			SELECT count(*)
			FROM leads l
			WHERE (l.stage = 'recycled') <> EXISTS (SELECT FROM recyclings r
				WHERE r.lead_id = l.id AND r.came_back_at IS NULL AND r.undone_at IS NULL)`,
		"leads in dispute and not": `
			SELECT count(*)
			FROM leads l
			WHERE (l.stage = 'disputed') <> EXISTS (SELECT FROM disputes d JOIN handoffs h ON h.id = d.handoff_id
				WHERE h.lead_id = l.id AND d.ruling IS NULL)`,
		"rulings that the handoff denies": `
			SELECT count(*)
			FROM disputes d
			JOIN handoffs h ON h.id = d.handoff_id
			WHERE (d.ruling IS NOT DISTINCT FROM 'overturned') <> (h.overturned_at IS NOT NULL)`,
		"workloads that the handoffs disprove": `
			SELECT count(*)
			FROM rep_workloads w
			WHERE w.open <> (SELECT count(*) FROM handoffs h WHERE h.owner_id = w.person_id AND h.verdict IS NULL)`,
	} {
		var n int
		if err := c.sql.QueryRow(context.Background(), sql).Scan(&n); err != nil || n != 0 {
			t.Fatalf("%d %s, %v", n, what, err)
		}
	}
}

// led is where a lead may be after an event, that may have been at one of these before.
func led(at map[lead.Stage]bool, kind handoff.EventKind) map[lead.Stage]bool {
	after := map[lead.Stage]bool{}
	for _, s := range handoff.Life {
		if s.Kind != kind {
			continue
		}
		for from := range at {
			switch {
			case from == "" && s.From == nil, slices.Contains(s.From, from) && len(s.To) > 0:
				for _, to := range s.To {
					after[to] = true
				}
			case slices.Contains(s.From, from):
				after[from] = true
			}
		}
	}
	return after
}
