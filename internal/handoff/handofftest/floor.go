// Package handofftest holds a store of handoffs in memory, for tests of the Desk without a database.
package handofftest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/handoff/desk"
	"baton/internal/inbox"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/scoring/grade"
)

// Floor is who works where, and what both sides have agreed: all that a store holds before the first lead.
type Floor struct {
	Terms        agreement.Terms
	Scoring      grade.Scoring
	Reasons      []agreement.Reason
	Personas     []lead.Persona
	Teams        []policy.Team // without managers and reps, which follow from People
	People       []account.Person
	Hours        map[account.PersonID]policy.Hours // who has hours, holidays or a zone of their own
	Away         map[account.PersonID][]assign.Span
	Muted        map[account.PersonID][]inbox.Kind
	Sources      map[lead.SourceID]string
	Campaigns    []lead.Campaign
	Rules        []assign.Rule
	FallbackTeam account.TeamID // gets what no rule matches
	Currency     string
}

// The teams of a floor.
var (
	Demand   = account.Membership{ID: 1, Name: "Demand", Side: account.Marketing}
	Partners = account.Membership{ID: 2, Name: "Partners", Side: account.Marketing}
	EMEA     = account.Membership{ID: 3, Name: "EMEA", Side: account.Sales}
	Americas = account.Membership{ID: 4, Name: "Americas", Side: account.Sales}
)

// The people of a floor.
var (
	Mia  = NewPerson(1, "Mia", account.Marketer, Demand)
	Max  = NewPerson(2, "Max", account.Marketer, Demand)
	Ben  = NewPerson(3, "Ben", account.Marketer, Partners)
	Jo   = NewPerson(5, "Jo", account.Manager, Demand, EMEA)
	Ann  = NewPerson(6, "Ann", account.Manager, Americas)
	Eve  = NewPerson(7, "Eve", account.Manager, EMEA)
	Ada  = NewPerson(8, "Ada", account.Admin)
	Rosa = NewPerson(11, "Rosa", account.Rep, EMEA)
	Tom  = NewPerson(12, "Tom", account.Rep, EMEA)
	Kim  = NewPerson(13, "Kim", account.Rep, EMEA)
	Sam  = NewPerson(21, "Sam", account.Rep, Americas)
)

// NewPerson is somebody with room for three leads. Their address is their first name at company.example.
func NewPerson(id account.PersonID, name string, role account.Role, teams ...account.Membership) account.Person {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	return account.Person{
		ID: id, Email: first + "@company.example", Name: name, Role: role, Teams: teams,
		Capacity: 3, Weight: 1, Version: 1,
	}
}

// The reasons of a floor: those to reject a lead, then those to disqualify it.
var (
	TooSmall   = rejects(101, "definitional", "wrong_size", "Too small", agreement.Return, agreement.QualityYes)
	Elsewhere  = rejects(102, "procedural", "wrong_territory", "Not my territory", agreement.Reroute, agreement.QualityNo)
	Colleagues = rejects(103, "procedural", "wrong_owner", "A colleague's", agreement.Reroute, agreement.QualityNo)
	Spam       = rejects(104, "clerical", "spam_or_test", "Spam", agreement.Close, agreement.QualityData)
	Duplicate  = rejects(105, "clerical", "duplicate", "Duplicate", agreement.Merge, agreement.QualityData)
	OtherNo    = withNote(rejects(106, "other", "other", "Other", agreement.Return, agreement.QualityYes))
	Gone       = retired(rejects(107, "other", "old", "Old", agreement.Return, agreement.QualityYes))
	NoNeed     = ends(111, "need", "no_need", "No need", agreement.Close, agreement.QualityPartly)
	NotNow     = withDate(ends(112, "need", "not_now", "Not now", agreement.Recycle, agreement.QualityPartly))
	NoReach    = ends(113, "contact", "unable_to_reach", "Not reached", agreement.Recycle, agreement.QualityNo)
	OtherEnd   = withNote(ends(114, "other", "other", "Other", agreement.Close, agreement.QualityPartly))
)

