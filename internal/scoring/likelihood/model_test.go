package likelihood

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anyText is what people and machines write into fields.
var anyText = rapid.OneOf(
	rapid.SampledFrom([]string{"", " ", "Webinar", "NaN", "Inf", "-inf", "+Inf", "1e999", "-1e999", "1e308", "0", "-0", "12,500", "1,2", "0x1p-2", "2026-02-30", "2026-03-01", "0000-00-00",
		"2026-03-01T10:00:00Z", "wants a demo", "“”", "\x00\xff", strings.Repeat("long ", 3000), strings.Repeat("x", 5000)}),
	rapid.String(), rapid.Map(rapid.Float64(), func(f float64) string { return fmt.Sprint(f) }),
)

var anyLead = rapid.Custom(func(t *rapid.T) Lead {
	return Lead{
		Facts: rapid.SliceOfN(anyText, 0, 6).Draw(t, "facts"),
		Rules: rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, math.NaN(), math.Inf(1), math.Inf(-1), 1e300})).Draw(t, "rules"),
	}
})

var anyLabel = rapid.Custom(func(t *rapid.T) Label {
	return Label{Lead: anyLead.Draw(t, "lead"), Positive: rapid.Bool().Draw(t, "positive")}
})

func within(p Prediction) bool {
	for _, v := range []float64{p.Probability, p.Low, p.High} {
		if !(v > 0 && v < 1) {
			return false
		}
	}
	return p.Low <= p.High && !math.IsNaN(p.Odds) && !math.IsInf(p.Odds, 0)
}

func TestWhateverALeadIsItsProbabilityIsOneAndItsContributionsAddUp(t *testing.T) {
	base := invented(300, 1)
	rapid.Check(t, func(t *rapid.T) {
		labels := append(slices.Clone(base[:rapid.IntRange(0, 300).Draw(t, "labels")]), rapid.SliceOfN(anyLabel, 0, 20).Draw(t, "odd labels")...)
		m := Fit(fields, labels)
		for _, l := range rapid.SliceOfN(anyLabel, 0, 20).Draw(t, "updates") {
			m.Update(l)
		}
		lead := anyLead.Draw(t, "lead")
		p, contributions, _ := m.Explain(lead)
		if !within(p) {
			t.Fatalf("%+v", p)
		}
		if same, _ := m.Predict(lead); same != p {
			t.Errorf("predicted %+v, explained %+v", same, p)
		}
		sum := 0.0
		for _, c := range contributions {
			sum += c.Odds
		}
		if math.Abs(sum-p.Odds) > 1e-9*(1+math.Abs(p.Odds)) || math.Abs(sigmoid(sum)-p.Probability) > 1e-9 {
			t.Errorf("the contributions add up to %g, the log-odds are %g, the probability %g", sum, p.Odds, p.Probability)
		}
	})
}

func TestWhatIsMoreThanCertainIsStillAProbability(t *testing.T) {
	m := Fit(fields, invented(200, 1))
	m.mean[intercept] = -5e4
	m.mean[ruleScore] = 1e3
	for _, rules := range []float64{0, 1, -1, 49, 51, 1e300} {
		p, contributions, _ := m.Explain(Lead{Facts: []string{"Fair"}, Rules: rules})
		sum := 0.0
		for _, c := range contributions {
			sum += c.Odds
		}
		if !within(p) || math.Abs(p.Odds) > mostOdds || math.Abs(sum-p.Odds) > 1e-6 {
			t.Errorf("rules %g: %+v, and the contributions add up to %g", rules, p, sum)
		}
	}
}

func TestAModelIsKeptAndReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Fit(fields, append(invented(rapid.IntRange(0, 200).Draw(t, "labels"), 2), rapid.SliceOfN(anyLabel, 0, 10).Draw(t, "odd labels")...))
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back Model
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%v:\n%s", err, text)
		}
		again, err := json.Marshal(&back)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(text), string(again)); diff != "" {
			t.Error(diff)
		}
		label := anyLabel.Draw(t, "label")
		m.Update(label)
		back.Update(label)
		one, _, _ := m.Explain(label.Lead)
		other, _, _ := back.Explain(label.Lead)
		if math.Abs(one.Odds-other.Odds) > 1e-9 {
			t.Errorf("after one more label %g, and %g after being read back", one.Odds, other.Odds)
		}
	})
}

func FuzzAModelThatIsReadNeverFails(f *testing.F) {
	whole, err := Fit(fields, invented(60, 3)).MarshalJSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(whole))
	f.Add(`{"version":2}`)
	f.Add(`{"version":1,"columns":[{"name":"a","kind":"number","edges":[1,0]}],"weights":[]}`)
	f.Add(strings.Replace(string(whole), `"part":"missing"`, `"part":"rare"`, 1))
	f.Fuzz(func(t *testing.T, text string) {
		var m Model
		if json.Unmarshal([]byte(text), &m) != nil {
			return
		}
		for _, l := range invented(20, 8) {
			if p, _ := m.Predict(l.Lead); !within(p) {
				t.Fatalf("%+v", p)
			}
			m.Update(l)
		}
		if _, err := m.MarshalJSON(); err != nil {
			t.Error(err)
		}
	})
}

