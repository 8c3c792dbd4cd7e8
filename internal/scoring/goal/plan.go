package goal

import (
	"fmt"
	"math"
	"math/big"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
)

// Part is a share in hundredths of a per cent, so that what is reckoned with it is exact: 6,000 is 60 %.
type Part int64

// whole is all of something as a Part.
const whole Part = 10_000

// Plan is the reverse funnel: from revenue in a period back to the leads that bring it. Rates and times are those of
// its company, or what somebody tries instead.
type Plan struct {
	First, Last  time.Time      // the days in which the revenue is to be won
	Team         account.TeamID // 0 is both teams
	RevenueCents int64
	Share        Part // of the revenue, that comes from marketing's leads
	DealCents    int64
	Accept       Part // handed over to accepted
	Qualify      Part // accepted to qualified
	Win          Part // qualified to won
	// median days from handing over to the verdict, from there to qualified, from there to won
	Decide, ToQualify, ToWin int
	CostCents                int64 // of a lead; 0 where it is not known
}

// Need is how many a plan needs at each stage.
type Need struct {
	Customers, Qualified, Accepted, HandedOver int64
	WonCents                                   int64
}

// mostLeads is where a plan is no plan any more.
const mostLeads = 100_000_000

// Check says, field by field, what is wrong with a plan on the day today. Which field is which is the form's name for
// it.
func (p Plan) Check(today time.Time) error {
	problems := errs.Problems{}
	amount(problems, "revenue", p.RevenueCents, "Write the revenue target: an amount above zero, such as 500,000.")
	amount(problems, "deal", p.DealCents, "Write the average deal: an amount above zero, such as 20,000.")
	part(problems, "share", p.Share, "Write the share that comes from marketing's leads: above 0% and up to 100%.")
	part(problems, "win", p.Win, "Write the share of qualified leads that are won: above 0% and up to 100%.")
	part(problems, "qualify", p.Qualify, "Write the share of accepted leads that are qualified: above 0% and up to 100%.")
	part(problems, "accept", p.Accept, "Write the share of leads handed over that are accepted: above 0% and up to 100%.")
	lag(problems, "decide_days", p.Decide)
	lag(problems, "qualify_days", p.ToQualify)
	lag(problems, "win_days", p.ToWin)
	if p.CostCents < 0 || p.CostCents > maxTarget*100 {
		problems.Add("cost", "Write the cost of a lead: an amount, such as 45. Leave it empty to plan without costs.")
	}
	switch {
	case p.First.IsZero():
		problems.Add("starts_on", "Choose a day in the period of the revenue target.")
	case p.Last.IsZero():
		problems.Add("ends_on", "Choose the last day of the period.")
	case p.Last.Before(p.First):
		problems.Add("ends_on", "The period ends before it begins. Choose a later day.")
	case p.Last.After(p.First.AddDate(3, 0, 0)):
		problems.Add("ends_on", "A plan can cover three years at most.")
	case p.Last.Before(today):
		problems.Add("starts_on", "These days are over. Plan for days that are still to come.")
	}
	if len(problems) == 0 && p.Need().HandedOver > mostLeads {
		problems.Add("revenue", "This would take more than 100,000,000 leads. Check the amounts and the rates.")
	}
	return problems.Err()
}

func amount(problems errs.Problems, field string, cents int64, words string) {
	switch {
	case cents <= 0:
		problems.Add(field, words)
	case cents > maxTarget*100:
		problems.Add(field, "Write 99,999,999,999 at most.")
	}
}

func part(problems errs.Problems, field string, p Part, words string) {
	if p <= 0 || p > whole {
		problems.Add(field, words)
	}
}

// longestLag is as long as a stage may take in a plan.
const longestLag = 730

func lag(problems errs.Problems, field string, days int) {
	if days < 0 || days > longestLag {
		problems.Add(field, fmt.Sprintf("Write a whole number of days, from 0 to %d.", longestLag))
	}
}

// Need is what the plan needs at each stage: customers = ceil(revenue x share / deal), qualified = ceil(customers /
// win), accepted = ceil(qualified / qualify), handed over = ceil(accepted / accept). It is reckoned in whole numbers,
// so that 60 / 0.6 is 100 and not 101. The plan must have passed Check; what is past counting is told as one more than
// the most.
func (p Plan) Need() Need {
	won := product(p.RevenueCents, int64(p.Share))
	n := Need{Customers: ceil(won, product(p.DealCents, int64(whole))), WonCents: ceil(won, big.NewInt(int64(whole)))}
	n.Qualified = p.Win.before(n.Customers)
	n.Accepted = p.Qualify.before(n.Qualified)
	n.HandedOver = p.Accept.before(n.Accepted)
	return n
}

func product(a, b int64) *big.Int { return new(big.Int).Mul(big.NewInt(a), big.NewInt(b)) }

// ceil is a / b, rounded up; at most what is past counting.
func ceil(a, b *big.Int) int64 {
	if b.Sign() <= 0 {
		return mostLeads + 1
	}
	q, rest := new(big.Int).QuoRem(a, b, new(big.Int))
	if rest.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	if !q.IsInt64() {
		return 1 << 62
	}
	return q.Int64()
}

// before is how many must come to a stage, of which p go on, so that n do.
func (p Part) before(n int64) int64 {
	if n > mostLeads {
		return n
	}
	return ceil(product(n, int64(whole)), big.NewInt(int64(p)))
}

// BudgetCents is what the leads of the plan cost, as far as it can be counted; 0 where the cost of a lead is not known.
func (p Plan) BudgetCents() int64 {
	n := p.Need().HandedOver
	if n > 0 && p.CostCents > math.MaxInt64/n {
		return math.MaxInt64
	}
	return p.CostCents * n
}

