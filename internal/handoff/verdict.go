package handoff

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/inbox"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Claim takes a pooled handoff for by. It answers Conflict when somebody has it.
func (h *Handoff) Claim(by account.Person, inForce *policy.Policy, at time.Time) error {
	if err := h.may(EventClaimed, by); err != nil {
		return err
	}
	if h.Owner == by.ID {
		return nil
	}
	if h.Owner != 0 {
		return errs.Say(errs.Conflict, fmt.Sprintf("%s took this lead %s.", h.OwnerName, by.When(h.OwnedAt)))
	}
	h.own(by.ID, by.Name, h.Team, inForce, at)
	h.record(EventClaimed, by, at, nil)
	return nil
}

// Accept makes the lead by's to work, stops the decide clock and starts the one for the first contact. It answers
// Conflict when the handoff has a verdict already.
func (h *Handoff) Accept(by account.Person, inForce *policy.Policy, at time.Time) error {
	if err := h.may(EventAccepted, by); err != nil {
		return err
	}
	h.decide(Accepted, by, inForce, at)
	if h.Owner != by.ID {
		h.own(by.ID, by.Name, h.Team, inForce, at)
	}
	h.Held, h.HeldSince = 0, later(at, h.WaitsUntil)
	within := inForce.Agreement.Terms.ContactWithin(h.Score.Grade)
	h.start(ContactClock, h.calendar(inForce), later(at, h.WaitsUntil), within)
	h.move(EventAccepted, lead.Accepted)
	h.record(EventAccepted, by, at, nil)
	return nil
}

// Reject sends the lead back with a reason of the reject list and words where that reason needs them. What is wrong
// with either is told as Problems of reason and feedback; Conflict when the handoff has a verdict already.
func (h *Handoff) Reject(
	by account.Person, reason agreement.Reason, feedback string, inForce *policy.Policy, at time.Time,
) error {
	if err := h.may(EventRejected, by); err != nil {
		return err
	}
	feedback = trim(feedback)
	if err := checkRejection(reason, feedback); err != nil {
		return err
	}
	h.decide(Rejected, by, inForce, at)
	h.Reason, h.Feedback = reason.ID, feedback
	h.move(EventRejected, afterRejection[reason.NextStep])
	h.record(EventRejected, by, at, map[string]any{"reason": reason.ID})
	if h.Stage == lead.Returned && reason.NextStep == agreement.Return {
		h.notify(inbox.CameBack, by, at, map[string]any{"reason": reason.ID}, h.SubmittedBy)
	}
	return nil
}

// checkRejection says what is wrong with the reason of a rejection, or with the words to it.
func checkRejection(reason agreement.Reason, feedback string) error {
	problems := errs.Problems{}
	if reason.ID == 0 || reason.List != agreement.Reject || reason.Retired {
		problems.Add("reason", "Choose a reason.")
	} else if reason.NeedsNote && feedback == "" {
		problems.Add("feedback", fmt.Sprintf("“%s” needs a note. Write what marketing should know.", reason.Words))
	}
	checkWords(problems, "feedback", feedback)
	return problems.Err()
}

// afterRejection is where a lead is after a rejection, by what its reason has happen next.
var afterRejection = map[agreement.NextStep]lead.Stage{
	agreement.Return:  lead.Returned,
	agreement.Reroute: lead.Returned, // until the next handoff is made, in the same transaction
	agreement.Merge:   lead.Closed,
	agreement.Close:   lead.Closed,
}

// Recall takes the lead back to marketing before there is a verdict.
func (h *Handoff) Recall(by account.Person, inForce *policy.Policy, at time.Time) error {
	if err := h.may(EventRecalled, by); err != nil {
		return err
	}
	h.decide(Recalled, by, inForce, at)
	h.move(EventRecalled, lead.Draft)
	h.record(EventRecalled, by, at, nil)
	return nil
}

// decide writes the verdict and stops the clocks up to it. A pause that is still on counts as paused until now.
func (h *Handoff) decide(v Verdict, by account.Person, inForce *policy.Policy, at time.Time) {
	calendar := h.calendar(inForce)
	h.resume(calendar, at, h.OwnedAt, h.open()...)
	h.stop(DecideClock, at)
	h.stop(OwnerClock, at)
	h.Verdict, h.VerdictBy, h.VerdictByName, h.VerdictAt = v, by.ID, by.Name, at
	h.Decide = Spent{at.Sub(h.QueuedAt), h.Held + calendar.Between(h.holderSince(), at)}
	if h.Owner != 0 {
		h.Own = Spent{at.Sub(h.OwnedAt), calendar.Between(h.OwnedAt, at)}
	}
}

// InTime reports whether the verdict came before the decide clock ran out.
func (h *Handoff) InTime() bool { return !h.VerdictAt.After(h.DueAt) }

// Undo takes back by's own verdict within UndoFor, unless something has been built on it. The decide clock goes on as
// if it had never stopped, or stands still again while marketing has a question.
func (h *Handoff) Undo(by account.Person, at time.Time) error {
	if err := h.CanUndo(by, at); err != nil {
		return err
	}
	h.Changes.Undone = h.undone()
	h.record(EventUndone, by, at, h.Changes.Undone.data())
	if h.Verdict == Accepted { // since then they counted towards the first contact
		h.Held, h.HeldSince = h.Decide.Business, later(h.VerdictAt, h.WaitsUntil)
	}
	h.clear()
	h.ContactDueAt = time.Time{}
	h.forget(ContactClock)
	h.move(EventUndone, lead.Submitted)
	if h.Asked {
		h.PausedAt = at
	}
	return nil
}

// CanUndo says why by may not take back the verdict at this moment, nil when they may.
func (h *Handoff) CanUndo(by account.Person, at time.Time) error {
	if err := h.undoable(by, at); err != nil {
		return err
	}
	back := stepAt(EventUndone, h.at()).Leads(h.at(), lead.Submitted)
	if !h.Latest || h.begun() || h.Dispute != nil || !back {
		return errs.Say(errs.Conflict, "This lead has moved on since the verdict, so it cannot be undone.")
	}
	return nil
}
