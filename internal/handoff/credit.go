package handoff

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
)

// Credit is a handoff that does not count in the share of who was given it.
type Credit struct {
	Handoff ID
	Person  account.PersonID
	By      account.PersonID
	At      time.Time
}

// Credit gives the owner of a handoff back what it took of their share: it was rejected for a reason that counts
// against its quality, and their manager agrees. Nobody is credited before the verdict is final.
func (h *Handoff) Credit(by account.Person, reason agreement.Reason, at time.Time) (Credit, error) {
	if err := h.may(EventCredited, by); err != nil {
		return Credit{}, err
	}
	switch {
	case h.Overturned():
		return Credit{}, errs.Say(errs.Conflict, "This rejection was overturned, so the lead cannot be credited.")
	case h.Verdict != Rejected || reason.Quality == agreement.QualityNo:
		return Credit{}, errs.Say(
			errs.Conflict,
			"Only a lead rejected for a reason that counts against quality can be credited.",
		)
	case h.Owner == 0:
		return Credit{}, errs.Say(errs.Conflict, "This lead was not assigned to anybody, so there is no share to credit.")
	case at.Sub(h.VerdictAt) <= UndoFor:
		return Credit{}, errs.Say(
			errs.Conflict,
			fmt.Sprintf("%s can still undo this verdict. Credit it after ten minutes.", h.VerdictByName),
		)
	}
	h.record(EventCredited, by, at, map[string]any{"person": h.Owner, "name": h.OwnerName})
	return Credit{h.ID, h.Owner, by.ID, at}, nil
}
