package lists

import (
	"context"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/inbox"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/worklist"
)

// Inbox is a page of by's notifications, the newest first, or of those that are not read. after is the last one of the
// page before, 0 for the first page.
func (db *Store) Inbox(ctx context.Context, by account.Person, unread bool, after int64) (inbox.Page, error) {
	if after == 0 {
		after = math.MaxInt64
	}
	where := "n.person_id = @me AND n.id < @after"
	if unread {
		where += " AND n.read_at IS NULL"
	}
	var in inbox.Page
	var batch pgx.Batch
	args := database.WithArgs(database.Visibility(by), pgx.NamedArgs{"after": after})
	batch.Queue(database.InlineScope(by, `
		SELECT n.id, n.kind, coalesce(l.id, 0), l.name, l.email, l.phone, l.company, o.grade, p.name, n.at,
			n.read_at IS NOT NULL, n.data
		FROM (SELECT * FROM notifications n WHERE `+where+` ORDER BY n.id DESC LIMIT @limit) n
		LEFT JOIN leads l ON l.id = n.lead_id AND `+database.SeesLead+`
		LEFT JOIN handoffs o ON o.id = n.handoff_id
		LEFT JOIN people p ON p.id = (n.data ->> 'by')::bigint
		ORDER BY n.id DESC`), args).Query(func(rows pgx.Rows) (err error) {
		in.Rows, err = pgx.CollectRows(rows, scanNote)
		return err
	})
	batch.Queue(database.InlineScope(by,
		"SELECT "+database.CountUpTo("SELECT FROM notifications n WHERE n.person_id = @me AND n.read_at IS NULL")),
		args).QueryRow(func(row pgx.Row) error {
		return row.Scan(&in.Unread)
	})
	if err := db.Pool.SendBatch(ctx, &batch).Close(); err != nil {
		return inbox.Page{}, database.Classify(err)
	}
	if in.More = len(in.Rows) > worklist.PageSize; in.More {
		in.Rows = in.Rows[:worklist.PageSize]
	}
	return in, nil
}

func scanNote(row pgx.CollectableRow) (n inbox.Note, err error) {
	var l lead.Lead
	err = row.Scan(&n.ID, &n.Kind, &n.Lead, database.ZeroText(&l.Name), database.ZeroText(&l.Email),
		database.ZeroText(&l.Phone), database.ZeroText(&n.Company),
		database.ZeroText(&n.Grade), database.ZeroText(&n.By), &n.At, &n.Read, &n.Data)
	if l.ID = n.Lead; n.Lead != 0 {
		n.Name = l.Called()
	}
	return n, err
}

// isUncontacted is the condition that a handoff h is accepted and nobody has contacted its lead.
const isUncontacted = "h.verdict = 'accepted' AND h.contacted_at IS NULL AND h.outcome IS NULL"

// Uncontacted is who has accepted leads that nobody has contacted, the same for everybody: who is late with most of
// them first.
func (db *Store) Uncontacted(ctx context.Context, at time.Time) ([]worklist.RepUncontacted, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT u.owner_id, coalesce(p.name, ''), u.team_id, u.leads, u.late, u.waits, u.oldest
		FROM (
			SELECT h.owner_id, min(h.team_id) AS team_id, count(*) AS leads,
				count(*) FILTER (WHERE h.contact_due_at < $1) AS late,
				count(*) FILTER (WHERE h.waits_until > $1) AS waits, min(h.verdict_at) AS oldest
			FROM handoffs h
			WHERE `+isUncontacted+`
			GROUP BY h.owner_id
		) u
		LEFT JOIN people p ON p.id = u.owner_id
		ORDER BY u.late DESC, u.oldest, u.owner_id`, at)
	if err != nil {
		return nil, database.Classify(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (u worklist.RepUncontacted, err error) {
		err = row.Scan(database.Zero(&u.Rep), &u.Name, &u.Team, &u.Leads, &u.Late, &u.Waits, &u.Oldest)
		return u, err
	})
	return all, database.Classify(err)
}

// UncontactedLeads is a page of those leads, the longest accepted first: of a rep, of everybody where that is 0, or
// only those past the time for the first contact. What by may not see is counted as hidden. after is the last handoff
// of the page before, 0 for the first page.
func (db *Store) UncontactedLeads(
	ctx context.Context, by account.Person, rep account.PersonID, late bool, after handoff.ID, at time.Time,
) (list worklist.LeadList, hidden int64, err error) {
	where := isUncontacted
	args := database.WithArgs(database.Visibility(by), pgx.NamedArgs{"rep": rep, "at": at, "after": after})
	if rep != 0 {
		where += " AND h.owner_id = @rep"
	}
	if late {
		where += " AND h.contact_due_at < @at"
	}
	var batch pgx.Batch
	if by.Role != account.Admin {
		batch.Queue(database.InlineScope(by,
			"SELECT count(*) FROM handoffs h WHERE "+where+" AND "+database.SeesHandoff+" IS NOT TRUE"),
			args).QueryRow(func(row pgx.Row) error { return row.Scan(&hidden) })
	}
	if after != 0 {
		where += " AND (h.verdict_at, h.id) > (SELECT verdict_at, id FROM handoffs WHERE id = @after)"
	}
	QueueList(&batch, &list, database.InlineScope(by,
		"SELECT "+ListedColumns(ScoreThen)+" FROM handoffs h JOIN leads l ON l.id = h.lead_id"+ListedJoins+
			" WHERE "+where+" AND "+database.SeesHandoff+" ORDER BY h.verdict_at, h.id LIMIT @limit"), args)
	list, err = db.list(ctx, &batch, &list)
	return list, hidden, err
}
