// Package likelihood learns how probable it is that a lead is accepted, or won, from what was known of earlier leads when they were handed
// over and from what became of them: Bayesian logistic regression with a Gaussian for each weight, our own, in which every number can be
// told as a sum of what each field adds. It is apart from the rules of fit: those are written by people, these are learned.
package likelihood

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// No number is shown before there are so many labels, and so many of either class.
const (
	LeastLabels = 50
	LeastOfEach = 10
)

// FewLabels is up to where every label is followed by a fit of all of them. With more, one update per label is better and cheaper, and
// the fit is for the night.
const FewLabels = 500

// Kind is what a field holds, and so what features are found in it.
type Kind string

// The kinds of fields.
const (
	Category Kind = "category" // one weight for each value that is not rare
	Number   Kind = "number"   // one weight for each range
	Date     Kind = "date"     // RFC 3339, or 2026-03-01: one weight for each day of the week and each month
	Note     Kind = "note"     // words that people wrote: one weight for each of 4096 groups of words
)

var kinds = []Kind{Category, Number, Date, Note}

// Field is something that is known of a lead when it is handed over.
type Field struct {
	Name  string `json:"name"`
	Words string `json:"words,omitempty"` // Company size; the name where it is empty
	Kind  Kind   `json:"kind"`
}

func (f Field) words() string {
	if f.Words == "" {
		return f.Name
	}
	return f.Words
}

// Lead is a lead as it was known when it was handed over.
type Lead struct {
	Facts []string // the value of each field, in the order of the fields; "" where it is missing
	Rules float64  // what the rules of fit say, in log-odds; 0 where they say nothing. The model learns how far to trust it
}

// Label is a lead and what became of it.
type Label struct {
	Lead
	Positive bool      // accepted, or won
	At       time.Time // when the lead was handed over
	Known    time.Time // when it was known what became of it; the zero time for at once
	Turn     int       // its place in the order of those whose times are equal, or that have none

	open    bool    // it is not known yet what becomes of it
	against float64 // while it is open: how much the time that it has taken speaks against a positive end, in log-odds
}

// evidence is what was seen of a lead as log-odds of a positive end: infinite once that is known.
func (l Label) evidence() float64 {
	switch {
	case l.open:
		return -l.against
	case l.Positive:
		return math.Inf(1)
	}
	return math.Inf(-1)
}

// counts is how much of a label an open lead is: 0 while nothing could be seen yet, 1 once nothing can come any more.
func (l Label) counts() float64 {
	if l.open {
		return max(0, 1-math.Exp(-l.against))
	}
	return 1
}

// compare puts labels in the order of time.
func (l Label) compare(other Label) int {
	return cmp.Or(l.At.Compare(other.At), cmp.Compare(l.Turn, other.Turn))
}

// Order is labels in the order of time. Those of one time stay as they were.
func Order(labels []Label) []Label {
	labels = slices.Clone(labels)
	slices.SortStableFunc(labels, Label.compare)
	return labels
}

// canonical is labels in the order of time, and those of one time in an order that does not depend on how they came.
func canonical(labels []Label) []Label {
	labels = slices.Clone(labels)
	slices.SortFunc(labels, func(a, b Label) int {
		return cmp.Or(a.compare(b), slices.Compare(a.Facts, b.Facts), cmp.Compare(a.evidence(), b.evidence()), cmp.Compare(a.Rules, b.Rules))
	})
	return labels
}

func digit(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// Positives is how many labels are known to be positive.
func Positives(labels []Label) (n int) {
	for _, l := range labels {
		if l.Positive && !l.open {
			n++
		}
	}
	return n
}

// counted is how many labels there are, with open leads in part.
func counted(labels []Label) int {
	n := 0.0
	for _, l := range labels {
		n += l.counts()
	}
	return int(n + 1e-9)
}

// Counted is how many labels there are, with open leads in part, and how many are known to be positive.
func Counted(labels []Label) (all, positives int) { return counted(labels), Positives(labels) }

// silent says why labels are too few to learn from, "" where they are enough.
func silent(labels []Label) string { return TooFew(counted(labels), Positives(labels)) }

// TooFew says why so many labels are too few to learn from, "" where they are enough.
func TooFew(labels, positives int) string {
	negatives := labels - positives
	switch {
	case labels < LeastLabels:
		return fmt.Sprintf("There is no likelihood yet. It needs %d labels, and there are %d.", LeastLabels, labels)
	case min(positives, negatives) < LeastOfEach:
		which := "positive"
		if negatives < positives {
			which = "negative"
		}
		return fmt.Sprintf("There is no likelihood yet. It needs %d labels of each class, and %d of %d are %s.", LeastOfEach, min(positives, negatives), labels, which)
	}
	return ""
}

// GuessKind is the kind that the values of a field suggest. Nine in ten of those that are given must be of it; the others are taken for
// what they are, a number that is none and a date that is none.
func GuessKind(values []string) Kind {
	given, numbers, dates, words := 0, 0, 0, 0
	distinct := map[string]bool{}
	for _, v := range values {
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		given++
		if len(distinct) < maxValues {
			distinct[v] = true
		}
		if _, ok := number(v); ok {
			numbers++
		} else if _, ok := date(v); ok {
			dates++
		} else {
			words += len(strings.Fields(v))
		}
	}
	switch {
	case given == 0:
		return Category
	case numbers*10 >= given*9:
		return Number
	case dates*10 >= given*9:
		return Date
	case words >= given*5 && (len(distinct)*2 > given || len(distinct) == maxValues):
		return Note
	}
	return Category
}
