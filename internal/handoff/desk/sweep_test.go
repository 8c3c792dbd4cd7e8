package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/inbox"
	"baton/internal/lead"
	"baton/internal/policy"
)

func reassigns(f *floor.Floor) { f.Terms.Reassign = true }

// lapse has the owner of a handoff let their clock run out, and the clocks heard.
func (s *shift) lapse(id handoff.ID) {
	s.T.Helper()
	s.Now = s.Handoff(id).OwnerDueAt
	s.Fine(s.RemindAll(ctx))
}

// why is where a handoff went last.
func (s *shift) why(id handoff.ID) string {
	last := ""
	for _, r := range s.Kept().Routes {
		if r.Handoff == id {
			last = r.What.Sentence
		}
	}
	return last
}

func TestALapsedLeadIsOfferedToEachRepInTurn(t *testing.T) {
	s := begin(t, reassigns)
	r := s.HandOver(1)
	due := s.Handoff(r.Handoff).DueAt
	var owners []string
	for range 3 {
		owners = append(owners, s.Handoff(r.Handoff).OwnerName)
		s.lapse(r.Handoff)
	}
	if want := []string{"Rosa", "Tom", "Kim"}; !slices.Equal(owners, want) {
		t.Errorf("offered to %v", owners)
	}
	if got := s.why(r.Handoff); got != "Stays with Kim: everybody available in EMEA has had it" {
		t.Error(got)
	}
	k := s.Kept()
	if h := k.Handoffs[r.Handoff]; h.Owner != floor.Kim.ID || !h.DueAt.Equal(due) || len(k.Breaches) != 4 {
		t.Errorf("%+v, %d breaches", h, len(k.Breaches))
	}
	for person, want := range map[account.PersonID][]inbox.Kind{
		floor.Rosa.ID: {inbox.RanOut}, floor.Tom.ID: {inbox.Offered, inbox.RanOut},
		floor.Kim.ID: {inbox.Offered, inbox.RanOut},
	} {
		got := slices.DeleteFunc(
			k.Told(person),
			func(kind inbox.Kind) bool { return kind == inbox.Reminded },
		)
		if !slices.Contains(got, want[0]) || len(got) < len(want) {
			t.Errorf("person %d reads %v, want %v", person, got, want)
		}
	}
	if told := k.Told(floor.Eve.ID); !slices.Contains(told, inbox.Escalated) ||
		!slices.Contains(told, inbox.NobodyFree) {
		t.Errorf("the manager reads %v", told)
	}
	checkLoads(t, s)
}

func TestWhereALapsedLeadGoes(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(f *floor.Floor)
		owner  account.PersonID
		words  string
	}{
		{"the next with room", func(*floor.Floor) {}, 12, "Offered to Tom: Rosa missed the deadline, 1 of 3 open"},
		{"with the skill that the rule asks for",
			func(f *floor.Floor) { f.Rules[1].Skills = []string{"Polish"}; f.Person(13).Skills = []string{"Polish"} }, 13,
			"Offered to Kim: Rosa missed the deadline, 1 of 3 open"},
		{"nobody has room", func(f *floor.Floor) { f.Person(12).Capacity, f.Person(13).Capacity = 0, 0 }, 0,
			"Back in the pool of EMEA: Rosa missed the deadline, and nobody has room"},
		{"nobody else is there", func(f *floor.Floor) {
			f.Person(12).Weight, f.Away = 0, map[account.PersonID][]assign.Span{13: {{From: floor.Noon}}}
		}, 11, "Stays with Rosa: everybody available in EMEA has had it"},
	} {
		s := begin(t, reassigns, func(f *floor.Floor) { f.Person(11).Skills = []string{"Polish"} })
		r := s.HandOver(1)
		s.Change(tc.change)
		s.lapse(r.Handoff)
		if h := s.Handoff(r.Handoff); h.Owner != tc.owner || s.why(r.Handoff) != tc.words || h.Team != floor.EMEA.ID {
			t.Errorf("%s: %d, %s", tc.name, h.Owner, s.why(r.Handoff))
		}
		checkLoads(t, s)
	}
}

func TestWithoutThatInTheAgreementALapsedLeadStays(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	s.lapse(r.Handoff)
	if h := s.Handoff(r.Handoff); h.Owner != floor.Rosa.ID || len(s.Kept().Breaches) != 2 {
		t.Errorf("%+v", h)
	}
}

func TestALeadThatIsAnsweredInTimeIsNotPassedOn(t *testing.T) {
	s := begin(t, reassigns)
	r := s.HandOver(1)
	s.Now = s.Handoff(r.Handoff).OwnerDueAt.Add(-time.Microsecond)
	s.Fine(s.RemindAll(ctx))
	if got := s.Handoff(r.Handoff).Owner; got != floor.Rosa.ID {
		t.Errorf("passed on to %d before its time is over", got)
	}
	s.Fine(s.Accept(ctx, floor.Rosa, r.Handoff, 0))
	s.lapse(r.Handoff)
	if h := s.Handoff(r.Handoff); h.Owner != floor.Rosa.ID || len(s.Kept().Breaches) != 0 {
		t.Errorf("%+v", h)
	}
}

