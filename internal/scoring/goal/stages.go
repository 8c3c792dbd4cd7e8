package goal

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Answer is what sales said to a handoff.
type Answer int

// The answers; None while it waits.
const (
	None Answer = iota
	Took
	SentBack
	TakenBack // by marketing, before an answer
)

// Passage is when what happened to a handoff; a zero time is what has not. One that was won without having been qualified counts as qualified
// when it was won.
type Passage struct {
	Submitted, Due, Answered, Qualified, Finished time.Time
	Ruled                                         time.Time // when a rejection was overturned; its Answer is Took
	Again                                         time.Time // when its lead was handed over the next time
	Answer                                        Answer
	Won                                           bool
	WonCents                                      int64
}

// at is p as it was at a time: what came later has not happened.
func (p Passage) at(at time.Time) Passage {
	if p.Answered.After(at) {
		p.Answer, p.Answered, p.Ruled = None, time.Time{}, time.Time{}
	}
	if p.Ruled.After(at) {
		p.Answer, p.Ruled = SentBack, time.Time{}
	}
	if p.Finished.After(at) {
		p.Won, p.WonCents, p.Finished = false, 0, time.Time{}
	}
	if p.Again.After(at) {
		p.Again = time.Time{}
	}
	if p.Won && p.Qualified.IsZero() {
		p.Qualified = p.Finished
	}
	if p.Qualified.After(at) {
		p.Qualified = time.Time{}
	}
	return p
}

// repeated reports whether the lead was handed over again in the same month of a zone, so that a later handoff counts it.
func (p Passage) repeated(zone *time.Location) bool {
	if p.Again.IsZero() {
		return false
	}
	on, again := dayOf(p.Submitted, zone), dayOf(p.Again, zone)
	return on.Year() == again.Year() && on.Month() == again.Month()
}

// The stages that a handoff waits in.
const (
	waits = iota
	accepted
	qualified
	sentBack // from which it goes on by being handed over again
	stages
)

// Bins are the ages in days at which a new bin of ages begins. What stays longer in a stage than the last but one to the last is taken for
// lost.
var Bins = [...]float64{0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180}

const bins = len(Bins)

// bin is the bin of an age in days, bins-1 from 180 on.
func bin(days float64) int {
	for i := bins - 1; i > 0; i-- {
		if days >= Bins[i] {
			return i
		}
	}
	return 0
}

// stay is one handoff's time in a stage, until left or, where that is zero, still; on is whether it went further.
type stay struct {
	entered, left time.Time
	on            bool
}

// settled is when the last word on the handoff was given: the ruling where there was one, else the answer.
func (p Passage) settled() time.Time {
	if !p.Ruled.IsZero() {
		return p.Ruled
	}
	return p.Answered
}

func (p Passage) stay(stage int) (s stay, came bool) {
	switch stage {
	case waits:
		return stay{p.Submitted, p.settled(), p.Answer == Took}, true
	case accepted:
		s = stay{p.settled(), p.Qualified, !p.Qualified.IsZero()}
		if s.left.IsZero() {
			s.left = p.Finished
		}
		return s, p.Answer == Took
	case sentBack:
		return stay{p.Answered, p.Again, !p.Again.IsZero()}, p.Answer == SentBack
	}
	return stay{p.Qualified, p.Finished, p.Won}, !p.Qualified.IsZero()
}

// Stage is what became of those who stood in a stage, by how long they had stood there: how many came to an age, went further at it, and left
// the funnel at it.
type Stage struct {
	Here [bins]float64 `json:"here"`
	On   [bins]float64 `json:"on"`
	Off  [bins]float64 `json:"off"`
	// Worth is what part of the numbers above counts as evidence: months differ by more than chance, so that many leads tell less than they seem to.
	Worth float64 `json:"worth"`
	N     int64   `json:"n"` // how many came to the stage
}

const day = 24 * time.Hour

// learnStage counts the passages, as they were at a time, of those who came to the stage in the year before. An answer counts for a lead where it is the
// last of its month in the zone.
func learnStage(stage int, passages []Passage, at time.Time, zone *time.Location) Stage {
	var s Stage
	months := map[time.Time]*[2]float64{} // came, went on
	for _, p := range passages {
		if p.Submitted.After(at) {
			continue
		}
		p = p.at(at)
		stay, came := p.stay(stage)
		if stage == waits && p.repeated(zone) || !came || at.Sub(stay.entered) > 365*day {
			continue
		}
		s.N++
		s.count(stay, at)
		if at.Sub(stay.entered) > 45*day {
			y, m, _ := stay.entered.Date()
			month := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
			if months[month] == nil {
				months[month] = &[2]float64{}
			}
			months[month][0]++
			if stay.on {
				months[month][1]++
			}
		}
	}
	s.Worth = worth(months, float64(s.N))
	return s
}

