// Package logodds turns probabilities into log-odds and back, and measures how surprising an outcome is.
package logodds

import "math"

// Most is the largest log-odds of a prediction, in either direction. It is certain enough for any use, and its
// probability is still neither 0 nor 1.
const Most = 30

// Bounded is log-odds moved to the range from -Most to Most.
func Bounded(odds float64) float64 { return min(max(odds, -Most), Most) }

// Probability is the probability with these log-odds: the logistic function.
func Probability(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

// Of is the log-odds of a probability, bounded.
func Of(p float64) float64 { return Bounded(math.Log(p) - math.Log1p(-p)) }

// BoundedProbability keeps a probability from being 0 or 1.
func BoundedProbability(p float64) float64 { return Probability(Of(p)) }

// Surprise is -log of the probability of what was seen of a lead. odds are its log-odds before, and evidence is what
// was seen as log-odds: infinite where the outcome is known, and then the surprise is the usual log loss. Otherwise it
// is log(1 + e^odds) - log(1 + e^(odds + evidence)), up to a constant.
func Surprise(odds, evidence float64) float64 {
	loss, _ := SurpriseSlope(odds, evidence)
	return loss
}

// SurpriseSlope is the surprise and its derivative by odds: the probability before less the probability after.
func SurpriseSlope(odds, evidence float64) (loss, slope float64) {
	loss, slope = softplus(odds)
	switch {
	case math.IsInf(evidence, -1):
		return loss, slope
	case math.IsInf(evidence, 1):
		return loss - odds, slope - 1
	}
	after, p := softplus(odds + evidence)
	return loss - after, slope - p
}

// softplus is log(1 + exp(x)), without overflow, and its derivative: the logistic function of x.
func softplus(x float64) (y, slope float64) {
	e := math.Exp(-math.Abs(x))
	if x < 0 {
		return math.Log1p(e), e / (1 + e)
	}
	return x + math.Log1p(e), 1 / (1 + e)
}
