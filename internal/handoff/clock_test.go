package handoff_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/policy"
)

// unplanned has just been handed over by a program that knows no steps.
func unplanned(owner account.Person) *handoff.Handoff {
	h := pooled()
	h.Unplanned = true
	if owner.ID != 0 {
		h.Owner, h.OwnerName, h.OwnedAt, h.OwnerDueAt = owner.ID, owner.Name, ten, h.DueAt
	}
	return h
}

// queued has just been handed over, and its clocks run.
func queued(owner account.Person) *handoff.Handoff {
	h := unplanned(owner)
	h.Remind(house(), ten)
	return h
}

// heard is what a look at the clocks of h at that time makes: the reminders, and who is told what.
func heard(h *handoff.Handoff, inForce *policy.Policy, at time.Time) string {
	h.Remind(inForce, at)
	var all []string
	for _, r := range h.Changes.Reminders {
		all = append(all, fmt.Sprintf("%s %d", r.Clock, r.Level))
	}
	for _, n := range h.Changes.Notifications {
		all = append(all, fmt.Sprintf("%s to %d", n.Kind, n.To))
	}
	h.Changes = handoff.Changes{}
	return strings.Join(all, ", ")
}

func TestAClockIsHeardThreeTimesAndEachTimeOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		h    *handoff.Handoff
		want []string // after 29, 30, 48, 60 minutes and a day
	}{
		"the owner's": {queued(rosa), []string{
			"", "decide 50, owner 50, reminder to 4", "decide 80, owner 80, reminder to 4",
			"decide 100, owner 100, breach to 4, escalation to 7", "",
		}},
		"that of a lead in the pool": {queued(account.Person{}), []string{
			"", "decide 50, reminder to 7", "decide 80, reminder to 7", "decide 100, escalation to 7", "",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			for i, after := range []time.Duration{29 * time.Minute, 30 * time.Minute, 48 * time.Minute, time.Hour,
				24 * time.Hour} {
				for range 2 {
					if got := heard(tc.h, house(), ten.Add(after)); got != tc.want[i] {
						t.Errorf("after %s: %q, want %q", after, got, tc.want[i])
					}
					tc.want[i] = "" // nothing is said twice
				}
			}
		})
	}
}

func TestLevelsThatWerePassedOverAreToldAsTheHighest(t *testing.T) {
	if got := heard(queued(rosa), house(), ten.Add(50*time.Minute)); got != "decide 80, owner 80, reminder to 4" {
		t.Errorf("after 50 minutes in which nobody looked: %q", got)
	}
	for _, h := range []*handoff.Handoff{queued(rosa), unplanned(rosa)} {
		if got := heard(h, house(), ten.Add(5*time.Hour)); got != "decide 100, owner 100, breach to 4, escalation to 7" {
			t.Errorf("after hours in which nobody looked: %q", got)
		}
	}
}

func TestATeamWithoutAManagerTellsTheAdmins(t *testing.T) {
	policy := house()
	policy.Teams[1].Managers = nil
	if got := heard(queued(rosa), policy, ten.Add(time.Hour)); !strings.Contains(got, "escalation to 8") {
		t.Errorf("told: %q", got)
	}
}

