package postgres_test

import (
	"strings"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/handoff/handofftest"
	"baton/internal/lead"
	"baton/internal/policy"
)

// deskCompany has two teams a side. Four reps of EMEA and one of Americas have room for five each. All are at work
// around the clock.
func deskCompany() handofftest.Floor {
	person, rule, demand, emea := handofftest.NewPerson, handofftest.NewRule, handofftest.Demand, handofftest.EMEA
	f := handofftest.Floor{
		Teams: handofftest.NewFloor().Teams,
		People: []account.Person{
			person(1, "Mia", account.Marketer, demand), person(2, "Ben", account.Marketer, handofftest.Partners),
			person(3, "Max", account.Marketer, demand), person(5, "Jo", account.Manager, demand, emea),
			person(6, "Ada", account.Admin),
			person(11, "Rosa", account.Rep, emea), person(12, "Tom", account.Rep, emea),
			person(13, "Kim", account.Rep, emea), person(14, "Lea", account.Rep, emea),
			person(21, "Sam", account.Rep, handofftest.Americas),
		},
		Sources:   map[lead.SourceID]string{1: "Webinar"},
		Campaigns: []lead.Campaign{{ID: 1, Name: "Autumn", Source: 1}, {ID: 2, Name: "Spring", Source: 1}},
		Rules: []assign.Rule{
			rule(1, "Americas", handofftest.From("US"), handofftest.Americas), rule(2, "The rest", lead.Condition{}, emea),
			rule(3, "Also the rest", lead.Condition{}, handofftest.Americas),
		},
	}
	f.At("company.example", 12)
	for i := range f.People {
		if p := &f.People[i]; p.Role == account.Rep {
			p.Capacity = 5
		}
	}
	return f
}

// reportCompany has two teams a side in different time zones, and one rep in each sales team.
func reportCompany() handofftest.Floor {
	team, person, emea := handofftest.NewTeam, handofftest.NewPerson, handofftest.EMEA
	f := handofftest.Floor{
		Teams: []policy.Team{
			team(handofftest.Demand, "Europe/Berlin"), team(handofftest.Partners, "Europe/Berlin"),
			team(emea, "Europe/Berlin", agreement.Interval{Day: 1, From: 540, To: 1080},
				agreement.Interval{Day: 2, From: 540, To: 1080}, agreement.Interval{Day: 4, From: 0, To: 1440}),
			team(handofftest.Americas, "America/New_York"),
		},
		People: []account.Person{
			person(1, "Mia", account.Marketer, handofftest.Demand), person(2, "Ben", account.Marketer, handofftest.Partners),
			person(3, "Rosa", account.Rep, emea), person(4, "Tom", account.Rep, handofftest.Americas),
			person(5, "Jo", account.Manager, handofftest.Demand, emea), person(6, "Ada", account.Admin),
		},
		Rules:     []assign.Rule{handofftest.NewRule(1, "Americas", handofftest.From("US"), handofftest.Americas)},
		Campaigns: []lead.Campaign{{ID: 1, Name: "Webinar"}, {ID: 2, Name: "Newsletter"}, {ID: 3, Name: "Trade fair"}},
	}
	f.At("company.example", 12)
	f.Person(3).Capacity, f.Person(4).Capacity = 2, 2
	return f
}

// The people and teams of the settingsCompany.
const (
	ada  = account.PersonID(1)
	mia  = account.PersonID(2)
	rosa = account.PersonID(3)
	tom  = account.PersonID(4)

	demand   = account.TeamID(1)
	emea     = account.TeamID(2)
	americas = account.TeamID(3)
)

// settingsCompany has one marketing team, two sales teams, an admin, a marketer and two reps, one of whom is elsewhere
// than the team.
func settingsCompany() handofftest.Floor {
	inDemand := account.Membership{ID: demand, Name: "Demand", Side: account.Marketing}
	inEMEA := account.Membership{ID: emea, Name: "EMEA", Side: account.Sales}
	inAmericas := account.Membership{ID: americas, Name: "Americas", Side: account.Sales}
	team, person := handofftest.NewTeam, handofftest.NewPerson
	f := handofftest.Floor{
		Teams: []policy.Team{
			team(inDemand, "Europe/Berlin"), team(inEMEA, "Europe/Berlin"), team(inAmericas, "America/New_York"),
		},
		People: []account.Person{
			person(ada, "Ada Admin", account.Admin), person(mia, "Mia Torres", account.Marketer, inDemand),
			person(rosa, "Rosa Ruiz", account.Rep, inEMEA), person(tom, "Tom Trent", account.Rep, inAmericas),
		},
		Rules: []assign.Rule{handofftest.NewRule(1, "United States", handofftest.From("US"), inAmericas)},
	}
	f.At("company.example", 12)
	f.Person(tom).Zone = "Europe/Lisbon"
	return f
}

// byName are the people of a company by their first names.
func byName(f handofftest.Floor) map[string]account.Person {
	all := map[string]account.Person{}
	for _, p := range f.People {
		first, _, _ := strings.Cut(strings.ToLower(p.Name), " ")
		all[first] = p
	}
	return all
}
