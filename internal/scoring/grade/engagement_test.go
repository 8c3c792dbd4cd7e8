package grade_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/lead"
	"baton/internal/scoring/grade"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func touch(kind string, daysAgo float64) lead.Touch {
	return lead.Touch{Kind: kind, At: noon.Add(-time.Duration(daysAgo * 24 * float64(time.Hour)))}
}

func groups() []grade.Group {
	return []grade.Group{
		{Words: "Filled in a form", Kinds: []string{"form"}, Points: 20, Cap: 40, HalfLife: 14},
		{Words: "Was around", Kinds: []string{"visit", "webinar"}, Points: 4, Cap: 10, HalfLife: 7},
	}
}

func TestTheArithmeticOfEngagement(t *testing.T) {
	s := grade.Scoring{Groups: groups(), Levels: map[lead.Level]int{1: 40, 2: 20, 3: 10}}
	for _, tc := range []struct {
		name    string
		touches []lead.Touch
		points  int
		level   lead.Level
		lines   []lead.ScoreLine
	}{
		{"no touch", nil, 0, 4, nil},
		{"a touch of no group", []lead.Touch{touch("reply", 0)}, 0, 4, nil},
		{"a form just now", []lead.Touch{touch("form", 0)}, 20, 2, []lead.ScoreLine{{Words: "Filled in a form", Points: 20}}},
		{"a form one half-life ago", []lead.Touch{touch("form", 14)}, 10, 3,
			[]lead.ScoreLine{{Words: "Filled in a form", Points: 10}}},
		{"just below a level", []lead.Touch{touch("form", 16)}, 9, 4,
			[]lead.ScoreLine{{Words: "Filled in a form", Points: 9}}},
		{"two half-lives ago", []lead.Touch{touch("form", 28)}, 5, 4,
			[]lead.ScoreLine{{Words: "Filled in a form", Points: 5}}},
		{"at the cap", []lead.Touch{touch("form", 0), touch("form", 0)}, 40, 1,
			[]lead.ScoreLine{{Words: "Filled in a form, 2 times", Points: 40}}},
		{"beyond the cap", []lead.Touch{touch("form", 0), touch("form", 0), touch("form", 1)}, 40, 1,
			[]lead.ScoreLine{{Words: "Filled in a form, 3 times", Points: 40}}},
		{"kinds share a cap", []lead.Touch{touch("visit", 0), touch("webinar", 0), touch("visit", 7)}, 10, 3,
			[]lead.ScoreLine{{Words: "Was around, 3 times", Points: 10}}},
		{"each group by its own half-life", []lead.Touch{touch("form", 14), touch("visit", 14)}, 11, 3,
			[]lead.ScoreLine{{Words: "Filled in a form", Points: 10}, {Words: "Was around", Points: 1}}},
		{"what is still to come", []lead.Touch{touch("form", -0.01)}, 0, 4, nil},
	} {
		got := s.Score(nil, tc.touches, noon)
		if got.Engagement != tc.points || got.Level != tc.level {
			t.Errorf("%s: %d and level %d, want %d and %d", tc.name, got.Engagement, got.Level, tc.points, tc.level)
		}
		if diff := cmp.Diff(tc.lines, got.Engaged); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
	if got := (grade.Scoring{}).Score(nil, []lead.Touch{touch("form", 0)}, noon); got.Level != 0 || got.Mark() != "D" {
		t.Errorf("without groups the level is %d and the mark %s", got.Level, got.Mark())
	}
}

func TestEngagementIsBoundedAndFades(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := grade.Scoring{Groups: groups(), Levels: map[lead.Level]int{1: 40, 2: 20, 3: 10}}
		kinds := []string{"form", "visit", "webinar", "reply"}
		touches := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) lead.Touch {
			return touch(rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.Float64Range(0, 400).Draw(t, "days"))
		}), 0, 30).Draw(t, "touches")
		now := s.Score(nil, touches, noon)
		later := s.Score(nil, touches,
			noon.Add(time.Duration(rapid.Float64Range(0, 200).Draw(t, "later")*float64(24*time.Hour))))
		more := s.Score(nil, append(touches, touch("form", 0)), noon)
		sum := 0
		for _, line := range now.Engaged {
			sum += line.Points
		}
		switch {
		case sum != now.Engagement:
			t.Fatalf("the lines add up to %d of %d", sum, now.Engagement)
		case now.Engagement < 0 || now.Engagement > s.MostEngaged():
			t.Fatalf("%d is out of bounds", now.Engagement)
		case later.Engagement > now.Engagement || later.Level < now.Level:
			t.Fatalf("it grew from %d to %d by itself", now.Engagement, later.Engagement)
		case more.Engagement < now.Engagement || more.Level > now.Level:
			t.Fatalf("a touch more takes it from %d to %d", now.Engagement, more.Engagement)
		}
	})
}

func TestARuleForOnePersona(t *testing.T) {
	s := grade.Scoring{Base: 10,
		Rules: []grade.Rule{{Words: "Leads operations", Points: 30, Persona: 7, When: given("job_title")}}}
	for persona, want := range map[lead.PersonaID]int{0: 10, 7: 40, 77: 10} {
		if got := s.Score(lead.Lead{JobTitle: "Head", Persona: persona}.Facts(), nil, noon); got.Fit != want {
			t.Errorf("persona %d: fit %d, want %d", persona, got.Fit, want)
		}
	}
}

