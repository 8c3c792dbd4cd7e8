package lists

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
	"baton/internal/worklist"
)

// queueView is a view of the queue as conditions on a handoff h and its lead l.
type queueView struct {
	where string
	keys  string // what the order and the page need, all of it in the index that has the order
	order string // what is shown first
	after string // which rows come after the handoff @after
	own   bool   // it holds what the person holds, not what their teams have
	leads bool   // it asks about the lead
	names bool   // it names what has just arrived for the person's teams
}

const (
	dueKeys       = "h.id, h.queue_order"
	inDueOrder    = "h.queue_order, h.id"
	afterDueOrder = "(h.queue_order, h.id) > (SELECT queue_order, id FROM handoffs WHERE id = @after)"
)

var queueViews = map[worklist.QueueView]queueView{
	worklist.ForMe: {keys: dueKeys, where: "h.verdict IS NULL AND h.owner_id = @me", order: inDueOrder,
		after: afterDueOrder, own: true, names: true},
	worklist.MyTeam: {keys: dueKeys, where: "h.verdict IS NULL", order: inDueOrder, after: afterDueOrder},
	worklist.PastTime: {keys: dueKeys, where: "h.verdict IS NULL AND h.queue_order < @at", order: inDueOrder,
		after: afterDueOrder},
	worklist.Returned: {keys: "h.id, h.verdict_at", where: sentBack + " AND " + stillReturned,
		order: "h.verdict_at DESC, h.id DESC", leads: true,
		after: "(h.verdict_at, h.id) < (SELECT verdict_at, id FROM handoffs WHERE id = @after)"},
	worklist.Disputes: {keys: "h.id, h.verdict_at", where: inDispute + " AND " + database.SeesHandoff,
		order: "h.verdict_at, h.id", own: true,
		after: "(h.verdict_at, h.id) > (SELECT verdict_at, id FROM handoffs WHERE id = @after)"},
}

const (
	inDispute     = "h.id IN (SELECT d.handoff_id FROM disputes d WHERE d.ruling IS NULL)"
	sentBack      = "h.verdict = 'rejected' AND h.verdict_at > @at::timestamptz - interval '30 days'"
	stillReturned = `l.stage = 'returned' AND NOT EXISTS (SELECT FROM handoffs n
		WHERE n.lead_id = h.lead_id AND n.number > h.number)`
)

// pick is the keys of the first @limit handoffs of a view with a further condition. Each team's are read by the index
// that has them in order, so that the cost does not grow with what waits for others.
func (v queueView) pick(where string) string {
	from := "handoffs h"
	if v.leads || strings.Contains(where, "l.") {
		from += " JOIN leads l ON l.id = h.lead_id"
	}
	one := "SELECT " + v.keys + " FROM " + from + " WHERE " + v.where + where
	rest := " ORDER BY " + v.order + " LIMIT @limit"
	if v.own {
		return one + rest
	}
	return "SELECT " + v.keys + " FROM @theirs CROSS JOIN LATERAL (" + one + " AND h.team_id = t.id" + rest + ") h" + rest
}

// Queue is a page of what waits for sales, what is due next first. after is the last handoff of the page before, 0 for
// the first page; search keeps what it finds.
func (db *Store) Queue(
	ctx context.Context, by account.Person, view worklist.QueueView, search string, after handoff.ID, at time.Time,
) (worklist.QueuePage, error) {
	v, known := queueViews[view]
	if !known {
		v = queueViews[worklist.ForMe]
	}
	args := database.WithArgs(database.Visibility(by), pgx.NamedArgs{"at": at, "after": int64(after)})
	where := ""
	switch found, err := db.found(ctx, search, "h.lead_id", args); {
	case err != nil:
		return worklist.QueuePage{}, err
	case found != "":
		where += " AND " + found
	}
	if after != 0 {
		where += " AND " + v.after
	}
	var batch pgx.Batch
	var page worklist.QueuePage
	batch.Queue(database.InlineScope(by, `
		SELECT `+waitingColumns+`
		FROM (`+v.pick(where)+`) p
		JOIN handoffs h ON h.id = p.id
		JOIN leads l ON l.id = h.lead_id
		LEFT JOIN sources s ON s.id = h.source_id
		LEFT JOIN campaigns c ON c.id = h.campaign_id
		LEFT JOIN people o ON o.id = h.owner_id
		LEFT JOIN reasons r ON r.id = h.reason_id
		ORDER BY `+v.order), args).Query(func(rows pgx.Rows) (err error) {
		page.Rows, err = pgx.CollectRows(rows, scanWaiting)
		return err
	})
	batch.Queue(database.InlineScope(by, queueCountsSQL), args).QueryRow(func(row pgx.Row) error {
		return row.Scan(&page.Counts.Mine, &page.Counts.Team, &page.Counts.Late, &page.Counts.Returned)
	})
	if v.names && after == 0 && where == "" {
		batch.Queue(database.InlineScope(by, justInSQL), args).Query(func(rows pgx.Rows) (err error) {
			page.JustIn, err = pgx.CollectRows(rows, scanJustIn)
			return err
		})
	}
	if by.Has(account.Manager, account.Admin) {
		batch.Queue(database.InlineScope(by,
			"SELECT "+database.CountUpTo("SELECT FROM handoffs h WHERE "+queueViews[worklist.Disputes].where)),
			args).QueryRow(func(row pgx.Row) error {
			return row.Scan(&page.Counts.Disputes)
		})
	}
	if err := db.Pool.SendBatch(ctx, &batch).Close(); err != nil {
		return worklist.QueuePage{}, database.Classify(err)
	}
	if page.More = len(page.Rows) > worklist.PageSize; page.More {
		page.Rows = page.Rows[:worklist.PageSize]
	}
	return page, nil
}

