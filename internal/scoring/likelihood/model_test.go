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

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/dataset/datasettest"
	"baton/internal/scoring/likelihood/feature"
	"baton/internal/scoring/likelihood/logodds"
)

// anyText is what people and machines write into fields.
var anyText = rapid.OneOf(
	rapid.SampledFrom([]string{"", " ", "Webinar", "NaN", "Inf", "-inf", "+Inf", "1e999", "-1e999", "1e308", "0", "-0",
		"12,500", "1,2", "0x1p-2", "2026-02-30", "2026-03-01", "0000-00-00",
		"2026-03-01T10:00:00Z", "wants a demo", "“”", "\x00\xff", strings.Repeat("long ", 3000), strings.Repeat("x", 5000)}),
	rapid.String(), rapid.Map(rapid.Float64(), func(f float64) string { return fmt.Sprint(f) }),
)

var anyLead = rapid.Custom(func(t *rapid.T) dataset.Lead {
	return dataset.Lead{
		Facts: rapid.SliceOfN(anyText, 0, 6).Draw(t, "facts"),
		Rules: rapid.OneOf(rapid.Float64(),
			rapid.SampledFrom([]float64{0, math.NaN(), math.Inf(1), math.Inf(-1), 1e300})).Draw(t, "rules"),
	}
})

