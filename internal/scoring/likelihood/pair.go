package likelihood

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"
)

// pair is two fields whose values together say more than their sum: a weight for each two values that are often together.
type pair struct {
	fields [2]int
	cells  map[[2]spot]int32
}

// spot is what a lead has in a field, as pairs tell it apart: a value that is not rare, or one of a few ranges.
type spot struct {
	Part part   `json:"part"`
	Text string `json:"text,omitempty"`
	N    int    `json:"n,omitempty"` // which of the coarse ranges
}

// coarse is how many ranges a number has in a pair. More would leave few leads in each cell.
const coarse = 4

// single reports whether a value of the field has one feature, so that the field can be one of a pair.
func (c *column) single() bool { return c.Kind == Category || c.Kind == Number }

// spot is that of a value.
func (c *column) spot(text string) spot {
	if text = strings.TrimSpace(text); text == "" {
		return spot{Part: missing}
	}
	if c.Kind == Number {
		n, ok := number(text)
		if !ok {
			return spot{Part: noNumber}
		}
		return spot{Part: between, N: c.within(n) * coarse / len(c.nth)}
	}
	text = value(text)
	if _, known := c.values[text]; !known {
		return spot{Part: rare}
	}
	return spot{Part: is, Text: strings.Clone(text)}
}

// has reports whether the field has such a spot.
func (c *column) has(s spot) bool {
	switch s.Part {
	case is:
		_, known := c.values[s.Text]
		return known && s.N == 0
	case between:
		return c.Kind == Number && s.Text == "" && s.N >= 0 && s.N < coarse
	}
	return slices.Contains(parts[c.Kind], s.Part) && s.Text == "" && s.N == 0
}

// meaning is what a spot says of a lead.
func (c *column) meaning(s spot) Meaning {
	if s.Part != between {
		f := feature{Part: s.Part, Text: s.Text}
		return Meaning{Field: c.Name, Value: f.value(), Words: f.words([]column{*c})}
	}
	first := func(group int) int { return (group*len(c.nth) + coarse - 1) / coarse }
	return Meaning{Field: c.Name, Words: c.Field.words() + " " + c.rangeWords(first(s.N), first(s.N+1)-1)}
}

// cell is the spots of a lead in two fields.
func (m *Model) cell(fields [2]int, l Lead) (cell [2]spot) {
	for i, field := range fields {
		cell[i] = m.columns[field].spot(at(l.Facts, field))
	}
	return cell
}

// findPair finds the values of two fields that are often together. They get their weights in an order that does not depend on that of labels.
func (m *Model) findPair(fields [2]int, labels []Label) {
	seen := map[[2]spot]int{}
	for _, l := range labels {
		seen[m.cell(fields, l.Lead)]++
	}
	var often [][2]spot
	for cell, n := range seen {
		if n >= leastSightings {
			often = append(often, cell)
		}
	}
	slices.SortFunc(often, func(a, b [2]spot) int { return cmp.Or(a[0].compare(b[0]), a[1].compare(b[1])) })
	m.pairs = append(m.pairs, pair{fields, map[[2]spot]int32{}})
	for _, cell := range often[:min(len(often), maxValues)] {
		m.place(m.add(feature{Field: fields[0], Part: both, N: len(m.pairs) - 1, Cell: cell}))
	}
}

func (s spot) compare(other spot) int {
	return cmp.Or(cmp.Compare(s.Part, other.Part), cmp.Compare(s.Text, other.Text), cmp.Compare(s.N, other.N))
}

// When two fields are looked at together, and how much that has to bring.
const (
	leastForPairs = 500 // labels
	mostPairs     = 3
	pairChance    = 0.01   // that the best of all pairs brings so much by chance
	pairGain      = 0.0005 // of the surprise of a label
)

