package likelihood

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/feature"
	"baton/internal/scoring/likelihood/logodds"
)

// When two fields are looked at together, and how much that must improve predictions.
const (
	leastForPairs = 500    // labels
	pairChance    = 0.01   // the probability that the best of all pairs is as good by chance
	pairGain      = 0.0005 // of the surprise of a label
)

// pairsOf are the fields that predict better together than one by one. A pair is taken when each half of the labels
// improves the predictions for the other half by more than chance does, and when the earlier labels with the pair
// predict the later ones better than without.
func pairsOf(caution float64, fields []dataset.Field, labels []dataset.Label) (pairs [][2]int) {
	cut := afterTie(labels, 3*len(labels)/5)
	if len(labels) < leastForPairs || cut == len(labels) {
		return nil
	}
	later := labels[cut:]
	predicts := func(pairs [][2]int) float64 {
		return separation(FitWith(Choice{Caution: caution, Pairs: pairs}, fields, labels[:cut]).odds(later), later)
	}
	all, without := FitWith(Choice{Caution: caution}, fields, labels), math.NaN()
	for len(pairs) < feature.MostPairs {
		best, gains := all.bestPair(labels, pairs)
		if !gains {
			break
		}
		if math.IsNaN(without) {
			without = predicts(pairs)
		}
		next := append(slices.Clone(pairs), best)
		with := predicts(next)
		if with > without-pairGain {
			break
		}
		pairs, without = next, with
		all = FitWith(Choice{Caution: caution, Pairs: pairs}, fields, labels)
	}
	return pairs
}

// odds are the log-odds that the model predicts for labels.
func (m *Model) odds(labels []dataset.Label) []float64 {
	odds := make([]float64, len(labels))
	for i, l := range labels {
		p, _ := m.Predict(l.Lead)
		odds[i] = p.Odds
	}
	return odds
}

// bestPair is the pair, of those that are not taken yet, whose cells improve the predictions of labels the most. gains
// says whether that is more than chance does, considering the number of pairs.
func (m *Model) bestPair(labels []dataset.Label, taken [][2]int) (best [2]int, gains bool) {
	odds := m.odds(labels)
	settled(odds, labels)
	spots := make([]feature.Spots, len(m.Fields()))
	for field := range spots {
		spots[field] = m.features.Spots(field, labels)
	}
	most, tried := 0.0, 0
	for b := range spots {
		for a := range b {
			if spots[a].Kinds < 2 || spots[b].Kinds < 2 || slices.Contains(taken, [2]int{a, b}) {
				continue
			}
			tried++
			if z := gain(spots[a], spots[b], labels, odds); z > most {
				best, most = [2]int{a, b}, z
			}
		}
	}
	return best, distuv.UnitNormal.Survival(most)*float64(tried) < pairChance
}

// mostCells is the largest number of cells of a pair that is tried.
const mostCells = 50_000

// gain is how much less surprising labels are once each of two halves has the cells that the other half teaches, by one
// step of Newton: the sum, divided by its standard error.
func gain(a, b feature.Spots, labels []dataset.Label, odds []float64) (z float64) {
	n := a.Kinds * b.Kinds
	if n > mostCells {
		return 0
	}
	up, bend := make([][2]float64, n), make([][2]float64, n)
	for i, l := range labels {
		p, q := logodds.Probability(odds[i]), logodds.Probability(odds[i]+l.Evidence())
		cell := a.Of[i]*b.Kinds + b.Of[i]
		up[cell][i%2] += q - p
		bend[cell][i%2] += max(0, p*(1-p)-q*(1-q))
	}
	sum, squares := 0.0, 0.0
	for i, l := range labels {
		cell, other := a.Of[i]*b.Kinds+b.Of[i], 1-i%2
		by := up[cell][other] / (bend[cell][other] + pairPrecision)
		less := logodds.Surprise(odds[i], l.Evidence()) - logodds.Surprise(odds[i]+by, l.Evidence())
		sum, squares = sum+less, squares+less*less
	}
	return sum / math.Sqrt(squares+1e-12)
}
