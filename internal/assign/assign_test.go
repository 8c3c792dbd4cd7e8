package assign_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/lead"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

func TestWhoIsOfferedALeadFirst(t *testing.T) {
	rosa := assign.Candidate{Person: 1, Name: "Rosa", Open: 1, Cap: 3, Weight: 1, GivenAt: noon}
	tom := assign.Candidate{Person: 2, Name: "Tom", Open: 2, Cap: 3, Weight: 1, GivenAt: noon.Add(-time.Hour)}
	with := func(c assign.Candidate, change func(*assign.Candidate)) assign.Candidate {
		change(&c)
		return c
	}
	for _, tc := range []struct {
		name       string
		candidates []assign.Candidate
		want       []account.PersonID
		skipped    map[account.PersonID]string
		skills     []string
	}{
		{"the one with fewer open", []assign.Candidate{tom, rosa}, []account.PersonID{1, 2}, nil, nil},
		{"of two alike, the one who waited longer",
			[]assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Open = 2 }), tom}, []account.PersonID{2, 1}, nil, nil},
		{"somebody who never got one before all",
			[]assign.Candidate{with(tom, func(c *assign.Candidate) { c.Open = 1 }),
				with(rosa, func(c *assign.Candidate) { c.GivenAt = time.Time{} })}, []account.PersonID{1, 2}, nil, nil},
		{"of two quite alike, always the same",
			[]assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Person = 9 }), rosa}, []account.PersonID{1, 9}, nil,
			nil},
		{"one below full", []assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Open = 2 })}, []account.PersonID{1},
			nil, nil},
		{"full", []assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Open = 3 })}, nil,
			map[account.PersonID]string{1: "full, 3 of 3 open"}, nil},
		{"over full", []assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Open = 4 })}, nil,
			map[account.PersonID]string{1: "full, 4 of 3 open"}, nil},
		{"takes none at all", []assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Open, c.Cap = 0, 0 })}, nil,
			map[account.PersonID]string{1: "full, 0 of 0 open"}, nil},
		{"away", []assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Absent = true }), tom}, []account.PersonID{2},
			map[account.PersonID]string{1: "away"}, nil},
		{"had it before", []assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Had = true }), tom},
			[]account.PersonID{2}, map[account.PersonID]string{1: "passed this lead on before"}, nil},
		{"the one with the smaller share",
			[]assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Served = 4 }),
				with(tom, func(c *assign.Candidate) { c.Served = 3.5 })}, []account.PersonID{2, 1}, nil, nil},
		{"has a share of 0", []assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Weight = 0 }), tom},
			[]account.PersonID{2}, map[account.PersonID]string{1: "has a share of 0"}, nil},
		{"only who has the skill",
			[]assign.Candidate{rosa, with(tom, func(c *assign.Candidate) { c.Skills = []string{"german", "spanish"} })},
			[]account.PersonID{2}, map[account.PersonID]string{1: "lacks the skill spanish"}, []string{"spanish"}},
		{"who is at work, when the others open after it is due",
			[]assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Opens = noon.Add(2 * time.Hour) }),
				with(tom, func(c *assign.Candidate) { c.Due = noon.Add(time.Hour) })}, []account.PersonID{2, 1}, nil, nil},
		{"who has had less, when the others open in time",
			[]assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Opens = noon.Add(2 * time.Hour) }),
				with(tom, func(c *assign.Candidate) { c.Due = noon.Add(3 * time.Hour) })}, []account.PersonID{1, 2}, nil, nil},
		{"by share, when nobody is at work",
			[]assign.Candidate{with(rosa, func(c *assign.Candidate) { c.Opens = noon.Add(9 * time.Hour) }),
				with(tom, func(c *assign.Candidate) { c.Opens = noon.Add(2 * time.Hour) })}, []account.PersonID{1, 2}, nil, nil},
		{"who is due first, when nobody is at work", []assign.Candidate{
			with(rosa, func(c *assign.Candidate) { c.Opens, c.Due = noon.Add(9*time.Hour), noon.Add(10*time.Hour) }),
			with(tom, func(c *assign.Candidate) { c.Opens, c.Due = noon.Add(2*time.Hour), noon.Add(3*time.Hour) }),
		}, []account.PersonID{2, 1}, nil, nil},
		{"who opens days before, however long there is to decide", []assign.Candidate{
			with(rosa, func(c *assign.Candidate) { c.Opens, c.Due = noon.Add(50*time.Hour), noon.Add(900*time.Hour) }),
			with(tom, func(c *assign.Candidate) { c.Opens, c.Due = noon.Add(2*time.Hour), noon.Add(100*time.Hour) }),
		}, []account.PersonID{2, 1}, nil, nil},
		{"who opens later, when who opens first is full", []assign.Candidate{
			with(rosa, func(c *assign.Candidate) { c.Opens, c.Due = noon.Add(50*time.Hour), noon.Add(51*time.Hour) }),
			with(tom, func(c *assign.Candidate) { c.Opens, c.Due, c.Open = noon.Add(2*time.Hour), noon.Add(3*time.Hour), 3 }),
		}, []account.PersonID{1}, map[account.PersonID]string{2: "full, 3 of 3 open"}, nil},
		{"nobody there", nil, nil, nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			order, considered := assign.Order(slices.Clone(tc.candidates), tc.skills)
			var got []account.PersonID
			for _, c := range order {
				got = append(got, c.Person)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			if len(considered) != len(tc.candidates) {
				t.Errorf("%d of %d are explained", len(considered), len(tc.candidates))
			}
			for _, c := range considered {
				if c.Skipped != tc.skipped[c.Person] {
					t.Errorf("%s was skipped because %q, want %q", c.Name, c.Skipped, tc.skipped[c.Person])
				}
			}
		})
	}
}

