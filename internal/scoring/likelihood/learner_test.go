package likelihood

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/dataset/datasettest"
	"baton/internal/scoring/likelihood/feature"
)

func TestOpenLeadsAreUncertainAndNotLost(t *testing.T) {
	const companies = 12
	fair, website, lost := 0.0, 0.0, 0.0
	for seed := range uint64(companies) {
		labels := datasettest.Sold(600, seed)
		now := labels[599].At // the oldest lead is open for 100 days
		guess := func(labels []dataset.Label, source string) float64 {
			p, ok := Fit(datasettest.SoldFields, labels).Predict(dataset.Lead{Facts: []string{source, "a"}})
			if !ok {
				t.Fatal(dataset.Silent(labels))
			}
			return p.Probability
		}
		asOf := dataset.AsOf(labels, now, datasettest.Season)
		fair += guess(asOf, "Fair") / companies
		website += guess(asOf, "Website") / companies
		for i, l := range asOf {
			asOf[i] = dataset.Label{Lead: l.Lead, Positive: l.Positive && !l.Open(), At: l.At, Known: l.Known, Turn: l.Turn}
		}
		lost += guess(asOf, "Fair") / companies
	}
	if math.Abs(fair-0.33) > 0.04 || website > 0.1 || lost > fair-0.05 {
		t.Errorf("after 100 days fairs get %.3f instead of 0.33, the website %.3f instead of 0.05; "+
			"with open leads as lost, fairs get %.3f", fair, website, lost)
	}
}

func TestWhatIsKnownLaterIsNotSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		labels := datasettest.Sold(400, rapid.Uint64().Draw(t, "seed"))
		within := rapid.SampledFrom([]time.Duration{0, datasettest.Season}).Draw(t, "within")
		now := datasettest.Began.Add(time.Duration(rapid.IntRange(20, 66).Draw(t, "day")) * datasettest.Day)
		other := slices.Clone(labels)
		for i, l := range other {
			if l.Known.After(now) {
				other[i].Positive, other[i].Known = !l.Positive,
					now.Add(max(time.Nanosecond, min(time.Hour, l.At.Add(datasettest.Season).Sub(now))))
			}
		}
		one, two := NewLearner(datasettest.SoldFields, within), NewLearner(datasettest.SoldFields, within)
		for i, l := range labels {
			a, _ := one.Guess(l)
			if b, _ := two.Guess(other[i]); !l.At.After(now) && a != b {
				t.Fatalf("lead %d is guessed %+v, and %+v in another future", i, a, b)
			}
		}
	})
}

func TestTheGradientOfOpenLeadsIsThatOfTheObjective(t *testing.T) {
	labels := dataset.Canonical(dataset.AsOf(datasettest.Sold(300, 2), datasettest.Began.Add(60*datasettest.Day),
		datasettest.Season))
	m := newModel(feature.Find(datasettest.SoldFields, nil, labels), 1)
	o := m.objective(labels)
	w, gradient, other := make([]float64, len(o.mean)), make([]float64, len(o.mean)), make([]float64, len(o.mean))
	for i := range w {
		w[i] = math.Sin(float64(i))
	}
	o.at(w, gradient)
	for i := range w {
		const h = 1e-5
		w[i] += h
		above := o.at(w, other)
		w[i] -= 2 * h
		below := o.at(w, other)
		w[i] += h
		if slope := (above - below) / (2 * h); math.Abs(slope-gradient[i]) > 1e-4*(1+math.Abs(slope)) {
			t.Errorf("slope %d is %g, not %g", i, slope, gradient[i])
		}
	}
}

func TestTheModelFollowsTheWorld(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	only := []dataset.Field{{Name: "source", Kind: dataset.Category}}
	learn := NewLearner(only, 0)
	rates := map[string]float64{"Fair": 0.1, "Website": 0.5}
	for i := range 6000 {
		if i == 3000 {
			rates["Fair"] = 0.6
		}
		source := []string{"Fair", "Website"}[i%2]
		learn.Guess(dataset.Label{Lead: dataset.Lead{Facts: []string{source}}, Positive: random.Float64() < rates[source],
			Turn: i})
	}
	p, _ := learn.Model.Predict(dataset.Lead{Facts: []string{"Fair"}})
	if math.Abs(p.Probability-0.6) > 0.1 || p.Low > p.Probability || p.High < p.Probability {
		t.Errorf("fairs have had 0.6 for 3000 labels, and get %+v", p)
	}
}
