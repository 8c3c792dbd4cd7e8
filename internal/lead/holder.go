package lead

import (
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
)

// Holder is a person with what they hold: the open handoffs that wait for them, and whether they are there to answer
// them.
type Holder struct {
	account.Person
	OwnZone  string    // what was chosen for them; empty where their team's zone counts
	Open     int       // handoffs of theirs without a verdict
	Away     bool      // at this moment
	AwayTill time.Time // zero until further notice
	Sessions int       // browsers in which they are signed in
	NoEntry  bool      // has not set a password yet
}

// HolderView chooses which people a list shows.
type HolderView string

// The views of the people.
const (
	HoldersEnabled  HolderView = "enabled"
	HoldersAway     HolderView = "away"
	HoldersDisabled HolderView = "disabled"
)

// HolderList is a page of people by name, and how many there are in each view.
type HolderList struct {
	Rows   []Holder
	More   bool
	Counts map[HolderView]int
}

// CheckTeams says what is wrong with the teams of a person: a rep needs a sales team to get leads, a marketer a
// marketing team to submit them.
func CheckTeams(p account.Person) error {
	switch {
	case p.Role == account.Rep && p.Team(account.Sales).ID == 0:
		return errs.Problems{"team": "A rep needs a sales team to get leads. Choose one."}
	case p.Role == account.Marketer && p.Team(account.Marketing).ID == 0:
		return errs.Problems{"team": "A marketer needs a marketing team. Choose one."}
	}
	return nil
}

// CheckTeam brings a team into the form that is stored, and says what is wrong with it as an admin typed it.
func CheckTeam(t *account.Team) error {
	problems := errs.Problems{}
	t.Name = strings.Join(strings.Fields(t.Name), " ")
	checkName(problems, "name", t.Name, "Name the team, such as EMEA mid-market.")
	if t.Side != account.Marketing && t.Side != account.Sales {
		problems.Add("side", "Choose marketing or sales.")
	}
	if zone, ok := account.FindZone(t.Zone); ok {
		t.Zone = zone
	} else {
		problems.Add("zone", "Choose the time zone of the team, such as Europe/Berlin.")
	}
	return problems.Err()
}

// TeamHold is what hangs on a team.
type TeamHold struct {
	People  int  // enabled
	Open    int  // handoffs without a verdict
	Settled bool // it has people, leads or rules, so that it cannot change its side
}