func rejects(
	id agreement.ReasonID, class, code, words string, next agreement.NextStep, quality agreement.Quality,
) agreement.Reason {
	return agreement.Reason{
		ID: id, List: agreement.Reject, Class: class, Code: code, Words: words,
		NextStep: next, Quality: quality, Version: 1,
	}
}

func ends(
	id agreement.ReasonID, class, code, words string, next agreement.NextStep, quality agreement.Quality,
) agreement.Reason {
	r := rejects(id, class, code, words, next, quality)
	r.List = agreement.Disqualify
	return r
}

func withNote(r agreement.Reason) agreement.Reason { r.NeedsNote = true; return r }
func withDate(r agreement.Reason) agreement.Reason { r.NeedsDate = true; return r }
func retired(r agreement.Reason) agreement.Reason  { r.Retired = true; return r }

// NewFloor is two marketing and two sales teams, all at work around the clock. Leads from the United States go to
// Americas, all others to EMEA, whose three reps have room for three each. A lead needs a way to be reached and a
// company; one of a large company is graded A.
func NewFloor() Floor {
	given := func(field string) lead.Condition { return lead.Condition{Field: field, Op: "is_given"} }
	return Floor{
		Terms: agreement.Terms{
			Definition: lead.Condition{All: []lead.Condition{
				{Any: []lead.Condition{given("email"), given("phone")}}, given("company"),
			}},
			Decide:       map[lead.Grade]int{lead.GradeA: 60, lead.GradeB: 120, lead.GradeC: 240, lead.GradeD: 480},
			FirstContact: map[lead.Grade]int{lead.GradeA: 120, lead.GradeB: 240, lead.GradeC: 240, lead.GradeD: 240},
			GiveUp: map[lead.Grade]agreement.Tries{
				lead.GradeA: {Attempts: 2, Days: 3}, lead.GradeC: {Attempts: 2, Days: 3},
			},
			Answer: 240, DisputeDays: 5, RecycleCap: 2, NurtureDays: 30, CooldownDays: 10,
		},
		Scoring: grade.Scoring{
			Version: 1, Base: 40, Thresholds: map[lead.Grade]int{lead.GradeA: 70, lead.GradeB: 50, lead.GradeC: 30},
			Rules: []grade.Rule{{Words: "A large company", Points: 40, When: lead.Condition{
				Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{100}},
			}}},
			Groups: []grade.Group{{Words: "Wrote back", Kinds: []string{"reply"}, Points: 20, Cap: 100, HalfLife: 14}},
			Levels: map[lead.Level]int{1: 60, 2: 40, 3: 15},
		},
		Reasons: []agreement.Reason{
			TooSmall, Elsewhere, Colleagues, Spam, Duplicate, OtherNo, Gone, NoNeed, NotNow, NoReach, OtherEnd,
		},
		Teams: []policy.Team{
			NewTeam(Demand, "UTC"), NewTeam(Partners, "UTC"), NewTeam(EMEA, "UTC"), NewTeam(Americas, "UTC"),
		},
		People:    []account.Person{Mia, Max, Ben, Jo, Ann, Eve, Ada, Rosa, Tom, Kim, Sam},
		Sources:   map[lead.SourceID]string{1: "Webinar", 2: "Fair"},
		Campaigns: []lead.Campaign{{ID: 1, Name: "Autumn"}, {ID: 2, Name: "Spring"}},
		Rules: []assign.Rule{
			NewRule(1, "United States", From("US"), Americas),
			NewRule(2, "The rest", lead.Condition{}, EMEA),
			NewRule(3, "Also the rest", lead.Condition{}, Americas),
		},
		Currency: "EUR",
	}
}

// NewTeam is a team in a time zone, at work around the clock where no week is given.
func NewTeam(m account.Membership, zone string, week ...agreement.Interval) policy.Team {
	return policy.Team{
		Team: account.Team{ID: m.ID, Name: m.Name, Side: m.Side, Zone: zone, Version: 1}, Week: week,
	}
}

// NewRule is the rule at position n of a floor. It gives the leads that meet a condition to a team.
func NewRule(n int, name string, when lead.Condition, to account.Membership) assign.Rule {
	return assign.Rule{
		ID: assign.RuleID(n), Position: n, Name: name, When: when, Target: assign.ToTeam, Team: to.ID, Version: 1,
	}
}