// Due is by when each stage of a plan must have what it needs: customers by the last day, every stage before them its
// median lag earlier.
type Due struct{ Customers, Qualified, Accepted, HandedOver time.Time }

// Due is by when each stage of the plan is due.
func (p Plan) Due() Due {
	d := Due{Customers: p.Last}
	d.Qualified = d.Customers.AddDate(0, 0, -p.ToWin)
	d.Accepted = d.Qualified.AddDate(0, 0, -p.ToQualify)
	d.HandedOver = d.Accepted.AddDate(0, 0, -p.Decide)
	return d
}

// Earlier is how many whole months before its period the leads of a plan are handed over: its lags together, to the
// nearest month. Goals are for months, and count a lead on the day on which it was handed over whatever day it was won.
func (p Plan) Earlier() int {
	return int(float64(p.Decide+p.ToQualify+p.ToWin)/forecast.DaysOfMonth + 0.5)
}

// Month is what a plan needs of the leads handed over in one month, and of what becomes of them.
type Month struct {
	First, Last time.Time
	Need
}

// Months spread the plan over the months in which its leads are handed over, by the weight of each month's days. What
// they need adds up to the whole, at each stage.
func (p Plan) Months(calendar agreement.Calendar, season forecast.Season) []Month {
	first, last := monthsEarlier(p.First, p.Earlier(), false), monthsEarlier(p.Last, p.Earlier(), true)
	var months []Month
	for from := first; !from.After(last); {
		until := time.Date(from.Year(), from.Month()+1, 0, 0, 0, 0, 0, time.UTC)
		if until.After(last) {
			until = last
		}
		months = append(months, Month{First: from, Last: until})
		from = until.AddDate(0, 0, 1)
	}
	if calendar.WorkingDays(first, last) == 0 {
		calendar = agreement.Calendar{}
	}
	all := season.Weight(calendar, first, last)
	need := p.Need()
	var gone Need
	for i := range months {
		share := season.Weight(calendar, first, months[i].Last) / all
		through := Need{
			Customers: round(need.Customers, share), Qualified: round(need.Qualified, share),
			Accepted:   round(need.Accepted, share),
			HandedOver: round(need.HandedOver, share), WonCents: 100 * round(need.WonCents/100, share),
		}
		if i == len(months)-1 {
			through = need
		}
		months[i].Need = Need{through.Customers - gone.Customers, through.Qualified - gone.Qualified,
			through.Accepted - gone.Accepted, through.HandedOver - gone.HandedOver, through.WonCents - gone.WonCents}
		gone = through
	}
	return months
}

func round(n int64, share float64) int64 { return min(n, int64(float64(n)*share+0.5)) }

// monthsEarlier is the day n months before day. The last day of a month becomes the last of the other, as ends says.
func monthsEarlier(day time.Time, n int, ends bool) time.Time {
	ofMonth := time.Date(day.Year(), day.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := ofMonth.AddDate(0, 1, -1)
	if ends && day.AddDate(0, 0, 1).Day() == 1 || day.Day() > last.Day() {
		return last
	}
	return ofMonth.AddDate(0, 0, day.Day()-1)
}

// Goals are the goals that the plan makes, month by month. A stage that needs nothing in a month gets none, and neither
// do months that are over on the day today.
func (p Plan) Goals(months []Month, today time.Time) (goals []Goal) {
	for _, m := range months {
		if m.Last.Before(today) {
			continue
		}
		for _, each := range []struct {
			metric report.Measure
			target float64
		}{
			{report.LeadsHandedOver, float64(m.HandedOver)}, {report.LeadsAccepted, float64(m.Accepted)},
			{report.LeadsQualified, float64(m.Qualified)},
			{report.LeadsWon, float64(m.Customers)},
			{report.AmountWon, float64(m.WonCents) / 100},
		} {
			if each.target > 0 {
				goals = append(goals, Goal{Measure: each.metric, First: m.First, Last: m.Last, Team: p.Team, Target: each.target})
			}
		}
	}
	return goals
}

// Rate is what share of Of went on, of those handed over on the days from First to Last.
type Rate struct {
	N, Of       int64
	First, Last time.Time
}

// Known reports whether the rate is of enough, and above nothing.
func (r Rate) Known() bool { return r.Of >= forecast.Fewest && r.N > 0 }

// Part is the rate, to the hundredth of a per cent; 0 where it is not known.
func (r Rate) Part() Part {
	if !r.Known() {
		return 0
	}
	return Part(min(int64(whole), max(1, (r.N*int64(whole)+r.Of/2)/r.Of)))
}

// Lag is the median time of N leads in a stage.
type Lag struct {
	Median time.Duration
	N      int64
}

// Known reports whether the median is of enough.
func (l Lag) Known() bool { return l.N >= forecast.Fewest }

// Days is the median in days, rounded.
func (l Lag) Days() int { return int(l.Median.Hours()/24 + 0.5) }

// Mean is an amount each, of N.
type Mean struct {
	Cents int64
	N     int64
}

// Known reports whether the mean is of enough, and above nothing.
func (m Mean) Known() bool { return m.N >= forecast.Fewest && m.Cents > 0 }

// Own is how a company's own funnel has gone, for its plans to begin with.
type Own struct {
	Accept, Qualify, Win     Rate
	Decide, ToQualify, ToWin Lag
	Deal, Cost               Mean
}

// CohortDays are the days of the year of handing over that is the last one to be older than window days on the day
// today.
func CohortDays(today time.Time, window int) (first, last time.Time) {
	last = today.AddDate(0, 0, -window)
	return last.AddDate(-1, 0, 1), last
}

// ErrThere answers the goals of a plan some of which are set already.
var ErrThere = errs.Say(errs.Conflict, "Some of these goals already exist. Replace them, or change the plan.")
