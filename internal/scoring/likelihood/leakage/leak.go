// Package leakage finds fields that were probably written after the outcome of a lead was known, and so give the label
// away. A model must not learn from them.
package leakage

import (
	"fmt"
	"math"
	"strings"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/feature"
	"baton/internal/scoring/likelihood/measure"

	"gonum.org/v1/gonum/stat/combin"
)

// LeakAUC is how well a field may predict the label by itself. A field that predicts it better was probably written
// after the fact.
const LeakAUC = 0.80

// When the leads with one value are suspiciously alike.
const (
	leastPure   = 0.05  // they are at least this share of their class
	purer       = 20    // the other class is so many times rarer among them than among all leads
	pureChance  = 0.001 // chance does that with less than this probability, considering the number of values
	refusedFrom = 0.25  // a field that is given for this share of one class, and hardly ever for the other, is refused
)

// Leak is a field whose mere presence predicts the label. Models do not learn from it.
type Leak struct {
	Field   dataset.Field
	AUC     float64 // of its presence
	Present bool    // it is given for positive labels and missing for negative ones; otherwise the other way round

	// Share is the share of one class for which it is given, where it is hardly ever given for the other; otherwise 0.
	Share float64 `json:",omitempty"`
}

// Words say why the field is refused.
func (l Leak) Words() string {
	when, other := "positive", "negative"
	if !l.Present {
		when, other = other, when
	}
	if l.Share > 0 {
		return fmt.Sprintf("%s is filled in for %.0f %% of the %s labels and almost never for %s ones, "+
			"so it was filled in afterwards", l.Field.Title(), 100*l.Share, when, other)
	}
	return fmt.Sprintf("%s is filled in almost only where the label is %s (AUC %.2f), so it was filled in afterwards",
		l.Field.Title(), when, l.AUC)
}

