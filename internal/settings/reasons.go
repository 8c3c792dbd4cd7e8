package settings

import (
	"cmp"
	"context"
	"slices"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
)

// Reason is the noun of reasons.
const Reason Noun = "reason"

// Reasons are the reasons in a transaction.
type Reasons interface {
	Reason(ctx context.Context, id agreement.ReasonID) (agreement.Reason, error)
	// ReasonsBeside are the reasons in use in the list of the one with id, itself among them.
	ReasonsBeside(ctx context.Context, id agreement.ReasonID) ([]agreement.Reason, error)
	// ReasonGiven reports whether a lead was ever turned down for the reason, even if that was undone.
	ReasonGiven(ctx context.Context, id agreement.ReasonID) (bool, error)
	// ReasonCoded is the reason of a list that has a code, retired or not; 0 for none.
	ReasonCoded(ctx context.Context, list agreement.List, code string) (agreement.ReasonID, error)
	// LastReason is the position of the last reason of a list, 0 for an empty one.
	LastReason(ctx context.Context, list agreement.List) (int, error)
	// AddReason and SaveReason answer ErrReasonTaken when somebody was faster to take the code. They set the version,
	// and the ID of a new one.
	AddReason(ctx context.Context, r *agreement.Reason) error
	SaveReason(ctx context.Context, r *agreement.Reason) error
	// OrderReasons gives reasons the positions 1, 2, … in this order. The one that was moved gets a new version.
	OrderReasons(ctx context.Context, ids []agreement.ReasonID, moved agreement.ReasonID) error
}

// ErrReasonTaken refuses a code that another reason of the list has.
var ErrReasonTaken = errs.Problems{
	"code": "Another reason in this list has this code. It may be retired. Choose another code, or restore that reason.",
}

// AddReason adds a reason at the end of its list.
func (d *Desk) AddReason(ctx context.Context, by account.Person, r *agreement.Reason) error {
	if err := r.Check(); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := reasonCodeFree(ctx, tx, *r); err != nil {
			return Event{}, err
		}
		last, err := tx.LastReason(ctx, r.List)
		if err != nil {
			return Event{}, err
		}
		r.Position = last + 1
		err = tx.AddReason(ctx, r)
		return Event{Noun: Reason, Act: Added, Subject: int64(r.ID), After: reasonFacts(*r)}, err
	})
}

// ChangeReason changes a reason that is still the version that was read. Once it was given, its code and its list stay.
func (d *Desk) ChangeReason(ctx context.Context, by account.Person, r *agreement.Reason) error {
	if err := r.Check(); err != nil {
		return err
	}
	read := r.Version
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, err := currentReason(ctx, tx, r.ID, read)
		if err != nil {
			return Event{}, err
		}
		given, err := tx.ReasonGiven(ctx, r.ID)
		if err != nil {
			return Event{}, err
		}
		if err := reasonMayBecome(kept, *r, given); err != nil {
			return Event{}, err
		}
		if err := reasonCodeFree(ctx, tx, *r); err != nil {
			return Event{}, err
		}
		r.Retired, r.Position = kept.Retired, kept.Position
		if r.List != kept.List {
			last, err := tx.LastReason(ctx, r.List)
			if err != nil {
				return Event{}, err
			}
			r.Position = last + 1
		}
		err = tx.SaveReason(ctx, r)
		before, after := reasonFacts(kept), reasonFacts(*r)
		return Event{Noun: Reason, Act: Changed, Subject: int64(r.ID), Before: before, After: after}, err
	})
}

// RetireReason takes a reason from the reps' buttons; what was decided by it keeps it. The last of a list stays.
func (d *Desk) RetireReason(ctx context.Context, by account.Person, id agreement.ReasonID, version int) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		live, err := tx.ReasonsBeside(ctx, id)
		if err != nil {
			return Event{}, err
		}
		if err := reasonMayRetire(id, live); err != nil {
			return Event{}, err
		}
		if _, err := currentReason(ctx, tx, id, version); err != nil {
			return Event{}, err
		}
		return retiring(Reason, int64(id), true), tx.SetRetired(ctx, Reason, int64(id), true)
	})
}

// RestoreReason puts a retired reason back on the buttons, as the last of its list.
func (d *Desk) RestoreReason(ctx context.Context, by account.Person, id agreement.ReasonID, version int) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		r, err := currentReason(ctx, tx, id, version)
		if err != nil {
			return Event{}, err
		}
		last, err := tx.LastReason(ctx, r.List)
		if err != nil {
			return Event{}, err
		}
		r.Retired, r.Position = false, last+1
		return retiring(Reason, int64(id), false), tx.SaveReason(ctx, &r)
	})
}

// MoveReason moves a reason one place up or down among those of its list that are in use. At an end it stays.
func (d *Desk) MoveReason(ctx context.Context, by account.Person, id agreement.ReasonID, version int, up bool) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		live, err := tx.ReasonsBeside(ctx, id)
		if err != nil {
			return Event{}, err
		}
		if _, err := currentReason(ctx, tx, id, version); err != nil {
			return Event{}, err
		}
		ids, moved := moveReason(id, live, up)
		if !moved {
			return Event{}, nil
		}
		return Event{Noun: Reason, Act: Moved, Subject: int64(id)}, tx.OrderReasons(ctx, ids, id)
	})
}

// currentReason is the reason with id, locked, if it is still the version that was read.
func currentReason(ctx context.Context, tx Reasons, id agreement.ReasonID, version int) (agreement.Reason, error) {
	kept, err := tx.Reason(ctx, id)
	if err != nil {
		return kept, err
	}
	return kept, current(kept.Version, version)
}

func reasonCodeFree(ctx context.Context, tx Reasons, r agreement.Reason) error {
	holder, err := tx.ReasonCoded(ctx, r.List, r.Code)
	if err != nil {
		return err
	}
	return free(holder, r.ID, ErrReasonTaken)
}

// reasonMayBecome refuses another code or list for a reason that was given: what was decided by it would mean something
// else.
func reasonMayBecome(kept, to agreement.Reason, given bool) error {
	switch {
	case given && to.Code != kept.Code:
		return errs.Problems{
			"code": "This reason was used, so its code stays " + kept.Code + ". Retire it and add another for a new meaning.",
		}
	case given && to.List != kept.List:
		return errs.Problems{
			"list": "This reason was used, so it cannot change lists. Add another reason to the other list.",
		}
	}
	return nil
}

// reasonMayRetire refuses to empty a list; live are the reasons in use in it.
func reasonMayRetire(id agreement.ReasonID, live []agreement.Reason) error {
	if len(live) == 1 && live[0].ID == id {
		return errs.Say(errs.Conflict, "This is the last reason in its list. Add another first.")
	}
	return nil
}

// moveReason is the order of the reasons in use after one of them was moved; not moved where it is not among them or
// stands at that end.
func moveReason(id agreement.ReasonID, live []agreement.Reason, up bool) (order []agreement.ReasonID, moved bool) {
	slices.SortFunc(live, func(a, b agreement.Reason) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	for _, r := range live {
		order = append(order, r.ID)
	}
	from := slices.Index(order, id)
	to := from + 1
	if up {
		to = from - 1
	}
	if from < 0 || to < 0 || to >= len(order) {
		return order, false
	}
	order[from], order[to] = order[to], order[from]
	return order, true
}

func reasonFacts(r agreement.Reason) Facts {
	return Facts{
		"list": r.List, "class": r.Class, "code": r.Code, "words": r.Words,
		"next_step": r.NextStep, "needs_note": r.NeedsNote, "quality": r.Quality,
	}
}
