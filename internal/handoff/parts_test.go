package handoff

import (
	"errors"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

// always is a calendar in which every hour is a working hour.
var always = agreement.Calendar{Zone: time.UTC}

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

func after(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

func running(c *Clocks) *Clocks {
	c.QueuedAt = noon
	c.start(DecideClock, always, noon, time.Hour)
	return c
}

func TestAClockHasAMarkAtHalfAtFourFifthsAndAtTheEndOfItsTime(t *testing.T) {
	c := running(&Clocks{})
	for _, tt := range []struct{ minutes, level int }{{29, 0}, {30, 50}, {47, 50}, {48, 80}, {59, 80}, {60, RunOut}} {
		if got := c.reached(DecideClock, after(tt.minutes)); got != tt.level {
			t.Errorf("after %d minutes: level %d, want %d", tt.minutes, got, tt.level)
		}
	}
	if !c.DueAt.Equal(after(60)) || c.ranOut(DecideClock, after(60)) || !c.ranOut(DecideClock, after(61)) {
		t.Errorf("due at %s, want %s", c.DueAt, after(60))
	}
	c.pass(DecideClock, 80)
	if len(c.Marks) != 1 || c.reached(DecideClock, after(59)) != 0 {
		t.Errorf("marks that were passed are still there: %v", c.Marks)
	}
}

func TestAPauseMovesWhatWasLeft(t *testing.T) {
	for _, tt := range []struct {
		name   string
		pause  func(c *Clocks)
		due    int // minutes after noon
		worked time.Duration
	}{
		{"a question", func(c *Clocks) {
			c.PausedAt = after(20)
			c.resume(always, after(50), time.Time{}, DecideClock)
		}, 90, 20 * time.Minute},
		{"no question", func(c *Clocks) { c.resume(always, after(50), time.Time{}, DecideClock) }, 60, 0},
		{"a date", func(c *Clocks) { c.wait(always, after(300), after(20), time.Time{}, DecideClock) }, 340,
			20 * time.Minute},
		{"a date that is taken back", func(c *Clocks) {
			c.wait(always, after(300), after(20), time.Time{}, DecideClock)
			c.wait(always, time.Time{}, after(30), time.Time{}, DecideClock)
		}, 70, 20 * time.Minute},
		{"a question during a date", func(c *Clocks) {
			c.wait(always, after(300), after(20), time.Time{}, DecideClock)
			c.PausedAt = after(100)
			c.resume(always, after(400), time.Time{}, DecideClock)
		}, 440, 20 * time.Minute},
		{"another clock", func(c *Clocks) {
			c.PausedAt = after(20)
			c.resume(always, after(50), time.Time{}, ContactClock)
		}, 60, 20 * time.Minute},
	} {
		c := running(&Clocks{})
		if tt.pause(c); !c.DueAt.Equal(after(tt.due)) || !c.Marks[2].At.Equal(c.DueAt) || c.Held != tt.worked {
			t.Errorf("%s: due %s, last mark %s, worked %s; want %s and %s", tt.name, c.DueAt, c.Marks[2].At, c.Held,
				after(tt.due), tt.worked)
		}
	}
}

func TestAnOwnerWhoGotALeadDuringAPauseHasAllTheirTime(t *testing.T) {
	c := running(&Clocks{PausedAt: after(20)})
	c.start(OwnerClock, always, after(40), time.Hour)
	c.resume(always, after(70), after(40), DecideClock, OwnerClock)
	if !c.DueAt.Equal(after(110)) || !c.OwnerDueAt.Equal(after(130)) {
		t.Errorf("due %s and %s, want %s and %s", c.DueAt, c.OwnerDueAt, after(110), after(130))
	}
}

func TestAVerdictIsUndoneByItsAuthorForTenMinutes(t *testing.T) {
	rosa, tom := account.Person{ID: 1, Name: "Rosa"}, account.Person{ID: 2, Name: "Tom"}
	for _, tt := range []struct {
		verdict Verdict
		by      account.Person
		minutes int
		fine    bool
	}{
		{Accepted, rosa, 10, true}, {Rejected, rosa, 10, true}, {Accepted, rosa, 11, false},
		{Accepted, tom, 1, false}, {Recalled, rosa, 1, false}, {NoVerdict, rosa, 1, false},
	} {
		d := Decision{Verdict: tt.verdict, VerdictBy: rosa.ID, VerdictByName: rosa.Name, VerdictAt: noon}
		if err := d.undoable(tt.by, after(tt.minutes)); (err == nil) != tt.fine || err != nil &&
			!errors.Is(err, errs.Conflict) {
			t.Errorf("%q by %s after %d minutes: %v", tt.verdict, tt.by.Name, tt.minutes, err)
		}
	}
	d := Decision{Verdict: Rejected, VerdictBy: rosa.ID, VerdictAt: noon, Reason: 7, Feedback: "Too small.", Asked: true}
	if d.clear(); d != (Decision{Asked: true}) {
		t.Errorf("left of a verdict: %+v", d)
	}
}

func TestTheLastStepOfTheWorkIsTakenBackFirst(t *testing.T) {
	w := Work{}
	w.tried(after(5))
	w.tried(after(3))
	if !w.TriedFirstAt.Equal(after(3)) || w.Attempts != 2 || w.before() != lead.Accepted {
		t.Errorf("two attempts: %+v", w)
	}
	w.ContactedAt = after(3)
	w.qualify(Qualification{ValueCents: 100, Currency: "EUR", ExpectedOn: noon}, 1, after(10))
	w.close(Won, 1, 0, "", after(20))
	w.WonCents = 90
	for _, want := range []struct {
		what   Outcome
		before lead.Stage
	}{{Won, lead.Qualified}, {Qualified, lead.Working}} {
		if what, _, _ := w.lastStep(); what != want.what || w.before() != want.before {
			t.Errorf("last %q, before %s, want %q and %s", what, w.before(), want.what, want.before)
		}
		w.takeBack()
	}
	if want := (Work{Attempts: 2, TriedFirstAt: after(3), ContactedAt: after(3)}); w != want {
		t.Errorf("left of the work: %+v, want %+v", w, want)
	}
}
