package feature

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"baton/internal/scoring/likelihood/dataset"
)

// MostPairs is how many pairs of fields a set can have.
const MostPairs = 3

// pair is two fields that are looked at together: a feature for each two values that are often together.
type pair struct {
	fields [2]int
	cells  map[[2]Spot]int32
}

// coarse is how many ranges a number has in a pair. More would leave few leads in each cell.
const coarse = 4

// single reports whether each value of the field has one feature, so that the field can be in a pair.
func (c *column) single() bool { return c.Kind == dataset.Category || c.Kind == dataset.Number }

// spot is the spot of a value.
func (c *column) spot(text string) Spot {
	if text = strings.TrimSpace(text); text == "" {
		return Spot{Part: Missing}
	}
	if c.Kind == dataset.Number {
		n, ok := ParseNumber(text)
		if !ok {
			return Spot{Part: NoNumber}
		}
		return Spot{Part: Between, N: c.ranges.Of(n) * coarse / len(c.nth)}
	}
	text = Value(text)
	if _, known := c.values[text]; !known {
		return Spot{Part: Rare}
	}
	return Spot{Part: Is, Text: strings.Clone(text)}
}

// has reports whether the field has such a spot.
func (c *column) has(s Spot) bool {
	switch s.Part {
	case Is:
		_, known := c.values[s.Text]
		return known && s.N == 0
	case Between:
		return c.Kind == dataset.Number && s.Text == "" && s.N >= 0 && s.N < coarse
	}
	return slices.Contains(parts[c.Kind], s.Part) && s.Text == "" && s.N == 0
}

// meaning is what a spot says of a lead.
func (c *column) meaning(s Spot) Meaning {
	if s.Part != Between {
		f := Feature{Part: s.Part, Text: s.Text}
		return Meaning{Field: c.Name, Value: f.value(), Words: f.words([]column{*c})}
	}
	first := func(group int) int { return (group*len(c.nth) + coarse - 1) / coarse }
	return Meaning{Field: c.Name, Words: c.Title() + " " + c.rangeWords(first(s.N), first(s.N+1)-1)}
}

// Pairs are the pairs of fields that are looked at together, by their indices.
func (s *Set) Pairs() (all [][2]int) {
	for _, p := range s.pairs {
		all = append(all, p.fields)
	}
	return all
}

// cell is the spots of a lead in two fields.
func (s *Set) cell(fields [2]int, l dataset.Lead) (cell [2]Spot) {
	for i, field := range fields {
		cell[i] = s.columns[field].spot(l.Fact(field))
	}
	return cell
}

// FindPair adds a feature for each two values of two fields that are often together. The order of the features does not
// depend on the order of labels.
func (s *Set) FindPair(fields [2]int, labels []dataset.Label) {
	seen := map[[2]Spot]int{}
	for _, l := range labels {
		seen[s.cell(fields, l.Lead)]++
	}
	var often [][2]Spot
	for cell, n := range seen {
		if n >= leastSightings {
			often = append(often, cell)
		}
	}
	slices.SortFunc(often, func(a, b [2]Spot) int { return cmp.Or(a[0].compare(b[0]), a[1].compare(b[1])) })
	s.pairs = append(s.pairs, pair{fields, map[[2]Spot]int32{}})
	for _, cell := range often[:min(len(often), maxValues)] {
		s.add(Feature{Field: fields[0], Part: Both, N: len(s.pairs) - 1, Cell: cell})
	}
}

// addPair adds a pair without features, or fails where the fields cannot be one.
func (s *Set) addPair(fields [2]int) error {
	a, b := fields[0], fields[1]
	if a < 0 || a >= b || b >= len(s.columns) || !s.columns[a].single() || !s.columns[b].single() ||
		len(s.pairs) == MostPairs {
		return fmt.Errorf("the fields %d and %d of a model are no pair", a, b)
	}
	s.pairs = append(s.pairs, pair{fields, map[[2]Spot]int32{}})
	return nil
}

// Spots are the spots of labels in one field, each by a number below Kinds.
type Spots struct {
	Of    []int
	Kinds int
}

// Spots are the spots of labels in a field. There are none where the field cannot be in a pair.
func (s *Set) Spots(field int, labels []dataset.Label) (spots Spots) {
	if !s.columns[field].single() {
		return spots
	}
	known := map[Spot]int{}
	for _, l := range labels {
		spot := s.columns[field].spot(l.Fact(field))
		n, is := known[spot]
		if !is {
			n = len(known)
			known[spot] = n
		}
		spots.Of = append(spots.Of, n)
	}
	spots.Kinds = len(known)
	return spots
}
