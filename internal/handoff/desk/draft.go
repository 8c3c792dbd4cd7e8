package desk

import (
	"context"

	"baton/internal/handoff"
	"baton/internal/lead"
)

// draft keeps a lead without handing it over.
func (s operation) draft(ctx context.Context, id lead.ID, sub Submission) (Receipt, error) {
	l := &sub.Lead
	if id != 0 {
		edited, err := s.edit(ctx, id, sub.Lead)
		if err != nil {
			return Receipt{}, err
		}
		l = edited
	}
	l.Normalise()
	if err := l.Check().Err(); err != nil {
		return Receipt{}, err
	}
	duplicate, err := s.duplicate(ctx, *l, sub.Duplicate)
	if err != nil {
		return Receipt{}, err
	}
	if duplicate != nil {
		return Receipt{}, &Known{*duplicate}
	}
	if id == 0 {
		if err := s.capture(ctx, l, lead.Draft, sub.Touch); err != nil {
			return Receipt{}, err
		}
		return s.fresh(ctx, l, s.contact(*l, sub.Touch))
	}
	if err := s.tx.UpdateLead(ctx, l); err != nil {
		return Receipt{}, err
	}
	if err := s.tx.Record(ctx, handoff.Event{Kind: handoff.EventEdited, Lead: l.ID, By: s.by.ID, At: s.at}); err != nil {
		return Receipt{}, err
	}
	return s.look(ctx, l, handoff.OnEdit)
}
