package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/report"
)

// ofCampaign is the condition that a handoff h is of the campaign asked for: 0 for any, -1 for none.
const ofCampaign = `(@campaign::bigint = 0 OR coalesce(h.campaign_id, 0) = greatest(@campaign, 0))`

// What a verdict h counts for: one that a ruling overturned counts as accepted.
const (
	countsAccepted = "(h.verdict = 'accepted' OR h.overturned_at IS NOT NULL)"
	countsRejected = "(h.verdict = 'rejected' AND h.overturned_at IS NULL)"
)

// behind says which handoffs h a metric counts.
var behind = map[report.Metric]string{
	report.HandedOver:   "h.number = 1",
	report.Submitted:    "true",
	report.Waiting:      "h.verdict IS NULL",
	report.Decided:      "h.verdict IN ('accepted', 'rejected')",
	report.Accepted:     countsAccepted,
	report.Rejected:     countsRejected + " AND (@reason::bigint = 0 OR h.reason_id = @reason)",
	report.Recalled:     "h.verdict = 'recalled'",
	report.InTime:       "h.verdict IN ('accepted', 'rejected') AND h.verdict_at <= h.due_at",
	report.Late:         "(h.verdict IN ('accepted', 'rejected') AND h.verdict_at > h.due_at OR h.verdict IS NULL AND h.queue_order < @at)",
	report.Overdue:      "h.verdict IS NULL AND h.queue_order < @at",
	report.Worked:       "h.contacted_at IS NOT NULL",
	report.Qualified:    "h.qualified_at IS NOT NULL",
	report.Disqualified: "h.outcome = 'disqualified'",
	report.Won:          "h.outcome = 'won'",
	report.Lost:         "h.outcome = 'lost'",
}

// Behind is a page of exactly the leads that a number of a report counts, the newest first: a lead that was handed over twice is there
// twice, with each of its handoffs. The total is the number, whoever asks; the rows are those that by may see, and what they may not is
// counted as hidden. after is the row before the page: its handoff, or its lead where captured leads are asked for; 0 for the first page.
func (db *DB) Behind(ctx context.Context, by account.Person, f report.Filter, after int64, at time.Time) (handoff.LeadList, report.Seen, error) {
	args := with(eyes(by), scopeArgs(f.Scope, at))
	args["campaign"], args["reason"], args["after"], args["limit"], args["most"] = int64(f.Campaign), int64(f.Reason), after, handoff.PageSize+1, report.HiddenMost
	var batch pgx.Batch
	var list handoff.LeadList
	var seen report.Seen
	var t report.Totals
	queueTotals(&batch, &t, args)
	from, where, order, see := behindSQL(f.Metric)
	where += " AND " + ofWhom(f.Who)
	page := ""
	if after != 0 {
		page = " AND " + pageAfter[order]
	}
	queueList(&batch, &list, "SELECT "+listedColumns+from+listedJoins+" WHERE "+where+" AND "+see+page+" ORDER BY "+order+" LIMIT @limit", args)
	if f.Campaign > 0 {
		batch.Queue("SELECT coalesce((SELECT name FROM campaigns WHERE id = @campaign), '')", args).QueryRow(func(row pgx.Row) error { return row.Scan(&seen.Campaign) })
	}
	kind, part, _ := f.Who.Kind()
	if kind != report.Everybody {
		args["part"] = part
		batch.Queue("SELECT coalesce((SELECT name FROM "+scopes[kind].table+" WHERE id = @part), ''), (SELECT count(*)"+from+" WHERE "+where+")", args).QueryRow(
			func(row pgx.Row) error { return row.Scan(&seen.Who, &seen.Total) })
	}
	if by.Role != account.Admin {
		batch.Queue("SELECT "+countUpTo("SELECT"+from+" WHERE "+where+" AND ("+see+") IS NOT TRUE"), args).QueryRow(func(row pgx.Row) error { return row.Scan(&seen.Hidden) })
	}
	if err := db.glance(ctx, &batch); err != nil {
		return handoff.LeadList{}, report.Seen{}, fmt.Errorf("leads behind %s: %w", f.Metric, err)
	}
	if list.More = len(list.Rows) > handoff.PageSize; list.More {
		list.Rows = list.Rows[:handoff.PageSize]
	}
	if kind == report.Everybody {
		seen.Total = f.Metric.Of(t)
	}
	return list, seen, nil
}

// The orders of the lists behind numbers, each by the day on which the metric counts, and how to go on after a row.
const (
	byCapture    = "l.created_at DESC, l.id DESC"
	bySubmission = "h.submitted_at DESC, h.id DESC"
	byLead       = "l.created_at DESC, h.id DESC"
)

var pageAfter = map[string]string{
	byCapture:    "(l.created_at, l.id) < (SELECT x.created_at, x.id FROM leads x WHERE x.id = @after)",
	bySubmission: "(h.submitted_at, h.id) < (SELECT x.submitted_at, x.id FROM handoffs x WHERE x.id = @after)",
	byLead:       "(l.created_at, h.id) < (SELECT y.created_at, x.id FROM handoffs x JOIN leads y ON y.id = x.lead_id WHERE x.id = @after)",
}

// behindSQL is where the rows of a metric come from, which they are, how they are ordered, and which of them a person may see.
func behindSQL(m report.Metric) (from, where, order, see string) {
	const captured = `l.created_at >= @from AND l.created_at < @until AND (l.created_at AT TIME ZONE @zone)::date BETWEEN @first AND @last`
	switch m {
	case report.Captured:
		return " FROM leads l" + latestHandoff, captured + ` AND (@team = 0 OR l.marketing_team_id = @team)
			AND (@campaign::bigint = 0 OR coalesce(l.campaign_id, 0) = greatest(@campaign, 0))`, byCapture, seesLeadBesides
	case report.HandedOver:
		return " FROM leads l JOIN handoffs h ON h.lead_id = l.id", captured + " AND (@team = 0 OR h.marketing_team_id = @team) AND " + ofCampaign + " AND " + behind[m], byLead, seesHandoff
	}
	return " FROM handoffs h JOIN leads l ON l.id = h.lead_id",
		"h.submitted_at >= @from AND h.submitted_at < @until AND " + inScope + " AND " + ofCampaign + " AND " + behind[m], bySubmission, seesHandoff
}
