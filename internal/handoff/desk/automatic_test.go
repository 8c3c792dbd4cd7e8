package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"baton/internal/errs"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

func TestALeadIsHandedOverByItselfOnceItMeetsTheDefinition(t *testing.T) {
	auto := func(f *floor.Floor) { f.Terms.AutoSubmit = true }
	whole := floor.Buyer(1)
	half := typed(1, noCompany)
	t.Run("when it is captured", func(t *testing.T) {
		s := begin(t, auto)
		r, err := s.SaveDraft(ctx, floor.Mia, 0, whole)
		s.Fine(err)
		if h := s.Handoff(r.Handoff); h.Number != 1 || h.SubmittedBy != 0 || h.MarketingTeam != floor.Demand.ID {
			t.Errorf("%+v, %+v", r, h)
		}
	})
	t.Run("not without the agreement", func(t *testing.T) {
		s := begin(t)
		if r, err := s.SaveDraft(ctx, floor.Mia, 0, whole); err != nil || r.Handoff != 0 {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("when it is edited", func(t *testing.T) {
		s := begin(t, auto)
		r, err := s.SaveDraft(ctx, floor.Mia, 0, half)
		s.Fine(err)
		if r.Handoff != 0 {
			t.Fatalf("without a company: %+v", r)
		}
		r, err = s.SaveDraft(ctx, floor.Mia, r.Lead, whole)
		if err != nil || r.Handoff == 0 {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("when it is touched", func(t *testing.T) {
		s := begin(t, auto, func(f *floor.Floor) {
			f.Terms.Definition.All = append(
				f.Terms.Definition.All,
				lead.Condition{Field: "touch.count", Op: "at_least", Value: lead.Operand{Numbers: []int{2}}},
			)
		})
		r, err := s.SaveDraft(ctx, floor.Mia, 0, whole)
		s.Fine(err)
		made, err := s.Desk.Touch(ctx, floor.Mia, desk.Once{}, touchesOf(r.Lead, "form"))
		if err != nil || made[0].Stage != lead.Submitted || made[0].Handoff == 0 || made[0].Number != 1 {
			t.Errorf("%+v, %v", made, err)
		}
	})
	t.Run("when an import finds it", func(t *testing.T) {
		s := begin(t)
		first, err := s.SaveDraft(ctx, floor.Mia, 0, whole)
		s.Fine(err)
		second, err := s.SaveDraft(ctx, floor.Mia, 0, typed(2, noCompany))
		s.Fine(err)
		s.Change(auto)
		s.AddReady(first.Lead, second.Lead)
		s.Nudged()
		for i, want := range []lead.ID{first.Lead, second.Lead, 0} {
			id, err := s.SubmitReady(ctx, 0)
			if err != nil || id != want {
				t.Errorf("look %d: %s, %v", i, id, err)
			}
		}
		if a, b := s.Lead(first.Lead).Stage, s.Lead(second.Lead).Stage; a != lead.Submitted || b != lead.Draft {
			t.Errorf("%s and %s", a, b)
		}
		if nudged := s.Nudged(); !slices.Equal(nudged, []lead.ID{first.Lead}) {
			t.Errorf("nudged %v", nudged)
		}
	})
	t.Run("not after marketing took it back", func(t *testing.T) {
		s := begin(t, auto)
		r := s.HandOver(1)
		s.Fine(s.Recall(ctx, floor.Mia, r.Handoff))
		if got, err := s.SaveDraft(ctx, floor.Mia, r.Lead, whole); err != nil || got.Handoff != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("not while there is no sales team", func(t *testing.T) {
		s := begin(t, auto, func(f *floor.Floor) { f.Team(3).Retired, f.Team(4).Retired = true, true })
		if got, err := s.SaveDraft(ctx, floor.Mia, 0, whole); err != nil || got.Handoff != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestAFewLeadsAreLetThroughWithoutTheScore(t *testing.T) {
	scored := func(f *floor.Floor) {
		f.Terms.AutoSubmit = true
		f.Terms.Definition.All = append(
			f.Terms.Definition.All,
			lead.Condition{Field: "fit", Op: "at_least", Value: lead.Operand{Numbers: []int{70}}},
		)
	}
	ana := func(n int) func(sub *desk.Submission) {
		return func(sub *desk.Submission) { sub.Lead.Email = fmt.Sprintf("ana%d@buyer.example", n) }
	}
	through := func(percent int, lacks ...func(sub *desk.Submission)) (n int) {
		s := begin(t, scored, func(f *floor.Floor) {
			f.Scoring.Explores = percent
			f.Person(11).Capacity = 1000
		})
		for i := range 200 {
			r, err := s.Submit(ctx, floor.Mia, typed(i, append(lacks, ana(i))...))
			switch {
			case err == nil && s.Handoff(r.Handoff).Explored:
				n++
			case err == nil:
				t.Errorf("handed over without the score and without a mark: %+v", r)
			case !errors.Is(err, errs.Invalid):
				t.Fatal(err)
			}
			if _, again := s.Submit(ctx, floor.Mia,
				typed(i, append(lacks, ana(i), sameOne)...)); (again == nil) != (err == nil) {
				t.Errorf("sending again drew another lot: %v, %v", err, again)
			}
		}
		return n
	}
	if n := through(0); n != 0 {
		t.Errorf("%d of 200 where none are to be", n)
	}
	if n := through(20); n < 25 || n > 55 {
		t.Errorf("%d of 200 at 20 %%", n)
	}
	if n := through(20, noCompany); n != 0 {
		t.Errorf("%d of 200 that lack more than the score", n)
	}
	s := begin(t, scored)
	if r, err := s.Submit(ctx, floor.Mia,
		typed(1, func(sub *desk.Submission) { sub.Lead.CompanySize = 100 })); err != nil ||
		r.Grade != lead.GradeA ||
		s.Handoff(r.Handoff).Explored {
		t.Errorf("one with the score: %+v, %v", r, err)
	}
}

func TestALeadIsTakenForThePersonaThatItMatches(t *testing.T) {
	heads := lead.Persona{
		ID:       1,
		Name:     "Heads",
		When:     lead.Condition{Field: "job_title", Op: "has_word", Value: lead.Operand{Texts: []string{"head"}}},
		Requires: []string{"phone"},
		Version:  1,
	}
	personas := func(f *floor.Floor) {
		old := heads
		old.ID, old.Name, old.Retired = 2, "Heads of old", true
		f.Personas = []lead.Persona{old, heads}
	}
	head := func(sub *desk.Submission) { sub.Lead.JobTitle = "Head of sales" }
	s := begin(t, personas)
	if _, err := s.Submit(ctx, floor.Mia, typed(1, head)); floor.Refused(
		err,
		errs.Invalid,
		"phone: Heads leads need a phone number.",
	) != "" {
		t.Errorf("without what the persona needs: %v", err)
	}
	r, err := s.Submit(ctx, floor.Mia, typed(1, head, sharedPhone))
	s.Fine(err)
	if h := s.Handoff(r.Handoff); h.Persona != 1 || s.Lead(r.Lead).Persona != 1 {
		t.Errorf("%+v", h)
	}
	named, err := s.Submit(ctx, floor.Mia, typed(2, head, func(sub *desk.Submission) { sub.Lead.Persona = 2 }))
	if err != nil || s.Lead(named.Lead).Persona != 2 {
		t.Errorf("a persona that was chosen stays: %+v, %v", named, err)
	}
	draft, err := s.SaveDraft(ctx, floor.Mia, 0, typed(3, sharedPhone))
	s.Fine(err)
	s.Change(func(f *floor.Floor) { f.Terms.AutoSubmit = true })
	got, err := s.SaveDraft(ctx, floor.Mia, draft.Lead, typed(3, head, sharedPhone))
	if err != nil || got.Handoff == 0 || s.Lead(draft.Lead).Persona != 1 || s.Handoff(got.Handoff).Persona != 1 {
		t.Errorf("taken when it is handed over by itself: %+v, %v", got, err)
	}
	fresh, err := s.SaveDraft(
		ctx,
		floor.Mia,
		0,
		typed(4, head, func(sub *desk.Submission) { sub.Lead.Phone = "+34600123457" }),
	)
	if err != nil || fresh.Handoff == 0 || s.Lead(fresh.Lead).Persona != 1 {
		t.Errorf("taken when it is captured: %+v, %v", fresh, err)
	}
	passed := s.HandOver(5)
	s.Change(func(f *floor.Floor) { f.Personas[1].When, f.Personas[1].Requires = floor.From("ES"), nil })
	s.Fine(s.Reject(ctx, s.Owner(passed.Handoff), passed.Handoff, 0, floor.Colleagues.ID, ""))
	if next := s.Kept().HandoffsOf(passed.Lead)[1]; next.Persona != 1 {
		t.Errorf("taken when it is passed on: %+v", next)
	}
}
