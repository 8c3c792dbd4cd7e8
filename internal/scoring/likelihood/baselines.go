package likelihood

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A guesser gives the probability that a lead becomes positive, and learns what became of it once that is known.
type guesser interface {
	guess(l Label) float64 // by what is known at l.At, without l.Positive
	learn(l Label)
}

// waiting is a queue in the order of the time that each waits for.
type waiting[T any] []timed[T]

type timed[T any] struct {
	at   time.Time
	what T
}

// add queues what until a time, behind others that wait for the same.
func (w *waiting[T]) add(what T, until time.Time) {
	i, _ := slices.BinarySearchFunc(*w, until, func(t timed[T], until time.Time) int { return cmp.Or(t.at.Compare(until), -1) })
	*w = slices.Insert(*w, i, timed[T]{until, what})
}

// until removes and returns what waits for a time up to now.
func (w *waiting[T]) until(now time.Time) (all []T) {
	n := 0
	for ; n < len(*w) && !(*w)[n].at.After(now); n++ {
		all = append(all, (*w)[n].what)
	}
	*w = (*w)[n:]
	return all
}

// rate is the running base rate, the same for every lead. A model that does no better is worth nothing.
type rate struct{ labels, positives float64 }

func (r *rate) guess(Label) float64 { return (r.positives + 1) / (r.labels + 2) }

func (r *rate) learn(l Label) {
	r.labels++
	r.positives += digit(l.Positive)
}

// The source's rate is that of the last rateDays, or of the last rateLabels labels where there are no times.
const (
	rateDays   = 30 * 24 * time.Hour
	rateLabels = 1000
)

// sourceRate is the recent rate of the same source: what a marketer would guess.
type sourceRate struct {
	field  int // the source, -1 where there is none
	all    rate
	recent []Label
	by     map[string]*rate
}

func (s *sourceRate) source(l Label) string { return strings.TrimSpace(at(l.Facts, max(s.field, 0))) }

func (s *sourceRate) guess(l Label) float64 {
	base := s.all.guess(l)
	if s.field < 0 {
		return base
	}
	s.drop(l.At)
	same := s.by[s.source(l)]
	if same == nil {
		return base
	}
	return (same.positives + base) / (same.labels + 1)
}

func (s *sourceRate) learn(l Label) {
	s.all.learn(l)
	if s.field < 0 {
		return
	}
	s.drop(l.At)
	s.recent = append(s.recent, l)
	if s.by[s.source(l)] == nil {
		s.by[s.source(l)] = &rate{}
	}
	s.by[s.source(l)].learn(l)
}

// drop removes labels that are no longer recent.
func (s *sourceRate) drop(now time.Time) {
	n := 0
	for n < len(s.recent) && (now.IsZero() && len(s.recent)-n >= rateLabels || now.Sub(s.recent[n].At) > rateDays) {
		old := s.by[s.source(s.recent[n])]
		old.labels--
		old.positives -= digit(s.recent[n].Positive)
		n++
	}
	s.recent = s.recent[n:]
}

// naiveBayes is what the lead scoring of Odoo does. It multiplies the chances by how much more often each value has
// positive labels than negative ones. Every count begins at 0.1, and values that were never seen are left out. Odoo's
// fields are choices; here a number is one too, by its range, which makes the baseline stronger.
type naiveBayes struct {
	fields []Field
	labels []Label
	ranged int      // labels when the ranges were found
	ranges []column // of the fields that are numbers
	all    rate
	counts []map[string]*[2]float64
	totals [][2]float64
}

func newNaiveBayes(fields []Field) *naiveBayes {
	b := &naiveBayes{fields: fields}
	b.begin()
	return b
}

// begin resets all counts, and finds ranges in the labels so far.
func (b *naiveBayes) begin() {
	b.all, b.totals, b.counts, b.ranges = rate{}, make([][2]float64, len(b.fields)), make([]map[string]*[2]float64, len(b.fields)), make([]column, len(b.fields))
	for i, f := range b.fields {
		b.counts[i] = map[string]*[2]float64{}
		if f.Kind != Number {
			continue
		}
		values := make([]string, len(b.labels))
		for j, l := range b.labels {
			values[j] = at(l.Facts, i)
		}
		b.ranges[i].edges, _ = ranges(values)
	}
}

// choice is the value of a field as a choice. It is not ok for a field that is none.
func (b *naiveBayes) choice(i int, l Label) (choice string, ok bool) {
	text := at(l.Facts, i)
	switch b.fields[i].Kind {
	case Category:
		return value(text), true
	case Number:
		if n, is := number(strings.TrimSpace(text)); is {
			return strconv.Itoa(b.ranges[i].within(n)), true
		}
		return "", true
	}
	return "", false
}

func (b *naiveBayes) guess(l Label) float64 {
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

// learn counts a label. Once there are a quarter more labels, it finds the ranges anew and counts all again.
func (b *naiveBayes) learn(l Label) {
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

func (b *naiveBayes) count(l Label) {
	b.all.learn(l)
	class := int(digit(l.Positive))
	for i := range b.fields {
		v, ok := b.choice(i, l)
		seen := b.counts[i][v]
		if ok && seen == nil && len(b.counts[i]) < maxSeen {
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

// Source is the index of the field that is the source of leads: the one of that name, else the first category whose
// values repeat, unlike those of an id; -1 where there is none.
func Source(fields []Field, labels []Label, name string) int {
	first := -1
	for i, f := range fields {
		if f.Kind != Category {
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
			seen[at(l.Facts, i)] = true
		}
		if len(seen)*2 <= len(labels) {
			first = i
		}
	}
	return first
}
