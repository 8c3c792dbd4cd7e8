package grade_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/scoring/grade"
)

func callable() lead.Condition { return lead.Condition{Field: "phone", Op: "is_given"} }

func begun() *grade.Draft {
	return grade.Begin(grade.Scoring{
		Version: 3, Base: 20, Thresholds: map[lead.Grade]int{"A": 70, "B": 50, "C": 30},
		Rules: []grade.Rule{{Words: "Can be called", Points: 10, When: callable()},
			{Words: "Student", Points: -40,
				When: lead.Condition{Field: "job_title", Op: "has_word", Value: lead.Operand{Texts: []string{"student"}}}}},
	})
}

// wrong are the fields that err complains about.
func wrong(err error) string {
	var problems errs.Problems
	if !errors.As(err, &problems) {
		return ""
	}
	var fields []string
	for field := range problems {
		fields = append(fields, field)
	}
	return strings.Join(fields, " ")
}

func TestARuleThatMeansNothingIsRefusedAtItsField(t *testing.T) {
	for name, tc := range map[string]struct {
		rule  grade.Rule
		field string
	}{
		"without words":       {grade.Rule{Points: 1, When: callable()}, "words"},
		"words without end":   {grade.Rule{Words: strings.Repeat("é", 201), Points: 1, When: callable()}, "words"},
		"words of another":    {grade.Rule{Words: "student", Points: 1, When: callable()}, "words"},
		"no points":           {grade.Rule{Words: "x", When: callable()}, "points"},
		"beyond the cap":      {grade.Rule{Words: "x", Points: 101, When: callable()}, "points"},
		"below the cap":       {grade.Rule{Words: "x", Points: -101, When: callable()}, "points"},
		"without a condition": {grade.Rule{Words: "x", Points: 1}, "when"},
		"in a circle": {grade.Rule{Words: "x", Points: 1,
			When: lead.Condition{Field: "fit", Op: "at_least", Value: lead.Operand{Numbers: []int{50}}}}, "when"},
		"as long as it can": {grade.Rule{Words: strings.Repeat("é", 200), Points: -100, When: callable()}, ""},
		"a gate has none":   {grade.Rule{Words: "x", Gate: true, When: callable()}, ""},
	} {
		d := begun()
		err := d.Put(2, tc.rule)
		if got := wrong(err); got != tc.field || (err == nil) != (tc.field == "") {
			t.Errorf("%s: %v", name, err)
		}
		if (err != nil) != (len(d.Changes()) == 0) {
			t.Errorf("%s: the draft changes %v after %v", name, d.Changes(), err)
		}
	}
	d := begun()
	for n := range grade.MaxRules - 2 {
		if err := d.Put(99, grade.Rule{Words: strings.Repeat("x", n+1), Points: 1, When: callable()}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Put(99, grade.Rule{Words: "one more", Points: 1, When: callable()}); wrong(err) != "words" {
		t.Errorf("too many rules: %v", err)
	}
}

func TestGradesTakeLessStepByStep(t *testing.T) {
	for name, tc := range map[string]struct {
		base, a, b, c int
		fields        string
	}{
		"as it should be": {20, 70, 50, 30, ""}, "the least": {0, 3, 2, 1, ""}, "the most": {100, 100, 99, 98, ""},
		"B above A": {20, 50, 60, 30, "B"}, "C like B": {20, 70, 50, 50, "C"}, "A out of reach": {20, 101, 50, 30, "A"},
		"C for everybody":    {20, 70, 50, 0, "C"},
		"a start below zero": {-1, 70, 50, 30, "base"}, "a start above all": {101, 70, 50, 30, "base"},
	} {
		d := begun()
		err := d.Settle(tc.base, map[lead.Grade]int{"A": tc.a, "B": tc.b, "C": tc.c})
		if got := wrong(err); got != tc.fields || (err == nil) != (tc.fields == "") {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && len(d.Changes()) > 0 {
			t.Errorf("%s was refused and changes %v", name, d.Changes())
		}
	}
}

func TestADraftSaysWhatItChanges(t *testing.T) {
	d := begun()
	before := begun().Began
	for _, err := range []error{
		d.Put(0, grade.Rule{Words: "Can be called", Points: 15, When: callable()}),
		d.Put(2, grade.Rule{Words: "Competitor", Points: 7, Gate: true, When: callable()}),
		d.Remove(1),
		d.Settle(25, map[lead.Grade]int{"A": 70, "B": 55, "C": 30}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := []grade.Change{
		{Kind: grade.Based, WasAt: 20, NowAt: 25},
		{Kind: grade.Relevelled, Grade: "B", WasAt: 50, NowAt: 55},
		{Kind: grade.Changed, Was: before.Rules[0], Now: grade.Rule{Words: "Can be called", Points: 15, When: callable()}},
		{Kind: grade.Added, Now: grade.Rule{Words: "Competitor", Gate: true, When: callable()}},
		{Kind: grade.Removed, Was: before.Rules[1]},
	}
	if diff := cmp.Diff(want, d.Changes()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, d.Began); diff != "" {
		t.Errorf("what it began with has changed: %s", diff)
	}
	if err := d.Remove(7); !errors.Is(err, errs.Conflict) {
		t.Errorf("a rule that is not there was removed: %v", err)
	}
}

func TestOnlyWhatWasReadIsChangedAndPublished(t *testing.T) {
	d := begun()
	d.Version = 4
	latest := grade.Publication{Scoring: d.Began, By: "Jo"}
	if err := d.Read(4, 3); err != nil {
		t.Error(err)
	}
	for _, err := range []error{d.Read(3, 3), d.Read(4, 2), d.Publishes(3, latest), d.Publishes(4, latest),
		begun().Publishes(0, latest)} {
		if !errors.Is(err, errs.Conflict) || errs.Words(err) == "" {
			t.Errorf("refused with %v", err)
		}
	}
	if err := d.Settle(30, d.Scoring.Thresholds); err != nil {
		t.Fatal(err)
	}
	if err := d.Publishes(4, latest); err != nil {
		t.Error(err)
	}
	latest.Version, latest.Base = 4, 10
	var late *grade.Outpublished
	if err := d.Publishes(4, latest); !errors.As(err, &late) || !errors.Is(err, errs.Conflict) || len(late.Changes) != 1 ||
		late.Changes[0].NowAt != 10 {
		t.Errorf("a draft that another has overtaken: %v, %+v", err, late)
	}
}