func TestAModelThatIsNoneIsRefused(t *testing.T) {
	text, _ := Fit(fields, invented(60, 3)).MarshalJSON()
	for _, c := range []struct{ name, old, new string }{
		{"of another version", `"version":1`, `"version":7`},
		{"more positive labels than labels", `"labels":60`, `"labels":1`},
		{"a kind that is none", `"kind":"note"`, `"kind":"poem"`},
		{"a weight of nothing", `"part":"missing"`, `"part":"purple"`},
		{"a weight too few", `"part":"missing"`, `"part":"rare"`},
		{"a weight that is sure of nothing", `"part":"missing","mean":0,"precision":4`, `"part":"missing","mean":0,"precision":0`},
	} {
		changed := strings.Replace(string(text), c.old, c.new, 1)
		if changed == string(text) {
			t.Errorf("%s: nothing was changed", c.name)
		}
		m := Fit(nil, nil)
		if err := json.Unmarshal([]byte(changed), m); err == nil {
			t.Errorf("%s: was taken", c.name)
		}
		if len(m.columns) > 0 {
			t.Errorf("%s: was taken in part", c.name)
		}
	}
}

func TestFeaturesAreToldInWords(t *testing.T) {
	labels := invented(600, 2)
	for i := range labels {
		labels[i].Facts[1] = []string{"10", "50", "200", "", "many", "0.5"}[i%6]
		if i%6 == 5 {
			labels[i].Facts[1] = "1000"
		}
	}
	m := Fit(fields, labels)
	for _, c := range []struct {
		facts []string
		want  []string
	}{
		{[]string{"Webinar", "60", "2026-03-02", "a demo"}, []string{"Source is Webinar", "Company size 50 to 199", "Captured on a Monday", "Captured in March", "Note has “demo”"}},
		{[]string{"Moon", "", "", ""}, []string{"Source has a rare value", "Company size is missing", "Captured is missing", "Note is missing"}},
		{[]string{"", "many", "soon", "!"}, []string{"Source is missing", "Company size is not a number", "Captured is not a date"}},
		{[]string{"Fair", "50"}, []string{"Company size 50 to 199"}},
		{[]string{"Fair", "200"}, []string{"Company size 200 to 999"}},
		{[]string{"Fair", "-Inf"}, []string{"Source is Fair", "Company size below 50"}},
		{[]string{"Fair", "1e999"}, []string{"Company size 1000 or more"}},
	} {
		_, sum, _ := m.Explain(Lead{Facts: c.facts, Rules: 1})
		var words []string
		for _, s := range sum {
			words = append(words, s.Words)
		}
		if words[0] != "Every lead starts with" || !slices.Contains(words, "Rule score") {
			t.Errorf("%q", words)
		}
		for _, w := range c.want {
			if !slices.Contains(words, w) {
				t.Errorf("%q has no %q: %q", c.facts, w, words)
			}
		}
	}
}

func TestAModelWithTooFewLabelsSaysSo(t *testing.T) {
	for _, c := range []struct {
		labels, positives int
		says              string
	}{
		{0, 0, "needs 50 labels, and there are 0"}, {49, 20, "there are 49"}, {50, 9, "9 of 50 are positive"}, {500, 495, "5 of 500 are negative"},
		{50, 10, ""}, {50, 40, ""},
	} {
		labels := invented(c.labels, 1)
		for i := range labels {
			labels[i].Positive = i < c.positives
		}
		m := Fit(fields, labels)
		if says := m.Silent(); (says == "") != (c.says == "") || !strings.Contains(says, c.says) {
			t.Errorf("%d of %d: %q", c.positives, c.labels, says)
		}
		if _, ok := m.Predict(Lead{}); ok != (c.says == "") {
			t.Errorf("%d of %d: a number is given: %v", c.positives, c.labels, ok)
		}
	}
}

func TestAMillionCategoriesCostNoMoreThanAThousand(t *testing.T) {
	only := []Field{{Name: "id", Kind: Category}}
	labels := make([]Label, 60_000)
	for i := range labels {
		labels[i] = Label{Lead: Lead{Facts: []string{fmt.Sprint("id ", i/12)}}, Positive: i%3 == 0, Turn: i}
	}
	m := Fit(only, labels)
	for i := range 100_000 {
		m.Update(Label{Lead: Lead{Facts: []string{fmt.Sprint("other ", i)}}})
	}
	if len(m.features) > maxValues+4 || len(m.columns[0].seen) > maxSeen {
		t.Errorf("%d features, %d values are counted", len(m.features), len(m.columns[0].seen))
	}
}

func TestAValueThatComesOftenEnoughGetsAWeight(t *testing.T) {
	m := Fit(fields, invented(100, 1))
	lead := Lead{Facts: []string{"Podcast"}}
	m.mean[m.columns[0].parts[rare]] = 3 // what rare values have in common stays with it
	for n := range leastSightings {
		if _, sum, _ := m.Explain(lead); slices.ContainsFunc(sum, func(c Contribution) bool { return c.Words == "Source is Podcast" }) {
			t.Errorf("after %d sightings", n)
		}
		m.Update(Label{Lead: lead, Positive: true})
	}
	if _, sum, _ := m.Explain(lead); !slices.ContainsFunc(sum, func(c Contribution) bool { return c.Words == "Source is Podcast" && c.Odds > 2 }) {
		t.Error("it has no weight, or none that speaks for it")
	}
}

