package suggestion

import (
	"time"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/report"
)

// shown is how many suggestions are told at a time: nobody reads more.
const shown = 5

// Dismissal is a manager's word that a suggestion is not wanted now, with what it said then.
type Dismissal struct {
	ID int64
	Subject
	Condition lead.Condition
	Share     report.Share
	Back      int // how many of those that came back it would have held back
	By        account.PersonID
	Name      string
	At        time.Time
}

// Dismiss is the word of by that s is not wanted now.
func (s Suggestion) Dismiss(by account.Person, at time.Time) Dismissal {
	return Dismissal{Subject: s.Subject, Condition: s.Condition, Share: s.Share, Back: s.Effect.Back, By: by.ID,
		Name: by.Name, At: at}
}

// Holds reports whether s is still not wanted: it is on the same subject, and things have not become clearly worse
// since. They have when the share is above what chance can make of the old one, or when twice as many as then come back
// that the line would hold back.
func (d Dismissal) Holds(s Suggestion) bool {
	if d.Subject != s.Subject {
		return false
	}
	low, _ := s.Share.Wilson()
	_, high := d.Share.Wilson()
	return low <= high && s.Effect.Back < max(2*d.Back, d.Back+leastBack)
}

// Open are the suggestions that nobody has dismissed, as many as are told at a time.
func Open(all []Suggestion, dismissed []Dismissal) (open []Suggestion) {
	for _, s := range all {
		held := false
		for _, d := range dismissed {
			held = held || d.Holds(s)
		}
		if !held && len(open) < shown {
			open = append(open, s)
		}
	}
	return open
}