var anyLabel = rapid.Custom(func(t *rapid.T) dataset.Label {
	return dataset.Label{Lead: anyLead.Draw(t, "lead"), Positive: rapid.Bool().Draw(t, "positive")}
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
	base := datasettest.Invented(300, 1)
	rapid.Check(t, func(t *rapid.T) {
		labels := append(slices.Clone(base[:rapid.IntRange(0, 300).Draw(t, "labels")]),
			rapid.SliceOfN(anyLabel, 0, 20).Draw(t, "odd labels")...)
		m := Fit(datasettest.Fields, labels)
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
		if math.Abs(sum-p.Odds) > 1e-9*(1+math.Abs(p.Odds)) || math.Abs(logodds.Probability(sum)-p.Probability) > 1e-9 {
			t.Errorf("the contributions add up to %g, the log-odds are %g, the probability %g", sum, p.Odds, p.Probability)
		}
	})
}

func TestWhatIsMoreThanCertainIsStillAProbability(t *testing.T) {
	m := Fit(datasettest.Fields, datasettest.Invented(200, 1))
	m.mean[feature.Intercept] = -5e4
	m.mean[feature.RuleScore] = 1e3
	for _, rules := range []float64{0, 1, -1, 49, 51, 1e300} {
		p, contributions, _ := m.Explain(dataset.Lead{Facts: []string{"Fair"}, Rules: rules})
		sum := 0.0
		for _, c := range contributions {
			sum += c.Odds
		}
		if !within(p) || math.Abs(p.Odds) > logodds.Most || math.Abs(sum-p.Odds) > 1e-6 {
			t.Errorf("rules %g: %+v, and the contributions add up to %g", rules, p, sum)
		}
	}
}

func TestAModelIsKeptAndReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Fit(datasettest.Fields,
			append(datasettest.Invented(rapid.IntRange(0, 200).Draw(t, "labels"), 2),
				rapid.SliceOfN(anyLabel, 0, 10).Draw(t, "odd labels")...))
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
	whole, err := Fit(datasettest.Fields, datasettest.Invented(60, 3)).MarshalJSON()
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
		for _, l := range datasettest.Invented(20, 8) {
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
	text, _ := Fit(datasettest.Fields, datasettest.Invented(60, 3)).MarshalJSON()
	for _, c := range []struct{ name, old, new string }{
		{"of another version", `"version":1`, `"version":7`},
		{"more positive labels than labels", `"labels":60`, `"labels":1`},
		{"a kind that is none", `"kind":"note"`, `"kind":"poem"`},
		{"a weight of nothing", `"part":"missing"`, `"part":"purple"`},
		{"a weight too few", `"part":"missing"`, `"part":"rare"`},
		{"a weight that is sure of nothing", `"part":"missing","mean":0,"precision":4`,
			`"part":"missing","mean":0,"precision":0`},
	} {
		changed := strings.Replace(string(text), c.old, c.new, 1)
		if changed == string(text) {
			t.Errorf("%s: nothing was changed", c.name)
		}
		m := Fit(nil, nil)
		if err := json.Unmarshal([]byte(changed), m); err == nil {
			t.Errorf("%s: was taken", c.name)
		}
		if len(m.Fields()) > 0 {
			t.Errorf("%s: was taken in part", c.name)
		}
	}
}

func TestFeaturesAreToldInWords(t *testing.T) {
	labels := datasettest.Invented(600, 2)
	for i := range labels {
		labels[i].Facts[1] = []string{"10", "50", "200", "", "many", "0.5"}[i%6]
		if i%6 == 5 {
			labels[i].Facts[1] = "1000"
		}
	}
	m := Fit(datasettest.Fields, labels)
	for _, c := range []struct {
		facts []string
		want  []string
	}{
		{[]string{"Webinar", "60", "2026-03-02", "a demo"},
			[]string{"Source is Webinar", "Company size 50 to 199", "Captured on a Monday", "Captured in March",
				"Note has “demo”"}},
		{[]string{"Moon", "", "", ""},
			[]string{"Source has a rare value", "Company size is missing", "Captured is missing", "Note is missing"}},
		{[]string{"", "many", "soon", "!"},
			[]string{"Source is missing", "Company size is not a number", "Captured is not a date"}},
		{[]string{"Fair", "50"}, []string{"Company size 50 to 199"}},
		{[]string{"Fair", "200"}, []string{"Company size 200 to 999"}},
		{[]string{"Fair", "-Inf"}, []string{"Source is Fair", "Company size below 50"}},
		{[]string{"Fair", "1e999"}, []string{"Company size 1000 or more"}},
	} {
		_, sum, _ := m.Explain(dataset.Lead{Facts: c.facts, Rules: 1})
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
		{0, 0, "needs 50 labels, and there are 0"}, {49, 20, "there are 49"}, {50, 9, "9 of 50 are positive"},
		{500, 495, "5 of 500 are negative"},
		{50, 10, ""}, {50, 40, ""},
	} {
		labels := datasettest.Invented(c.labels, 1)
		for i := range labels {
			labels[i].Positive = i < c.positives
		}
		m := Fit(datasettest.Fields, labels)
		if says := m.Silent(); (says == "") != (c.says == "") || !strings.Contains(says, c.says) {
			t.Errorf("%d of %d: %q", c.positives, c.labels, says)
		}
		if _, ok := m.Predict(dataset.Lead{}); ok != (c.says == "") {
			t.Errorf("%d of %d: a number is given: %v", c.positives, c.labels, ok)
		}
	}
}

func TestAMillionCategoriesCostNoMoreThanAThousand(t *testing.T) {
	only := []dataset.Field{{Name: "id", Kind: dataset.Category}}
	labels := make([]dataset.Label, 60_000)
	for i := range labels {
		labels[i] = dataset.Label{Lead: dataset.Lead{Facts: []string{fmt.Sprint("id ", i/12)}}, Positive: i%3 == 0, Turn: i}
	}
	m := Fit(only, labels)
	for i := range 100_000 {
		m.Update(dataset.Label{Lead: dataset.Lead{Facts: []string{fmt.Sprint("other ", i)}}})
	}
	const values, seen = 1000, 10_000
	if features, counted := m.features.Len(), len(m.features.Columns()[0].Seen); features > values+4 || counted > seen {
		t.Errorf("%d features, %d values are counted", features, counted)
	}
}

func TestAValueThatComesOftenEnoughGetsAWeight(t *testing.T) {
	m := Fit(datasettest.Fields, datasettest.Invented(100, 1))
	lead := dataset.Lead{Facts: []string{"Podcast"}}
	m.mean[m.features.RareIn(0)] = 3 // what rare values have in common stays with it
	for n := range 10 {
		if _, sum, _ := m.Explain(lead); slices.ContainsFunc(sum,
			func(c Contribution) bool { return c.Words == "Source is Podcast" }) {
			t.Errorf("after %d sightings", n)
		}
		m.Update(dataset.Label{Lead: lead, Positive: true})
	}
	if _, sum, _ := m.Explain(lead); !slices.ContainsFunc(sum,
		func(c Contribution) bool { return c.Words == "Source is Podcast" && c.Odds > 2 }) {
		t.Error("it has no weight, or none that speaks for it")
	}
}

func TestAModelKeepsNothingThatOnlyAFewLeadsSaid(t *testing.T) {
	labels := datasettest.Invented(600, 2)
	labels[3].Facts = []string{"ann@a.example", "50", "", "Call Annabella about the demo"}
	m := Fit(datasettest.Fields, labels)
	m.Update(dataset.Label{Lead: dataset.Lead{Facts: []string{"bob@b.example", "", "", "Bartholomew wants a demo"}}})
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
	_, sum, _ := m.Explain(dataset.Lead{Facts: []string{"", "", "", "Bartholomew wants a demo"}})
	if !slices.ContainsFunc(sum, func(c Contribution) bool { return c.Words == "Note has “bartholomew”" }) {
		t.Errorf("a lead's own word is not told: %+v", sum)
	}
}

func TestTheHeaviestWeightsComeFirst(t *testing.T) {
	all := Fit(datasettest.Fields, datasettest.Invented(3000, 2)).Weights()
	of := map[string]Weight{}
	for i, w := range all {
		of[w.Words] = w
		if i > 0 && math.Abs(w.Odds) > math.Abs(all[i-1].Odds) || w.Deviation <= 0 {
			t.Errorf("%+v comes after %+v", w, all[i-1])
		}
	}
	if good, bad := of["Source is Referral"], of["Note has “budget”"]; good.Odds < 0.5 || bad.Odds > -0.1 ||
		good.Field != "source" || bad.Field != "note" {
		t.Errorf("%+v, %+v", good, bad)
	}
}

func BenchmarkUpdate(b *testing.B) {
	labels := datasettest.Invented(10_000, 1)
	m := Fit(datasettest.Fields, labels)
	b.ResetTimer()
	for i := range b.N {
		m.Update(labels[i%len(labels)])
	}
}

func BenchmarkExplain(b *testing.B) {
	labels := datasettest.Invented(10_000, 1)
	m := Fit(datasettest.Fields, labels)
	b.ResetTimer()
	for i := range b.N {
		m.Explain(labels[i%len(labels)].Lead)
	}
}

func BenchmarkFit(b *testing.B) {
	labels := datasettest.Invented(100_000, 1)
	b.ResetTimer()
	for range b.N {
		Fit(datasettest.Fields, labels)
	}
}