func TestAGroupThatMeansNothingIsRefusedAtItsField(t *testing.T) {
	good := func(change func(*grade.Group)) grade.Group {
		g := grade.Group{Words: "Wrote back", Kinds: []string{"reply"}, Points: 10, Cap: 10, HalfLife: 14}
		change(&g)
		return g
	}
	for name, tc := range map[string]struct {
		group grade.Group
		field string
	}{
		"as it should be":      {good(func(*grade.Group) {}), ""},
		"without words":        {good(func(g *grade.Group) { g.Words = "" }), "words"},
		"words of another":     {good(func(g *grade.Group) { g.Words = "was AROUND" }), "words"},
		"words without end":    {good(func(g *grade.Group) { g.Words = strings.Repeat("x", 201) }), "words"},
		"no kind":              {good(func(g *grade.Group) { g.Kinds = nil }), "kinds"},
		"an unknown kind":      {good(func(g *grade.Group) { g.Kinds = []string{"fax"} }), "kinds"},
		"a kind of another":    {good(func(g *grade.Group) { g.Kinds = []string{"reply", "form"} }), "kinds"},
		"no points":            {good(func(g *grade.Group) { g.Points = 0 }), "points"},
		"points beyond a cap":  {good(func(g *grade.Group) { g.Points = 11 }), "points"},
		"points without end":   {good(func(g *grade.Group) { g.Points, g.Cap = 101, 500 }), "points"},
		"no cap":               {good(func(g *grade.Group) { g.Cap = 0 }), "cap"},
		"a cap without end":    {good(func(g *grade.Group) { g.Cap = 501 }), "cap"},
		"a half-life of zero":  {good(func(g *grade.Group) { g.HalfLife = 0 }), "half_life"},
		"a half-life below it": {good(func(g *grade.Group) { g.HalfLife = -1 }), "half_life"},
		"a half-life too long": {good(func(g *grade.Group) { g.HalfLife = 366 }), "half_life"},
		"the longest there is": {good(func(g *grade.Group) { g.HalfLife, g.Cap = 365, 500 }), ""},
	} {
		d := grade.Begin(grade.Scoring{Groups: groups()})
		err := d.PutGroup(2, tc.group)
		if got := wrong(err); got != tc.field || (err == nil) != (tc.field == "") {
			t.Errorf("%s: %v", name, err)
		}
		if (err != nil) != (len(d.Changes()) == 0) {
			t.Errorf("%s: the draft changes %v after %v", name, d.Changes(), err)
		}
	}
}

func TestLevelsInOrder(t *testing.T) {
	for name, tc := range map[string]struct {
		levels   map[lead.Level]int
		explores int
		field    string
	}{
		"in order":        {map[lead.Level]int{1: 40, 2: 20, 3: 1}, 0, ""},
		"out of order":    {map[lead.Level]int{1: 40, 2: 41, 3: 1}, 0, "level_2"},
		"two the same":    {map[lead.Level]int{1: 40, 2: 20, 3: 20}, 0, "level_3"},
		"none":            {map[lead.Level]int{1: 40, 2: 20}, 0, "level_3"},
		"below zero":      {map[lead.Level]int{1: -4, 2: -5, 3: -6}, 0, "level_1 level_2 level_3"},
		"all let through": {map[lead.Level]int{1: 40, 2: 20, 3: 1}, 21, "explore"},
		"as many as can":  {map[lead.Level]int{1: 40, 2: 20, 3: 1}, 20, ""},
		"fewer than none": {map[lead.Level]int{1: 40, 2: 20, 3: 1}, -1, "explore"},
	} {
		d := grade.Begin(grade.Scoring{})
		err := d.Engage(tc.levels, tc.explores)
		if got := len(strings.Fields(wrong(err))); got != len(strings.Fields(tc.field)) || tc.field != "" &&
			!strings.Contains(wrong(err), strings.Fields(tc.field)[0]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatChangedOfEngagement(t *testing.T) {
	was := grade.Scoring{Groups: groups(), Levels: map[lead.Level]int{1: 40, 2: 20, 3: 10}, Explores: 2}
	d := grade.Begin(was)
	other := groups()[0]
	other.Points = 30
	for _, err := range []error{d.PutGroup(0, other), d.RemoveGroup(1),
		d.PutGroup(9, grade.Group{Words: "Wrote back", Kinds: []string{"reply"}, Points: 1, Cap: 1, HalfLife: 1}),
		d.Engage(map[lead.Level]int{1: 41, 2: 20, 3: 10}, 5)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Engage(map[lead.Level]int{1: 42, 2: 20, 3: 10}, 5); !strings.Contains(wrong(err), "level_1") {
		t.Errorf("a level that no lead can reach is taken: %v", err)
	}
	kinds := map[grade.ChangeKind]int{}
	for _, c := range d.Changes() {
		kinds[c.Kind]++
	}
	want := map[grade.ChangeKind]int{grade.GroupOther: 1, grade.GroupGone: 1, grade.GroupNew: 1, grade.Engaging: 1,
		grade.Exploring: 1}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
	if len(was.Groups) != 2 || was.Groups[0].Points != 20 {
		t.Error("the draft has changed what is in force")
	}
	if d.RemoveGroup(7) == nil {
		t.Error("a group that is not there was taken out")
	}
}

func TestHowWellEngagementTells(t *testing.T) {
	var trial grade.Trial
	for n := range 20 {
		trial.Count(lead.Score{Grade: "A", Fit: 50, Engagement: n * 10, Level: 1}, n >= 10, true)
	}
	fit, _ := trial.AUC()
	engagement, known := trial.EngagementAUC()
	if fit != 0.5 || engagement != 1 || !known {
		t.Errorf("fit tells %v, engagement %v", fit, engagement)
	}
	if c := trial.Marks["A1"]; c.Leads != 20 || c.Accepted != 10 || math.IsNaN(engagement) {
		t.Errorf("A1 has %+v", c)
	}
}
