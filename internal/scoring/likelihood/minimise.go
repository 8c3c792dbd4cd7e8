package likelihood

import (
	"math"
	"slices"
)

// How the fit looks for the least: so many steps at most, until no slope, measured in the standard deviations of its weight, is steeper
// than this.
const (
	maxSteps  = 500
	tolerance = 1e-5
	memory    = 10 // of how many steps the shape of the valley is known
)

// minimise finds the weights with the least objective, beginning at start: L-BFGS (Nocedal 1980) with the curvature at the beginning as
// the first guess of the valley's shape. Where every end is known, the objective is strictly convex: there is one least, and every way down
// leads to it. Open leads bend it little.
func minimise(o objective, start []float64) []float64 {
	n := len(start)
	w := slices.Clone(start)
	gradient, next, nextGradient, direction := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	scale := o.curvature(w)
	loss := o.at(w, gradient)
	past := trail{}
	for range maxSteps {
		if steepest(gradient, scale) < tolerance {
			break
		}
		past.direction(direction, gradient, scale)
		slope := dot(direction, gradient)
		if slope >= 0 {
			past = trail{}
			past.direction(direction, gradient, scale)
			slope = dot(direction, gradient)
		}
		step, found := 1.0, false
		for range 40 {
			for i := range w {
				next[i] = w[i] + step*direction[i]
			}
			if l := o.at(next, nextGradient); l <= loss+1e-4*step*slope {
				loss, found = l, true
				break
			}
			step /= 2
		}
		if !found {
			break // as near as the numbers allow
		}
		past.note(w, next, gradient, nextGradient)
		w, next = next, w
		gradient, nextGradient = nextGradient, gradient
	}
	return w
}

func steepest(gradient, scale []float64) float64 {
	most := 0.0
	for i, g := range gradient {
		most = max(most, math.Abs(g)/math.Sqrt(scale[i]))
	}
	return most
}

// trail is the last steps: how the weights moved, and how the slope changed.
type trail struct{ moved, changed [][]float64 }

func (t *trail) note(w, next, gradient, nextGradient []float64) {
	moved, changed := make([]float64, len(w)), make([]float64, len(w))
	for i := range w {
		moved[i], changed[i] = next[i]-w[i], nextGradient[i]-gradient[i]
	}
	if dot(moved, changed) <= 0 {
		return
	}
	if len(t.moved) == memory {
		t.moved, t.changed = t.moved[1:], t.changed[1:]
	}
	t.moved, t.changed = append(t.moved, moved), append(t.changed, changed)
}

// direction is where to go from here, written into d: down the slope, as the shape of the valley bends it.
func (t *trail) direction(d, gradient, scale []float64) {
	for i, g := range gradient {
		d[i] = -g
	}
	share := make([]float64, len(t.moved))
	for k := len(t.moved) - 1; k >= 0; k-- {
		share[k] = dot(t.moved[k], d) / dot(t.moved[k], t.changed[k])
		along(d, -share[k], t.changed[k])
	}
	for i := range d {
		d[i] /= scale[i]
	}
	for k := range t.moved {
		back := dot(t.changed[k], d) / dot(t.moved[k], t.changed[k])
		along(d, share[k]-back, t.moved[k])
	}
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func along(d []float64, by float64, way []float64) {
	for i := range d {
		d[i] += by * way[i]
	}
}
