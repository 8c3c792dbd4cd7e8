package desk

import (
	"context"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// SubmitReady looks at the first of the leads after one that an import has touched or found to meet the definition, as
// Baton itself, and says which that was, 0 when there is none: its score is worked out anew, a captured one that meets
// the definition is handed over, and one that had ended opens again when a touch calls for that. A lead that does not
// meet the definition any more stays with marketing; one that fails can be passed over.
func (d *Desk) SubmitReady(ctx context.Context, after lead.ID) (id lead.ID, err error) {
	var receipt Receipt
	var team account.TeamID
	err = d.transact(ctx, account.System, func(s operation) (err error) {
		if id, err = s.tx.TakeReady(ctx, after); err != nil || id == 0 {
			return err
		}
		l, err := s.tx.Lead(ctx, id)
		if err != nil {
			return err
		}
		team = l.MarketingTeam
		if handoff.Ended(l.Stage) {
			receipt, err = s.lookBack(ctx, l)
			return err
		}
		receipt, err = s.look(ctx, l, handoff.OnTouch)
		return err
	})
	if err == nil && receipt.Team != 0 {
		d.Nudge.Changed(receipt.Lead, receipt.Team, team)
	}
	return id, err
}

// lookBack opens a lead that has ended again when one of its kept touches calls for that, and works its score out anew.
func (s operation) lookBack(ctx context.Context, l *lead.Lead) (Receipt, error) {
	touches, err := s.tx.Touches(ctx, l.ID)
	if err != nil {
		return Receipt{}, err
	}
	last, err := s.reopen(ctx, l, touches)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Lead: l.ID, Team: teamOf(last)}, s.score(ctx, *l, last, handoff.OnTouch)
}

// look hands a captured lead over where that is to be, and otherwise works its score out anew. cause is what happened
// to it, fresh are contacts that this transaction has added.
func (s operation) look(ctx context.Context, l *lead.Lead, cause string, fresh ...lead.Touch) (Receipt, error) {
	receipt, err := s.automatic(ctx, l, fresh...)
	if err != nil || receipt.Handoff != 0 {
		return receipt, err
	}
	last, err := s.tx.LastHandoff(ctx, l.ID)
	if err != nil {
		return receipt, err
	}
	receipt.Team = teamOf(last)
	return receipt, s.score(ctx, *l, last, cause, fresh...)
}

// automatic hands a captured lead over as Baton itself when the agreement says so and the lead meets the definition,
// and otherwise leaves it as it is. One that was handed over before stays with marketing, which has taken it back.
// fresh are contacts that this transaction has added.
func (s operation) automatic(ctx context.Context, l *lead.Lead, fresh ...lead.Touch) (Receipt, error) {
	receipt := Receipt{Lead: l.ID}
	if !s.policy.Agreement.Terms.AutoSubmit || l.Stage != lead.Draft {
		return receipt, nil
	}
	before := l.Persona
	facts, score, err := s.facts(ctx, l, fresh...)
	if err != nil || !s.policy.Ready(*l, facts) {
		return receipt, err
	}
	last, err := s.tx.LastHandoff(ctx, l.ID)
	if err != nil || last != nil {
		return receipt, err
	}
	if err := s.keepTaken(ctx, l, before); err != nil {
		return receipt, err
	}
	s.by = account.System
	return s.handOver(ctx, l, 1, measured{facts, score, !s.policy.Agreement.Terms.Definition.Holds(facts)})
}

// fresh is automatic for a lead that this transaction has captured with its first contact, which is not to be looked
// for yet.
func (s operation) fresh(ctx context.Context, l *lead.Lead, first lead.Touch) (Receipt, error) {
	unkept := *l
	unkept.ID = 0
	facts, score, err := s.facts(ctx, &unkept, first)
	if err != nil {
		return Receipt{}, err
	}
	if !s.policy.Ready(*l, facts) {
		return Receipt{Lead: l.ID}, s.tx.KeepScore(ctx, l.ID, score, handoff.OnCapture, s.at)
	}
	before := l.Persona
	l.Persona = unkept.Persona
	if err := s.keepTaken(ctx, l, before); err != nil {
		return Receipt{}, err
	}
	s.by = account.System
	return s.handOver(ctx, l, 1, measured{facts, score, !s.policy.Agreement.Terms.Definition.Holds(facts)})
}
