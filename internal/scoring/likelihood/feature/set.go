package feature

import (
	"math"
	"strings"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/logodds"
)

// Set is the features that were found in labels. Each has an index, which never changes. A set may be read by many at
// once, but not while it grows.
type Set struct {
	columns  []column
	pairs    []pair
	features []Feature
}

// The first two features are in every set.
const (
	Intercept = 0
	RuleScore = 1
)

// NewSet is the features that every lead has.
func NewSet(fields []dataset.Field) *Set {
	s := &Set{columns: make([]column, len(fields))}
	for i, f := range fields {
		s.columns[i] = newColumn(f)
	}
	s.add(Feature{Field: -1, Part: Always})
	s.add(Feature{Field: -1, Part: Rules})
	return s
}

// Find is the features in labels, and in pairs of fields.
func Find(fields []dataset.Field, pairs [][2]int, labels []dataset.Label) *Set {
	s := NewSet(fields)
	values := make([]string, len(labels))
	for i := range fields {
		for j, l := range labels {
			values[j] = l.Fact(i)
		}
		s.find(i, values)
	}
	for _, fields := range pairs {
		s.FindPair(fields, labels)
	}
	return s
}

// Fields are the fields of the set, in the order in which it takes their values.
func (s *Set) Fields() []dataset.Field {
	fields := make([]dataset.Field, len(s.columns))
	for i := range s.columns {
		fields[i] = s.columns[i].Field
	}
	return fields
}

// Len is how many features there are.
func (s *Set) Len() int { return len(s.features) }

// At is the feature with an index.
func (s *Set) At(at int32) Feature { return s.features[at] }

// RareIn is the index of the feature that rare values of a category share.
func (s *Set) RareIn(field int) int32 { return s.columns[field].parts[Rare] }

// add adds a feature.
func (s *Set) add(f Feature) {
	at := int32(len(s.features))
	s.features = append(s.features, f)
	switch {
	case f.Field < 0:
	case f.Part == Both:
		s.pairs[f.N].cells[f.Cell] = at
	default:
		s.columns[f.Field].place(f, at)
	}
}

// Terms appends the features that a lead has.
func (s *Set) Terms(into []Term, l dataset.Lead) []Term {
	into = append(into, Term{Intercept, 1})
	if l.Rules != 0 && !math.IsNaN(l.Rules) {
		into = append(into, Term{RuleScore, logodds.Bounded(l.Rules)})
	}
	for i := range s.columns {
		into = s.columns[i].terms(into, l.Fact(i))
	}
	for _, p := range s.pairs {
		if cell, known := p.cells[s.cell(p.fields, l)]; known {
			into = append(into, Term{cell, 1})
		}
	}
	return into
}

// Meet counts the values of a lead that have no feature, and adds one for a value that is no longer rare. Groups of
// words get their feature at once.
func (s *Set) Meet(l dataset.Lead) {
	for field := range s.columns {
		c := &s.columns[field]
		text := strings.TrimSpace(l.Fact(field))
		switch c.Kind {
		case dataset.Note:
			for _, w := range words(text) {
				if c.nth[w.group] < 0 {
					s.add(Feature{Field: field, Part: Word, N: w.group})
				}
			}
		case dataset.Category:
			s.count(field, Value(text))
		}
	}
}

// count counts one sighting of a value.
func (s *Set) count(field int, text string) {
	c := &s.columns[field]
	if _, known := c.values[text]; known || text == "" {
		return
	}
	n, counted := c.seen[hash(text)]
	switch {
	case n+1 >= leastSightings && len(c.values) < maxValues:
		delete(c.seen, hash(text))
		s.add(Feature{Field: field, Part: Is, Text: strings.Clone(text)})
	case counted:
		c.seen[hash(text)] = min(n+1, leastSightings-1)
	case len(c.seen) < maxSeen:
		c.seen[hash(text)] = 1
	}
}

// Meaning is what a feature of the set says of a lead.
func (s *Set) Meaning(f Feature) Meaning {
	if f.Part == Both {
		fields := s.pairs[f.N].fields
		one, other := s.columns[fields[0]].meaning(f.Cell[0]), s.columns[fields[1]].meaning(f.Cell[1])
		one.And = &other
		return one
	}
	said := Meaning{Value: f.value(), Words: f.words(s.columns)}
	if f.Field >= 0 {
		said.Field = s.columns[f.Field].Name
	}
	return said
}

// Said is the words of a lead's notes by their feature: of the words that share one, the lead's own.
func (s *Set) Said(l dataset.Lead) map[int32]string {
	var said map[int32]string
	for i := range s.columns {
		c := &s.columns[i]
		if c.Kind != dataset.Note {
			continue
		}
		for _, w := range words(l.Fact(i)) {
			if said == nil {
				said = map[int32]string{}
			}
			said[c.nth[w.group]] = w.word
		}
	}
	return said
}