// pairsOf are the fields that foresee better together than one by one. A pair is taken when half of the labels say so of the other half, more
// than chance does, and when the earlier labels with the pair foresee the later ones better than without.
func pairsOf(caution float64, fields []Field, labels []Label) (pairs [][2]int) {
	cut := afterTie(labels, 3*len(labels)/5)
	if len(labels) < leastForPairs || cut == len(labels) {
		return nil
	}
	later := labels[cut:]
	foresees := func(pairs [][2]int) float64 {
		return separation(FitWith(Choice{Caution: caution, Pairs: pairs}, fields, labels[:cut]).odds(later), later)
	}
	all, without := FitWith(Choice{Caution: caution}, fields, labels), math.NaN()
	for len(pairs) < mostPairs {
		best, gains := all.bestPair(labels, pairs)
		if !gains {
			break
		}
		if math.IsNaN(without) {
			without = foresees(pairs)
		}
		next := append(slices.Clone(pairs), best)
		with := foresees(next)
		if with > without-pairGain {
			break
		}
		pairs, without = next, with
		all = FitWith(Choice{Caution: caution, Pairs: pairs}, fields, labels)
	}
	return pairs
}

// odds are what the model says of labels.
func (m *Model) odds(labels []Label) []float64 {
	odds := make([]float64, len(labels))
	for i, l := range labels {
		p, _ := m.Predict(l.Lead)
		odds[i] = p.Odds
	}
	return odds
}

// bestPair is the pair, of those that are not taken yet, whose cells improve what the model says of labels the most; gains says that chance does
// not do that, however many pairs there are.
func (m *Model) bestPair(labels []Label, taken [][2]int) (best [2]int, gains bool) {
	odds := m.odds(labels)
	settled(odds, labels)
	spots := make([]spots, len(m.columns))
	for field := range m.columns {
		if m.columns[field].single() {
			spots[field] = m.spotsOf(field, labels)
		}
	}
	most, tried := 0.0, 0
	for b := range spots {
		for a := range b {
			if spots[a].kinds < 2 || spots[b].kinds < 2 || slices.Contains(taken, [2]int{a, b}) {
				continue
			}
			tried++
			if z := m.gain(spots[a], spots[b], labels, odds); z > most {
				best, most = [2]int{a, b}, z
			}
		}
	}
	return best, distuv.UnitNormal.Survival(most)*float64(tried) < pairChance
}

// spots are which of so many kinds of spots each label has in a field.
type spots struct {
	of    []int
	kinds int
}

func (m *Model) spotsOf(field int, labels []Label) (s spots) {
	known := map[spot]int{}
	for _, l := range labels {
		spot := m.columns[field].spot(at(l.Facts, field))
		n, is := known[spot]
		if !is {
			n = len(known)
			known[spot] = n
		}
		s.of = append(s.of, n)
	}
	s.kinds = len(known)
	return s
}

// mostCells is how many cells a pair may have to be looked at.
const mostCells = 50_000

// gain is how much less labels surprise once each of two halves has the cells that the other half teaches, by one step of Newton: the sum, divided
// by its error.
func (m *Model) gain(a, b spots, labels []Label, odds []float64) (z float64) {
	n := a.kinds * b.kinds
	if n > mostCells {
		return 0
	}
	up, bend := make([][2]float64, n), make([][2]float64, n)
	for i, l := range labels {
		p, q := sigmoid(odds[i]), sigmoid(odds[i]+l.evidence())
		cell := a.of[i]*b.kinds + b.of[i]
		up[cell][i%2] += q - p
		bend[cell][i%2] += max(0, p*(1-p)-q*(1-q))
	}
	sum, squares := 0.0, 0.0
	for i, l := range labels {
		cell, other := a.of[i]*b.kinds+b.of[i], 1-i%2
		by := up[cell][other] / (bend[cell][other] + pairPrecision)
		less := surprise(odds[i], l.evidence()) - surprise(odds[i]+by, l.evidence())
		sum, squares = sum+less, squares+less*less
	}
	return sum / math.Sqrt(squares+1e-12)
}
