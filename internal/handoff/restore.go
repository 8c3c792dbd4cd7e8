package handoff

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Restored is the end of an accepted handoff, or its qualification, that its author took back.
type Restored struct {
	What     Outcome // or Qualified
	By       account.PersonID
	At       time.Time
	Reason   agreement.ReasonID
	Words    string
	WonCents int64
}

// Qualified is what can be taken back of a handoff besides its outcomes.
const Qualified = Outcome(lead.Qualified)

// CanRestore says why by may not take back what became of the lead last, nil when they may. what is that: an Outcome,
// or Qualified.
func (h *Handoff) CanRestore(by account.Person, what Outcome, at time.Time) error {
	last, author, when := h.lastStep()
	switch {
	case h.Verdict != Accepted || last == "":
		return errs.Say(errs.Conflict, "There is nothing to undo. This lead is still being worked on.")
	case last != what:
		return errs.Say(
			errs.Conflict,
			fmt.Sprintf("This lead was last %s, not %s. Only the last step can be undone.", last, what),
		)
	case author != by.ID:
		return errs.Say(errs.Conflict, "Only the person who did this can undo it.")
	case at.Sub(when) > UndoFor:
		return errs.Say(errs.Conflict, "This can be undone for ten minutes. They are over. Talk to your manager.")
	case !h.Latest || !stepAt(EventRestored, h.at()).Leads(h.at(), h.before()):
		return errs.Say(errs.Conflict, fmt.Sprintf("This lead is now %s, so this cannot be undone.", h.Stage))
	}
	return nil
}

// Restore takes back what by made of the lead last, within UndoFor: a win, a loss, a disqualification with the rest
// that followed, a recycling, or a qualification. It answers Conflict when something else than what became of the lead
// last.
func (h *Handoff) Restore(by account.Person, what Outcome, at time.Time) error {
	if err := h.CanRestore(by, what, at); err != nil {
		return err
	}
	to := h.before()
	if h.at() == lead.Recycled {
		h.Cycles--
	}
	h.move(EventRestored, to)
	h.Changes.Restored = h.takeBack()
	h.record(EventRestored, by, at, map[string]any{"what": what})
	return nil
}
