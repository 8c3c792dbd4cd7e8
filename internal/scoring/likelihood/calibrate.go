package likelihood

import (
	"cmp"
	"slices"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/logodds"
)

// mostOutcomes is how many outcomes, the latest, calibrate a model. Older ones belong to a model that no longer exists.
const mostOutcomes = 2000

// outcome is the log-odds that a model gave a lead, and what became of the lead afterwards.
type outcome struct {
	Odds     float64
	Positive bool
	Weight   float64 // 1; less for a lead whose outcome is not certain yet
}

// class is 1 for a positive outcome and 0 for a negative one.
func (o outcome) class() float64 { return dataset.Indicator(o.Positive) }

// calibration corrects log-odds by what became of earlier leads with such log-odds. It is the inductive Venn-Abers
// predictor of Vovk and Petej (arXiv 1211.0025), with the algorithm of Vovk, Petej and Fedorova (arXiv 1511.00213):
// isotonic regression of the earlier outcomes and the new lead, once as if it became negative and once as if it became
// positive. It assumes only that higher log-odds are no worse.
type calibration struct {
	sorted []outcome // by log-odds, moved to the level of their time; empty where nothing is corrected
	odds   []float64 // the distinct log-odds, rising
	equal  []pool    // the outcomes of each
	below  []*pool   // isotonic regression of the first n of these: its last pool
	above  []*pool   // isotonic regression of those from n on: its first pool
}

// pool is neighbours of equal calibrated probability.
type pool struct {
	weight, positive float64
	next             *pool // the neighbour further from the new lead
}

func (p *pool) mean() float64 { return p.positive / p.weight }

func (p *pool) take(other *pool) {
	p.weight += other.weight
	p.positive += other.positive
}

func (o outcome) pool() pool { return pool{weight: o.Weight, positive: o.Weight * o.class()} }

// calibrated is the calibration by outcomes in the order in which they became known. It corrects nothing where they are
// too few.
func calibrated(latest []outcome) (c calibration) {
	latest = latest[max(0, len(latest)-mostOutcomes):]
	all, positive := 0.0, 0.0
	for _, o := range latest {
		all, positive = all+o.Weight, positive+o.Weight*o.class()
	}
	if dataset.TooFew(int(all+1e-9), int(positive+1e-9)) != "" {
		return c
	}
	c.sorted = slices.Clone(latest)
	for to := len(c.sorted); to > 0; to -= stretch {
		level(c.sorted[max(0, to-stretch):to])
	}
	return regressed(c.sorted)
}

// regressed is the calibration by outcomes that are at the level of their time.
func regressed(outcomes []outcome) (c calibration) {
	c.sorted = slices.Clone(outcomes)
	slices.SortFunc(c.sorted, func(a, b outcome) int {
		return cmp.Or(cmp.Compare(a.Odds, b.Odds), cmp.Compare(a.class(), b.class()), cmp.Compare(a.Weight, b.Weight))
	})
	c.regress()
	return c
}

// level moves the log-odds of outcomes of one time to the level of what happened then. The model itself follows a base
// rate that drifts, so the calibration corrects only how far leads are apart.
func level(outcomes []outcome) {
	by := 0.0
	for range settleSteps {
		up, bend := by*levelPrecision, levelPrecision
		for _, o := range outcomes {
			p := logodds.Probability(o.Odds + by)
			up += o.Weight * (p - o.class())
			bend += o.Weight * p * (1 - p)
		}
		by -= up / bend
	}
	for i := range outcomes {
		outcomes[i].Odds = rounded(logodds.Bounded(outcomes[i].Odds + by))
	}
}

// regress calculates the isotonic regressions on both sides of every place where a new lead can fall, by pooling
// adjacent violators.
func (c *calibration) regress() {
	for i, o := range c.sorted {
		if i == 0 || o.Odds != c.sorted[i-1].Odds {
			c.odds, c.equal = append(c.odds, o.Odds), append(c.equal, pool{})
		}
		p := o.pool()
		c.equal[len(c.equal)-1].take(&p)
	}
	n := len(c.odds)
	c.below, c.above = make([]*pool, n+1), make([]*pool, n+1)
	for i := range n {
		p := c.equal[i]
		for p.next = c.below[i]; p.next != nil && p.next.mean() >= p.mean(); p.next = p.next.next {
			p.take(p.next)
		}
		c.below[i+1] = &p
	}
	for i := n - 1; i >= 0; i-- {
		p := c.equal[i]
		for p.next = c.above[i+1]; p.next != nil && p.next.mean() <= p.mean(); p.next = p.next.next {
			p.take(p.next)
		}
		c.above[i] = &p
	}
}

// probabilities are the probability of a positive outcome at these log-odds, calculated as if the lead became negative,
// and as if it became positive. The less is known, the further they are apart.
func (c *calibration) probabilities(odds float64) (negative, positive float64) {
	return c.fitted(outcome{odds, false, 1}), c.fitted(outcome{odds, true, 1})
}

// fitted is what isotonic regression makes of a lead among the outcomes.
func (c *calibration) fitted(o outcome) float64 {
	p := o.pool()
	at, equal := slices.BinarySearch(c.odds, o.Odds)
	below, above := c.below[at], c.above[at]
	if equal {
		p.take(&c.equal[at])
		above = c.above[at+1]
	}
	for {
		switch {
		case below != nil && below.mean() >= p.mean():
			p.take(below)
			below = below.next
		case above != nil && above.mean() <= p.mean():
			p.take(above)
			above = above.next
		default:
			return p.mean()
		}
	}
}

// uncorrected is the share of the way to the range of the two probabilities that is not corrected, so that two leads of
// one pool keep the order of the model.
const uncorrected = 0.5

// correct moves a prediction towards the range of the two probabilities where it lies outside. The range of the
// prediction is corrected in the same way, and then contains both probabilities.
func (c *calibration) correct(p Prediction) Prediction {
	if len(c.sorted) == 0 {
		return p
	}
	negative, positive := c.probabilities(p.Odds)
	corrected := towards(p.Probability, negative, positive)
	odds := logodds.Of(corrected)
	corrected = logodds.Probability(odds)
	low, _ := c.probabilities(logodds.Of(p.Low))
	_, high := c.probabilities(logodds.Of(p.High))
	return Prediction{
		Probability: corrected, Odds: odds, Correction: odds - p.Odds,
		Low: min(corrected, logodds.BoundedProbability(low)), High: max(corrected, logodds.BoundedProbability(high)),
	}
}

// towards is a probability, moved towards a range.
func towards(p, from, to float64) float64 {
	into := min(max(p, from), to)
	return into + uncorrected*(p-into)
}
