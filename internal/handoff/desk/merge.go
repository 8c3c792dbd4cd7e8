package desk

import (
	"context"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/merge"
	"baton/internal/lead"
)

// MergeAsk is the wish to make one lead of two.
type MergeAsk struct {
	Survivor, Other lead.ID
	Take            []string // the fields of which the other's value counts
	Versions        [2]int   // of the two as they were shown; 0 asks for none
}

var (
	errOneLead = errs.Say(errs.Invalid, "These are one lead already. Choose another one to merge with it.")
	errMergers = errs.Say(errs.Forbidden,
		"Only a manager who sees both leads, or the marketing team that has both, can merge them. Ask one of them.")
)

// Merge makes one lead of two that are the same person, and tells the number of the merge, by which Unmerge takes it
// back. It answers Conflict when sales has both, or when one of them has changed since it was shown.
func (d *Desk) Merge(ctx context.Context, by account.Person, ask MergeAsk) (id merge.ID, err error) {
	var teams []account.TeamID
	err = d.transact(ctx, by, func(s operation) error {
		survivor, other, err := s.sides(ctx, ask.Survivor, ask.Other)
		if err != nil {
			return err
		}
		if !s.mayMerge(survivor.Lead, other.Lead) {
			return errMergers
		}
		for i, l := range []lead.Lead{survivor.Lead, other.Lead} {
			if v := ask.Versions[i]; v != 0 && v != l.Version {
				return handoff.ErrStale
			}
		}
		id, err = s.join(ctx, survivor, other, ask.Take, 0)
		teams = append(survivor.Teams(), other.Teams()...)
		return err
	})
	if err == nil {
		d.Nudge.Changed(ask.Survivor, teams...)
	}
	return id, err
}

// Unmerge makes two leads of one again, each as it was. What has changed since stays with the one that survived.
func (d *Desk) Unmerge(ctx context.Context, by account.Person, id merge.ID) (survivor, other lead.ID, err error) {
	var teams []account.TeamID
	err = d.transact(ctx, by, func(s operation) error {
		r, now, err := s.merged(ctx, id)
		if err != nil {
			return err
		}
		if !s.mayMerge(now.Lead, r.Other) && r.By != by.ID {
			return errMergers
		}
		survivor, other, teams = r.Survivor.ID, r.Other.ID, now.Teams()
		return s.part(ctx, *r, now)
	})
	if err == nil {
		d.Nudge.Changed(survivor, teams...)
	}
	return survivor, other, err
}

// mayMerge reports whether by may make one lead of two that they see.
func (s operation) mayMerge(a, b lead.Lead) bool {
	return s.by.Has(account.Manager, account.Admin) || s.by.Markets() && a.MarketedBy(s.by) && b.MarketedBy(s.by)
}

// sides reads and locks two leads, the lower id first, so that nobody waits for who locks them the other way round.
func (s operation) sides(ctx context.Context, one, two lead.ID) (a, b merge.Side, err error) {
	if one == two {
		return a, b, errOneLead
	}
	first, second := &a, &b
	if one > two {
		first, second = &b, &a
	}
	if *first, err = s.side(ctx, min(one, two)); err != nil {
		return a, b, err
	}
	*second, err = s.side(ctx, max(one, two))
	return a, b, err
}

// side reads and locks a lead with its handoffs.
func (s operation) side(ctx context.Context, id lead.ID) (merge.Side, error) {
	l, err := s.tx.Lead(ctx, id)
	if err != nil {
		return merge.Side{}, err
	}
	if l.Stage == lead.Merged || l.Stage == lead.Erased {
		return merge.Side{}, errs.Say(errs.Conflict, l.Called()+" is "+string(l.Stage)+" already. Open the lead again.")
	}
	handoffs, err := s.tx.AllHandoffs(ctx, id)
	return merge.Side{Lead: *l, Handoffs: handoffs}, err
}

// join merges other into survivor.
func (s operation) join(
	ctx context.Context, survivor, other merge.Side, take []string, because handoff.ID,
) (merge.ID, error) {
	plan, err := merge.Join(survivor, other, take)
	if err != nil {
		return 0, err
	}
	id, err := s.tx.Merge(ctx, merge.Merging{Survivor: survivor, Other: other, Plan: plan, Handoff: because,
		By: s.by.ID, At: s.at})
	if err != nil {
		return 0, err
	}
	err = s.tx.Record(ctx, handoff.Event{Kind: handoff.EventMerged, Lead: survivor.Lead.ID, By: s.by.ID, At: s.at,
		Data: map[string]any{"merge": id, "lead": other.Lead.ID}})
	if err != nil {
		return 0, err
	}
	return id, s.measureAgain(ctx, survivor.Lead.ID)
}

// merged reads and locks a merge with the lead that survived.
func (s operation) merged(ctx context.Context, id merge.ID) (*merge.Record, merge.Side, error) {
	r, err := s.tx.Merged(ctx, id)
	if err != nil {
		return nil, merge.Side{}, err
	}
	l, err := s.tx.Lead(ctx, r.Survivor.ID)
	if err != nil {
		return nil, merge.Side{}, err
	}
	handoffs, err := s.tx.AllHandoffs(ctx, l.ID)
	return r, merge.Side{Lead: *l, Handoffs: handoffs}, err
}

// part takes a merge back.
func (s operation) part(ctx context.Context, r merge.Record, now merge.Side) error {
	parted, err := merge.Part(r, now)
	if err != nil {
		return err
	}
	err = s.tx.Part(ctx, merge.Parting{Record: r, Now: now, Parted: parted, By: s.by.ID, At: s.at})
	if err != nil {
		return err
	}
	for _, l := range []lead.Lead{parted.Survivor, parted.Other} {
		err := s.tx.Record(ctx, handoff.Event{Kind: handoff.EventUnmerged, Lead: l.ID, By: s.by.ID, At: s.at,
			Data: map[string]any{"merge": r.ID}})
		if err != nil {
			return err
		}
		if err := s.measureAgain(ctx, l.ID); err != nil {
			return err
		}
	}
	return nil
}

// partAgain takes the merge back that the rejection of h brought, so that the lead of h is its own again.
func (s operation) partAgain(ctx context.Context, h *handoff.Handoff) error {
	id, err := s.tx.MergedBy(ctx, h.ID)
	if err != nil || id == 0 {
		return err
	}
	r, now, err := s.merged(ctx, id)
	if err != nil {
		return err
	}
	if err := s.part(ctx, *r, now); err != nil {
		return err
	}
	again, err := s.tx.Handoff(ctx, h.ID)
	if err == nil {
		*h = *again
		h.PlanMissing(s.policy)
	}
	return err
}

// measureAgain works the score of a lead out anew, by the touches that it has now.
func (s operation) measureAgain(ctx context.Context, id lead.ID) error {
	l, err := s.tx.Lead(ctx, id)
	if err != nil {
		return err
	}
	last, err := s.tx.LastHandoff(ctx, id)
	if err != nil {
		return err
	}
	return s.score(ctx, *l, last, handoff.OnTouch)
}