// Leaks are the fields whose mere presence predicts the label: better than LeakAUC, or almost without error for a
// quarter of a class. There are none while the labels are too few. Open leads count as negative.
func Leaks(fields []dataset.Field, labels []dataset.Label) (leaks []Leak) {
	all := tally{dataset.TallyOf(labels)}
	if dataset.Silent(labels) != "" {
		return nil
	}
	for i, f := range fields {
		var given tally
		for _, l := range labels {
			if strings.TrimSpace(l.Fact(i)) != "" {
				given.Add(l)
			}
		}
		// The curve has one corner, so its area is a half and half the distance between the two rates.
		between := given.share(all, true) - given.share(all, false)
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

// tally is how many labels of each class have something in common.
type tally struct{ dataset.Tally }

// of is how many labels are of a class.
func (t tally) of(positive bool) float64 {
	if positive {
		return t.Positives
	}
	return t.Labels - t.Positives
}

// share is the share of all labels of a class that these are.
func (t tally) share(all tally, positive bool) float64 { return t.of(positive) / all.of(positive) }

// pure reports whether more of these labels are of one class than by chance, and of which. tests is how many sets of
// labels are tested.
func (t tally) pure(all tally, tests int) (positive, is bool) {
	positive = t.Positives/max(t.Labels, 1) > all.Positives/all.Labels
	others := t.of(!positive)
	if t.share(all, positive) < leastPure || others/t.Labels*purer > all.of(!positive)/all.Labels {
		return positive, false
	}
	return positive, atMost(others, t.Labels, all.of(!positive), all.Labels)*float64(tests) < pureChance
}

// atMost is the probability that at most so many of n labels, drawn from all, are of a class: Fisher's exact test.
// class is how many of all labels are of the class.
func atMost(most, n, class, all float64) (p float64) {
	ways := combin.LogGeneralizedBinomial
	for x := max(0, n-(all-class)); x <= min(most, n, class); x++ {
		p += math.Exp(ways(class, x) + ways(all-class, n-x) - ways(all, n))
	}
	return p
}

// Suspect is a field that predicts the label better than LeakAUC by itself, or has a value that only one class has. It
// may be a very good field; more often it was written, or changed, after the fact.
type Suspect struct {
	Field dataset.Field `json:"field"`
	AUC   float64       `json:"auc"`            // of guesses by this field alone
	Pure  *Pure         `json:"pure,omitempty"` // the value that only one class has; nil where the AUC makes it suspect
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
		return fmt.Sprintf("%s alone predicts the label (AUC %.2f)", s.Field.Title(), s.AUC)
	}
	which := "positive"
	if !s.Pure.Positive {
		which = "negative"
	}
	return fmt.Sprintf("%s in %d rows, and almost all of them have the label %s", s.Pure.Words, s.Pure.Leads, which)
}

// Suspects are the fields that are suspect. There are none while the labels are too few. Open leads count as negative.
func Suspects(fields []dataset.Field, labels []dataset.Label) (suspects []Suspect) {
	if dataset.Silent(labels) != "" {
		return nil
	}
	labels = dataset.Canonical(labels)
	features := feature.Find(fields, nil, labels)
	areas, pure := alone(features, labels), pureValues(features, labels)
	for i, f := range fields {
		if areas[i] > LeakAUC {
			suspects = append(suspects, Suspect{f, areas[i], nil})
		} else if pure[i] != nil {
			suspects = append(suspects, Suspect{f, areas[i], pure[i]})
		}
	}
	return suspects
}

// folds is how many parts labels are divided into, so that each part is guessed from the others.
const folds = 5

// alone is how well each field by itself predicts labels: the mean AUC of the folds, each of which is guessed from the
// counts of the others.
func alone(features *feature.Set, labels []dataset.Label) []float64 {
	fields := len(features.Fields())
	counts := make([][folds]dataset.Tally, features.Len())
	terms := make([][]feature.Term, len(labels))
	for i, l := range labels {
		terms[i] = features.Terms(nil, l.Lead)
		for _, t := range terms[i] {
			counts[t.At][i%folds].Add(l)
		}
	}
	base := dataset.TallyOf(labels)
	areas := make([]float64, fields)
	for fold := range folds {
		odds := oddsWithout(fold, counts, base)
		guesses := make([][]measure.Guess, fields)
		for i := fold; i < len(labels); i += folds {
			by := make([]float64, fields)
			for _, t := range terms[i] {
				if field := features.At(t.At).Field; field >= 0 {
					by[field] += t.X * odds[t.At]
				}
			}
			for field, o := range by {
				guesses[field] = append(guesses[field], measure.Guess{Probability: o, Positive: labels[i].Positive})
			}
		}
		for field := range areas {
			area, both := measure.AUC(guesses[field])
			if !both {
				area = 0.5
			}
			areas[field] += area / folds
		}
	}
	return areas
}

// oddsWithout is the log-odds of each feature by the counts of all folds but one.
func oddsWithout(fold int, counts [][folds]dataset.Tally, base dataset.Tally) []float64 {
	odds := make([]float64, len(counts))
	for at, c := range counts {
		var others dataset.Tally
		for other, t := range c {
			if other != fold {
				others.Labels, others.Positives = others.Labels+t.Labels, others.Positives+t.Positives
			}
		}
		p := (others.Positives + base.Positives/base.Labels) / (others.Labels + 1)
		odds[at] = math.Log(p / (1 - p))
	}
	return odds
}

// pureValues are, by field, the most frequent value that only one class has; nil where there is none.
func pureValues(features *feature.Set, labels []dataset.Label) []*Pure {
	counts := make([]tally, features.Len())
	var terms []feature.Term
	for _, l := range labels {
		terms = features.Terms(terms[:0], l.Lead)
		for _, t := range terms {
			counts[t.At].Add(l)
		}
	}
	pure, all := make([]*Pure, len(features.Fields())), tally{dataset.TallyOf(labels)}
	for i := range counts {
		f := features.At(int32(i))
		if f.Field < 0 {
			continue
		}
		positive, is := counts[i].pure(all, len(counts))
		if best := pure[f.Field]; is && (best == nil || best.Leads < int(counts[i].Labels)) {
			said := features.Meaning(f)
			pure[f.Field] = &Pure{said.Value, said.Words, int(counts[i].Labels), positive}
		}
	}
	return pure
}
