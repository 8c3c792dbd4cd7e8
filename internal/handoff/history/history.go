// Package history has all there is to read about one lead: its handoffs, events, touches, scores and attempts, with
// the names around them.
package history

import (
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/merge"
	"baton/internal/lead"
)

// History is all there is to read about a lead.
type History struct {
	Lead      lead.Lead
	Source    string
	Campaign  string
	Persona   string
	BackAt    time.Time            // when a recycled lead comes back
	Handoffs  []PastHandoff        // the latest first
	Events    []PastEvent          // the latest first
	Touches   []lead.Touch         // the latest first
	Scores    []handoff.PastScore  // in the order of time, the last 100 at most
	Attempts  []PastAttempt        // of all handoffs, the latest first
	Corrected []handoff.Correction // by sales, the latest first
	Notes     []lead.FieldNote     // that sales took from it, the latest first
	Merges    []PastMerge          // of leads that became this one, the first first
}

// NextNumber is the number that the next handoff of the lead has.
func (h *History) NextNumber() int {
	if len(h.Handoffs) == 0 {
		return 1
	}
	return h.Handoffs[0].Number + 1
}

// PastHandoff is a handoff with the words around it.
type PastHandoff struct {
	handoff.Handoff
	SubmittedByName string
	TeamName        string
	Source          string
	Campaign        string
	ReasonWords     string
	OutcomeByName   string
	OutcomeReason   string
	Questions       []PastQuestion
	Opinions        []handoff.Opinion   // the latest first
	Recyclings      []handoff.Recycling // those with words, the latest first, without those that were taken back
}

// PastMerge is a merge that was not taken back, of another lead into this one.
type PastMerge struct {
	ID     merge.ID
	Other  lead.ID
	ByName string // "" where nobody did it by hand
	At     time.Time
}

// PastQuestion is a question with the names of who asked and answered.
type PastQuestion struct {
	handoff.Question
	ByName, AnsweredByName string
}

// PastEvent is an event with its actor's name and side.
type PastEvent struct {
	Kind    handoff.EventKind
	Handoff handoff.ID
	By      string // "" where Baton did it itself
	Role    account.Role
	At      time.Time
	Data    map[string]any
}

// PastAttempt is a contact attempt of a handoff with the name of who made it.
type PastAttempt struct {
	handoff.Attempt
	Handoff handoff.ID
	ByName  string
}

// TouchPage is a page of the touches of a lead, the latest first.
type TouchPage struct {
	Lead    lead.ID
	Touches []KeptTouch
	More    bool // older ones follow
}

// KeptTouch is a touch with the id that it has.
type KeptTouch struct {
	ID int64
	lead.Touch
}

// TouchMark is a place in the touches of a lead: right after the one with this time and id. The zero TouchMark is
// before all of them.
type TouchMark struct {
	At time.Time
	ID int64
}
