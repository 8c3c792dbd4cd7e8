package policy_test

import (
	"errors"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
	"baton/internal/policy"
)

func TestWhichTeamGetsWhatNoRuleMatches(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(f *floor.Floor)
		avoid  []account.TeamID
		want   account.TeamID
	}{
		{"the first that has reps", func(*floor.Floor) {}, nil, 3},
		{"the one that was chosen", func(f *floor.Floor) { f.FallbackTeam = 4 }, nil, 4},
		{"the chosen one without reps", func(f *floor.Floor) { f.FallbackTeam, f.Person(floor.Sam.ID).Disabled = 4, true },
			nil, 4},
		{"the first has no reps", func(f *floor.Floor) {
			for _, p := range []account.PersonID{11, 12, 13} {
				f.Person(p).Disabled = true
			}
		}, nil, 4},
		{"the chosen one is retired", func(f *floor.Floor) { f.FallbackTeam, f.Team(4).Retired = 4, true }, nil, 3},
		{"not one that passed the lead on", func(*floor.Floor) {}, []account.TeamID{3}, 4},
		{"not the chosen one, which passed it on", func(f *floor.Floor) { f.FallbackTeam = 4 }, []account.TeamID{4}, 3},
		{"all passed it on", func(*floor.Floor) {}, []account.TeamID{3, 4}, 3},
		{"there is none", func(f *floor.Floor) { f.Team(3).Retired, f.Team(4).Retired = true, true }, nil, 0},
	} {
		f := floor.NewFloor()
		tc.change(&f)
		if got := f.Policy().Pool(tc.avoid...).ID; got != tc.want {
			t.Errorf("%s: team %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestInWhichTeamSomebodyTakesALead(t *testing.T) {
	f := floor.NewFloor()
	f.Teams = append(f.Teams, policy.Team{Team: account.Team{ID: 5, Name: "Old", Side: account.Sales, Retired: true}})
	inForce := f.Policy()
	both := floor.Rosa
	both.Teams = []account.Membership{floor.Demand, floor.EMEA, floor.Americas, {ID: 5}}
	for _, tc := range []struct {
		name string
		who  account.Person
		has  account.TeamID
		want account.TeamID
	}{
		{"the one that has it", both, 4, 4}, {"the first of theirs", both, 0, 3}, {"not a retired one", both, 5, 3},
		{"not a marketing team", both, 1, 3}, {"none", floor.Mia, 3, 0},
	} {
		if got := inForce.TeamOf(tc.who, tc.has); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
	if got := inForce.ManagersOf(2); len(got) != 1 || got[0] != floor.Ada.ID {
		t.Errorf("of a team without managers the admins hear, not %v", got)
	}
}

func TestAPolicyHoldsUntilTheNextAgreementIsInForce(t *testing.T) {
	for name, tc := range map[string]struct {
		until time.Time
		want  bool
	}{"none is signed": {time.Time{}, true}, "before it": {floor.Noon.Add(1), true}, "from then on": {floor.Noon, false}} {
		if got := (&policy.Policy{Until: tc.until}).Hold(floor.Noon); got != tc.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// guess is an Estimator that knows one thing, or nothing.
type guess []lead.Likelihood

func (g guess) Estimate(lead.Known, lead.Names) []lead.Likelihood { return g }

func TestHowLikelyALeadIsIsKnownOnceEnoughWasLearned(t *testing.T) {
	taken, won := lead.Likelihood{Of: lead.OfAcceptance, Probability: 0.4},
		lead.Likelihood{Of: lead.Prospect("else"), Probability: 0.1}
	for name, tc := range map[string]struct {
		learned policy.Estimator
		known   bool
	}{
		"nothing is learned": {nil, false}, "too little": {guess{}, false}, "only something else": {guess{won}, false},
		"both": {guess{won, taken}, true},
	} {
		f := floor.NewFloor()
		policy := f.Policy()
		policy.Estimator = tc.learned
		got, known := policy.Likely(floor.Buyer(1).Lead, lead.Score{}, 1, 1, floor.Noon)
		if known != tc.known || known && got.Probability != 0.4 {
			t.Errorf("%s: %+v, %t", name, got, known)
		}
	}
}

func TestATrialComparesTheRulesInForceWithADraft(t *testing.T) {
	f := floor.NewFloor()
	inForce := assign.Set{Rules: f.Rules}
	draft := assign.Set{Rules: []assign.Rule{
		{ID: 8, Name: "Known", Target: assign.ToAccount},
		{ID: 9, Name: "Spain", When: floor.From("ES"), Team: floor.Americas.ID},
	}, Fallback: floor.Americas.ID}
	rep := func(p account.Person, team account.TeamID) assign.Rep {
		return assign.Rep{Candidate: assign.Candidate{Person: p.ID, Team: team, Weight: 1, Cap: 9}, Offered: true,
			Teams: []account.TeamID{team}}
	}
	trial := policy.Trial{InForce: inForce, Draft: draft,
		Reps: []assign.Rep{rep(floor.Rosa, 3), rep(floor.Tom, 3), rep(floor.Sam, 4)}, Now: floor.Noon}
	if since := trial.Since(); !since.Equal(floor.Noon.AddDate(0, 0, -90)) ||
		!trial.Reads().Equal(since.AddDate(0, 0, -14)) {
		t.Errorf("since %s, read from %s", since, trial.Reads())
	}
	if asks := trial.Asks(); !asks.Owners || asks.Touches || !asks.Since.Equal(trial.Reads()) {
		t.Errorf("it asks for %+v", asks)
	}
	spain, france := lead.Lead{Country: "ES"}.Facts(), lead.Lead{Country: "FR"}.Facts()
	past := []assign.Past{
		{ID: 1, Owner: floor.Tom.ID, Account: lead.Account{Domain: "acme.example"}},
		{ID: 2, At: trial.Reads(), Facts: spain}, {ID: 3, At: trial.Since(), Facts: spain},
		{ID: 4, At: floor.Noon, Facts: france},
		{ID: 5, At: floor.Noon, Facts: spain, Account: lead.Account{Domain: "acme.example"}},
	}
	all := func(fail error) func(yield func(assign.Past, error) bool) {
		return func(yield func(assign.Past, error) bool) {
			for _, p := range past {
				if !yield(p, nil) {
					return
				}
			}
			if fail != nil {
				yield(assign.Past{}, fail)
			}
		}
	}
	c, err := trial.Run(f.Policy(), all(nil))
	if err != nil || c.Handoffs != 3 || c.Now.Teams[3] != 3 || c.Then.Teams[4] != 2 || c.Then.People[floor.Tom.ID] != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	away := errors.New("away")
	if _, err := trial.Run(f.Policy(), all(away)); !errors.Is(err, away) {
		t.Errorf("a past that cannot be read: %v", err)
	}
}
