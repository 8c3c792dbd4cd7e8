package lists

import (
	"context"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/worklist"
)

// Score says which score of a lead is listed.
type Score struct{ grade, level string }

// The score that a handoff has, and the one that a lead has now.
var (
	ScoreThen = Score{"h.grade", "h.level"}
	scoreNow  = Score{"coalesce(n.grade, h.grade)", "CASE WHEN n.grade IS NULL THEN h.level ELSE n.level END"}
)

// listedFields are a lead l with its handoff h and ListedJoins, and where they go.
func listedFields(score Score, x *worklist.ListedLead, l *lead.Lead) database.Columns {
	return database.Columns{
		{SQL: "l.id", To: &x.ID},
		{SQL: "l.name", To: &l.Name},
		{SQL: "l.email", To: &l.Email},
		{SQL: "l.phone", To: &l.Phone},
		{SQL: "l.job_title", To: &x.JobTitle},
		{SQL: "l.company", To: &x.Company},
		{SQL: "c.name", To: database.ZeroText(&x.Campaign)},
		{SQL: "l.stage", To: &x.Stage},
		{SQL: "l.version", To: &x.Version},
		{SQL: "l.created_at", To: &x.Captured},
		{SQL: "a.name", To: database.ZeroText(&x.Author)},
		{SQL: "h.id", To: database.Zero(&x.Handoff)},
		{SQL: "h.number", To: database.Zero(&x.Number)},
		{SQL: score.grade, To: database.ZeroText(&x.Grade)},
		{SQL: score.level, To: database.Zero(&x.Level)},
		{SQL: "h.submitted_at", To: database.ZeroTime(&x.Submitted)},
		{SQL: "h.due_at", To: database.ZeroTime(&x.DueAt)},
		{SQL: "h.paused_at", To: database.ZeroTime(&x.PausedAt)},
		{SQL: "o.name", To: database.ZeroText(&x.Owner)},
		{SQL: "h.owner_id", To: database.Zero(&x.OwnerID)},
		{SQL: "t.name", To: database.ZeroText(&x.Team)},
		{SQL: "h.team_id", To: database.Zero(&x.TeamID)},
		{SQL: "h.waits_until", To: database.ZeroTime(&x.Waits)},
		{SQL: "h.verdict", To: database.ZeroText(&x.Verdict)},
		{SQL: "h.verdict_at", To: database.ZeroTime(&x.VerdictAt)},
		{SQL: "v.name", To: database.ZeroText(&x.VerdictBy)},
		{SQL: "r.words", To: database.ZeroText(&x.Reason)},
		{SQL: "h.feedback", To: database.ZeroText(&x.Feedback)},
		{SQL: "q.words", To: database.ZeroText(&x.Question)},
		{SQL: "qa.name", To: database.ZeroText(&x.QuestionBy)},
		{SQL: "h.contact_due_at", To: database.ZeroTime(&x.ContactDue)},
		{SQL: "h.contacted_at", To: database.ZeroTime(&x.Contacted)},
		{SQL: "h.outcome", To: database.ZeroText(&x.Outcome)},
		{SQL: "h.outcome_at", To: database.ZeroTime(&x.OutcomeAt)},
		{SQL: "(h.value * minor_units(h.currency))::bigint", To: database.Zero(&x.ValueCents)},
		{SQL: "(h.won_amount * minor_units(h.currency))::bigint", To: database.Zero(&x.WonCents)},
		{SQL: "h.currency", To: database.ZeroText(&x.Currency)},
	}
}

// ListedColumns are a lead l and its handoff h with ListedJoins, as QueueList reads them.
func ListedColumns(score Score) string {
	return listedFields(score, &worklist.ListedLead{}, &lead.Lead{}).SQL()
}

// ListedJoins bring the words around a lead l and its handoff h.
const ListedJoins = `
	LEFT JOIN campaigns c ON c.id = coalesce(h.campaign_id, l.campaign_id)
	LEFT JOIN people a ON a.id = l.created_by
	LEFT JOIN people o ON o.id = h.owner_id
	LEFT JOIN teams t ON t.id = h.team_id
	LEFT JOIN people v ON v.id = h.verdict_by
	LEFT JOIN reasons r ON r.id = h.reason_id
	LEFT JOIN questions q ON q.handoff_id = h.id AND q.answered_at IS NULL
	LEFT JOIN people qa ON qa.id = q.asked_by`