func TestOnlyAClockThatRunsIsHeard(t *testing.T) {
	for name, tc := range map[string]struct {
		h    *handoff.Handoff
		want string
	}{
		"marketing has a question":    {decided(t, queued(rosa), ask(rosa, ten.Add(time.Minute))), ""},
		"a colleague has accepted it": {decided(t, queued(rosa), accept(rosa, ten.Add(time.Minute))), ""},
		"it was sent back":            {decided(t, queued(rosa), reject(rosa, tooSmall, "", ten.Add(time.Minute))), ""},
		"marketing took it back":      {decided(t, queued(rosa), recall(mia, ten.Add(time.Minute))), ""},
		"the acceptance was taken back": {decided(t, queued(rosa), accept(rosa, ten.Add(time.Minute)),
			undo(rosa, ten.Add(2*time.Minute))), "decide 100, owner 100, breach to 4, escalation to 7"},
		"the acceptance was taken back of": {decided(t, queued(rosa), accept(tom, ten.Add(time.Minute)),
			undo(tom, ten.Add(2*time.Minute))), "decide 100, breach to 5, escalation to 7"},
	} {
		if got := heard(tc.h, house(), ten.Add(61*time.Minute)); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestWhoComesTooLateHasBreached(t *testing.T) {
	h := queued(rosa)
	if err := h.Accept(tom, house(), ten.Add(time.Hour+time.Second)); err != nil {
		t.Fatal(err)
	}
	var breached []string
	for _, r := range h.Changes.Reminders {
		breached = append(breached, fmt.Sprintf("%s of %d", r.Clock, r.Holder))
	}
	if got := strings.Join(breached, ", "); got != "decide of 4, owner of 4" {
		t.Errorf("breached: %s", got)
	}
	h = queued(rosa)
	if err := h.Accept(rosa, house(), ten.Add(time.Hour)); err != nil || len(h.Changes.Reminders) != 0 {
		t.Errorf("a verdict at the last moment: %v, %v", h.Changes.Reminders, err)
	}
}

func TestTheContactClockRunsInTheOwnersCalendar(t *testing.T) {
	h := decided(t, queued(rosa), accept(tom, ten)) // 4:00 in New York, where Tom begins at 9:00
	newYork := house().CalendarOf(tom.ID, 3).Zone
	half := time.Date(2026, 11, 3, 11, 0, 0, 0, newYork)
	if got := heard(h, house(), half.Add(-time.Second)); got != "" {
		t.Errorf("a second before two hours: %q", got)
	}
	if got := heard(h, house(), half); got != "contact 50, reminder to 5" {
		t.Errorf("after two hours of Tom's: %q", got)
	}
	if got := heard(h, house(), half.Add(2*time.Hour)); got != "contact 100, breach to 5, escalation to 7" {
		t.Errorf("after four hours of Tom's: %q", got)
	}
	late := decided(t, queued(rosa), accept(rosa, ten))
	if err := late.LogAttempt(rosa, handoff.Attempt{Kind: "call", Outcome: "reached"}, house(),
		ten.Add(5*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if len(late.Changes.Reminders) != 1 || late.Changes.Reminders[0].Clock != handoff.ContactClock ||
		late.Contact.Business != 5*time.Hour {
		t.Errorf("a contact after five hours: %v, %v", late.Changes.Reminders, late.Contact)
	}
}

func TestEachHoldersTimeIsCountedInTheirOwnHours(t *testing.T) {
	h := queued(account.Person{})
	if err := h.Claim(tom, house(), ten.Add(30*time.Minute)); err != nil { // half an hour of EMEA's
		t.Fatal(err)
	}
	newYork := house().CalendarOf(tom.ID, 3).Zone
	if want := time.Date(2026, 11, 3, 10, 0, 0, 0, newYork); !h.OwnerDueAt.Equal(want) ||
		!h.DueAt.Equal(ten.Add(time.Hour)) {
		t.Errorf("Tom has until %s, the lead until %s", h.OwnerDueAt.In(newYork), h.DueAt)
	}
	if err := h.Accept(tom, house(), time.Date(2026, 11, 3, 9, 20, 0, 0, newYork)); err != nil {
		t.Fatal(err)
	}
	if h.Decide.Business != 50*time.Minute || h.Own.Business != 20*time.Minute ||
		h.Own.Wall != 4*time.Hour+50*time.Minute {
		t.Errorf("the verdict took %v, of which Tom %v", h.Decide, h.Own)
	}
}

func wait(by account.Person, day string, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error {
		on, err := time.Parse(time.DateOnly, day)
		if day != "" && err != nil {
			return err
		}
		return h.WaitFor(by, on, house(), at)
	}
}

func TestWaitingForADate(t *testing.T) {
	const choose = "until: Choose a day from tomorrow on, within a year."
	walk(t, []step{
		{"a lead that waits", held(), wait(rosa, "2026-11-12", ten), nil, "", handoff.EventWaits, lead.Submitted},
		{"a lead that is accepted", decided(t, held(), accept(rosa, ten)), wait(rosa, "2026-11-12", ten), nil, "",
			handoff.EventWaits, lead.Accepted},
		{"tomorrow", held(), wait(rosa, "2026-11-04", ten), nil, "", handoff.EventWaits, lead.Submitted},
		{"today", held(), wait(rosa, "2026-11-03", ten), errs.Invalid, choose, "", ""},
		{"yesterday", held(), wait(rosa, "2026-11-02", ten), errs.Invalid, choose, "", ""},
		{"in two years", held(), wait(rosa, "2028-11-02", ten), errs.Invalid, choose, "", ""},
		{"taken back", decided(t, held(), wait(rosa, "2026-11-12", ten)), wait(rosa, "", ten), nil, "", handoff.EventWaits,
			lead.Submitted},
		{"taken back where there is none", held(), wait(rosa, "", ten), errs.Conflict,
			"This lead is not waiting for a date. Its clock is running.", "", ""},
		{"after the first contact", decided(t, held(), accept(rosa, ten), attempt(rosa, "reached", ten)),
			wait(rosa, "2026-11-12", ten), errs.Conflict, "This lead is now working, so this is not possible. Check it again.",
			"", ""},
		{"by marketing", held(), wait(mia, "2026-11-12", ten), errs.Forbidden, notSales, "", ""},
		{"by another team", held(), wait(kim, "2026-11-12", ten), errs.Forbidden, notSales, "", ""},
	})
	day := func(d, hour, minute int) time.Time { return time.Date(2026, 11, d, hour, minute, 0, 0, berlin) }
	for name, tc := range map[string]struct {
		h    *handoff.Handoff
		want time.Time
	}{
		"half an hour is left when the day comes": {decided(t, queued(rosa),
			wait(rosa, "2026-11-12", ten.Add(30*time.Minute))), day(12, 9, 30)},
		"a later day": {decided(t, queued(rosa),
			wait(rosa, "2026-11-12", ten.Add(30*time.Minute)), wait(rosa, "2026-11-13", ten.Add(40*time.Minute))),
			day(13, 9, 30)},
		"an earlier day": {decided(t, queued(rosa),
			wait(rosa, "2026-11-13", ten.Add(30*time.Minute)), wait(rosa, "2026-11-12", ten.Add(40*time.Minute))),
			day(12, 9, 30)},
		"no day any more": {decided(t, queued(rosa),
			wait(rosa, "2026-11-13", ten.Add(30*time.Minute)), wait(rosa, "", ten.Add(40*time.Minute))), day(3, 11, 10)},
		"a question that is answered before": {decided(t, queued(rosa), wait(rosa, "2026-11-12", ten),
			ask(rosa, ten.Add(time.Hour)), answer(mia, ten.Add(2*time.Hour))), day(12, 10, 0)},
		"a question that is answered afterwards": {decided(t, queued(rosa), wait(rosa, "2026-11-04", ten),
			ask(rosa, ten.Add(time.Hour)), answer(mia, day(5, 11, 0))), day(5, 12, 0)},
		"a day named while marketing is asked": {decided(t, queued(rosa), ask(rosa, ten.Add(15*time.Minute)),
			wait(rosa, "2026-11-12", ten.Add(time.Hour)), answer(mia, ten.Add(2*time.Hour))), day(12, 9, 45)},
		"a day named for what had run out, stays so": {decided(t, queued(rosa),
			wait(rosa, "2026-11-12", ten.Add(2*time.Hour))), day(3, 11, 0)},
	} {
		if !tc.h.DueAt.Equal(tc.want) || !tc.h.OwnerDueAt.Equal(tc.want) {
			t.Errorf("%s: due %s, the owner's %s, want %s", name, tc.h.DueAt.In(berlin), tc.h.OwnerDueAt.In(berlin), tc.want)
		}
	}
	for name, h := range map[string]*handoff.Handoff{
		"never stood": queued(rosa),
		"waited":      decided(t, queued(rosa), wait(rosa, "2026-11-12", ten.Add(30*time.Minute))),
		"waited longer": decided(t, queued(rosa), wait(rosa, "2026-11-12", ten.Add(30*time.Minute)),
			wait(rosa, "2026-11-13", ten.Add(40*time.Minute))),
		"waited shorter": decided(t, queued(rosa), wait(rosa, "2026-11-13", ten.Add(30*time.Minute)),
			wait(rosa, "2026-11-12", ten.Add(40*time.Minute))),
		"waited no more": decided(t, queued(rosa), wait(rosa, "2026-11-13", ten.Add(30*time.Minute)),
			wait(rosa, "", ten.Add(40*time.Minute))),
		"was asked about": decided(t, queued(rosa), ask(rosa, ten.Add(20*time.Minute)),
			answer(mia, ten.Add(3*time.Hour))),
		"was asked about twice": decided(t, queued(rosa), ask(rosa, ten.Add(20*time.Minute)),
			answer(mia, ten.Add(3*time.Hour)), ask(rosa, ten.Add(200*time.Minute)), answer(mia, day(5, 9, 0))),
		"was asked about as it waited": decided(t, queued(rosa), wait(rosa, "2026-11-12", ten), ask(rosa, ten.Add(time.Hour)),
			answer(mia, ten.Add(2*time.Hour))),
		"waited as it was asked about": decided(t, queued(rosa), ask(rosa, ten.Add(15*time.Minute)),
			wait(rosa, "2026-11-12", ten.Add(time.Hour)), answer(mia, ten.Add(2*time.Hour))),
	} {
		if err := h.Accept(rosa, house(), h.DueAt); err != nil {
			t.Fatal(err)
		}
		if h.Decide.Business != time.Hour {
			t.Errorf("answered as its hour is over, a lead that %s took %s of working time", name, h.Decide.Business)
		}
	}
	h := queued(account.Person{})
	for _, do := range []func(*handoff.Handoff) error{ask(rosa, ten.Add(10*time.Minute)), claim(rosa, ten.Add(time.Hour)),
		answer(mia, ten.Add(2*time.Hour)), accept(rosa, ten.Add(130*time.Minute))} {
		if err := do(h); err != nil {
			t.Fatal(err)
		}
	}
	if h.Decide.Business != 20*time.Minute {
		t.Errorf("claimed while marketing was asked, the verdict took %s of working time", h.Decide.Business)
	}
	h = decided(t, queued(rosa), wait(rosa, "2026-11-12", ten), accept(rosa, ten.Add(time.Minute)))
	if want := day(12, 13, 0); !h.ContactDueAt.Equal(want) || !h.Waits(ten) {
		t.Errorf("accepted meanwhile, the first contact is due %s, want %s", h.ContactDueAt.In(berlin), want)
	}
	if got := heard(h, house(), day(12, 9, 0)); got != "" {
		t.Errorf("on the day: %q", got)
	}
	if got := heard(h, house(), day(12, 11, 0)); got != "contact 50, reminder to 4" {
		t.Errorf("two hours into the day: %q", got)
	}
}

func TestTheFirstContactTakesNoTimeThatItsClockLeavesOut(t *testing.T) {
	day := func(d, hour, minute int) time.Time { return time.Date(2026, 11, d, hour, minute, 0, 0, berlin) }
	waits := decided(t, queued(rosa), wait(rosa, "2026-11-12", ten.Add(30*time.Minute)))
	for name, tc := range map[string]struct {
		h    *handoff.Handoff
		at   time.Time
		want time.Duration
	}{
		"nothing": {decided(t, queued(rosa), accept(rosa, ten)), ten.Add(2 * time.Hour),
			2 * time.Hour},
		"a date named before the acceptance": {decided(t, waits, accept(rosa, ten.Add(time.Hour))), day(12, 11, 0),
			2 * time.Hour},
		"a date named after it": {decided(t, queued(rosa), accept(rosa, ten),
			wait(rosa, "2026-11-12", ten.Add(time.Hour))), day(12, 11, 0), 3 * time.Hour},
		"a date, then a later one": {decided(t, queued(rosa), accept(rosa, ten),
			wait(rosa, "2026-11-12", ten.Add(time.Hour)), wait(rosa, "2026-11-13", day(12, 9, 30))), day(13, 11, 0),
			3*time.Hour + 30*time.Minute},
		"a date that was taken back": {decided(t, queued(rosa), accept(rosa, ten),
			wait(rosa, "2026-11-12", ten.Add(time.Hour)), wait(rosa, "", ten.Add(2*time.Hour))), ten.Add(3 * time.Hour),
			2 * time.Hour},
		"a date, but called before it": {decided(t, queued(rosa), accept(rosa, ten),
			wait(rosa, "2026-11-12", ten.Add(time.Hour))), ten.Add(3 * time.Hour), time.Hour},
		"a call that was dated back": {decided(t, queued(rosa), accept(rosa, ten),
			wait(rosa, "2026-11-12", ten.Add(time.Hour))), ten.Add(30 * time.Minute), 30 * time.Minute},
		"an acceptance that was taken back": {decided(t, queued(rosa), accept(rosa, ten), undo(rosa, ten.Add(5*time.Minute)),
			accept(rosa, ten.Add(time.Hour))), ten.Add(2 * time.Hour), time.Hour},
	} {
		made := handoff.Attempt{Kind: "call", Outcome: "reached", At: tc.at}
		if err := tc.h.LogAttempt(rosa, made, house(), day(13, 12, 0)); err != nil {
			t.Fatal(err)
		}
		if tc.h.Contact.Business != tc.want {
			t.Errorf("after %s the first contact took %s of working time, want %s", name, tc.h.Contact.Business, tc.want)
		}
	}
	again := decided(t, queued(rosa), accept(rosa, ten.Add(10*time.Minute)), undo(rosa, ten.Add(15*time.Minute)),
		accept(rosa, ten.Add(20*time.Minute)))
	if again.Decide.Business != 20*time.Minute {
		t.Errorf("a verdict that was taken back and given again took %s", again.Decide.Business)
	}
	before := decided(t, queued(rosa), accept(rosa, ten))
	before.Held, before.HeldSince = 0, time.Time{} // as a program wrote it that counted the verdict's time alone
	if err := decided(t, before, wait(rosa, "2026-11-12", ten.Add(time.Hour))).LogAttempt(rosa,
		handoff.Attempt{Kind: "call", Outcome: "reached"}, house(), day(12, 10, 0)); err != nil {
		t.Fatal(err)
	}
	if before.Contact.Business != 2*time.Hour {
		t.Errorf("accepted by an older program, the first contact took %s", before.Contact.Business)
	}
}

// However a handoff comes to its end, each clock is heard at most once at each level, the levels rise, and no clock
// that stands is heard.
func TestClocksUnderAnythingThatHappens(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		inForce, at := house(), ten
		inForce.People[rosa.ID] = policy.Hours{Away: []agreement.Absence{{From: ten.Add(24 * time.Hour),
			To: ten.Add(48 * time.Hour)}}}
		h := queued(rapid.SampledFrom([]account.Person{{}, rosa}).Draw(rt, "owner"))
		seen := map[string]int{}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(0, 180).Draw(rt, "minutes")) * time.Minute)
			day := at.AddDate(0, 0, rapid.IntRange(1, 3).Draw(rt, "day"))
			deeds := map[string]func() error{
				"accept": func() error { return h.Accept(tom, inForce, at) }, "undo": func() error { return h.Undo(tom, at) },
				"claim": func() error { return h.Claim(tom, inForce, at) }, "ask": func() error { return h.Ask(rosa, "Who?", at) },
				"answer": func() error { return h.Answer(mia, "She.", inForce, at) },
				"wait":   func() error { return h.WaitFor(rosa, day, inForce, at) },
				"go on":  func() error { return h.WaitFor(rosa, time.Time{}, inForce, at) },
				"call": func() error {
					return h.LogAttempt(tom, handoff.Attempt{Kind: "call", Outcome: "reached"}, inForce, at)
				},
				"hear": func() error {
					asked, waits := !h.PausedAt.IsZero(), h.Waits(at)
					h.Remind(inForce, at)
					for _, r := range h.Changes.Reminders {
						if asked || waits && r.Due.After(at) && r.Breached() {
							rt.Fatalf("a clock that stands is heard: %+v", r)
						}
					}
					return nil
				},
			}
			names := []string{"hear", "hear", "accept", "undo", "claim", "ask", "answer", "wait", "go on", "call"}
			_ = deeds[rapid.SampledFrom(names).Draw(rt, "deed")]() // what is refused changes nothing
			for _, r := range h.Changes.Reminders {
				run := fmt.Sprintf("%s of %s", r.Clock, r.Started)
				if r.Level <= seen[run] {
					rt.Fatalf("%s is heard at %d after %d", run, r.Level, seen[run])
				}
				if r.Breached() && r.At.Before(r.Due) {
					rt.Fatalf("%s ran out at %s and is due %s", run, r.At, r.Due)
				}
				seen[run] = r.Level
			}
			h.Changes = handoff.Changes{}
			if next := h.NextMark(); !next.IsZero() &&
				!slices.ContainsFunc(h.Marks, func(s handoff.Mark) bool { return s.At.Equal(next) }) {
				rt.Fatalf("the next step %s is none of %v", next, h.Marks)
			}
		}
	})
}
