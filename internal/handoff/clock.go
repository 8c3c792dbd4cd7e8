package handoff

import (
	"fmt"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
)

// Clock names a timer of a handoff. Each counts in the calendar of whoever holds the lead.
type Clock string

// The clocks.
const (
	DecideClock  Clock = "decide"  // the lead's: from the queue to the verdict, whoever has it meanwhile
	OwnerClock   Clock = "owner"   // its owner's: from when they got the lead to the verdict; it begins anew with each owner
	ContactClock Clock = "contact" // from acceptance to the first contact
)

// Mark is a moment at which a clock that runs is heard: when so many percent of its time are over.
type Mark struct {
	Clock Clock     `json:"clock"`
	Level int       `json:"level"`
	At    time.Time `json:"at"`
}

// RunOut is the level at which a deadline is missed.
const RunOut = 100

var levels = []int{50, 80, RunOut}

// Reminder is a step that was heard: what became due, and who held the lead then; nobody while it was in the pool.
type Reminder struct {
	Clock   Clock
	Level   int
	Started time.Time // the run of the clock: a clock that begins anew is another run
	Due     time.Time
	Holder  account.PersonID
	Team    account.TeamID
	At      time.Time
}

// Breached reports whether the clock has run out with it.
func (r Reminder) Breached() bool { return r.Level == RunOut }

// runs reports whether a clock of h runs: it stands while marketing has a question. Waiting for a date puts its steps off instead, so
// that nobody has to start it again.
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

// times are when the present run of a clock began, and when it runs out.
func (h *Handoff) times(c Clock) (started, due time.Time) {
	switch c {
	case OwnerClock:
		return h.OwnedAt, h.OwnerDueAt
	case ContactClock:
		return h.VerdictAt, h.ContactDueAt
	}
	return h.QueuedAt, h.DueAt
}

// holderSince is since when the present holder's working time counts.
func (h *Handoff) holderSince() time.Time { return later(h.QueuedAt, h.HeldSince) }

// contactTook is how long it took from the acceptance to a contact. Its working time leaves out what the contact clock leaves out.
func (h *Handoff) contactTook(books *Books, at time.Time) Spent {
	calendar := h.calendar(books)
	working := calendar.Between(h.VerdictAt, at)
	if !h.HeldSince.Before(h.VerdictAt) { // a program that did not count it so may have written the acceptance
		working = min(working, h.Held+calendar.Between(h.HeldSince, at))
	}
	return Spent{at.Sub(h.VerdictAt), working}
}

func (h *Handoff) calendar(books *Books) agreement.Calendar { return books.CalendarOf(h.Owner, h.Team) }

// StartClocks starts the clocks of a handoff that has just been routed.
func (h *Handoff) StartClocks(books *Books, at time.Time) {
	within := books.Agreement.Terms.DecideWithin(h.Score.Grade)
	h.DueAt = h.plan(DecideClock, h.calendar(books), at, within)
	if h.Owner != 0 {
		h.own(h.Owner, h.OwnerName, h.Team, books, at)
	}
}

// own gives h to a person in a team, whose clock starts; with nobody it goes to the pool. The lead's own clock goes on.
func (h *Handoff) own(person account.PersonID, name string, team account.TeamID, books *Books, at time.Time) {
	h.held(books, at, later(at, h.WaitsUntil))
	h.Owner, h.OwnerName, h.OwnedAt, h.OwnerDueAt, h.Team = person, name, at, time.Time{}, team
	if person == 0 {
		h.OwnedAt = time.Time{}
		h.forget(OwnerClock)
		return
	}
	h.OwnerDueAt = h.plan(OwnerClock, h.calendar(books), later(at, h.WaitsUntil), books.Agreement.Terms.DecideWithin(h.Score.Grade))
}

// held adds the working time that the present holder had h, until the clocks stopped, to Held. What comes counts from an instant on.
func (h *Handoff) held(books *Books, until, from time.Time) {
	if !h.PausedAt.IsZero() {
		until = h.PausedAt
	}
	h.Held += h.calendar(books).Between(h.holderSince(), until)
	h.HeldSince = from
}

// plan works out the steps of a clock that starts, and when it runs out.
func (h *Handoff) plan(c Clock, calendar agreement.Calendar, from time.Time, within time.Duration) (due time.Time) {
	h.forget(c)
	for _, level := range levels {
		due = calendar.Add(from, within*time.Duration(level)/RunOut)
		h.Marks = append(h.Marks, Mark{c, level, due.Truncate(time.Microsecond)})
	}
	return due.Truncate(time.Microsecond)
}

// forget drops the steps of a clock.
func (h *Handoff) forget(c Clock) {
	h.Marks = slices.DeleteFunc(slices.Clone(h.Marks), func(s Mark) bool { return s.Clock == c })
}

// planAgain works out the steps of the clocks that run, where nobody has: a program that knows no steps wrote the handoff.
func (h *Handoff) planAgain(books *Books) {
	if !h.Unplanned {
		return
	}
	h.Unplanned = false
	calendar := h.calendar(books)
	if h.Owner != 0 && h.OwnerDueAt.IsZero() {
		h.OwnerDueAt = h.DueAt
	}
	for _, c := range []Clock{DecideClock, OwnerClock, ContactClock} {
		started, due := h.times(c)
		if started.IsZero() || due.IsZero() {
			continue
		}
		all := calendar.Between(started, due)
		h.plan(c, calendar, started, all)
		h.Marks[len(h.Marks)-1].At = due
	}
}

