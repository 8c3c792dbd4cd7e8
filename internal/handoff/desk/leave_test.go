package desk_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/inbox"
)

// alone leaves Rosa as the only rep of EMEA with room, until the test says otherwise.
func alone(f *floor.Floor) {
	f.Person(floor.Tom.ID).Capacity, f.Person(floor.Kim.ID).Capacity = 0, 0
}

func together(f *floor.Floor) {
	f.Person(floor.Tom.ID).Capacity, f.Person(floor.Kim.ID).Capacity = 3, 3
}

// leaver is a shift on which Rosa has two leads that wait and two that she works on.
func leaver(t *testing.T) *shift {
	t.Helper()
	s := begin(t, alone)
	for n := range 4 {
		r := s.HandOver(n)
		if n >= 2 {
			s.Fine(s.Accept(ctx, floor.Rosa, r.Handoff, 0))
		}
	}
	return s
}

// holders counts what each has, by name: what waits, and what is worked on.
func holders(s *shift) map[string][2]int {
	all := map[string][2]int{}
	for _, h := range s.Kept().Handoffs {
		n := all[h.OwnerName]
		if h.Verdict == handoff.Accepted {
			n[1]++
		} else {
			n[0]++
		}
		all[h.OwnerName] = n
	}
	return all
}

func TestWhoLeavesHandsEverythingOver(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(f *floor.Floor)
		l      desk.Leaving
		want   map[string][2]int
		done   desk.HandedOver
		words  string
	}{
		{"to one person", together, desk.Leaving{To: floor.Tom.ID}, map[string][2]int{"Tom": {2, 2}},
			desk.HandedOver{Given: 2, Worked: 2}, ""},
		{"to one person without room", alone, desk.Leaving{To: floor.Tom.ID}, map[string][2]int{"Tom": {2, 2}},
			desk.HandedOver{Given: 2, Worked: 2}, ""},
		{"to whom the rules send it", together, desk.Leaving{}, map[string][2]int{"Tom": {1, 1}, "Kim": {1, 1}},
			desk.HandedOver{Given: 2, Worked: 2}, ""},
		{"to a team", together, desk.Leaving{Team: floor.Americas.ID}, map[string][2]int{"Sam": {2, 2}},
			desk.HandedOver{Given: 2, Worked: 2}, ""},
		{"where nobody has room", alone, desk.Leaving{}, map[string][2]int{"": {2, 0}, "Tom": {0, 1}, "Kim": {0, 1}},
			desk.HandedOver{Given: 0, Pooled: 2, Worked: 2}, ""},
		{"where one has no share", func(f *floor.Floor) { together(f); f.Person(floor.Kim.ID).Weight = 0 }, desk.Leaving{},
			map[string][2]int{"Tom": {2, 2}}, desk.HandedOver{Given: 2, Worked: 2}, ""},
		{"where all are away", func(f *floor.Floor) {
			f.Away = map[account.PersonID][]assign.Span{floor.Tom.ID: {{From: floor.Noon}}, floor.Kim.ID: {{From: floor.Noon}}}
		}, desk.Leaving{}, nil, desk.HandedOver{},
			"Nobody in EMEA is available to continue the leads of Rosa. Choose a person or another team."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := leaver(t)
			s.Change(tc.change)
			before, had := s.Kept(), holders(s)
			tc.l.Person = floor.Rosa.ID
			done, err := s.HandOverAll(ctx, floor.Jo, tc.l)
			if errs.Words(err) != tc.words || done != tc.done {
				t.Fatalf("%v, %+v", err, done)
			}
			if tc.want == nil {
				tc.want = had
				if diff := floor.Diff(before, s.Kept()); diff != "" {
					t.Error(diff)
				}
			}
			if got := holders(s); !maps.Equal(got, tc.want) {
				t.Errorf("they have %v, want %v", got, tc.want)
			}
			checkLoads(t, s)
			for _, r := range s.Kept().Routes[len(before.Routes):] {
				byRule := s.Handoff(r.Handoff).Verdict == handoff.NoVerdict && tc.l.To == 0 && tc.l.Team == 0
				if strings.Contains(r.What.Sentence, "Rosa leaves") == byRule {
					t.Errorf("it is said: %s", r.What.Sentence)
				}
			}
		})
	}
}

