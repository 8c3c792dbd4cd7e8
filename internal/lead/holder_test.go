package lead

import (
	"testing"

	"baton/internal/account"
)

func TestAPersonNeedsATeamOfTheirSide(t *testing.T) {
	sales := account.Membership{ID: 1, Side: account.Sales}
	marketing := account.Membership{ID: 2, Side: account.Marketing}
	for _, c := range []struct {
		name  string
		role  account.Role
		teams []account.Membership
		bad   bool
	}{
		{"a rep in sales", account.Rep, []account.Membership{sales}, false},
		{"a rep in both", account.Rep, []account.Membership{marketing, sales}, false},
		{"a rep in marketing", account.Rep, []account.Membership{marketing}, true},
		{"a rep without a team", account.Rep, nil, true},
		{"a marketer in marketing", account.Marketer, []account.Membership{marketing}, false},
		{"a marketer in sales", account.Marketer, []account.Membership{sales}, true},
		{"a manager without a team", account.Manager, nil, false},
		{"an admin without a team", account.Admin, nil, false},
	} {
		problem := problemsOf(t, CheckTeams(account.Person{Role: c.role, Teams: c.teams}))["team"]
		if (problem != "") != c.bad {
			t.Errorf("%s: %q", c.name, problem)
		}
	}
}

func TestATeamHasANameASideAndAZone(t *testing.T) {
	for _, c := range []struct {
		name, field string
		team        account.Team
	}{
		{"as it should be", "", account.Team{Name: "EMEA", Side: account.Sales, Zone: "Europe/Berlin"}},
		{"without a name", "name", account.Team{Name: " ", Side: account.Sales, Zone: "UTC"}},
		{"of no side", "side", account.Team{Name: "EMEA", Side: "support", Zone: "UTC"}},
		{"without a zone", "zone", account.Team{Name: "EMEA", Side: account.Marketing}},
		{"in the machine's zone", "zone", account.Team{Name: "EMEA", Side: account.Marketing, Zone: "Local"}},
		{"in no zone", "zone", account.Team{Name: "EMEA", Side: account.Marketing, Zone: "Europe/Atlantis"}},
	} {
		problems := problemsOf(t, CheckTeam(&c.team))
		if c.field == "" && len(problems) > 0 || c.field != "" && (problems[c.field] == "" || len(problems) != 1) {
			t.Errorf("%s: %v", c.name, problems)
		}
	}
}
