package likelihood

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// guesses are those with these probabilities; of those in positive, the lead became a good one.
func guesses(probabilities []float64, positive ...int) []Guess {
	all := make([]Guess, len(probabilities))
	for i, p := range probabilities {
		all[i] = Guess{p, slices.Contains(positive, i)}
	}
	return all
}

func TestMeasures(t *testing.T) {
	const none = -1
	for _, c := range []struct {
		name                     string
		guesses                  []Guess
		auc, loss, brier, lift20 float64
	}{
		{"all right", guesses([]float64{0.1, 0.2, 0.8, 0.9, 0.3}, 2, 3), 1, 0.2027, 0.0380, 2.5},
		{"all wrong", guesses([]float64{0.9, 0.1}, 1), 0, 2.3026, 0.81, 0},
		{"all the same", guesses([]float64{0.5, 0.5, 0.5, 0.5}, 0), 0.5, 0.6931, 0.25, 1},
		{"one tie", guesses([]float64{0.5, 0.5, 0.8}, 0, 2), 0.75, 0.5365, 0.18, 1.5},
		{"no good lead", guesses([]float64{0.5, 0.4}), none, 0.6020, 0.205, none},
		{"only good leads", guesses([]float64{0.5, 0.4}, 0, 1), none, 0.8047, 0.305, 1},
		{"certain, and wrong", guesses([]float64{1, 0}, 1), 0, 27.631, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Measure(c.guesses, Window)
			for _, f := range []struct {
				name string
				is   *float64
				want float64
			}{{"AUC", m.AUC, c.auc}, {"log loss", m.LogLoss, c.loss}, {"Brier", m.Brier, c.brier}, {"lift", m.Lift20, c.lift20}} {
				switch {
				case f.is == nil && f.want != none, f.is != nil && f.want == none:
					t.Errorf("%s is there: %v", f.name, f.is != nil)
				case f.is != nil && math.Abs(*f.is-f.want) > 1e-3:
					t.Errorf("%s is %.4f, want %.4f", f.name, *f.is, f.want)
				}
			}
		})
	}
}

func TestAUCIsHowOftenAPositiveIsPreferred(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Guess {
			return Guess{float64(rapid.IntRange(0, 10).Draw(t, "p")) / 10, rapid.Bool().Draw(t, "positive")}
		}), 0, 40).Draw(t, "guesses")
		better, pairs := 0.0, 0.0
		for _, p := range all {
			for _, n := range all {
				if p.Positive && !n.Positive {
					pairs++
					better += digit(p.Probability > n.Probability) + digit(p.Probability == n.Probability)/2
				}
			}
		}
		is, known := auc(all)
		if known != (pairs > 0) || known && math.Abs(is-better/pairs) > 1e-12 {
			t.Errorf("AUC %g (%v), counted %g of %g", is, known, better, pairs)
		}
		text, err := json.Marshal(Measure(all, 10))
		if err != nil || strings.Contains(string(text), "NaN") {
			t.Errorf("%v: %s", err, text)
		}
	})
}

func TestADriftThatFoolsThePooledAUCDoesNotFoolTheWindows(t *testing.T) {
	var all []Guess
	for i := range 2000 {
		p := 0.1
		if i >= 1000 {
			p = 0.8
		}
		all = append(all, Guess{p, i%10 < int(p*10)})
	}
	if m := Measure(all, 500); *m.AUC < 0.8 || *m.WindowAUC != 0.5 {
		t.Errorf("pooled %.3f, in windows %.3f", *m.AUC, *m.WindowAUC)
	}
	begun := slices.Concat(all[:1000], guesses([]float64{0.1, 0.9}, 1))
	if m := Measure(begun, 500); *m.WindowAUC != 0.5 {
		t.Errorf("a window that is hardly begun counts: %.3f", *m.WindowAUC)
	}
}

func TestCalibrationIsMeasuredByDecile(t *testing.T) {
	var right, high []Guess
	for i := range 1000 {
		percent := i%10*10 + 5
		right = append(right, Guess{float64(percent) / 100, i/10 < percent})
		high = append(high, Guess{float64(percent) / 100, i/10 < percent-5})
	}
	if m := Measure(right, Window); *m.ECE > 1e-9 {
		t.Errorf("guesses that are right have an ECE of %g", *m.ECE)
	}
	if m := Measure(high, Window); math.Abs(*m.ECE-0.05) > 1e-9 {
		t.Errorf("guesses that are 5 %% too high have an ECE of %g", *m.ECE)
	}
	if d := Deciles(right[:3]); len(d) != 3 || d[0].Leads != 1 {
		t.Errorf("three guesses have the deciles %+v", d)
	}
}

