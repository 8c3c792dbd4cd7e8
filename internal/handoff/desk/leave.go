package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
)

// Leaving is somebody who hands everything over: to one person, to a team, or, when neither is named, to whom the rules
// send it.
type Leaving struct {
	Person account.PersonID
	To     account.PersonID
	Team   account.TeamID
}

// HandedOver is what became of it.
type HandedOver struct {
	Given  int // handoffs that wait for a verdict and have a new owner
	Pooled int // of those, the ones that wait in a pool
	Worked int // accepted leads that somebody else works on now
}

// HandOverAll moves everything that a person holds, all of it or nothing: what waits for a verdict, and accepted leads
// that are not closed. Room is respected, save where by names a person.
func (d *Desk) HandOverAll(ctx context.Context, by account.Person, l Leaving) (HandedOver, error) {
	var done HandedOver
	err := d.transact(ctx, by, func(s operation) error {
		step := leaving{
			operation: s,
			Leaving:   l,
			worked:    map[account.PersonID]float64{},
			floors:    map[account.TeamID]assign.Pool{},
		}
		if err := step.check(ctx); err != nil {
			return err
		}
		held, err := s.tx.HeldBy(ctx, l.Person)
		if err != nil {
			return err
		}
		if len(held) == 0 {
			return errs.Say(errs.Conflict, fmt.Sprintf("%s has no leads that you can hand over.", step.leaver.Name))
		}
		for _, h := range held {
			if err := step.move(ctx, h); err != nil {
				return err
			}
			if err := s.tx.Save(ctx, h); err != nil {
				return err
			}
		}
		done = step.done
		return nil
	})
	if err == nil {
		d.Nudge.Changed(0)
	}
	return done, err
}

// leaving is a hand-over on its way through a transaction.
type leaving struct {
	operation
	Leaving
	leaver, to account.Person
	worked     map[account.PersonID]float64 // accepted leads that each was given in this hand-over, for their weight
	floors     map[account.TeamID]assign.Pool
	done       HandedOver
}

// check says what is wrong with where everything should go.
func (l *leaving) check(ctx context.Context) (err error) {
	if !l.by.Has(account.Manager, account.Admin) {
		return errs.Say(errs.Forbidden, "Only a manager can hand over somebody else's leads.")
	}
	if l.leaver, err = l.tx.Colleague(ctx, l.Person); errors.Is(err, errs.NotFound) {
		return errs.Problems{"person": "Choose who hands over."}
	}
	switch {
	case err != nil:
		return err
	case l.To == l.Person:
		return errs.Problems{"to": "Choose somebody other than the person who leaves."}
	case l.Team != 0 && l.policy.TeamName(l.Team) == "":
		return errs.Problems{"to": "Choose a sales team that is in use."}
	case l.To == 0:
		return nil
	}
	l.to, err = l.tx.Colleague(ctx, l.To)
	if errors.Is(err, errs.NotFound) ||
		err == nil && (l.to.Disabled || l.to.Role == account.Marketer || l.policy.TeamOf(l.to, 0) == 0) {
		return errs.Problems{"to": "Choose somebody in sales."}
	}
	return err
}

// move gives one handoff to somebody else.
func (l *leaving) move(ctx context.Context, h *handoff.Handoff) error {
	switch {
	case l.To != 0:
		return l.give(h, l.to, l.policy.TeamOf(l.to, h.Team), &assign.Explanation{})
	case h.Verdict == handoff.Accepted:
		return l.moveWorked(ctx, h)
	}
	return l.moveWaiting(ctx, h)
}

// give hands h to somebody by name.
func (l *leaving) give(h *handoff.Handoff, to account.Person, team account.TeamID, why *assign.Explanation) error {
	if err := h.Reassign(to, team, l.policy, l.by, l.at); err != nil {
		return err
	}
	why.At, why.Team, why.Person = l.at, team, to.ID
	why.Sentence = fmt.Sprintf("Handed over to %s by %s: %s leaves", to.Name, l.by.Name, l.leaver.Name)
	h.Changes.Route = why
	if h.Verdict == handoff.Accepted {
		l.done.Worked++
	} else {
		l.done.Given++
	}
	return nil
}

// moveWaiting assigns h once more, as if it had just come.
func (l *leaving) moveWaiting(ctx context.Context, h *handoff.Handoff) error {
	if err := h.MayReassign(l.by); err != nil {
		return err
	}
	of, err := l.tx.Lead(ctx, h.Lead)
	if err != nil {
		return err
	}
	chain := []assign.Rule{{Name: l.leaver.Name + " leaves", Team: l.Team}}
	if l.Team == 0 {
		facts, _, err := l.facts(ctx, of)
		if err != nil {
			return err
		}
		chain = l.chain(facts.Scored(h.Score), false)
	}
	ask := l.ask(h, chain, of.Account())
	ask.Not = l.Person
	if err := l.assign(ctx, h, chain, ask); err != nil {
		return err
	}
	if h.Owner == 0 {
		l.done.Pooled++
	} else {
		l.done.Given++
	}
	return nil
}

// moveWorked finds somebody of the team who goes on with an accepted lead. It takes no room among what waits for a
// verdict, but who is away or takes no share is not asked; what one hand-over brings is shared by weight.
func (l *leaving) moveWorked(ctx context.Context, h *handoff.Handoff) error {
	team := h.Team
	if l.Team != 0 {
		team = l.Team
	}
	floor, asked := l.floors[team]
	if !asked {
		var err error
		if floor, err = l.tx.Pool(ctx, PoolAsk{Lead: h.Lead, Teams: []account.TeamID{team}, At: l.at}); err != nil {
			return err
		}
		without(&floor, l.Person)
		l.floors[team] = floor
	}
	candidates := make([]assign.Candidate, len(floor.Teams[team]))
	for i, c := range floor.Teams[team] {
		c.Had, c.Open, c.Cap = false, 0, max(c.Cap, 1)
		c.Served, c.GivenAt, c.Since = l.worked[c.Person], l.at, time.Time{}
		candidates[i] = c
	}
	offers, considered := assign.Order(candidates, nil)
	if len(offers) == 0 {
		return errs.Say(
			errs.Conflict,
			fmt.Sprintf(
				"Nobody in %s is available to continue the leads of %s. Choose a person or another team.",
				l.policy.Team(team).Name, l.leaver.Name,
			),
		)
	}
	next := offers[0]
	l.worked[next.Person] += 1 / float64(next.Weight)
	return l.give(
		h, account.Person{ID: next.Person, Name: next.Name, Role: account.Rep}, team,
		&assign.Explanation{Candidates: considered},
	)
}
