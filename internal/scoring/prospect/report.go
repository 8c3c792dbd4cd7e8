package prospect

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"baton/internal/scoring/likelihood"
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/leakage"
	"baton/internal/scoring/likelihood/measure"
	"baton/internal/scoring/likelihood/trial"
)

// Report is how good a version is, on leads whose verdict it did not know when it guessed them. It is worked out once,
// and kept.
type Report struct {
	Held *Held     `json:"held,omitempty"` // nil where too few were known to hold a month back
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// that were guessed, one after the other, each before its verdict was learned
	Cases      int                 `json:"cases"`
	Positives  int                 `json:"positives"`
	Contenders []trial.Contender   `json:"contenders"`
	Months     []Part              `json:"months"`
	Deciles    []measure.Decile    `json:"deciles"`
	Lift       []Caught            `json:"lift"`
	Sources    []Part              `json:"sources"`
	Personas   []Part              `json:"personas"`
	Drift      *Drift              `json:"drift,omitempty"`
	Weights    []likelihood.Weight `json:"weights"`
	Refused    []leakage.Leak      `json:"refused,omitempty"`
	Suspects   []leakage.Suspect   `json:"suspects,omitempty"`
}

// Held is the latest month, which was held back from the new version and from the one in use, and then guessed.
type Held struct {
	From        time.Time         `json:"from"`
	To          time.Time         `json:"to"`
	Cases       int               `json:"cases"`
	Positives   int               `json:"positives"`
	New         measure.Measures  `json:"new"`
	InUse       *measure.Measures `json:"in_use,omitempty"`
	InUseNumber int               `json:"in_use_number,omitempty"`
}

// Part is how the guesses were for a part of the leads: those of a month, or with a value.
type Part struct {
	Value    string   `json:"value"` // 2026-03, or the id of a source; "" for none
	Cases    int      `json:"cases"`
	Guessed  float64  `json:"guessed"`
	Happened float64  `json:"happened"`
	AUC      *float64 `json:"auc"`
	LogLoss  *float64 `json:"log_loss"`
	Brier    *float64 `json:"brier"`
}

// Caught is which share of what became positive is among the leads that were guessed the highest.
type Caught struct {
	Share  float64 `json:"share"` // of all leads
	Caught float64 `json:"caught"`
}

// Drift is how the leads of the latest month differ from those before.
type Drift struct {
	Before, Latest int     // leads
	Was, Is        float64 // the rate of positives
	PSI            float64 // population stability index of the guesses
}

// mostWeights is how many weights of a version are told.
const mostWeights = 24

// report says how good a model is: what the learner said of each case when it was handed over, by what was known then.
// Of leads that may be open, those are measured whose time is over: what is decided early misleads.
func (t training) report(m *likelihood.Model, r *trial.Rehearsal) Report {
	var measured []Case
	var places []int
	over := t.over()
	for i, c := range t.cases[:len(over)] {
		if r.Said[i] {
			measured, places = append(measured, c), append(places, i)
		}
	}
	guessed := r.At(trial.Likelihood, places)
	report := Report{
		Cases: len(measured), Positives: positives(measured, t.until), Contenders: r.Contenders(places),
		Deciles: measure.Deciles(guessed), Lift: caught(guessed),
	}
	if len(over) > 0 {
		report.Drift = drift(over, guesses(m, over), cutAt(over, over[len(over)-1].Known.At.AddDate(0, 0, -heldDays)))
	}
	if len(measured) > 0 {
		report.From, report.To = measured[0].Known.At, measured[len(measured)-1].Known.At
	}
	report.Months = parts(measured, guessed, func(c Case) string { return c.Known.At.Format("2006-01") })
	report.Sources = largest(parts(measured, guessed, func(c Case) string { return c.Known.Facts["source"] }))
	report.Personas = largest(parts(measured, guessed, func(c Case) string { return c.Known.Facts["persona"] }))
	report.Suspects = leakage.Suspects(t.fields, dataset.AsOf(t.labels(), t.until, t.within))
	return report
}