// queueCountsSQL counts each view, but no further than @most: the cost does not grow with what waits. Of what was sent
// back, it looks at the last @most of each team.
var queueCountsSQL = "SELECT " + strings.Join([]string{
	database.CountUpTo("SELECT FROM handoffs h WHERE " + queueViews[worklist.ForMe].where),
	countTheirs(worklist.MyTeam),
	countTheirs(worklist.PastTime),
	database.CountUpTo(`
		SELECT FROM @theirs CROSS JOIN LATERAL (SELECT h.lead_id, h.number FROM handoffs h
			WHERE h.team_id = t.id AND ` + sentBack +
		" ORDER BY h.verdict_at DESC LIMIT @most) h JOIN leads l ON l.id = h.lead_id WHERE " + stillReturned),
}, ", ")

func countTheirs(view worklist.QueueView) string {
	return database.CountUpTo(`
		SELECT FROM @theirs CROSS JOIN LATERAL (SELECT FROM handoffs h
			WHERE h.team_id = t.id AND ` + queueViews[view].where + ` LIMIT @most) h`)
}

// justInSQL looks at the latest @most handoffs of the company alone, so that its cost does not grow with what waits.
var justInSQL = `
	SELECT h.id, l.name, l.email, l.phone, o.name, h.queued_at
	FROM (SELECT * FROM handoffs ORDER BY id DESC LIMIT @most) h
	JOIN @theirs ON t.id = h.team_id
	JOIN leads l ON l.id = h.lead_id
	LEFT JOIN people o ON o.id = h.owner_id
	WHERE h.verdict IS NULL AND h.owner_id IS DISTINCT FROM @me
		AND h.queued_at > @at::timestamptz - interval '` + fmt.Sprint(int(worklist.JustInFor.Minutes())) + ` minutes'
	ORDER BY h.queued_at DESC, h.id DESC
	LIMIT ` + fmt.Sprint(worklist.MaxJustIn)

func scanJustIn(row pgx.CollectableRow) (j worklist.JustIn, err error) {
	var l lead.Lead
	err = row.Scan(&j.ID, &l.Name, &l.Email, &l.Phone, database.ZeroText(&j.OwnerName), &j.QueuedAt)
	j.Name = l.Called()
	return j, err
}

// waitingFields are a handoff h that waits, its lead l and what is said of them, and where it goes.
func waitingFields(w *worklist.Waiting, l *lead.Lead) database.Columns {
	return database.Columns{
		{SQL: "h.id", To: &w.ID},
		{SQL: "h.lead_id", To: &w.Lead},
		{SQL: "h.version", To: &w.Version},
		{SQL: "l.name", To: &l.Name},
		{SQL: "l.email", To: &l.Email},
		{SQL: "l.phone", To: &l.Phone},
		{SQL: "l.job_title", To: &w.JobTitle},
		{SQL: "l.company", To: &w.Company},
		{SQL: "s.name", To: database.ZeroText(&w.Source)},
		{SQL: "c.name", To: database.ZeroText(&w.Campaign)},
		{SQL: "h.grade", To: &w.Grade},
		{SQL: "h.level", To: database.Zero(&w.Level)},
		{SQL: handoffs.Opined, To: database.ZeroText(&w.Opined)},
		{SQL: "h.explored", To: &w.Explored},
		{SQL: "h.number", To: &w.Number},
		{SQL: "h.team_id", To: &w.Team},
		{SQL: "h.owner_id", To: database.Zero(&w.Owner)},
		{SQL: "o.name", To: database.ZeroText(&w.OwnerName)},
		{SQL: "h.queued_at", To: &w.QueuedAt},
		{SQL: "h.due_at", To: &w.DueAt},
		{SQL: "h.paused_at", To: database.ZeroTime(&w.PausedAt)},
		{SQL: "h.owned_at", To: database.ZeroTime(&w.OwnedAt)},
		{SQL: "h.owner_due_at", To: database.ZeroTime(&w.OwnerDue)},
		{SQL: "h.waits_until", To: database.ZeroTime(&w.Waits)},
		{SQL: "r.words", To: database.ZeroText(&w.Reason)},
		{SQL: "coalesce((SELECT true FROM questions q WHERE q.handoff_id = h.id AND q.answered_at " +
			"IS NOT NULL LIMIT 1), false)", To: &w.Answered},
	}
}

var waitingColumns = waitingFields(&worklist.Waiting{}, &lead.Lead{}).SQL()

func scanWaiting(row pgx.CollectableRow) (w worklist.Waiting, err error) {
	var l lead.Lead
	err = row.Scan(waitingFields(&w, &l).To()...)
	l.ID = w.Lead
	w.Name = l.Called()
	return w, err
}
