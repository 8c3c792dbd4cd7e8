package likelihood

import (
	"time"
)

// Learner learns as an installation does: it fits all labels every now and then while they are few, then updates by each and fits again
// when there are a quarter more, as the nights would.
type Learner struct {
	fields []Field
	labels []Label
	fitted int // labels of the last fit
	all    rate
	Model  *Model
}

// NewLearner knows nothing yet.
func NewLearner(fields []Field) *Learner { return &Learner{fields: fields, Model: Fit(fields, nil)} }

// Learn learns from one more label. Labels come in the order of time.
func (l *Learner) Learn(label Label) {
	l.labels = append(l.labels, label)
	l.all.learn(label)
	n := len(l.labels)
	if n <= FewLabels && n >= l.fitted+10 || n >= l.fitted+l.fitted/4 && n > FewLabels {
		l.Model, l.fitted = Fit(l.fields, l.labels), n
		return
	}
	l.Model.Update(label)
}

// guess is what people would go by: the base rate while the model is silent.
func (l *Learner) guess(label Label) float64 {
	p, ok := l.Model.Predict(label.Lead)
	if !ok {
		return l.all.guess(label)
	}
	return p.Probability
}

func (l *Learner) learn(label Label) { l.Learn(label) }

// frozen is a model that learns no more.
type frozen struct{ *Model }

func (f frozen) guess(label Label) float64 {
	p, _ := f.Predict(label.Lead)
	return p.Probability
}

func (frozen) learn(Label) {}

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

// Test is how the model and the straw men did on the same leads.
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

// Try tests the model on labels in the order of time. source is the field whose rate is a straw man, -1 for none. Where the first 70 %
// are too few to say anything, the others are not tested.
func Try(fields []Field, labels []Label, source int) Trial {
	labels = Order(labels)
	straw := func() []guesser {
		return []guesser{&rate{}, &sourceRate{field: source, by: map[string]*rate{}}, newNaiveBayes(fields)}
	}
	cut := int(splitAt * float64(len(labels)))
	if TooFew(cut, Positives(labels[:cut])) != "" {
		cut = len(labels)
	}
	t := Trial{
		Sequential: test(labels, 0, append([]guesser{NewLearner(fields)}, straw()...)),
		Split:      test(labels, cut, append([]guesser{frozen{Fit(fields, labels[:cut])}}, straw()...)),
	}
	for positives := 0; t.Sequential.Silent < len(labels) && TooFew(t.Sequential.Silent, positives) != ""; t.Sequential.Silent++ {
		positives += int(digit(labels[t.Sequential.Silent].Positive))
	}
	return t
}

// test lets each learn from the labels before begin, then guess and learn one label after the other.
func test(labels []Label, begin int, all []guesser) Test {
	t := Test{Learned: begin, Tested: len(labels) - begin, Positives: Positives(labels[begin:])}
	guesses := make([][]Guess, len(all))
	for i, l := range labels {
		for j, g := range all {
			if i >= begin {
				guesses[j] = append(guesses[j], Guess{g.guess(l), l.Positive})
			}
			g.learn(l)
		}
	}
	for j, name := range []string{Likelihood, BaseRate, SourceRate, NaiveBayes} {
		t.Contenders = append(t.Contenders, Contender{name, Measure(guesses[j], Window)})
	}
	t.Deciles = Deciles(guesses[0])
	if begin < len(labels) && !labels[begin].At.IsZero() {
		t.From, t.To = &labels[begin].At, &labels[len(labels)-1].At
	}
	return t
}
