package handoff

import (
	"slices"
	"time"

	"baton/internal/agreement"
)

// Clock names a timer of a handoff. Each counts in the calendar of whoever holds the lead.
type Clock string

// The clocks.
const (
	DecideClock  Clock = "decide"  // the lead's: from the queue to the verdict, whoever has it meanwhile
	OwnerClock   Clock = "owner"   // its owner's: from when they got the lead to the verdict; each owner's is a new one
	ContactClock Clock = "contact" // from acceptance to the first contact
)

// Mark is a moment at which a running clock is checked: half, 80 % or all of its time.
type Mark struct {
	Clock Clock     `json:"clock"`
	Level int       `json:"level"` // percent of the clock's time
	At    time.Time `json:"at"`
}

// RunOut is the level at which a deadline is missed.
const RunOut = 100

var levels = []int{50, 80, RunOut}

// Clocks are the timers of a handoff: when they run out, when they are paused, and how long each holder has had the
// lead. They know times alone: who holds the lead, and whether there is a verdict, is the handoff's.
type Clocks struct {
	QueuedAt     time.Time
	DueAt        time.Time
	OwnerDueAt   time.Time // zero in the pool
	ContactDueAt time.Time // zero until the acceptance
	PausedAt     time.Time // zero while marketing has no question to answer
	WaitsUntil   time.Time // a date that the lead named: the clocks are paused until then
	HeldSince    time.Time // since when the holder's working time counts beyond Held; zero counts from the queue on
	// Held is the working time before HeldSince and since the acceptance: of each holder in their own hours, without
	// pauses.
	Held      time.Duration
	Marks     []Mark // that are still to come
	Unplanned bool   // the marks are not worked out: a program that knows none wrote the handoff
}

// Waits reports whether the clocks are paused at an instant for a date that the lead named.
func (c *Clocks) Waits(at time.Time) bool { return c.WaitsUntil.After(at) }

// dueAt is where the deadline of a clock is kept.
func (c *Clocks) dueAt(clock Clock) *time.Time {
	switch clock {
	case OwnerClock:
		return &c.OwnerDueAt
	case ContactClock:
		return &c.ContactDueAt
	}
	return &c.DueAt
}

// start starts a clock with so much working time from an instant on: its deadline and its marks.
func (c *Clocks) start(clock Clock, calendar agreement.Calendar, from time.Time, within time.Duration) {
	c.forget(clock)
	due := from
	for _, level := range levels {
		due = calendar.Add(from, within*time.Duration(level)/RunOut).Truncate(time.Microsecond)
		c.Marks = append(c.Marks, Mark{clock, level, due})
	}
	*c.dueAt(clock) = due
}

// replan works out the marks of a clock that has run since an instant. Its deadline stays.
func (c *Clocks) replan(clock Clock, calendar agreement.Calendar, started time.Time) {
	due := *c.dueAt(clock)
	if started.IsZero() || due.IsZero() {
		return
	}
	c.start(clock, calendar, started, calendar.Between(started, due))
	c.Marks[len(c.Marks)-1].At = due
	*c.dueAt(clock) = due
}

// forget drops the marks of a clock.
func (c *Clocks) forget(clock Clock) { c.pass(clock, RunOut) }

// pass drops the marks of a clock up to a level.
func (c *Clocks) pass(clock Clock, level int) {
	c.Marks = slices.DeleteFunc(slices.Clone(c.Marks), func(m Mark) bool { return m.Clock == clock && m.Level <= level })
}

// reached is the highest level of a clock whose moment has come, 0 when none has.
func (c *Clocks) reached(clock Clock, at time.Time) (level int) {
	for _, m := range c.Marks {
		if m.Clock == clock && !m.At.After(at) {
			level = max(level, m.Level)
		}
	}
	return level
}

// ranOut reports whether a clock ran out before an instant, and nobody was told yet.
func (c *Clocks) ranOut(clock Clock, at time.Time) bool {
	return slices.ContainsFunc(c.Marks, func(m Mark) bool {
		return m.Clock == clock && m.Level == RunOut && m.At.Before(at)
	})
}

// next is the earliest mark of the clocks that run, zero when there is none.
func (c *Clocks) next(runs func(Clock) bool) (next time.Time) {
	for _, m := range c.Marks {
		if runs(m.Clock) && (next.IsZero() || m.At.Before(next)) {
			next = m.At
		}
	}
	return next
}

// holderSince is since when the present holder's working time counts.
func (c *Clocks) holderSince() time.Time { return later(c.QueuedAt, c.HeldSince) }

// hold adds the working time that the present holder has had the lead, until an instant or the pause that is on, to
// Held. What comes counts from another instant on.
func (c *Clocks) hold(calendar agreement.Calendar, until, from time.Time) {
	if !c.PausedAt.IsZero() {
		until = c.PausedAt
	}
	c.Held += calendar.Between(c.holderSince(), until)
	c.HeldSince = from
}

// shift moves the deadlines and marks of clocks that were paused: the working time that was left at since is left at
// from. A clock that had run out stays so. An owner who got the lead during the pause has all of their time left.
func (c *Clocks) shift(calendar agreement.Calendar, since, from, ownedAt time.Time, clocks ...Clock) {
	move := func(clock Clock, at time.Time) time.Time {
		paused, resumed := since, from
		if clock == OwnerClock {
			paused, resumed = later(since, ownedAt), later(from, ownedAt)
		}
		if !at.After(paused) {
			return at
		}
		return calendar.Add(resumed, calendar.Between(paused, at)).Truncate(time.Microsecond)
	}
	for _, clock := range clocks {
		due := c.dueAt(clock)
		*due = move(clock, *due)
	}
	c.Marks = slices.Clone(c.Marks)
	for i, m := range c.Marks {
		if slices.Contains(clocks, m.Clock) {
			c.Marks[i].At = move(m.Clock, m.At)
		}
	}
}

// wait pauses the clocks until an instant in place of the wait that is on, and takes up from there: the zero time
// lets them go on now.
func (c *Clocks) wait(calendar agreement.Calendar, until, at, ownedAt time.Time, clocks ...Clock) {
	base := at
	if !c.PausedAt.IsZero() {
		base = c.PausedAt
	}
	c.shift(calendar, later(base, c.WaitsUntil), later(base, until), ownedAt, clocks...)
	c.hold(calendar, at, later(at, until))
	c.WaitsUntil = until
}

// resume lets the clocks go on after a question: the working time that was left when they were paused is left now.
func (c *Clocks) resume(calendar agreement.Calendar, at, ownedAt time.Time, clocks ...Clock) {
	if c.PausedAt.IsZero() {
		return
	}
	goesOn := later(at, c.WaitsUntil)
	c.shift(calendar, later(c.PausedAt, c.WaitsUntil), goesOn, ownedAt, clocks...)
	c.hold(calendar, c.PausedAt, goesOn)
	c.PausedAt = time.Time{}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
