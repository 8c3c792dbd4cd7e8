// Package past describes the history of a company from before it used Baton: its people and settings, and its leads
// with their handoffs. Another system or the demo provides them.
package past

import (
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// Lead is a lead with its history. Its stage is the current one. The store sets the IDs.
type Lead struct {
	lead.Lead
	Touches  []lead.Touch
	Events   []handoff.Event // without those of handoffs, in order
	Handoffs []*Handoff      // by number
}

// Handoff is a handoff with its history. Changes has all its events, in order, and its assignment.
type Handoff struct {
	handoff.Handoff
	Questions  []handoff.Question
	Attempts   []handoff.Attempt
	Recyclings []Recycling
	Scores     []handoff.PastScore // earlier scores
}

// Recycling is one time at which a lead was recycled. CameBackAt is zero until the lead comes back.
type Recycling struct {
	handoff.Recycling
	CameBackAt time.Time
}

// Keep moves the question, the answer, the attempt and the recycling of the last change from Changes to the history.
// Call Keep before the next change.
func (h *Handoff) Keep() {
	changes := &h.Changes
	if changes.Question != nil {
		h.Questions = append(h.Questions, *changes.Question)
	}
	if a := changes.Answer; a != nil && len(h.Questions) > 0 {
		q := &h.Questions[len(h.Questions)-1]
		q.Answer, q.AnsweredBy, q.AnsweredAt = a.Answer, a.AnsweredBy, a.AnsweredAt
	}
	if changes.Attempt != nil {
		h.Attempts = append(h.Attempts, *changes.Attempt)
	}
	if changes.Recycled != nil {
		h.Recyclings = append(h.Recyclings, Recycling{Recycling: *changes.Recycled})
	}
	changes.Question, changes.Answer, changes.Attempt, changes.Recycled = nil, nil, nil, nil
}

// Company is everything that leads refer to. The store sets the IDs.
type Company struct {
	Zone      string // IANA name; "" keeps the zone of the installation
	Currency  string // ISO 4217; "" keeps the currency of the installation
	Teams     []Team
	People    []Person
	Agreed    []Agreement
	Sources   []lead.Source
	Campaigns []Campaign
	Personas  []lead.Persona
	Notes     []Note
	Rules     []Rule
	Goals     []Goal
}

// Note is a field note on a persona. Persona is the name of the persona; By and Pinner are e-mail addresses.
type Note struct {
	lead.FieldNote
	Persona string
	By      string
	Pinner  string // "" if the note is not pinned
}

// Agreement is a version of the agreement that both sides signed. Without From, it is the proposal for the next
// version. WrittenBy is an e-mail address, and so is the By of signatures and answers.
type Agreement struct {
	Terms     agreement.Terms
	From      time.Time
	WrittenBy string
	WrittenAt time.Time
	Signed    []Signed
	Said      []Said
}

// Signed is a signature for one side.
type Signed struct {
	Side account.Side
	By   string
	At   time.Time
}

// Said is an answer to a proposal.
type Said struct {
	Side  account.Side
	By    string
	Words string
	At    time.Time
}

// Team is a team with its working hours.
type Team struct {
	account.Team
	Week []agreement.Interval
}

// Person is a person with a password, or without one. The Teams have names and no IDs.
type Person struct {
	account.Person
	PasswordHash string // "" if the person cannot sign in
	Since        time.Time
	Away         []agreement.Absence
	Served       float64 // handoffs assigned in the whole history, divided by the weight of the person
}

// Campaign is a campaign with its costs.
type Campaign struct {
	lead.Campaign
	From  string // the name of the source; "" for none
	Spend []lead.Spend
}

// Rule is an assignment rule. For is the name of its team, and ForPerson the name of its person.
type Rule struct {
	assign.Rule
	For       string
	ForPerson string
}

// Goal is a target of both teams for a metric in a period. Starts and Ends are its first and last day.
type Goal struct {
	Metric string
	Starts time.Time
	Ends   time.Time
	Target float64
}