func TestOneSweepHearsAllThatIsDue(t *testing.T) {
	s := begin(t, allFull)
	for n := range 205 {
		s.HandOver(n)
	}
	s.Wait(2 * time.Hour)
	n, err := s.Remind(ctx)
	if err != nil || n != 200 {
		t.Errorf("one batch: %d, %v", n, err)
	}
	s.Fine(s.RemindAll(ctx))
	if got := len(s.Kept().Reminders); got != 205 {
		t.Errorf("%d reminders", got)
	}
	if told := s.Kept().Told(floor.Eve.ID); len(
		slices.DeleteFunc(told, func(k inbox.Kind) bool { return k != inbox.Reminded }),
	) != 205 {
		t.Error("the managers do not read of what is in the pool")
	}
}

func TestTheClocksStandWhileALeadWaits(t *testing.T) {
	for _, tc := range []struct {
		name  string
		days  int
		wrong string
	}{
		{"a day", 3, ""}, {"a year", 365, ""},
		{"more than a year", 367, "until: Choose a day from tomorrow on, within a year."},
		{"today", 0, "until: Choose a day from tomorrow on, within a year."},
	} {
		s := begin(t)
		r := s.HandOver(1)
		err := s.WaitFor(ctx, floor.Rosa, r.Handoff, 0, s.Now.AddDate(0, 0, tc.days))
		if (err != nil) != (tc.wrong != "") || err != nil && err.Error() != tc.wrong {
			t.Errorf("%s: %v", tc.name, err)
		}
		if err != nil {
			continue
		}
		day := time.Date(2026, 11, 3+tc.days, 0, 0, 0, 0, time.UTC)
		if h := s.Handoff(r.Handoff); !h.DueAt.Equal(day.Add(4*time.Hour)) || !h.OwnerDueAt.Equal(h.DueAt) {
			t.Errorf("%s: due %s", tc.name, h.DueAt)
		}
		s.Wait(time.Hour)
		s.Fine(s.WaitFor(ctx, floor.Rosa, r.Handoff, 0, time.Time{}))
		if h := s.Handoff(r.Handoff); !h.DueAt.Equal(s.Now.Add(4 * time.Hour)) {
			t.Errorf("%s, taken back: due %s", tc.name, h.DueAt)
		}
	}
	s := begin(t)
	r := s.HandOver(1)
	const runs = "This lead is not waiting for a date. Its clock is running."
	if wrong := floor.Refused(s.WaitFor(ctx, floor.Rosa, r.Handoff, 0, time.Time{}), errs.Conflict, runs); wrong != "" {
		t.Error(wrong)
	}
}

func TestAClockCountsTheHoursOfWhoHasTheLead(t *testing.T) {
	s := begin(t, func(f *floor.Floor) {
		f.Team(floor.EMEA.ID).Week = agreement.OfficeHours()
		f.Hours = map[account.PersonID]policy.Hours{floor.Tom.ID: {Zone: "America/New_York"}}
	})
	s.Now = time.Date(2026, 11, 3, 17, 0, 0, 0, time.UTC) // 12:00 in New York
	r := s.HandOver(1)
	if h := s.Handoff(r.Handoff); h.Owner != floor.Rosa.ID ||
		!h.DueAt.Equal(time.Date(2026, 11, 4, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("Rosa, who has an hour of today: %d, due %s", h.Owner, h.DueAt)
	}
	s.Fine(s.Reassign(ctx, floor.Eve, []handoff.ID{r.Handoff}, floor.Tom.ID))
	if h := s.Handoff(r.Handoff); !h.OwnerDueAt.Equal(time.Date(2026, 11, 3, 21, 0, 0, 0, time.UTC)) {
		t.Errorf("Tom, who has six: due %s", h.OwnerDueAt)
	}
	s.Now = time.Date(2026, 11, 3, 20, 0, 0, 0, time.UTC)
	late, err := s.Submit(
		ctx,
		floor.Mia,
		typed(2, func(sub *desk.Submission) { sub.Lead.CompanySize = 100 }),
	) // an hour for a verdict
	if err != nil || late.Owner != floor.Tom.ID ||
		!strings.HasPrefix(late.Sentence, "Routed to Tom: The rest, 2 of 3 open") {
		t.Errorf("in the evening: %+v, %v", late, err)
	}
}

func TestAHandoffThatNoStepsWereWorkedOutForIsPlannedAgain(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	s.store.Edit(func(k *floor.Kept) {
		h := k.Handoffs[r.Handoff]
		h.Marks, h.Unplanned = nil, true
		k.Handoffs[r.Handoff] = h
	})
	s.Fine(s.Regrade(ctx, floor.Rosa, r.Handoff, 0, lead.GradeA, "A group."))
	if h := s.Handoff(r.Handoff); len(h.Marks) != 6 || !h.NextMark().Equal(floor.Noon.Add(2*time.Hour)) {
		t.Errorf("its steps are %+v", h.Marks)
	}
}
