// Package tally says what each lead and each handoff counts for in the reports. A report is a sum of tallies, and a
// change of a handoff adds the tally after it less the tally before it.
package tally

import (
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/count"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/money"
	"baton/internal/policy"
)

// Transition is a time that leads spend on their way.
type Transition string

// The measures, each named after the step that ends it.
const (
	ToSubmit  Transition = "submit"  // capture to first handoff, on the wall
	ToDecide  Transition = "decide"  // queued to verdict, in working time
	ToQualify Transition = "qualify" // acceptance to qualification, on the wall
	ToWin     Transition = "win"     // qualification to won, on the wall
)

// Key says where in the reports something counts.
type Key struct {
	Day           time.Time // of the company; the day on which the lead was handed over, or captured
	MarketingTeam account.TeamID
	Team          account.TeamID // the sales team
	Campaign      lead.CampaignID
	Reason        agreement.ReasonID
	Measure       Transition // where Times is counted
	Bucket        int
}

// Counts is what counts under one key. A report is a sum of tallies.
type Counts struct {
	Captured, HandedOver          int // leads, by the day of capture
	Submitted, Accepted, Rejected int // handoffs, by the day of submission
	Recalled, Worked, Qualified   int
	Disqualified, Won, Lost       int
	DecidedInTime, DecidedLate    int
	WonCents                      int64
	Times                         int
}

// Captured is what a lead counts for by existing.
func Captured(l lead.Lead, inForce *policy.Policy) map[Key]Counts {
	return map[Key]Counts{
		{Day: inForce.Day(l.CreatedAt), MarketingTeam: l.MarketingTeam, Campaign: l.Campaign}: {Captured: 1},
	}
}

// Of is what h counts for in the reports as it is now. What a change adds to the reports is the tally after less the
// tally before, so that whatever is taken back is taken back there too.
func Of(h *handoff.Handoff, inForce *policy.Policy) map[Key]Counts {
	all := map[Key]Counts{}
	key := Key{Day: inForce.Day(h.SubmittedAt), MarketingTeam: h.MarketingTeam, Team: h.Team, Campaign: h.Campaign}
	spent := func(m Transition, d time.Duration) {
		k := key
		k.Measure, k.Bucket = m, Bucket(d.Truncate(time.Second)) // as durations are kept
		all[k] = Counts{Times: 1}
	}
	main := key
	t := Counts{Submitted: 1}
	switch {
	case h.Verdict == handoff.Accepted || h.Overturned():
		t.Accepted = 1
	case h.Verdict == handoff.Rejected:
		t.Rejected, main.Reason = 1, h.Reason
	case h.Verdict == handoff.Recalled:
		t.Recalled = 1
	}
	if h.Verdict == handoff.Accepted || h.Verdict == handoff.Rejected {
		t.DecidedInTime, t.DecidedLate = count.If(h.InTime()), count.If(!h.InTime())
		spent(ToDecide, h.Decide.Business)
	}
	t.Worked = count.If(!h.ContactedAt.IsZero())
	if !h.QualifiedAt.IsZero() {
		t.Qualified = 1
		spent(ToQualify, h.QualifiedAt.Sub(h.VerdictAt))
	}
	t.Disqualified, t.Won = count.If(h.Outcome == handoff.Disqualified), count.If(h.Outcome == handoff.Won)
	t.Lost = count.If(h.Outcome == handoff.Lost)
	if h.Outcome == handoff.Won {
		t.WonCents = money.Hundredths(h.WonCents, h.Currency)
		if !h.QualifiedAt.IsZero() {
			spent(ToWin, h.OutcomeAt.Sub(h.QualifiedAt))
		}
	}
	all[main] = t
	if h.Number == 1 {
		all[Key{Day: inForce.Day(h.Captured), MarketingTeam: h.MarketingTeam, Campaign: h.Campaign}] = Counts{HandedOver: 1}
		spent(ToSubmit, h.SubmittedAt.Sub(h.Captured))
	}
	return all
}

// Less is t without u.
func (t Counts) Less(u Counts) Counts {
	return Counts{
		t.Captured - u.Captured, t.HandedOver - u.HandedOver, t.Submitted - u.Submitted, t.Accepted - u.Accepted,
		t.Rejected - u.Rejected,
		t.Recalled - u.Recalled, t.Worked - u.Worked, t.Qualified - u.Qualified, t.Disqualified - u.Disqualified,
		t.Won - u.Won, t.Lost - u.Lost,
		t.DecidedInTime - u.DecidedInTime, t.DecidedLate - u.DecidedLate, t.WonCents - u.WonCents, t.Times - u.Times,
	}
}

// Plus is t and u together.
func (t Counts) Plus(u Counts) Counts { return t.Less(Counts{}.Less(u)) }

// Difference is what turns the tally before into the one after; keys where nothing changes are left out.
func Difference(before, after map[Key]Counts) map[Key]Counts {
	diff := map[Key]Counts{}
	for k, t := range after {
		diff[k] = t
	}
	for k, t := range before {
		diff[k] = diff[k].Less(t)
	}
	for k, t := range diff {
		if t == (Counts{}) {
			delete(diff, k)
		}
	}
	return diff
}
