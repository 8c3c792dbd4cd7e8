package handoffs

import (
	"strconv"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/api/call"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/worklist"
)

// Handoff is a handoff as programs read it.
type Handoff struct {
	_             struct{}         `additionalProperties:"true"`
	ID            handoff.ID       `json:"id" example:"311" doc:"The id of the handoff."`
	Version       int              `json:"version" doc:"It is another one after each change; also the ETag."`
	Lead          lead.ID          `json:"lead" example:"2481" doc:"The lead that it passes."`
	LeadName      string           `json:"lead_name" doc:"What the lead is called."`
	Number        int              `json:"number" doc:"Among the handoffs of the lead, from 1."`
	Stage         lead.Stage       `json:"stage" example:"submitted" doc:"Where the lead is."`
	SubmittedBy   string           `json:"submitted_by,omitempty" doc:"Who handed it over; missing where Baton did."`
	SubmittedAt   time.Time        `json:"submitted_at" doc:"When, in UTC."`
	MarketingTeam account.TeamID   `json:"marketing_team,omitempty" doc:"The id of the team that handed it over."`
	Team          account.TeamID   `json:"team" doc:"The id of the sales team that has it."`
	TeamName      string           `json:"team_name,omitempty" doc:"The name of that team."`
	Owner         account.PersonID `json:"owner,omitempty" doc:"The id of the person who has it; missing in the pool."`
	OwnerName     string           `json:"owner_name,omitempty" doc:"Their name."`
	Source        string           `json:"source,omitempty" doc:"The name of its source."`
	Campaign      string           `json:"campaign,omitempty" doc:"The name of its campaign."`
	Persona       string           `json:"persona,omitempty" doc:"The name of its persona."`
	Note          string           `json:"note,omitempty" doc:"What sales was told with it."`
	Grade         lead.Grade       `json:"grade" example:"A" doc:"How well the lead fits."`
	Fit           int              `json:"fit" doc:"The fit behind the grade, 0 to 100."`
	Engagement    int              `json:"engagement" doc:"How engaged the lead was."`
	QueuedAt      time.Time        `json:"queued_at" doc:"Since when it waits, in UTC."`
	DueAt         time.Time        `json:"due_at" doc:"When the time for a verdict ends, in UTC."`
	PausedAt      *time.Time       `json:"paused_at,omitempty" doc:"Since when its clock is paused for a question."`
	WaitsUntil    *time.Time       `json:"waits_until,omitempty" doc:"A date that the lead named, until which its clocks are paused."`
	Question      string           `json:"question,omitempty" doc:"What sales asks marketing, while it is not answered."`
	Verdict       handoff.Verdict  `json:"verdict,omitempty" enum:"accepted,rejected,recalled" doc:"How it was answered; missing while it waits."`
	VerdictBy     string           `json:"verdict_by,omitempty" doc:"Who answered it."`
	VerdictAt     *time.Time       `json:"verdict_at,omitempty" doc:"When, in UTC."`
	Reason        string           `json:"reason,omitempty" example:"wrong_size" doc:"The code of the reason of a rejection."`
	Feedback      string           `json:"feedback,omitempty" doc:"What sales said with it."`
	ContactDueAt  *time.Time       `json:"contact_due_at,omitempty" doc:"When the time for the first contact ends."`
	ContactedAt   *time.Time       `json:"contacted_at,omitempty" doc:"When the first contact was."`
	Attempts      int              `json:"attempts" doc:"How many contact attempts were made."`
	QualifiedAt   *time.Time       `json:"qualified_at,omitempty" doc:"When it became an opportunity."`
	Value         *call.Amount     `json:"value,omitempty" doc:"What the opportunity is worth."`
	ExpectedOn    string           `json:"expected_on,omitempty" format:"date" doc:"The day on which the decision is expected."`
	Outcome       handoff.Outcome  `json:"outcome,omitempty" enum:"disqualified,won,lost,recycled" doc:"What came of it."`
	OutcomeAt     *time.Time       `json:"outcome_at,omitempty" doc:"When, in UTC."`
	OutcomeReason string           `json:"outcome_reason,omitempty" doc:"The code of the reason of a disqualification or loss."`
	OutcomeWords  string           `json:"outcome_words,omitempty" doc:"What was said with it."`
	Won           *call.Amount     `json:"won,omitempty" doc:"The amount won."`
	Dispute       *Dispute         `json:"dispute,omitempty" doc:"The dispute about its rejection."`
}

// Dispute is a dispute about a rejection.
type Dispute struct {
	_           struct{}       `additionalProperties:"true"`
	Words       string         `json:"words" doc:"Why marketing disputes the rejection."`
	By          string         `json:"by" doc:"Who disputes it."`
	At          time.Time      `json:"at" doc:"When, in UTC."`
	Ruling      handoff.Ruling `json:"ruling,omitempty" doc:"How it ended; missing while it is open."`
	RulingWords string         `json:"ruling_words,omitempty" doc:"Why."`
}

// shown is a handoff as programs read it, with the names of what it names.
func shown(h worklist.KeptHandoff, p *policy.Policy) Handoff {
	name := func(kind string, id int64) string { return p.Names[kind][strconv.FormatInt(id, 10)] }
	out := Handoff{
		ID: h.ID, Version: h.Version, Lead: h.Lead, LeadName: h.LeadName, Number: h.Number, Stage: h.Stage,
		SubmittedBy: h.SubmittedByName, SubmittedAt: h.SubmittedAt.UTC(), MarketingTeam: h.MarketingTeam, Team: h.Team,
		TeamName: p.Team(h.Team).Name, Owner: h.Owner, OwnerName: h.OwnerName, Source: name("source", int64(h.Source)),
		Campaign: name("campaign", int64(h.Campaign)), Persona: name("persona", int64(h.Persona)), Note: h.Note,
		Grade: h.Score.Grade, Fit: h.Score.Fit, Engagement: h.Score.Engagement, QueuedAt: h.QueuedAt.UTC(),
		DueAt: h.DueAt.UTC(), PausedAt: call.When(h.PausedAt), WaitsUntil: call.When(h.WaitsUntil), Question: h.Question,
		Verdict: h.Verdict, VerdictBy: h.VerdictByName, VerdictAt: call.When(h.VerdictAt), Reason: code(p, h.Reason),
		Feedback: h.Feedback, ContactDueAt: call.When(h.ContactDueAt), ContactedAt: call.When(h.ContactedAt),
		Attempts:    h.Attempts,
		QualifiedAt: call.When(h.QualifiedAt), Outcome: h.Outcome, OutcomeAt: call.When(h.OutcomeAt),
		OutcomeReason: code(p, h.OutcomeReason), OutcomeWords: h.OutcomeWords, Value: amount(h.ValueCents, h.Currency),
		Won: amount(h.WonCents, h.Currency),
	}
	if !h.ExpectedOn.IsZero() {
		out.ExpectedOn = h.ExpectedOn.Format(time.DateOnly)
	}
	if d := h.Dispute; d != nil {
		out.Dispute = &Dispute{Words: d.Words, By: d.ByName, At: d.At.UTC(), Ruling: d.Ruling, RulingWords: d.RulingWords}
	}
	return out
}

func code(p *policy.Policy, id agreement.ReasonID) string { return p.Reasons[id].Code }

func amount(minor int64, currency string) *call.Amount {
	if minor == 0 {
		return nil
	}
	of := call.AmountOf(minor, currency)
	return &of
}
