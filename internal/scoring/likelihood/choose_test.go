package likelihood

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/dataset/datasettest"
	"baton/internal/scoring/likelihood/measure"
)

func TestWhatIsHardToForeseeTakesMoreCaution(t *testing.T) {
	fields, plain := datasettest.Noisy(1200, 6, 0.95)
	if got := Choose(fields, plain).Caution; got != 1 {
		t.Errorf("of what is plain the caution is %g", got)
	}
	_, hard := datasettest.Noisy(1200, 40, 0.15)
	if got := Choose(fields, hard).Caution; got != 4 {
		t.Errorf("of what is hard to foresee the caution is %g", got)
	}
	if got := Choose(fields, hard[:40]).Caution; got != 1 {
		t.Errorf("of too few the caution is %g", got)
	}
	fit, cautious := Fit(fields, hard), FitWith(Choice{Caution: 16}, fields, hard)
	if a, b := fit.Weights()[5], cautious.Weights()[5]; a.Odds*a.Odds <= b.Odds*b.Odds {
		t.Errorf("the sixth weight is %.3f without caution and %.3f with it", a.Odds, b.Odds)
	}
}

func TestACautiousModelIsKept(t *testing.T) {
	fields, labels := datasettest.Noisy(300, 6, 0.5)
	m := FitWith(Choice{Caution: 16}, fields, labels)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Model
	if err := json.Unmarshal(text, &back); err != nil || back.Choice().Caution != 16 {
		t.Fatalf("read back it is %g: %v", back.Choice().Caution, err)
	}
	m.Update(labels[0])
	back.Update(labels[0])
	a, _ := m.Predict(labels[1].Lead)
	if b, _ := back.Predict(labels[1].Lead); a != b {
		t.Errorf("it learns otherwise: %+v and %+v", a, b)
	}
}

func TestCautionDoesNotDependOnTheOrderOfWhatIsOfOneTime(t *testing.T) {
	fields, labels := datasettest.Noisy(300, 6, 0.3)
	for i := range labels {
		labels[i].At = labels[i/40*40].At
	}
	want := Choose(fields, labels).Caution
	random := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		random.Shuffle(len(labels), func(i, j int) { labels[i], labels[j] = labels[j], labels[i] })
		if got := Choose(fields, labels).Caution; got != want {
			t.Fatalf("in another order the caution is %g instead of %g", got, want)
		}
	}
	for i := range labels {
		labels[i].At = labels[0].At
	}
	if got := Choose(fields, labels).Caution; got != 1 {
		t.Errorf("where nothing is later the caution is %g", got)
	}
}

func TestFieldsThatSayMoreTogetherAreFound(t *testing.T) {
	pair, found, gained := [2]int{0, 3}, 0, 0.0
	const companies = 4
	for seed := range uint64(companies) {
		labels := datasettest.EventLike(3500, 1.5, seed)
		choice := Choose(datasettest.EventFields, labels[:2500])
		if slices.Contains(choice.Pairs, pair) {
			found++
		}
		for _, p := range choice.Pairs {
			if p != pair {
				t.Errorf("company %d has a pair %v that is none", seed, p)
			}
		}
		with, without := FitWith(choice, datasettest.EventFields, labels[:2500]),
			FitWith(Choice{Caution: choice.Caution}, datasettest.EventFields, labels[:2500])
		gained += (area(with, labels[2500:]) - area(without, labels[2500:])) / companies
	}
	if found < companies-1 || gained < 0.008 {
		t.Errorf("the source and the size are found together in %d of %d companies, and bring %.3f AUC", found, companies,
			gained)
	}
}

func area(m *Model, labels []dataset.Label) float64 {
	var guesses []measure.Guess
	for i, odds := range m.odds(labels) {
		guesses = append(guesses, measure.Guess{Probability: odds, Positive: labels[i].Positive})
	}
	area, _ := measure.AUC(guesses)
	return area
}

func TestFieldsThatSayNoMoreTogetherAreLeftApart(t *testing.T) {
	for seed := range uint64(6) {
		if pairs := Choose(datasettest.EventFields, datasettest.EventLike(1500, 0, seed)).Pairs; len(pairs) > 0 {
			t.Errorf("company %d has the pairs %v", seed, pairs)
		}
	}
}

func TestAPairIsToldInWordsAndKept(t *testing.T) {
	labels := datasettest.EventLike(1200, 1.5, 1)
	m := FitWith(Choice{Caution: 1, Pairs: [][2]int{{0, 3}}}, datasettest.EventFields, labels)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Model
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(labels).Draw(t, "lead")
		p, sum, _ := m.Explain(l.Lead)
		if q, _ := back.Predict(l.Lead); q != p {
			t.Fatalf("read back it says %+v instead of %+v", q, p)
		}
		for _, c := range sum {
			if c.And != nil {
				told[c.Words+" and "+c.And.Words] = true
			}
		}
	})
	if !slices.ContainsFunc(keys(told), func(words string) bool {
		return strings.HasPrefix(words, "Source is Fair and Company size ") && !strings.Contains(words, "is given")
	}) {
		t.Errorf("told is %q", keys(told))
	}
	for _, c := range []struct{ old, new string }{
		{`"pairs":[[0,3]]`, `"pairs":[[3,0]]`}, {`"pairs":[[0,3]]`, `"pairs":[[0,5]]`},
		{`"pairs":[[0,3]]`, `"pairs":[[0,3],[0,3],[0,3],[0,3]]`},
		{`"part":"both"`, `"part":"both","n":7`}, {`{"part":"is","text":"Fair"}`, `{"part":"is","text":"Moon"}`},
		{`{"part":"between","n":1}`, `{"part":"between","n":4}`},
	} {
		changed := strings.Replace(string(text), c.old, c.new, 1)
		if changed == string(text) || json.Unmarshal([]byte(changed), &Model{}) == nil {
			t.Errorf("with %s it is taken", c.new)
		}
	}
}

func keys(set map[string]bool) (all []string) {
	for k := range set {
		all = append(all, k)
	}
	return all
}
