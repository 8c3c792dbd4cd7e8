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
func Fit(fields []Field, labels []Label) *Model { return FitWith(1, fields, labels) }

// FitWith is Fit for a model that is more cautious: of which a weight takes so many times as much to be believed.
func FitWith(caution float64, fields []Field, labels []Label) *Model {
	labels = canonical(labels)
	m := found(caution, fields, labels)
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
	m.labels, m.positives = len(labels), Positives(labels)
	return m
}

// found is a model with the features that are found in labels, and nothing learned.
func found(caution float64, fields []Field, labels []Label) *Model {
	m := newModel(fields, caution)
	values := make([]string, len(labels))
	for i := range fields {
		for j, l := range labels {
			values[j] = at(l.Facts, i)
		}
		m.find(i, values)
	}
	return m
}

// cautions are how cautious a model can be. What is hard to foresee takes more than what is plain.
var cautions = []float64{1, 4, 16}

// Caution is how cautious a model of these labels does best: learned from the first three fifths, and from four, it foresees the fifth that
// follows better than the others; 1 where the labels are too few to say.
func Caution(fields []Field, labels []Label) float64 {
	labels = canonical(labels)
	cuts := []int{}
	for fifths := 3; fifths <= 5; fifths++ {
		cuts = append(cuts, afterTie(labels, fifths*len(labels)/5))
	}
	if cuts[0] == len(labels) || TooFew(cuts[0], Positives(labels[:cuts[0]])) != "" {
		return 1
	}
	best, least := 1.0, math.Inf(1)
	for _, caution := range cautions {
		var guesses []Guess
		for i, cut := range cuts[:2] {
			m := FitWith(caution, fields, labels[:cut])
			for _, l := range labels[cut:cuts[i+1]] {
				p, _ := m.Predict(l.Lead)
				guesses = append(guesses, Guess{p.Probability, l.Positive})
			}
		}
		if loss := *Measure(guesses, Window).LogLoss; loss < least {
			best, least = caution, loss
		}
	}
	return best
}

// afterTie is the first place from cut on before which no label is of the time of one behind it.
func afterTie(labels []Label, cut int) int {
	for cut > 0 && cut < len(labels) && labels[cut].compare(labels[cut-1]) == 0 {
		cut++
	}
	return cut
}

// Caution is how cautious the model is.
func (m *Model) Caution() float64 { return m.caution }

// objective is that of a fit to labels in canonical order. Behind the weights of the features, it has one for each stretch of labels
// that followed each other, the latest first: how far the level of that time was from that of all times.
func (m *Model) objective(labels []Label) objective {
	o := objective{
		mean: slices.Clone(m.mean), precision: slices.Clone(m.believed),
		ends: make([]int32, 0, len(labels)), y: make([]float64, len(labels)), weight: make([]float64, len(labels)),
	}
	for i, later := range laterThan(labels) {
		at := len(m.features) + later/stretch
		for len(o.mean) <= at {
			o.mean, o.precision = append(o.mean, 0), append(o.precision, stretchPrecision)
		}
		o.terms = append(m.terms(o.terms, labels[i].Lead), term{int32(at), 1})
		o.ends = append(o.ends, int32(len(o.terms)))
		o.y[i] = digit(labels[i].Positive)
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
	terms           []term  // what features each label has, one after the other
	ends            []int32 // where those of each label end
	y, weight       []float64
	mean, precision []float64
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
		loss += o.weight[i] * (softplus(margin) - o.y[i]*margin)
		g := o.weight[i] * (sigmoid(margin) - o.y[i])
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
		p := sigmoid(margin)
		for _, t := range o.terms[from:end] {
			precision[t.at] += o.weight[i] * p * (1 - p) * t.x * t.x
		}
		from = end
	}
	return precision
}

// softplus is log(1 + exp(x)), without overflow.
func softplus(x float64) float64 {
	return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}
