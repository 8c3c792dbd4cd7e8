package handoff

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/inbox"
	"baton/internal/policy"
)

// Reassign gives h to somebody else, who takes it in team: before a verdict, or while it is worked on. The owner's
// clock begins anew; the lead's own goes on, since the promise to the lead does not move. to without an ID leaves h in
// the pool of team, which only a handoff without a verdict can be.
func (h *Handoff) Reassign(
	to account.Person, team account.TeamID, inForce *policy.Policy, by account.Person, at time.Time,
) error {
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
		h.own(to.ID, to.Name, team, inForce, at)
	} else {
		h.Owner, h.OwnerName, h.Team, h.OwnedAt = to.ID, to.Name, team, at
	}
	h.move(EventReassigned, h.at())
	h.notify(inbox.GivenOn, by, at, nil, to.ID)
	h.record(EventReassigned, by, at, map[string]any{"from": from, "to": to.ID, "name": to.Name, "team": team})
	return nil
}

// GiveBack returns h, which waits for a verdict, to the pool of its team, since its owner cannot answer it any more:
// because says why. What the owner had of it counts in their working time, their clock ends, and the lead's own goes
// on.
func (h *Handoff) GiveBack(because string, inForce *policy.Policy, by account.Person, at time.Time) {
	h.PlanMissing(inForce)
	why := &assign.Explanation{At: at, Team: h.Team}
	h.ToPool(why, because, inForce, at)
	h.Routed(why, by)
}

// MayReassign answers nil when by may give h to somebody else.
func (h *Handoff) MayReassign(by account.Person) error { return h.may(EventReassigned, by) }

// Assign gives h to a person in a team, or with nobody to the pool of the team. The clocks of a handoff that is being
// made start.
func (h *Handoff) Assign(
	person account.PersonID, name string, team account.TeamID, inForce *policy.Policy, at time.Time,
) {
	if h.ID != 0 {
		h.own(person, name, team, inForce, at)
		return
	}
	h.Team, h.Owner, h.OwnerName = team, person, name
	h.StartClocks(inForce, at)
}

// OfferNext gives h, which its owner let lapse, to the next of its team, for whom the store has reserved it.
func (h *Handoff) OfferNext(to account.PersonID, name string, inForce *policy.Policy, at time.Time) {
	h.notify(inbox.Offered, account.Person{ID: h.Owner}, at, nil, to)
	h.Changes.Reserved = true
	h.own(to, name, h.Team, inForce, at)
}

// TellNobodyFree tells the managers of the team that nobody there can take h. stays is who keeps it, 0 for the pool.
func (h *Handoff) TellNobodyFree(by account.Person, stays account.PersonID, inForce *policy.Policy, at time.Time) {
	var data map[string]any
	if stays != 0 {
		data = map[string]any{"stays": stays}
	}
	h.notify(inbox.NobodyFree, by, at, data, inForce.ManagersOf(h.Team)...)
}

// ToPool gives h back to the pool of its team and writes the sentence of why.
func (h *Handoff) ToPool(why *assign.Explanation, because string, inForce *policy.Policy, at time.Time) {
	why.Sentence = fmt.Sprintf("Back in the pool of %s: %s", inForce.Team(h.Team).Name, because)
	h.own(0, "", h.Team, inForce, at)
}
