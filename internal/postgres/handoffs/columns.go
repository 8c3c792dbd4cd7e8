package handoffs

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// Opined is the grade that somebody in sales gave a handoff h last.
const Opined = "(SELECT o.grade FROM opinions o WHERE o.handoff_id = h.id ORDER BY o.id DESC LIMIT 1)"

// disputeJSON is the dispute about a handoff h, NULL for none.
const disputeJSON = `(
	SELECT json_build_object('Words', d.words, 'By', d.disputed_by, 'ByName', a.name, 'At', d.disputed_at,
		'Ruling', coalesce(d.ruling, ''), 'RulingWords', d.ruling_words, 'RuledBy', coalesce(d.ruled_by, 0),
		'RuledByName', coalesce(b.name, ''), 'RuledAt', coalesce(d.ruled_at, '0001-01-01Z'))
	FROM disputes d
	JOIN people a ON a.id = d.disputed_by
	LEFT JOIN people b ON b.id = d.ruled_by
	WHERE d.handoff_id = h.id)`

// handoffFields are a handoff h of a lead l and where they go.
func handoffFields(h *handoff.Handoff, l *lead.Lead) database.Columns {
	return slices.Concat(submittedFields(h, l), clockFields(h), verdictFields(h), workFields(h))
}

// submittedFields are what was handed over: the lead, where it came from, and how good it is.
func submittedFields(h *handoff.Handoff, l *lead.Lead) database.Columns {
	return database.Columns{
		{SQL: "h.id", To: &h.ID},
		{SQL: "h.lead_id", To: &h.Lead},
		{SQL: "l.name", To: &l.Name},
		{SQL: "l.email", To: &l.Email},
		{SQL: "l.created_at", To: &h.Captured},
		{SQL: "l.stage", To: &h.Stage},
		{SQL: "h.number", To: &h.Number},
		{SQL: "NOT EXISTS (SELECT FROM handoffs n WHERE n.lead_id = h.lead_id AND n.number > h.number)", To: &h.Latest},
		{SQL: "h.version", To: &h.Version},
		{SQL: "h.source_id", To: database.Zero(&h.Source)},
		{SQL: "h.campaign_id", To: database.Zero(&h.Campaign)},
		{SQL: "h.persona_id", To: database.Zero(&h.Persona)},
		{SQL: "h.note", To: &h.Note},
		{SQL: "h.agreement_version", To: &h.Agreement},
		{SQL: "h.scoring_version", To: &h.Score.Version},
		{SQL: "h.grade", To: &h.Score.Grade},
		{SQL: "h.fit", To: &h.Score.Fit},
		{SQL: "h.breakdown", To: &h.Score.Lines},
		{SQL: "h.engagement", To: &h.Score.Engagement},
		{SQL: "h.level", To: database.Zero(&h.Score.Level)},
		{SQL: "h.engaged", To: &h.Score.Engaged},
		{SQL: "h.scored_at", To: database.ZeroTime(&h.ScoredAt)},
		{SQL: "h.explored", To: &h.Explored},
		{SQL: Opined, To: database.ZeroText(&h.Opined)},
	}
}

// clockFields are who has a handoff h, since when and until when.
func clockFields(h *handoff.Handoff) database.Columns {
	return database.Columns{
		{SQL: "h.submitted_by", To: database.Zero(&h.SubmittedBy)},
		{SQL: "h.submitted_at", To: &h.SubmittedAt},
		{SQL: "h.marketing_team_id", To: database.Zero(&h.MarketingTeam)},
		{SQL: "h.team_id", To: &h.Team},
		{SQL: "h.owner_id", To: database.Zero(&h.Owner)},
		{SQL: "h.owned_at", To: database.ZeroTime(&h.OwnedAt)},
		{SQL: "h.queued_at", To: &h.QueuedAt},
		{SQL: "h.due_at", To: &h.DueAt},
		{SQL: "h.paused_at", To: database.ZeroTime(&h.PausedAt)},
		{
			SQL: "(SELECT q.asked_by FROM questions q WHERE q.handoff_id = h.id AND q.answered_at IS NULL)",
			To:  database.Zero(&h.AskedBy),
		},
		{SQL: "h.owner_due_at", To: database.ZeroTime(&h.OwnerDueAt)},
		{SQL: "h.owner_wall", To: database.Seconds(&h.Own.Wall)},
		{SQL: "h.owner_business", To: database.Seconds(&h.Own.Business)},
		{SQL: "h.held_since", To: database.ZeroTime(&h.HeldSince)},
		{SQL: "h.held_business", To: database.Seconds(&h.Held)},
		{SQL: "h.waits_until", To: database.ZeroTime(&h.WaitsUntil)},
		{SQL: "h.marks", To: &h.Marks},
		{SQL: "coalesce(h.remind_at = '-infinity', false)", To: &h.Unplanned},
	}
}

