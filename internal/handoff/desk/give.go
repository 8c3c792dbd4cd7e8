package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
)

// GiveMost is how many handoffs can be given at once.
const GiveMost = 50

// Reassign gives handoffs to somebody by name, all of them or none. Their room is not asked for: a manager knows what
// they do.
func (d *Desk) Reassign(ctx context.Context, by account.Person, ids []handoff.ID, to account.PersonID) error {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	problems := errs.Problems{}
	switch {
	case len(ids) == 0:
		problems.Add("handoff", "Choose at least one lead.")
	case len(ids) > GiveMost:
		problems.Add("handoff", fmt.Sprintf("Choose %d leads at most.", GiveMost))
	}
	if to == 0 {
		problems.Add("to", "Choose who gets them.")
	}
	if err := problems.Err(); err != nil {
		return err
	}
	var given []*handoff.Handoff
	err := d.transact(ctx, by, func(s operation) error {
		given = nil
		person, err := s.tx.Colleague(ctx, to)
		if errors.Is(err, errs.NotFound) || err == nil && s.policy.TeamOf(person, 0) == 0 {
			return errs.Problems{"to": "Choose somebody in sales."}
		}
		if err != nil {
			return err
		}
		for _, id := range ids {
			h, err := s.give(ctx, id, person)
			if err != nil {
				return err
			}
			given = append(given, h)
		}
		return nil
	})
	if err == nil {
		for _, h := range given {
			d.Nudge.Changed(h.Lead, h.Team, h.MarketingTeam)
		}
	}
	return err
}

// give gives one handoff to somebody. A refusal says of which lead it is.
func (s operation) give(ctx context.Context, id handoff.ID, to account.Person) (*handoff.Handoff, error) {
	h, err := s.tx.Handoff(ctx, id)
	if err != nil {
		return nil, err
	}
	team := s.policy.TeamOf(to, h.Team)
	if err := h.Reassign(to, team, s.policy, s.by, s.at); err != nil {
		if words := errs.Words(err); words != "" && errors.Is(err, errs.Conflict) {
			err = errs.Say(errs.Conflict, h.LeadName+": "+words)
		}
		return nil, err
	}
	h.Changes.Route = &assign.Explanation{
		At:       s.at,
		Team:     team,
		Person:   to.ID,
		Sentence: fmt.Sprintf("Given to %s by %s", to.Name, s.by.Name),
	}
	return h, s.tx.Save(ctx, h)
}
