package reports

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/postgres/lists"
	"baton/internal/report"
	"baton/internal/worklist"
)

// ofCampaign is the condition that a handoff h is of the campaign asked for: 0 for whatever it has, report.NoCampaign
// and report.AnyCampaign.
var ofCampaign = campaignIs("h.campaign_id")

func campaignIs(column string) string {
	return fmt.Sprintf(`(@campaign::bigint = 0 OR @campaign = %d AND %s IS NOT NULL
		OR @campaign <> %[1]d AND coalesce(%[2]s, 0) = greatest(@campaign, 0))`, report.AnyCampaign, column)
}

// Behind says which handoffs h a metric counts.
var Behind = map[report.Metric]string{
	report.HandedOver: "h.number = 1",
	report.Submitted:  "true",
	report.Waiting:    "h.verdict IS NULL",
	report.Decided:    "h.verdict IN ('accepted', 'rejected')",
	report.Accepted:   funnel.CountsAccepted,
	report.Rejected:   funnel.CountsRejected + " AND (@reason::bigint = 0 OR h.reason_id = @reason)",
	report.Recalled:   "h.verdict = 'recalled'",
	report.InTime:     "h.verdict IN ('accepted', 'rejected') AND h.verdict_at <= h.due_at",
	report.Late: `(h.verdict IN ('accepted', 'rejected') AND h.verdict_at > h.due_at
		OR h.verdict IS NULL AND h.queue_order < @at)`,
	report.Overdue:      "h.verdict IS NULL AND h.queue_order < @at",
	report.Worked:       "h.contacted_at IS NOT NULL",
	report.Qualified:    "h.qualified_at IS NOT NULL",
	report.Disqualified: "h.outcome = 'disqualified'",
	report.Won:          "h.outcome = 'won'",
	report.Lost:         "h.outcome = 'lost'",
	report.Handoffs:     "true",
	report.Procedural:   funnel.CountsRejected + " AND h.reason_id IN (SELECT id FROM reasons WHERE class = 'procedural')",
}

// Behind is a page of exactly what a number of a report counts, the newest first: leads, each once with its latest
// handoff of the period, or handoffs where the metric counts those. The total is the number, whoever asks; the rows are
// those that by may see, and what they may not is counted as hidden. after is the row before the page: its handoff, or
// its lead where captured leads are asked for; 0 for the first page.
func (db *Store) Behind(
	ctx context.Context, by account.Person, f report.Filter, after int64, at time.Time,
) (worklist.LeadList, report.Seen, error) {
	args := database.WithArgs(database.Visibility(by), ScopeArgs(f.Scope, at))
	args["campaign"], args["reason"], args["after"], args["limit"], args["most"] = int64(f.Campaign), int64(f.Reason),
		after, worklist.PageSize+1, report.HiddenMost
	var batch pgx.Batch
	var list worklist.LeadList
	var seen report.Seen
	var t report.Totals
	QueueTotals(&batch, &t, args)
	from, where, order, see := behindSQL(f)
	page := ""
	if after != 0 {
		page = " AND " + pageAfter[order]
	}
	lists.QueueList(&batch, &list, `
		SELECT `+lists.ListedColumns(lists.ScoreThen)+from+lists.ListedJoins+` WHERE `+where+` AND `+see+page+`
		ORDER BY `+order+` LIMIT @limit`, args)
	if f.Campaign > 0 {
		batch.Queue("SELECT coalesce((SELECT name FROM campaigns WHERE id = @campaign), '')",
			args).QueryRow(func(row pgx.Row) error { return row.Scan(&seen.Campaign) })
	}
	kind, part, _ := f.Who.Kind()
	if kind == report.Everybody && !f.Metric.Told() {
		batch.Queue("SELECT count(*)"+from+" WHERE "+where,
			args).QueryRow(func(row pgx.Row) error { return row.Scan(&seen.Total) })
	}
	if kind != report.Everybody {
		args["part"] = part
		batch.Queue(`
			SELECT coalesce((SELECT name FROM `+Scopes[kind].Table+` WHERE id = @part), ''),
				(SELECT count(*)`+from+` WHERE `+where+")", args).QueryRow(
			func(row pgx.Row) error { return row.Scan(&seen.Who, &seen.Total) })
	}
	if by.Role != account.Admin {
		batch.Queue("SELECT "+database.CountUpTo("SELECT"+from+" WHERE "+where+" AND ("+see+") IS NOT TRUE"),
			args).QueryRow(func(row pgx.Row) error { return row.Scan(&seen.Hidden) })
	}
	if err := db.Snapshot(ctx, &batch); err != nil {
		return worklist.LeadList{}, report.Seen{}, fmt.Errorf("leads behind %s: %w", f.Metric, err)
	}
	if list.More = len(list.Rows) > worklist.PageSize; list.More {
		list.Rows = list.Rows[:worklist.PageSize]
	}
	if kind == report.Everybody && f.Metric.Told() {
		seen.Total = f.Metric.Of(t)
	}
	return list, seen, nil
}

