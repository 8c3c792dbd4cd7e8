// Package report defines every metric once: what it is made of, over which days and whose leads. Every screen, digest
// and goal reads it here.
package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
)

// Scope is what a report is about: days, and a team's leads or everybody's.
type Scope struct {
	Period
	Team account.TeamID // 0 is everybody
}

// Totals are what is counted in a scope. What is handed over counts on the day of submission, whatever day the verdict
// or outcome came: a period is a cohort. A lead counts once, by its latest handoff of the period, whichever team or
// campaign that is of. Only answers in time and money are of every handoff, since each has its clock and each win its
// amount.
type Totals struct {
	// leads, by the day of capture; handed over are those of them that have been submitted since
	Captured, HandedOver int64

	Handoffs                                   int64 // all of them
	Submitted, Accepted, Rejected, Recalled    int64 // leads
	Worked, Qualified, Disqualified, Won, Lost int64
	DecidedInTime, DecidedLate                 int64 // handoffs
	WonCents                                   int64 // of all handoffs
	Overdue, OverdueA                          int64 // wait past their time at this moment; of these of grade A

	// leads by the day on which they were qualified or won, whenever handed over, and all that they brought
	QualifiedOn, WonOn, WonOnCents int64
}

// Empty reports whether nothing was captured or handed over.
func (t Totals) Empty() bool {
	return t.Captured == 0 && t.Submitted == 0 && t.QualifiedOn == 0 && t.WonOn == 0
}

// Waiting are leads without a verdict.
func (t Totals) Waiting() int64 { return t.Submitted - t.Accepted - t.Rejected - t.Recalled }

// Decided are leads that sales has answered.
func (t Totals) Decided() int64 { return t.Accepted + t.Rejected }

// Late are handoffs that were answered late, or wait past their time.
func (t Totals) Late() int64 { return t.DecidedLate + t.Overdue }

// AcceptanceRate is accepted / (accepted + rejected). What waits is not in it.
func (t Totals) AcceptanceRate() Share { return Acceptance(t.Accepted, t.Rejected) }

// OnTime is answered in time / (answered + waiting past its time).
func (t Totals) OnTime() Share { return Kept(t.DecidedInTime, t.Late()) }

// SubmissionRate is how many of the leads captured have been handed over.
func (t Totals) SubmissionRate() Share { return Share{t.HandedOver, t.Captured} }

// ContactRate is how many of the accepted have been contacted.
func (t Totals) ContactRate() Share { return Share{t.Worked, t.Accepted} }

// QualificationRate is how many of those contacted became an opportunity.
func (t Totals) QualificationRate() Share { return Share{t.Qualified, t.Worked} }

// WinRate is how many opportunities were won.
func (t Totals) WinRate() Share { return Share{t.Won, t.Qualified} }

// Share is N of Of.
type Share struct{ N, Of int64 }

// Known reports whether there is anything to take a share of.
func (s Share) Known() bool { return s.Of > 0 }

// Ratio is the share from 0 to 1; 0 where it is not known.
func (s Share) Ratio() float64 {
	if s.Of <= 0 {
		return 0
	}
	return float64(s.N) / float64(s.Of)
}

// Percent is the share in whole per cent. Only nothing is 0, and only all is 100.
func (s Share) Percent() int { return WholePercent(s.Ratio()) }

// WholePercent is a share from 0 to 1 in whole per cent. Only nothing is 0, and only all is 100.
func WholePercent(ratio float64) int {
	p := int(math.Round(100 * ratio))
	switch {
	case ratio > 0 && p == 0:
		return 1
	case ratio < 1 && p == 100:
		return 99
	}
	return p
}

// Words are the share as people read it, a dash where it is not known.
func (s Share) Words() string {
	if !s.Known() {
		return "–"
	}
	return strconv.Itoa(s.Percent()) + "%"
}

// Wilson is the 95 % interval of the share, from 0 to 1, by Wilson's score method (E. B. Wilson, 1927). Of nothing it
// is 0 to 1.
func (s Share) Wilson() (low, high float64) {
	if s.Of <= 0 {
		return 0, 1
	}
	const z = 1.959964
	n, p := float64(s.Of), s.Ratio()
	middle := p + z*z/(2*n)
	spread := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, (middle-spread)/(1+z*z/n)), min(1, (middle+spread)/(1+z*z/n))
}

// Sure is the interval in words, such as "22 to 49%".
func (s Share) Sure() string {
	low, high := s.Wilson()
	return strconv.Itoa(int(math.Floor(100*low))) + " to " + strconv.Itoa(int(math.Ceil(100*high))) + "%"
}

// CostPer is what one of n cost, in cents. It is not known for none.
func CostPer(spendCents, n int64) (cents int64, known bool) {
	if n <= 0 {
		return 0, false
	}
	return int64(math.Round(float64(spendCents) / float64(n))), true
}