func TestWhatChanceMakesOfCalibrationIsAsDrawn(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9))
	sum, told := 0.0, 0.0
	for range 50 {
		all := make([]Guess, 800)
		for i := range all {
			all[i].Probability = random.Float64()
			all[i].Positive = random.Float64() < all[i].Probability
		}
		m := Measure(all, Window)
		sum, told = sum+*m.ECE/50, told+*m.ECEChance/50
	}
	if math.Abs(sum-told) > 0.004 {
		t.Errorf("by chance the ECE is %.4f, and told is %.4f", sum, told)
	}
}

func TestAFieldWhoseMerePresenceTellsTheLabelIsRefused(t *testing.T) {
	only := []Field{{Name: "won_date", Kind: Date}, {Name: "lost_reason", Words: "Lost reason", Kind: Category}, {Name: "phone", Kind: Category}, {Name: "source", Kind: Category}}
	var labels []Label
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
		labels = append(labels, Label{Lead: Lead{Facts: facts}, Positive: won})
	}
	var names, words []string
	for _, l := range Leaks(only, labels) {
		names = append(names, l.Field.Name)
		words = append(words, l.Words())
	}
	if !slices.Equal(names, []string{"won_date", "lost_reason"}) {
		t.Fatalf("refused: %q", names)
	}
	for i, want := range []string{"won_date is filled in almost only where the label is positive (AUC 0.87", "Lost reason is filled in almost only where the label is negative (AUC 1.00"} {
		if !strings.Contains(words[i], want) {
			t.Errorf("%q does not say %q", words[i], want)
		}
	}
	if leaks := Leaks(only, labels[:40]); leaks != nil {
		t.Errorf("40 labels are enough to refuse %v", leaks)
	}
}

