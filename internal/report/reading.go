package report

import (
	"time"

	"baton/internal/account"
)

// Parts of measures that are no number of the dashboard. They have no list behind them.
const (
	OverdueA       Metric = "overdue_a"        // wait past their time, of grade A
	Telling        Metric = "rejected_telling" // rejected for a reason that says something of the lead's quality
	ForReason      Metric = "rejected_for"     // rejected for the reason asked for
	Taken          Metric = "taken"            // accepted by a rep, without what was overturned
	Uncontacted    Metric = "uncontacted"      // of these never contacted, past the time for it
	Answered       Metric = "answered"         // handoffs that sales has answered
	Recycled       Metric = "recycled"
	Revived        Metric = "revived" // recycled, and qualified in a later handoff
	OwnerInTime    Metric = "owner_in_time"
	OwnerLate      Metric = "owner_late"
	ContactInTime  Metric = "contact_in_time"
	ContactLate    Metric = "contact_late"
	SubmittedOld   Metric = "submitted_old" // whose 30 days are over
	SubmittedYoung Metric = "submitted_young"
	AcceptedSoon   Metric = "accepted_soon" // of the old, within the 30 days
	AcceptedOld    Metric = "accepted_old"  // whose 60 days are over
	AcceptedYoung  Metric = "accepted_young"
	QualifiedSoon  Metric = "qualified_soon"
	QualifiedOld   Metric = "qualified_old" // whose 180 days are over
	QualifiedYoung Metric = "qualified_young"
	WonSoon        Metric = "won_soon"
)

// The windows of cohorts, in days.
const (
	AcceptWindow  = 30
	QualifyWindow = 60
	WinWindow     = 180
)

// Span is a time that a handoff took.
type Span int

// The spans. Each is told in the unit of its measure.
const (
	NoSpan    Span = iota
	ToRoute        // from submission to the queue, on the clock
	ToDecide       // from the queue to the verdict, in working time
	ToContact      // from acceptance to the first contact, in working time
	Speed          // from the enquiry to the first contact, on the clock
)

// Amount is money that a measure is made of.
type Amount int

// The amounts.
const (
	NoMoney    Amount = iota
	MoneyWon          // won of the handoffs
	MoneyWonOn        // won on the days, whenever handed over
	MoneySpent        // spend on the campaigns, accrued by day
	MoneyTouch        // won, shared out by touches, and spend
	MoneyOpen         // the value of open opportunities, and the goal for the amount won
)

// Touch is how an amount won is shared out among the campaigns of a lead's touches.
type Touch string

// The ways.
const (
	FirstTouch  Touch = "first"
	LastTouch   Touch = "last"
	LinearTouch Touch = "linear"
)

// Role is as what a person has to do with a handoff.
type Role int

// The roles. Holder is who had the lead when its time ran out, or else owns it.
const (
	Either Role = iota
	Submitter
	Owner
	Holder
)

// Needs is what has to be read for a measure.
type Needs struct {
	Counts   []Metric
	Span     Span
	Quantile float64
	Money    Amount
	Touch    Touch
	Before   bool // accepted, in the period and the one before
	WinRate  bool
	Clock    bool // the runs of the owner's clock
	Person   Role // which handoffs are a person's
}

// Counts are what measures are made of, for one ask.
type Counts struct {
	N            map[Metric]int64
	Took         time.Duration // the quantile
	Timed        int64         // of how many times
	WonCents     int64
	WonOnCents   int64 // by the day of winning
	SpendCents   int64
	OpenCents    int64
	TargetCents  int64 // of the goal for the amount won; 0 where there is none
	Now, Before  int64 // accepted in the period and in the one before
	Begun        bool  // the period has
	Redefined    bool  // the definition changed in between
	Won, Decided int64 // opportunities of the last 12 months, for the share that is won
}

// Reading is what a measure is. Of is how many it is of, 0 where there is nothing to tell; of money over money it is 1.
// Young are those that a cohort leaves out for now. Why says why it is not told although something happened.
type Reading struct {
	Value                   float64
	N, Of                   int64
	Young                   int64
	Late, Overdue, OverdueA int64
	Why                     string
}

// Share is the share that r is, for its interval; of none where r is no share.
func (r Reading) Share() Share { return Share{r.N, r.Of} }

// folded are the parts of measures that Totals hold.
var folded = map[Metric]func(Totals) int64{
	Captured: Captured.Of, Submitted: Submitted.Of, Accepted: Accepted.Of, Rejected: Rejected.Of, Qualified: Qualified.Of,
	Won:    Won.Of,
	InTime: InTime.Of, Late: Late.Of, Overdue: Overdue.Of, OverdueA: func(t Totals) int64 { return t.OverdueA },
	QualifiedOn: QualifiedOn.Of, WonOn: WonOn.Of,
}

// Folded reports whether Totals hold m, so that no handoff has to be looked at for it.
func (m Metric) Folded() bool { return folded[m] != nil }

// Counts are what t holds of what measures are made of.
func (t Totals) Counts() Counts {
	c := Counts{N: map[Metric]int64{}, WonCents: t.WonCents, WonOnCents: t.WonOnCents}
	for m, of := range folded {
		c.N[m] = of(t)
	}
	return c
}

// Why there is nothing to tell.
const (
	notBegun       = "Not begun"
	nothingSpent   = "Nothing spent yet"
	nothingMissing = "The goal for the amount won is reached"
)

// Acceptance is accepted / (accepted + rejected).
func Acceptance(accepted, rejected int64) Share { return Share{accepted, accepted + rejected} }

