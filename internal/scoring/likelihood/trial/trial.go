// Package trial tests the likelihood on past leads: it guesses each lead by what was known when it was handed over, and
// compares the guesses of the model with those of simple baselines.
package trial

import (
	"time"

	"baton/internal/scoring/likelihood"
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/measure"
)

// Contender is the model or a baseline, and how good its guesses were.
type Contender struct {
	Name string `json:"name"`
	measure.Measures
}

// The names of the model and of the baselines that it must be better than.
const (
	Likelihood = "likelihood"
	BaseRate   = "base_rate"
	SourceRate = "source_rate"
	NaiveBayes = "naive_bayes"
)

// Test is how good the model and the baselines were on the same leads.
type Test struct {
	Learned int `json:"learned"` // labels before the first that was tested
	Tested  int `json:"tested"`
	// tested labels for which the base rate was used, since the model was silent
	Silent     int              `json:"silent"`
	Positives  int              `json:"positives"` // among the tested labels
	From       *time.Time       `json:"from,omitempty"`
	To         *time.Time       `json:"to,omitempty"`
	Contenders []Contender      `json:"contenders"`
	Deciles    []measure.Decile `json:"deciles"` // of the model
}

// Of is the measures of the contender with a name.
func (t Test) Of(name string) measure.Measures {
	for _, c := range t.Contenders {
		if c.Name == name {
			return c.Measures
		}
	}
	return measure.Measures{}
}

// Trial is how good the model would have been on past leads.
type Trial struct {
	Sequential Test `json:"sequential"` // each lead is guessed, then learned
	Split      Test `json:"split"`      // the first 70 % are learned, the others are guessed
}

// splitAt is the share of labels that are learned before the others are tested.
const splitAt = 0.7

// Try tests the model on labels in the order of time. source is the index of the field whose rate is a baseline, -1 for
// none. within is how long an outcome may take, 0 where every outcome is known. Where the first 70 % are too few to
// learn from, the others are not tested.
func Try(fields []dataset.Field, labels []dataset.Label, source int, within time.Duration) Trial {
	labels = dataset.Order(labels)
	cut := int(splitAt * float64(len(labels)))
	r := newRehearsal(fields, source, within)
	r.Go(labels[:cut])
	var split *likelihood.Model
	if cut > 0 {
		split = r.Learner.Finish(labels[cut].At)
	}
	if split == nil || split.Silent() != "" {
		cut = len(labels)
	}
	r.Go(labels[len(r.Said):])
	t := Trial{Sequential: r.test(labels, 0), Split: r.test(labels, cut)}
	if cut < len(labels) {
		guesses := make([]measure.Guess, 0, len(labels)-cut)
		for _, l := range labels[cut:] {
			p, _ := split.Predict(l.Lead)
			guesses = append(guesses, measure.Guess{Probability: p.Probability, Positive: l.Positive})
		}
		t.Split.Contenders[0].Measures = measure.Measure(guesses, measure.Window)
		t.Split.Deciles, t.Split.Silent = measure.Deciles(guesses), 0
	}
	return t
}

// Rehearsal is what the learner and the baselines guess of one lead after the other, each by what was known when it was
// handed over.
type Rehearsal struct {
	Learner   *likelihood.Learner
	Guesses   map[string][]measure.Guess // by the name of the contender
	Said      []bool                     // of each lead, whether the learner was not silent
	baselines []late
}

// Rehearse guesses labels in the order of time. source and within are those of Try.
func Rehearse(fields []dataset.Field, labels []dataset.Label, source int, within time.Duration) *Rehearsal {
	r := newRehearsal(fields, source, within)
	r.Go(labels)
	return r
}

// Go guesses the next labels.
func (r *Rehearsal) Go(labels []dataset.Label) {
	for _, l := range labels {
		r.next(l)
	}
}

// Contenders are how good each contender was on the labels at some places.
func (r *Rehearsal) Contenders(places []int) (all []Contender) {
	for _, name := range contenders {
		all = append(all, Contender{name, measure.Measure(r.At(name, places), measure.Window)})
	}
	return all
}

// At is what a contender guessed of the labels at some places.
func (r *Rehearsal) At(name string, places []int) []measure.Guess {
	guesses := make([]measure.Guess, len(places))
	for i, place := range places {
		guesses[i] = r.Guesses[name][place]
	}
	return guesses
}

// contenders are the names of all that guess, in the order in which they are shown.
var contenders = []string{Likelihood, BaseRate, SourceRate, NaiveBayes}

func newRehearsal(fields []dataset.Field, source int, within time.Duration) *Rehearsal {
	r := &Rehearsal{Learner: likelihood.NewLearner(fields, within), Guesses: map[string][]measure.Guess{}}
	for _, g := range []guesser{&baseRate{}, newSourceRate(source), newNaiveBayes(fields)} {
		r.baselines = append(r.baselines, late{guesser: g, within: within})
	}
	return r
}

func (r *Rehearsal) next(l dataset.Label) {
	p, ok := r.Learner.Guess(l)
	r.Said = append(r.Said, ok)
	r.Guesses[Likelihood] = append(r.Guesses[Likelihood], measure.Guess{Probability: p.Probability, Positive: l.Positive})
	for i := range r.baselines {
		name := contenders[1+i]
		r.Guesses[name] = append(r.Guesses[name], measure.Guess{Probability: r.baselines[i].next(l), Positive: l.Positive})
	}
}

// late is a baseline that learns the outcome of a lead once it is certain.
type late struct {
	guesser
	within  time.Duration
	waiting dataset.Queue[dataset.Label]
}

func (g *late) next(l dataset.Label) float64 {
	for _, known := range g.waiting.Due(l.At) {
		g.learn(known)
	}
	guess := g.guess(l)
	switch certain := l.At.Add(g.within); {
	case g.within > 0:
		g.waiting.Add(l, certain)
	case l.Known.After(l.At):
		g.waiting.Add(l, l.Known)
	default:
		g.learn(l)
	}
	return guess
}

// test is how good each contender was on the labels from begin on.
func (r *Rehearsal) test(labels []dataset.Label, begin int) Test {
	t := Test{Learned: begin, Tested: len(labels) - begin, Positives: dataset.Positives(labels[begin:])}
	for _, name := range contenders {
		guesses := r.Guesses[name]
		t.Contenders = append(t.Contenders,
			Contender{name, measure.Measure(guesses[min(begin, len(guesses)):], measure.Window)})
	}
	if begin == len(labels) {
		return t
	}
	for _, said := range r.Said[begin:] {
		t.Silent += int(dataset.Indicator(!said))
	}
	t.Deciles = measure.Deciles(r.Guesses[Likelihood][begin:])
	if !labels[begin].At.IsZero() {
		t.From, t.To = &labels[begin].At, &labels[len(labels)-1].At
	}
	return t
}
