// Package suggestion finds what the rejections ask the agreement for: a line of the definition that would have held
// back what sales sent back for a reason, and hardly anything that it accepted. Each comes with what it would have done
// to the leads of the past, counted lead by lead, so that nobody turns it on unseen.
package suggestion

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"

	"baton/internal/agreement"
	"baton/internal/lead"
	"baton/internal/report"
)

// Part is some of the leads: those of one campaign, source or persona. The zero Part is all of them.
type Part struct {
	Field string // campaign, source or persona
	ID    int64
}

// parts are the fields by which leads are parted, the narrowest first: where two parts hold the same leads, the first
// is told.
var parts = []string{"campaign", "source", "persona"}

// Subject is what a suggestion is about, whatever it asks for exactly: what sales turns down in a part for a reason,
// and what tells those leads from others. From day to day the same subject may ask for 45 people and for 50.
type Subject struct {
	Reason agreement.ReasonID
	Part   Part
	Field  string
}

// Suggestion is a line for the definition.
type Suggestion struct {
	Subject
	Ask       lead.Condition // what it asks of the leads of its part
	Condition lead.Condition // the line: what is of another part meets it as well
	Share     report.Share   // how many leads of the part came back for the reason, of those that sales answered
	Rest      report.Share   // the same of all other leads; nothing where the part is everything
	Effect    Effect
	InDraft   int // how many of those held back the draft would have held back already
}

// Effect is what the definition in force would have done to the leads of the past together with the line, and what it
// would have done without.
type Effect struct {
	Then, Now agreement.Effect
	Back      int // of those held back by the line alone: came back for the reason of the suggestion
}

// Held are how many leads the line alone would have held back.
func (e Effect) Held() int { return e.Then.Out - e.Now.Out }

// Accepted are how many of those sales had accepted, Won how many of those were won.
func (e Effect) Accepted() int { return e.Then.OutAccepted - e.Now.OutAccepted }

// Won are how many of those held back were won.
func (e Effect) Won() int { return e.Then.OutWon - e.Now.OutWon }

// Other are how many of those held back came back for another reason.
func (e Effect) Other() int {
	return e.Then.OutDecided - e.Now.OutDecided - e.Accepted() - e.Back
}

// Waiting are how many of those held back sales has not answered.
func (e Effect) Waiting() int { return e.Held() - e.Accepted() - e.Back - e.Other() }

// Asked reports whether the draft asks for as much already.
func (s Suggestion) Asked() bool { return s.InDraft == s.Effect.Held() }

// Key tells a suggestion from every other, also from one on the same subject that asks for something else.
func (s Suggestion) Key() string {
	words, err := json.Marshal(struct {
		Subject
		lead.Condition
	}{s.Subject, s.Condition})
	if err != nil {
		return "" // a condition can always be written
	}
	sum := sha256.Sum256(words)
	return hex.EncodeToString(sum[:8])
}

// scoped is the line that asks for a condition of the leads of a part alone.
func scoped(part Part, ask lead.Condition) lead.Condition {
	if part.Field == "" {
		return ask
	}
	others := lead.Condition{Field: part.Field, Op: "is_not",
		Value: lead.Operand{Texts: []string{strconv.FormatInt(part.ID, 10)}}}
	if len(ask.Any) > 0 {
		return lead.Condition{Any: append([]lead.Condition{others}, ask.Any...)}
	}
	return lead.Condition{Any: []lead.Condition{others, ask}}
}

// Into is a definition with the line of s. It takes the place of one that asks for the same but for less.
func (s Suggestion) Into(definition lead.Condition) lead.Condition {
	criteria := definition.Criteria()
	for i, each := range criteria {
		if weaker(each, s.Condition) {
			criteria = slices.Clone(criteria)
			criteria[i] = s.Condition
			return lead.Condition{All: criteria}
		}
	}
	return lead.Condition{All: append(criteria, s.Condition)}
}

// weaker reports whether a asks for the same as b, only for less: the same comparisons in the same order, with a
// smaller number that is the least, or a larger one that is the most.
func weaker(a, b lead.Condition) bool {
	if len(a.All) != len(b.All) || len(a.Any) != len(b.Any) || a.Field != b.Field || a.Op != b.Op {
		return false
	}
	less := func(all, of []lead.Condition) bool {
		for i := range all {
			if !weaker(all[i], of[i]) {
				return false
			}
		}
		return true
	}
	same := slices.Equal(a.Value.Texts, b.Value.Texts) && slices.Equal(a.Value.Numbers, b.Value.Numbers)
	if !same && len(a.Value.Numbers) == 1 && len(b.Value.Numbers) == 1 {
		same = a.Op == "at_least" && a.Value.Numbers[0] < b.Value.Numbers[0] || a.Op == "at_most" &&
			a.Value.Numbers[0] > b.Value.Numbers[0]
	}
	return same && less(a.All, b.All) && less(a.Any, b.Any)
}
