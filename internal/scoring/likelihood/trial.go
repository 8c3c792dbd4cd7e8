package likelihood

import (
	"time"
)

// Contender is one that guessed, and how well.
type Contender struct {
	Name string `json:"name"`
	Measures
}

// The names of those that guess: the model, and those that it must be better than.
const (
	Likelihood = "likelihood"
	BaseRate   = "base_rate"
	SourceRate = "source_rate"
	NaiveBayes = "naive_bayes"
)

// Test is how the model and the baselines did on the same leads.
type Test struct {
	Learned    int         `json:"learned"` // labels before the first that was tested
	Tested     int         `json:"tested"`
	Silent     int         `json:"silent"`    // of those that were tested, before there were enough labels: the base rate stood for the model
	Positives  int         `json:"positives"` // of those that were tested
	From       *time.Time  `json:"from,omitempty"`
	To         *time.Time  `json:"to,omitempty"`
	Contenders []Contender `json:"contenders"`
	Deciles    []Decile    `json:"deciles"` // of the model
}

// Of is how the contender with a name did.
func (t Test) Of(name string) Measures {
	for _, c := range t.Contenders {
		if c.Name == name {
			return c.Measures
		}
	}
	return Measures{}
}

// Trial is what the model would have known, had it been there.
type Trial struct {
	Sequential Test `json:"sequential"` // each lead is guessed, then learned from
	Split      Test `json:"split"`      // learned from the first 70 %, guessed the others
}

// splitAt is the share of labels that are learned from, before the others are tested.
const splitAt = 0.7

// Try tests the model on labels in the order of time. source is the field whose rate is a baseline, -1 for none; within
// is how long a lead may be open, 0 where the end of each is known. Where the first 70 % are too few to say anything, the others are not tested.
func Try(fields []Field, labels []Label, source int, within time.Duration) Trial {
	labels = Order(labels)
	cut := int(splitAt * float64(len(labels)))
	r := newRehearsal(fields, source, within)
	r.Go(labels[:cut])
	var split *Model
	if cut > 0 {
		split = r.Learner.Finish(labels[cut].At)
	}
	if split == nil || split.Silent() != "" {
		cut = len(labels)
	}
	r.Go(labels[len(r.Said):])
	t := Trial{Sequential: r.test(labels, 0), Split: r.test(labels, cut)}
	if cut < len(labels) {
		guesses := make([]Guess, 0, len(labels)-cut)
		for _, l := range labels[cut:] {
			p, _ := split.Predict(l.Lead)
			guesses = append(guesses, Guess{p.Probability, l.Positive})
		}
		t.Split.Contenders[0].Measures, t.Split.Deciles, t.Split.Silent = Measure(guesses, Window), Deciles(guesses), 0
	}
	return t
}

// Rehearsal is what the learner and the baselines say of one lead after the other, each by what was known when it was
// handed over.
type Rehearsal struct {
	Learner   *Learner
	Guesses   map[string][]Guess // by the name of the contender
	Said      []bool             // of each lead: the learner was not silent
	baselines []late
}

// Rehearse has labels guessed, which stand in the order of time. source and within are those of Try.
func Rehearse(fields []Field, labels []Label, source int, within time.Duration) *Rehearsal {
	r := newRehearsal(fields, source, within)
	r.Go(labels)
	return r
}

// Go goes on with the next labels.
func (r *Rehearsal) Go(labels []Label) {
	for _, l := range labels {
		r.next(l)
	}
}

// Contenders are how well each did on the labels that are measured, by their place.
func (r *Rehearsal) Contenders(places []int) (all []Contender) {
	for _, name := range contenders {
		all = append(all, Contender{name, Measure(r.At(name, places), Window)})
	}
	return all
}

// At is what a contender guessed of the labels at some places.
func (r *Rehearsal) At(name string, places []int) []Guess {
	guesses := make([]Guess, len(places))
	for i, place := range places {
		guesses[i] = r.Guesses[name][place]
	}
	return guesses
}

// contenders are those that guess, in the order in which they are told.
var contenders = []string{Likelihood, BaseRate, SourceRate, NaiveBayes}

func newRehearsal(fields []Field, source int, within time.Duration) *Rehearsal {
	r := &Rehearsal{Learner: NewLearner(fields, within), Guesses: map[string][]Guess{}}
	for _, g := range []guesser{&rate{}, &sourceRate{field: source, by: map[string]*rate{}}, newNaiveBayes(fields)} {
		r.baselines = append(r.baselines, late{guesser: g, within: within})
	}
	return r
}

func (r *Rehearsal) next(l Label) {
	p, ok := r.Learner.Guess(l)
	r.Said = append(r.Said, ok)
	r.Guesses[Likelihood] = append(r.Guesses[Likelihood], Guess{p.Probability, l.Positive})
	for i := range r.baselines {
		name := contenders[1+i]
		r.Guesses[name] = append(r.Guesses[name], Guess{r.baselines[i].next(l), l.Positive})
	}
}

// late is a baseline that learns what became of a lead when that is certain.
type late struct {
	guesser
	within  time.Duration
	waiting waiting[Label]
}

func (g *late) next(l Label) float64 {
	for _, known := range g.waiting.until(l.At) {
		g.learn(known)
	}
	guess := g.guess(l)
	switch certain := l.At.Add(g.within); {
	case g.within > 0:
		g.waiting.add(l, certain)
	case l.Known.After(l.At):
		g.waiting.add(l, l.Known)
	default:
		g.learn(l)
	}
	return guess
}

// test is how well each did on the labels from begin on.
func (r *Rehearsal) test(labels []Label, begin int) Test {
	t := Test{Learned: begin, Tested: len(labels) - begin, Positives: Positives(labels[begin:])}
	for _, name := range contenders {
		t.Contenders = append(t.Contenders, Contender{name, Measure(r.Guesses[name][min(begin, len(r.Guesses[name])):], Window)})
	}
	if begin == len(labels) {
		return t
	}
	for _, said := range r.Said[begin:] {
		t.Silent += int(1 - digit(said))
	}
	t.Deciles = Deciles(r.Guesses[Likelihood][begin:])
	if !labels[begin].At.IsZero() {
		t.From, t.To = &labels[begin].At, &labels[len(labels)-1].At
	}
	return t
}
