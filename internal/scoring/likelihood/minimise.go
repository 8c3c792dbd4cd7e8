package likelihood

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"
)

// The fit stops after maxSteps, or once no slope is steeper than tolerance. A slope is measured in standard deviations
// of its weight.
const (
	maxSteps  = 500
	tolerance = 1e-5
)

// minimise finds the weights with the least objective by L-BFGS (J. Nocedal, 1980), from start on. It counts each
// weight in standard deviations, as the curvature at the start says, so that the first guess of the objective's shape
// is a good one. Where the end of each lead is known, the objective is strictly convex: it has one minimum. Open leads
// bend it little.
func minimise(o objective, start []float64) []float64 {
	deviations := o.curvature(start)
	for i, precision := range deviations {
		deviations[i] = 1 / math.Sqrt(precision)
	}
	weights, gradient, loss := make([]float64, len(start)), make([]float64, len(start)), math.NaN()
	at := func(moved []float64) { // value and slopes are asked for one after the other, and cost one pass together
		same := !math.IsNaN(loss)
		for i := range weights {
			weight := start[i] + deviations[i]*moved[i]
			same = same && weight == weights[i]
			weights[i] = weight
		}
		if !same {
			loss = o.at(weights, gradient)
		}
	}
	problem := optimize.Problem{
		Func: func(moved []float64) float64 {
			at(moved)
			return loss
		},
		Grad: func(slopes, moved []float64) {
			at(moved)
			for i := range slopes {
				slopes[i] = deviations[i] * gradient[i]
			}
		},
	}
	settings := optimize.Settings{
		GradientThreshold: tolerance, MajorIterations: maxSteps, Converger: optimize.NeverTerminate{},
	}
	// An error says that the objective cannot get any smaller in floating point. The best weights are found then too.
	found, _ := optimize.Minimize(problem, make([]float64, len(start)), &settings, &optimize.LBFGS{})
	best := slices.Clone(start)
	for i := range best {
		best[i] += deviations[i] * found.X[i]
	}
	return best
}
