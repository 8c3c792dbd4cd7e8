// Package feature finds the features of leads in their fields, by kind of field: values, ranges of numbers, days, words
// of notes, and pairs of these. It knows which features there are and which of them a lead has; the weights are
// elsewhere.
package feature

import (
	"cmp"
	"fmt"
	"time"

	"baton/internal/scoring/likelihood/dataset"
)

// Part is what a feature says of its field.
type Part string

// What features say.
const (
	Always   Part = "always"    // of every lead: the intercept
	Rules    Part = "rules"     // the rule score, which is a number instead of being there or not
	Is       Part = "is"        // the field has this value
	Rare     Part = "rare"      // it has a value that few leads have
	Missing  Part = "missing"   // it has none
	Between  Part = "between"   // it has a number of this range
	NoNumber Part = "no number" // it has something else than a number
	Weekday  Part = "weekday"
	Month    Part = "month"
	NoDate   Part = "no date"
	Word     Part = "word" // a word of this group stands in it
	Both     Part = "both" // two fields have these values at once
)

// Feature is one thing that a model has a weight for.
type Feature struct {
	Field int     `json:"field"` // its index; -1 for a feature of no field
	Part  Part    `json:"part"`
	Text  string  `json:"text,omitempty"` // the value, or the word that stands for its group
	N     int     `json:"n,omitempty"`    // which range, weekday, month, group of words or pair of fields
	Cell  [2]Spot `json:"cell,omitzero"`  // the two values of a pair
}

// Limits. What is beyond them is pooled, so that a field of a million values costs no more than one of a thousand.
const (
	maxValues = 1000  // features for the values of one field
	maxSeen   = 10000 // rare values of one field that are counted
	maxRanges = 12
	maxWords  = 100     // of one note
	groups    = 1 << 12 // of words
	maxText   = 200     // bytes of a value that tell it from others
)

// leastSightings is how often a value must have been seen to have a feature of its own.
const leastSightings = 10

// Term is a feature that a lead has, by its index, and its amount: 1 for most, less for the words of a note.
type Term struct {
	At int32
	X  float64
}

// Meaning is what a feature says of a lead.
type Meaning struct {
	Field string   // its name; "" for the intercept and the rule score
	Value string   // the value of the lead; "" where the words say it in another way
	Words string   // such as Source is Webinar
	And   *Meaning `json:",omitempty"` // of a pair: what the other field says
}

// value is what a lead with the feature has in its field, "" where that is no single value.
func (f Feature) value() string {
	if f.Part == Is {
		return f.Text
	}
	return ""
}

// words are a feature as people read it: Source is Webinar, Company size 50 to 199, Note has “demo”.
func (f Feature) words(columns []column) string {
	switch f.Part {
	case Always:
		return "Every lead starts with"
	case Rules:
		return "Rule score"
	}
	c := &columns[f.Field]
	name := c.Title()
	switch f.Part {
	case Is:
		return name + " is " + f.Text
	case Rare:
		return name + " has a rare value"
	case Missing:
		return name + " is missing"
	case Between:
		return name + " " + c.rangeWords(f.N, f.N)
	case NoNumber:
		return name + " is not a number"
	case Weekday:
		return name + " on a " + time.Weekday(f.N).String()
	case Month:
		return name + " in " + time.Month(f.N).String()
	case NoDate:
		return name + " is not a date"
	}
	if f.Text == "" {
		return name + " has a rare word"
	}
	return fmt.Sprintf("%s has “%s”", name, f.Text)
}

// Spot is the value of a lead in a field of a pair: a value that is not rare, or one of a few ranges.
type Spot struct {
	Part Part   `json:"part"`
	Text string `json:"text,omitempty"`
	N    int    `json:"n,omitempty"` // which of the coarse ranges
}

func (s Spot) compare(other Spot) int {
	return cmp.Or(cmp.Compare(s.Part, other.Part), cmp.Compare(s.Text, other.Text), cmp.Compare(s.N, other.N))
}

// parts are the parts that the features of each kind of field can have.
var parts = map[dataset.Kind][]Part{
	dataset.Category: {Missing, Rare, Is},
	dataset.Number:   {Missing, NoNumber, Between},
	dataset.Date:     {Missing, NoDate, Weekday, Month},
	dataset.Note:     {Missing, Word},
}
