package suggestion

import (
	"encoding/json"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

// The refusals of a suggestion.
var (
	ErrGone  = errs.Say(errs.Conflict, "This suggestion has changed. Check the current suggestions.")
	ErrThere = errs.Say(errs.Conflict, "The draft already has this, so nothing was added.")
)

// PutInto writes the line of s into the draft that by has read in its version, or begins one with it where version is
// 0, for both sides to sign. A draft that was proposed stays so, without the signatures of what it said before.
func (s Suggestion) PutInto(n *agreement.Negotiation, by account.Person, version int, at time.Time) error {
	terms, from, proposed := n.Latest.Terms, time.Time{}, false
	if n.Coming {
		from = n.Latest.InForce.AddDate(0, 0, 1)
	}
	if n.Draft != nil {
		terms, from, proposed = n.Draft.Terms, n.Draft.From, n.Draft.Proposed()
	}
	if slices.ContainsFunc(terms.Definition.Criteria(),
		func(each lead.Condition) bool { return same(each, s.Condition) }) {
		return ErrThere
	}
	terms.Definition = s.Into(terms.Definition)
	return n.Edit(by, version, terms, from, proposed, at)
}

// same reports whether two conditions say the same.
func same(a, b lead.Condition) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// Among is the suggestion with a key; ErrGone when it is not among all.
func Among(all []Suggestion, key string) (Suggestion, error) {
	for _, s := range all {
		if s.Key() == key {
			return s, nil
		}
	}
	return Suggestion{}, ErrGone
}
