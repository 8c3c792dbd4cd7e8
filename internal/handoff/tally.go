package handoff

import (
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
	"baton/internal/money"
)

// Measure is a time that leads spend on their way.
type Measure string

// The measures, each named after the step that ends it.
const (
	ToSubmit  Measure = "submit"  // capture to first handoff, on the wall
	ToDecide  Measure = "decide"  // queued to verdict, in working time
	ToQualify Measure = "qualify" // acceptance to qualification, on the wall
	ToWin     Measure = "win"     // qualification to won, on the wall
)

// TallyKey says where in the reports something counts.
type TallyKey struct {
	Day           time.Time // of the company; the day on which the lead was handed over, or captured
	MarketingTeam account.TeamID
	Team          account.TeamID // the sales team
	Campaign      lead.CampaignID
	Reason        agreement.ReasonID
	Measure       Measure // where Times is counted
	Bucket        int
}

// Tally is what counts under one key. A report is a sum of tallies.
type Tally struct {
	Captured, HandedOver          int // leads, by the day of capture
	Submitted, Accepted, Rejected int // handoffs, by the day of submission
	Recalled, Worked, Qualified   int
	Disqualified, Won, Lost       int
	DecidedInTime, DecidedLate    int
	WonCents                      int64
	Times                         int
}

// CapturedTally is what a lead counts for by existing.
func CapturedTally(l lead.Lead, books *Books) map[TallyKey]Tally {
	return map[TallyKey]Tally{{Day: books.Day(l.CreatedAt), MarketingTeam: l.MarketingTeam, Campaign: l.Campaign}: {Captured: 1}}
}

// TallyOf is what h counts for in the reports as it is now. What a change adds to the reports is the tally after less the tally before, so
// that whatever is taken back is taken back there too.
func TallyOf(h *Handoff, books *Books) map[TallyKey]Tally {
	all := map[TallyKey]Tally{}
	key := TallyKey{Day: books.Day(h.SubmittedAt), MarketingTeam: h.MarketingTeam, Team: h.Team, Campaign: h.Campaign}
	spent := func(m Measure, d time.Duration) {
		k := key
		k.Measure, k.Bucket = m, Bucket(d.Truncate(time.Second)) // as durations are kept
		all[k] = Tally{Times: 1}
	}
	main := key
	t := Tally{Submitted: 1}
	switch {
	case h.Verdict == Accepted || h.Overturned():
		t.Accepted = 1
	case h.Verdict == Rejected:
		t.Rejected, main.Reason = 1, h.Reason
	case h.Verdict == Recalled:
		t.Recalled = 1
	}
	if h.Verdict == Accepted || h.Verdict == Rejected {
		t.DecidedInTime, t.DecidedLate = one(h.InTime()), one(!h.InTime())
		spent(ToDecide, h.Decide.Business)
	}
	t.Worked = one(!h.ContactedAt.IsZero())
	if !h.QualifiedAt.IsZero() {
		t.Qualified = 1
		spent(ToQualify, h.QualifiedAt.Sub(h.VerdictAt))
	}
	t.Disqualified, t.Won, t.Lost = one(h.Outcome == Disqualified), one(h.Outcome == Won), one(h.Outcome == Lost)
	if h.Outcome == Won {
		t.WonCents = money.Hundredths(h.WonCents, h.Currency)
		if !h.QualifiedAt.IsZero() {
			spent(ToWin, h.OutcomeAt.Sub(h.QualifiedAt))
		}
	}
	all[main] = t
	if h.Number == 1 {
		all[TallyKey{Day: books.Day(h.Captured), MarketingTeam: h.MarketingTeam, Campaign: h.Campaign}] = Tally{HandedOver: 1}
		spent(ToSubmit, h.SubmittedAt.Sub(h.Captured))
	}
	return all
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Less is t without u.
func (t Tally) Less(u Tally) Tally {
	return Tally{
		t.Captured - u.Captured, t.HandedOver - u.HandedOver, t.Submitted - u.Submitted, t.Accepted - u.Accepted, t.Rejected - u.Rejected,
		t.Recalled - u.Recalled, t.Worked - u.Worked, t.Qualified - u.Qualified, t.Disqualified - u.Disqualified, t.Won - u.Won, t.Lost - u.Lost,
		t.DecidedInTime - u.DecidedInTime, t.DecidedLate - u.DecidedLate, t.WonCents - u.WonCents, t.Times - u.Times,
	}
}

// Plus is t and u together.
func (t Tally) Plus(u Tally) Tally { return t.Less(Tally{}.Less(u)) }

// Difference is what turns the tally before into the one after; keys where nothing changes are left out.
func Difference(before, after map[TallyKey]Tally) map[TallyKey]Tally {
	diff := map[TallyKey]Tally{}
	for k, t := range after {
		diff[k] = t
	}
	for k, t := range before {
		diff[k] = diff[k].Less(t)
	}
	for k, t := range diff {
		if t == (Tally{}) {
			delete(diff, k)
		}
	}
	return diff
}
