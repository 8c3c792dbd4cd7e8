package likelihood

import (
	"math"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/feature"
	"baton/internal/scoring/likelihood/logodds"
)

// The share of its precision that a weight loses each time that it is used, so that the model follows when the world
// changes. The intercept loses more, since it follows the seasons and the market.
const (
	forgets          = 1.0 / 700
	interceptForgets = 1.0 / 500
)

// Update learns from one label whose outcome is known. It finds the most probable log-odds after the label, moves each
// weight towards them by how uncertain the weight is, and makes it more certain by what the label tells.
func (m *Model) Update(l dataset.Label) {
	m.meet(l.Lead)
	var room [64]feature.Term
	terms := m.features.Terms(room[:0], l.Lead)
	for _, t := range terms {
		loss := forgets
		if t.At == feature.Intercept {
			loss = interceptForgets
		}
		m.precision[t.At] = max(m.believed[t.At], m.precision[t.At]*(1-loss))
	}
	mean, variance := m.margin(terms)
	odds := settle(mean, variance, l.Class())
	p := logodds.Probability(odds)
	for _, t := range terms {
		m.mean[t.At] += t.X * (l.Class() - p) / m.precision[t.At]
		m.precision[t.At] += p * (1 - p) * t.X * t.X
	}
	m.leads++
	m.labels++
	if l.Positive {
		m.positives++
	}
}

// meet gives new features of a lead a weight. A value that is no longer rare begins with the weight of rare values.
func (m *Model) meet(l dataset.Lead) {
	known := m.features.Len()
	m.features.Meet(l)
	m.grow()
	for at := known; at < m.features.Len(); at++ {
		if f := m.features.At(int32(at)); f.Part == feature.Is {
			m.mean[at] = m.mean[m.features.RareIn(f.Field)]
		}
	}
}

// settle is the most probable log-odds after one label, where they were Gaussian before: the solution a of
// a = mean + variance × (label − σ(a)), by Newton's method, and by halving where that does not converge.
func settle(mean, variance, label float64) float64 {
	end := mean + variance*(label-logodds.Probability(mean))
	low, high := min(mean, end), max(mean, end)
	a, step := mean, math.Inf(1)
	for range 100 {
		p := logodds.Probability(a)
		off := a - mean - variance*(label-p)
		if off > 0 {
			high = a
		} else {
			low = a
		}
		next := a - off/(1+variance*p*(1-p))
		if next < low || next > high || math.Abs(next-a) > step/2 {
			next = (low + high) / 2
		}
		if step = math.Abs(next - a); step < 1e-10 {
			return next
		}
		a = next
	}
	return a
}
