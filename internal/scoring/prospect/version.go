package prospect

import (
	"fmt"
	"math"
	"slices"
	"time"

	"baton/internal/lead"
	"baton/internal/scoring/likelihood"
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/leakage"
	"baton/internal/scoring/likelihood/measure"
	"baton/internal/scoring/likelihood/trial"
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
	LearnedUntil time.Time         // verdicts up to then were learned from
	FollowsFrom  time.Time         // verdicts after then are learned from one by one while it is in use
	Labels       int               // leads that were learned from
	Positives    int               // that are known to be positive
	Model        *likelihood.Model // nil where it was not asked for
	Report       Report
	State        State
	Why          string
	By           string // who published it; "" where it was by itself
	Restores     int    // the number of the version that it put back; 0 for none
}

// fitsAll reports whether every verdict after it is followed by a fit of all. What was put back goes on from where it
// was. Winning is learned by night alone: what open leads say changes with every day, and not with a verdict.
func (v Version) fitsAll() bool {
	return v.Of == lead.OfAcceptance && v.Restores == 0 && v.Labels <= likelihood.FewLabels
}

// Few reports how many cases the version in use wants to know all of; 0 where it goes on by itself.
func (v Version) Few() int {
	if v.fitsAll() {
		return v.Labels
	}
	return 0
}

// Knows reports whether a version has learned from what is known of these cases at a time, and from no others.
func (v Version) Knows(cases []Case, at time.Time) bool {
	news := func(c Case) bool { return c.At.After(v.LearnedUntil) && !c.At.After(at) }
	return v.Number > 0 && len(cases) == v.Labels && positives(cases, at) == v.Positives &&
		!slices.ContainsFunc(cases, news)
}

// MostCases is from how many cases a model is learned, the latest: what is older would weigh next to nothing.
const MostCases = 20_000

// heldDays are how long the month is on which a new version is compared with the one in use, and heldShare the part of
// all cases where the month is nearly all that is known.
const heldDays, heldShare = 30, 0.2

// noise is how much log loss two versions may differ by chance.
const noise = 0.005

// leastHeld is how many cases a comparison takes.
const leastHeld = 20

// Silent says why nothing can be learned from what is known of cases at a time, "" when something can. within is that
// of Train.
func Silent(cases []Case, at time.Time, within time.Duration) string {
	return dataset.TooFew(dataset.Counted(dataset.AsOf(labels(nil, cases), at, within)))
}

// positives is how many cases are known to be positive at a time.
func positives(cases []Case, at time.Time) (n int) {
	for _, c := range cases {
		if c.Positive && !c.At.After(at) {
			n++
		}
	}
	return n
}

// Train learns from cases, in the order of time, what was known until a time, and says whether that takes the place of
// the version in use, nil for none. within is how long a lead may be open, which counts for what its age says; 0 where
// only those count that are not. Not ok while the cases are too few.
func Train(of lead.Prospect, cases []Case, inUse *Version, at, until time.Time, within time.Duration) (v Version,
	ok bool) {
	if Silent(cases, until, within) != "" {
		return Version{}, false
	}
	t := training{cases: cases, until: until, within: within}
	all := FieldsOf(cases)
	leaks := leakage.Leaks(all, dataset.AsOf(labels(all, cases), until, within))
	t.fields = slices.DeleteFunc(slices.Clone(all), func(f dataset.Field) bool {
		return slices.ContainsFunc(leaks, func(l leakage.Leak) bool { return l.Field.Name == f.Name })
	})
	v = Version{
		Of: of, Number: 1, TrainedAt: at, LearnedUntil: until, FollowsFrom: until, Labels: len(cases),
		Positives: positives(cases, until),
		State:     Published,
	}
	t.learn(&v, inUse)
	v.Report.Refused, v.Report.Weights = leaks, v.Model.Weights()
	v.Report.Weights = v.Report.Weights[:min(len(v.Report.Weights), mostWeights)]
	return v, true
}

// training is what a version is learned from.
type training struct {
	cases  []Case
	fields []dataset.Field
	until  time.Time
	within time.Duration
}

func (t training) labels() []dataset.Label { return labels(t.fields, t.cases) }

// learn guesses all cases one after the other, as they were handed over. What the learner was when the held leads began
// is compared with the version in use; what it is in the end is the new version.
func (t training) learn(v, inUse *Version) {
	all := t.labels()
	r := trial.Rehearse(t.fields, nil, trial.Source(t.fields, all, "source"), t.within)
	from, to := t.held()
	r.Go(all[:from])
	var then *likelihood.Model
	if from < to {
		then = r.Learner.Finish(all[from].At)
	}
	r.Go(all[from:])
	v.Model = r.Learner.Finish(t.until)
	v.Report = t.report(v.Model, r)
	t.judge(v, inUse, then, from, to)
}

