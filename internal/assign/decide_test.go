package assign_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/lead"
)

// rep is somebody of a team with room for three.
func rep(id account.PersonID, name string, team account.TeamID) assign.Candidate {
	return assign.Candidate{Person: id, Name: name, Role: account.Rep, Team: team, Cap: 3, Weight: 1}
}

// changed is a candidate with a change.
func changed(c assign.Candidate, change func(*assign.Candidate)) assign.Candidate {
	change(&c)
	return c
}

// The rules of these tests, and the floor that they are asked on.
var (
	all      = assign.Rule{ID: 1, Name: "All", Team: 3}
	claim    = assign.Rule{ID: 2, Name: "Claim", Team: 3, Target: assign.ToPool}
	kims     = assign.Rule{ID: 3, Name: "Kim's", Person: 13, Target: assign.ToPerson}
	known    = assign.Rule{ID: 4, Name: "Known", Target: assign.ToAccount}
	americas = assign.Rule{ID: 5, Name: "Americas", Team: 4}
	retired  = assign.Rule{ID: 6, Name: "Old", Team: 9}
)

func sales() assign.Pool {
	return assign.Pool{
		Teams:  map[account.TeamID][]assign.Candidate{3: {rep(11, "Rosa", 3), rep(12, "Tom", 3)}, 4: {rep(21, "Sam", 4)}},
		People: map[account.PersonID]assign.Candidate{13: rep(13, "Kim", 3)},
		Name:   func(team account.TeamID) string { return map[account.TeamID]string{3: "EMEA", 4: "Americas"}[team] },
	}
}

func TestTheFirstRuleThatCanTakeALeadGivesIt(t *testing.T) {
	owner := rep(14, "Lea", 4)
	for _, tc := range []struct {
		name   string
		chain  []assign.Rule
		change func(f *assign.Pool)
		want   string // of whoever is first, or of the pool
		team   account.TeamID
		person account.PersonID
	}{
		{"a team's rep", []assign.Rule{all}, nil, "Routed to Rosa: All, 1 of 3 open", 3, 11},
		{"no rule", nil, nil, "Routed to Sam: no rule matched, 1 of 3 open", 4, 21},
		{"a pool", []assign.Rule{claim, all}, nil, "Waits in the pool of EMEA for anybody to claim: Claim", 3, 0},
		{"a person", []assign.Rule{kims, all}, nil, "Routed to Kim: Kim's, 1 of 3 open", 3, 13},
		{"a person without a share", []assign.Rule{kims, all}, func(f *assign.Pool) {
			f.People[13] = changed(f.People[13], func(c *assign.Candidate) { c.Weight = 0 })
		}, "Routed to Kim: Kim's, 1 of 3 open", 3, 13},
		{"the owner of the account", []assign.Rule{known, all}, func(f *assign.Pool) { f.Owner = &owner },
			"Routed to Lea: Known, as owner of the account, 1 of 3 open", 4, 14},
		{"no owner", []assign.Rule{known, all}, nil,
			"Routed to Rosa: All, 1 of 3 open. Skipped: Known, nobody owns the account yet", 3, 11},
		{"nobody of that name", []assign.Rule{kims, all}, func(f *assign.Pool) { delete(f.People, 13) },
			"Routed to Rosa: All, 1 of 3 open. Skipped: Kim's, the person no longer exists", 3, 11},
		{"a team that is retired", []assign.Rule{retired, all}, nil,
			"Routed to Rosa: All, 1 of 3 open. Skipped: Old, the team is not in use", 3, 11},
		{"only the last that was skipped is said", []assign.Rule{retired, known, all}, nil,
			"Routed to Rosa: All, 1 of 3 open. Skipped: Known, nobody owns the account yet", 3, 11},
		{"a full team", []assign.Rule{all}, func(f *assign.Pool) {
			f.Teams[3] = []assign.Candidate{changed(rep(11, "Rosa", 3), func(c *assign.Candidate) { c.Open = 3 })}
		},
			"Waits in the pool of EMEA: All, 1 full", 3, 0},
		{"a team that passed it on", []assign.Rule{all, americas}, func(f *assign.Pool) { f.PassedOn = []account.TeamID{3} },
			"Routed to Sam: Americas, 1 of 3 open. Skipped: All, EMEA passed this lead on before", 4, 21},
		{"all teams passed it on", []assign.Rule{all, americas},
			func(f *assign.Pool) { f.PassedOn = []account.TeamID{3, 9, 4} },
			"Waits in the pool of Americas: EMEA and Americas passed it on and the rules lead back there. " +
				"A manager must assign it", 4, 0},
	} {
		f := sales()
		if tc.change != nil {
			tc.change(&f)
		}
		d := assign.Assignment{Chain: tc.chain, Fallback: assign.FallbackRule(4), Pool: f}.Decide()
		why := d.Waits()
		if len(d.Offers) > 0 {
			why = d.Given(0, d.Offers[0].Open+1)
		}
		if why.Sentence != tc.want || why.Team != tc.team || why.Person != tc.person {
			t.Errorf("%s: %+v", tc.name, why)
		}
		if pool := why.Person == 0; pool && (d.Team() != tc.team || why.Nobody == (tc.name == "a pool")) {
			t.Errorf("%s: stays with team %d, managers told %t", tc.name, d.Team(), why.Nobody)
		}
	}
}

