package likelihood

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFieldsThatSayMoreTogetherAreFound(t *testing.T) {
	pair, found, gained := [2]int{0, 3}, 0, 0.0
	const companies = 4
	for seed := range uint64(companies) {
		labels := eventLike(3500, 1.5, seed)
		choice := Choose(eventFields, labels[:2500])
		if slices.Contains(choice.Pairs, pair) {
			found++
		}
		for _, p := range choice.Pairs {
			if p != pair {
				t.Errorf("company %d has a pair %v that is none", seed, p)
			}
		}
		with, without := FitWith(choice, eventFields, labels[:2500]), FitWith(Choice{Caution: choice.Caution}, eventFields, labels[:2500])
		gained += (area(with, labels[2500:]) - area(without, labels[2500:])) / companies
	}
	if found < companies-1 || gained < 0.008 {
		t.Errorf("the source and the size are found together in %d of %d companies, and bring %.3f AUC", found, companies, gained)
	}
}

func area(m *Model, labels []Label) float64 {
	var guesses []Guess
	for i, odds := range m.odds(labels) {
		guesses = append(guesses, Guess{odds, labels[i].Positive})
	}
	area, _ := auc(guesses)
	return area
}

func TestFieldsThatSayNoMoreTogetherAreLeftApart(t *testing.T) {
	for seed := range uint64(6) {
		if pairs := Choose(eventFields, eventLike(1500, 0, seed)).Pairs; len(pairs) > 0 {
			t.Errorf("company %d has the pairs %v", seed, pairs)
		}
	}
}

func TestAPairIsToldInWordsAndKept(t *testing.T) {
	labels := eventLike(1200, 1.5, 1)
	m := FitWith(Choice{Caution: 1, Pairs: [][2]int{{0, 3}}}, eventFields, labels)
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
		{`"pairs":[[0,3]]`, `"pairs":[[3,0]]`}, {`"pairs":[[0,3]]`, `"pairs":[[0,5]]`}, {`"pairs":[[0,3]]`, `"pairs":[[0,3],[0,3],[0,3],[0,3]]`},
		{`"part":"both"`, `"part":"both","n":7`}, {`{"part":"is","text":"Fair"}`, `{"part":"is","text":"Moon"}`}, {`{"part":"between","n":1}`, `{"part":"between","n":4}`},
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

func TestRangesInAPairAreFewAndReadAsOne(t *testing.T) {
	c := newColumn(Field{Name: "n", Words: "Size", Kind: Number})
	for _, edges := range [][]float64{nil, {10}, {10, 20}, {1, 2, 3, 4, 5, 6, 7, 8, 9}} {
		c.edges, c.whole = edges, true
		c.room(len(edges) + 1)
		told := map[string]bool{}
		for _, n := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "15", "20", "99"} {
			told[c.meaning(c.spot(n)).Words] = true
		}
		if len(told) != min(coarse, len(edges)+1) {
			t.Errorf("of the edges %v there are %q", edges, keys(told))
		}
	}
	if got := c.meaning(c.spot("4")).Words; got != "Size 3 to 4" {
		t.Errorf("4 is %s", got)
	}
}