// From is the condition of a rule for the leads of a country.
func From(country string) lead.Condition {
	return lead.Condition{Field: "country", Op: "is", Value: lead.Operand{Texts: []string{country}}}
}

// At gives all people of the floor e-mail addresses at a domain, and room for as many leads.
func (f *Floor) At(domain string, capacity int) {
	for i := range f.People {
		p := &f.People[i]
		before, _, _ := strings.Cut(p.Email, "@")
		p.Email, p.Capacity = before+"@"+domain, capacity
	}
}

// Person is the person of the floor with id, as they are now.
func (f *Floor) Person(id account.PersonID) *account.Person {
	i := slices.IndexFunc(f.People, func(p account.Person) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return &f.People[i]
}

// Team is the team of the floor with id.
func (f *Floor) Team(id account.TeamID) *policy.Team {
	return &f.Teams[slices.IndexFunc(f.Teams, func(t policy.Team) bool { return t.ID == id })]
}

// Policy is the floor as the Desk reads it.
func (f *Floor) Policy() *policy.Policy {
	b := &policy.Policy{
		Version: 1, Zone: time.UTC, Currency: f.Currency,
		Agreement: agreement.Agreement{Version: 1, Terms: f.Terms}, Grader: f.Scoring,
		Rules: f.Rules, FallbackTeam: f.FallbackTeam, Reasons: map[agreement.ReasonID]agreement.Reason{},
		People: f.booked(), Teams: slices.Clone(f.Teams),
		Names: lead.Names{"source": names(f.Sources), "campaign": {}, "persona": {}},
	}
	for _, c := range f.Campaigns {
		b.Names["campaign"][strconv.FormatInt(int64(c.ID), 10)] = c.Name
	}
	for _, r := range f.Reasons {
		b.Reasons[r.ID] = r
	}
	for _, p := range f.Personas {
		b.Personas = append(b.Personas, policy.Persona{Persona: p})
		b.Names["persona"][strconv.FormatInt(int64(p.ID), 10)] = p.Name
	}
	for _, p := range f.People {
		if !p.Disabled {
			f.enter(b, p)
		}
	}
	slices.SortFunc(b.Sellers, func(x, y policy.Seller) int { return account.CompareNames(x.Name, y.Name) })
	return b
}

// enter counts somebody in the policy where they work.
func (f *Floor) enter(b *policy.Policy, p account.Person) {
	inSales := false
	for i := range b.Teams {
		t := &b.Teams[i]
		switch {
		case !p.In(t.ID):
			continue
		case p.Role == account.Manager:
			t.Managers = append(slices.Clone(t.Managers), p.ID)
		case p.Role == account.Rep:
			t.Reps++
		}
		inSales = inSales || t.Side == account.Sales && !t.Retired
	}
	if p.Role == account.Admin {
		b.Admins = append(b.Admins, p.ID)
	}
	if p.Role != account.Marketer {
		b.Sellers = append(b.Sellers, policy.Seller{ID: p.ID, Name: p.Name, InSales: inSales})
	}
}

// booked are the hours of people with the absences whose end is known.
func (f *Floor) booked() map[account.PersonID]policy.Hours {
	all := map[account.PersonID]policy.Hours{}
	for id, p := range f.Hours {
		all[id] = p
	}
	for id, spans := range f.Away {
		for _, s := range spans {
			if p := all[id]; !s.To.IsZero() {
				p.Away = append(slices.Clone(p.Away), agreement.Absence{From: s.From, To: s.To})
				all[id] = p
			}
		}
	}
	return all
}

func names[T ~int64](all map[T]string) map[string]string {
	byID := map[string]string{}
	for id, name := range all {
		byID[strconv.FormatInt(int64(id), 10)] = name
	}
	return byID
}

// Buyer is a lead, number n, that can be handed over to EMEA.
func Buyer(n int) desk.Submission {
	number := strconv.Itoa(n)
	return desk.Submission{Lead: lead.Lead{
		Name: "Buyer " + number, Email: "buyer" + number + "@firm" + number + ".example",
		Company: "Firm " + number, Country: "ES", Campaign: 1, Note: "Called us.",
	}}
}
