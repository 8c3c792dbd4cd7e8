package forecast

import (
	"math"
	"math/rand/v2"
)

// gamma draws from the gamma distribution with scale 1 (G. Marsaglia and W. W. Tsang, 2000).
func gamma(r *rand.Rand, shape float64) float64 {
	if shape <= 0 {
		return 0
	}
	if shape < 1 {
		return gamma(r, shape+1) * math.Pow(1-r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if u := 1 - r.Float64(); math.Log(u) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func beta(r *rand.Rand, a, b float64) float64 {
	x, y := gamma(r, a), gamma(r, b)
	if x+y == 0 {
		return 0.5
	}
	return x / (x + y)
}

// binomials draws how many of n[i], each with probability p[i], succeed in all.
func binomials(r *rand.Rand, n, p []float64) float64 {
	var all, mean, variance float64
	for i := range n {
		all += n[i]
		mean += n[i] * p[i]
		variance += n[i] * p[i] * (1 - p[i])
	}
	if all > 60 && variance > 5 {
		return min(all, max(0, math.Round(mean+math.Sqrt(variance)*r.NormFloat64())))
	}
	if all > 2000 {
		return min(all, poisson(r, mean))
	}
	won := 0.0
	for i := range n {
		for range int(n[i]) {
			if r.Float64() < p[i] {
				won++
			}
		}
	}
	return won
}

func binomial(r *rand.Rand, n, p float64) float64 {
	return binomials(r, []float64{n}, []float64{p})
}

func poisson(r *rand.Rand, mean float64) float64 {
	if mean > 50 {
		return max(0, math.Round(mean+math.Sqrt(mean)*r.NormFloat64()))
	}
	n, left := 0.0, math.Exp(-mean)
	for u := r.Float64(); u > left; u *= r.Float64() {
		n++
	}
	return n
}
