package server_test

import (
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/handoff/handofftest"
	"baton/internal/lead"
	"baton/internal/policy"
)

// The people of the portalCompany.
var (
	mia  = handofftest.NewPerson(1, "Mia", account.Marketer, handofftest.Demand)
	rosa = handofftest.NewPerson(3, "Rosa", account.Rep, handofftest.EMEA)
	tom  = handofftest.NewPerson(4, "Tom", account.Rep, handofftest.Americas)
	jo   = handofftest.NewPerson(5, "Jo", account.Manager, handofftest.EMEA)
	ada  = handofftest.NewPerson(6, "Ada", account.Admin)
)

// portalCompany has one marketing team and two sales teams. EMEA works on weekdays, the others always.
func portalCompany() handofftest.Floor {
	var weekdays []agreement.Interval
	for day := time.Monday; day <= time.Friday; day++ {
		weekdays = append(weekdays, agreement.Interval{Day: day, From: 0, To: 1440})
	}
	f := handofftest.Floor{
		Teams: []policy.Team{
			handofftest.NewTeam(handofftest.Demand, "UTC"), handofftest.NewTeam(handofftest.EMEA, "UTC", weekdays...),
			handofftest.NewTeam(handofftest.Americas, "UTC"),
		},
		People:    []account.Person{mia, rosa, tom, jo, ada},
		Rules:     []assign.Rule{handofftest.NewRule(1, "Americas", handofftest.From("US"), handofftest.Americas)},
		Campaigns: []lead.Campaign{{ID: 1, Name: "Webinar, cold chain"}, {ID: 2, Name: "Newsletter, autumn"}},
	}
	f.At("company.example", 12)
	return f
}

// The people of the homeCompany by their e-mail addresses; visitors have none.
const (
	anAdmin    = "ada@home.example"
	aManager   = "jo@home.example"
	aMarketer  = "mia@home.example"
	aRep       = "rosa@home.example"
	nobodyHere = ""
)

// homeCompany has a team on each side, and one person of each role.
func homeCompany() handofftest.Floor {
	emea := account.Membership{ID: 2, Name: "EMEA", Side: account.Sales}
	person := handofftest.NewPerson
	f := handofftest.Floor{
		Teams: []policy.Team{
			handofftest.NewTeam(handofftest.Demand, "UTC"), handofftest.NewTeam(emea, "Europe/Madrid"),
		},
		People: []account.Person{
			person(1, "Ada Admin", account.Admin), person(2, "Jo Okafor", account.Manager, emea),
			person(3, "Mia Torres", account.Marketer, handofftest.Demand), person(4, "Rosa Ruiz", account.Rep, emea),
		},
		Sources:   map[lead.SourceID]string{1: "Webinar"},
		Campaigns: []lead.Campaign{{ID: 1, Name: "Autumn webinar", Source: 1}},
		Personas:  []lead.Persona{{ID: 1, Name: "Plant manager"}},
		Rules:     []assign.Rule{handofftest.NewRule(1, "Iberia", handofftest.From("ES"), emea)},
	}
	f.Rules[0].When.Value.Texts = []string{"ES", "PT"}
	f.At("home.example", 12)
	return f
}
