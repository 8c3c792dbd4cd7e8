package feature

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"baton/internal/scoring/likelihood/dataset"
)

// column is a field with the features of its values.
type column struct {
	dataset.Field
	ranges Ranges
	values map[string]int32
	seen   map[uint32]int // sightings of values that have no feature yet, by their hash
	parts  map[Part]int32 // features of which there is one
	nth    []int32        // features by range or group of words; -1 for none
	days   [7]int32
	months [13]int32
}

func newColumn(f dataset.Field) column {
	return column{Field: f, values: map[string]int32{}, seen: map[uint32]int{}, parts: map[Part]int32{}}
}

// room makes a column ready for n features that are told apart by a number.
func (c *column) room(n int) {
	c.nth = make([]int32, n)
	for i := range c.nth {
		c.nth[i] = -1
	}
}

// place notes where a feature of the column stands.
func (c *column) place(f Feature, at int32) {
	switch f.Part {
	case Is:
		c.values[f.Text] = at
	case Between, Word:
		c.nth[f.N] = at
	case Weekday:
		c.days[f.N] = at
	case Month:
		c.months[f.N] = at
	default:
		c.parts[f.Part] = at
	}
}

// terms appends the terms of a value.
func (c *column) terms(into []Term, text string) []Term {
	if text = strings.TrimSpace(text); text == "" {
		return append(into, Term{c.parts[Missing], 1})
	}
	switch c.Kind {
	case dataset.Number:
		n, ok := ParseNumber(text)
		if !ok {
			return append(into, Term{c.parts[NoNumber], 1})
		}
		return append(into, Term{c.nth[c.ranges.Of(n)], 1})
	case dataset.Date:
		day, ok := parseDate(text)
		if !ok {
			return append(into, Term{c.parts[NoDate], 1})
		}
		return append(into, Term{c.days[day.Weekday()], 1}, Term{c.months[day.Month()], 1})
	case dataset.Note:
		return c.wordTerms(into, text)
	}
	if at, known := c.values[Value(text)]; known {
		return append(into, Term{at, 1})
	}
	return append(into, Term{c.parts[Rare], 1})
}

// wordTerms appends the terms of a note. Together its words weigh as much as the root of their number, so that a long
// note does not outweigh all other fields.
func (c *column) wordTerms(into []Term, text string) []Term {
	from := len(into)
	for _, w := range words(text) {
		if at := c.nth[w.group]; at >= 0 {
			into = append(into, Term{at, 1})
		}
	}
	for i := from; i < len(into); i++ {
		into[i].X = 1 / math.Sqrt(float64(len(into)-from))
	}
	return into
}

// Ranges are ranges of numbers.
type Ranges struct {
	Edges []float64 // where a range ends and the next begins, rising
	Whole bool      // all numbers that were seen are whole
}

// Of is the range of a number, from 0 on. Infinite numbers are in the first or the last.
func (r Ranges) Of(n float64) int {
	return sort.Search(len(r.Edges), func(i int) bool { return n < r.Edges[i] })
}

// FindRanges divides numbers into ranges of about equally many. A number that is very frequent has a range to itself,
// and so has every number where they are few. Values that are no finite number are left out.
func FindRanges(values []string) (r Ranges) {
	var all []float64
	r.Whole = true
	for _, v := range values {
		if n, ok := ParseNumber(strings.TrimSpace(v)); ok && !math.IsInf(n, 0) {
			all = append(all, n)
			r.Whole = r.Whole && n == math.Trunc(n)
		}
	}
	slices.Sort(all)
	want := min(max(2, len(all)/25), maxRanges)
	each, least := len(all)/want, max(leastSightings, len(all)/200)
	for from, filled := 0, 0; from < len(all); {
		to := from
		for to < len(all) && all[to] == all[from] {
			to++
		}
		count := to - from
		if filled >= each || filled >= least && filled+count > each && len(r.Edges) < 3*maxRanges {
			r.Edges = append(r.Edges, all[from])
			filled = 0
		}
		filled += count
		from = to
	}
	return r
}

// rangeWords are the ranges from first to last as one. The upper end is the last whole number in it where all numbers
// are whole, otherwise the first number beyond it.
func (c *column) rangeWords(first, last int) string {
	edges := c.ranges.Edges
	switch {
	case first == 0 && last >= len(edges):
		return "is given"
	case first == 0:
		return "below " + figure(edges[last])
	case last >= len(edges):
		return figure(edges[first-1]) + " or more"
	}
	from, to := edges[first-1], edges[last]
	if c.ranges.Whole && to-from == 1 {
		return "is " + figure(from)
	}
	if c.ranges.Whole && math.Abs(to) < 1<<53 {
		to--
	}
	return figure(from) + " to " + figure(to)
}

func figure(n float64) string {
	if math.Abs(n) >= 1e-4 && math.Abs(n) < 1e15 || n == 0 {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return strconv.FormatFloat(n, 'g', 6, 64)
}
