package likelihood

import (
	"math"
	"slices"
)

// halfLife is after how many later labels a label counts half in a fit.
const halfLife = 4000.0

// stretch is how many labels share a level. A base rate that drifts is told apart from what features say by it: a campaign that ran when
// all leads were good is not praised for that.
const stretch = 500

// Fit learns from all labels at once: the features that are found in them, and the weights that are the most probable, each with how
// certain it is. The order of labels of one time does not matter, not to the last bit. The model can be updated from there.
func Fit(fields []Field, labels []Label) *Model { return FitWith(Choice{Caution: 1}, fields, labels) }

// Choice is what is chosen before a fit, by how well it foresees.
type Choice struct {
	Caution float64  // how many times as much a weight takes to be believed
	Pairs   [][2]int // the fields whose values together say more than their sum
}

// FitWith is Fit with a choice.
func FitWith(choice Choice, fields []Field, labels []Label) *Model {
	labels = canonical(labels)
	m := found(choice, fields, labels)
	o := m.objective(labels)
	w := minimise(o, o.mean)
	precision := o.curvature(w)
	now := len(m.features) // the level of the latest stretch, with which the model goes on
	copy(m.mean, w)
	copy(m.precision, precision)
	if now < len(w) {
		m.mean[intercept] += w[now]
		m.precision[intercept] = interceptPrecision + precision[now] - stretchPrecision
	}
	m.leads, m.labels, m.positives = len(labels), counted(labels), Positives(labels)
	return m
}

// Again is a model that learns other labels, with the same choice, and corrected by the same past results.
func (m *Model) Again(labels []Label) *Model {
	again := FitWith(m.Choice(), m.Fields(), labels)
	again.corrects = m.corrects
	return again
}

// found is a model with the features that are found in labels, and nothing learned.
func found(choice Choice, fields []Field, labels []Label) *Model {
	m := newModel(fields, choice.Caution)
	values := make([]string, len(labels))
	for i := range fields {
		for j, l := range labels {
			values[j] = at(l.Facts, i)
		}
		m.find(i, values)
	}
	for _, fields := range choice.Pairs {
		m.findPair(fields, labels)
	}
	return m
}

// objective is that of a fit to labels in canonical order. Behind the weights of the features, it has one for each stretch of labels
// that followed each other, the latest first: how far the level of that time was from that of all times.
func (m *Model) objective(labels []Label) objective {
	o := objective{
		mean: slices.Clone(m.mean), precision: slices.Clone(m.believed),
		ends: make([]int32, 0, len(labels)), evidence: make([]float64, len(labels)), weight: make([]float64, len(labels)),
	}
	for i, later := range laterThan(labels) {
		at := len(m.features) + later/stretch
		for len(o.mean) <= at {
			o.mean, o.precision = append(o.mean, 0), append(o.precision, stretchPrecision)
		}
		o.terms = append(m.terms(o.terms, labels[i].Lead), term{int32(at), 1})
		o.ends = append(o.ends, int32(len(o.terms)))
		o.evidence[i] = labels[i].evidence()
		o.weight[i] = math.Exp2(-float64(later) / halfLife)
	}
	return o
}

// laterThan is how many labels are later than each.
func laterThan(labels []Label) []int {
	later := make([]int, len(labels))
	for from := 0; from < len(labels); {
		to := from
		for to < len(labels) && labels[to].compare(labels[from]) == 0 {
			to++
		}
		for i := from; i < to; i++ {
			later[i] = len(labels) - to
		}
		from = to
	}
	return later
}

// objective is what a fit makes least: the loss of the labels, and how far the weights are from what is believed of them.
type objective struct {
	terms            []term  // what features each label has, one after the other
	ends             []int32 // where those of each label end
	evidence, weight []float64
	mean, precision  []float64
}

// surprise is -log of the probability of what was seen of a lead, by its log-odds before and what was seen as log-odds. Up to a constant it is
// log(1 + e^odds) - log(1 + e^(odds + evidence)); where the end is known, that is the usual log loss.
func surprise(odds, evidence float64) float64 {
	loss, _ := surprised(odds, evidence)
	return loss
}

// surprised is the surprise, and its slope: the probability before less the probability after.
func surprised(odds, evidence float64) (loss, slope float64) {
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

// at is the objective for some weights, and its gradient, which is written into gradient.
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
			margin += t.x * w[t.at]
		}
		surprise, g := surprised(margin, o.evidence[i])
		loss += o.weight[i] * surprise
		g *= o.weight[i]
		for _, t := range o.terms[from:end] {
			gradient[t.at] += g * t.x
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
			margin += t.x * w[t.at]
		}
		p, after := sigmoid(margin), sigmoid(margin+o.evidence[i])
		learned := max(0, p*(1-p)-after*(1-after)) // what is still uncertain of an open lead was not learned
		for _, t := range o.terms[from:end] {
			precision[t.at] += o.weight[i] * learned * t.x * t.x
		}
		from = end
	}
	return precision
}

// softplus is log(1 + exp(x)), without overflow, and its slope: the logistic function of x.
func softplus(x float64) (y, slope float64) {
	e := math.Exp(-math.Abs(x))
	if x < 0 {
		return math.Log1p(e), e / (1 + e)
	}
	return x + math.Log1p(e), 1 / (1 + e)
}
