package logodds_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"baton/internal/scoring/likelihood/logodds"
)

func TestLogOddsAndProbabilitiesAreEachOthersInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		odds := rapid.Float64Range(-20, 20).Draw(t, "odds")
		if back := logodds.Of(logodds.Probability(odds)); math.Abs(back-odds) > 1e-6*(1+math.Exp(math.Abs(odds)-20)) {
			t.Errorf("%g comes back as %g", odds, back)
		}
	})
	for _, p := range []float64{0, 1} {
		if bounded := logodds.BoundedProbability(p); bounded <= 0 || bounded >= 1 || math.Abs(bounded-p) > 1e-9 {
			t.Errorf("%g is bounded to %g", p, bounded)
		}
	}
}

func TestTheSurpriseIsTheLogLossOnceTheOutcomeIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		odds := rapid.Float64Range(-20, 20).Draw(t, "odds")
		p := logodds.Probability(odds)
		if got := logodds.Surprise(odds, math.Inf(1)); math.Abs(got+math.Log(p)) > 1e-6 {
			t.Errorf("a positive lead at %g surprises by %g", odds, got)
		}
		if got := logodds.Surprise(odds, math.Inf(-1)); math.Abs(got+math.Log1p(-p)) > 1e-6 {
			t.Errorf("a negative lead at %g surprises by %g", odds, got)
		}
		if got := logodds.Surprise(odds, 0); got != 0 {
			t.Errorf("a lead of which nothing was seen surprises by %g", got)
		}
	})
}

func TestTheSlopeOfTheSurpriseIsItsDerivative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		odds := rapid.Float64Range(-10, 10).Draw(t, "odds")
		evidence := rapid.SampledFrom([]float64{math.Inf(-1), -3, -0.2, 0, math.Inf(1)}).Draw(t, "evidence")
		const h = 1e-5
		want := (logodds.Surprise(odds+h, evidence) - logodds.Surprise(odds-h, evidence)) / (2 * h)
		if _, slope := logodds.SurpriseSlope(odds, evidence); math.Abs(slope-want) > 1e-6 {
			t.Errorf("at %g with evidence %g the slope is %g, want %g", odds, evidence, slope, want)
		}
	})
}
