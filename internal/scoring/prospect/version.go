package prospect

import (
	"fmt"
	"math"
	"slices"
	"time"

	"baton/internal/lead"
	"baton/internal/scoring/likelihood"
)

// State is what became of a version when it was learned.
type State string

// The states of a version. Of those that are published, the latest is in use.
const (
	Published State = "published"
	HeldBack  State = "held_back" // it was worse than the one in use
)

// Version is what was learned at a time.
type Version struct {
	ID           int64
	Of           lead.Prospect
	Number       int
	TrainedAt    time.Time
	LearnedUntil time.Time // verdicts up to then were learned from
	FollowsFrom  time.Time // verdicts after then are learned from one by one while it is in use
	Labels       int
	Positives    int
	Model        *likelihood.Model // nil where it was not asked for
	Report       Report
	State        State
	Why          string
	By           string // who published it; "" where it was by itself
	Restores     int    // the number of the version that it put back; 0 for none
}

// fitsAll reports whether every verdict after it is followed by a fit of all. What was put back goes on from where it was.
func (v Version) fitsAll() bool { return v.Restores == 0 && v.Labels <= likelihood.FewLabels }

// Few reports how many cases the version in use wants to know all of; 0 where it goes on by itself.
func (v Version) Few() int {
	if v.fitsAll() {
		return v.Labels
	}
	return 0
}

// Knows reports whether a version has learned from these cases, and from no others.
func (v Version) Knows(cases []Case) bool {
	return v.Number > 0 && len(cases) == v.Labels && positives(cases) == v.Positives && !slices.ContainsFunc(cases, func(c Case) bool { return c.At.After(v.LearnedUntil) })
}

// MostCases is from how many cases a model is learned, the latest: what is older would weigh next to nothing.
const MostCases = 20_000

// heldDays are how long the month is on which a new version is compared with the one in use, and heldShare the part of all cases where the
// month is nearly all that is known.
const heldDays, heldShare = 30, 0.2

// noise is how much log loss two versions may differ by chance.
const noise = 0.005

// leastHeld is how many cases a comparison takes.
const leastHeld = 20

// Silent says why nothing can be learned from these cases, "" when something can.
func Silent(cases []Case) string { return likelihood.TooFew(len(cases), positives(cases)) }

func positives(cases []Case) (n int) {
	for _, c := range cases {
		if c.Positive {
			n++
		}
	}
	return n
}

// Train learns from cases, in the order of time, what was known until a time, and says whether that takes the place of the version in use,
// nil for none. Not ok while the cases are too few.
func Train(of lead.Prospect, cases []Case, inUse *Version, at, until time.Time) (v Version, ok bool) {
	if Silent(cases) != "" {
		return Version{}, false
	}
	all := FieldsOf(cases)
	leaks := likelihood.Leaks(all, labels(all, cases))
	fields := slices.DeleteFunc(slices.Clone(all), func(f likelihood.Field) bool {
		return slices.ContainsFunc(leaks, func(l likelihood.Leak) bool { return l.Field.Name == f.Name })
	})
	caution := likelihood.Caution(fields, labels(fields, cases))
	model := likelihood.FitWith(caution, fields, labels(fields, cases))
	v = Version{
		Of: of, Number: 1, TrainedAt: at, LearnedUntil: until, FollowsFrom: until, Labels: len(cases), Positives: positives(cases),
		Model: model, Report: report(model, cases), State: Published,
	}
	v.Report.Refused, v.Report.Weights = leaks, v.Model.Weights()
	v.Report.Weights = v.Report.Weights[:min(len(v.Report.Weights), mostWeights)]
	v.judge(cases, inUse)
	return v, true
}

// latestMonth is how many cases were handed over before the month that ends with the latest. Of winning that is long ago.
func latestMonth(cases []Case) int {
	return cutAt(cases, cases[len(cases)-1].Known.At.AddDate(0, 0, -heldDays))
}

// judge compares v with the version in use on the latest month, which neither has seen. What cannot be compared does not take its place.
func (v *Version) judge(cases []Case, inUse *Version) {
	cut := latestMonth(cases)
	if Silent(cases[:cut]) != "" {
		cut = len(cases) - int(heldShare*float64(len(cases)))
	}
	cut = max(0, min(cut, len(cases)-leastHeld))
	before := cases[:cut]
	switch {
	case inUse == nil && Silent(before) != "":
		v.Why = "The first that could be learned."
		return
	case Silent(before) != "":
		v.State, v.Why = HeldBack, fmt.Sprintf("There are too few labels to hold some of them back, so it could not be compared with version %d, which goes on learning.", inUse.Number)
		return
	}
	held := cases[cut:]
	fields := v.Model.Fields()
	h := Held{From: held[0].Known.At, To: held[len(held)-1].Known.At, Cases: len(held), Positives: positives(held)}
	h.New = likelihood.Measure(guesses(likelihood.FitWith(v.Model.Caution(), fields, labels(fields, before)), held), likelihood.Window)
	if v.Report.Held = &h; inUse == nil {
		v.Why = "The first that could be learned."
		return
	}
	used := likelihood.Measure(guesses(inUse.unseen(before, held[0].Known.At), held), likelihood.Window)
	h.InUse, h.InUseNumber = &used, inUse.Number
	a, b := thousandths(h.New.LogLoss), thousandths(used.LogLoss)
	words := fmt.Sprintf("on the latest month, which neither had seen, its log loss is %.3f against %.3f of version %d.", a, b, inUse.Number)
	if a > b+noise {
		v.State, v.Why = HeldBack, "Worse: "+words
		return
	}
	v.Why = "No worse: " + words
}

// unseen is the version as it is without what was handed over from a time on: itself where it knows nothing of that, else what is
// learned from what it knew before.
func (v *Version) unseen(before []Case, from time.Time) *likelihood.Model {
	if !v.LearnedUntil.After(from) {
		return v.Model
	}
	knew := slices.DeleteFunc(slices.Clone(before), func(c Case) bool { return c.At.After(v.LearnedUntil) })
	return likelihood.FitWith(v.Model.Caution(), v.Model.Fields(), labels(v.Model.Fields(), knew))
}

func thousandths(x *float64) float64 {
	if x == nil {
		return 0
	}
	return math.Round(*x*1000) / 1000
}

// cutAt is how many cases were handed over before a time.
func cutAt(cases []Case, from time.Time) int {
	n, _ := slices.BinarySearchFunc(cases, from, func(c Case, from time.Time) int { return c.Known.At.Compare(from) })
	return n
}

// guesses are what a model says of cases.
func guesses(m *likelihood.Model, cases []Case) []likelihood.Guess {
	all := make([]likelihood.Guess, len(cases))
	for i, l := range labels(m.Fields(), cases) {
		p, _ := m.Predict(l.Lead)
		all[i] = likelihood.Guess{Probability: p.Probability, Positive: l.Positive}
	}
	return all
}

// PutBack is the version as it is put in use again by somebody, as a new one with the next number.
func (v Version) PutBack(number int, by string, at time.Time) Version {
	v.Restores, v.Number, v.By, v.State = v.Number, number, by, Published
	v.TrainedAt, v.FollowsFrom = at, at
	v.Why = fmt.Sprintf("%s put version %d back.", by, v.Restores)
	return v
}