func TestWhyANamedPersonIsPassedOver(t *testing.T) {
	skilled := kims
	skilled.Skills = []string{"Polish"}
	for _, tc := range []struct {
		rule   assign.Rule
		change func(*assign.Candidate)
		passed []account.TeamID
		why    string
	}{
		{kims, func(c *assign.Candidate) { c.Disabled = true }, nil, "Kim: disabled"},
		{kims, func(c *assign.Candidate) { c.Role = account.Marketer }, nil, "Kim: works in marketing"},
		{kims, func(c *assign.Candidate) { c.Leaves = true }, nil, "Kim: is handing over their leads"},
		{kims, func(c *assign.Candidate) { c.Absent = true }, nil, "Kim: away"},
		{kims, func(c *assign.Candidate) { c.Had = true }, nil, "Kim: passed this lead on before"},
		{kims, func(c *assign.Candidate) { c.Cooling = true }, nil, "Kim: had this lead before it was recycled"},
		{skilled, func(*assign.Candidate) {}, nil, "Kim: lacks the skill Polish"},
		{kims, func(c *assign.Candidate) { c.Open = 3 }, nil, "Kim: full, 3 of 3 open"},
		{kims, func(c *assign.Candidate) { c.Team = 0 }, nil, "Kim: is not in an active sales team"},
		{kims, func(*assign.Candidate) {}, []account.TeamID{3}, "Kim: is in a team that passed this lead on before"},
	} {
		f := sales()
		f.People[13], f.PassedOn = changed(f.People[13], tc.change), tc.passed
		d := assign.Assignment{Chain: []assign.Rule{tc.rule}, Fallback: assign.FallbackRule(4), Pool: f}.Decide()
		if diff := cmp.Diff([]assign.Passed{{Rule: 3, Name: "Kim's", Why: tc.why}}, d.Given(0, 1).Passed); diff != "" {
			t.Error(diff)
		}
	}
}

