package likelihood

import (
	"fmt"
	"strings"
)

// LeakAUC is how well the mere presence of a field may tell the label. One that tells it better was written after the fact.
const LeakAUC = 0.80

// Leak is a field whose mere presence tells the label.
type Leak struct {
	Field   Field
	AUC     float64
	Present bool // it is there of positive labels, and missing of negative ones; else the other way round
}

// Words say why the field is refused.
func (l Leak) Words() string {
	when := "positive"
	if !l.Present {
		when = "negative"
	}
	return fmt.Sprintf("%s is given nearly only where the label is %s (AUC %.2f by its mere presence), so it was written after the fact", l.Field.words(), when, l.AUC)
}

// Leaks are the fields whose mere presence tells the label better than LeakAUC. There are none while the labels are too few to say.
func Leaks(fields []Field, labels []Label) (leaks []Leak) {
	positives := Positives(labels)
	if TooFew(len(labels), positives) != "" {
		return nil
	}
	for i, f := range fields {
		given, with := 0, 0
		for _, l := range labels {
			if strings.TrimSpace(at(l.Facts, i)) == "" {
				continue
			}
			given++
			if l.Positive {
				with++
			}
		}
		// The curve has one corner, so its area is a half and half the distance between the two rates.
		between := float64(with)/float64(positives) - float64(given-with)/float64(len(labels)-positives)
		if area := 0.5 + max(between, -between)/2; area > LeakAUC {
			leaks = append(leaks, Leak{f, area, between > 0})
		}
	}
	return leaks
}

// Suspect is a field whose values by themselves tell the label better than LeakAUC. It may be a very good field; more often it was written,
// or changed, after the fact.
type Suspect struct {
	Field Field   `json:"field"`
	AUC   float64 `json:"auc"`
}

// Suspects are the fields that are suspect. Each label is guessed by what the others with the same value, or in the same range, became.
func Suspects(fields []Field, labels []Label) (suspects []Suspect) {
	positives := Positives(labels)
	if TooFew(len(labels), positives) != "" {
		return nil
	}
	base := float64(positives) / float64(len(labels))
	values := make([]string, len(labels))
	for i, f := range fields {
		for j, l := range labels {
			values[j] = at(l.Facts, i)
		}
		m := newModel([]Field{f}, 1)
		m.find(0, values)
		of, rates := make([]int32, len(labels)), make([]rate, len(m.features))
		for j, l := range labels {
			of[j] = intercept
			if terms := m.columns[0].terms(nil, values[j]); len(terms) > 0 {
				of[j] = terms[0].at
			}
			rates[of[j]].learn(l)
		}
		guesses := make([]Guess, len(labels))
		for j, l := range labels {
			r := rates[of[j]]
			guesses[j] = Guess{(r.positives - digit(l.Positive) + base) / r.labels, l.Positive}
		}
		if area, both := auc(guesses); both && area > LeakAUC {
			suspects = append(suspects, Suspect{f, area})
		}
	}
	return suspects
}
