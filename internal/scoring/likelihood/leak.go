package likelihood

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/stat/combin"
)

// LeakAUC is how well a field by itself may tell the label. A field that tells it better was probably written after the fact.
const LeakAUC = 0.80

// What makes the leads with one value suspiciously alike: they are at least this share of their class, the other class is so many times
// rarer among them than among all leads, and chance does that with less than this probability, however many values are looked at.
const (
	leastPure   = 0.05
	purer       = 20
	pureChance  = 0.001
	refusedFrom = 0.25 // a field that is given for this share of one class, and hardly ever for the other, is refused
)

// Leak is a field whose mere presence tells the label. It is not learned from.
type Leak struct {
	Field   Field
	AUC     float64 // of its presence
	Present bool    // it is given for positive labels and missing for negative ones; else the other way round
	Share   float64 `json:",omitempty"` // of its class for which it is given, where it is hardly ever given for the other; else 0
}

// Words say why the field is refused.
func (l Leak) Words() string {
	when, other := "positive", "negative"
	if !l.Present {
		when, other = other, when
	}
	if l.Share > 0 {
		return fmt.Sprintf("%s is filled in for %.0f %% of the %s labels and almost never for %s ones, so it was filled in afterwards", l.Field.words(), 100*l.Share, when, other)
	}
	return fmt.Sprintf("%s is filled in almost only where the label is %s (AUC %.2f), so it was filled in afterwards", l.Field.words(), when, l.AUC)
}

// Leaks are the fields whose mere presence tells the label: better than LeakAUC, or without error for a quarter of a class. There are none
// while the labels are too few to say. Open leads are taken as negative.
func Leaks(fields []Field, labels []Label) (leaks []Leak) {
	all := countOf(labels)
	if silent(labels) != "" {
		return nil
	}
	for i, f := range fields {
		var given rate
		for _, l := range labels {
			if strings.TrimSpace(at(l.Facts, i)) != "" {
				given.learn(l)
			}
		}
		// The curve has one corner, so its area is a half and half the distance between the two rates.
		between := given.positives/all.positives - (given.labels-given.positives)/(all.labels-all.positives)
		leak := Leak{Field: f, AUC: 0.5 + math.Abs(between)/2, Present: between > 0}
		if leak.AUC > LeakAUC {
			leaks = append(leaks, leak)
		} else if positive, pure := given.pure(all, len(fields)); pure && given.share(all, positive) >= refusedFrom {
			leak.Share = given.share(all, positive)
			leaks = append(leaks, leak)
		}
	}
	return leaks
}

func countOf(labels []Label) rate {
	return rate{float64(len(labels)), float64(Positives(labels))}
}

// of is how many labels are of a class.
func (r rate) of(positive bool) float64 {
	if positive {
		return r.positives
	}
	return r.labels - r.positives
}

// share is which share of all labels of a class these are.
func (r rate) share(all rate, positive bool) float64 { return r.of(positive) / all.of(positive) }

// pure reports whether these labels are so much of one class as chance does not make them, and of which; tests is how many sets of labels are
// looked at.
func (r rate) pure(all rate, tests int) (positive, is bool) {
	positive = r.positives/max(r.labels, 1) > all.positives/all.labels
	others := r.of(!positive)
	if r.share(all, positive) < leastPure || others/r.labels*purer > all.of(!positive)/all.labels {
		return positive, false
	}
	return positive, atMost(others, r.labels, all.of(!positive), all.labels)*float64(tests) < pureChance
}

// atMost is the probability that at most so many of n labels, drawn from all, are of a class: Fisher's exact test.
// class is how many of all are.
func atMost(most, n, class, all float64) (p float64) {
	ways := combin.LogGeneralizedBinomial
	for x := max(0, n-(all-class)); x <= min(most, n, class); x++ {
		p += math.Exp(ways(class, x) + ways(all-class, n-x) - ways(all, n))
	}
	return p
}