// over are the cases whose time is over, all where there is none.
func (t training) over() []Case {
	if t.within == 0 {
		return t.cases
	}
	n, _ := slices.BinarySearchFunc(t.cases, t.until.Add(-t.within), func(c Case, until time.Time) int {
		return cmp.Or(c.Known.At.Compare(until), -1)
	})
	return t.cases[:n]
}

// parts are the guesses by what each case belongs to, in alphabetical order.
func parts(cases []Case, guessed []measure.Guess, of func(Case) string) []Part {
	by := map[string][]measure.Guess{}
	for i, c := range cases {
		by[of(c)] = append(by[of(c)], guessed[i])
	}
	var all []Part
	for _, value := range slices.Sorted(maps.Keys(by)) {
		p := Part{Value: value, Cases: len(by[value])}
		m := measure.Measure(by[value], measure.Window)
		p.AUC, p.LogLoss, p.Brier = m.AUC, m.LogLoss, m.Brier
		p.Guessed, p.Happened = means(by[value])
		all = append(all, p)
	}
	return all
}

func means(guessed []measure.Guess) (mean, rate float64) {
	for _, g := range guessed {
		mean += g.Probability / float64(len(guessed))
		if g.Positive {
			rate += 1 / float64(len(guessed))
		}
	}
	return mean, rate
}

// mostParts is how many sources or personas are told.
const mostParts = 20

func largest(all []Part) []Part {
	slices.SortStableFunc(all, func(a, b Part) int { return cmp.Compare(b.Cases, a.Cases) })
	return all[:min(len(all), mostParts)]
}

// caught is the curve of lift, in steps of 5 % of the leads.
func caught(guessed []measure.Guess) []Caught {
	sorted := slices.Clone(guessed)
	slices.SortStableFunc(sorted, func(a, b measure.Guess) int { return cmp.Compare(b.Probability, a.Probability) })
	total := 0.0
	for _, g := range sorted {
		if g.Positive {
			total++
		}
	}
	if total == 0 {
		return nil
	}
	all := []Caught{{}}
	n, sum := 0, 0.0
	for step := 1; step <= 20; step++ {
		for ; n < step*len(sorted)/20; n++ {
			if sorted[n].Positive {
				sum++
			}
		}
		all = append(all, Caught{float64(step) / 20, sum / total})
	}
	return all
}

// drift compares the cases from a place on with those before, by what one model says of both; nil where either is too
// little.
func drift(cases []Case, guessed []measure.Guess, cut int) *Drift {
	if cut < leastHeld || len(cases)-cut < leastHeld {
		return nil
	}
	d := &Drift{Before: cut, Latest: len(cases) - cut, PSI: stability(guessed[:cut], guessed[cut:])}
	_, d.Was = means(guessed[:cut])
	_, d.Is = means(guessed[cut:])
	return d
}

// stability is the population stability index of guesses against those before: the sum over tenths of those before of
// (a - b) ln(a / b), with half a guess added to each tenth. Below 0.1 little has changed, above 0.25 much has.
func stability(before, latest []measure.Guess) (index float64) {
	var edges []float64
	sorted := slices.SortedFunc(slices.Values(before),
		func(a, b measure.Guess) int { return cmp.Compare(a.Probability, b.Probability) })
	for i := 1; i < 10; i++ {
		if edge := sorted[i*len(sorted)/10].Probability; len(edges) == 0 || edge > edges[len(edges)-1] {
			edges = append(edges, edge)
		}
	}
	shares := func(guessed []measure.Guess) []float64 {
		counts := make([]float64, len(edges)+1)
		for _, g := range guessed {
			n, equal := slices.BinarySearch(edges, g.Probability)
			if equal {
				n++
			}
			counts[n]++
		}
		for i := range counts {
			counts[i] = (counts[i] + 0.5) / (float64(len(guessed)) + 0.5*float64(len(counts)))
		}
		return counts
	}
	a, b := shares(latest), shares(before)
	for i := range a {
		index += (a[i] - b[i]) * math.Log(a[i]/b[i])
	}
	return index
}