// verdictFields are how sales answered a handoff h.
func verdictFields(h *handoff.Handoff) database.Columns {
	return database.Columns{
		{SQL: "h.verdict", To: database.ZeroText(&h.Verdict)},
		{SQL: "h.verdict_by", To: database.Zero(&h.VerdictBy)},
		{SQL: "h.verdict_at", To: database.ZeroTime(&h.VerdictAt)},
		{SQL: "h.reason_id", To: database.Zero(&h.Reason)},
		{SQL: "h.feedback", To: &h.Feedback},
		{SQL: "h.decide_wall", To: database.Seconds(&h.Decide.Wall)},
		{SQL: "h.decide_business", To: database.Seconds(&h.Decide.Business)},
	}
}

// workFields are what came of a handoff h after its acceptance, with the names of who has it and who answered it.
func workFields(h *handoff.Handoff) database.Columns {
	return database.Columns{
		{SQL: "h.contact_due_at", To: database.ZeroTime(&h.ContactDueAt)},
		{SQL: "h.contacted_at", To: database.ZeroTime(&h.ContactedAt)},
		{SQL: "h.contact_wall", To: database.Seconds(&h.Contact.Wall)},
		{SQL: "h.contact_business", To: database.Seconds(&h.Contact.Business)},
		{SQL: "(SELECT count(*) FROM attempts a WHERE a.handoff_id = h.id)", To: &h.Attempts},
		{SQL: "(SELECT min(a.at) FROM attempts a WHERE a.handoff_id = h.id)", To: database.ZeroTime(&h.TriedFirstAt)},
		{SQL: "(SELECT count(*) FROM recyclings r WHERE r.lead_id = h.lead_id AND r.undone_at IS NULL)", To: &h.Cycles},
		{SQL: disputeJSON, To: &h.Dispute},
		{SQL: "h.qualified_at", To: database.ZeroTime(&h.QualifiedAt)},
		{SQL: "h.qualified_by", To: database.Zero(&h.QualifiedBy)},
		{SQL: "(h.value * minor_units(h.currency))::bigint", To: database.Zero(&h.ValueCents)},
		{SQL: "h.currency", To: database.ZeroText(&h.Currency)},
		{SQL: "h.expected_on", To: database.ZeroDate(&h.ExpectedOn)},
		{SQL: "h.outcome", To: database.ZeroText(&h.Outcome)},
		{SQL: "h.outcome_by", To: database.Zero(&h.OutcomeBy)},
		{SQL: "h.outcome_at", To: database.ZeroTime(&h.OutcomeAt)},
		{SQL: "h.outcome_reason_id", To: database.Zero(&h.OutcomeReason)},
		{SQL: "h.outcome_words", To: &h.OutcomeWords},
		{SQL: "(h.won_amount * minor_units(h.currency))::bigint", To: database.Zero(&h.WonCents)},
		{SQL: "(SELECT p.name FROM people p WHERE p.id = h.owner_id)", To: database.ZeroText(&h.OwnerName)},
		{SQL: "(SELECT p.name FROM people p WHERE p.id = h.verdict_by)", To: database.ZeroText(&h.VerdictByName)},
	}
}

// HandoffColumns are what ScanHandoffWith reads of a handoff h of a lead l.
var HandoffColumns = handoffFields(&handoff.Handoff{}, &lead.Lead{}).SQL()

func scanHandoff(row pgx.CollectableRow) (handoff.Handoff, error) { return ScanHandoffWith(row.Scan) }

// ScanHandoffWith gives the places of HandoffColumns to scan, which may add more.
func ScanHandoffWith(scan func(...any) error) (h handoff.Handoff, err error) {
	var l lead.Lead
	err = scan(handoffFields(&h, &l).To()...)
	l.ID = h.Lead
	h.LeadName, h.Asked = l.Called(), h.AskedBy != 0
	return h, err
}
