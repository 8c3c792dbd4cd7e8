// Package goal says how both teams do against what they promised each other in numbers: goals, where they should be today, and where they
// are heading.
package goal

import (
	"fmt"
	"math"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
)

// ID identifies a goal.
type ID int64

// Metric is what a goal counts.
type Metric string

// The metrics of goals. Rates are in per cent, amounts in the company's currency; the others are leads.
const (
	HandedOver   Metric = "handed_over"
	AcceptedRate Metric = "accepted_rate"
	OnTime       Metric = "on_time"
	WonAmount    Metric = "won_amount"
	Accepted     Metric = "accepted"
	Qualified    Metric = "qualified"
	Won          Metric = "won"
)

// Metrics are all metrics, in the order in which pages show them; the first four are on every dashboard.
var Metrics = []Metric{HandedOver, AcceptedRate, OnTime, WonAmount, Accepted, Qualified, Won}

// Unit is what a metric is measured in.
type Unit int

// The units.
const (
	Leads Unit = iota
	Percent
	Money
)

var known = map[Metric]struct {
	words string
	unit  Unit
	side  account.Side // whose work it is most; "" for what both win
}{
	HandedOver:   {"Leads handed over", Leads, account.Marketing},
	AcceptedRate: {"Accepted by sales", Percent, account.Sales},
	OnTime:       {"Answered on time", Percent, account.Sales},
	WonAmount:    {"Won from handed over leads", Money, ""},
	Accepted:     {"Leads accepted", Leads, account.Sales},
	Qualified:    {"Leads qualified", Leads, account.Sales},
	Won:          {"Leads won", Leads, ""},
}

// Known reports whether m is a metric.
func (m Metric) Known() bool { _, ok := known[m]; return ok }

// Words name the metric.
func (m Metric) Words() string { return known[m].words }

// Unit is what m is measured in.
func (m Metric) Unit() Unit { return known[m].unit }

// Side is whose work m measures most; "" for what both win.
func (m Metric) Side() account.Side { return known[m].side }

// Goal is a metric, a period, a scope and a target that both teams share. Days are midnights in UTC, both included.
type Goal struct {
	ID          ID
	Metric      Metric
	First, Last time.Time
	Team        account.TeamID // 0 is both teams
	Target      float64        // leads, per cent or money, as the metric's unit says
	Version     int
}

// ErrTwice answers a goal for what has one already.
var ErrTwice = errs.Say(errs.Conflict, "There is a goal for the same thing, the same days and the same team already. Change that one.")

// ErrStale answers a change of a goal that somebody else has changed meanwhile.
var ErrStale = errs.Say(errs.Conflict, "Somebody changed this goal after you had opened it. Look at it again, then change it.")

// maxTarget is the most that a goal can ask for.
const maxTarget = 99_999_999_999

// Check says, field by field, what is wrong with a goal as a manager typed it on the day today. A period that is over cannot get one.
func (g Goal) Check(today time.Time) error {
	problems := errs.Problems{}
	if !g.Metric.Known() {
		problems.Add("metric", "Choose what is counted.")
	}
	checkTarget(problems, g)
	switch {
	case g.First.IsZero():
		problems.Add("starts_on", "Choose the day on which the goal begins.")
	case g.Last.IsZero():
		problems.Add("ends_on", "Choose the day on which the goal ends.")
	case g.Last.Before(g.First):
		problems.Add("ends_on", "The goal ends before it begins. Choose a later day.")
	case g.Last.After(g.First.AddDate(10, 0, 0)):
		problems.Add("ends_on", "A goal lasts ten years at most.")
	case g.Last.Before(today):
		problems.Add("starts_on", "These days are over. A goal is for days that are still to come.")
	}
	return problems.Err()
}

func checkTarget(problems errs.Problems, g Goal) {
	switch {
	case g.Target <= 0 || math.IsNaN(g.Target):
		problems.Add("target", "Write how much it shall be: a number above zero.")
	case g.Metric.Unit() == Percent && g.Target > 100:
		problems.Add("target", "More than 100% cannot be reached.")
	case g.Metric.Unit() == Leads && g.Target != math.Trunc(g.Target):
		problems.Add("target", "Write a whole number of leads.")
	case g.Target > maxTarget:
		problems.Add("target", "Write 99,999,999,999 at most.")
	}
}

// Before orders goals as pages show them: by metric, then everybody's before a team's.
func Before(a, b Goal) int {
	if d := slices.Index(Metrics, a.Metric) - slices.Index(Metrics, b.Metric); d != 0 {
		return d
	}
	return int(a.Team - b.Team)
}

// Number is an amount of a metric's unit in words, such as 1,204, 78% or €182,000. sign is the currency's.
func (u Unit) Number(n float64, sign string) string {
	switch u {
	case Percent:
		if n != math.Trunc(n) {
			return fmt.Sprintf("%.1f%%", n)
		}
		return fmt.Sprintf("%.0f%%", n)
	case Money:
		return sign + thousands(n)
	}
	return thousands(n)
}

// Short is Number with thousands and millions of money cut short: €182k, €1.2M.
func (u Unit) Short(n float64, sign string) string {
	abs := math.Abs(n)
	switch {
	case u != Money || abs < 10_000:
		return u.Number(n, sign)
	case abs >= 999_500:
		return sign + trimmed(n/1e6) + "M"
	}
	return sign + fmt.Sprintf("%.0f", n/1e3) + "k"
}

func trimmed(n float64) string {
	s := fmt.Sprintf("%.1f", n)
	if s[len(s)-2:] == ".0" {
		return s[:len(s)-2]
	}
	return s
}

func thousands(n float64) string {
	digits := fmt.Sprintf("%.0f", math.Abs(n))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if n < 0 && digits != "0" {
		return "−" + digits
	}
	return digits
}