// The orders of the lists behind numbers, each by the day on which the metric counts, and how to go on after a row.
const (
	byCapture    = "l.created_at DESC, l.id DESC"
	bySubmission = "h.submitted_at DESC, h.id DESC"
	byLead       = "l.created_at DESC, h.id DESC"
	byQualifying = "h.qualified_at DESC, h.id DESC"
	byWinning    = "h.outcome_at DESC, h.id DESC"
)

var pageAfter = map[string]string{
	byCapture:    "(l.created_at, l.id) < (SELECT x.created_at, x.id FROM leads x WHERE x.id = @after)",
	bySubmission: "(h.submitted_at, h.id) < (SELECT x.submitted_at, x.id FROM handoffs x WHERE x.id = @after)",
	byQualifying: "(h.qualified_at, h.id) < (SELECT x.qualified_at, x.id FROM handoffs x WHERE x.id = @after)",
	byWinning:    "(h.outcome_at, h.id) < (SELECT x.outcome_at, x.id FROM handoffs x WHERE x.id = @after)",
	byLead: `(l.created_at, h.id) < (SELECT y.created_at, x.id FROM handoffs x JOIN leads y ON y.id = x.lead_id
		WHERE x.id = @after)`,
}

// behindSQL is where the rows behind a number come from, which they are, how they are ordered, and which of them a
// person may see.
func behindSQL(f report.Filter) (from, where, order, see string) {
	const captured = `l.created_at >= @from AND l.created_at < @until
		AND (l.created_at AT TIME ZONE @zone)::date BETWEEN @first AND @last`
	whom := " AND " + ofWhom(f.Who)
	switch f.Metric {
	case report.Captured:
		return " FROM leads l" + lists.LatestHandoff, captured + ` AND (@team = 0 OR l.marketing_team_id = @team)
			AND ` + campaignIs("l.campaign_id") + whom, byCapture, lists.SeesLeadBesides
	case report.HandedOver:
		return " FROM leads l JOIN handoffs h ON h.lead_id = l.id",
			captured + " AND (@team = 0 OR h.marketing_team_id = @team) AND " + ofCampaign + " AND " + Behind[f.Metric] + whom,
			byLead, database.SeesHandoff
	case report.QualifiedOn, report.WonOn:
		return " FROM handoffs h JOIN leads l ON l.id = h.lead_id", onceClosed(f), lastClosed[f.Metric], database.SeesHandoff
	}
	where = "h.submitted_at >= @from AND h.submitted_at < @until AND " + InScope + " AND " + ofCampaign + " AND " +
		Behind[f.Metric] + whom
	if !f.Metric.HandoffsCounted() {
		where += " AND " + IsLatest
	}
	return " FROM handoffs h JOIN leads l ON l.id = h.lead_id", where, bySubmission, database.SeesHandoff
}

// lastClosed are the orders of the lists of what was qualified or won on some days.
var lastClosed = map[report.Metric]string{report.QualifiedOn: byQualifying, report.WonOn: byWinning}

// onceClosed is the condition that a handoff h was closed in a scope, and no later handoff of its lead was there.
func onceClosed(f report.Filter) string {
	closed := closedInScope[f.Metric] + " AND " + ofCampaign + " AND " + ofWhom(f.Who)
	return closed + ` AND NOT (h.again_at IS NOT NULL
		AND EXISTS (SELECT FROM handoffs n WHERE n.lead_id = h.lead_id AND n.number > h.number AND ` +
		strings.ReplaceAll(closed, "h.", "n.") + "))"
}

// Scopes are where those whom a goal can be of are kept, and which of them are in use.
var Scopes = map[report.Kind]struct{ Table, Used string }{
	report.OfTeam: {"teams", "retired_at IS NULL"}, report.OfPerson: {"people", "disabled_at IS NULL"},
	report.OfCampaign: {"campaigns", "retired_at IS NULL"},
	report.OfSource:   {"sources", "retired_at IS NULL"}, report.OfPersona: {"personas", "retired_at IS NULL"},
}

// GoalOf is the condition that a goal is of exactly whom the arguments name.
func GoalOf(g string) string {
	return strings.ReplaceAll(`coalesce(g.team_id, 0) = @team AND coalesce(g.person_id, 0) = @person
		AND coalesce(g.campaign_id, 0) = @campaign
		AND coalesce(g.source_id, 0) = @source AND coalesce(g.persona_id, 0) = @persona`, "g.", g+".")
}

// WhoseArgs are the values that the columns of GoalOf are compared with.
func WhoseArgs(w report.Whose) pgx.NamedArgs {
	return pgx.NamedArgs{"team": w.Team, "person": w.Person, "campaign": w.Campaign, "source": w.Source,
		"persona": w.Persona}
}
