package assign_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/lead"
)

func in(country string) lead.Condition {
	return lead.Condition{Field: "country", Op: "is", Value: lead.Operand{Texts: []string{country}}}
}

// trialStaff are two teams: 1 with Ann (1), Bea (2) and Cid (3), 2 with Dov (4).
func trialStaff() assign.Staff {
	rep := func(id account.PersonID, team account.TeamID) assign.Rep {
		return assign.Rep{Candidate: assign.Candidate{Person: id, Team: team, Weight: 1, Cap: 1000}, Offered: true,
			Teams: []account.TeamID{team}}
	}
	return assign.Staff{
		Reps:     []assign.Rep{rep(1, 1), rep(2, 1), rep(3, 1), rep(4, 2)},
		Name:     func(team account.TeamID) string { return map[account.TeamID]string{1: "One", 2: "Two"}[team] },
		Fallback: func(chosen account.TeamID) account.TeamID { return max(chosen, 1) },
		Hours:    func(account.PersonID) string { return "" },
	}
}

// past is lead number n, that came in minute n and was accepted after so long.
func past(n int, country string, open time.Duration) assign.Past {
	l := lead.Lead{ID: lead.ID(n + 1), Name: fmt.Sprintf("Lead %d", n), Email: fmt.Sprintf("a@firm%d.example", n),
		Country: country}
	p := assign.Past{ID: int64(n + 1), Lead: l.ID, Name: l.Name, At: noon.Add(time.Duration(n) * time.Minute),
		Facts: l.Facts(), Account: l.Account(), Accepted: true}
	if open > 0 {
		p.DecidedAt = p.At.Add(open)
	}
	return p
}

func try(inForce, draft assign.Set, staff assign.Staff, handoffs ...assign.Past) assign.Comparison {
	t := assign.NewTrial(inForce, draft, staff, noon)
	for _, p := range handoffs {
		t.Add(p)
	}
	return t.Result()
}

func many(n int, open time.Duration, countries ...string) (all []assign.Past) {
	for i := range n {
		all = append(all, past(i, countries[i%len(countries)], open))
	}
	return all
}

func TestATrialComparesWhatIsInForceWithTheDraft(t *testing.T) {
	inForce := assign.Set{Rules: []assign.Rule{{ID: 1, Name: "All", Team: 1}}}
	draft := assign.Set{Rules: []assign.Rule{{ID: 2, Name: "Spain", When: in("ES"), Team: 2},
		{ID: 1, Name: "All", Team: 1}}}
	if same := try(inForce, inForce, trialStaff(), many(30, time.Hour, "ES", "FR")...); same.Moved+same.Hands != 0 ||
		same.Handoffs != 30 {
		t.Errorf("by the same rules twice: %+v", same)
	}
	c := try(inForce, draft, trialStaff(), many(300, time.Hour, "ES", "FR", "IT")...)
	if c.Handoffs != 300 || c.Moved != 100 || len(c.Elsewhere) != 100 || c.Elsewhere[0].Name != "Lead 297" ||
		c.Then.Waited != 0 {
		t.Fatalf("%d of %d moved: %+v", c.Moved, c.Handoffs, c.Elsewhere[:1])
	}
	first := c.Elsewhere[0]
	if first.Now.Rule != "All" || first.Now.Team != 1 || first.Then != (assign.Fate{Rule: "Spain", Team: 2, Person: 4}) {
		t.Errorf("one of them: %+v", first)
	}
	if diff := cmp.Diff(map[account.TeamID]int{1: 200, 2: 100}, c.Then.Teams); diff != "" || c.Now.Teams[1] != 300 {
		t.Error(diff)
	}
}

func TestATrialGivesByShareRoomAndPresence(t *testing.T) {
	set := assign.Set{Rules: []assign.Rule{{ID: 1, Name: "All", Team: 1}}}
	weighed := assign.Set{Rules: set.Rules, Weights: map[account.PersonID]int{1: 3, 2: 0}}
	c := try(set, weighed, trialStaff(), many(120, time.Hour, "ES")...)
	if diff := cmp.Diff([]map[account.PersonID]int{{1: 40, 2: 40, 3: 40}, {1: 90, 3: 30}},
		[]map[account.PersonID]int{c.Now.People, c.Then.People}); diff != "" {
		t.Error(diff)
	}
	full := trialStaff()
	for i := range full.Reps {
		full.Reps[i].Cap = 2
	}
	// Each is open for ten minutes, and there is room for six: of every ten, four wait.
	c = try(set, set, full, many(100, 10*time.Minute, "ES")...)
	if c.Now.Waited != 40 || c.Now.Waits[1] != 40 {
		t.Errorf("%d wait", c.Now.Waited)
	}
	if c = try(set, set, full, many(100, 0, "ES")...); c.Now.Waited != 94 {
		t.Errorf("when nothing is answered, %d wait", c.Now.Waited)
	}
	away := trialStaff()
	away.Reps[0].Away = []assign.Span{{From: noon, To: noon.Add(60 * time.Minute)}}
	if c = try(set, set, away, many(120, time.Hour, "ES")...); c.Now.People[1] < 20 || c.Now.People[1] > 21 {
		t.Errorf("who was away for half of it got %d of 120", c.Now.People[1])
	}
}

