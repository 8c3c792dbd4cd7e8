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

	chooses bool // how cautious it is, by what it has seen
	caution float64
	chosen  int // labels when it chose
}

// NewLearner knows nothing yet.
func NewLearner(fields []Field) *Learner {
	return &Learner{fields: fields, Model: Fit(fields, nil), caution: 1}
}

// Learn learns from one more label. Labels come in the order of time.
func (l *Learner) Learn(label Label) {
	l.labels = append(l.labels, label)
	l.all.learn(label)
	n := len(l.labels)
	if n <= FewLabels && n >= l.fitted+10 || n >= l.fitted+l.fitted/4 && n > FewLabels {
		if l.chooses && n >= 2*l.chosen {
			l.caution, l.chosen = Caution(l.fields, l.labels), n
		}
		l.Model, l.fitted = FitWith(l.caution, l.fields, l.labels), n
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
	straw := func() []guesser { return strawMen(fields, source) }
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

func strawMen(fields []Field, source int) []guesser {
	return []guesser{&rate{}, &sourceRate{field: source, by: map[string]*rate{}}, newNaiveBayes(fields)}
}

// Rehearse is what the model, as cautious as it does best, and the straw men would have guessed of each label, which stand in the order of time, before they learned
// from it; by the name of the contender.
func Rehearse(fields []Field, labels []Label, source int) map[string][]Guess {
	learner := NewLearner(fields)
	learner.chooses = true
	guesses := follow(labels, 0, append([]guesser{learner}, strawMen(fields, source)...))
	by := map[string][]Guess{}
	for i, name := range contenders {
		by[name] = guesses[i]
	}
	return by
}

// contenders are those that guess, in the order in which they are told.
var contenders = []string{Likelihood, BaseRate, SourceRate, NaiveBayes}

// follow lets each learn from the labels before begin, then guess and learn one label after the other.
func follow(labels []Label, begin int, all []guesser) [][]Guess {
	guesses := make([][]Guess, len(all))
	for i, l := range labels {
		for j, g := range all {
			if i >= begin {
				guesses[j] = append(guesses[j], Guess{g.guess(l), l.Positive})
			}
			g.learn(l)
		}
	}
	return guesses
}

// test is how well each did on the labels from begin on.
func test(labels []Label, begin int, all []guesser) Test {
	t := Test{Learned: begin, Tested: len(labels) - begin, Positives: Positives(labels[begin:])}
	guesses := follow(labels, begin, all)
	for j, name := range contenders {
		t.Contenders = append(t.Contenders, Contender{name, Measure(guesses[j], Window)})
	}
	t.Deciles = Deciles(guesses[0])
	if begin < len(labels) && !labels[begin].At.IsZero() {
		t.From, t.To = &labels[begin].At, &labels[len(labels)-1].At
	}
	return t
}
