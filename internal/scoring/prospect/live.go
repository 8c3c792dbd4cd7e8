package prospect

import (
	"fmt"
	"math"
	"sync"
	"time"

	"baton/internal/lead"
	"baton/internal/scoring/likelihood"
	"baton/internal/scoring/likelihood/dataset"
)

// Live is what is in use: of each prospect the version that is published, and what was learned since. Many may ask it
// at once; one at a time may teach it.
type Live struct {
	mu   sync.RWMutex
	used map[lead.Prospect]*used
}

// used is a version in use.
type used struct {
	number int
	fields []dataset.Field
	model  *likelihood.Model
	until  time.Time // verdicts up to then were learned from
	few    []Case    // all that it knows, while they are so few that they are fitted all at once
	fits   bool      // they are
}

// Number is which version of a prospect is in use, and up to when it has learned; 0 for none.
func (l *Live) Number(of lead.Prospect) (number int, until time.Time) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if u := l.used[of]; u != nil {
		return u.number, u.until
	}
	return 0, time.Time{}
}

// Use puts a version in use. few are the cases that it learned from, where every further one is followed by a fit of
// all.
func (l *Live) Use(v Version, few []Case) {
	u := &used{number: v.Number, fields: v.Model.Fields(), model: v.Model, until: v.FollowsFrom, few: few,
		fits: v.fitsAll()}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.used == nil {
		l.used = map[lead.Prospect]*used{}
	}
	l.used[v.Of] = u
}

// Learn teaches the version in use what became of leads up to a time, in the order in which that was known.
func (l *Live) Learn(of lead.Prospect, cases []Case, until time.Time) {
	l.mu.RLock()
	u := l.used[of]
	l.mu.RUnlock()
	if u == nil {
		return
	}
	if u.fits = u.fits && len(u.few)+len(cases) <= likelihood.FewLabels; u.fits && len(cases) > 0 {
		u.few = append(u.few, cases...)
		model := u.model.Again(labels(u.fields, u.few))
		l.mu.Lock()
		u.model = model
		l.mu.Unlock()
		cases = nil
	}
	for _, c := range cases {
		l.mu.Lock()
		u.model.Update(c.Label(u.fields))
		l.mu.Unlock()
	}
	l.mu.Lock()
	if until.After(u.until) { // what was put back follows verdicts of later, which can be taken back as yet
		u.until = until
	}
	l.mu.Unlock()
}

// Estimate implements handoff.Estimator.
func (l *Live) Estimate(k lead.Known, names lead.Names) (all []lead.Likelihood) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, of := range lead.Prospects {
		if u := l.used[of]; u != nil {
			if estimate, ok := estimate(u.model, u.fields, k, names); ok {
				estimate.Of, estimate.Model = of, u.number
				all = append(all, estimate)
			}
		}
	}
	return all
}

// Estimate is what a version makes of a lead; not ok while it is silent.
func (v Version) Estimate(k lead.Known, names lead.Names) (lead.Likelihood, bool) {
	l, ok := estimate(v.Model, v.Model.Fields(), k, names)
	l.Of, l.Model = v.Of, v.Number
	return l, ok
}

func estimate(m *likelihood.Model, fields []dataset.Field, k lead.Known, names lead.Names) (lead.Likelihood, bool) {
	p, sum, ok := m.Explain(facts(fields, k))
	if !ok {
		return lead.Likelihood{}, false
	}
	n, _ := m.Labels()
	return lead.Likelihood{Probability: p.Probability, Low: p.Low, High: p.High, Labels: n, Lines: lines(sum, names)}, true
}

// How many summands of a likelihood are told one by one, and which are too small for that.
const (
	mostLines = 12
	tooSmall  = 0.05
)

// lines are a sum in hundredths, its small summands as one. They add up to the whole in hundredths: what rounding
// leaves is with the small ones, or with what every lead starts with.
func lines(sum []likelihood.Contribution, names lead.Names) []lead.LikelihoodLine {
	var all []lead.LikelihoodLine
	whole, told, small := 0.0, 0.0, 0
	for i, c := range sum {
		whole += c.Odds
		if i > 0 && (len(all) == mostLines || math.Abs(c.Odds) < tooSmall) {
			small++
			continue
		}
		line := lead.LikelihoodLine{Words: Meaning(c.Meaning, names), Odds: hundredths(c.Odds)}
		told += line.Odds
		all = append(all, line)
	}
	rest := hundredths(hundredths(whole) - told)
	switch {
	case small == 1:
		all = append(all, lead.LikelihoodLine{Words: "One smaller one", Odds: rest})
	case small > 1:
		all = append(all, lead.LikelihoodLine{Words: fmt.Sprintf("%d smaller ones", small), Odds: rest})
	case len(all) > 0:
		all[0].Odds = hundredths(all[0].Odds + rest)
	}
	return all
}

func hundredths(x float64) float64 { return math.Round(x*100) / 100 }
