package dataset

import (
	"math"
	"time"
)

// delays is how long after leads were handed over their outcome became known. Positive and negative leads differ in
// that, so the age of an open lead says something about its outcome. Chapelle (Modeling delayed feedback in display
// advertising, 2014) does this with an exponential delay; here it is done with the delays that were seen.
type delays struct {
	within   time.Duration // a lead that is open after so long is negative
	positive []float64     // the share of positive leads whose outcome is known by the end of each step of age
	negative []float64     // the same share of negative leads; the others become known when the time is over
}

// ageSteps is how many steps of age there are. They are short at first.
const ageSteps = 40

// believedEnds is how many outcomes the prior belief about delays counts for: the rate at which outcomes become known
// falls to a third in a third of the time.
const believedEnds = 2.0

// step is the step in which an age lies, and which share of the step has passed.
func (d delays) step(age time.Duration) (step int, through float64) {
	x := ageSteps * math.Sqrt(max(0, float64(age))/float64(d.within))
	step = min(int(x), ageSteps-1)
	from, to := d.ends(step-1), d.ends(step)
	return step, min(1, max(0, (float64(age)/float64(d.within)-from)/(to-from)))
}

// ends is when a step ends, as a share of the whole time.
func (delays) ends(step int) float64 { return float64((step+1)*(step+1)) / (ageSteps * ageSteps) }

// delaysOf are the delays of labels as they were known at a time, by a life table: of the leads that were open at the
// beginning of a step and could be seen through it, the share whose outcome became known in it.
func delaysOf(labels []Label, now time.Time, within time.Duration) delays {
	d := delays{within: within}
	var atRisk [ageSteps]float64
	var ended [2][ageSteps]float64
	for _, l := range labels {
		age := now.Sub(l.At)
		known := !l.Known.After(now) && l.Known.Sub(l.At) < within
		if known {
			age = l.Known.Sub(l.At)
		}
		last, through := d.step(min(age, within))
		for step := range last {
			atRisk[step]++
		}
		if known {
			atRisk[last]++
			ended[int(l.Class())][last]++
		} else {
			atRisk[last] += through
		}
	}
	d.accumulate(d.hazards(ended[1], atRisk), d.hazards(ended[0], atRisk))
	return d
}

// accumulate turns the hazards of each step into the shares that are known by its end.
func (d *delays) accumulate(positive, negative [ageSteps]float64) {
	open, won, lost := 1.0, 0.0, 0.0
	for step := range ageSteps {
		won += open * positive[step]
		lost += open * negative[step]
		open *= max(0, 1-positive[step]-negative[step])
		d.positive, d.negative = append(d.positive, won), append(d.negative, lost)
	}
	for step := range ageSteps {
		d.positive[step] /= max(won, 1e-9)
		d.negative[step] /= max(1-won, 1e-9)
	}
}

// hazards are the shares of open leads whose outcome becomes known in each step. Where few leads were seen, they are
// near the prior belief.
func (d delays) hazards(ended, atRisk [ageSteps]float64) (hazards [ageSteps]float64) {
	var believed [ageSteps]float64
	ends, exposed := 0.0, 0.0
	for step := range ageSteps {
		from, to := d.ends(step-1), d.ends(step)
		believed[step] = (to - from) * math.Exp(-3*(from+to)/2)
		ends += ended[step]
		exposed += atRisk[step] * believed[step]
	}
	level := max(ends/max(exposed, 1e-9), 1e-6)
	for step := range ageSteps {
		hazards[step] = min(0.5, (ended[step]+believedEnds)/(atRisk[step]+believedEnds/(level*believed[step])))
	}
	return hazards
}

// against is how much the age of an open lead speaks against a positive outcome, in log-odds.
func (d delays) against(age time.Duration) float64 {
	if age >= d.within {
		return math.Inf(1)
	}
	step, through := d.step(age)
	open := func(share []float64) float64 {
		before := 0.0
		if step > 0 {
			before = share[step-1]
		}
		return max(1e-9, 1-before-through*(share[step]-before))
	}
	return math.Log(open(d.negative)) - math.Log(open(d.positive))
}

// AsOf is labels as they were known at a time. within is how long an outcome may take: leads that are open are marked,
// with what their age says. Where within is 0, open leads are left out.
func AsOf(labels []Label, now time.Time, within time.Duration) []Label {
	var d delays
	if within > 0 {
		d = delaysOf(labels, now, within)
	}
	known := make([]Label, 0, len(labels))
	for _, l := range labels {
		switch {
		case l.At.After(now):
			continue
		case l.Known.After(now) && within == 0:
			continue
		case l.Known.After(now):
			l.open, l.against = true, d.against(now.Sub(l.At))
		}
		known = append(known, l)
	}
	return known
}

// HalfKnown is the age by which half of the positive leads are known to be positive, by what is known at a time.
func HalfKnown(labels []Label, now time.Time, within time.Duration) time.Duration {
	d := delaysOf(labels, now, within)
	step := 0
	for d.positive[step] < 0.5 {
		step++
	}
	return time.Duration(d.ends(step) * float64(within))
}
