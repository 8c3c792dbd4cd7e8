package likelihood

import (
	"math"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/measure"
)

// cautions are the cautions to choose from, the least first. The harder outcomes are to predict, the more caution
// helps.
var cautions = []float64{1, 4}

// Choice is what is chosen before a fit, by how well it predicts.
type Choice struct {
	Caution float64  // how many times as much evidence a weight takes to be believed
	Pairs   [][2]int // the fields whose values together say more than their sum
}

// Choose is the choice with which a model of these labels predicts best: one that has learned the first three fifths
// predicts the next fifth, and one that has learned four fifths the last. Where the labels are too few, caution is 1
// and there are no pairs.
func Choose(fields []dataset.Field, labels []dataset.Label) Choice {
	labels = dataset.Canonical(labels)
	cuts := []int{}
	for fifths := 3; fifths <= 5; fifths++ {
		cuts = append(cuts, afterTie(labels, fifths*len(labels)/5))
	}
	choice := Choice{Caution: 1}
	if cuts[0] == len(labels) || dataset.Silent(labels[:cuts[0]]) != "" {
		return choice
	}
	choice.Caution = chooseCaution(fields, labels, cuts)
	choice.Pairs = pairsOf(choice.Caution, fields, labels)
	return choice
}

// When one caution is better than another: by how much the AUC of two may differ by chance, times the square root of
// the number of positive labels, and how much less all labels together surprise a more cautious model.
const (
	sameAUC   = 0.1
	leastLess = 0.5
)

// chooseCaution is the caution with the best separation, among those whose AUC within windows differs from the best by
// chance only. The AUC alone is too coarse where few labels are positive, and the separation alone where all cautions
// are nearly equal.
func chooseCaution(fields []dataset.Field, labels []dataset.Label, cuts []int) (best float64) {
	held := labels[cuts[0]:]
	losses, areas, highest := make([]float64, len(cautions)), make([]float64, len(cautions)), 0.0
	for n, caution := range cautions {
		var odds []float64
		var guesses []measure.Guess
		for i, cut := range cuts[:2] {
			m := FitWith(Choice{Caution: caution}, fields, labels[:cut])
			for _, l := range labels[cut:cuts[i+1]] {
				p, _ := m.Predict(l.Lead)
				odds = append(odds, p.Odds)
				if !l.Open() {
					guesses = append(guesses, measure.Guess{Probability: p.Odds, Positive: l.Positive})
					m.Update(l)
				}
			}
		}
		losses[n] = separation(odds, held)
		areas[n], _ = measure.WindowAUC(guesses, measure.Window)
		highest = max(highest, areas[n])
	}
	least := math.Inf(1)
	for n, caution := range cautions {
		if areas[n] >= highest-sameAUC/math.Sqrt(float64(dataset.Positives(held)+1)) &&
			losses[n] < least-leastLess/float64(len(held)) {
			best, least = caution, losses[n]
		}
	}
	return best
}

// afterTie is the first place from cut on that does not part labels of one time.
func afterTie(labels []dataset.Label, cut int) int {
	for cut > 0 && cut < len(labels) && labels[cut].Compare(labels[cut-1]) == 0 {
		cut++
	}
	return cut
}
