package feature

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"baton/internal/scoring/likelihood/dataset"
)

func TestWhatKindAFieldIs(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []string
		want   dataset.Kind
	}{
		{"nothing", []string{"", ""}, dataset.Category},
		{"choices", []string{"Fair", "Fair", "Webinar"}, dataset.Category},
		{"numbers", []string{"1", "2.5", "", "1,000", "Inf"}, dataset.Number},
		{"dates as text", []string{"2026-03-01", "2026-03-02T10:00:00Z", ""}, dataset.Date},
		{"words", []string{"would like to see a demo soon", "is only curious about what it costs"}, dataset.Note},
		{"one sentence again and again",
			[]string{"came by the form on our page", "came by the form on our page", "came by the form on our page"},
			dataset.Category},
		{"half of them numbers", []string{"1", "2", "one", "two"}, dataset.Category},
	} {
		if is := GuessKind(c.values); is != c.want {
			t.Errorf("%s: %s, want %s", c.name, is, c.want)
		}
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
	r := FindRanges(values)
	edges, whole := r.Edges, r.Whole
	if !whole || len(edges) == 0 || edges[len(edges)-1] != 999 {
		t.Errorf("edges %v: never, written as 999, is a range with others", edges)
	}
	if edges := FindRanges([]string{"7", "7", "7"}).Edges; len(edges) > 0 {
		t.Errorf("one value has edges %v", edges)
	}
}

func TestRangesInAPairAreFewAndReadAsOne(t *testing.T) {
	c := newColumn(dataset.Field{Name: "n", Words: "Size", Kind: dataset.Number})
	for _, edges := range [][]float64{nil, {10}, {10, 20}, {1, 2, 3, 4, 5, 6, 7, 8, 9}} {
		c.ranges = Ranges{edges, true}
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

func keys(set map[string]bool) (all []string) {
	for k := range set {
		all = append(all, k)
	}
	return all
}
