package likelihood

import (
	"math"
	"slices"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/feature"
	"baton/internal/scoring/likelihood/logodds"
)

// halfLife is the number of later labels after which a label counts half in a fit.
const halfLife = 4000.0

// stretch is how many labels share a level. Levels separate a base rate that drifts from what features say: a campaign
// that ran when all leads were good gets no higher weight for that.
const stretch = 500

// Fit learns from all labels at once: it finds the features in them and the most probable weights, each with its
// precision. The order of labels of one time does not change a single bit of the result. The model can be updated from
// there.
func Fit(fields []dataset.Field, labels []dataset.Label) *Model {
	return FitWith(Choice{Caution: 1}, fields, labels)
}

// FitWith is Fit with a choice.
func FitWith(choice Choice, fields []dataset.Field, labels []dataset.Label) *Model {
	labels = dataset.Canonical(labels)
	m := newModel(feature.Find(fields, choice.Pairs, labels), choice.Caution)
	o := m.objective(labels)
	w := minimise(o, o.mean)
	precision := o.curvature(w)
	now := m.features.Len() // the level of the latest stretch, with which the model goes on
	copy(m.mean, w)
	copy(m.precision, precision)
	if now < len(w) {
		m.mean[feature.Intercept] += w[now]
		m.precision[feature.Intercept] = interceptPrecision + precision[now] - stretchPrecision
	}
	m.leads = len(labels)
	m.labels, m.positives = dataset.Counted(labels)
	return m
}

// Again is a model that learned other labels, with the same choice and corrected by the same past results.
func (m *Model) Again(labels []dataset.Label) *Model {
	again := FitWith(m.Choice(), m.Fields(), labels)
	again.calibration = m.calibration
	return again
}

// objective is the objective of a fit to labels in canonical order. After the weights of the features, it has one for
// each stretch of labels, the latest first: how far the level of that time was from that of all times.
func (m *Model) objective(labels []dataset.Label) objective {
	o := objective{
		mean: slices.Clone(m.mean), precision: slices.Clone(m.believed),
		ends:     make([]int32, 0, len(labels)),
		evidence: make([]float64, len(labels)), weight: make([]float64, len(labels)),
	}
	for i, later := range laterThan(labels) {
		at := m.features.Len() + later/stretch
		for len(o.mean) <= at {
			o.mean, o.precision = append(o.mean, 0), append(o.precision, stretchPrecision)
		}
		o.terms = append(m.features.Terms(o.terms, labels[i].Lead), feature.Term{At: int32(at), X: 1})
		o.ends = append(o.ends, int32(len(o.terms)))
		o.evidence[i] = labels[i].Evidence()
		o.weight[i] = math.Exp2(-float64(later) / halfLife)
	}
	return o
}

// laterThan is how many labels are later than each.
func laterThan(labels []dataset.Label) []int {
	later := make([]int, len(labels))
	for from := 0; from < len(labels); {
		to := from
		for to < len(labels) && labels[to].Compare(labels[from]) == 0 {
			to++
		}
		for i := from; i < to; i++ {
			later[i] = len(labels) - to
		}
		from = to
	}
	return later
}

// objective is what a fit minimises: the loss of the labels, plus how far the weights are from their prior means.
type objective struct {
	terms            []feature.Term // of all labels, one after the other
	ends             []int32        // where the terms of each label end
	evidence, weight []float64
	mean, precision  []float64
}

// at is the objective for some weights. It writes the gradient into gradient.
func (o objective) at(w, gradient []float64) float64 {
	loss := 0.0
	for i := range w {
		from := w[i] - o.mean[i]
		loss += o.precision[i] * from * from / 2
		gradient[i] = o.precision[i] * from
	}
	from := int32(0)
	for i, end := range o.ends {
		margin := 0.0
		for _, t := range o.terms[from:end] {
			margin += t.X * w[t.At]
		}
		surprise, g := logodds.SurpriseSlope(margin, o.evidence[i])
		loss += o.weight[i] * surprise
		g *= o.weight[i]
		for _, t := range o.terms[from:end] {
			gradient[t.At] += g * t.X
		}
		from = end
	}
	return loss
}

// curvature is the diagonal of the second derivative: the precision of each weight.
func (o objective) curvature(w []float64) []float64 {
	precision := slices.Clone(o.precision)
	from := int32(0)
	for i, end := range o.ends {
		margin := 0.0
		for _, t := range o.terms[from:end] {
			margin += t.X * w[t.At]
		}
		p, after := logodds.Probability(margin), logodds.Probability(margin+o.evidence[i])
		learned := max(0, p*(1-p)-after*(1-after)) // what is still uncertain of an open lead was not learned
		for _, t := range o.terms[from:end] {
			precision[t.At] += o.weight[i] * learned * t.X * t.X
		}
		from = end
	}
	return precision
}