// count adds one stay, bin by bin. Who is still there leaves the last bin they were seen in as half of one who was there all along.
func (s *Stage) count(stay stay, at time.Time) {
	until := stay.left
	if until.IsZero() {
		until = at
	}
	last := bin(until.Sub(stay.entered).Hours() / 24)
	for i := range min(last, bins-1) {
		s.Here[i]++
	}
	if last == bins-1 {
		return
	}
	switch {
	case stay.left.IsZero():
		s.Here[last] += 0.5
	case stay.on:
		s.Here[last]++
		s.On[last]++
	default:
		s.Here[last]++
		s.Off[last]++
	}
}

// worth is what part of n leads counts as evidence of a share, when the shares of months differ by more than leads of one share would: the
// excess of their variance, by the method of moments.
func worth(months map[time.Time]*[2]float64, n float64) float64 {
	var all, on float64
	for _, m := range months {
		all, on = all+m[0], on+m[1]
	}
	if len(months) < 3 || all < 60 || on == 0 || on == all {
		return min(1, usualWorth/max(n, 1))
	}
	p := on / all
	var squares, weights, chance float64
	for _, month := range slices.SortedFunc(maps.Keys(months), time.Time.Compare) { // in order, so that the sums round the same way each time
		m := months[month]
		d := m[1]/m[0] - p
		squares += m[0] * d * d
		chance += p * (1 - p)
		weights += m[0]
	}
	excess := (squares - chance*float64(len(months)-1)/float64(len(months))) / weights
	if excess <= 0 {
		return min(1, mostWorth/max(n, 1))
	}
	return min(1, max(leastWorth, min(mostWorth, p*(1-p)/excess))/max(n, 1))
}

// usualWorth is how many leads' worth of evidence a share is where months are too few to tell; it is never less than leastWorth, nor more
// than mostWorth.
const leastWorth, usualWorth, mostWorth = 20, 60, 800

// curve draws how probable it is, at each bin of ages, that who stands there goes further: what is known, with its uncertainty. Each bin is a
// Dirichlet of went further, left and stayed.
func (s *Stage) curve(r *rand.Rand) (on [bins]float64) {
	further := 0.0
	for i := bins - 2; i >= 0; i-- {
		here := s.Here[i] * s.Worth
		if here <= 0 {
			on[i] = further
			continue
		}
		a, b := gamma(r, s.On[i]*s.Worth+fewPrior*s.share()), gamma(r, s.Off[i]*s.Worth+fewPrior)
		c := gamma(r, max(0, s.Here[i]-s.On[i]-s.Off[i])*s.Worth+fewPrior)
		further = (a + c*further) / (a + b + c)
		on[i] = further
	}
	return on
}

// share is what part of those who left the stage went further; of nobody it is a half.
func (s *Stage) share() float64 {
	on, off := 1.0, 1.0
	for i := range bins {
		on, off = on+s.On[i], off+s.Off[i]
	}
	return on / (on + off)
}

// gamma draws from the gamma distribution with scale 1 (G. Marsaglia and W. W. Tsang, 2000).
func gamma(r *rand.Rand, shape float64) float64 {
	if shape <= 0 {
		return 0
	}
	if shape < 1 {
		return gamma(r, shape+1) * math.Pow(1-r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if u := 1 - r.Float64(); math.Log(u) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func beta(r *rand.Rand, a, b float64) float64 {
	x, y := gamma(r, a), gamma(r, b)
	if x+y == 0 {
		return 0.5
	}
	return x / (x + y)
}

// binomials draws how many of n[i], each with probability p[i], succeed in all.
func binomials(r *rand.Rand, n, p []float64) float64 {
	var all, mean, variance float64
	for i := range n {
		all += n[i]
		mean += n[i] * p[i]
		variance += n[i] * p[i] * (1 - p[i])
	}
	if all > 60 && variance > 5 {
		return min(all, max(0, math.Round(mean+math.Sqrt(variance)*r.NormFloat64())))
	}
	if all > 2000 {
		return min(all, poisson(r, mean))
	}
	won := 0.0
	for i := range n {
		for range int(n[i]) {
			if r.Float64() < p[i] {
				won++
			}
		}
	}
	return won
}

func binomial(r *rand.Rand, n, p float64) float64 {
	return binomials(r, []float64{n}, []float64{p})
}

func poisson(r *rand.Rand, mean float64) float64 {
	if mean > 50 {
		return max(0, math.Round(mean+math.Sqrt(mean)*r.NormFloat64()))
	}
	n, left := 0.0, math.Exp(-mean)
	for u := r.Float64(); u > left; u *= r.Float64() {
		n++
	}
	return n
}
