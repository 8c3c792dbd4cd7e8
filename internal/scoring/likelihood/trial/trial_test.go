package trial

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/scoring/likelihood"
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/dataset/datasettest"
	"baton/internal/scoring/likelihood/measure"
)

func TestBaselines(t *testing.T) {
	base := &baseRate{}
	recent := &sourceRate{by: map[string]*baseRate{}}
	learn := func(day int, source string, positive bool) {
		l := dataset.Label{Lead: dataset.Lead{Facts: []string{source}}, Positive: positive,
			At: datasettest.Began.AddDate(0, 0, day)}
		base.learn(l)
		recent.learn(l)
	}
	for day := range 30 {
		learn(day, "Fair", true)
		learn(day, "Website", day%2 == 0)
	}
	ask := func(day int, source string) float64 {
		return recent.guess(dataset.Label{Lead: dataset.Lead{Facts: []string{source}},
			At: datasettest.Began.AddDate(0, 0, day)})
	}
	if p := base.guess(dataset.Label{}); math.Abs(p-0.75) > 0.01 {
		t.Errorf("the base rate is %.3f, want 0.75", p)
	}
	if fair, website, other := ask(30, "Fair"), ask(30, "Website"), ask(30, "Moon"); fair < 0.98 ||
		math.Abs(website-0.5) > 0.02 || other != base.guess(dataset.Label{}) {
		t.Errorf("recent rates: Fair %.3f, Website %.3f, never seen %.3f", fair, website, other)
	}
	if p := ask(90, "Fair"); p != base.guess(dataset.Label{}) {
		t.Errorf("after two months without one, Fair has %.3f", p)
	}
}

func TestTheRecentRateOfLeadsWithoutTimeIsThatOfTheLast(t *testing.T) {
	s := &sourceRate{by: map[string]*baseRate{}}
	for i := range 3 * rateLabels {
		s.learn(dataset.Label{Lead: dataset.Lead{Facts: []string{"Fair"}}, Positive: i < rateLabels})
	}
	if p := s.guess(dataset.Label{Lead: dataset.Lead{Facts: []string{"Fair"}}}); p > 0.01 {
		t.Errorf("the last %d were bad ones, and the rate is %.3f", rateLabels, p)
	}
}

func TestNaiveBayesMultipliesAsOdooDoes(t *testing.T) {
	b := newNaiveBayes([]dataset.Field{{Name: "source", Kind: dataset.Category}, {Name: "size", Kind: dataset.Number}})
	for i := range 8 {
		b.learn(dataset.Label{Lead: dataset.Lead{Facts: []string{[]string{"Fair", "Website"}[i%2], "9"}}, Positive: i < 4 &&
			i%2 == 0 || i == 1})
	}
	// Good: 2 Fair, 1 Website; bad: 2 Fair, 3 Website. Each count begins at 0.1, the base rate at a half.
	good, bad := 4.0/10*2.1/3.2, 6.0/10*2.1/5.2
	if p := b.guess(dataset.Label{Lead: dataset.Lead{Facts: []string{"Fair", "1"}}}); math.Abs(p-good/(good+bad)) > 1e-12 {
		t.Errorf("Fair has %.4f, want %.4f", p, good/(good+bad))
	}
	if p := b.guess(dataset.Label{Lead: dataset.Lead{Facts: []string{"Moon", "9"}}}); p != b.all.guess(dataset.Label{}) {
		t.Errorf("what was never seen has %.4f", p)
	}
}

