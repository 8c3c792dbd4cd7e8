package trial

import (
	"strconv"
	"strings"
	"time"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/feature"
)

// A guesser gives the probability that a lead becomes positive, and learns its outcome once that is known.
type guesser interface {
	guess(l dataset.Label) float64 // by what is known at l.At, without l.Positive
	learn(l dataset.Label)
}

// baseRate is the rate of positive labels so far, the same for every lead. A model that is no better is worth nothing.
type baseRate struct{ dataset.Tally }

func (r *baseRate) guess(dataset.Label) float64 { return r.Rate() }

func (r *baseRate) learn(l dataset.Label) { r.Add(l) }

// The rate of a source is that of the last rateDays, or of the last rateLabels labels where there are no times.
const (
	rateDays   = 30 * 24 * time.Hour
	rateLabels = 1000
)

// sourceRate is the recent rate of the same source: what a marketer would guess.
type sourceRate struct {
	field  int // the index of the source, -1 for none
	all    baseRate
	recent []dataset.Label
	by     map[string]*baseRate
}

func newSourceRate(field int) *sourceRate {
	return &sourceRate{field: field, by: map[string]*baseRate{}}
}

func (s *sourceRate) source(l dataset.Label) string {
	return strings.TrimSpace(l.Fact(max(s.field, 0)))
}

func (s *sourceRate) guess(l dataset.Label) float64 {
	base := s.all.guess(l)
	if s.field < 0 {
		return base
	}
	s.drop(l.At)
	same := s.by[s.source(l)]
	if same == nil {
		return base
	}
	return (same.Positives + base) / (same.Labels + 1)
}

func (s *sourceRate) learn(l dataset.Label) {
	s.all.learn(l)
	if s.field < 0 {
		return
	}
	s.drop(l.At)
	s.recent = append(s.recent, l)
	if s.by[s.source(l)] == nil {
		s.by[s.source(l)] = &baseRate{}
	}
	s.by[s.source(l)].learn(l)
}

// drop removes labels that are no longer recent.
func (s *sourceRate) drop(now time.Time) {
	n := 0
	for n < len(s.recent) && (now.IsZero() && len(s.recent)-n >= rateLabels || now.Sub(s.recent[n].At) > rateDays) {
		s.by[s.source(s.recent[n])].Remove(s.recent[n])
		n++
	}
	s.recent = s.recent[n:]
}

// maxChoices is how many choices of one field naive Bayes counts.
const maxChoices = 10_000

// naiveBayes is the lead scoring of Odoo. It multiplies the chances by how much more often each value has positive
// labels than negative ones. Every count begins at 0.1, and values that were never seen are left out. In Odoo fields
// are choices; here numbers count too, by their range, which makes the baseline stronger.
type naiveBayes struct {
	fields []dataset.Field
	labels []dataset.Label
	ranged int              // labels when the ranges were found
	ranges []feature.Ranges // of the fields that are numbers
	all    baseRate
	counts []map[string]*[2]float64
	totals [][2]float64
}

func newNaiveBayes(fields []dataset.Field) *naiveBayes {
	b := &naiveBayes{fields: fields}
	b.begin()
	return b
}

// begin resets all counts, and finds ranges in the labels so far.
func (b *naiveBayes) begin() {
	b.all, b.totals = baseRate{}, make([][2]float64, len(b.fields))
	b.counts, b.ranges = make([]map[string]*[2]float64, len(b.fields)), make([]feature.Ranges, len(b.fields))
	for i, f := range b.fields {
		b.counts[i] = map[string]*[2]float64{}
		if f.Kind != dataset.Number {
			continue
		}
		values := make([]string, len(b.labels))
		for j, l := range b.labels {
			values[j] = l.Fact(i)
		}
		b.ranges[i] = feature.FindRanges(values)
	}
}

// choice is the value of a field as a choice. Not ok for a field that is neither a category nor a number.
func (b *naiveBayes) choice(i int, l dataset.Label) (choice string, ok bool) {
	text := l.Fact(i)
	switch b.fields[i].Kind {
	case dataset.Category:
		return feature.Value(text), true
	case dataset.Number:
		if n, is := feature.ParseNumber(strings.TrimSpace(text)); is {
			return strconv.Itoa(b.ranges[i].Of(n)), true
		}
		return "", true
	}
	return "", false
}

func (b *naiveBayes) guess(l dataset.Label) float64 {
	positive := b.all.guess(l)
	negative := 1 - positive
	for i := range b.fields {
		choice, ok := b.choice(i, l)
		seen, total := b.counts[i][choice], b.totals[i]
		if !ok || seen == nil || total[0] == 0 || total[1] == 0 {
			continue
		}
		positive *= seen[1] / total[1]
		negative *= seen[0] / total[0]
	}
	if positive+negative == 0 {
		return b.all.guess(l)
	}
	return min(max(positive/(positive+negative), 0.0001), 0.9999)
}

// learn counts a label. Once there are a quarter more labels, it finds the ranges again and counts all labels again.
func (b *naiveBayes) learn(l dataset.Label) {
	b.labels = append(b.labels, l)
	if len(b.labels) < b.ranged+b.ranged/4+10 {
		b.count(l)
		return
	}
	b.ranged = len(b.labels)
	b.begin()
	for _, l := range b.labels {
		b.count(l)
	}
}

func (b *naiveBayes) count(l dataset.Label) {
	b.all.learn(l)
	class := int(l.Class())
	for i := range b.fields {
		v, ok := b.choice(i, l)
		seen := b.counts[i][v]
		if ok && seen == nil && len(b.counts[i]) < maxChoices {
			seen = &[2]float64{0.1, 0.1}
			b.counts[i][v] = seen
			b.totals[i][0] += 0.1
			b.totals[i][1] += 0.1
		}
		if seen != nil {
			seen[class]++
			b.totals[i][class]++
		}
	}
}

// Source is the index of the field that is the source of leads: the one with that name, otherwise the first category
// whose values repeat, unlike those of an ID; -1 for none.
func Source(fields []dataset.Field, labels []dataset.Label, name string) int {
	first := -1
	for i, f := range fields {
		if f.Kind != dataset.Category {
			continue
		}
		if f.Name == name {
			return i
		}
		if first >= 0 {
			continue
		}
		seen := map[string]bool{}
		for _, l := range labels {
			seen[l.Fact(i)] = true
		}
		if len(seen)*2 <= len(labels) {
			first = i
		}
	}
	return first
}