func TestAHandOverSaysWhatIsWrongWithIt(t *testing.T) {
	s := leaver(t)
	s.Change(func(f *floor.Floor) { f.Person(floor.Kim.ID).Disabled, f.Team(floor.Americas.ID).Retired = true, true })
	before := s.Kept()
	for _, tc := range []struct {
		name  string
		by    account.Person
		l     desk.Leaving
		kind  error
		words string
	}{
		{"by a rep", floor.Rosa, desk.Leaving{Person: floor.Rosa.ID}, errs.Forbidden,
			"Only a manager can hand over somebody else's leads."},
		{"of nobody", floor.Jo, desk.Leaving{}, errs.Invalid, "person: Choose who hands over."},
		{"to themselves", floor.Jo, desk.Leaving{Person: 11, To: 11}, errs.Invalid,
			"to: Choose somebody other than the person who leaves."},
		{"to nobody who exists", floor.Jo, desk.Leaving{Person: 11, To: 9999}, errs.Invalid, "to: Choose somebody in sales."},
		{"to a marketer", floor.Jo, desk.Leaving{Person: 11, To: floor.Mia.ID}, errs.Invalid,
			"to: Choose somebody in sales."},
		{"to who is disabled", floor.Jo, desk.Leaving{Person: 11, To: floor.Kim.ID}, errs.Invalid,
			"to: Choose somebody in sales."},
		{"to an admin of no team", floor.Jo, desk.Leaving{Person: 11, To: floor.Ada.ID}, errs.Invalid,
			"to: Choose somebody in sales."},
		{"to a retired team", floor.Jo, desk.Leaving{Person: 11, Team: floor.Americas.ID}, errs.Invalid,
			"to: Choose a sales team that is in use."},
		{"to a marketing team", floor.Jo, desk.Leaving{Person: 11, Team: floor.Demand.ID}, errs.Invalid,
			"to: Choose a sales team that is in use."},
		{"of who has nothing", floor.Jo, desk.Leaving{Person: floor.Tom.ID}, errs.Conflict,
			"Tom has no leads that you can hand over."},
		{"by a manager of another team", floor.Ann, desk.Leaving{Person: 11}, errs.Conflict,
			"Rosa has no leads that you can hand over."},
	} {
		_, err := s.HandOverAll(ctx, tc.by, tc.l)
		if wrong := floor.Refused(err, tc.kind, tc.words); wrong != "" {
			t.Errorf("%s: %s", tc.name, wrong)
		}
		if diff := floor.Diff(before, s.Kept()); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func TestAManagerGivesLeadsByName(t *testing.T) {
	s := begin(t)
	one, two := s.HandOver(1), s.HandOver(2)
	s.Fine(s.Accept(ctx, floor.Tom, two.Handoff, 0))
	ids := []handoff.ID{two.Handoff, one.Handoff, two.Handoff}
	s.Fine(s.Reassign(ctx, floor.Eve, ids, floor.Kim.ID))
	if got := holders(s); !maps.Equal(got, map[string][2]int{"Kim": {1, 1}}) ||
		!slices.Equal(ids, []handoff.ID{two.Handoff, one.Handoff, two.Handoff}) {
		t.Errorf("they have %v", got)
	}
	k := s.Kept()
	last := k.Routes[len(k.Routes)-1].What
	if last.Sentence != "Given to Kim by Eve" || last.Person != floor.Kim.ID ||
		!slices.Equal(k.Told(floor.Kim.ID), []inbox.Kind{inbox.GivenOn, inbox.GivenOn}) {
		t.Errorf("it is said: %+v, and Kim reads %v", last, k.Told(floor.Kim.ID))
	}
	before := s.Kept()
	s.Fine(s.Reassign(ctx, floor.Eve, []handoff.ID{one.Handoff}, floor.Kim.ID)) // it is hers
	if diff := floor.Diff(before, s.Kept()); diff != "" {
		t.Errorf("given to who has it: %s", diff)
	}
	s.Fine(s.Reassign(ctx, floor.Eve, []handoff.ID{one.Handoff}, floor.Sam.ID))
	if h := s.Handoff(one.Handoff); h.Team != floor.Americas.ID || h.Owner != floor.Sam.ID {
		t.Errorf("given to another team as %+v", h)
	}
	checkLoads(t, s)
}

func TestGivingByNameSaysWhatIsWrongWithIt(t *testing.T) {
	s := begin(t)
	waits, ended := s.HandOver(1), s.HandOver(2)
	s.Fine(s.Reject(ctx, floor.Tom, ended.Handoff, 0, floor.TooSmall.ID, ""))
	s.Change(func(f *floor.Floor) {
		f.Person(floor.Kim.ID).Disabled = true
		f.Person(floor.Max.ID).Teams = []account.Membership{floor.EMEA}
	})
	many := make([]handoff.ID, desk.GiveMost+1)
	for i := range many {
		many[i] = handoff.ID(i + 1)
	}
	before := s.Kept()
	for _, tc := range []struct {
		name  string
		ids   []handoff.ID
		to    account.PersonID
		kind  error
		words string
	}{
		{"nothing", nil, floor.Tom.ID, errs.Invalid, "handoff: Choose at least one lead."},
		{"51 of them", many, floor.Tom.ID, errs.Invalid, "handoff: Choose 50 leads at most."},
		{"to nobody", []handoff.ID{waits.Handoff}, 0, errs.Invalid, "to: Choose who gets them."},
		{"to nobody who exists", []handoff.ID{waits.Handoff}, 9999, errs.Invalid, "to: Choose somebody in sales."},
		{"to an admin of no team", []handoff.ID{waits.Handoff}, floor.Ada.ID, errs.Invalid, "to: Choose somebody in sales."},
		{"to who is disabled", []handoff.ID{waits.Handoff}, floor.Kim.ID, errs.Conflict,
			"Buyer 1: Kim is disabled. Choose somebody else."},
		{"to a marketer in a sales team", []handoff.ID{waits.Handoff}, floor.Max.ID, errs.Conflict,
			"Buyer 1: Max is in marketing. Choose somebody in sales."},
		{"one that has ended among others", []handoff.ID{waits.Handoff, ended.Handoff}, floor.Tom.ID, errs.Conflict,
			"Buyer 2: Tom rejected this lead on 3 November at 12:00."},
		{"one that does not exist", []handoff.ID{waits.Handoff, 9999}, floor.Tom.ID, errs.NotFound, ""},
	} {
		err := s.Reassign(ctx, floor.Eve, tc.ids, tc.to)
		if tc.kind == errs.NotFound {
			if !errors.Is(err, tc.kind) {
				t.Errorf("%s: %v", tc.name, err)
			}
		} else if wrong := floor.Refused(err, tc.kind, tc.words); wrong != "" {
			t.Errorf("%s: %s", tc.name, wrong)
		}
		if diff := floor.Diff(before, s.Kept()); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func TestANewOwnersClockBeginsAnewAndThatOfTheLeadGoesOn(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	due := s.Handoff(r.Handoff).DueAt
	s.Wait(time.Hour)
	s.Fine(s.Reassign(ctx, floor.Eve, []handoff.ID{r.Handoff}, floor.Tom.ID))
	h := s.Handoff(r.Handoff)
	if !h.DueAt.Equal(due) || !h.OwnerDueAt.Equal(s.Now.Add(4*time.Hour)) || !h.OwnedAt.Equal(s.Now) {
		t.Errorf("%+v", h)
	}
	s.Wait(30 * time.Minute)
	s.Fine(s.Accept(ctx, floor.Tom, r.Handoff, 0))
	if h := s.Handoff(r.Handoff); h.Decide.Business != 90*time.Minute || h.Own.Business != 30*time.Minute {
		t.Errorf("the verdict took %v, of which Tom %v", h.Decide, h.Own)
	}
}