// Kept is kept / (kept + broken).
func Kept(kept, broken int64) Share { return Share{kept, kept + broken} }

func share(s Share) Reading { return Reading{Value: 100 * s.Ratio(), N: s.N, Of: s.Of} }

func counted(m Metric) func(Counts) Reading {
	return func(c Counts) Reading { return Reading{Value: float64(c.N[m])} }
}

// The times that quantiles are told of.
var (
	routeTimes = definition{
		unit: WallSeconds, kinds: ofRoute, only: onlyRoute, nothing: "Nothing handed over yet",
		formula: "From submission until the lead has an owner or is in a team's queue.",
	}
	decideTimes = definition{
		unit: BusinessMinutes, side: account.Sales, kinds: ofAll, nothing: "Nothing decided yet",
		formula: "From queue to verdict, in the working time of whoever had the lead. " +
			"Time with an open question to marketing does not count.",
		edge: "Handoffs are counted. Waiting ones do not count.",
	}
	contactTimes = definition{
		unit: BusinessMinutes, side: account.Sales, kinds: ofAll, nothing: "Nobody contacted yet",
		formula: "From acceptance to the first contact, in working time.",
		edge:    "Handoffs are counted. Leads not contacted yet do not count.",
	}
	speedTimes = definition{
		unit: WallMinutes, kinds: ofAll, nothing: "Nobody contacted yet",
		formula: "From the enquiry to the first contact, around the clock.",
		edge:    "The enquiry is the lead's capture. For a later handoff, it is the last touch before it.",
	}
)

// quantile is the definition of a quantile of times: so many of them took no longer.
func quantile(words string, d definition, needs Needs) definition {
	d.words, d.group, d.better, d.needs = words, Promptly, LessIsBetter, needs
	d.of = func(c Counts) Reading {
		switch {
		case c.Timed == 0:
			return Reading{}
		case d.unit == WallSeconds:
			return Reading{Value: c.Took.Seconds(), Of: c.Timed}
		default:
			return Reading{Value: c.Took.Minutes(), Of: c.Timed}
		}
	}
	return d
}

// cohort is the definition of a share of those whose window is over; needs counts them, those of them who went on, and
// those who are too young.
func cohort(words, formula, nothing string, needs Needs) definition {
	old, soon, young := needs.Counts[0], needs.Counts[1], needs.Counts[2]
	return definition{
		words: words, formula: formula, nothing: nothing, group: Ahead, unit: Percent, kinds: ofAll, needs: needs,
		edge: onceEach + " Only leads old enough count. The number of more recent leads is shown with it.",
		of: func(c Counts) Reading {
			r := share(Share{c.N[soon], c.N[old]})
			r.Young = c.N[young]
			return r
		},
	}
}

// velocity is the change of what was accepted against the period before.
func velocity(c Counts) Reading {
	switch {
	case !c.Begun:
		return Reading{Why: notBegun}
	case c.Redefined:
		return Reading{Why: "The definition changed in between, so the periods cannot be compared"}
	case c.Before > 0 && (c.Before < few || c.Now < few):
		return Reading{Why: "Fewer than 20 leads are too few"}
	case c.Before <= 0:
		return Reading{}
	}
	return Reading{Value: 100 * float64(c.Now-c.Before) / float64(c.Before), Of: c.Before}
}

// cost is the definition of what one lead of a kind cost.
func cost(words, what string, m Metric, nothing string) definition {
	return definition{
		words: words, group: Worth, unit: Money, better: LessIsBetter, side: account.Marketing, kinds: ofSpend,
		only: onlySpend, nothing: nothing,
		formula: "Spend of the period / leads of campaigns " + what + ".",
		edge: "Spend counts day by day, up to today. Leads without a campaign are left out. " +
			"For a source, its campaigns count.",
		needs: Needs{Counts: []Metric{m}, Money: MoneySpent},
		of: func(c Counts) Reading {
			if c.SpendCents <= 0 {
				return Reading{Why: nothingSpent}
			}
			cents, known := CostPer(c.SpendCents, c.N[m])
			if !known {
				return Reading{}
			}
			return Reading{Value: float64(cents) / 100, Of: c.N[m]}
		},
	}
}

// campaignReturn is the definition of what campaigns brought over what they cost.
func campaignReturn(words string, touch Touch, edge string) definition {
	return definition{
		words: words, group: Worth, unit: Gain, side: account.Marketing, kinds: ofSpend, only: onlySpend,
		nothing: "Nothing spent yet",
		formula: "(Amount won − spend) / spend.", edge: edge,
		needs: Needs{Money: MoneyTouch, Touch: touch},
		of: func(c Counts) Reading {
			times, known := Return(c.WonCents, c.SpendCents)
			if !known {
				return Reading{}
			}
			return Reading{Value: 100 * times, Of: 1}
		},
	}
}

// coverage is the value of open opportunities, of which weight is won, over what is missing to the target.
func coverage(c Counts, weight float64) Reading {
	switch missing := c.TargetCents - c.WonCents; {
	case c.TargetCents <= 0:
		return Reading{}
	case missing <= 0:
		return Reading{Why: nothingMissing}
	default:
		return Reading{Value: weight * float64(c.OpenCents) / float64(missing), Of: 1}
	}
}

func weighted(c Counts) Reading {
	if c.TargetCents > 0 && c.Decided < few {
		return Reading{Why: "Fewer than 20 opportunities were won or lost in 12 months"}
	}
	return coverage(c, Share{c.Won, c.Decided}.Ratio())
}
