package forecast

import (
	"time"

	"baton/internal/report"
)

// laterStage is, for measures of what happens later to the leads of a period, the stage that a lead leaves when it is
// counted. All other measures count what happens in the period itself.
var laterStage = map[report.Measure]int{
	report.LeadsAccepted:  waiting,
	report.LeadsQualified: accepted,
	report.LeadsWon:       qualified,
	report.AmountWon:      qualified,
}

// delayAges are the ages in days at which a Delay is known. Between them it grows evenly.
var delayAges = [...]float64{0, 0.5, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365}

const (
	// delayDays is how old the handoffs are at most that a Delay is learned from, and delayHere how many an age needs.
	delayDays, delayHere = 730, 5
	// matured is the share from which a number counts as final.
	matured = 0.98
)

// Delay is how fast leads go on from a stage: of those that do in the end, the share that has at each of delayAges
// after they were handed over.
type Delay struct {
	Share [len(delayAges)]float64 `json:"share"`
	N     int64                   `json:"n"` // how many it was learned from
}

// Known reports whether it was learned from enough leads.
func (d Delay) Known() bool { return d.N >= Fewest }

// by is the share that has gone on by an age in days.
func (d Delay) by(age float64) float64 {
	for i := 1; i < len(delayAges); i++ {
		if from, until := delayAges[i-1], delayAges[i]; age < until {
			return d.Share[i-1] + (d.Share[i]-d.Share[i-1])*max(0, age-from)/(until-from)
		}
	}
	return 1
}

// learnDelay learns from the journeys as they were known at a time. Leads that may still go on count for the ages that
// they have reached, so that young ones do not make the delay look short (the cumulative incidence of O. O. Aalen and
// S. Johansen, 1978).
func learnDelay(stage int, journeys []Journey, at time.Time) (d Delay) {
	const n = len(delayAges) - 1
	var here, on, off [n]float64
	for _, j := range journeys {
		if j.Submitted.After(at) || at.Sub(j.Submitted) > delayDays*day {
			continue
		}
		until, further := j.at(at).until(stage)
		seen := until
		if until.IsZero() {
			seen = at
		}
		last := ageBin(seen.Sub(j.Submitted).Hours() / 24)
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
	open := 1.0
	for i := range n {
		d.Share[i+1] = d.Share[i]
		if here[i] >= delayHere {
			d.Share[i+1] += open * on[i] / here[i]
			open *= 1 - (on[i]+off[i])/here[i]
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