func TestWhatKindAFieldIs(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []string
		want   Kind
	}{
		{"nothing", []string{"", ""}, Category},
		{"choices", []string{"Fair", "Fair", "Webinar"}, Category},
		{"numbers", []string{"1", "2.5", "", "1,000", "Inf"}, Number},
		{"dates as text", []string{"2026-03-01", "2026-03-02T10:00:00Z", ""}, Date},
		{"words", []string{"would like to see a demo soon", "is only curious about what it costs"}, Note},
		{"one sentence again and again", []string{"came by the form on our page", "came by the form on our page", "came by the form on our page"}, Category},
		{"half of them numbers", []string{"1", "2", "one", "two"}, Category},
	} {
		if is := GuessKind(c.values); is != c.want {
			t.Errorf("%s: %s, want %s", c.name, is, c.want)
		}
	}
}

func TestAModelKeepsNothingThatOnlyAFewLeadsSaid(t *testing.T) {
	labels := invented(600, 2)
	labels[3].Facts = []string{"ann@a.example", "50", "", "Call Annabella about the demo"}
	m := Fit(fields, labels)
	m.Update(Label{Lead: Lead{Facts: []string{"bob@b.example", "", "", "Bartholomew wants a demo"}}})
	text, err := m.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{"ann@a", "annabella", "bob@b", "bartholomew"} {
		if strings.Contains(strings.ToLower(string(text)), said) {
			t.Errorf("the model keeps %q", said)
		}
	}
	if !strings.Contains(string(text), "demo") {
		t.Error("the model keeps no words at all")
	}
	_, sum, _ := m.Explain(Lead{Facts: []string{"", "", "", "Bartholomew wants a demo"}})
	if !slices.ContainsFunc(sum, func(c Contribution) bool { return c.Words == "Note has “bartholomew”" }) {
		t.Errorf("a lead's own word is not told: %+v", sum)
	}
}

func TestTheHeaviestWeightsComeFirst(t *testing.T) {
	all := Fit(fields, invented(3000, 2)).Weights()
	of := map[string]Weight{}
	for i, w := range all {
		of[w.Words] = w
		if i > 0 && math.Abs(w.Odds) > math.Abs(all[i-1].Odds) || w.Deviation <= 0 {
			t.Errorf("%+v comes after %+v", w, all[i-1])
		}
	}
	if good, bad := of["Source is Referral"], of["Note has “budget”"]; good.Odds < 0.5 || bad.Odds > -0.1 || good.Field != "source" || bad.Field != "note" {
		t.Errorf("%+v, %+v", good, bad)
	}
}

func TestANoteIsItsDifferentWords(t *testing.T) {
	var found []string
	for _, w := range words("A demo, the DEMO: Überblick über 24/7! x") {
		found = append(found, w.word)
	}
	if !slices.Equal(found, []string{"demo", "überblick", "24"}) {
		t.Errorf("%q", found)
	}
	for _, telling := range []string{"no", "not", "nicht", "IT", "US", "kein", "sin"} {
		if len(words(telling)) != 1 {
			t.Errorf("%q says something, and is left out", telling)
		}
	}
	for _, empty := range []string{"of", "The", "für", "de", "para", "di", "het", "nad", "och"} {
		if len(words(empty)) != 0 {
			t.Errorf("%q says nothing, and explains a score", empty)
		}
	}
	if many := words(strings.Repeat("one two three four ", 1e5)); len(many) != 4 {
		t.Errorf("%d words", len(many))
	}
}

func TestRangesHoldEquallyManyAndFrequentNumbersStandAlone(t *testing.T) {
	var values []string
	for i := range 1000 {
		n := "999"
		if i%20 == 0 {
			n = fmt.Sprint(i / 100)
		}
		values = append(values, n)
	}
	edges, whole := ranges(values)
	if !whole || len(edges) == 0 || edges[len(edges)-1] != 999 {
		t.Errorf("edges %v: never, written as 999, is a range with others", edges)
	}
	if edges, _ := ranges([]string{"7", "7", "7"}); len(edges) > 0 {
		t.Errorf("one value has edges %v", edges)
	}
}

func BenchmarkUpdate(b *testing.B) {
	labels := invented(10_000, 1)
	m := Fit(fields, labels)
	b.ResetTimer()
	for i := range b.N {
		m.Update(labels[i%len(labels)])
	}
}

func BenchmarkExplain(b *testing.B) {
	labels := invented(10_000, 1)
	m := Fit(fields, labels)
	b.ResetTimer()
	for i := range b.N {
		m.Explain(labels[i%len(labels)].Lead)
	}
}

func BenchmarkFit(b *testing.B) {
	labels := invented(100_000, 1)
	b.ResetTimer()
	for range b.N {
		Fit(fields, labels)
	}
}
