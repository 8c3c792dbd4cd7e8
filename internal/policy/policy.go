// Package policy has what both teams have agreed and set up, as it is in force: the agreement, reasons, calendars,
// personas, scoring and assignment rules. Every decision about a lead goes by it.
package policy

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/lead"
)

// Policy are what the two teams have written down and every decision is made by: the agreement, the reasons, the
// scoring, the assignment rules, the teams with their calendars. A node keeps one copy in memory and reads it again
// when its version moves on.
type Policy struct {
	Version      int64
	Until        time.Time      // when a version of the agreement that is signed comes into force; zero for none
	Names        lead.Names     // what the ids in conditions are called
	Zone         *time.Location // whose days reports count in
	Currency     string
	Agreement    agreement.Agreement
	Grader       Grader
	Estimator    Estimator // nil where nothing is learned
	Rules        []assign.Rule
	FallbackTeam account.TeamID // gets what no rule matches; 0 leaves it to Pool
	Reasons      map[agreement.ReasonID]agreement.Reason
	Personas     []Persona // by name, with those that are retired
	Teams        []Team
	People       map[account.PersonID]Hours // who has hours, holidays, absences or a zone of their own
	Admins       []account.PersonID
	Sellers      []Seller // who may own a lead, by name
}

// Seller is somebody who may own a lead: neither a marketer nor disabled.
type Seller struct {
	ID      account.PersonID
	Name    string
	InSales bool // in a sales team that is not retired
}

// Hold reports whether the policy, read once, is still in force at an instant.
func (b *Policy) Hold(at time.Time) bool { return b.Until.IsZero() || at.Before(b.Until) }

// Team is a team with its calendar, its managers and how many reps it has.
type Team struct {
	account.Team
	Week     []agreement.Interval
	Own      *agreement.OwnDays // days off, and holidays on which it works
	Managers []account.PersonID
	Reps     int
}

// Hours is what a person's calendar has that their team's has not. What is empty is the team's.
type Hours struct {
	Zone    string
	Week    []agreement.Interval
	Country string
	Away    []agreement.Absence
}

// Team is the team with id; its ID is 0 when there is none.
func (b *Policy) Team(id account.TeamID) Team {
	for _, t := range b.Teams {
		if t.ID == id {
			return t
		}
	}
	return Team{}
}

// Calendar is team's.
func (b *Policy) Calendar(team account.TeamID) agreement.Calendar { return b.CalendarOf(0, team) }

// CalendarOf is the calendar of a person in a team: their own hours, holidays and zone, else the team's, without the
// time they are away. That of nobody is the team's. Who keeps the holidays of another country has the team's days off
// besides.
func (b *Policy) CalendarOf(person account.PersonID, team account.TeamID) agreement.Calendar {
	t, p := b.Team(team), b.People[person]
	c := agreement.Calendar{
		Zone:     b.Zone,
		Week:     t.Week,
		Holidays: agreement.HolidaysOf(cmp.Or(p.Country, t.Country)),
		Own:      t.Own,
		Away:     p.Away,
	}
	if p.Country != "" {
		c.Own = t.Own.DaysOff()
	}
	if len(p.Week) > 0 {
		c.Week = p.Week
	}
	for _, name := range []string{t.Zone, p.Zone} {
		if at, err := account.LoadZone(name); err == nil && name != "" {
			c.Zone = at
		}
	}
	return c
}

// ManagersOf are who hears of what goes wrong in a team: its managers, the admins where it has none.
func (b *Policy) ManagersOf(team account.TeamID) []account.PersonID {
	if managers := b.Team(team).Managers; len(managers) > 0 {
		return managers
	}
	return b.Admins
}

// Pool is the sales team that gets what no rule matches: the one that managers chose, else the first that has reps,
// else the first; the teams avoid only where there is no other. Its ID is 0 when there is none at all.
func (b *Policy) Pool(avoid ...account.TeamID) Team {
	var best Team
	worth := func(t Team) int {
		switch {
		case t.ID == 0:
			return 0
		case slices.Contains(avoid, t.ID):
			return 1
		case t.ID == b.FallbackTeam:
			return 4
		case t.Reps == 0:
			return 2
		}
		return 3
	}
	for _, t := range b.Teams {
		if t.Side == account.Sales && !t.Retired && worth(t) > worth(best) {
			best = t
		}
	}
	return best
}

// TeamName is what a sales team in use is called, "" for any other.
func (b *Policy) TeamName(id account.TeamID) string {
	if t := b.Team(id); t.Side == account.Sales && !t.Retired {
		return t.Name
	}
	return ""
}

// TeamOf is the sales team in use in which a person takes a lead that another team has: that team where they are of it,
// else their first. 0 when they are of none.
func (b *Policy) TeamOf(p account.Person, has account.TeamID) account.TeamID {
	if p.In(has) && b.TeamName(has) != "" {
		return has
	}
	for _, t := range p.Teams {
		if b.TeamName(t.ID) != "" {
			return t.ID
		}
	}
	return 0
}

// SalesTeams are the sales teams in use.
func (b *Policy) SalesTeams() (ids []account.TeamID) {
	for _, t := range b.Teams {
		if t.Side == account.Sales && !t.Retired {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// Decides says when a person begins to work in a team next, zero while they are at work, and when the decide clock of a
// lead of grade that they had from at on would run out.
func (b *Policy) Decides(
	team account.TeamID, person account.PersonID, grade lead.Grade, at time.Time,
) (opens, due time.Time) {
	return b.decides(b.CalendarOf(person, team), grade, at)
}

// DecidedIn is Decides as if the person were never away: what a trial on the past goes by, which knows itself who was
// away then.
func (b *Policy) DecidedIn(
	team account.TeamID, person account.PersonID, grade lead.Grade, at time.Time,
) (opens, due time.Time) {
	calendar := b.CalendarOf(person, team)
	calendar.Away = nil
	return b.decides(calendar, grade, at)
}

// HoursOf is what a person has of their own of a calendar besides absences: of two who have the same it is the same.
func (b *Policy) HoursOf(person account.PersonID) string {
	p := b.People[person]
	return fmt.Sprint(p.Zone, p.Country, p.Week)
}

func (b *Policy) decides(calendar agreement.Calendar, grade lead.Grade, at time.Time) (opens, due time.Time) {
	if _, open := calendar.Open(at); !open {
		opens = calendar.Opens(at)
	}
	return opens, calendar.Add(at, b.Agreement.Terms.DecideWithin(grade))
}

// Day is the day of the company on which at falls, as its midnight in UTC.
func (b *Policy) Day(at time.Time) time.Time {
	y, m, d := at.In(b.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