// NextMark is when a clock of h is to be heard next, zero when none is.
func (h *Handoff) NextMark() (next time.Time) {
	for _, s := range h.Marks {
		if h.runs(s.Clock) && (next.IsZero() || s.At.Before(next)) {
			next = s.At
		}
	}
	return next
}

// Lapsed reports whether the owner has let their clock run out, and nobody has heard of it yet.
func (h *Handoff) Lapsed(at time.Time) bool {
	return h.runs(OwnerClock) && slices.ContainsFunc(h.Marks, func(s Mark) bool {
		return s.Clock == OwnerClock && s.Level == RunOut && !s.At.After(at)
	})
}

// Remind hears the clocks that run: for each, the highest step that is due is told, and those below it that were passed over are dropped.
func (h *Handoff) Remind(books *Books, at time.Time) {
	h.planAgain(books)
	for _, c := range []Clock{DecideClock, OwnerClock, ContactClock} {
		if level := h.due(c, at); h.runs(c) && level > 0 {
			h.Marks = slices.DeleteFunc(slices.Clone(h.Marks), func(s Mark) bool { return s.Clock == c && s.Level <= level })
			h.tell(h.heard(c, level, at), books)
		}
	}
}

// due is the highest level of a clock that has come, 0 when none has.
func (h *Handoff) due(c Clock, at time.Time) (level int) {
	for _, s := range h.Marks {
		if s.Clock == c && !s.At.After(at) {
			level = max(level, s.Level)
		}
	}
	return level
}

// heard keeps a step that has come.
func (h *Handoff) heard(c Clock, level int, at time.Time) Reminder {
	started, due := h.times(c)
	r := Reminder{c, level, started, due, h.Owner, h.Team, at}
	h.Made.Reminders = append(h.Made.Reminders, r)
	if r.Breached() && !h.echoes(c) {
		h.record(EventBreached, account.Person{ID: h.Owner}, at, map[string]any{"clock": c, "due": due})
	}
	return r
}

// echoes reports whether a clock says what its owner's says at the same moment: that of the lead, while its first owner has it.
func (h *Handoff) echoes(c Clock) bool {
	return c == DecideClock && h.Owner != 0 && h.OwnerDueAt.Equal(h.DueAt)
}

// stop ends a clock. Where it had run out and nobody has noticed yet, whoever holds the lead has breached it.
func (h *Handoff) stop(c Clock, at time.Time) {
	ranOut := func(s Mark) bool { return s.Clock == c && s.Level == RunOut && s.At.Before(at) }
	if slices.ContainsFunc(h.Marks, ranOut) {
		h.forget(c)
		h.heard(c, RunOut, at)
	}
}

// WaitFor lets the clocks of h stand until a day that the lead named; with the zero day they go on now.
func (h *Handoff) WaitFor(by account.Person, day time.Time, books *Books, at time.Time) error {
	if err := h.may(EventWaits, by); err != nil {
		return err
	}
	until := time.Time{}
	if day.IsZero() {
		if !h.WaitsUntil.After(at) {
			return errs.Say(errs.Conflict, "This lead is not waiting for a date. Its clock is running.")
		}
	} else {
		until = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, h.calendar(books).Zone)
		if !until.After(at) || until.After(at.AddDate(1, 0, 0)) {
			return errs.Problems{"until": "Choose a day from tomorrow on, within a year."}
		}
	}
	h.planAgain(books)
	base := at
	if !h.PausedAt.IsZero() {
		base = h.PausedAt
	}
	h.shift(books, later(base, h.WaitsUntil), later(base, until))
	h.held(books, at, later(at, until))
	h.WaitsUntil = until
	data := map[string]any{}
	if !until.IsZero() {
		data["until"] = until.Format(time.DateOnly)
	}
	h.record(EventWaits, by, at, data)
	return nil
}

// Waits reports whether the clocks stand for a date that the lead named.
func (h *Handoff) Waits(at time.Time) bool { return h.WaitsUntil.After(at) }

// shift moves what is due after the clocks stood still: what was left at since is left at from. What had run out stays run out.
func (h *Handoff) shift(books *Books, since, from time.Time) {
	calendar := h.calendar(books)
	move := func(c Clock, at time.Time) time.Time {
		stood, goes := since, from
		if c == OwnerClock { // of somebody who got it while it stood, all is left
			stood, goes = later(since, h.OwnedAt), later(from, h.OwnedAt)
		}
		if !at.After(stood) {
			return at
		}
		return calendar.Add(goes, calendar.Between(stood, at)).Truncate(time.Microsecond)
	}
	if h.Verdict == NoVerdict {
		h.DueAt = move(DecideClock, h.DueAt)
		if h.Owner != 0 && !h.OwnerDueAt.IsZero() {
			h.OwnerDueAt = move(OwnerClock, h.OwnerDueAt)
		}
	} else {
		h.ContactDueAt = move(ContactClock, h.ContactDueAt)
	}
	h.Marks = slices.Clone(h.Marks)
	for i, s := range h.Marks {
		if (s.Clock == ContactClock) == (h.Verdict != NoVerdict) {
			h.Marks[i].At = move(s.Clock, s.At)
		}
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// offeredNext is the sentence for a lead that goes on to person because holder let the time run out.
func offeredNext(person, holder string, open, most int) string {
	return fmt.Sprintf("Offered to %s: %s missed the deadline, %d of %d open", person, holder, open, most)
}
