package likelihood

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// keptVersion is that of the form in which models are kept.
const keptVersion = 1

// kept is a model as it is kept.
type kept struct {
	Version   int          `json:"version"`
	Leads     int          `json:"leads,omitempty"` // as many as labels where it is not told
	Labels    int          `json:"labels"`
	Positives int          `json:"positives"`
	Caution   float64      `json:"caution,omitempty"` // 1 where it is not told
	Columns   []keptColumn `json:"columns"`
	Pairs     [][2]int     `json:"pairs,omitempty"`
	Weights   []keptWeight `json:"weights"`
	Outcomes  []outcome    `json:"outcomes,omitempty"`
}

type keptColumn struct {
	Field
	Edges []float64      `json:"edges,omitempty"`
	Whole bool           `json:"whole,omitempty"`
	Seen  map[uint32]int `json:"seen,omitempty"`
}

type keptWeight struct {
	feature
	Mean      float64 `json:"mean"`
	Precision float64 `json:"precision"`
}

// MarshalJSON is the model as it is kept: its fields, what it knows of their values, and its weights.
func (m *Model) MarshalJSON() ([]byte, error) {
	k := kept{
		Version: keptVersion, Leads: m.leads, Labels: m.labels, Positives: m.positives, Caution: m.caution, Columns: []keptColumn{},
		Pairs: m.Choice().Pairs, Outcomes: m.corrects.sorted,
	}
	for i := range m.columns {
		c := &m.columns[i]
		k.Columns = append(k.Columns, keptColumn{c.Field, c.edges, c.whole, c.seen})
	}
	for i, f := range m.features {
		k.Weights = append(k.Weights, keptWeight{f, m.mean[i], m.precision[i]})
	}
	return json.Marshal(k)
}

// UnmarshalJSON reads a model that was kept. What is not one is refused, and m stays as it was.
func (m *Model) UnmarshalJSON(text []byte) (err error) {
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		return err
	}
	switch {
	case k.Version != keptVersion:
		return fmt.Errorf("this is version %d of a model, and not version %d", k.Version, keptVersion)
	case k.Positives < 0 || k.Labels < k.Positives:
		return fmt.Errorf("%d of %d labels of a model cannot be positive", k.Positives, k.Labels)
	case k.Caution < 0 || k.Caution > 1e6:
		return fmt.Errorf("no model is as cautious as %g", k.Caution)
	}
	read := &Model{leads: cmp.Or(k.Leads, k.Labels), labels: k.Labels, positives: k.Positives, caution: cmp.Or(k.Caution, 1)}
	for _, c := range k.Columns {
		column, err := c.column()
		if err != nil {
			return err
		}
		read.columns = append(read.columns, column)
	}
	for _, fields := range k.Pairs {
		if err := read.takePair(fields); err != nil {
			return err
		}
	}
	if read.corrects, err = takeOutcomes(k.Outcomes); err != nil {
		return err
	}
	for i, w := range k.Weights {
		if err := read.take(i, w); err != nil {
			return err
		}
	}
	if err := read.whole(); err != nil {
		return err
	}
	*m = *read
	return nil
}

func (k keptColumn) column() (column, error) {
	c := newColumn(k.Field)
	if !slices.Contains(kinds, k.Kind) {
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
	c.edges, c.whole = k.Edges, k.Whole
	for value, n := range k.Seen {
		c.seen[value] = min(max(n, 0), leastSightings-1)
	}
	switch k.Kind {
	case Number:
		c.room(len(c.edges) + 1)
	case Note:
		c.room(groups)
	}
	return c, nil
}

// takePair takes two fields that are looked at together.
func (m *Model) takePair(fields [2]int) error {
	a, b := fields[0], fields[1]
	if a < 0 || a >= b || b >= len(m.columns) || !m.columns[a].single() || !m.columns[b].single() || len(m.pairs) == mostPairs {
		return fmt.Errorf("the fields %d and %d of a model are no pair", a, b)
	}
	m.pairs = append(m.pairs, pair{fields, map[[2]spot]int32{}})
	return nil
}

// takeOutcomes takes what a model is corrected by.
func takeOutcomes(outcomes []outcome) (calibration, error) {
	for _, o := range outcomes {
		if !(math.Abs(o.Odds) <= mostOdds) || !(o.Weight > 0 && o.Weight <= 1) {
			return calibration{}, errors.New("an outcome of a model is none")
		}
	}
	if len(outcomes) == 0 || len(outcomes) > mostOutcomes {
		return calibration{}, nil
	}
	return regressed(outcomes), nil
}

// take takes a weight, if its feature can be one of the model.
func (m *Model) take(i int, w keptWeight) error {
	_, least := w.believed(m.caution)
	sound := w.Precision >= least*(1-1e-9) && w.Precision < 1e12 && math.Abs(w.Mean) < 1e6
	switch {
	case !sound:
		return fmt.Errorf("weight %d of a model is no number that a weight can be", i)
	case !m.belongs(i, w.feature):
		return fmt.Errorf("weight %d of a model belongs to nothing", i)
	}
	at := m.add(w.feature)
	m.place(at)
	m.mean[at], m.precision[at] = w.Mean, w.Precision
	return nil
}

// parts are the features that a field of a kind can have.
var parts = map[Kind][]part{
	Category: {missing, rare, is}, Number: {missing, noNumber, between}, Date: {missing, noDate, weekday, month}, Note: {missing, word},
}

func (m *Model) belongs(i int, f feature) bool {
	switch {
	case i == intercept:
		return f == feature{Field: -1, Part: always}
	case i == ruleScore:
		return f == feature{Field: -1, Part: rules}
	case f.Part == both:
		return m.holdsBoth(f)
	case f.Field < 0 || f.Field >= len(m.columns) || !slices.Contains(parts[m.columns[f.Field].Kind], f.Part):
		return false
	}
	c := &m.columns[f.Field]
	switch f.Part {
	case is:
		return len(c.values) < maxValues
	case between, word:
		return f.N >= 0 && f.N < len(c.nth) && c.nth[f.N] < 0
	case weekday:
		return f.N >= 0 && f.N < 7
	case month:
		return f.N >= 1 && f.N <= 12
	}
	return true
}

// holdsBoth reports whether a feature is a cell of a pair.
func (m *Model) holdsBoth(f feature) bool {
	if f.N < 0 || f.N >= len(m.pairs) || f.Field != m.pairs[f.N].fields[0] || len(m.pairs[f.N].cells) == maxValues {
		return false
	}
	for i, field := range m.pairs[f.N].fields {
		if !m.columns[field].has(f.Cell[i]) {
			return false
		}
	}
	_, taken := m.pairs[f.N].cells[f.Cell]
	return !taken
}

// whole reports that a model has every weight that a lead can ask for.
func (m *Model) whole() error {
	lacks := errors.New("a model lacks weights")
	if len(m.features) < 2 {
		return lacks
	}
	for i := range m.columns {
		c := &m.columns[i]
		need := map[Kind][]part{Category: {missing, rare}, Number: {missing, noNumber}, Date: {missing, noDate}, Note: {missing}}[c.Kind]
		for _, p := range need {
			if _, there := c.parts[p]; !there {
				return lacks
			}
		}
		if c.Kind == Number && slices.Contains(c.nth, -1) || c.Kind == Date && (slices.Contains(c.days[:], 0) || slices.Contains(c.months[1:], 0)) {
			return lacks
		}
	}
	return nil
}
