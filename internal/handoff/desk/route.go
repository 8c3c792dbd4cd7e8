package desk

import (
	"context"
	"slices"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// route offers h to a rep, or leaves it in a pool, by the assignment rules, and starts the decide clock in the calendar
// of who got it.
func (s operation) route(ctx context.Context, h *handoff.Handoff, of lead.Account, facts lead.Facts) error {
	if s.policy.Pool().ID == 0 {
		return errs.SayWith(
			errs.Conflict,
			"There is no sales team yet, so nobody can answer. Save the lead as a draft until there is one.",
			errs.Remedy{At: errs.Teams, Do: "add a sales team"},
		)
	}
	chain := s.chain(facts, h.Rerouted)
	return s.assign(ctx, h, chain, s.ask(h, chain, of))
}

// chain are the rules that may be needed for a lead with facts: all that hold when it was passed on, since it may be
// passed on again.
func (s operation) chain(facts lead.Facts, rerouted bool) []assign.Rule {
	return assign.Chain(
		s.policy.Rules, facts, func(r assign.Rule) bool { return !rerouted && s.policy.TeamName(r.Team) != "" },
	)
}

// ask is what has to be known to send h by one of chain. A lead that was passed on may end with any team.
func (s operation) ask(h *handoff.Handoff, chain []assign.Rule, of lead.Account) PoolAsk {
	ask := PoolAsk{Lead: h.Lead, PassedOn: h.Rerouted, At: s.at}
	certain := false // that it stays with a rule
	for _, rule := range chain {
		switch rule.To() {
		case assign.ToPerson:
			ask.People = append(ask.People, rule.Person)
		case assign.ToAccount:
			ask.Account = of
		case assign.ToTeam:
			ask.Teams = append(ask.Teams, rule.Team)
		}
		certain = certain || rule.Certain() && s.policy.TeamName(rule.Team) != ""
	}
	switch {
	case h.Rerouted:
		ask.Teams = s.policy.SalesTeams()
	case !certain:
		ask.Teams = append(ask.Teams, s.policy.Pool().ID)
	}
	return ask
}

// assign sends h by the first rule of chain that can take it, and writes down why.
func (s operation) assign(ctx context.Context, h *handoff.Handoff, chain []assign.Rule, ask PoolAsk) error {
	floor, err := s.tx.Pool(ctx, ask)
	if err != nil {
		return err
	}
	floor.Name = s.policy.TeamName
	without(&floor, ask.Not)
	s.clocks(floor, h.Score.Grade)
	rest := assign.FallbackRule(s.policy.Pool(floor.PassedOn...).ID)
	decision := assign.Assignment{Chain: chain, Fallback: rest, Pool: floor}.Decide()
	place, open, err := s.tx.Reserve(ctx, decision.Offers, s.at)
	if err != nil {
		return err
	}
	why, chosen := decision.Waits(), assign.Offer{}
	if h.Changes.Reserved = place >= 0; h.Changes.Reserved {
		why, chosen = decision.Given(place, open), decision.Offers[place]
	}
	why.At = s.at
	h.Assign(chosen.Person, chosen.Name, why.Team, s.policy, s.at)
	if why.Nobody && h.Owner == 0 {
		h.TellNobodyFree(s.by, 0, s.policy, s.at)
	}
	h.Routed(why, account.System)
	return nil
}

// clocks fills in when each candidate is at work, and until when they would have to decide.
func (s operation) clocks(floor assign.Pool, grade lead.Grade) {
	for team, candidates := range floor.Teams {
		for i := range candidates {
			c := &candidates[i]
			c.Opens, c.Due = s.policy.Decides(team, c.Person, grade, s.at)
		}
	}
}

// without takes somebody off the floor. Where a rule means them in person, they stay there as somebody who leaves.
func without(floor *assign.Pool, person account.PersonID) {
	if person == 0 {
		return
	}
	for team, candidates := range floor.Teams {
		floor.Teams[team] = slices.DeleteFunc(candidates, func(c assign.Candidate) bool { return c.Person == person })
	}
	if named, there := floor.People[person]; there {
		named.Leaves = true
		floor.People[person] = named
	}
	if floor.Owner != nil && floor.Owner.Person == person {
		floor.Owner.Leaves = true
	}
}
