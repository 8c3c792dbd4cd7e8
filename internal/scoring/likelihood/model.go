package likelihood

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Model is what was learned. It may be read by many at once, but not while it learns.
type Model struct {
	columns   []column
	features  []feature
	mean      []float64 // of the Gaussian of each weight
	precision []float64 // 1 / its variance
	believed  []float64 // its precision before any label; it never falls below
	leads     int       // that it has learned from
	labels    int       // those, with open ones in part
	positives int
	caution   float64
	pairs     []pair
	corrects  calibration
}

// The first two features are always there.
const (
	intercept = 0
	ruleScore = 1
)

// mostOdds is how far a log-odds may go. What is beyond is certain enough, and its probability is still neither 0 nor 1.
const mostOdds = 30

// newModel knows its fields and nothing else.
func newModel(fields []Field, caution float64) *Model {
	m := &Model{columns: make([]column, len(fields)), caution: caution}
	for i, f := range fields {
		m.columns[i] = newColumn(f)
	}
	m.add(feature{Field: -1, Part: always})
	m.add(feature{Field: -1, Part: rules})
	return m
}

// Fields are those that the model was made for, in the order in which it takes their values.
func (m *Model) Fields() []Field {
	fields := make([]Field, len(m.columns))
	for i := range m.columns {
		fields[i] = m.columns[i].Field
	}
	return fields
}

// Labels is how many leads the model has learned from, and how many of them are known to be positive.
func (m *Model) Labels() (all, positive int) { return m.leads, m.positives }

// Choice is what was chosen for the model.
func (m *Model) Choice() Choice {
	c := Choice{Caution: m.caution}
	for _, p := range m.pairs {
		c.Pairs = append(c.Pairs, p.fields)
	}
	return c
}

// Silent says why the model gives no number, "" when it does.
func (m *Model) Silent() string { return TooFew(m.labels, m.positives) }

// terms appends what features a lead has.
func (m *Model) terms(into []term, l Lead) []term {
	into = append(into, term{intercept, 1})
	if l.Rules != 0 && !math.IsNaN(l.Rules) {
		into = append(into, term{ruleScore, bounded(l.Rules)})
	}
	for i := range m.columns {
		into = m.columns[i].terms(into, at(l.Facts, i))
	}
	for _, p := range m.pairs {
		if cell, known := p.cells[m.cell(p.fields, l)]; known {
			into = append(into, term{cell, 1})
		}
	}
	return into
}

func bounded(odds float64) float64 { return min(max(odds, -mostOdds), mostOdds) }

// margin is the log-odds of a lead by the means of the weights, and its variance.
func (m *Model) margin(terms []term) (mean, variance float64) {
	for _, t := range terms {
		mean += t.x * m.mean[t.at]
		variance += t.x * t.x / m.precision[t.at]
	}
	return mean, variance
}

// Prediction is how probable it is that a lead becomes a positive label.
type Prediction struct {
	Probability float64
	Low, High   float64 // what is held possible lies between, by and large
	Odds        float64 // the log-odds of Probability
	Correction  float64 // how much of them is a correction by what became of earlier leads
}

// Predict is what the model makes of a lead. Not ok while it is silent.
//
// The log-odds of the means are drawn towards even chances by how uncertain the weights are, as MacKay (1992) approximates the mean
// of the logistic function over a Gaussian: divided by √(1 + π v / 8), v being the variance.
func (m *Model) Predict(l Lead) (p Prediction, ok bool) {
	var room [64]term
	return m.predict(m.terms(room[:0], l)), m.Silent() == ""
}

// eightyPercent is how many standard deviations lie on either side of the middle 80 % of a Gaussian.
var eightyPercent = distuv.UnitNormal.Quantile(0.9)

func (m *Model) predict(terms []term) Prediction {
	mean, variance := m.margin(terms)
	spread := eightyPercent * math.Sqrt(variance)
	odds := bounded(mean * moderation(variance))
	p := Prediction{Probability: sigmoid(odds), Low: sigmoid(bounded(mean - spread)), High: sigmoid(bounded(mean + spread)), Odds: odds}
	return m.corrects.correct(p)
}

func moderation(variance float64) float64 { return 1 / math.Sqrt(1+math.Pi*variance/8) }

