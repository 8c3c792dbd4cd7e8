// Package goal says how both teams do against what they promised each other in numbers: goals, where they should be
// today, and where they are heading.
package goal

import (
	"cmp"
	"math"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/report"
)

// ID identifies a goal.
type ID int64

// Goal is a metric, a period, a scope and a target that both teams share. Days are midnights in UTC, both included. At
// most one of Team, Person, Campaign, Source and Persona is set; with none the goal is of both teams.
type Goal struct {
	ID          ID
	Measure     report.Measure
	First, Last time.Time
	Team        account.TeamID
	Person      account.PersonID
	Campaign    lead.CampaignID
	Source      lead.SourceID
	Persona     lead.PersonaID
	Reason      agreement.ReasonID // of a metric that is of one reason
	Target      float64            // in the metric's unit
	Version     int
}

// Whose is whose leads g is about.
func (g Goal) Whose() report.Whose {
	return report.Whose{Team: g.Team, Person: g.Person, Campaign: g.Campaign, Source: g.Source, Persona: g.Persona}
}

// Of is g for those that w names.
func (g Goal) Of(w report.Whose) Goal {
	g.Team, g.Person, g.Campaign, g.Source, g.Persona = w.Team, w.Person, w.Campaign, w.Source, w.Persona
	return g
}

// Ask is what has to be known for g, in the days of zone.
func (g Goal) Ask(zone *time.Location) report.Ask {
	return report.Ask{Measure: g.Measure, Period: report.Period{First: g.First, Last: g.Last, Zone: zone},
		Whose:  g.Whose(),
		Reason: g.Reason}
}

// ShownFor is how long goals are shown, and foreseen, after their last day; ShownMost is of how many: those whose days
// are the nearest.
const (
	ShownFor  = 400 * 24 * time.Hour
	ShownMost = 200
)

// Tallied reports whether what g counts is among the numbers that every dashboard has.
func (g Goal) Tallied() bool { return slices.Contains(report.Tallied, g.Measure) }

// Over reports whether the last day of g is behind the day today.
func (g Goal) Over(today time.Time) bool { return g.Last.Before(today) }

// ErrTwice answers a goal for what has one already.
var ErrTwice = errs.Say(errs.Conflict, "There is already a goal for the same number, days and leads. Change that one.")

// ErrStale answers a change of a goal that somebody else has changed meanwhile.
var ErrStale = errs.Say(errs.Conflict,
	"Somebody changed this goal after you opened it. Check it again, then change it.")

// ErrGone answers a goal of something that is not in use any more.
var ErrGone = errs.Problems{"scope": "This is no longer in use. Choose another."}

// maxTarget is the most that a goal can ask for, and maxMinutes the longest time: ten years.
const (
	maxTarget  = 99_999_999_999
	maxMinutes = 10 * 366 * 24 * 60
)

// Check says, field by field, what is wrong with a goal as a manager typed it on the day today. A period that is over
// cannot get one.
func (g Goal) Check(today time.Time) error {
	problems := errs.Problems{}
	switch {
	case !g.Measure.Known():
		problems.Add("metric", "Choose what to count.")
	case g.Measure.NeedsReason() != (g.Reason != 0):
		problems.Add("metric", "Choose the reason to count.")
	}
	kind, _, one := g.Whose().Kind()
	if !one {
		problems.Add("scope", "Choose one: a goal is for everybody or for one team, person, campaign, source or persona.")
	}
	if no := g.Measure.Asked(kind); no != "" {
		problems.Add("scope", no)
	}
	g.checkTarget(problems)
	g.checkDays(problems, today)
	return problems.Err()
}

func (g Goal) checkDays(problems errs.Problems, today time.Time) {
	switch {
	case g.First.IsZero():
		problems.Add("starts_on", "Choose the first day, between 2000 and 2100.")
	case g.Last.IsZero():
		problems.Add("ends_on", "Choose the last day.")
	case g.Last.Before(g.First):
		problems.Add("ends_on", "The goal ends before it begins. Choose a later day.")
	case g.Last.After(g.First.AddDate(10, 0, 0)):
		problems.Add("ends_on", "A goal can last ten years at most.")
	case g.Last.Before(today):
		problems.Add("starts_on", "These days are over. Choose days that are still to come.")
	}
}

func (g Goal) checkTarget(problems errs.Problems) {
	unit := g.Measure.Unit()
	switch {
	case !(g.Target > 0):
		problems.Add("target", "Write the target: a number above zero.")
	case unit == report.Percent && g.Target > 100:
		problems.Add("target", "A share cannot be above 100%. Write 100 or less.")
	case unit == report.Percent && g.Target == 100 && g.Measure.Better() == report.LessIsBetter:
		problems.Add("target", "A share is never above 100%. Write less than 100.")
	case unit == report.Leads && g.Target != math.Trunc(g.Target):
		problems.Add("target", "Write a whole number of leads.")
	case (unit == report.BusinessMinutes || unit == report.WallMinutes || unit == report.WallSeconds) &&
		g.Target > maxMinutes:
		problems.Add("target", "Write ten years at most.")
	case (unit == report.Gain || unit == report.Multiple) && g.Target > 1_000_000:
		problems.Add("target", "Write 1,000,000 at most.")
	case g.Target > maxTarget:
		problems.Add("target", "Write 99,999,999,999 at most.")
	}
}

// Before orders goals as pages show them: by metric and reason, then everybody's before those of one.
func Before(a, b Goal) int {
	ak, ai, _ := a.Whose().Kind()
	bk, bi, _ := b.Whose().Kind()
	return cmp.Or(slices.Index(report.Measures, a.Measure)-slices.Index(report.Measures, b.Measure),
		cmp.Compare(a.Reason, b.Reason),
		slices.Index(report.Kinds, ak)-slices.Index(report.Kinds, bk), cmp.Compare(ai, bi))
}
