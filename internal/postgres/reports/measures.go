package reports

import (
	"fmt"
	"strings"

	"baton/internal/postgres/funnel"
	"baton/internal/report"
)

// acceptedAt is when a handoff h began to count as accepted.
const acceptedAt = "coalesce(h.overturned_at, h.verdict_at)"

// parts say which handoffs h the parts of measures count that are no number of the dashboard.
var parts = map[report.Metric]string{
	report.Rejected: funnel.CountsRejected, // whatever the reason
	report.OverdueA: Behind[report.Overdue] + " AND h.grade = 'A'",
	report.Telling: funnel.CountsRejected +
		" AND h.reason_id NOT IN (SELECT id FROM reasons WHERE class = 'procedural' OR code = 'spam_or_test')",
	report.Taken:       "h.verdict = 'accepted'",
	report.Uncontacted: "h.verdict = 'accepted' AND h.contacted_at IS NULL AND h.contact_due_at < @at",
	report.Answered:    isDecided,
	report.Recycled:    isDecided + " AND " + wasRecycled,
	report.Revived: isDecided + " AND " + wasRecycled +
		` AND EXISTS (SELECT FROM handoffs n WHERE n.lead_id = h.lead_id AND n.number > h.number
			AND n.qualified_at IS NOT NULL)`,
	report.ContactInTime: contactedInTime,
	report.ContactLate:   contactedLate,
	report.OwnerInTime: isDecided + " AND h.owned_at < h.verdict_at AND h.verdict_at <= h.owner_due_at AND NOT " +
		breached("owner", "AND b.started_at = h.owned_at"),
	// Whose time ran out and nobody has noted it yet. Those that are noted are counted by their holders.
	report.OwnerLate: `h.owned_at < coalesce(h.verdict_at, 'infinity') AND coalesce(h.verdict_at, @at) > h.owner_due_at
		AND h.paused_at IS NULL AND h.verdict IS DISTINCT FROM 'recalled'
		AND NOT ` + breached("owner", "AND b.started_at = h.owned_at"),

	report.SubmittedOld:   "h.verdict IS DISTINCT FROM 'recalled' AND " + older("h.submitted_at", report.AcceptWindow),
	report.SubmittedYoung: "h.verdict IS DISTINCT FROM 'recalled' AND NOT " + older("h.submitted_at", report.AcceptWindow),
	report.AcceptedSoon: older("h.submitted_at", report.AcceptWindow) + " AND " + funnel.CountsAccepted + " AND " +
		soon(acceptedAt, "h.submitted_at", report.AcceptWindow),
	report.AcceptedOld:   funnel.CountsAccepted + " AND " + older(acceptedAt, report.QualifyWindow),
	report.AcceptedYoung: funnel.CountsAccepted + " AND NOT " + older(acceptedAt, report.QualifyWindow),
	report.QualifiedSoon: funnel.CountsAccepted + " AND " + older(acceptedAt, report.QualifyWindow) + " AND " +
		soon("h.qualified_at", acceptedAt, report.QualifyWindow),
	report.QualifiedOld:   "h.qualified_at IS NOT NULL AND " + older("h.qualified_at", report.WinWindow),
	report.QualifiedYoung: "h.qualified_at IS NOT NULL AND NOT " + older("h.qualified_at", report.WinWindow),
	report.WonSoon: older("h.qualified_at", report.WinWindow) + " AND h.outcome = 'won' AND " +
		soon("h.outcome_at", "h.qualified_at", report.WinWindow),
}

const (
	isDecided   = "h.verdict IN ('accepted', 'rejected')"
	wasRecycled = "h.id IN (SELECT handoff_id FROM recyclings WHERE undone_at IS NULL AND recycled_at >= @from)"

	contactedInTime = "h.verdict = 'accepted' AND h.contacted_at <= h.contact_due_at"
	contactedLate   = `h.verdict = 'accepted' AND (h.contacted_at > h.contact_due_at
		OR h.contacted_at IS NULL AND h.contact_due_at < @at)`
)

// latestUntil is the condition that a handoff h is the latest of its lead before an instant.
func latestUntil(instant string) string {
	return "(h.again_at IS NULL OR h.again_at >= " + instant + ")"
}

func older(since string, days int) string {
	return fmt.Sprintf("(%s + interval '%d days' <= @at)", since, days)
}

func soon(at, since string, days int) string {
	return fmt.Sprintf("%s <= %s + interval '%d days'", at, since, days)
}

// breached is the condition that a clock of a handoff h ran out.
func breached(clock, and string) string {
	return "EXISTS (SELECT FROM breaches b WHERE b.handoff_id = h.id AND b.clock = '" + clock + "' " + and + ")"
}

// spans are how long a handoff h took, in seconds, for those that got there.
var spans = map[report.Span]struct{ seconds, of string }{
	report.ToRoute:   {"extract(epoch FROM h.queued_at - h.submitted_at)::float8", "true"},
	report.ToDecide:  {"h.decide_business::float8", isDecided + " AND h.decide_business IS NOT NULL"},
	report.ToContact: {"h.contact_business::float8", "h.contact_business IS NOT NULL"},
	report.Speed: {`extract(epoch FROM h.contacted_at -
		CASE WHEN h.number = 1 THEN (SELECT l.created_at FROM leads l WHERE l.id = h.lead_id)
		ELSE (SELECT max(t.at) FROM touches t WHERE t.lead_id = h.lead_id AND t.at <= h.submitted_at) END)::float8`,
		"h.contacted_at IS NOT NULL"},
}

// WhoseColumns are the columns of a handoff h that say whose it is.
func WhoseColumns(kind report.Kind, role report.Role) []string {
	switch kind {
	case report.OfTeam:
		return []string{"h.team_id", "h.marketing_team_id"}
	case report.OfPerson:
		switch role {
		case report.Submitter:
			return []string{"h.submitted_by"}
		case report.Owner, report.Holder:
			return []string{"h.owner_id"}
		}
		return []string{"h.owner_id", "h.submitted_by"}
	case report.OfCampaign:
		return []string{"h.campaign_id"}
	case report.OfSource:
		return []string{"h.source_id"}
	case report.OfPersona:
		return []string{"h.persona_id"}
	}
	return nil
}

// ofWhom is the condition that a handoff h is of somebody.
func ofWhom(w report.Who) string {
	kind, id, _ := w.Kind()
	if kind == report.Everybody {
		return "true"
	}
	columns := WhoseColumns(kind, w.Role)
	for i, c := range columns {
		columns[i] = fmt.Sprintf("%s = %d", c, id)
	}
	return "(" + strings.Join(columns, " OR ") + ")"
}

// lateClocks are the clocks of what is late. A person's are those that ran out while they held the lead.
var lateClocks = map[report.Metric]string{report.Late: "decide", report.ContactLate: "contact"}

// countsIn is the condition that a handoff h counts in a part of an ask.
func countsIn(m report.Metric, a report.Ask) string {
	condition, whom := Behind[m], ofWhom(a.Who())
	if own, is := parts[m]; is {
		condition = own
	}
	if m == report.ForReason {
		condition = funnel.CountsRejected + fmt.Sprintf(" AND h.reason_id = %d", a.Reason)
	}
	clock, late := lateClocks[m]
	if !m.HandoffsCounted() {
		condition = "(" + condition + ") AND " + latestUntil("@until")
	}
	if late && a.Person != 0 {
		whom = "(" + breached(clock, fmt.Sprintf("AND b.holder_id = %d", a.Person)) + " OR " + whom + " AND NOT " +
			breached(clock, "") + ")"
	}
	return whom + " AND (" + condition + ")" // the cheaper first
}
