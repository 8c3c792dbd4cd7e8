package likelihood

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/logodds"
	"baton/internal/scoring/likelihood/measure"
)

// isotonicAt is the isotonic regression of outcomes at one of them, by its definition: the largest, over all
// beginnings, of the least mean up to any end. Those of equal odds belong together.
func isotonicAt(all []outcome, odds float64) float64 {
	slices.SortStableFunc(all, func(a, b outcome) int { return cmp.Compare(a.Odds, b.Odds) })
	best := math.Inf(-1)
	for from := range all {
		if all[from].Odds > odds || from > 0 && all[from-1].Odds == all[from].Odds {
			continue
		}
		least, weight, positive := math.Inf(1), 0.0, 0.0
		for to := from; to < len(all); to++ {
			weight += all[to].Weight
			positive += all[to].Weight * dataset.Indicator(all[to].Positive)
			if all[to].Odds >= odds && (to == len(all)-1 || all[to+1].Odds != all[to].Odds) {
				least = min(least, positive/weight)
			}
		}
		best = max(best, least)
	}
	return best
}

func TestTheTwoProbabilitiesAreThoseOfIsotonicRegression(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calibration{sorted: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) outcome {
			return outcome{float64(rapid.IntRange(-4, 4).Draw(t, "odds")), rapid.Bool().Draw(t, "positive"),
				float64(rapid.IntRange(1, 4).Draw(t, "weight")) / 4}
		}), 1, 30).Draw(t, "outcomes")}
		slices.SortStableFunc(c.sorted, func(a, b outcome) int { return cmp.Compare(a.Odds, b.Odds) })
		c.regress()
		odds := float64(rapid.IntRange(-10, 10).Draw(t, "new")) / 2
		negative, positive := c.probabilities(odds)
		for _, is := range []bool{false, true} {
			got := map[bool]float64{false: negative, true: positive}[is]
			if want := isotonicAt(append(slices.Clone(c.sorted), outcome{odds, is, 1}), odds); math.Abs(got-want) > 1e-9 {
				t.Errorf("as %v it is %g, and should be %g", is, got, want)
			}
		}
		if negative > positive {
			t.Errorf("%g is above %g", negative, positive)
		}
	})
}

// exaggerated are guesses that are so many times as far from even chances as they should be, and what became of the
// leads.
func exaggerated(n int, times float64, seed uint64) (past []outcome) {
	random := rand.New(rand.NewPCG(seed, 5))
	for range n {
		odds := random.NormFloat64()
		past = append(past, outcome{times * odds, random.Float64() < logodds.Probability(odds), 1})
	}
	return past
}

func TestGuessesThatAreTooSureAreCorrectedAndKeepTheirOrder(t *testing.T) {
	c := calibrated(exaggerated(2000, 3, 1))
	raw, corrected := []measure.Guess{}, []measure.Guess{}
	for _, o := range exaggerated(2000, 3, 2) {
		raw = append(raw, measure.Guess{Probability: logodds.Probability(o.Odds), Positive: o.Positive})
		p := c.correct(Prediction{Probability: logodds.Probability(o.Odds), Low: logodds.Probability(o.Odds - 1),
			High: logodds.Probability(o.Odds + 1), Odds: o.Odds})
		corrected = append(corrected, measure.Guess{Probability: p.Probability, Positive: o.Positive})
		if p.Low > p.Probability || p.High < p.Probability || math.Abs(p.Odds-o.Odds-p.Correction) > 1e-9 {
			t.Fatalf("%+v of log-odds %g", p, o.Odds)
		}
	}
	before, after := measure.Measure(raw, measure.Window), measure.Measure(corrected, measure.Window)
	if *after.ECE > *before.ECE*0.6 || *after.LogLoss > *before.LogLoss-0.05 || math.Abs(*after.AUC-*before.AUC) > 0.001 {
		t.Errorf("ECE %.3f, before %.3f; log loss %.3f, before %.3f; AUC %.4f, before %.4f", *after.ECE, *before.ECE,
			*after.LogLoss, *before.LogLoss, *after.AUC, *before.AUC)
	}
	if few := calibrated(exaggerated(40, 3, 1)); few.correct(Prediction{Odds: 2,
		Probability: logodds.Probability(2)}).Correction != 0 {
		t.Error("40 outcomes correct something")
	}
}

// Where few outcomes are known, the two probabilities are far apart; the range that is told holds both.
func TestWhatIsHeldPossibleNarrowsAsMoreIsKnown(t *testing.T) {
	wide := 2.0
	for _, n := range []int{60, 500, 2000} {
		c := calibrated(exaggerated(n, 1, 3))
		mean := 0.0
		for odds := -2.0; odds <= 2; odds += 0.1 {
			negative, positive := c.probabilities(odds)
			mean += (positive - negative) / 41
			p := c.correct(Prediction{Odds: odds, Probability: logodds.Probability(odds), Low: logodds.Probability(odds),
				High: logodds.Probability(odds)})
			if p.Low > negative+1e-9 || p.High < positive-1e-9 {
				t.Errorf("%+v leaves out %g to %g", p, negative, positive)
			}
		}
		if mean >= wide {
			t.Errorf("of %d outcomes the two are %.3f apart, of fewer %.3f", n, mean, wide)
		}
		wide = mean
	}
}
