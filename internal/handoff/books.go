package handoff

import (
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

// Pool is the sales team that gets what no rule speaks for: the first that has reps, else the first; the team avoid only where there is
// no other. Its ID is 0 when there is none at all.
func (b *Books) Pool(avoid account.TeamID) BookedTeam {
	var best BookedTeam
	worth := func(t BookedTeam) int {
		switch {
		case t.ID == 0:
			return 0
		case t.ID == avoid:
			return 1
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

// Day is the day of the company on which at falls, as its midnight in UTC.
func (b *Books) Day(at time.Time) time.Time {
	y, m, d := at.In(b.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
