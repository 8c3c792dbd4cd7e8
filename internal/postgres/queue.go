package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// most is where counts beside a tab end: a bigger number would not tell more, and would cost more as leads grow.
const most = 100

// queueViews are the conditions of the views on an open handoff h. Those of an admin are everybody's.
var queueViews = map[handoff.QueueView]string{
	handoff.ForMe:    "h.verdict IS NULL AND h.owner_id = @me",
	handoff.MyTeam:   "h.verdict IS NULL AND (@everything OR h.team_id = ANY(@teams))",
	handoff.PastTime: "h.verdict IS NULL AND (@everything OR h.team_id = ANY(@teams)) AND h.queue_order < @at",
	handoff.Returned: `h.verdict = 'rejected' AND h.verdict_at > @at::timestamptz - interval '30 days' AND (@everything OR h.team_id = ANY(@teams))
		AND l.stage = 'returned' AND NOT EXISTS (SELECT FROM handoffs n WHERE n.lead_id = h.lead_id AND n.number > h.number)`,
}

// Queue is a page of what waits for sales, what is due next first. after is the last handoff of the page before, 0 for the first page;
// search keeps rows with that part of a name, company or e-mail address.
func (db *DB) Queue(ctx context.Context, by account.Person, view handoff.QueueView, search string, after handoff.ID, at time.Time) (handoff.QueuePage, error) {
	where, known := queueViews[view]
	if !known {
		view, where = handoff.ForMe, queueViews[handoff.ForMe]
	}
	args := with(eyes(by), pgx.NamedArgs{"at": at, "after": int64(after), "limit": handoff.PageSize + 1, "most": most})
	if search != "" {
		where += " AND l.search LIKE @search"
		args["search"] = contains(search)
	}
	if after != 0 && view == handoff.Returned {
		where += " AND (h.verdict_at, h.id) < (SELECT verdict_at, id FROM handoffs WHERE id = @after)"
	} else if after != 0 {
		where += " AND (h.queue_order, h.id) > (SELECT queue_order, id FROM handoffs WHERE id = @after)"
	}
	from, order := "handoffs h", "h.queue_order, h.id"
	if strings.Contains(where, "l.") {
		from += " JOIN leads l ON l.id = h.lead_id"
	}
	if view == handoff.Returned {
		order = "h.verdict_at DESC, h.id DESC"
	}
	var batch pgx.Batch
	var page handoff.QueuePage
	batch.Queue(bound(by, `
		SELECT h.id, h.lead_id, h.version, l.name, l.email, l.phone, l.job_title, l.company, s.name, c.name, h.grade, h.number, h.team_id, h.owner_id, o.name,
			h.queued_at, h.due_at, h.paused_at, r.words,
			EXISTS (SELECT FROM questions q WHERE q.handoff_id = h.id AND q.answered_at IS NOT NULL)
		FROM (SELECT h.* FROM `+from+` WHERE `+where+` ORDER BY `+order+` LIMIT @limit) h
		JOIN leads l ON l.id = h.lead_id
		LEFT JOIN sources s ON s.id = h.source_id
		LEFT JOIN campaigns c ON c.id = h.campaign_id
		LEFT JOIN people o ON o.id = h.owner_id
		LEFT JOIN reasons r ON r.id = h.reason_id
		ORDER BY `+order), args).Query(func(rows pgx.Rows) (err error) {
		page.Rows, err = pgx.CollectRows(rows, scanWaiting)
		return err
	})
	batch.Queue(bound(by, queueCountsSQL), args).QueryRow(func(row pgx.Row) error {
		return row.Scan(&page.Counts.Mine, &page.Counts.Team, &page.Counts.Late, &page.Counts.Returned)
	})
	if err := db.pool.SendBatch(ctx, &batch).Close(); err != nil {
		return handoff.QueuePage{}, kind(err)
	}
	if page.More = len(page.Rows) > handoff.PageSize; page.More {
		page.Rows = page.Rows[:handoff.PageSize]
	}
	return page, nil
}

// queueCountsSQL counts each view, but no further than @most: the cost does not grow with what waits.
var queueCountsSQL = "SELECT " + strings.Join([]string{
	countUpTo("SELECT FROM handoffs h WHERE " + queueViews[handoff.ForMe]),
	countUpTo("SELECT FROM handoffs h WHERE " + queueViews[handoff.MyTeam]),
	countUpTo("SELECT FROM handoffs h WHERE " + queueViews[handoff.PastTime]),
	countUpTo("SELECT FROM handoffs h JOIN leads l ON l.id = h.lead_id WHERE " + queueViews[handoff.Returned]),
}, ", ")

func countUpTo(query string) string { return "(SELECT count(*) FROM (" + query + " LIMIT @most) n)" }

func scanWaiting(row pgx.CollectableRow) (w handoff.Waiting, err error) {
	var l lead.Lead
	err = row.Scan(&w.ID, &w.Lead, &w.Version, &l.Name, &l.Email, &l.Phone, &w.JobTitle, &w.Company, &zeroText[string]{&w.Source}, &zeroText[string]{&w.Campaign},
		&w.Grade, &w.Number, &w.Team, &zero[account.PersonID]{&w.Owner}, &zeroText[string]{&w.OwnerName}, &w.QueuedAt, &w.DueAt, &zeroTime{&w.PausedAt},
		&zeroText[string]{&w.Reason}, &w.Answered)
	l.ID = w.Lead
	w.Name = l.Called()
	return w, err
}

// contains is the pattern for texts that have part in them, in any case.
func contains(part string) string {
	part = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(strings.TrimSpace(part)))
	return "%" + part + "%"
}