// LatestHandoff joins the latest handoff h of a lead l, if there is one, and for scoreNow its latest score n where that
// is no handoff's: of a lead that was never handed over, or is with marketing again.
const LatestHandoff = `
	LEFT JOIN LATERAL (SELECT * FROM handoffs x WHERE x.lead_id = l.id ORDER BY x.number DESC LIMIT 1) h ON true
	LEFT JOIN LATERAL (
		SELECT s.grade, s.level FROM scores s
		WHERE s.lead_id = l.id AND (h.id IS NULL OR s.at > coalesce(h.scored_at, h.submitted_at))
		ORDER BY s.at DESC, s.id DESC LIMIT 1) n ON h.id IS NULL OR l.stage IN ('captured', 'recycled')`

func scanListed(row pgx.CollectableRow) (x worklist.ListedLead, err error) {
	var l lead.Lead
	err = row.Scan(listedFields(Score{}, &x, &l).To()...)
	l.ID = x.ID
	x.Name = l.Called()
	return x, err
}

// submissionViews are the conditions of the views of submissions, on a lead l; see InlineScope and whose.
var submissionViews = map[string]string{
	"all":      "@whose AND l.stage NOT IN ('merged', 'erased')",
	"waiting":  "@whose AND l.stage = 'submitted'",
	"returned": "@whose AND l.stage = 'returned'",
	"accepted": "@whose AND l.stage IN ('accepted', 'working', 'qualified', 'won')",
	"drafts":   "@whose AND l.stage = 'captured'",
	"asked": `@whose AND l.id IN (SELECT w.lead_id FROM handoffs w
		WHERE w.verdict IS NULL AND w.paused_at IS NOT NULL)`,
}

// dueView is what waits for marketing: what came back and what sales asks. No lead is both, so that their counts add
// up.
const dueView = "due"

var dueLeads = "l.id IN (SELECT l.id FROM leads l WHERE " + submissionViews["returned"] +
	" UNION ALL SELECT l.id FROM leads l WHERE " + submissionViews["asked"] + ")"

// whose writes into sql whose submissions it asks about.
func whose(of worklist.Whose, sql string) string {
	if of == worklist.OfMine {
		return strings.ReplaceAll(sql, "@whose", "l.created_by = @me")
	}
	return strings.ReplaceAll(sql, "@whose", "@captured")
}

// Submissions is a page of what by or their marketing team captured and handed over: what waits for marketing in the
// order in which it came back, the latest first, everything else the newest first.
func (db *Store) Submissions(
	ctx context.Context, by account.Person, ask worklist.SubmissionAsk,
) (worklist.LeadList, error) {
	where, known := submissionViews[ask.View]
	from, order, older := "leads l", "l.id DESC", "l.id < @after"
	switch {
	case ask.View == dueView:
		where = dueLeads
		from += LatestHandoff
		order = "coalesce(h.paused_at, h.verdict_at) DESC, l.id DESC"
		older = `(coalesce(h.paused_at, h.verdict_at), l.id) < ((SELECT coalesce(x.paused_at, x.verdict_at) FROM handoffs x
			WHERE x.lead_id = @after ORDER BY x.number DESC LIMIT 1), @after)`
	case ask.View == "returned":
		from += LatestHandoff
		order = "h.verdict_at DESC, l.id DESC"
		older = "(h.verdict_at, l.id) < ((SELECT max(x.verdict_at) FROM handoffs x WHERE x.lead_id = @after), @after)"
	case !known:
		where = submissionViews["all"]
	}
	list := worklist.LeadList{Counts: map[string]int{}}
	args := database.WithArgs(database.Visibility(by), pgx.NamedArgs{"after": int64(ask.After)})
	switch found, err := db.found(ctx, ask.Search, "l.id", args); {
	case err != nil:
		return worklist.LeadList{}, err
	case found != "":
		where += " AND " + found
	}
	if ask.After != 0 {
		where += " AND " + older
	}
	var batch pgx.Batch
	QueueList(&batch, &list, database.InlineScope(by, whose(ask.Whose, `
		SELECT `+ListedColumns(scoreNow)+`
		FROM (SELECT l.id FROM `+from+` WHERE `+where+`
			ORDER BY `+order+` LIMIT `+strconv.Itoa(worklist.SubmissionsPage+1)+`) p
		JOIN leads l ON l.id = p.id`+LatestHandoff+ListedJoins+`
		ORDER BY `+order)), args)
	for name, condition := range submissionViews {
		queueCount(&batch, &list, name,
			database.InlineScope(by, whose(ask.Whose, "SELECT "+database.CountUpTo("SELECT FROM leads l WHERE "+condition))),
			args)
	}
	page, err := db.listOf(ctx, &batch, &list, worklist.SubmissionsPage)
	if err == nil {
		page.Counts[dueView] = page.Counts["returned"] + page.Counts["asked"]
	}
	return page, err
}