// Suspect is a field that by itself tells the label better than LeakAUC, or has a value that only one class has. It may be a very good field;
// more often it was written, or changed, after the fact.
type Suspect struct {
	Field Field   `json:"field"`
	AUC   float64 `json:"auc"`            // of guesses by this field alone
	Pure  *Pure   `json:"pure,omitempty"` // the value that only one class has; nil where the AUC makes the field suspect
}

// Pure is a value that (nearly) only one class has.
type Pure struct {
	Value    string `json:"value"` // "" where the words say it in another way
	Words    string `json:"words"` // Status is Customer
	Leads    int    `json:"leads"`
	Positive bool   `json:"positive"`
}

// Words say what is suspect.
func (s Suspect) Words() string {
	if s.Pure == nil {
		return fmt.Sprintf("%s alone predicts the label (AUC %.2f)", s.Field.words(), s.AUC)
	}
	which := "positive"
	if !s.Pure.Positive {
		which = "negative"
	}
	return fmt.Sprintf("%s in %d rows, and almost all of them have the label %s", s.Pure.Words, s.Pure.Leads, which)
}

// Suspects are the fields that are suspect. There are none while the labels are too few to say. Open leads are taken
// as negative.
func Suspects(fields []Field, labels []Label) (suspects []Suspect) {
	if silent(labels) != "" {
		return nil
	}
	labels = canonical(labels)
	m := found(Choice{Caution: 1}, fields, labels)
	areas, pure := m.alone(labels), m.pureValues(labels)
	for i, f := range fields {
		if areas[i] > LeakAUC {
			suspects = append(suspects, Suspect{f, areas[i], nil})
		} else if pure[i] != nil {
			suspects = append(suspects, Suspect{f, areas[i], pure[i]})
		}
	}
	return suspects
}

// folds are how many parts labels are dealt into, so that each is guessed from the others.
const folds = 5

// alone is how well each field by itself tells labels: the mean AUC of the folds, each of which is guessed from the counts of the others.
func (m *Model) alone(labels []Label) []float64 {
	counts := make([][folds]rate, len(m.features))
	terms := make([][]term, len(labels))
	for i, l := range labels {
		terms[i] = m.terms(nil, l.Lead)
		for _, t := range terms[i] {
			counts[t.at][i%folds].learn(l)
		}
	}
	base := countOf(labels)
	areas := make([]float64, len(m.columns))
	for fold := range folds {
		odds := make([]float64, len(m.features))
		for at, c := range counts {
			var others rate
			for other, r := range c {
				if other != fold {
					others.labels, others.positives = others.labels+r.labels, others.positives+r.positives
				}
			}
			p := (others.positives + base.positives/base.labels) / (others.labels + 1)
			odds[at] = math.Log(p / (1 - p))
		}
		guesses := make([][]Guess, len(m.columns))
		for i := fold; i < len(labels); i += folds {
			by := make([]float64, len(m.columns))
			for _, t := range terms[i] {
				if field := m.features[t.at].Field; field >= 0 {
					by[field] += t.x * odds[t.at]
				}
			}
			for field, o := range by {
				guesses[field] = append(guesses[field], Guess{o, labels[i].Positive})
			}
		}
		for field := range areas {
			area, both := auc(guesses[field])
			if !both {
				area = 0.5
			}
			areas[field] += area / folds
		}
	}
	return areas
}

// pureValues are, by field, the value that most leads have of those that only one class has; nil where there is none.
func (m *Model) pureValues(labels []Label) []*Pure {
	rates := make([]rate, len(m.features))
	var terms []term
	for _, l := range labels {
		terms = m.terms(terms[:0], l.Lead)
		for _, t := range terms {
			rates[t.at].learn(l)
		}
	}
	pure, all := make([]*Pure, len(m.columns)), countOf(labels)
	for i, f := range m.features {
		if f.Field < 0 {
			continue
		}
		positive, is := rates[i].pure(all, len(m.features))
		if best := pure[f.Field]; is && (best == nil || best.Leads < int(rates[i].labels)) {
			pure[f.Field] = &Pure{f.value(), f.words(m.columns), int(rates[i].labels), positive}
		}
	}
	return pure
}