// Whoever may be given the lead is offered it by the rules in order: a person first, then their team.
func TestOffersStandInTheOrderOfTheRules(t *testing.T) {
	f := sales()
	f.Teams[3][1].Opens, f.Teams[3][0].Due = noon.Add(9*time.Hour), noon.Add(time.Hour)
	d := assign.Assignment{Chain: []assign.Rule{kims, all}, Fallback: assign.FallbackRule(4), Pool: f}.Decide()
	var got []string
	for i, o := range d.Offers {
		got = append(got, d.Given(i, 1).Sentence)
		if named := i == 0; o.Named != named || o.Group != []int{0, 2, 3}[i] || math.IsInf(o.Most, +1) != named {
			t.Errorf("offer %d: %+v", i, o)
		}
	}
	want := []string{"Routed to Kim: Kim's, 1 of 3 open",
		"Routed to Rosa: All, 1 of 3 open. Skipped: Kim's, everybody with room is now full",
		"Routed to Tom: All, 1 of 3 open. Skipped: Kim's, everybody with room is now full"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := d.Waits().Sentence; got != "Waits in the pool of EMEA: All, everybody with room was given another lead. "+
		"Skipped: Kim's, everybody with room is now full" {
		t.Errorf("when they are full by then: %s", got)
	}
}

func TestALeadOfTheNightSaysWhoStartsFirst(t *testing.T) {
	night := func(opens ...int) (d assign.Decision) {
		f := sales()
		f.Teams[3] = nil
		for i, hours := range opens {
			c := rep(account.PersonID(11+i), []string{"Rosa", "Tom", "Kim"}[i], 3)
			c.Opens, c.Due = noon.Add(time.Duration(hours)*time.Hour), noon.Add(time.Duration(hours+1)*time.Hour)
			f.Teams[3] = append(f.Teams[3], c)
		}
		return assign.Assignment{Chain: []assign.Rule{all}, Fallback: assign.FallbackRule(4), Pool: f}.Decide()
	}
	for want, opens := range map[string][]int{
		"Routed to Rosa: All, 1 of 3 open":                                                   {2, 2},
		"Routed to Rosa: All, 1 of 3 open. Nobody is at work, and Rosa starts before Tom":    {2, 9},
		"Routed to Tom: All, 1 of 3 open. Nobody is at work, and Tom starts before 2 others": {9, 2, 9},
		"Routed to Kim: All, 1 of 3 open. Nobody is at work, and Kim starts before 2 others": {20, 40, 2},
	} {
		if got := night(opens...).Given(0, 1).Sentence; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := night(2, 9).Given(1, 1).Sentence; got != "Routed to Tom: All, 1 of 3 open" {
		t.Errorf("who starts later is not said to start first: %s", got)
	}
}

func TestRulesAreAskedUpToTheFirstThatIsCertain(t *testing.T) {
	stays := func(r assign.Rule) bool { return r.Team == 3 }
	us := assign.Rule{ID: 7, Name: "US", When: in("US"), Team: 4}
	for _, tc := range []struct {
		name  string
		rules []assign.Rule
		want  []assign.RuleID
	}{
		{"one that does not hold is left out", []assign.Rule{us, all}, []assign.RuleID{1}},
		{"a person is not certain", []assign.Rule{kims, known, all, claim}, []assign.RuleID{3, 4, 1}},
		{"a pool is", []assign.Rule{claim, all}, []assign.RuleID{2}},
		{"a team at which the lead does not stay is not", []assign.Rule{americas, all, claim}, []assign.RuleID{5, 1}},
		{"none", nil, nil},
	} {
		var got []assign.RuleID
		for _, r := range assign.Chain(tc.rules, lead.Lead{Country: "ES"}.Facts(), stays) {
			got = append(got, r.ID)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func TestARuleKeepsWhatBelongsToItsTarget(t *testing.T) {
	for _, tc := range []struct {
		target assign.Target
		team   account.TeamID
		person account.PersonID
		field  string // with a problem; "" for none
		keeps  [2]int // team and person
	}{
		{"", 3, 13, "", [2]int{3, 0}}, {assign.ToTeam, 0, 13, "team", [2]int{0, 0}}, {assign.ToPool, 3, 13, "", [2]int{3, 0}},
		{assign.ToPool, 0, 0, "team", [2]int{0, 0}},
		{assign.ToPerson, 3, 13, "", [2]int{0, 13}}, {assign.ToPerson, 3, 0, "person", [2]int{0, 0}},
		{assign.ToAccount, 3, 13, "", [2]int{0, 0}}, {"moon", 3, 13, "target", [2]int{3, 13}},
	} {
		r := assign.Rule{Name: "  All   leads ", Target: tc.target, Team: tc.team, Person: tc.person}
		err := r.Check()
		var problems errs.Problems
		errors.As(err, &problems)
		if (err == nil) != (tc.field == "") || tc.field != "" && (len(problems) != 1 || problems[tc.field] == "") {
			t.Errorf("%q: %v", tc.target, err)
		}
		if got := [2]int{int(r.Team), int(r.Person)}; got != tc.keeps || r.Name != "All leads" {
			t.Errorf("%q keeps %v of %q", tc.target, got, r.Name)
		}
	}
	r := assign.Rule{Name: "Polish", Team: 3, Skills: []string{strings.Repeat("x", 500)}}
	if err := r.Check(); !errors.Is(err, errs.Invalid) {
		t.Errorf("a skill without end: %v", err)
	}
}

func TestALogThatLeavesLinesOutIsNarrow(t *testing.T) {
	for name, tc := range map[string]struct {
		ask  assign.LogAsk
		want bool
	}{
		"everything": {assign.LogAsk{}, false}, "some days": {assign.LogAsk{From: noon, Until: noon.Add(time.Hour)}, false},
		"a page": {assign.LogAsk{Before: assign.LogPlace{Handoff: 1}}, false},
		"a rule": {assign.LogAsk{Rule: 1}, true}, "a team": {assign.LogAsk{Team: 1}, true},
		"a person": {assign.LogAsk{Person: 1}, true},
	} {
		if got := tc.ask.Narrow(); got != tc.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
