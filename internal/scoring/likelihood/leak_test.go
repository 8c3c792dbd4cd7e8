package likelihood

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// coins are labels whose one field is a coin of so many sides, which tells nothing.
func coins(n, sides int, base float64, seed uint64) []Label {
	random := rand.New(rand.NewPCG(seed, 7))
	labels := make([]Label, n)
	for i := range labels {
		labels[i] = Label{Lead: Lead{Facts: []string{strconv.Itoa(random.IntN(sides))}}, Positive: random.Float64() < base, Turn: i + 1}
	}
	return labels
}

func TestACoinTellsNothing(t *testing.T) {
	coin := []Field{{Name: "coin", Kind: Category}}
	for _, sides := range []int{2, 6, 50} {
		sum := 0.0
		const times = 40
		for seed := range uint64(times) {
			labels := coins(400, sides, 0.3, seed)
			sum += found(Choice{Caution: 1}, coin, labels).alone(labels)[0] / times
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
	fields, suspect := make([]Field, 20), 0
	for i := range fields {
		fields[i] = Field{Name: strconv.Itoa(i), Kind: Category}
	}
	random := rand.New(rand.NewPCG(8, 8))
	const times = 200
	for range times {
		labels := make([]Label, 200)
		for i := range labels {
			labels[i].Positive = random.IntN(10) == 0 || i < LeastOfEach
			for range fields {
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
	fields := []Field{{Name: "contract", Words: "Contract", Kind: Category}, {Name: "status", Words: "Status", Kind: Category}, {Name: "amount", Kind: Number}, {Name: "reason", Kind: Category}, {Name: "note", Kind: Note}, {Name: "source", Kind: Category}}
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
	if len(leaks) != 1 || leaks[0].Field.Name != "contract" || leaks[0].AUC > LeakAUC || math.Abs(leaks[0].Share-0.58) > 0.08 || !leaks[0].Present {
		t.Errorf("refused are %+v", leaks)
	}
	found := map[string]*Pure{}
	for _, s := range Suspects(fields, labels) {
		found[s.Field.Name] = s.Pure
	}
	for field, want := range map[string]Pure{"status": {Value: "Customer", Words: "Status is Customer", Positive: true}, "amount": {Positive: true}, "reason": {Value: "price", Words: "reason is price"}, "note": {Positive: true}} {
		got := found[field]
		if got == nil || got.Positive != want.Positive || want.Words != "" && (got.Words != want.Words || got.Value != want.Value) {
			t.Errorf("of %s it finds %+v", field, got)
		}
	}
	if got, is := found["source"]; is {
		t.Errorf("the source, which tells nothing, is suspect: %+v", got)
	}
}

func TestAPureValueMayHaveAFewExceptionsButNotMany(t *testing.T) {
	all := rate{1000, 300}
	for _, c := range []struct {
		value rate
		is    bool
	}{{rate{100, 100}, true}, {rate{100, 98}, true}, {rate{100, 90}, false}, {rate{15, 15}, true}, {rate{6, 6}, false}, {rate{14, 14}, false}, {rate{100, 0}, true}, {rate{100, 5}, false}, {rate{}, false}} {
		if _, is := c.value.pure(all, 50); is != c.is {
			t.Errorf("%g of %g is pure: %v", c.value.positives, c.value.labels, is)
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
