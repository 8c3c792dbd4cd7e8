package feature

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"baton/internal/scoring/likelihood/dataset"
)

// find adds the features of a field, from its values in any order.
func (s *Set) find(field int, values []string) {
	c := &s.columns[field]
	add := func(f Feature) { f.Field = field; s.add(f) }
	add(Feature{Part: Missing})
	switch c.Kind {
	case dataset.Number:
		add(Feature{Part: NoNumber})
		c.ranges = FindRanges(values)
		c.room(len(c.ranges.Edges) + 1)
		for n := range len(c.ranges.Edges) + 1 {
			add(Feature{Part: Between, N: n})
		}
	case dataset.Date:
		add(Feature{Part: NoDate})
		for n := range 7 {
			add(Feature{Part: Weekday, N: n})
		}
		for n := 1; n <= 12; n++ {
			add(Feature{Part: Month, N: n})
		}
	case dataset.Note:
		c.room(groups)
		for _, w := range typical(values) {
			add(Feature{Part: Word, N: w.group, Text: w.word})
		}
	default:
		add(Feature{Part: Rare})
		often, seldom := sightings(values)
		c.seen = seldom
		for _, v := range often {
			add(Feature{Part: Is, Text: v})
		}
	}
}

// sightings are the values that are seen often enough for a feature of their own, in alphabetical order, and how often
// the other values are seen, by their hash.
func sightings(values []string) (often []string, seldom map[uint32]int) {
	seen := map[string]int{}
	for _, v := range values {
		if v = Value(strings.TrimSpace(v)); v != "" {
			seen[v]++
		}
	}
	seldom = map[uint32]int{}
	byCount := slices.SortedFunc(maps.Keys(seen), func(a, b string) int {
		return cmp.Or(cmp.Compare(seen[b], seen[a]), cmp.Compare(a, b))
	})
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

// typical is the most frequent word of each group that occurs, "" where that word is rare. A model outlives the leads
// that it learned from, so it keeps no word that only a few of them contain.
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