// Outside hours and after somebody was full, a trial chooses as assignment does.
func TestATrialKnowsWhoOpensFirstAndWhoWasFull(t *testing.T) {
	set := assign.Set{Rules: []assign.Rule{{ID: 1, Name: "All", Team: 1}}}
	night := trialStaff()
	night.Hours = func(person account.PersonID) string { return map[account.PersonID]string{2: "Thursdays"}[person] }
	night.Clock = func(_ account.TeamID, person account.PersonID, _ lead.Grade, at time.Time) (opens, due time.Time) {
		opens = noon.Add(20 * time.Hour)
		if person == 2 {
			opens = noon.Add(70 * time.Hour)
		}
		return opens, opens.Add(time.Hour)
	}
	if diff := cmp.Diff(map[account.PersonID]int{1: 15, 3: 15},
		try(set, set, night, many(30, 0, "ES")...).Now.People); diff != "" {
		t.Error("at night:", diff)
	}
	full := trialStaff()
	full.Reps[0].Cap = 5
	handoffs := many(300, time.Second, "ES") // all are answered before the next comes
	for i := range 15 {
		handoffs[i].DecidedAt = handoffs[100].At // five of them are Ann's, who is full until then
	}
	c := try(set, set, full, handoffs...)
	if n := c.Now.People[1]; n < 5+66 || n > 5+67 {
		t.Errorf("after she was full, she got %d: %v", n-5, c.Now.People)
	}
}

func TestATrialFollowsAccountsPoolsAndPeople(t *testing.T) {
	account1 := assign.Set{Rules: []assign.Rule{{ID: 1, Name: "Known", Target: assign.ToAccount},
		{ID: 2, Name: "All", Team: 1}}}
	from := func(n int, firm string) assign.Past {
		p := past(n, "ES", time.Minute)
		p.Account = lead.Account{Domain: firm}
		return p
	}
	lost := from(0, "lost.example")
	lost.EndedAt = noon.Add(3 * time.Minute)
	handoffs := []assign.Past{lost, from(1, "kept.example"), from(2, "other.example"), from(10, "lost.example"),
		from(11, "kept.example"), from(12, "old.example")}
	trial := assign.NewTrial(account1, account1, trialStaff(), noon)
	trial.Own(assign.Past{ID: 99, Owner: 4, Account: lead.Account{Domain: "old.example"}})
	for _, p := range handoffs {
		trial.Add(p)
	}
	// Ann, Bea and Cid get one each; then Ann the lost company's, which is nobody's; Bea has the kept one, Dov the old
	// one.
	if diff := cmp.Diff(map[account.PersonID]int{1: 2, 2: 2, 3: 1, 4: 1}, trial.Result().Now.People); diff != "" {
		t.Error(diff)
	}
	// Who has no sales team by now is passed over, as they are when a lead comes.
	gone := trialStaff()
	gone.Reps = append(gone.Reps, assign.Rep{Candidate: assign.Candidate{Person: 5, Name: "Eve", Weight: 1, Cap: 1000}})
	trial = assign.NewTrial(account1,
		assign.Set{Rules: []assign.Rule{{ID: 3, Name: "To Eve", Target: assign.ToPerson, Person: 5},
			{ID: 2, Name: "All", Team: 1}}}, gone, noon)
	trial.Own(assign.Past{ID: 99, Owner: 5, Account: lead.Account{Domain: "old.example"}})
	trial.Add(from(1, "old.example"))
	if c := trial.Result(); c.Now.People[1] != 1 || c.Then.People[1] != 1 || c.Moved != 0 {
		t.Errorf("who has no sales team: %+v", c)
	}
	named := assign.Set{Rules: []assign.Rule{
		{ID: 1, Name: "To Dov", Target: assign.ToPerson, Person: 4, When: in("ES")},
		{ID: 2, Name: "Claim", Target: assign.ToPool, Team: 2, When: in("IT")}, {ID: 3, Name: "Gone", Team: 9},
	}}
	staff := trialStaff()
	staff.Reps[3].Cap = 1
	c := try(named, named, staff, many(6, 0, "ES", "IT", "FR")...)
	if c.Now.People[4] != 1 || c.Now.Pools[2] != 2 || c.Now.Teams[1] != 3 {
		t.Errorf("%+v", c.Now)
	}
}

