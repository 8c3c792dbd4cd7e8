// Package measure says how good guesses were, once it is known what became of the leads.
package measure

import (
	"cmp"
	"math"
	"slices"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/logodds"
)

// Guess is a probability that was given before it was known what became of the lead.
type Guess struct {
	Probability float64
	Positive    bool
}

// Measures are how good guesses were. A measure that has no value, such as an AUC where all outcomes are the same, is
// nil, never NaN.
type Measures struct {
	AUC       *float64 `json:"auc"`         // how often a positive has a higher guess than a negative; ties count half
	WindowAUC *float64 `json:"auc_windows"` // the mean AUC of windows of time, which a base rate that drifts cannot raise
	LogLoss   *float64 `json:"log_loss"`    // mean of -log of the probability of what happened
	Brier     *float64 `json:"brier"`       // mean square of the error
	ECE       *float64 `json:"ece"`         // expected calibration error: mean distance of guess and rate, by decile
	ECEChance *float64 `json:"ece_chance"`  // the mean ECE by chance alone, if every guess is right
	Lift10    *float64 `json:"lift_10"`     // the rate among the highest 10 %, divided by the rate of all
	Lift20    *float64 `json:"lift_20"`
}

// Window is how many leads are in a window of time.
const Window = 500

// Measure says how good guesses were. They are in the order of time, and window is how many are in a window.
func Measure(guesses []Guess, window int) Measures {
	if len(guesses) == 0 {
		return Measures{}
	}
	m := Measures{AUC: known(AUC(guesses)), WindowAUC: known(WindowAUC(guesses, window))}
	loss, square := 0.0, 0.0
	for _, g := range guesses {
		p := min(max(g.Probability, 1e-12), 1-1e-12)
		loss -= dataset.Indicator(g.Positive)*math.Log(p) + (1-dataset.Indicator(g.Positive))*math.Log1p(-p)
		off := g.Probability - dataset.Indicator(g.Positive)
		square += off * off
	}
	n := float64(len(guesses))
	m.LogLoss, m.Brier = known(loss/n, true), known(square/n, true)
	ece, chance := 0.0, 0.0
	for _, d := range Deciles(guesses) {
		share := float64(d.Leads) / n
		ece += math.Abs(d.Guessed-d.Happened) * share
		// This is the mean distance of a Gaussian from its mean.
		chance += math.Sqrt(2/math.Pi*d.Guessed*(1-d.Guessed)/float64(d.Leads)) * share
	}
	m.ECE, m.ECEChance = known(ece, true), known(chance, true)
	m.Lift10, m.Lift20 = known(lift(guesses, 0.1)), known(lift(guesses, 0.2))
	return m
}

func known(value float64, is bool) *float64 {
	if !is || math.IsNaN(value) || math.IsInf(value, 0) {
		return nil
	}
	return &value
}

// AUC is the area under the ROC curve, by ranks.
func AUC(guesses []Guess) (area float64, is bool) {
	sorted := rising(guesses)
	positives, ranks := 0.0, 0.0
	for from := 0; from < len(sorted); {
		to, among := from, 0.0
		for to < len(sorted) && sorted[to].Probability == sorted[from].Probability {
			among += dataset.Indicator(sorted[to].Positive)
			to++
		}
		ranks += among * float64(from+to+1) / 2
		positives += among
		from = to
	}
	negatives := float64(len(sorted)) - positives
	if positives == 0 || negatives == 0 {
		return 0, false
	}
	return (ranks - positives*(positives+1)/2) / (positives * negatives), true
}

func rising(guesses []Guess) []Guess {
	sorted := slices.Clone(guesses)
	slices.SortStableFunc(sorted, func(a, b Guess) int { return cmp.Compare(a.Probability, b.Probability) })
	return sorted
}

// WindowAUC is the mean AUC of windows that follow each other. The last counts when it is at least half full.
func WindowAUC(guesses []Guess, window int) (mean float64, is bool) {
	sum, n := 0.0, 0.0
	for len(guesses) > 0 {
		size := min(window, len(guesses))
		if area, both := AUC(guesses[:size]); both && size*2 >= window {
			sum, n = sum+area, n+1
		}
		guesses = guesses[size:]
	}
	return sum / max(n, 1), n > 0
}

// lift is the rate among the share with the highest guesses, divided by the rate of all. Where the share ends among
// leads with the same guess, each of them counts in part.
func lift(guesses []Guess, share float64) (times float64, is bool) {
	sorted := rising(guesses)
	slices.Reverse(sorted)
	want := share * float64(len(sorted))
	all, top, taken := 0.0, 0.0, 0.0
	for from := 0; from < len(sorted); {
		to, among := from, 0.0
		for to < len(sorted) && sorted[to].Probability == sorted[from].Probability {
			among += dataset.Indicator(sorted[to].Positive)
			to++
		}
		size := float64(to - from)
		take := min(size, want-taken)
		top += among * take / size
		taken += take
		all += among
		from = to
	}
	if all == 0 || want == 0 {
		return 0, false
	}
	return top / want / (all / float64(len(sorted))), true
}

// Decile is a tenth of the guesses, the lowest first: what was guessed of them and what happened.
type Decile struct {
	Leads    int     `json:"leads"`
	Guessed  float64 `json:"guessed"`
	Happened float64 `json:"happened"`
}

// Deciles are ten groups of equally many guesses, by how high they are; fewer where there are fewer guesses.
func Deciles(guesses []Guess) []Decile {
	sorted := rising(guesses)
	var all []Decile
	for i := range 10 {
		group := sorted[i*len(sorted)/10 : (i+1)*len(sorted)/10]
		if len(group) == 0 {
			continue
		}
		d := Decile{Leads: len(group)}
		for _, g := range group {
			d.Guessed += g.Probability / float64(len(group))
			d.Happened += dataset.Indicator(g.Positive) / float64(len(group))
		}
		all = append(all, d)
	}
	return all
}

// Surprise is the mean surprise of labels, as they are known at a time, by the probabilities that were given to them.
// Where the outcome is known that is the log loss; an open lead counts by what its age says. It is nil without labels.
func Surprise(probabilities []float64, labels []dataset.Label) *float64 {
	sum := 0.0
	for i, l := range labels {
		sum += logodds.Surprise(logodds.Of(probabilities[i]), l.Evidence())
	}
	return known(sum/float64(len(labels)), len(labels) > 0)
}
