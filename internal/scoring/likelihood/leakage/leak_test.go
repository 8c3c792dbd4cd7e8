package leakage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/dataset/datasettest"
	"baton/internal/scoring/likelihood/feature"
)

// coins are labels whose one field is a coin of so many sides, which tells nothing.
func coins(n, sides int, base float64, seed uint64) []dataset.Label {
	random := rand.New(rand.NewPCG(seed, 7))
	labels := make([]dataset.Label, n)
	for i := range labels {
		labels[i] = dataset.Label{Lead: dataset.Lead{Facts: []string{strconv.Itoa(random.IntN(sides))}},
			Positive: random.Float64() < base, Turn: i + 1}
	}
	return labels
}

func TestACoinTellsNothing(t *testing.T) {
	coin := []dataset.Field{{Name: "coin", Kind: dataset.Category}}
	for _, sides := range []int{2, 6, 50} {
		sum := 0.0
		const times = 40
		for seed := range uint64(times) {
			labels := coins(400, sides, 0.3, seed)
			sum += alone(feature.Find(coin, nil, labels), labels)[0] / times
			if s := Suspects(coin, labels); len(s) > 0 {
				t.Errorf("a coin of %d sides is suspect: %s", sides, s[0].Words())
			}
		}
		if math.Abs(sum-0.5) > 0.02 {
			t.Errorf("a coin of %d sides has an AUC of %.3f", sides, sum)
		}
	}
}

// Whatever is drawn by chance is suspect in one of a thousand tries at most, however many values there are.
func TestChanceIsHardlyEverSuspect(t *testing.T) {
	fields, suspect := make([]dataset.Field, 20), 0
	for i := range datasettest.Fields {
		datasettest.Fields[i] = dataset.Field{Name: strconv.Itoa(i), Kind: dataset.Category}
	}
	random := rand.New(rand.NewPCG(8, 8))
	const times = 200
	for range times {
		labels := make([]dataset.Label, 200)
		for i := range labels {
			labels[i].Positive = random.IntN(10) == 0 || i < dataset.LeastOfEach
			for range datasettest.Fields {
				labels[i].Facts = append(labels[i].Facts, []string{"", "a", "b", "c", "d"}[random.IntN(5)])
			}
		}
		if len(Suspects(fields, labels))+len(Leaks(fields, labels)) > 0 {
			suspect++
		}
	}
	if suspect > 2 {
		t.Errorf("chance is suspect in %d of %d tries", suspect, times)
	}
}

func TestWhatOnlyOneClassHasIsFound(t *testing.T) {
	fields := []dataset.Field{{Name: "contract", Words: "Contract", Kind: dataset.Category},
		{Name: "status", Words: "Status", Kind: dataset.Category}, {Name: "amount", Kind: dataset.Number},
		{Name: "reason", Kind: dataset.Category}, {Name: "note", Kind: dataset.Note},
		{Name: "source", Kind: dataset.Category}}
	labels := coins(1000, 5, 0.3, 3)
	random := rand.New(rand.NewPCG(9, 9))
	for i := range labels {
		l := &labels[i]
		source := l.Facts[0]
		facts := []string{"", "New", strconv.Itoa(random.IntN(50)), "", "wants a demo", source}
		if l.Positive && random.Float64() < 0.58 {
			facts[0] = "2026-03-01"
		}
		if l.Positive && random.Float64() < 0.2 {
			facts[1] = "Customer"
		}
		if l.Positive && random.Float64() < 0.5 {
			facts[2] = strconv.Itoa(1000 + random.IntN(50))
		}
		if !l.Positive && random.Float64() < 0.1 {
			facts[3] = "price"
		}
		if l.Positive && random.Float64() < 0.1 {
			facts[4] = "signed on Monday"
		}
		l.Facts = facts
	}
	leaks := Leaks(fields, labels)
	if len(leaks) != 1 || leaks[0].Field.Name != "contract" || leaks[0].AUC > LeakAUC ||
		math.Abs(leaks[0].Share-0.58) > 0.08 || !leaks[0].Present {
		t.Errorf("refused are %+v", leaks)
	}
	found := map[string]*Pure{}
	for _, s := range Suspects(fields, labels) {
		found[s.Field.Name] = s.Pure
	}
	for field, want := range map[string]Pure{"status": {Value: "Customer", Words: "Status is Customer", Positive: true},
		"amount": {Positive: true}, "reason": {Value: "price", Words: "reason is price"}, "note": {Positive: true}} {
		got := found[field]
		if got == nil || got.Positive != want.Positive || want.Words != "" &&
			(got.Words != want.Words || got.Value != want.Value) {
			t.Errorf("of %s it finds %+v", field, got)
		}
	}
	if got, is := found["source"]; is {
		t.Errorf("the source, which tells nothing, is suspect: %+v", got)
	}
}