// Return is (won - cost) / cost. It is not known where nothing was spent.
func Return(wonCents, spendCents int64) (times float64, known bool) {
	if spendCents <= 0 {
		return 0, false
	}
	return float64(wonCents-spendCents) / float64(spendCents), true
}

// Bin is how many durations lie around Middle.
type Bin struct {
	Middle time.Duration
	N      int64
}

// Median is the duration that half of what bins hold does not exceed; bins are in order. It is not known for none.
func Median(bins []Bin) (d time.Duration, known bool) {
	var all, seen int64
	for _, b := range bins {
		all += b.N
	}
	for _, b := range bins {
		if seen += b.N; seen > 0 && 2*seen >= all {
			return b.Middle, true
		}
	}
	return 0, false
}

// Accrued is how many cents of spend fall on the days from first to last. Each accrues evenly by day; what neighbouring
// periods accrue adds up to the whole.
func Accrued(spend []lead.Spend, first, last time.Time) int64 {
	var total int64
	for _, s := range spend {
		total += through(s, last) - through(s, first.AddDate(0, 0, -1))
	}
	return total
}

// through is how much of s has accrued when day is over.
func through(s lead.Spend, day time.Time) int64 {
	all := days(s.Starts, s.Ends)
	gone := min(days(s.Starts, day), all)
	if gone <= 0 {
		return 0
	}
	return s.Cents/all*gone + s.Cents%all*gone/all
}

func days(first, last time.Time) int64 { return int64(last.Sub(first)/(24*time.Hour)) + 1 }

// Dashboard is how both teams did in a scope, read at one moment.
type Dashboard struct {
	Scope
	Totals
	Times     Times
	Reasons   []ReasonCount   // the most frequent first
	Campaigns []CampaignCount // by what was handed over, most first
	TopReason []CampaignPart  // the most frequent reason by campaign, most first
	Newest    time.Time       // the newest day of anything in the scope's team; zero for none
}

// Times are how long handoffs stay in a stage: for a decision in working time, else around the clock. DecideOf parts
// the decisions of everybody by their sales team, since the teams' working days differ; of one team it has that team
// alone.
type Times struct {
	ToSubmit, ToDecide, ToQualify, ToWin []Bin
	DecideOf                             map[account.TeamID][]Bin
}

// DecideDays is the median time to decide in working days of the team that decided; workday is how long a day of a team
// is.
func (t Times) DecideDays(workday func(account.TeamID) time.Duration) (days float64, known bool) {
	const scale = 24 * time.Hour // so that a day of every team is as long
	var all []Bin
	for team, bins := range t.DecideOf {
		for _, b := range bins {
			all = append(all, Bin{time.Duration(float64(b.Middle) * float64(scale) / float64(workday(team))), b.N})
		}
	}
	slices.SortFunc(all, func(a, b Bin) int { return cmp.Compare(a.Middle, b.Middle) })
	d, known := Median(all)
	return float64(d) / float64(scale), known
}

// ReasonCount is how many leads sales sent back for a reason. A procedural one, such as the wrong territory, says
// nothing of the lead.
type ReasonCount struct {
	ID         agreement.ReasonID
	Words      string
	Procedural bool
	N          int64
}

// Procedural is how many leads sales sent back for procedural reasons.
func (d Dashboard) Procedural() (n int64) {
	for _, r := range d.Reasons {
		if r.Procedural {
			n += r.N
		}
	}
	return n
}

// CampaignCount is what came of a campaign; ID 0 is what came without one. Spend is not told by team: its Cents are
// those of everybody's leads, and zero in the scope of a team.
type CampaignCount struct {
	ID         lead.CampaignID
	Name       string
	Totals     Totals
	SpendCents int64
}

// CampaignPart is how many came from a campaign.
type CampaignPart struct {
	ID   lead.CampaignID
	Name string
	N    int64
}

// Pattern is the one thing to know about why leads came back: most of the first reason came from one campaign.
type Pattern struct {
	Reason   ReasonCount
	Campaign CampaignPart
}

// Pattern is told from five leads on, when one campaign of several brought at least half of them.
func (d Dashboard) Pattern() (Pattern, bool) {
	if len(d.Reasons) == 0 || len(d.TopReason) == 0 || len(d.Campaigns) < 2 {
		return Pattern{}, false
	}
	p := Pattern{d.Reasons[0], d.TopReason[0]}
	return p, p.Reason.N >= 5 && p.Campaign.ID != 0 && 2*p.Campaign.N >= p.Reason.N
}

// OfCampaigns is what all campaigns brought together, without what came without a campaign.
func (d Dashboard) OfCampaigns() (t Totals) {
	for _, c := range d.Campaigns {
		if c.ID != 0 {
			t.Accepted, t.WonCents = t.Accepted+c.Totals.Accepted, t.WonCents+c.Totals.WonCents
		}
	}
	return t
}

// SpendCents is what all campaigns cost together.
func (d Dashboard) SpendCents() int64 {
	var all int64
	for _, c := range d.Campaigns {
		all += c.SpendCents
	}
	return all
}
