package forecast

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// The sum of very many draws is nearly normal, and one normal draw is much faster: from manyDraws draws with
// manyVariance on.
const manyDraws, manyVariance = 60, 5

// binomials draws how many succeed in all, where n[i] try with the probability p[i].
func binomials(r *rand.Rand, n, p []float64) (successes float64) {
	var all, mean, variance float64
	for i := range n {
		all += n[i]
		mean += n[i] * p[i]
		variance += n[i] * p[i] * (1 - p[i])
	}
	if all > manyDraws && variance > manyVariance {
		return min(all, count(mean, variance, r))
	}
	for i := range n {
		successes += distuv.Binomial{N: n[i], P: p[i], Src: r}.Rand()
	}
	return successes
}

func binomial(r *rand.Rand, n, p float64) float64 {
	return binomials(r, []float64{n}, []float64{p})
}

// count draws a count that is nearly normal.
func count(mean, variance float64, r *rand.Rand) float64 {
	return max(0, math.Round(distuv.Normal{Mu: mean, Sigma: math.Sqrt(variance), Src: r}.Rand()))
}
