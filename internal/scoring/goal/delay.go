package goal

import (
	"time"

	"baton/internal/agreement"
)

// laterStage is the stage that a lead goes on from when a metric counts it: what a metric counts of the leads of some days, and what happens later.
// Any other metric counts what happens on its own days.
var laterStage = map[Metric]int{Accepted: waits, Qualified: accepted, Won: qualified, WonAmount: qualified}

// delayAges are the ages in days at which a Delay is known; between them it grows evenly.
var delayAges = [...]float64{0, 0.5, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365}

const (
	// delayDays is how far back handoffs are taken for a Delay, and delayHere how many must have been seen at an age.
	delayDays, delayHere = 730, 5
	// matured is the share from which nothing worth a word is still to come.
	matured = 0.98
)

// Delay is the share of what comes of leads in the end that has come at each of delayAges after they were handed over.
type Delay struct {
	Share [len(delayAges)]float64 `json:"share"`
	N     int64                   `json:"n"` // how many it was learned from
}

// Known reports whether enough have come to tell.
func (d Delay) Known() bool { return d.N >= Fewest }

// by is the share that has come by an age in days.
func (d Delay) by(age float64) float64 {
	for i := 1; i < len(delayAges); i++ {
		if from, until := delayAges[i-1], delayAges[i]; age < until {
			return d.Share[i-1] + (d.Share[i]-d.Share[i-1])*max(0, age-from)/(until-from)
		}
	}
	return 1
}

// until is when a handoff went on from a stage, or when it was clear that it would not; zero while both can happen.
func (p Passage) until(stage int) (at time.Time, on bool) {
	stay, came := p.stay(stage)
	if came {
		return stay.left, stay.on
	}
	if p.Answer == SentBack || p.Answer == TakenBack {
		return p.Answered, false
	}
	return p.Finished, false
}

// learnDelay learns from the passages as they were at a time. Who can still go on counts as long as they have been seen, so that young leads do not make
// a delay look short (the cumulative incidence of O. O. Aalen and S. Johansen, 1978).
func learnDelay(stage int, passages []Passage, at time.Time) (d Delay) {
	const n = len(delayAges) - 1
	var here, on, off [n]float64
	for _, p := range passages {
		if p.Submitted.After(at) || at.Sub(p.Submitted) > delayDays*day {
			continue
		}
		until, further := p.at(at).until(stage)
		seen := until
		if until.IsZero() {
			seen = at
		}
		last := ageBin(seen.Sub(p.Submitted).Hours() / 24)
		for i := range min(last, n) {
			here[i]++
		}
		switch {
		case last == n:
		case until.IsZero():
			here[last] += 0.5
		case further:
			here[last]++
			on[last]++
			d.N++
		default:
			here[last]++
			off[last]++
		}
	}
	waiting := 1.0
	for i := range n {
		d.Share[i+1] = d.Share[i]
		if here[i] >= delayHere {
			d.Share[i+1] += waiting * on[i] / here[i]
			waiting *= 1 - (on[i]+off[i])/here[i]
		}
	}
	if all := d.Share[n]; all > 0 {
		for i := range d.Share {
			d.Share[i] /= all
		}
	}
	return d
}

// ageBin is the index of the last of delayAges that an age in days has reached.
func ageBin(age float64) int {
	for i := len(delayAges) - 1; i > 0; i-- {
		if age >= delayAges[i] {
			return i
		}
	}
	return 0
}

// Timing is when what goals count usually comes: on which days, and how long after leads were handed over. The zero Timing knows neither.
type Timing struct {
	Season Season
	Delays [sentBack]Delay
}

// Timing is the timing that o has learned.
func (o Outlook) Timing() Timing { return Timing{o.Season, o.Delays} }

// Progress is how far a metric of the days from first to last should be at a time of the zone: as far as the days have gone, or, where it counts what
// comes later of the leads of these days, as far as that usually has come at the age they have.
func (t Timing) Progress(m Metric, calendar agreement.Calendar, first, last, now time.Time) Progress {
	today := dayOf(now, now.Location())
	p := t.Season.Working(calendar, first, last, today)
	stage, later := laterStage[m]
	if p.later = later && t.Delays[stage].Known(); p.later {
		p.come = t.come(t.Delays[stage], calendar, first, last, now)
	} else {
		p.season = t.Season.named(calendar, first, last, p)
	}
	return p
}

// come is the share of what comes of the leads of some days that usually has come at a time. Leads are taken for handed over at noon.
func (t Timing) come(d Delay, calendar agreement.Calendar, first, last, now time.Time) float64 {
	if calendar.WorkingDays(first, last) == 0 {
		calendar = agreement.Calendar{}
	}
	come, all := 0.0, 0.0
	for on := first; !on.After(last); on = on.AddDate(0, 0, 1) {
		if calendar.WorkingDays(on, on) == 0 {
			continue
		}
		weight := t.Season.weight(on)
		all += weight
		if age := now.Sub(time.Date(on.Year(), on.Month(), on.Day(), 12, 0, 0, 0, now.Location())); age > 0 {
			come += weight * d.by(age.Hours()/24)
		}
	}
	return come / all
}