// workViews are the conditions of the views of what a rep works on, on a handoff h.
var workViews = map[string]string{
	"new": "h.owner_id = @me AND h.verdict = 'accepted' AND h.outcome IS NULL AND h.contacted_at IS NULL",
	"working": `h.owner_id = @me AND h.verdict = 'accepted' AND h.outcome IS NULL AND h.contacted_at IS NOT NULL
		AND h.qualified_at IS NULL`,
	"qualified": "h.owner_id = @me AND h.verdict = 'accepted' AND h.outcome IS NULL AND h.qualified_at IS NOT NULL",
	"done":      "h.owner_id = @me AND h.verdict = 'accepted' AND h.outcome IS NOT NULL",
}

// Work is a page of what by has accepted: what is to be contacted next first, what is done last. after is the last
// handoff of the page before, 0 for the first page.
func (db *Store) Work(ctx context.Context, by account.Person, view string, after handoff.ID) (worklist.LeadList,
	error) {
	where, known := workViews[view]
	if !known {
		view, where = "new", workViews["new"]
	}
	order, newer := "h.verdict_at, h.id", "(h.verdict_at, h.id) > (SELECT verdict_at, id FROM handoffs WHERE id = @after)"
	if view == "done" {
		order, newer = "h.id DESC", "h.id < @after"
	}
	list := worklist.LeadList{Counts: map[string]int{}}
	args := database.WithArgs(database.Visibility(by), pgx.NamedArgs{"after": int64(after)})
	if after != 0 {
		where += " AND " + newer
	}
	var batch pgx.Batch
	QueueList(&batch, &list, database.InlineScope(by, `
		SELECT `+ListedColumns(ScoreThen)+` FROM handoffs h JOIN leads l ON l.id = h.lead_id`+ListedJoins+` WHERE `+where+`
		ORDER BY `+order+` LIMIT @limit`), args)
	for name, condition := range workViews {
		queueCount(&batch, &list, name,
			database.InlineScope(by, "SELECT "+database.CountUpTo("SELECT FROM handoffs h WHERE "+condition)), args)
	}
	return db.list(ctx, &batch, &list)
}

// QueueList adds a query for a list of leads to a batch. It reads ListedColumns.
func QueueList(batch *pgx.Batch, list *worklist.LeadList, sql string, args pgx.NamedArgs) {
	batch.Queue(sql, args).Query(func(rows pgx.Rows) (err error) {
		list.Rows, err = pgx.CollectRows(rows, scanListed)
		return err
	})
}

func queueCount(batch *pgx.Batch, list *worklist.LeadList, name, sql string, args pgx.NamedArgs) {
	batch.Queue(sql, args).QueryRow(func(row pgx.Row) error {
		var n int
		err := row.Scan(&n)
		list.Counts[name] = n
		return err
	})
}

func (db *Store) list(ctx context.Context, batch *pgx.Batch, list *worklist.LeadList) (worklist.LeadList, error) {
	return db.listOf(ctx, batch, list, worklist.PageSize)
}

// listOf reads a list of which a page has size rows.
func (db *Store) listOf(
	ctx context.Context, batch *pgx.Batch, list *worklist.LeadList, size int,
) (worklist.LeadList, error) {
	if err := db.Snapshot(ctx, batch); err != nil {
		return worklist.LeadList{}, err
	}
	if list.More = len(list.Rows) > size; list.More {
		list.Rows = list.Rows[:size]
	}
	return *list, nil
}
