package handoff

import (
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/policy"
)

// Reminder is a mark that was reached: what became due, and who held the lead then; nobody while it was in the pool.
type Reminder struct {
	Clock   Clock
	Level   int
	Started time.Time // the run of the clock: a clock that starts again is another run
	Due     time.Time
	Holder  account.PersonID
	Team    account.TeamID
	At      time.Time
}

// Breached reports whether the clock has run out with it.
func (r Reminder) Breached() bool { return r.Level == RunOut }

// runs reports whether a clock of h runs: it is paused while marketing has a question. Waiting for a date puts its
// marks off instead, so that nobody has to start it again.
func (h *Handoff) runs(c Clock) bool {
	switch c {
	case DecideClock:
		return h.Verdict == NoVerdict && h.PausedAt.IsZero()
	case OwnerClock:
		return h.Verdict == NoVerdict && h.PausedAt.IsZero() && h.Owner != 0
	case ContactClock:
		return h.Verdict == Accepted && h.ContactedAt.IsZero() && h.Outcome == NoOutcome
	}
	return false
}

// open are the clocks that count towards the next step of h, paused or not.
func (h *Handoff) open() []Clock {
	switch {
	case h.Verdict != NoVerdict:
		return []Clock{ContactClock}
	case h.Owner == 0:
		return []Clock{DecideClock}
	}
	return []Clock{DecideClock, OwnerClock}
}

// started is when the present run of a clock began.
func (h *Handoff) started(c Clock) time.Time {
	switch c {
	case OwnerClock:
		return h.OwnedAt
	case ContactClock:
		return h.VerdictAt
	}
	return h.QueuedAt
}

// contactTook is how long it took from the acceptance to a contact. Its working time leaves out what the contact clock
// leaves out.
func (h *Handoff) contactTook(inForce *policy.Policy, at time.Time) Spent {
	calendar := h.calendar(inForce)
	working := calendar.Between(h.VerdictAt, at)
	if !h.HeldSince.Before(h.VerdictAt) { // a program that did not count it so may have written the acceptance
		working = min(working, h.Held+calendar.Between(h.HeldSince, at))
	}
	return Spent{at.Sub(h.VerdictAt), working}
}

func (h *Handoff) calendar(inForce *policy.Policy) agreement.Calendar {
	return inForce.CalendarOf(h.Owner, h.Team)
}

// StartClocks starts the clocks of a handoff that has just been routed.
func (h *Handoff) StartClocks(inForce *policy.Policy, at time.Time) {
	h.start(DecideClock, h.calendar(inForce), at, inForce.Agreement.Terms.DecideWithin(h.Score.Grade))
	if h.Owner != 0 {
		h.own(h.Owner, h.OwnerName, h.Team, inForce, at)
	}
}

// own gives h to a person in a team, whose clock starts; with nobody it goes to the pool. The lead's own clock goes on.
func (h *Handoff) own(person account.PersonID, name string, team account.TeamID, inForce *policy.Policy, at time.Time) {
	goesOn := later(at, h.WaitsUntil)
	h.hold(h.calendar(inForce), at, goesOn)
	h.Holder, h.OwnerDueAt = Holder{team, person, name, at}, time.Time{}
	if person == 0 {
		h.OwnedAt = time.Time{}
		h.forget(OwnerClock)
		return
	}
	h.start(OwnerClock, h.calendar(inForce), goesOn, inForce.Agreement.Terms.DecideWithin(h.Score.Grade))
}

// PlanMissing works out the marks of the clocks, where nobody has: a program that knows no marks wrote the handoff.
func (h *Handoff) PlanMissing(inForce *policy.Policy) {
	if !h.Unplanned {
		return
	}
	h.Unplanned = false
	if h.Owner != 0 && h.OwnerDueAt.IsZero() {
		h.OwnerDueAt = h.DueAt
	}
	for _, c := range []Clock{DecideClock, OwnerClock, ContactClock} {
		h.replan(c, h.calendar(inForce), h.started(c))
	}
}

// NextMark is when a clock of h is to be checked next, zero when none is.
func (h *Handoff) NextMark() (next time.Time) { return h.next(h.runs) }

// Lapsed reports whether the owner has let their clock run out, and nobody was told yet.
func (h *Handoff) Lapsed(at time.Time) bool {
	return h.runs(OwnerClock) && h.reached(OwnerClock, at) == RunOut
}

// Remind checks the clocks that run: for each, people are told of the highest mark that has come, and those below it
// that were passed over are dropped.
func (h *Handoff) Remind(inForce *policy.Policy, at time.Time) {
	h.PlanMissing(inForce)
	for _, c := range []Clock{DecideClock, OwnerClock, ContactClock} {
		if level := h.reached(c, at); h.runs(c) && level > 0 {
			h.pass(c, level)
			h.tell(h.heard(c, level, at), inForce)
		}
	}
}

// heard keeps a mark that has come.
func (h *Handoff) heard(c Clock, level int, at time.Time) Reminder {
	due := *h.dueAt(c)
	r := Reminder{c, level, h.started(c), due, h.Owner, h.Team, at}
	h.Changes.Reminders = append(h.Changes.Reminders, r)
	if r.Breached() && !h.echoes(c) {
		h.record(EventBreached, account.Person{ID: h.Owner}, at, map[string]any{"clock": c, "due": due})
	}
	return r
}

// echoes reports whether a clock says what its owner's says at the same moment: that of the lead, while its first owner
// has it.
func (h *Handoff) echoes(c Clock) bool {
	return c == DecideClock && h.Owner != 0 && h.OwnerDueAt.Equal(h.DueAt)
}

// stop ends a clock. Where it had run out and nobody has noticed yet, whoever holds the lead has breached it.
func (h *Handoff) stop(c Clock, at time.Time) {
	if h.ranOut(c, at) {
		h.forget(c)
		h.heard(c, RunOut, at)
	}
}

// WaitFor pauses the clocks of h until a day that the lead named; with the zero day they go on now.
func (h *Handoff) WaitFor(by account.Person, day time.Time, inForce *policy.Policy, at time.Time) error {
	if err := h.may(EventWaits, by); err != nil {
		return err
	}
	until := time.Time{}
	if day.IsZero() {
		if !h.Waits(at) {
			return errs.Say(errs.Conflict, "This lead is not waiting for a date. Its clock is running.")
		}
	} else {
		until = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, h.calendar(inForce).Zone)
		if !until.After(at) || until.After(at.AddDate(1, 0, 0)) {
			return errs.Problems{"until": "Choose a day from tomorrow on, within a year."}
		}
	}
	h.PlanMissing(inForce)
	h.wait(h.calendar(inForce), until, at, h.OwnedAt, h.open()...)
	data := map[string]any{}
	if !until.IsZero() {
		data["until"] = until.Format(time.DateOnly)
	}
	h.record(EventWaits, by, at, data)
	return nil
}
