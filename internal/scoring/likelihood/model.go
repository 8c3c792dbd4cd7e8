// Package likelihood learns how probable it is that a lead is accepted, or won, from what was known of earlier leads
// when they were handed over and from what became of them. It is Bayesian logistic regression with a Gaussian for each
// weight: every probability can be explained as a sum of what each field adds to the log-odds. Rules of fit are written
// by people; these weights are learned.
package likelihood

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/feature"
	"baton/internal/scoring/likelihood/logodds"
)

// FewLabels is the number of labels up to which every label is followed by a fit of all of them. With more, one update
// per label is better and cheaper, and the fit runs at night.
const FewLabels = 500

// Model is what was learned. It may be read by many at once, but not while it learns.
type Model struct {
	features    *feature.Set
	mean        []float64 // of the Gaussian of each weight
	precision   []float64 // 1 / its variance
	believed    []float64 // its precision before any label; precision never falls below it
	leads       int       // it has learned from so many
	labels      int       // the same, where open leads count by their share
	positives   int
	caution     float64
	calibration calibration
}

// The precision (1 / variance) of the weights before any label: how firmly they are believed to be at their mean.
const (
	weightPrecision    = 4.0
	interceptPrecision = 0.1
	rulesPrecision     = 4.0
	stretchPrecision   = 30.0 // of how far the level of a time is from that of all times
	pairPrecision      = 16.0
)

// prior is the mean and the precision of a feature's weight before any label. The rules are trusted as they stand.
func prior(f feature.Feature, caution float64) (mean, precision float64) {
	switch f.Part {
	case feature.Always:
		return 0, interceptPrecision
	case feature.Rules:
		return 1, rulesPrecision
	case feature.Both: // a pair is taken only where labels show that it improves predictions
		return 0, pairPrecision
	}
	return 0, weightPrecision * caution
}

// newModel has a weight for each feature, as before any label.
func newModel(features *feature.Set, caution float64) *Model {
	m := &Model{features: features, caution: caution}
	m.grow()
	return m
}

// grow gives features that have no weight the one before any label.
func (m *Model) grow() {
	for at := len(m.mean); at < m.features.Len(); at++ {
		mean, precision := prior(m.features.At(int32(at)), m.caution)
		m.mean = append(m.mean, mean)
		m.precision = append(m.precision, precision)
		m.believed = append(m.believed, precision)
	}
}

// Fields are those that the model was made for, in the order in which it takes their values.
func (m *Model) Fields() []dataset.Field { return m.features.Fields() }

// Labels is how many leads the model has learned from, and how many of them are known to be positive.
func (m *Model) Labels() (all, positive int) { return m.leads, m.positives }

// Choice is what was chosen for the model.
func (m *Model) Choice() Choice { return Choice{Caution: m.caution, Pairs: m.features.Pairs()} }

// Silent says why the model gives no number, "" when it does.
func (m *Model) Silent() string { return dataset.TooFew(m.labels, m.positives) }

// margin is the mean and the variance of the log-odds of a lead.
func (m *Model) margin(terms []feature.Term) (mean, variance float64) {
	for _, t := range terms {
		mean += t.X * m.mean[t.At]
		variance += t.X * t.X / m.precision[t.At]
	}
	return mean, variance
}

// Prediction is how probable it is that a lead becomes a positive label.
type Prediction struct {
	Probability float64
	Low, High   float64 // the range of the probability: four times in five it lies in it
	Odds        float64 // the log-odds of Probability
	Correction  float64 // the part of Odds that is a correction by past results
}

// Predict is the prediction for a lead. Not ok while the model is silent.
//
// The log-odds are moved towards even chances by how uncertain the weights are, as MacKay (1992) approximates the mean
// of the logistic function over a Gaussian: divided by √(1 + π v / 8), where v is the variance.
func (m *Model) Predict(l dataset.Lead) (p Prediction, ok bool) {
	var room [64]feature.Term
	return m.predict(m.features.Terms(room[:0], l)), m.Silent() == ""
}

// eightyPercent is how many standard deviations lie on either side of the middle 80 % of a Gaussian.
var eightyPercent = distuv.UnitNormal.Quantile(0.9)

func (m *Model) predict(terms []feature.Term) Prediction {
	mean, variance := m.margin(terms)
	spread := eightyPercent * math.Sqrt(variance)
	odds := logodds.Bounded(mean * moderation(variance))
	return m.calibration.correct(Prediction{
		Probability: logodds.Probability(odds), Odds: odds,
		Low:  logodds.Probability(logodds.Bounded(mean - spread)),
		High: logodds.Probability(logodds.Bounded(mean + spread)),
	})
}

func moderation(variance float64) float64 { return 1 / math.Sqrt(1+math.Pi*variance/8) }

// Contribution is what one feature adds to the log-odds.
type Contribution struct {
	feature.Meaning
	Odds float64
}

// Explain is Predict with the arithmetic behind it: the contributions add up to the log-odds. The intercept comes
// first, then what weighs most.
func (m *Model) Explain(l dataset.Lead) (p Prediction, sum []Contribution, ok bool) {
	var room [64]feature.Term
	terms := m.features.Terms(room[:0], l)
	p = m.predict(terms)
	mean, variance := m.margin(terms)
	scale, plain := moderation(variance), p.Odds-p.Correction
	if drawn := mean * scale; drawn != plain && drawn != 0 {
		scale *= plain / drawn
	}
	said := m.features.Said(l)
	sum = make([]Contribution, 0, len(terms)+1)
	for _, t := range terms {
		f := m.features.At(t.At)
		if f.Part == feature.Word {
			f.Text = said[t.At]
		}
		sum = append(sum, Contribution{Meaning: m.features.Meaning(f), Odds: scale * t.X * m.mean[t.At]})
	}
	if p.Correction != 0 {
		correction := feature.Meaning{Words: "Correction by past results"}
		sum = append(sum, Contribution{Meaning: correction, Odds: p.Correction})
	}
	slices.SortStableFunc(sum[1:], func(a, b Contribution) int { return cmp.Compare(math.Abs(b.Odds), math.Abs(a.Odds)) })
	return p, sum, m.Silent() == ""
}

// Weight is the weight of one feature.
type Weight struct {
	feature.Meaning
	Odds      float64 // what it adds to the log-odds
	Deviation float64 // its standard deviation
}

// Weights are all weights, the heaviest first.
func (m *Model) Weights() []Weight {
	all := make([]Weight, m.features.Len())
	for i := range all {
		meaning := m.features.Meaning(m.features.At(int32(i)))
		all[i] = Weight{meaning, m.mean[i], 1 / math.Sqrt(m.precision[i])}
	}
	slices.SortStableFunc(all, func(a, b Weight) int { return cmp.Compare(math.Abs(b.Odds), math.Abs(a.Odds)) })
	return all
}
