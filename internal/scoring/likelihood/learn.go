package likelihood

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// add gives a new feature its weight, as it is believed to be before any label.
func (m *Model) add(f feature) int32 {
	mean, precision := f.believed(m.caution)
	m.features = append(m.features, f)
	m.mean = append(m.mean, mean)
	m.precision = append(m.precision, precision)
	m.believed = append(m.believed, precision)
	return int32(len(m.features) - 1)
}

// place notes at the column where a feature has its weight.
func (m *Model) place(at int32) {
	f := m.features[at]
	switch {
	case f.Field < 0:
		return
	case f.Part == both:
		m.pairs[f.N].cells[f.Cell] = at
		return
	}
	c := &m.columns[f.Field]
	switch f.Part {
	case is:
		c.values[f.Text] = at
	case between, word:
		c.nth[f.N] = at
	case weekday:
		c.days[f.N] = at
	case month:
		c.months[f.N] = at
	default:
		c.parts[f.Part] = at
	}
}

// find finds the features of a field in its values, which are told in an order that does not matter.
func (m *Model) find(field int, values []string) {
	c := &m.columns[field]
	known := func(f feature) { f.Field = field; m.place(m.add(f)) }
	known(feature{Part: missing})
	switch c.Kind {
	case Number:
		known(feature{Part: noNumber})
		c.edges, c.whole = ranges(values)
		c.room(len(c.edges) + 1)
		for n := range len(c.edges) + 1 {
			known(feature{Part: between, N: n})
		}
	case Date:
		known(feature{Part: noDate})
		for n := range 7 {
			known(feature{Part: weekday, N: n})
		}
		for n := 1; n <= 12; n++ {
			known(feature{Part: month, N: n})
		}
	case Note:
		c.room(groups)
		for _, w := range typical(values) {
			known(feature{Part: word, N: w.group, Text: w.word})
		}
	default:
		known(feature{Part: rare})
		often, seldom := sightings(values)
		c.seen = seldom
		for _, v := range often {
			known(feature{Part: is, Text: v})
		}
	}
}

// room makes a column ready for n features that are told apart by a number.
func (c *column) room(n int) {
	c.nth = make([]int32, n)
	for i := range c.nth {
		c.nth[i] = -1
	}
}

// sightings are the values that are seen often enough for a weight of their own, in alphabetical order, and how often the others were.
func sightings(values []string) (often []string, seldom map[uint32]int) {
	seen := map[string]int{}
	for _, v := range values {
		if v = value(strings.TrimSpace(v)); v != "" {
			seen[v]++
		}
	}
	seldom = map[uint32]int{}
	byCount := slices.SortedFunc(maps.Keys(seen), func(a, b string) int { return cmp.Or(cmp.Compare(seen[b], seen[a]), cmp.Compare(a, b)) })
	for _, v := range byCount {
		switch {
		case seen[v] >= leastSightings && len(often) < maxValues:
			often = append(often, v)
		case len(seldom) < maxSeen:
			seldom[hash(v)] = min(seen[v], leastSightings-1)
		}
	}
	slices.Sort(often)
	return often, seldom
}

// typical is the most frequent word of each group that occurs; the word of a group is "" where it is rare. A model outlives the leads that
// it learned from, so it keeps nothing that only a few of them said.
func typical(values []string) []noted {
	counts := map[noted]int{}
	for _, v := range values {
		for _, w := range words(v) {
			if _, counted := counts[w]; counted || len(counts) < maxSeen*10 {
				counts[w]++
			}
		}
	}
	best := map[int]noted{}
	for w, n := range counts {
		if b, any := best[w.group]; !any || n > counts[b] || n == counts[b] && w.word < b.word {
			best[w.group] = w
		}
	}
	for g, w := range best {
		if counts[w] < leastSightings {
			best[g] = noted{group: g}
		}
	}
	return slices.SortedFunc(maps.Values(best), func(a, b noted) int { return cmp.Compare(a.group, b.group) })
}

// ranges are the edges between ranges of about equally many numbers. A number that is very frequent has a range to itself, and so has
// every one where they are few.
func ranges(values []string) (edges []float64, whole bool) {
	var all []float64
	whole = true
	for _, v := range values {
		if n, ok := number(strings.TrimSpace(v)); ok && !math.IsInf(n, 0) {
			all = append(all, n)
			whole = whole && n == math.Trunc(n)
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
		if filled >= each || filled >= least && filled+count > each && len(edges) < 3*maxRanges {
			edges = append(edges, all[from])
			filled = 0
		}
		filled += count
		from = to
	}
	return edges, whole
}

// meet counts the values of a lead that the model has no weights for, and gives them one when they are no longer rare: the one that rare
// values share is what is believed of it. Words get theirs at once.
func (m *Model) meet(l Lead) {
	for field := range m.columns {
		c := &m.columns[field]
		text := strings.TrimSpace(at(l.Facts, field))
		switch c.Kind {
		case Note:
			for _, w := range words(text) {
				if c.nth[w.group] < 0 {
					m.place(m.add(feature{Field: field, Part: word, N: w.group}))
				}
			}
		case Category:
			m.count(field, value(text))
		}
	}
}

// count counts one sighting of a value.
func (m *Model) count(field int, text string) {
	c := &m.columns[field]
	if _, known := c.values[text]; known || text == "" {
		return
	}
	n, counted := c.seen[hash(text)]
	switch {
	case n+1 >= leastSightings && len(c.values) < maxValues:
		delete(c.seen, hash(text))
		at := m.add(feature{Field: field, Part: is, Text: strings.Clone(text)})
		m.mean[at] = m.mean[c.parts[rare]]
		m.place(at)
	case counted:
		c.seen[hash(text)] = min(n+1, leastSightings-1)
	case len(c.seen) < maxSeen:
		c.seen[hash(text)] = 1
	}
}

// at is the nth of some values, "" where there are fewer.
func at(values []string, n int) string {
	if n < len(values) {
		return values[n]
	}
	return ""
}