func sigmoid(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

// Meaning is what a feature says of a lead.
type Meaning struct {
	Field string   // its name; "" for what every lead starts with, and for the rule score
	Value string   // the value that the lead has, "" where the words say it in another way
	Words string   // Source is Webinar
	And   *Meaning `json:",omitempty"` // what else must hold
}

// meaning is what a feature says.
func (m *Model) meaning(f feature) Meaning {
	if f.Part == both {
		fields := m.pairs[f.N].fields
		one, other := m.columns[fields[0]].meaning(f.Cell[0]), m.columns[fields[1]].meaning(f.Cell[1])
		one.And = &other
		return one
	}
	said := Meaning{Value: f.value(), Words: f.words(m.columns)}
	if f.Field >= 0 {
		said.Field = m.columns[f.Field].Name
	}
	return said
}

// Contribution is what one feature adds to the log-odds.
type Contribution struct {
	Meaning
	Odds float64
}

// Explain is Predict with the arithmetic behind it: the contributions add up to the log-odds. What every lead starts with comes first,
// then what weighs most.
func (m *Model) Explain(l Lead) (p Prediction, sum []Contribution, ok bool) {
	var room [64]term
	terms := m.terms(room[:0], l)
	p = m.predict(terms)
	mean, variance := m.margin(terms)
	scale, plain := moderation(variance), p.Odds-p.Correction
	if drawn := mean * scale; drawn != plain && drawn != 0 {
		scale *= plain / drawn
	}
	said := m.said(l)
	sum = make([]Contribution, 0, len(terms)+1)
	for _, t := range terms {
		f := m.features[t.at]
		if f.Part == word {
			f.Text = said[t.at]
		}
		sum = append(sum, Contribution{Meaning: m.meaning(f), Odds: scale * t.x * m.mean[t.at]})
	}
	if p.Correction != 0 {
		sum = append(sum, Contribution{Meaning: Meaning{Words: "Correction by past results"}, Odds: p.Correction})
	}
	slices.SortStableFunc(sum[1:], func(a, b Contribution) int { return cmp.Compare(math.Abs(b.Odds), math.Abs(a.Odds)) })
	return p, sum, m.Silent() == ""
}

// said is the words of a lead's notes by the weight that they have: of the words that share one, the lead's own is told.
func (m *Model) said(l Lead) map[int32]string {
	var said map[int32]string
	for i := range m.columns {
		c := &m.columns[i]
		if c.Kind != Note {
			continue
		}
		for _, w := range words(at(l.Facts, i)) {
			if said == nil {
				said = map[int32]string{}
			}
			said[c.nth[w.group]] = w.word
		}
	}
	return said
}

// Weight is what the model holds of one feature.
type Weight struct {
	Meaning
	Odds      float64 // what it adds to the log-odds
	Deviation float64 // how uncertain that is: the standard deviation
}

// Weights are all of them, those that weigh most first.
func (m *Model) Weights() []Weight {
	all := make([]Weight, len(m.features))
	for i, f := range m.features {
		all[i] = Weight{m.meaning(f), m.mean[i], 1 / math.Sqrt(m.precision[i])}
	}
	slices.SortStableFunc(all, func(a, b Weight) int { return cmp.Compare(math.Abs(b.Odds), math.Abs(a.Odds)) })
	return all
}

// How much of its precision a weight loses each time that it is used. What is learned wears off by and by, so that the model follows when
// the world changes; what all leads start with, which follows the seasons and the market, the soonest.
const (
	forgets          = 1.0 / 700
	interceptForgets = 1.0 / 500
)

// Update learns from one label whose end is known. It finds the log-odds that fit the label and the Gaussian before it best, moves each weight towards it by
// how uncertain the weight is, and makes it more certain by what the label tells.
func (m *Model) Update(l Label) {
	m.meet(l.Lead)
	var room [64]term
	terms := m.terms(room[:0], l.Lead)
	for _, t := range terms {
		loss := forgets
		if t.at == intercept {
			loss = interceptForgets
		}
		m.precision[t.at] = max(m.believed[t.at], m.precision[t.at]*(1-loss))
	}
	mean, variance := m.margin(terms)
	odds := settle(mean, variance, digit(l.Positive))
	p := sigmoid(odds)
	for _, t := range terms {
		m.mean[t.at] += t.x * (digit(l.Positive) - p) / m.precision[t.at]
		m.precision[t.at] += p * (1 - p) * t.x * t.x
	}
	m.leads++
	m.labels++
	if l.Positive {
		m.positives++
	}
}

// settle is the most probable log-odds after one label, where they were Gaussian before: a with a = mean + variance (label - σ(a)), by
// Newton's method, and by halves where that does not close in.
func settle(mean, variance, label float64) float64 {
	end := mean + variance*(label-sigmoid(mean))
	low, high := min(mean, end), max(mean, end)
	a, step := mean, math.Inf(1)
	for range 100 {
		p := sigmoid(a)
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
