package forecast

import (
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distmv"
)

// The stages that a handoff waits in. From rejected it goes on by being handed over again.
const (
	waiting = iota
	accepted
	qualified
	rejected
	stages
)

// Bins are the ages in days at which each bin of ages begins. A handoff that stays in a stage until the last of them
// counts as lost.
var Bins = [...]float64{0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180}

const bins = len(Bins)

// bin is the bin of an age in days; the last one from 180 days on.
func bin(days float64) int {
	for i := bins - 1; i > 0; i-- {
		if days >= Bins[i] {
			return i
		}
	}
	return 0
}

// Stage is a life table of a stage: for each bin of ages, how many handoffs reached that age in the stage, how many of
// them went to the next stage at it, and how many left the funnel at it.
type Stage struct {
	Here [bins]float64 `json:"here"`
	On   [bins]float64 `json:"on"`
	Off  [bins]float64 `json:"off"`
	// EvidenceWeight is the share of the counts above that is used as evidence. Months differ by more than chance, so
	// many leads say less than their number suggests.
	EvidenceWeight float64 `json:"worth"`
	N              int64   `json:"n"` // how many came to the stage
}

const day = 24 * time.Hour

// settlingDays is how long after a handoff came to a stage its month is compared with others: most of it has gone on by
// then.
const settlingDays = 45

// learnStage counts the handoffs that came to a stage in the year before a time, as they were known then. Of the
// handoffs of one lead in one month of the zone, the last answer counts.
func learnStage(stage int, journeys []Journey, at time.Time, zone *time.Location) Stage {
	var s Stage
	months := monthlyShares{}
	for _, j := range journeys {
		if j.Submitted.After(at) {
			continue
		}
		j = j.at(at)
		stay, came := j.stay(stage)
		if stage == waiting && j.repeated(zone) || !came || at.Sub(stay.entered) > 365*day {
			continue
		}
		s.N++
		s.count(stay, at)
		if at.Sub(stay.entered) > settlingDays*day {
			months.add(stay.entered, stay.on)
		}
	}
	s.EvidenceWeight = months.evidenceWeight(float64(s.N))
	return s
}

// count adds one stay, bin by bin. A handoff that is still there counts as half of one in its last bin.
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

// monthlyShares are, by the first of a month, how many there were and how many of them succeeded.
type monthlyShares map[time.Time]share

type share struct{ all, hits float64 }

// add counts one in the month of a time.
func (m monthlyShares) add(at time.Time, hit bool) {
	year, month, _ := at.Date()
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	s := m[first]
	s.all++
	if hit {
		s.hits++
	}
	m[first] = s
}

// How many leads a share is worth as evidence: usualEvidence where there are too few months to tell, and always between
// the least and the most.
const leastEvidence, usualEvidence, mostEvidence = 20, 60, 800

// evidenceWeight is the share of n leads that is used as evidence of their success rate. It is below 1 where the rates
// of months differ by more than chance: the excess variance is estimated by the method of moments.
func (m monthlyShares) evidenceWeight(n float64) float64 {
	var total share
	for _, s := range m {
		total.all, total.hits = total.all+s.all, total.hits+s.hits
	}
	n = max(n, 1)
	if len(m) < 3 || total.all < 60 || total.hits == 0 || total.hits == total.all {
		return min(1, usualEvidence/n)
	}
	p := total.hits / total.all
	squares, months := 0.0, float64(len(m))
	inOrder := slices.SortedFunc(maps.Keys(m), time.Time.Compare) // so that sums round the same way each time
	for _, month := range inOrder {
		s := m[month]
		d := s.hits/s.all - p
		squares += s.all * d * d
	}
	excess := (squares - p*(1-p)*(months-1)) / total.all
	if excess <= 0 {
		return min(1, mostEvidence/n)
	}
	return min(1, max(leastEvidence, min(mostEvidence, p*(1-p)/excess))/n)
}

// curve draws, for each bin of ages, the probability that a handoff of that age goes to the next stage. Each bin is a
// Dirichlet distribution of going on, leaving and staying, so that the draws vary as much as the counts leave open.
func (s *Stage) curve(r *rand.Rand) (on [bins]float64) {
	goesOn := 0.0
	for i := bins - 2; i >= 0; i-- {
		if s.Here[i]*s.EvidenceWeight <= 0 {
			on[i] = goesOn
			continue
		}
		draw := distmv.NewDirichlet([]float64{
			s.On[i]*s.EvidenceWeight + priorLeads*s.share(),
			s.Off[i]*s.EvidenceWeight + priorLeads,
			max(0, s.Here[i]-s.On[i]-s.Off[i])*s.EvidenceWeight + priorLeads,
		}, r).Rand(nil)
		goesOn = draw[0] + draw[2]*goesOn
		on[i] = goesOn
	}
	return on
}

// share is the share of the handoffs that left the stage which went to the next one; a half where none left.
func (s *Stage) share() float64 {
	on, off := 1.0, 1.0
	for i := range bins {
		on, off = on+s.On[i], off+s.Off[i]
	}
	return on / (on + off)
}
