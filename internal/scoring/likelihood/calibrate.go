package likelihood

import (
	"cmp"
	"math"
	"slices"
)

// mostOutcomes is from how many outcomes the calibration follows: the latest. What is older belongs to a model that no longer exists.
const mostOutcomes = 2000

// outcome is the log-odds that a model gave a lead before it knew what became of it, and what became of it.
type outcome struct {
	Odds     float64
	Positive bool
	Weight   float64 // 1; less for a lead whose outcome is not certain yet
}

// calibration corrects log-odds by what became of earlier leads with such log-odds. It is the inductive Venn-Abers predictor of Vovk and
// Petej (arXiv 1211.0025), with the algorithm of Vovk, Petej and Fedorova (arXiv 1511.00213): isotonic regression of the earlier outcomes
// and the new lead, once as if it became negative and once as if it became positive. It assumes nothing but that higher log-odds are
// no worse.
type calibration struct {
	sorted []outcome // by log-odds, moved to the level of their time; none where nothing is corrected
	odds   []float64 // the different log-odds, rising
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

func (o outcome) pool() pool { return pool{weight: o.Weight, positive: o.Weight * digit(o.Positive)} }

// calibrated is the calibration by outcomes, which stand in the order in which they were known; none where they are too few.
func calibrated(latest []outcome) (c calibration) {
	latest = latest[max(0, len(latest)-mostOutcomes):]
	all, positive := 0.0, 0.0
	for _, o := range latest {
		all, positive = all+o.Weight, positive+o.Weight*digit(o.Positive)
	}
	if TooFew(int(all+1e-9), int(positive+1e-9)) != "" {
		return c
	}
	c.sorted = slices.Clone(latest)
	for to := len(c.sorted); to > 0; to -= stretch {
		level(c.sorted[max(0, to-stretch):to])
	}
	return regressed(c.sorted)
}

// regressed is the calibration by outcomes that stand at the level of their time.
func regressed(outcomes []outcome) (c calibration) {
	c.sorted = slices.Clone(outcomes)
	slices.SortFunc(c.sorted, func(a, b outcome) int {
		return cmp.Or(cmp.Compare(a.Odds, b.Odds), cmp.Compare(digit(a.Positive), digit(b.Positive)), cmp.Compare(a.Weight, b.Weight))
	})
	c.regress()
	return c
}

// level moves the log-odds of outcomes of one time to the level of what happened then. A base rate that drifts is followed by the model; how well it
// tells leads apart is what is corrected.
func level(outcomes []outcome) {
	by := 0.0
	for range settleSteps {
		up, bend := by*levelPrecision, levelPrecision
		for _, o := range outcomes {
			p := sigmoid(o.Odds + by)
			up += o.Weight * (p - digit(o.Positive))
			bend += o.Weight * p * (1 - p)
		}
		by -= up / bend
	}
	for i := range outcomes {
		outcomes[i].Odds = rounded(bounded(outcomes[i].Odds + by))
	}
}

// regress works out the isotonic regressions on both sides of every place where a new lead can fall, by pooling adjacent violators.
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

// probabilities are how probable a positive outcome is at these log-odds, reckoned as if the lead became negative, and as if it became positive.
// Which of them holds nobody knows; how far they are apart is how little is known.
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

// uncorrected is how much of the way into the range of the two probabilities is left, so that two leads of one pool stay in the order in which
// the model has them.
const uncorrected = 0.5

// correct moves a prediction towards the range of the two probabilities where it lies outside. What is held possible then is what the model holds
// possible, corrected in the same way, and both probabilities.
func (c *calibration) correct(p Prediction) Prediction {
	if len(c.sorted) == 0 {
		return p
	}
	negative, positive := c.probabilities(p.Odds)
	corrected := towards(p.Probability, negative, positive)
	odds := bounded(math.Log(corrected) - math.Log1p(-corrected))
	corrected = sigmoid(odds)
	low, _ := c.probabilities(logOdds(p.Low))
	_, high := c.probabilities(logOdds(p.High))
	return Prediction{
		Probability: corrected, Odds: odds, Correction: odds - p.Odds,
		Low: min(corrected, bound(low)), High: max(corrected, bound(high)),
	}
}

// towards is a probability, moved towards a range.
func towards(p, from, to float64) float64 {
	into := min(max(p, from), to)
	return into + uncorrected*(p-into)
}

func logOdds(p float64) float64 { return bounded(math.Log(p) - math.Log1p(-p)) }

// bound keeps a probability from being 0 or 1.
func bound(p float64) float64 { return sigmoid(logOdds(p)) }
