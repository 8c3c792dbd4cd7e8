package grade_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/lead"
	"baton/internal/scoring/grade"
)

func given(field string) lead.Condition { return lead.Condition{Field: field, Op: "is_given"} }

var scoring = grade.Scoring{
	Version: 3, Base: 20, Thresholds: map[lead.Grade]int{lead.GradeA: 70, lead.GradeB: 50, lead.GradeC: 30},
	Rules: []grade.Rule{
		{Words: "Can be called", Points: 10, When: given("phone")},
		{Words: "Has a company", Points: 20, When: given("company")},
		{Words: "Has a title", Points: 60, When: given("job_title")},
		{Words: "Student", Points: -50, When: given("industry")},
	},
}

func TestTheArithmeticOfAScore(t *testing.T) {
	base := lead.ScoreLine{Words: "Every lead starts with", Points: 20}
	phone, company, title, student := lead.ScoreLine{Words: "Can be called", Points: 10},
		lead.ScoreLine{Words: "Has a company", Points: 20}, lead.ScoreLine{Words: "Has a title", Points: 60},
		lead.ScoreLine{Words: "Student", Points: -50}
	for _, tc := range []struct {
		name  string
		lead  lead.Lead
		fit   int
		grade lead.Grade
		lines []lead.ScoreLine
	}{
		{"nothing known", lead.Lead{}, 20, lead.GradeD, []lead.ScoreLine{base}},
		{"just a C", lead.Lead{Phone: "1"}, 30, lead.GradeC, []lead.ScoreLine{base, phone}},
		{"just a B", lead.Lead{Phone: "1", Company: "x"}, 50, lead.GradeB, []lead.ScoreLine{base, phone, company}},
		{"an A", lead.Lead{JobTitle: "x"}, 80, lead.GradeA, []lead.ScoreLine{base, title}},
		{"exactly 100", lead.Lead{JobTitle: "x", Company: "x"}, 100, lead.GradeA, []lead.ScoreLine{base, company, title}},
		{"more than 100", lead.Lead{JobTitle: "x", Company: "x", Phone: "1"}, 100, lead.GradeA,
			[]lead.ScoreLine{base, phone, company, title, {Words: "Limited to 100", Points: -10}}},
		{"less than 0", lead.Lead{Industry: "x"}, 0, lead.GradeD,
			[]lead.ScoreLine{base, student, {Words: "Limited to 0", Points: 30}}},
		{"exactly 0", lead.Lead{Industry: "x", Phone: "1", Company: "x"}, 0, lead.GradeD,
			[]lead.ScoreLine{base, phone, company, student}},
	} {
		want := lead.Score{Version: 3, Fit: tc.fit, Grade: tc.grade, Lines: tc.lines}
		if diff := cmp.Diff(want, scoring.Score(tc.lead.Facts(), nil, time.Time{})); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func TestFitEndsAtItsBounds(t *testing.T) {
	for base, want := range map[int]int{-1: 0, 0: 0, 1: 1, 99: 99, 100: 100, 101: 100} {
		score := grade.Scoring{Base: base}.Score(nil, nil, time.Time{})
		if score.Fit != want || (len(score.Lines) == 1) != (base == want) {
			t.Errorf("a base of %d is %+v", base, score)
		}
	}
}

func TestAGradeBeginsAtItsThreshold(t *testing.T) {
	for _, tc := range []struct {
		base int
		want lead.Grade
	}{{100, "A"}, {70, "A"}, {69, "B"}, {50, "B"}, {49, "C"}, {30, "C"}, {29, "D"}, {0, "D"}} {
		s := grade.Scoring{Base: tc.base, Thresholds: scoring.Thresholds}
		if got := s.Score(nil, nil, time.Time{}).Grade; got != tc.want {
			t.Errorf("%d is a %s, want %s", tc.base, got, tc.want)
		}
	}
	without := grade.Scoring{Base: 100, Thresholds: map[lead.Grade]int{lead.GradeB: 50}}
	if got := without.Score(nil, nil, time.Time{}).Grade; got != lead.GradeB {
		t.Errorf("without a threshold for A, 100 is a %s", got)
	}
}

func TestTheLinesOfAScoreAddUpToIt(t *testing.T) {
	fields := []string{"name", "email", "phone", "company", "industry", "country"}
	rapid.Check(t, func(t *rapid.T) {
		s := grade.Scoring{Base: rapid.IntRange(-200, 200).Draw(t, "base"), Thresholds: map[lead.Grade]int{
			lead.GradeA: rapid.IntRange(60, 100).Draw(t, "A"), lead.GradeB: rapid.IntRange(30, 59).Draw(t, "B"),
			lead.GradeC: rapid.IntRange(0, 29).Draw(t, "C"),
		}}
		for range rapid.IntRange(0, 8).Draw(t, "rules") {
			s.Rules = append(s.Rules,
				grade.Rule{Words: "rule", Points: rapid.IntRange(-90, 90).Draw(t, "points"),
					When: given(rapid.SampledFrom(fields).Draw(t, "field"))})
		}
		facts := lead.Facts{}
		for _, field := range fields {
			if rapid.Bool().Draw(t, field) {
				facts[field] = lead.Fact{Text: "x"}
			}
		}
		score := s.Score(facts, nil, time.Time{})
		sum := 0
		for _, line := range score.Lines {
			sum += line.Points
		}
		if sum != score.Fit || score.Fit < 0 || score.Fit > 100 {
			t.Fatalf("the lines of %v add up to %d", score, sum)
		}
		if score.Grade != lead.GradeD && score.Fit < s.Thresholds[score.Grade] {
			t.Fatalf("%d is a %s by %v", score.Fit, score.Grade, s.Thresholds)
		}
		if i := slices.Index(lead.Grades, score.Grade); i > 0 && score.Fit >= s.Thresholds[lead.Grades[i-1]] {
			t.Fatalf("%d is only a %s by %v", score.Fit, score.Grade, s.Thresholds)
		}
	})
}

func TestAGateEndsTheMatter(t *testing.T) {
	s := grade.Scoring{Base: 60, Thresholds: map[lead.Grade]int{"A": 70, "B": 50, "C": 1}, Rules: []grade.Rule{
		{Words: "Can be called", Points: 40, When: lead.Condition{Field: "phone", Op: "is_given"}},
		{Words: "Student", Gate: true,
			When: lead.Condition{Field: "job_title", Op: "has_word", Value: lead.Operand{Texts: []string{"student"}}}},
	}}
	if got := s.Score(lead.Lead{Phone: "+49", JobTitle: "Head"}.Facts(), nil, time.Time{}); got.Fit != 100 ||
		got.Grade != "A" {
		t.Errorf("past the gate it is %+v", got)
	}
	got := s.Score(lead.Lead{Phone: "+49", JobTitle: "Student"}.Facts(), nil, time.Time{})
	if got.Fit != 0 || got.Grade != "D" || len(got.Lines) != 1 || got.Lines[0].Words != "Student: does not fit" {
		t.Errorf("at the gate it is %+v", got)
	}
}
