package handoff

import (
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/lead"
)

// Books are what the two teams have written down and every decision is made by: the agreement, the reasons, the scoring, the
// assignment rules, the teams with their calendars. A node keeps one copy in memory and reads it again when its version moves on.
type Books struct {
	Version   int64
	Until     time.Time      // when a version of the agreement that is signed comes into force; zero for none
	Names     lead.Names     // what the ids in conditions are called
	Zone      *time.Location // whose days reports count in
	Currency  string
	Agreement agreement.Agreement
	Grader    Grader
	Rules     []assign.Rule
	Rest      account.TeamID // gets what no rule speaks for; 0 leaves it to Pool
	Reasons   map[agreement.ReasonID]agreement.Reason
	Teams     []BookedTeam
}

// Hold reports whether the books that were read once still say what is right at an instant.
func (b *Books) Hold(at time.Time) bool { return b.Until.IsZero() || at.Before(b.Until) }

// Grader computes how good a lead looks from what is known of it.
type Grader interface {
	Score(lead.Facts) lead.Score
}

// BookedTeam is a team with its calendar and how many reps it has.
type BookedTeam struct {
	account.Team
	Week []agreement.Interval
	Reps int
}

// Team is the team with id; its ID is 0 when there is none.
func (b *Books) Team(id account.TeamID) BookedTeam {
	for _, t := range b.Teams {
		if t.ID == id {
			return t
		}
	}
	return BookedTeam{}
}

// Calendar is team's, in zone where that is given: a rep's own zone with the team's hours.
func (b *Books) Calendar(team account.TeamID, zone string) agreement.Calendar {
	t := b.Team(team)
	for _, name := range []string{zone, t.Zone} {
		if name == "" {
			continue
		}
		if at, err := account.LoadZone(name); err == nil {
			return agreement.Calendar{Zone: at, Week: t.Week}
		}
	}
	return agreement.Calendar{Zone: b.Zone, Week: t.Week}
}

// Pool is the sales team that gets what no rule speaks for: the one that managers chose, else the first that has reps, else the first; the
// teams avoid only where there is no other. Its ID is 0 when there is none at all.
func (b *Books) Pool(avoid ...account.TeamID) BookedTeam {
	var best BookedTeam
	worth := func(t BookedTeam) int {
		switch {
		case t.ID == 0:
			return 0
		case slices.Contains(avoid, t.ID):
			return 1
		case t.ID == b.Rest:
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
func (b *Books) TeamName(id account.TeamID) string {
	if t := b.Team(id); t.Side == account.Sales && !t.Retired {
		return t.Name
	}
	return ""
}

// SalesTeams are the sales teams in use.
func (b *Books) SalesTeams() (ids []account.TeamID) {
	for _, t := range b.Teams {
		if t.Side == account.Sales && !t.Retired {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// Decides says when somebody who works in a team's hours, in zone where that is given, begins to work next, zero while they are at work, and
// when the decide clock of a lead of grade that they had from at on would run out.
func (b *Books) Decides(team account.TeamID, zone string, grade lead.Grade, at time.Time) (opens, due time.Time) {
	calendar := b.Calendar(team, zone)
	if _, open := calendar.Open(at); !open {
		opens = calendar.Add(at, time.Nanosecond).Add(-time.Nanosecond)
	}
	return opens, calendar.Add(at, b.Agreement.Terms.DecideWithin(grade))
}

// Day is the day of the company on which at falls, as its midnight in UTC.
func (b *Books) Day(at time.Time) time.Time {
	y, m, d := at.In(b.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
