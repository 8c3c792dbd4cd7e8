package likelihood

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// part is what a feature says of its field.
type part string

const (
	always   part = "always"    // of every lead: the intercept
	rules    part = "rules"     // the rule score, which is weighed instead of being there or not
	is       part = "is"        // has this value
	rare     part = "rare"      // has a value that few leads have
	missing  part = "missing"   // has none
	between  part = "between"   // a number of this range
	noNumber part = "no number" // something stands where a number should
	weekday  part = "weekday"
	month    part = "month"
	noDate   part = "no date"
	word     part = "word" // a word of this group stands in it
	both     part = "both" // two others hold at once
)

// feature is one thing that has a weight.
type feature struct {
	Field int     `json:"field"` // -1 for what belongs to none
	Part  part    `json:"part"`
	Text  string  `json:"text,omitempty"` // the value; the word that stands for its group
	N     int     `json:"n,omitempty"`    // which range, weekday, month or group of words; which pair of fields
	Cell  [2]spot `json:"cell,omitzero"`  // what holds at once
}

// What the weights are believed to be before any label: how far from its mean, as a precision (1 / variance).
const (
	weightPrecision    = 4.0
	interceptPrecision = 0.1
	rulesPrecision     = 4.0
	stretchPrecision   = 30.0 // of how far the level of a time is from that of all times
	pairPrecision      = 16.0
)

// believed is what is believed of a feature's weight before any label, by how cautious the model is. The rules are trusted as they stand.
func (f feature) believed(caution float64) (mean, precision float64) {
	switch f.Part {
	case always:
		return 0, interceptPrecision
	case rules:
		return 1, rulesPrecision
	case both: // a pair is taken only where it was seen to tell something
		return 0, pairPrecision
	}
	return 0, weightPrecision * caution
}

// Limits. What is beyond them is pooled, so that a field of a million values costs no more than one of a thousand.
const (
	maxValues = 1000  // weights for the values of one field
	maxSeen   = 10000 // values of one field that are being counted until they are no longer rare
	maxRanges = 12
	maxWords  = 100     // of one note
	groups    = 1 << 12 // of words
	maxText   = 200     // bytes of a value that tell it from others
)

// leastSightings is how often a value must have been seen to have a weight of its own.
const leastSightings = 10

// column is a field with what was learned of its values.
type column struct {
	Field
	edges  []float64 // where ranges end and the next begins
	whole  bool      // all numbers that were seen are whole
	values map[string]int32
	seen   map[uint32]int // sightings of values that have no weight yet, by their hash
	parts  map[part]int32 // features of which there is one
	nth    []int32        // features by range or group of words, -1 where there is none
	days   [7]int32
	months [13]int32
}

func newColumn(f Field) column {
	return column{Field: f, values: map[string]int32{}, seen: map[uint32]int{}, parts: map[part]int32{}}
}

// term is a feature that a lead has, and how much of it.
type term struct {
	at int32
	x  float64
}

// terms appends those of a value.
func (c *column) terms(into []term, text string) []term {
	if text = strings.TrimSpace(text); text == "" {
		return append(into, term{c.parts[missing], 1})
	}
	switch c.Kind {
	case Number:
		n, ok := number(text)
		if !ok {
			return append(into, term{c.parts[noNumber], 1})
		}
		return append(into, term{c.nth[c.within(n)], 1})
	case Date:
		day, ok := date(text)
		if !ok {
			return append(into, term{c.parts[noDate], 1})
		}
		return append(into, term{c.days[day.Weekday()], 1}, term{c.months[day.Month()], 1})
	case Note:
		return c.wordTerms(into, text)
	}
	if at, known := c.values[value(text)]; known {
		return append(into, term{at, 1})
	}
	return append(into, term{c.parts[rare], 1})
}

// wordTerms are those of a note. All its words together weigh as much as the root of their number, so that a long one does not shout.
func (c *column) wordTerms(into []term, text string) []term {
	from := len(into)
	for _, w := range words(text) {
		if at := c.nth[w.group]; at >= 0 {
			into = append(into, term{at, 1})
		}
	}
	for i := from; i < len(into); i++ {
		into[i].x = 1 / math.Sqrt(float64(len(into)-from))
	}
	return into
}

// within is the range of a number. What is infinite lies in the first or the last.
func (c *column) within(n float64) int {
	from, to := 0, len(c.edges)
	for from < to {
		if middle := (from + to) / 2; n < c.edges[middle] {
			to = middle
		} else {
			from = middle + 1
		}
	}
	return from
}

// value is what a lead with the feature has in its field, "" where that is no single value.
func (f feature) value() string {
	if f.Part == is {
		return f.Text
	}
	return ""
}

// Words are a feature as people read it: Source is Webinar, Company size 50 to 199, Note has “demo”.
func (f feature) words(columns []column) string {
	switch f.Part {
	case always:
		return "Every lead starts with"
	case rules:
		return "Rule score"
	}
	c := &columns[f.Field]
	name := c.Field.words()
	switch f.Part {
	case is:
		return name + " is " + f.Text
	case rare:
		return name + " has a rare value"
	case missing:
		return name + " is missing"
	case between:
		return name + " " + c.rangeWords(f.N, f.N)
	case noNumber:
		return name + " is not a number"
	case weekday:
		return name + " on a " + time.Weekday(f.N).String()
	case month:
		return name + " in " + time.Month(f.N).String()
	case noDate:
		return name + " is not a date"
	}
	if f.Text == "" {
		return name + " has a rare word"
	}
	return fmt.Sprintf("%s has “%s”", name, f.Text)
}

// rangeWords are the ranges of numbers from one to another, as one. Its end is the last whole number in it where all numbers are whole, else the
// first beyond it.
func (c *column) rangeWords(first, last int) string {
	switch {
	case first == 0 && last >= len(c.edges):
		return "is given"
	case first == 0:
		return "below " + figure(c.edges[last])
	case last >= len(c.edges):
		return figure(c.edges[first-1]) + " or more"
	}
	from, to := c.edges[first-1], c.edges[last]
	if c.whole && to-from == 1 {
		return "is " + figure(from)
	}
	if c.whole && math.Abs(to) < 1<<53 {
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

// value is a text as a category.
func value(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxText)], "")
}

// number reads a number, also one with commas between thousands. What is infinite is one; NaN is none.
func number(text string) (float64, bool) {
	if text == "" || text[0] > '9' && text[0] != 'I' && text[0] != 'i' {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil && strings.Contains(text, ",") && thousands(text) {
		n, err = strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	}
	return n, err == nil || math.IsInf(n, 0)
}

// thousands reports commas that stand between thousands, as in 1,250,000.50.
func thousands(text string) bool {
	whole, _, _ := strings.Cut(strings.TrimLeft(text, "+-"), ".")
	parts := strings.Split(whole, ",")
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return false
		}
	}
	return len(parts[0]) >= 1 && len(parts[0]) <= 3
}

// date reads a day, with or without a time.
func date(text string) (time.Time, bool) {
	if len(text) < len(time.DateOnly) || text[4] != '-' {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, text[:len(time.DateOnly)])
	return day, err == nil && (len(text) == len(time.DateOnly) || text[len(time.DateOnly)] == 'T')
}