func TestATrialListsTheLatestAndTellsNothingHidden(t *testing.T) {
	one, two := assign.Set{Rules: []assign.Rule{{ID: 1, Name: "One", Team: 1}}},
		assign.Set{Rules: []assign.Rule{{ID: 2, Name: "Two", Team: 2}}}
	handoffs := many(3*assign.Listed, time.Minute, "ES")
	handoffs[299].Hidden = true
	c := try(one, two, trialStaff(), handoffs...)
	if c.Moved != 300 || len(c.Elsewhere) != assign.Listed || c.Elsewhere[0].Name != "Lead 298" ||
		c.Elsewhere[99].Name != "Lead 199" {
		t.Errorf("%d moved, of which %d are listed", c.Moved, len(c.Elsewhere))
	}
	weighed := one
	weighed.Weights = map[account.PersonID]int{1: 0}
	if c := try(one, weighed, trialStaff(), many(3, time.Minute, "ES")...); c.Moved != 0 || c.Hands == 0 {
		t.Errorf("to somebody else of the team: %+v", c)
	}
	early := past(0, "ES", time.Minute)
	early.At = noon.Add(-time.Minute)
	if c := try(one, two, trialStaff(), early); c.Handoffs != 0 {
		t.Errorf("what only fills the desks counts: %+v", c)
	}
}

func TestATrialTellsCompaniesApartByNameWhereTheyHaveNoDomain(t *testing.T) {
	set := assign.Set{Rules: []assign.Rule{{ID: 1, Name: "Known", Target: assign.ToAccount},
		{ID: 2, Name: "All", Team: 1}}}
	from := func(n int, company string) assign.Past {
		p := past(n, "ES", time.Minute)
		p.Account, p.Company = lead.Account{Company: company}, company
		return p
	}
	c := try(set, set, trialStaff(), from(0, "acme"), from(10, "other"), from(20, "acme"), from(30, ""))
	if diff := cmp.Diff(map[account.PersonID]int{1: 2, 2: 1, 3: 1}, c.Now.People); diff != "" {
		t.Error(diff)
	}
}

// A trial over 100,000 handoffs in a company of 50 teams, 2,000 reps and 200 rules.
func BenchmarkATrialOfHundredThousandHandoffs(b *testing.B) {
	staff := assign.Staff{
		Name: func(account.TeamID) string { return "Team" }, Fallback: func(account.TeamID) account.TeamID { return 1 },
		Hours: func(person account.PersonID) string { return []string{"", "Lisbon"}[person%2] },
		Clock: func(_ account.TeamID, _ account.PersonID, _ lead.Grade, at time.Time) (opens, due time.Time) {
			return time.Time{}, at.Add(time.Hour)
		},
	}
	for n := range 2000 {
		team := account.TeamID(n%50 + 1)
		staff.Reps = append(staff.Reps, assign.Rep{Offered: true, Teams: []account.TeamID{team},
			Candidate: assign.Candidate{Person: account.PersonID(n + 1), Team: team, Weight: 1 + n%3, Cap: 20}})
	}
	var set assign.Set
	for n := range 200 {
		when := lead.Condition{All: []lead.Condition{in(fmt.Sprintf("%c%c", 'A'+n%26, 'A'+n/26)),
			{Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{n}}}}}
		set.Rules = append(set.Rules,
			assign.Rule{ID: assign.RuleID(n + 1), Name: "Rule", When: when, Team: account.TeamID(n%50 + 1)})
	}
	draft := assign.Set{Rules: append([]assign.Rule{{ID: 999, Name: "New", Team: 7, When: in("AA")}}, set.Rules...)}
	for b.Loop() {
		trial := assign.NewTrial(set, draft, staff, noon)
		for n := range 100_000 {
			p := past(n, fmt.Sprintf("%c%c", 'A'+n%26, 'A'+n/26%8), 40*time.Hour)
			p.Facts["company_size"] = lead.Fact{Number: n % 5000}
			trial.Add(p)
		}
		if c := trial.Result(); c.Handoffs != 100_000 || c.Moved == 0 {
			b.Fatalf("%+v", c)
		}
	}
}