func TestAPureValueMayHaveAFewExceptionsButNotMany(t *testing.T) {
	of := func(labels, positives float64) tally {
		return tally{dataset.Tally{Labels: labels, Positives: positives}}
	}
	all := of(1000, 300)
	for _, c := range []struct {
		value tally
		is    bool
	}{{of(100, 100), true}, {of(100, 98), true}, {of(100, 90), false}, {of(15, 15), true}, {of(6, 6), false},
		{of(14, 14), false}, {of(100, 0), true}, {of(100, 5), false}, {tally{}, false}} {
		if _, is := c.value.pure(all, 50); is != c.is {
			t.Errorf("%g of %g is pure: %v", c.value.Positives, c.value.Labels, is)
		}
	}
}

func TestTheExactTestCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.IntRange(2, 12).Draw(t, "all")
		class, n := rapid.IntRange(1, all).Draw(t, "class"), rapid.IntRange(1, all).Draw(t, "n")
		most := rapid.IntRange(0, n).Draw(t, "most")
		hits, draws := 0.0, 0.0
		for set := range 1 << all {
			size, of := 0, 0
			for i := range all {
				if set>>i&1 == 1 {
					size++
					if i < class {
						of++
					}
				}
			}
			if size == n {
				draws++
				if of <= most {
					hits++
				}
			}
		}
		if p := atMost(float64(most), float64(n), float64(class), float64(all)); math.Abs(p-hits/draws) > 1e-9 {
			t.Errorf("%g, counted %g", p, hits/draws)
		}
	})
}

func TestAFieldWhoseMerePresenceTellsTheLabelIsRefused(t *testing.T) {
	only := []dataset.Field{{Name: "won_date", Kind: dataset.Date},
		{Name: "lost_reason", Words: "Lost reason", Kind: dataset.Category}, {Name: "phone", Kind: dataset.Category},
		{Name: "source", Kind: dataset.Category}}
	var labels []dataset.Label
	for i := range 200 {
		won := i%4 == 0
		facts := []string{"", "price", "", "Fair"}
		if won && i%16 != 0 {
			facts[0] = "2026-03-01"
		}
		if won {
			facts[1] = " "
		}
		if i%4 != 1 {
			facts[2] = "+34 600 000 000"
		}
		labels = append(labels, dataset.Label{Lead: dataset.Lead{Facts: facts}, Positive: won})
	}
	var names, words []string
	for _, l := range Leaks(only, labels) {
		names = append(names, l.Field.Name)
		words = append(words, l.Words())
	}
	if !slices.Equal(names, []string{"won_date", "lost_reason"}) {
		t.Fatalf("refused: %q", names)
	}
	for i, want := range []string{"won_date is filled in almost only where the label is positive (AUC 0.87",
		"Lost reason is filled in almost only where the label is negative (AUC 1.00"} {
		if !strings.Contains(words[i], want) {
			t.Errorf("%q does not say %q", words[i], want)
		}
	}
	if leaks := Leaks(only, labels[:40]); leaks != nil {
		t.Errorf("40 labels are enough to refuse %v", leaks)
	}
}

func TestAFieldWhoseValuesTellTheLabelIsSuspect(t *testing.T) {
	only := []dataset.Field{{Name: "id", Kind: dataset.Category}, {Name: "value", Kind: dataset.Number},
		{Name: "status", Kind: dataset.Category}, {Name: "source", Kind: dataset.Category}}
	var labels []dataset.Label
	for i := range 400 {
		facts := []string{fmt.Sprint("id ", i), "0", "Closed", []string{"Fair", "Website"}[i/4%2]}
		if i%4 == 0 {
			facts[1], facts[2] = fmt.Sprint(100+i), "Customer"
		}
		labels = append(labels, dataset.Label{Lead: dataset.Lead{Facts: facts}, Positive: i%4 == 0})
	}
	var rarely []dataset.Label // good ones are few, and each page has ten leads: a lead must not vouch for itself
	for i := range 400 {
		rarely = append(rarely, dataset.Label{Lead: dataset.Lead{Facts: []string{fmt.Sprint("page ", i/10)}},
			Positive: i%33 == 0})
	}
	if s := Suspects(only[:1], rarely); len(s) > 0 {
		t.Errorf("pages that say nothing are suspect: %+v", s)
	}
	var names []string
	for _, s := range Suspects(only, labels) {
		names = append(names, s.Field.Name)
		if s.AUC < 0.99 {
			t.Errorf("%s has AUC %.3f", s.Field.Name, s.AUC)
		}
	}
	if !slices.Equal(names, []string{"value", "status"}) {
		t.Errorf("suspect are %q", names)
	}
}
