package likelihood

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/optimize"
	"pgregory.net/rapid"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/dataset/datasettest"
	"baton/internal/scoring/likelihood/feature"
	"baton/internal/scoring/likelihood/logodds"
	"baton/internal/scoring/likelihood/measure"
)

func TestTheFitIsWhatAnotherOptimiserFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		labels := datasettest.Invented(rapid.IntRange(50, 1200).Draw(t, "labels"), rapid.Uint64().Draw(t, "seed"))
		m := Fit(datasettest.Fields, labels)
		m = m.blank()
		o := m.objective(dataset.Canonical(labels))
		ours := minimise(o, o.mean)
		gradient := make([]float64, len(ours))
		found, err := optimize.Minimize(optimize.Problem{
			Func: func(w []float64) float64 { return o.at(w, gradient) },
			Grad: func(g, w []float64) { o.at(w, g) },
		}, o.mean, &optimize.Settings{GradientThreshold: 1e-7}, &optimize.BFGS{})
		if found == nil {
			t.Fatal(err)
		}
		scale := o.curvature(found.X)
		for i := range ours {
			if apart := math.Abs(ours[i]-found.X[i]) * math.Sqrt(scale[i]); apart > 1e-3 {
				t.Errorf("weight %d is %g and should be %g, %g standard deviations away (%v)", i, ours[i], found.X[i], apart, err)
			}
		}
		if ours, theirs := o.at(ours, gradient), found.F; ours > theirs+1e-6*math.Abs(theirs) {
			t.Errorf("the fit ends at %g, and there is %g", ours, theirs)
		}
	})
}

// blank is a model with its features, as it is before a fit.
func (m *Model) blank() *Model {
	blank := *m
	blank.mean = make([]float64, m.features.Len())
	for i := range blank.mean {
		blank.mean[i], _ = prior(m.features.At(int32(i)), 1)
	}
	return &blank
}

func TestTheGradientIsThatOfTheObjective(t *testing.T) {
	labels := dataset.Canonical(datasettest.Invented(300, 4))
	m := Fit(datasettest.Fields, labels).blank()
	o := m.objective(labels)
	w := make([]float64, len(o.mean))
	for i := range w {
		w[i] = math.Sin(float64(i))
	}
	gradient, other := make([]float64, len(w)), make([]float64, len(w))
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

func TestTheOrderOfLabelsOfOneTimeDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		labels := datasettest.Invented(rapid.IntRange(20, 700).Draw(t, "labels"), rapid.Uint64().Draw(t, "seed"))
		for i := range labels {
			labels[i].At = labels[i].At.Truncate(14 * 24 * time.Hour) // many at once
			labels[i].Rules = 0
		}
		shuffled := append([]dataset.Label(nil), labels...)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "shuffle"), 2))
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		one, _ := Fit(datasettest.Fields, labels).MarshalJSON()
		other, _ := Fit(datasettest.Fields, shuffled).MarshalJSON()
		if diff := cmp.Diff(string(one), string(other)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatLabelsSayIsLearned(t *testing.T) {
	labels := datasettest.Invented(4000, 9)
	for _, c := range []struct {
		name  string
		model func() *Model
	}{
		{"at once", func() *Model { return Fit(datasettest.Fields, labels) }},
		{"one by one", func() *Model {
			m := Fit(datasettest.Fields, labels[:200])
			for _, l := range labels[200:] {
				m.Update(l)
			}
			return m
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := c.model()
			guess := func(facts ...string) float64 {
				p, ok := m.Predict(dataset.Lead{Facts: facts})
				if !ok {
					t.Fatal(m.Silent())
				}
				return p.Probability
			}
			if good, bad := guess("Referral", "2000", "", "wants a demo"),
				guess("Webinar", "3", "", "no budget this year"); good < 0.75 || bad > 0.25 {
				t.Errorf("a good lead gets %.2f, a bad one %.2f", good, bad)
			}
			var guesses []measure.Guess
			for _, l := range datasettest.Invented(4000, 10) {
				p, _ := m.Predict(l.Lead)
				guesses = append(guesses, measure.Guess{Probability: p.Probability, Positive: l.Positive})
			}
			if is := measure.Measure(guesses, measure.Window); *is.AUC < 0.73 || *is.ECE > 0.05 {
				t.Errorf("on other leads: AUC %.3f, ECE %.3f", *is.AUC, *is.ECE)
			}
		})
	}
}

func TestAnUpdateFindsTheMostProbableOdds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean, variance := rapid.Float64Range(-40, 40).Draw(t, "mean"),
			math.Exp(rapid.Float64Range(-12, 8).Draw(t, "log variance"))
		label := dataset.Indicator(rapid.Bool().Draw(t, "positive"))
		a := settle(mean, variance, label)
		if off := a - mean - variance*(label-logodds.Probability(a)); math.Abs(off) > 1e-6*(1+variance) {
			t.Errorf("settles at %g, which is off by %g", a, off)
		}
	})
}

func TestUpdatesAloneFollowTheWorld(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	m := Fit([]dataset.Field{{Name: "source", Kind: dataset.Category}}, nil)
	rates := map[string]float64{"Fair": 0.1, "Website": 0.5}
	for i := range 8000 {
		if i == 4000 {
			rates["Fair"] = 0.6
		}
		source := []string{"Fair", "Website"}[i%2]
		m.Update(dataset.Label{Lead: dataset.Lead{Facts: []string{source}}, Positive: random.Float64() < rates[source]})
	}
	fair, _ := m.Predict(dataset.Lead{Facts: []string{"Fair"}})
	website, _ := m.Predict(dataset.Lead{Facts: []string{"Website"}})
	if math.Abs(fair.Probability-0.6) > 0.08 || math.Abs(website.Probability-0.5) > 0.08 {
		t.Errorf("fairs have had 0.6 for 2000 labels and get %+v, the website always had 0.5 and gets %+v", fair, website)
	}
}

func TestAModelThatTrustsTheRulesLearnsHowFar(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	var right, wrong []dataset.Label
	for i := range 1000 {
		l := dataset.Label{Lead: dataset.Lead{Rules: random.NormFloat64() * 2},
			At: datasettest.Began.Add(time.Duration(i) * time.Hour)}
		l.Positive = random.Float64() < logodds.Probability(l.Rules)
		right = append(right, l)
		l.Positive = random.IntN(2) == 0
		wrong = append(wrong, l)
	}
	for _, c := range []struct {
		name      string
		labels    []dataset.Label
		low, high float64
	}{
		{"without labels it takes them as they stand", nil, 1, 1}, {"rules that are right", right, 0.8, 1.2},
		{"rules that say nothing", wrong, -0.2, 0.2},
	} {
		if weight := Fit(nil, c.labels).mean[feature.RuleScore]; weight < c.low || weight > c.high {
			t.Errorf("%s: their weight is %.2f", c.name, weight)
		}
	}
}
