package pgtest

import (
	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/handoff/handofftest"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Company is a small company. Growth hands over to North and Events to South, so that nobody of the one pair sees a
// lead of the other. Its people are at baton.example: Lena and Otto submit, Rita, Sami and Uma answer, Vera and Walt
// manage, Alba is the admin. Nobody has a password.
func Company() handofftest.Floor {
	growth := account.Membership{ID: 1, Name: "Growth", Side: account.Marketing}
	events := account.Membership{ID: 2, Name: "Events", Side: account.Marketing}
	north := account.Membership{ID: 3, Name: "North", Side: account.Sales}
	south := account.Membership{ID: 4, Name: "South", Side: account.Sales}
	team, person := handofftest.NewTeam, handofftest.NewPerson
	f := handofftest.Floor{
		Teams: []policy.Team{team(growth, "UTC"), team(events, "UTC"), team(north, "UTC"), team(south, "UTC")},
		People: []account.Person{
			person(1, "Lena Marsh", account.Marketer, growth), person(2, "Otto Brandt", account.Marketer, events),
			person(3, "Vera Holm", account.Manager, growth), person(4, "Rita Vale", account.Rep, north),
			person(5, "Sami Oko", account.Rep, north), person(6, "Walt Ames", account.Manager, north),
			person(7, "Uma Lind", account.Rep, south), person(8, "Alba Quist", account.Admin),
		},
		Rules:   []assign.Rule{handofftest.NewRule(1, "Germany", handofftest.From("DE"), south)},
		Sources: map[lead.SourceID]string{1: "Webinar", 2: "Search advertisement"},
		Campaigns: []lead.Campaign{
			{ID: 1, Name: "Autumn webinar", Source: 1}, {ID: 2, Name: "Spring search", Source: 2},
		},
		Personas: []lead.Persona{
			{ID: 1, Name: "Head of logistics", Description: "Plans routes and pays for them."},
		},
	}
	f.At("baton.example", 12)
	f.Person(4).Capacity, f.Person(5).Capacity, f.Person(7).Capacity = 900, 0, 900
	return f
}
