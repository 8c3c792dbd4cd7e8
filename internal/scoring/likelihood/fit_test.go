package likelihood

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/optimize"
	"pgregory.net/rapid"
)

var fields = []Field{
	{Name: "source", Words: "Source", Kind: Category}, {Name: "company_size", Words: "Company size", Kind: Number},
	{Name: "created", Words: "Captured", Kind: Date}, {Name: "note", Words: "Note", Kind: Note},
}

var began = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// invented are labels in which the source, the size and a word tell something, all of it linear in the log-odds.
func invented(n int, seed uint64) []Label {
	random := rand.New(rand.NewPCG(seed, 1))
	sources := []string{"Webinar", "Fair", "Website", "Referral", ""}
	say := []string{"wants a demo", "asked for prices and a demo", "no budget this year", "just curious", ""}
	labels := make([]Label, n)
	for i := range labels {
		source, said, size := random.IntN(len(sources)), random.IntN(len(say)), math.Exp(random.Float64()*8)
		odds := []float64{-1, -0.3, 0, 1.2, -0.5}[source] + []float64{0.7, 1, -1, -0.4, 0}[said] + (math.Log(size)-4)/4
		at := began.Add(time.Duration(i) * 7 * time.Hour)
		facts := []string{sources[source], strconv.Itoa(int(size)), at.Format(time.RFC3339), say[said]}
		if random.IntN(10) == 0 {
			facts[1] = ""
		}
		labels[i] = Label{Lead: Lead{Facts: facts, Rules: random.NormFloat64()}, Positive: random.Float64() < sigmoid(odds), At: at}
	}
	return labels
}

func TestTheFitIsWhatAnotherOptimiserFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		labels := invented(rapid.IntRange(50, 1200).Draw(t, "labels"), rapid.Uint64().Draw(t, "seed"))
		m := Fit(fields, labels)
		m = m.blank()
		o := m.objective(canonical(labels))
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
	blank.mean = make([]float64, len(m.features))
	for i, f := range m.features {
		blank.mean[i], _ = f.believed(1)
	}
	return &blank
}

func TestTheGradientIsThatOfTheObjective(t *testing.T) {
	labels := canonical(invented(300, 4))
	m := Fit(fields, labels).blank()
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
		labels := invented(rapid.IntRange(20, 700).Draw(t, "labels"), rapid.Uint64().Draw(t, "seed"))
		for i := range labels {
			labels[i].At = labels[i].At.Truncate(14 * 24 * time.Hour) // many at once
			labels[i].Rules = 0
		}
		shuffled := append([]Label(nil), labels...)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "shuffle"), 2))
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		one, _ := Fit(fields, labels).MarshalJSON()
		other, _ := Fit(fields, shuffled).MarshalJSON()
		if diff := cmp.Diff(string(one), string(other)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatLabelsSayIsLearned(t *testing.T) {
	labels := invented(4000, 9)
	for _, c := range []struct {
		name  string
		model func() *Model
	}{
		{"at once", func() *Model { return Fit(fields, labels) }},
		{"one by one", func() *Model {
			m := Fit(fields, labels[:200])
			for _, l := range labels[200:] {
				m.Update(l)
			}
			return m
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := c.model()
			guess := func(facts ...string) float64 {
				p, ok := m.Predict(Lead{Facts: facts})
				if !ok {
					t.Fatal(m.Silent())
				}
				return p.Probability
			}
			if good, bad := guess("Referral", "2000", "", "wants a demo"), guess("Webinar", "3", "", "no budget this year"); good < 0.75 || bad > 0.25 {
				t.Errorf("a good lead gets %.2f, a bad one %.2f", good, bad)
			}
			var guesses []Guess
			for _, l := range invented(4000, 10) {
				p, _ := m.Predict(l.Lead)
				guesses = append(guesses, Guess{p.Probability, l.Positive})
			}
			if is := Measure(guesses, Window); *is.AUC < 0.73 || *is.ECE > 0.05 {
				t.Errorf("on other leads: AUC %.3f, ECE %.3f", *is.AUC, *is.ECE)
			}
		})
	}
}

func TestAnUpdateFindsTheMostProbableOdds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean, variance := rapid.Float64Range(-40, 40).Draw(t, "mean"), math.Exp(rapid.Float64Range(-12, 8).Draw(t, "log variance"))
		label := digit(rapid.Bool().Draw(t, "positive"))
		a := settle(mean, variance, label)
		if off := a - mean - variance*(label-sigmoid(a)); math.Abs(off) > 1e-6*(1+variance) {
			t.Errorf("settles at %g, which is off by %g", a, off)
		}
	})
}

func TestTheModelFollowsTheWorld(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	only := []Field{{Name: "source", Kind: Category}}
	learn := NewLearner(only, 0)
	rates := map[string]float64{"Fair": 0.1, "Website": 0.5}
	for i := range 6000 {
		if i == 3000 {
			rates["Fair"] = 0.6
		}
		source := []string{"Fair", "Website"}[i%2]
		learn.Guess(Label{Lead: Lead{Facts: []string{source}}, Positive: random.Float64() < rates[source], Turn: i})
	}
	p, _ := learn.Model.Predict(Lead{Facts: []string{"Fair"}})
	if math.Abs(p.Probability-0.6) > 0.1 || p.Low > p.Probability || p.High < p.Probability {
		t.Errorf("fairs have had 0.6 for 3000 labels, and get %+v", p)
	}
}

func TestUpdatesAloneFollowTheWorld(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	m := Fit([]Field{{Name: "source", Kind: Category}}, nil)
	rates := map[string]float64{"Fair": 0.1, "Website": 0.5}
	for i := range 8000 {
		if i == 4000 {
			rates["Fair"] = 0.6
		}
		source := []string{"Fair", "Website"}[i%2]
		m.Update(Label{Lead: Lead{Facts: []string{source}}, Positive: random.Float64() < rates[source]})
	}
	fair, _ := m.Predict(Lead{Facts: []string{"Fair"}})
	website, _ := m.Predict(Lead{Facts: []string{"Website"}})
	if math.Abs(fair.Probability-0.6) > 0.08 || math.Abs(website.Probability-0.5) > 0.08 {
		t.Errorf("fairs have had 0.6 for 2000 labels and get %+v, the website always had 0.5 and gets %+v", fair, website)
	}
}

func TestAModelThatTrustsTheRulesLearnsHowFar(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	var right, wrong []Label
	for i := range 1000 {
		l := Label{Lead: Lead{Rules: random.NormFloat64() * 2}, At: began.Add(time.Duration(i) * time.Hour)}
		l.Positive = random.Float64() < sigmoid(l.Rules)
		right = append(right, l)
		l.Positive = random.IntN(2) == 0
		wrong = append(wrong, l)
	}
	for _, c := range []struct {
		name      string
		labels    []Label
		low, high float64
	}{
		{"without labels it takes them as they stand", nil, 1, 1}, {"rules that are right", right, 0.8, 1.2}, {"rules that say nothing", wrong, -0.2, 0.2},
	} {
		if weight := Fit(nil, c.labels).mean[ruleScore]; weight < c.low || weight > c.high {
			t.Errorf("%s: their weight is %.2f", c.name, weight)
		}
	}
}
