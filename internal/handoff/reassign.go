package handoff

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
)

// Reassign gives h to somebody else, who takes it in team: before a verdict, or while it is worked on. The owner's clock begins anew; the
// lead's own goes on, since the promise to the lead does not move. to without an ID leaves h in the pool of team, which only a handoff
// without a verdict can be.
func (h *Handoff) Reassign(to account.Person, team account.TeamID, books *Books, by account.Person, at time.Time) error {
	if err := h.may(EventReassigned, by); err != nil {
		return err
	}
	switch {
	case to.ID == 0 && h.Verdict == Accepted:
		return errs.Say(errs.Conflict, "Somebody works on this lead, so it cannot go back to a pool. Choose who takes over.")
	case to.ID != 0 && to.Disabled:
		return errs.Say(errs.Conflict, fmt.Sprintf("%s is disabled. Choose somebody else.", to.Name))
	case to.ID != 0 && to.Role == account.Marketer:
		return errs.Say(errs.Conflict, fmt.Sprintf("%s is in marketing. Choose somebody in sales.", to.Name))
	case to.ID == h.Owner && team == h.Team:
		return nil
	}
	from := h.Owner
	if h.Verdict == NoVerdict {
		h.own(to.ID, to.Name, team, books, at)
	} else {
		h.Owner, h.OwnerName, h.Team, h.OwnedAt = to.ID, to.Name, team, at
	}
	h.move(EventReassigned, h.at())
	h.notify(GivenOn, by, at, nil, to.ID)
	h.record(EventReassigned, by, at, map[string]any{"from": from, "to": to.ID, "name": to.Name, "team": team})
	return nil
}

// GiveBack returns h, which waits for a verdict, to the pool of its team, since its owner cannot answer it any more: because says why. What
// the owner had of it counts in their working time, their clock ends, and the lead's own goes on.
func (h *Handoff) GiveBack(because string, books *Books, by account.Person, at time.Time) {
	h.planAgain(books)
	why := &assign.Explanation{At: at, Team: h.Team}
	h.toPool(why, because, books, at)
	h.Made.Route = why
	h.record(EventRouted, by, at, map[string]any{"sentence": why.Sentence})
}

// toPool gives h back to the pool of its team and writes the sentence of why.
func (h *Handoff) toPool(why *assign.Explanation, because string, books *Books, at time.Time) {
	why.Sentence = fmt.Sprintf("Back in the pool of %s: %s", books.Team(h.Team).Name, because)
	h.own(0, "", h.Team, books, at)
}