func TestAFieldWhoseValuesTellTheLabelIsSuspect(t *testing.T) {
	only := []Field{{Name: "id", Kind: Category}, {Name: "value", Kind: Number}, {Name: "status", Kind: Category}, {Name: "source", Kind: Category}}
	var labels []Label
	for i := range 400 {
		facts := []string{fmt.Sprint("id ", i), "0", "Closed", []string{"Fair", "Website"}[i/4%2]}
		if i%4 == 0 {
			facts[1], facts[2] = fmt.Sprint(100+i), "Customer"
		}
		labels = append(labels, Label{Lead: Lead{Facts: facts}, Positive: i%4 == 0})
	}
	var rarely []Label // good ones are few, and each page has ten leads: a lead must not vouch for itself
	for i := range 400 {
		rarely = append(rarely, Label{Lead: Lead{Facts: []string{fmt.Sprint("page ", i/10)}}, Positive: i%33 == 0})
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
	if i := Source(only, labels, "origin"); i != 2 {
		t.Errorf("without one of the name, the source is field %d; ids are none", i)
	}
	if i := Source(only, labels, "source"); i != 3 {
		t.Errorf("the source is field %d", i)
	}
}

func TestBaselines(t *testing.T) {
	base := &rate{}
	recent := &sourceRate{by: map[string]*rate{}}
	learn := func(day int, source string, positive bool) {
		l := Label{Lead: Lead{Facts: []string{source}}, Positive: positive, At: began.AddDate(0, 0, day)}
		base.learn(l)
		recent.learn(l)
	}
	for day := range 30 {
		learn(day, "Fair", true)
		learn(day, "Website", day%2 == 0)
	}
	ask := func(day int, source string) float64 {
		return recent.guess(Label{Lead: Lead{Facts: []string{source}}, At: began.AddDate(0, 0, day)})
	}
	if p := base.guess(Label{}); math.Abs(p-0.75) > 0.01 {
		t.Errorf("the base rate is %.3f, want 0.75", p)
	}
	if fair, website, other := ask(30, "Fair"), ask(30, "Website"), ask(30, "Moon"); fair < 0.98 || math.Abs(website-0.5) > 0.02 || other != base.guess(Label{}) {
		t.Errorf("recent rates: Fair %.3f, Website %.3f, never seen %.3f", fair, website, other)
	}
	if p := ask(90, "Fair"); p != base.guess(Label{}) {
		t.Errorf("after two months without one, Fair has %.3f", p)
	}
}

func TestTheRecentRateOfLeadsWithoutTimeIsThatOfTheLast(t *testing.T) {
	s := &sourceRate{by: map[string]*rate{}}
	for i := range 3 * rateLabels {
		s.learn(Label{Lead: Lead{Facts: []string{"Fair"}}, Positive: i < rateLabels})
	}
	if p := s.guess(Label{Lead: Lead{Facts: []string{"Fair"}}}); p > 0.01 {
		t.Errorf("the last %d were bad ones, and the rate is %.3f", rateLabels, p)
	}
}

func TestNaiveBayesMultipliesAsOdooDoes(t *testing.T) {
	b := newNaiveBayes([]Field{{Name: "source", Kind: Category}, {Name: "size", Kind: Number}})
	for i := range 8 {
		b.learn(Label{Lead: Lead{Facts: []string{[]string{"Fair", "Website"}[i%2], "9"}}, Positive: i < 4 && i%2 == 0 || i == 1})
	}
	// Good: 2 Fair, 1 Website; bad: 2 Fair, 3 Website. Each count begins at 0.1, the base rate at a half.
	good, bad := 4.0/10*2.1/3.2, 6.0/10*2.1/5.2
	if p := b.guess(Label{Lead: Lead{Facts: []string{"Fair", "1"}}}); math.Abs(p-good/(good+bad)) > 1e-12 {
		t.Errorf("Fair has %.4f, want %.4f", p, good/(good+bad))
	}
	if p := b.guess(Label{Lead: Lead{Facts: []string{"Moon", "9"}}}); p != b.all.guess(Label{}) {
		t.Errorf("what was never seen has %.4f", p)
	}
}

func TestATrialTestsBeforeItLearns(t *testing.T) {
	labels := invented(1500, 6)
	for i := range labels {
		labels[i].Rules = 0
	}
	trial := Try(fields, labels, 0, 0)
	if s := trial.Sequential; s.Tested != 1500 || s.Silent < LeastLabels || s.Silent > 100 || trial.Split.Learned != 1050 || trial.Split.Tested != 450 {
		t.Errorf("%d tested, %d of them silently; %d learned, %d tested", s.Tested, s.Silent, trial.Split.Learned, trial.Split.Tested)
	}
	for _, test := range []Test{trial.Sequential, trial.Split} {
		model := test.Of(Likelihood)
		for _, baseline := range []string{BaseRate, SourceRate, NaiveBayes} {
			if other := test.Of(baseline); *other.LogLoss < *model.LogLoss || *other.WindowAUC > *model.WindowAUC {
				t.Errorf("%s is better: log loss %.3f against %.3f", baseline, *other.LogLoss, *model.LogLoss)
			}
		}
	}
	// Labels that are not known yet cannot help: with those of the future turned around, the past is guessed as before.
	turned := Order(labels)
	for i := 1000; i < len(turned); i++ {
		turned[i].Positive = !turned[i].Positive
	}
	one, other := NewLearner(fields, 0), NewLearner(fields, 0)
	base := rate{}
	for i, l := range Order(labels)[:1001] {
		a, said := one.Guess(l)
		if b, _ := other.Guess(turned[i]); a != b {
			t.Fatalf("lead %d is guessed %+v, and %+v in another future", i, a, b)
		}
		if i < LeastLabels && (said || a.Probability != base.guess(l)) {
			t.Fatalf("lead %d is guessed by a model that is silent", i)
		}
		base.learn(l)
	}
}

func TestATrialOfTooLittleHasNoFigures(t *testing.T) {
	for _, n := range []int{0, 1, 30, 60} {
		trial := Try(fields, invented(n, 1), -1, 0)
		text, err := json.Marshal(trial)
		if err != nil || strings.Contains(string(text), "NaN") {
			t.Errorf("%d labels: %v: %s", n, err, text)
		}
		if trial.Split.Tested != 0 || trial.Split.Of(Likelihood).AUC != nil {
			t.Errorf("%d labels: %+v", n, trial.Split)
		}
	}
	if same := invented(100, 1); Order(same)[0].At != same[0].At || same[1].At.Sub(same[0].At) != 7*time.Hour {
		t.Error("labels are not in the order of time")
	}
}
