package prospect

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"baton/internal/scoring/likelihood"
)

// Report is how good a version is, on leads whose verdict it did not know when it guessed them. It is worked out once, and kept.
type Report struct {
	Held       *Held                  `json:"held,omitempty"` // nil where too few were known to hold a month back
	From       time.Time              `json:"from,omitzero"`
	To         time.Time              `json:"to,omitzero"`
	Cases      int                    `json:"cases"` // that were guessed, one after the other, each before its verdict was learned
	Positives  int                    `json:"positives"`
	Contenders []likelihood.Contender `json:"contenders"`
	Months     []Part                 `json:"months"`
	Deciles    []likelihood.Decile    `json:"deciles"`
	Lift       []Caught               `json:"lift"`
	Sources    []Part                 `json:"sources"`
	Personas   []Part                 `json:"personas"`
	Drift      *Drift                 `json:"drift,omitempty"`
	Weights    []likelihood.Weight    `json:"weights"`
	Refused    []likelihood.Leak      `json:"refused,omitempty"`
	Suspects   []likelihood.Suspect   `json:"suspects,omitempty"`
}

// Held is the latest month, which was held back from the new version and from the one in use, and then guessed.
type Held struct {
	From        time.Time            `json:"from"`
	To          time.Time            `json:"to"`
	Cases       int                  `json:"cases"`
	Positives   int                  `json:"positives"`
	New         likelihood.Measures  `json:"new"`
	InUse       *likelihood.Measures `json:"in_use,omitempty"`
	InUseNumber int                  `json:"in_use_number,omitempty"`
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

// report says how good a model is that was learned from cases: it guesses them one after the other, each before its verdict is learned.
func report(m *likelihood.Model, cases []Case) Report {
	fields := m.Fields()
	all, drift := labels(fields, cases), drift(cases, guesses(m, cases), latestMonth(cases))
	rehearsed := likelihood.Rehearse(fields, all, likelihood.Source(fields, all, "source"))
	from, known := 0, 0
	for ; from < len(cases) && likelihood.TooFew(from, known) != ""; from++ {
		if cases[from].Positive {
			known++
		}
	}
	guessed, cases := rehearsed[likelihood.Likelihood][from:], cases[from:]
	r := Report{Cases: len(cases), Positives: positives(cases), Deciles: likelihood.Deciles(guessed), Lift: caught(guessed), Drift: drift}
	for _, name := range []string{likelihood.Likelihood, likelihood.BaseRate, likelihood.SourceRate, likelihood.NaiveBayes} {
		r.Contenders = append(r.Contenders, likelihood.Contender{Name: name, Measures: likelihood.Measure(rehearsed[name][from:], likelihood.Window)})
	}
	if len(cases) > 0 {
		r.From, r.To = cases[0].Known.At, cases[len(cases)-1].Known.At
	}
	r.Months = parts(cases, guessed, func(c Case) string { return c.Known.At.Format("2006-01") })
	r.Sources = largest(parts(cases, guessed, func(c Case) string { return c.Known.Facts["source"] }))
	r.Personas = largest(parts(cases, guessed, func(c Case) string { return c.Known.Facts["persona"] }))
	r.Suspects = likelihood.Suspects(fields, all)
	return r
}

// parts are the guesses by what each case belongs to, in alphabetical order.
func parts(cases []Case, guessed []likelihood.Guess, of func(Case) string) []Part {
	by := map[string][]likelihood.Guess{}
	for i, c := range cases {
		by[of(c)] = append(by[of(c)], guessed[i])
	}
	var all []Part
	for _, value := range slices.Sorted(maps.Keys(by)) {
		p := Part{Value: value, Cases: len(by[value])}
		m := likelihood.Measure(by[value], likelihood.Window)
		p.AUC, p.LogLoss, p.Brier = m.AUC, m.LogLoss, m.Brier
		p.Guessed, p.Happened = means(by[value])
		all = append(all, p)
	}
	return all
}

func means(guessed []likelihood.Guess) (mean, rate float64) {
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
func caught(guessed []likelihood.Guess) []Caught {
	sorted := slices.Clone(guessed)
	slices.SortStableFunc(sorted, func(a, b likelihood.Guess) int { return cmp.Compare(b.Probability, a.Probability) })
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

// drift compares the cases from a place on with those before, by what one model says of both; nil where either is too little.
func drift(cases []Case, guessed []likelihood.Guess, cut int) *Drift {
	if cut < leastHeld || len(cases)-cut < leastHeld {
		return nil
	}
	d := &Drift{Before: cut, Latest: len(cases) - cut, PSI: stability(guessed[:cut], guessed[cut:])}
	_, d.Was = means(guessed[:cut])
	_, d.Is = means(guessed[cut:])
	return d
}

// stability is the population stability index of guesses against those before: the sum over tenths of those before of (a - b) ln(a / b),
// with half a guess added to each tenth. Below 0.1 little has changed, above 0.25 much has.
func stability(before, latest []likelihood.Guess) (index float64) {
	var edges []float64
	sorted := slices.SortedFunc(slices.Values(before), func(a, b likelihood.Guess) int { return cmp.Compare(a.Probability, b.Probability) })
	for i := 1; i < 10; i++ {
		if edge := sorted[i*len(sorted)/10].Probability; len(edges) == 0 || edge > edges[len(edges)-1] {
			edges = append(edges, edge)
		}
	}
	shares := func(guessed []likelihood.Guess) []float64 {
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