func TestTheFirstRuleThatHoldsDecides(t *testing.T) {
	in := func(country string) lead.Condition {
		return lead.Condition{Field: "country", Op: "is", Value: lead.Operand{Texts: []string{country}}}
	}
	rules := []assign.Rule{{ID: 1, When: in("DE"), Team: 3}, {ID: 2, When: in("US"), Team: 4},
		{ID: 3, When: in("US"), Team: 5}, {ID: 4, Team: 3}}
	for _, tc := range []struct {
		name, country string
		avoid         account.TeamID
		want          assign.RuleID
	}{
		{"the first", "DE", 0, 1},
		{"the first of two that hold", "US", 0, 2},
		{"the second when the first's team had it", "US", 4, 3},
		{"the one for all the others", "FR", 0, 4},
		{"none, since their team had it", "FR", 3, 0},
	} {
		rule, ok := assign.Route(rules, lead.Lead{Country: tc.country}.Facts(), tc.avoid)
		if rule.ID != tc.want || ok != (tc.want != 0) {
			t.Errorf("%s: rule %d, %t", tc.name, rule.ID, ok)
		}
	}
}

func TestWhyALeadWentWhereItWent(t *testing.T) {
	full, away := assign.Considered{Skipped: "full, 3 of 3 open"}, assign.Considered{Skipped: "away"}
	for _, tc := range []struct{ got, want string }{
		{assign.Offered("Rosa", "EMEA mid-market", 3, 12), "Routed to Rosa: EMEA mid-market, 3 of 12 open"},
		{assign.Pooled("EMEA", "Everything", nil), "Waits in the pool of EMEA: Everything, the team has no reps"},
		{assign.Pooled("EMEA", "Everything", []assign.Considered{full, full, away}),
			"Waits in the pool of EMEA: Everything, 2 full and 1 not available"},
		{assign.Pooled("EMEA", "Everything", []assign.Considered{full, full}),
			"Waits in the pool of EMEA: Everything, 2 full"},
		{assign.Pooled("EMEA", "Everything", []assign.Considered{away}),
			"Waits in the pool of EMEA: Everything, 1 not available"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}

func TestARuleIsCheckedFieldByField(t *testing.T) {
	for _, tc := range []struct {
		name, field string
		change      func(*assign.Rule)
	}{
		{"an ordinary rule", "", func(*assign.Rule) {}},
		{"no name", "name", func(r *assign.Rule) { r.Name = "  " }},
		{"a name of 200", "", func(r *assign.Rule) { r.Name = strings.Repeat("é", 200) }},
		{"a name of 201", "name", func(r *assign.Rule) { r.Name = strings.Repeat("é", 201) }},
		{"no team", "team", func(r *assign.Rule) { r.Team = 0 }},
		{"a condition that nobody can answer", "condition",
			func(r *assign.Rule) { r.When = lead.Condition{Field: "country", Op: "smells_like"} }},
	} {
		r := assign.Rule{Name: "EMEA", Team: 3, When: lead.Condition{Field: "country", Op: "is_given"}}
		tc.change(&r)
		err := r.Check()
		var problems errs.Problems
		errors.As(err, &problems)
		if tc.field == "" && err != nil || tc.field != "" && (len(problems) != 1 || problems[tc.field] == "") {
			t.Errorf("%s: %v, want a problem with %q", tc.name, err, tc.field)
		}
	}
}
