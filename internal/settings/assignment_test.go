package settings

import (
	"testing"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
)

func TestOnlyTheDraftThatWasReadIsActivated(t *testing.T) {
	refusal(t, "that one", mayActivate(&assign.Draft{Version: 2}, 2), errs.Conflict, "", "")
	refusal(t, "another version", mayActivate(&assign.Draft{Version: 3}, 2), errs.Conflict, "",
		"Your draft was changed in another window. Check it again, then activate it.")
	refusal(t, "none", mayActivate(nil, 2), errs.Conflict, "",
		"There is no draft to activate. It was activated or discarded. The rules in force are below.")
}

func TestRulesSendLeadsWhereSomebodyTakesThem(t *testing.T) {
	open := Targets{Teams: map[account.TeamID]bool{2: true}, People: map[account.PersonID]bool{3: true}}
	const team, person = "Choose a sales team that is in use.", "Choose somebody in a sales team."
	toTeam := func(id account.TeamID) assign.Set {
		return assign.Set{Rules: []assign.Rule{{ID: 1, Target: assign.ToTeam, Team: id}}}
	}
	toPerson := func(id account.PersonID) assign.Set {
		return assign.Set{Rules: []assign.Rule{{ID: 1, Target: assign.ToPerson, Person: id}}}
	}
	toPool := assign.Set{Rules: []assign.Rule{{ID: 1, Target: assign.ToPool, Team: 9}}}
	for _, c := range []struct {
		name         string
		began, set   assign.Set
		field, words string
	}{
		{"no rules", assign.Set{}, assign.Set{}, "", ""},
		{"a team in use", assign.Set{}, toTeam(2), "", ""},
		{"a team that is gone", assign.Set{}, toTeam(9), "team", team},
		{"a team that is gone, as before", toTeam(9), toTeam(9), "", ""},
		{"the pool of a team that is gone", assign.Set{}, toPool, "team", team},
		{"somebody", assign.Set{}, toPerson(3), "", ""},
		{"somebody who takes no leads", assign.Set{}, toPerson(4), "person", person},
		{"somebody who takes no leads, as before", toPerson(4), toPerson(4), "", ""},
		{"the rest to a team in use", assign.Set{}, assign.Set{Fallback: 2}, "", ""},
		{"the rest to a team that is gone", assign.Set{}, assign.Set{Fallback: 9}, "fallback", team},
		{"the rest to a team that is gone, as before", assign.Set{Fallback: 9}, assign.Set{Fallback: 9}, "", ""},
	} {
		draft := &assign.Draft{Began: c.began, Set: c.set}
		refusal(t, c.name, targetsAreOpen(draft, open), errs.Invalid, c.field, c.words)
	}
}
