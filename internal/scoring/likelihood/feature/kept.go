package feature

import (
	"errors"
	"fmt"
	"slices"

	"baton/internal/scoring/likelihood/dataset"
)

// Column is a field of a set as it is stored, with what a set knows of its values beside the features.
type Column struct {
	dataset.Field
	Edges []float64      `json:"edges,omitempty"` // of its ranges
	Whole bool           `json:"whole,omitempty"` // its numbers are whole
	Seen  map[uint32]int `json:"seen,omitempty"`  // sightings of rare values, by their hash
}

// Columns are the fields of the set as they are stored.
func (s *Set) Columns() []Column {
	all := make([]Column, len(s.columns))
	for i := range s.columns {
		c := &s.columns[i]
		all[i] = Column{c.Field, c.ranges.Edges, c.ranges.Whole, c.seen}
	}
	return all
}

// Restore is a set with stored columns and pairs, and no features. It fails where they cannot be those of a set. Next
// the features are restored in their order, and Complete is asked.
func Restore(columns []Column, pairs [][2]int) (*Set, error) {
	s := &Set{}
	for _, c := range columns {
		restored, err := c.restore()
		if err != nil {
			return nil, err
		}
		s.columns = append(s.columns, restored)
	}
	for _, fields := range pairs {
		if err := s.addPair(fields); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (k Column) restore() (column, error) {
	c := newColumn(k.Field)
	if !slices.Contains(dataset.Kinds, k.Kind) {
		return c, fmt.Errorf("the field %q of a model is of no kind that is known: %q", k.Name, k.Kind)
	}
	if len(k.Edges) > 4*maxRanges || len(k.Seen) > maxSeen {
		return c, fmt.Errorf("the field %q of a model has too many values", k.Name)
	}
	for i, edge := range k.Edges {
		if i > 0 && edge <= k.Edges[i-1] {
			return c, fmt.Errorf("the ranges of the field %q of a model do not rise", k.Name)
		}
	}
	c.ranges = Ranges{k.Edges, k.Whole}
	for value, n := range k.Seen {
		c.seen[value] = min(max(n, 0), leastSightings-1)
	}
	switch k.Kind {
	case dataset.Number:
		c.room(len(k.Edges) + 1)
	case dataset.Note:
		c.room(groups)
	}
	return c, nil
}

// RestoreFeature adds the next stored feature. It fails where the set cannot have such a feature there.
func (s *Set) RestoreFeature(f Feature) error {
	if !s.canHave(f) {
		return fmt.Errorf("weight %d of a model belongs to nothing", len(s.features))
	}
	s.add(f)
	return nil
}

func (s *Set) canHave(f Feature) bool {
	switch {
	case len(s.features) == Intercept:
		return f == Feature{Field: -1, Part: Always}
	case len(s.features) == RuleScore:
		return f == Feature{Field: -1, Part: Rules}
	case f.Part == Both:
		return s.canHaveBoth(f)
	case f.Field < 0 || f.Field >= len(s.columns) || !slices.Contains(parts[s.columns[f.Field].Kind], f.Part):
		return false
	}
	c := &s.columns[f.Field]
	switch f.Part {
	case Is:
		return len(c.values) < maxValues
	case Between, Word:
		return f.N >= 0 && f.N < len(c.nth) && c.nth[f.N] < 0
	case Weekday:
		return f.N >= 0 && f.N < 7
	case Month:
		return f.N >= 1 && f.N <= 12
	}
	return true
}

// canHaveBoth reports whether a feature is a new cell of a pair.
func (s *Set) canHaveBoth(f Feature) bool {
	if f.N < 0 || f.N >= len(s.pairs) || f.Field != s.pairs[f.N].fields[0] || len(s.pairs[f.N].cells) == maxValues {
		return false
	}
	for i, field := range s.pairs[f.N].fields {
		if !s.columns[field].has(f.Cell[i]) {
			return false
		}
	}
	_, taken := s.pairs[f.N].cells[f.Cell]
	return !taken
}

// Complete fails where a restored set lacks a feature that a lead can have.
func (s *Set) Complete() error {
	lacks := errors.New("a model lacks weights")
	if len(s.features) < 2 {
		return lacks
	}
	for i := range s.columns {
		if !s.columns[i].complete() {
			return lacks
		}
	}
	return nil
}

func (c *column) complete() bool {
	for _, p := range parts[c.Kind] {
		if _, there := c.parts[p]; !there && slices.Contains([]Part{Missing, Rare, NoNumber, NoDate}, p) {
			return false
		}
	}
	switch c.Kind {
	case dataset.Number:
		return !slices.Contains(c.nth, -1)
	case dataset.Date:
		return !slices.Contains(c.days[:], 0) && !slices.Contains(c.months[1:], 0)
	}
	return true
}
