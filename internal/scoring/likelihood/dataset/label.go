// Package dataset holds what a likelihood is learned from: fields, leads with the values that were known when they were
// handed over, and labels, which say what became of them. AsOf gives labels as they were known at a time.
package dataset

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// A likelihood needs LeastLabels labels, and LeastOfEach of each class.
const (
	LeastLabels = 50
	LeastOfEach = 10
)

// Kind is what a field holds. It decides which features are found in the field.
type Kind string

// The kinds of fields.
const (
	Category Kind = "category" // one weight for each value that is not rare
	Number   Kind = "number"   // one weight for each range
	Date     Kind = "date"     // RFC 3339, or 2026-03-01: one weight for each day of the week and each month
	Note     Kind = "note"     // words that people wrote: one weight for each of 4096 groups of words
)

// Kinds are all kinds of fields.
var Kinds = []Kind{Category, Number, Date, Note}

// Field is something that is known of a lead when it is handed over.
type Field struct {
	Name  string `json:"name"`
	Words string `json:"words,omitempty"` // as people read it, such as Company size; empty where that is the name
	Kind  Kind   `json:"kind"`
}

// Title is the field as people read it.
func (f Field) Title() string { return cmp.Or(f.Words, f.Name) }

// Lead is a lead as it was known when it was handed over.
type Lead struct {
	Facts []string // the value of each field, in the order of the fields; "" where it is missing
	Rules float64  // the rule score as log-odds; 0 for none. The model learns how far to trust it
}

// Fact is the value of a field by its index, "" where it is missing.
func (l Lead) Fact(field int) string {
	if field < len(l.Facts) {
		return l.Facts[field]
	}
	return ""
}

// Label is a lead and what became of it.
type Label struct {
	Lead
	Positive bool      // accepted, or won
	At       time.Time // when the lead was handed over
	Known    time.Time // when its outcome became known; the zero time for at once
	Turn     int       // its place among labels of the same time, or of none

	open    bool    // its outcome is not known yet
	against float64 // of an open lead: how much its age speaks against a positive outcome, in log-odds
}

// Open reports whether the outcome of the lead is not known yet. AsOf marks such leads.
func (l Label) Open() bool { return l.open }

// Class is 1 for a positive label and 0 for a negative one.
func (l Label) Class() float64 { return Indicator(l.Positive) }

// Evidence is what was seen of a lead as log-odds of a positive outcome: infinite once the outcome is known.
func (l Label) Evidence() float64 {
	switch {
	case l.open:
		return -l.against
	case l.Positive:
		return math.Inf(1)
	}
	return math.Inf(-1)
}

// Share is how much an open lead counts as a label: from 0 when it has just been handed over, to 1 when it is almost
// certainly negative. It is 1 where the outcome is known.
func (l Label) Share() float64 {
	if l.open {
		return max(0, 1-math.Exp(-l.against))
	}
	return 1
}

// Compare puts labels in the order of time. It is below 0 when l comes first, and 0 for labels of one time.
func (l Label) Compare(other Label) int {
	return cmp.Or(l.At.Compare(other.At), cmp.Compare(l.Turn, other.Turn))
}

// Order is labels in the order of time. Labels of one time keep their order.
func Order(labels []Label) []Label {
	labels = slices.Clone(labels)
	slices.SortStableFunc(labels, Label.Compare)
	return labels
}

// Canonical is labels in the order of time. The order of labels of one time does not depend on how they came.
func Canonical(labels []Label) []Label {
	labels = slices.Clone(labels)
	slices.SortFunc(labels, func(a, b Label) int {
		return cmp.Or(
			a.Compare(b), slices.Compare(a.Facts, b.Facts), cmp.Compare(a.Evidence(), b.Evidence()),
			cmp.Compare(a.Rules, b.Rules),
		)
	})
	return labels
}

// Indicator is 1 for yes and 0 for no.
func Indicator(yes bool) float64 {
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

// Counted is how many labels there are, where open leads count by their share, and how many are known to be positive.
func Counted(labels []Label) (all, positives int) {
	n := 0.0
	for _, l := range labels {
		n += l.Share()
	}
	return int(n + 1e-9), Positives(labels)
}

// Silent says why labels are too few to learn from, "" where they are enough.
func Silent(labels []Label) string { return TooFew(Counted(labels)) }

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
		return fmt.Sprintf("There is no likelihood yet. It needs %d labels of each class, and %d of %d are %s.",
			LeastOfEach, min(positives, negatives), labels, which)
	}
	return ""
}