func TestATrialTestsBeforeItLearns(t *testing.T) {
	labels := datasettest.Invented(1500, 6)
	for i := range labels {
		labels[i].Rules = 0
	}
	trial := Try(datasettest.Fields, labels, 0, 0)
	if s := trial.Sequential; s.Tested != 1500 || s.Silent < dataset.LeastLabels || s.Silent > 100 ||
		trial.Split.Learned != 1050 || trial.Split.Tested != 450 {
		t.Errorf("%d tested, %d of them silently; %d learned, %d tested", s.Tested, s.Silent, trial.Split.Learned,
			trial.Split.Tested)
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
	turned := dataset.Order(labels)
	for i := 1000; i < len(turned); i++ {
		turned[i].Positive = !turned[i].Positive
	}
	one, other := likelihood.NewLearner(datasettest.Fields, 0), likelihood.NewLearner(datasettest.Fields, 0)
	base := baseRate{}
	for i, l := range dataset.Order(labels)[:1001] {
		a, said := one.Guess(l)
		if b, _ := other.Guess(turned[i]); a != b {
			t.Fatalf("lead %d is guessed %+v, and %+v in another future", i, a, b)
		}
		if i < dataset.LeastLabels && (said || a.Probability != base.guess(l)) {
			t.Fatalf("lead %d is guessed by a model that is silent", i)
		}
		base.learn(l)
	}
}

func TestATrialOfTooLittleHasNoFigures(t *testing.T) {
	for _, n := range []int{0, 1, 30, 60} {
		trial := Try(datasettest.Fields, datasettest.Invented(n, 1), -1, 0)
		text, err := json.Marshal(trial)
		if err != nil || strings.Contains(string(text), "NaN") {
			t.Errorf("%d labels: %v: %s", n, err, text)
		}
		if trial.Split.Tested != 0 || trial.Split.Of(Likelihood).AUC != nil {
			t.Errorf("%d labels: %+v", n, trial.Split)
		}
	}
	if same := datasettest.Invented(100, 1); dataset.Order(same)[0].At != same[0].At ||
		same[1].At.Sub(same[0].At) != 7*time.Hour {
		t.Error("labels are not in the order of time")
	}
}

// chanceECE is the ECE that guesses have by chance if they are right: what is exceeded in one of twenty tries.
func chanceECE(guesses []measure.Guess, seed uint64) float64 {
	random := rand.New(rand.NewPCG(seed, 6))
	var tries []float64
	for range 60 {
		drawn := slices.Clone(guesses)
		for i := range drawn {
			drawn[i].Positive = random.Float64() < drawn[i].Probability
		}
		tries = append(tries, *measure.Measure(drawn, measure.Window).ECE)
	}
	slices.Sort(tries)
	return tries[len(tries)*19/20]
}

func TestOfLeadsAsACompanyHasThemTheProbabilitiesAreRight(t *testing.T) {
	for _, n := range []int{700, 1800} {
		off := 0
		for seed := range uint64(5) {
			r := Rehearse(datasettest.EventFields, datasettest.EventLike(n, 0.6, seed), 0, 0)
			guesses := r.Guesses[Likelihood][slices.Index(r.Said, true):]
			ece, chance := *measure.Measure(guesses, measure.Window).ECE, chanceECE(guesses, seed)
			if ece > chance {
				off++
			}
			t.Logf("%d leads: ECE %.4f; chance stays below %.4f", n, ece, chance)
		}
		if off > 1 {
			t.Errorf("of %d leads, %d of 5 companies have an ECE beyond chance", n, off)
		}
	}
}

// As in life: each lead is guessed by what was known then. Who waits until the time of each lead is over says nothing
// for half a year and knows less afterwards.
func TestAnInstallationLearnsOfWinningWithinWeeks(t *testing.T) {
	for seed := range uint64(3) {
		labels := datasettest.Sold(2400, seed)
		r := Rehearse(datasettest.SoldFields, labels, 0, datasettest.Season)
		said := slices.Index(r.Said, true)
		if weeks := labels[said].At.Sub(datasettest.Began).Hours() / 24 / 7; weeks > 8 {
			t.Errorf("company %d: it says nothing for %.0f weeks", seed, weeks)
		}
		model, base := measure.Measure(r.Guesses[Likelihood][said:], measure.Window),
			measure.Measure(r.Guesses[BaseRate][said:], measure.Window)
		if *model.LogLoss > *base.LogLoss-0.03 || *model.AUC < 0.68 || *model.ECE > 0.05 {
			t.Errorf("company %d: log loss %.3f, of the base rate %.3f; AUC %.3f; ECE %.3f", seed, *model.LogLoss, *base.LogLoss,
				*model.AUC, *model.ECE)
		}
	}
}

func TestTheSourceIsTheFieldOfThatNameOrTheFirstThatRepeats(t *testing.T) {
	fields := []dataset.Field{
		{Name: "id", Kind: dataset.Category}, {Name: "value", Kind: dataset.Number},
		{Name: "status", Kind: dataset.Category}, {Name: "source", Kind: dataset.Category},
	}
	var labels []dataset.Label
	for i := range 400 {
		facts := []string{fmt.Sprint("id ", i), "0", []string{"Customer", "Closed"}[min(i%4, 1)],
			[]string{"Fair", "Website"}[i/4%2]}
		labels = append(labels, dataset.Label{Lead: dataset.Lead{Facts: facts}, Positive: i%4 == 0})
	}
	if i := Source(fields, labels, "origin"); i != 2 {
		t.Errorf("without one of the name, the source is field %d; ids are none", i)
	}
	if i := Source(fields, labels, "source"); i != 3 {
		t.Errorf("the source is field %d", i)
	}
}

func TestWhatCannotBeForeseenIsGuessedNearTheBaseRate(t *testing.T) {
	fields, _ := datasettest.Noisy(1200, 6, 0.95)
	_, hard := datasettest.Noisy(1200, 40, 0.15)
	guesses := Rehearse(fields, hard, -1, 0).Guesses[Likelihood][400:]
	if of := *measure.Measure(guesses, measure.Window).LogLoss; of > 0.72 {
		t.Errorf("the log loss of what cannot be foreseen is %.3f", of)
	}
}
