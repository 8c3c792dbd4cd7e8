package desk

import (
	"context"
	"errors"
	"fmt"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// sweepBatch is how many handoffs one transaction of a sweep hears.
const sweepBatch = 200

// Remind hears the clocks that have a step due, a batch of them, and tells how many handoffs that were. Any number of
// nodes may call it at once: what one has in hand is passed over by the others, and what a node leaves undone is due
// for the next.
func (d *Desk) Remind(ctx context.Context) (int, error) {
	var heard []*handoff.Handoff
	var lapsed []handoff.ID
	err := d.transact(ctx, account.System, func(s operation) error {
		heard, lapsed = nil, nil
		due, err := s.tx.Due(ctx, s.at, sweepBatch)
		if err != nil {
			return err
		}
		for _, h := range due {
			h.PlanMissing(s.policy)
			if s.policy.Agreement.Terms.Reassign && h.Lapsed(s.at) {
				lapsed = append(lapsed, h.ID)
				continue
			}
			h.Remind(s.policy, s.at)
			if err := s.tx.SaveClockSteps(ctx, h); err != nil {
				return err
			}
			heard = append(heard, h)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, h := range heard {
		d.Nudge.Changed(h.Lead, h.Team, h.MarketingTeam)
	}
	n, failed := len(heard), error(nil)
	for _, id := range lapsed {
		moved, err := d.passLapsed(ctx, id)
		if err != nil {
			failed = fmt.Errorf("pass on handoff %d: %w", id, err)
		}
		if moved {
			n++
		}
	}
	return n, failed
}

// RemindAll hears everything that is due. One that fails keeps none of the others waiting; it is told of at the end.
func (d *Desk) RemindAll(ctx context.Context) error {
	var failed error
	for {
		n, err := d.Remind(ctx)
		if err != nil {
			failed = err
		}
		if n == 0 {
			return failed
		}
	}
}

// passLapsed offers a handoff whose owner let it lapse to the next rep. It is a transaction of its own, which locks as
// every change of a handoff does; whether there is still something to do is asked once more in it.
func (d *Desk) passLapsed(ctx context.Context, id handoff.ID) (moved bool, err error) {
	var h *handoff.Handoff
	err = d.transact(ctx, account.System, func(s operation) (err error) {
		moved = false
		if h, err = s.tx.Handoff(ctx, id); err != nil {
			return err
		}
		h.PlanMissing(s.policy)
		lapsed := h.Lapsed(s.at)
		h.Remind(s.policy, s.at)
		if len(h.Changes.Reminders) == 0 {
			return nil
		}
		moved = true
		owner := h.Owner
		if lapsed {
			if err := s.offerNext(ctx, h); err != nil {
				return err
			}
		}
		if h.Owner == owner {
			return s.tx.SaveClockSteps(ctx, h)
		}
		return s.tx.Save(ctx, h)
	})
	if errors.Is(err, errs.NotFound) {
		return false, nil
	}
	if err == nil && moved {
		d.Nudge.Changed(h.Lead, h.Team, h.MarketingTeam)
	}
	return moved, err
}

// offerNext gives a handoff that its owner let lapse to the next rep of the team, by the ordinary assignment. Who has
// had it is not offered it again, so that it ends: once every rep who is there has had it, it stays where it is. Where
// those who have not had it have no room, it goes back to the pool. The managers hear of both at once.
func (s operation) offerNext(ctx context.Context, h *handoff.Handoff) error {
	l, err := s.tx.Lead(ctx, h.Lead)
	if err != nil {
		return err
	}
	facts, _, err := s.facts(ctx, l)
	if err != nil {
		return err
	}
	floor, err := s.tx.Pool(ctx, PoolAsk{Lead: h.Lead, Teams: []account.TeamID{h.Team}, At: s.at})
	if err != nil {
		return err
	}
	candidates, others := floor.Teams[h.Team], false
	for i, c := range candidates {
		candidates[i].Had = c.Had || c.Person == h.Owner
		others = others || !candidates[i].Had && !c.Absent && c.Weight > 0
	}
	s.clocks(floor, h.Score.Grade)
	offers, considered := assign.Order(candidates, s.skills(facts.Scored(h.Score), h))
	why := &assign.Explanation{At: s.at, Team: h.Team, Candidates: considered}
	holder, team := h.OwnerName, s.policy.Team(h.Team)
	place, open, err := s.tx.Reserve(ctx, offers, s.at)
	if err != nil {
		return err
	}
	switch {
	case place >= 0:
		chosen := offers[place]
		why.Sentence = offeredNext(chosen.Name, holder, open, chosen.Cap) + chosen.Hours(considered)
		h.OfferNext(chosen.Person, chosen.Name, s.policy, s.at)
	case others:
		why.Nobody = true
		h.TellNobodyFree(s.by, 0, s.policy, s.at)
		h.ToPool(why, holder+" missed the deadline, and nobody has room", s.policy, s.at)
	default:
		why.Sentence = fmt.Sprintf("Stays with %s: everybody available in %s has had it", holder, team.Name)
		h.TellNobodyFree(s.by, h.Owner, s.policy, s.at)
	}
	why.Person = h.Owner
	h.Routed(why, account.System)
	return nil
}

// skills are those that the rule by which h is its team's asks for.
func (s operation) skills(facts lead.Facts, h *handoff.Handoff) []string {
	for _, rule := range s.chain(facts, false) {
		if rule.To() == assign.ToTeam && rule.Team == h.Team {
			return rule.Skills
		}
	}
	return nil
}

// offeredNext is the sentence for a lead that goes on to person because holder let the time run out.
func offeredNext(person, holder string, open, most int) string {
	return fmt.Sprintf("Offered to %s: %s missed the deadline, %d of %d open", person, holder, open, most)
}