// held are the cases, from one to before another, on which a new version is compared: those of the latest month, but
// for winning the month by whose end half of the leads that are won were won by now. Where nearly all came within a
// month, they are the last fifth.
func (t training) held() (from, to int) {
	to = len(t.cases)
	if t.within > 0 {
		to = cutAt(t.cases, t.until.Add(-dataset.HalfKnown(t.labels(), t.until, t.within)))
	}
	if to == 0 {
		return 0, 0
	}
	from = cutAt(t.cases, t.cases[to-1].Known.At.AddDate(0, 0, -heldDays))
	if t.silent(from) {
		from = to - int(heldShare*float64(to))
	}
	return max(0, min(from, to-leastHeld)), to
}

// silent reports whether too little was known when a case was handed over to learn from those before.
func (t training) silent(from int) bool {
	return from < len(t.cases) && Silent(t.cases[:from], t.cases[from].Known.At, t.within) != ""
}

// judge compares v, as it was then, with the version in use on the held cases, which neither has seen. What cannot be
// compared does not take its place.
func (t training) judge(v, inUse *Version, then *likelihood.Model, from, to int) {
	switch silent := from >= to || t.silent(from); {
	case inUse == nil && silent:
		v.Why = "This is the first version."
		return
	case silent && t.within > 0:
		v.Why = fmt.Sprintf("There are too few labels to compare it with version %d. "+
			"It is in use because it learned from more leads.", inUse.Number)
		return
	case silent:
		v.State, v.Why = HeldBack,
			fmt.Sprintf("There are too few labels to compare it with version %d, which stays in use.", inUse.Number)
		return
	}
	held := t.cases[from:to]
	h := Held{From: held[0].Known.At, To: held[len(held)-1].Known.At, Cases: len(held),
		Positives: positives(held, t.until)}
	h.New = t.measure(then, held)
	if v.Report.Held = &h; inUse == nil {
		v.Why = "This is the first version."
		return
	}
	used := t.measure(t.unseen(inUse, from), held)
	h.InUse, h.InUseNumber = &used, inUse.Number
	a, b := thousandths(h.New.LogLoss), thousandths(used.LogLoss)
	words := fmt.Sprintf("on the latest month, its log loss is %.3f and that of version %d is %.3f.", a, inUse.Number, b)
	if a > b+noise {
		v.State, v.Why = HeldBack, "Worse: "+words
		return
	}
	v.Why = "Not worse: " + words
}

// measure is how well a model foresees held cases by what is known of them now. Where some are open, that is their log
// loss alone, to which an open lead adds what its age says.
func (t training) measure(m *likelihood.Model, held []Case) measure.Measures {
	guessed := guesses(m, held)
	if t.within == 0 {
		return measure.Measure(guessed, measure.Window)
	}
	seen := dataset.AsOf(labels(m.Fields(), held), t.until, t.within)
	probabilities := make([]float64, len(guessed))
	for i, g := range guessed {
		probabilities[i] = g.Probability
	}
	return measure.Measures{LogLoss: measure.Surprise(probabilities, seen)}
}

// unseen is the version in use as it is without what was known from a case on: itself where it knows nothing of that,
// else what is learned in its way from what was known then.
func (t training) unseen(v *Version, from int) *likelihood.Model {
	began := t.cases[from].Known.At
	if !v.LearnedUntil.After(began) {
		return v.Model
	}
	learner := likelihood.NewLearner(v.Model.Fields(), t.within)
	learner.Keep(v.Model.Choice())
	for _, l := range labels(v.Model.Fields(), t.cases[:from]) {
		learner.Guess(l)
	}
	return learner.Finish(began)
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
func guesses(m *likelihood.Model, cases []Case) []measure.Guess {
	all := make([]measure.Guess, len(cases))
	for i, l := range labels(m.Fields(), cases) {
		p, _ := m.Predict(l.Lead)
		all[i] = measure.Guess{Probability: p.Probability, Positive: l.Positive}
	}
	return all
}

// PutBack is the version as it is put in use again by somebody, as a new one with the next number.
func (v Version) PutBack(number int, by string, at time.Time) Version {
	v.Restores, v.Number, v.By, v.State = v.Number, number, by, Published
	v.TrainedAt, v.FollowsFrom = at, at
	v.Why = fmt.Sprintf("%s restored version %d.", by, v.Restores)
	return v
}
