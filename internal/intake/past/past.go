// Package past holds what happened before Baton was there to see it: leads with their handoffs as another system or the
// generator of the demo tells them, and the company that they happened in.
package past

import (
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// Lead is a lead with all that happened to it. Its stage is the one that it is in now; IDs are given by whoever keeps
// it.
type Lead struct {
	lead.Lead
	Touches  []lead.Touch
	Events   []handoff.Event // of the lead alone, in order
	Handoffs []*Handoff      // in the order of their numbers
}

// Handoff is a handoff with what was said and tried. The events of the handoff, in order, and its route are in Made.
type Handoff struct {
	handoff.Handoff
	Questions  []handoff.Question
	Attempts   []handoff.Attempt
	Recyclings []Recycling
	Scores     []handoff.PastScore // that it had before the one it has
}

// Recycling is one with when the lead came back; zero while it rests.
type Recycling struct {
	handoff.Recycling
	CameBackAt time.Time
}

// Keep moves what the last change made out of the way of the next one.
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

// Company is what a company has set up: everybody and everything that leads refer to. Whoever keeps it fills in the
// IDs.
type Company struct {
	Zone      string // IANA; "" leaves the installation's
	Currency  string // ISO 4217; "" leaves the installation's
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

// Note is a field note on a persona, which is told by its name; people are told by their e-mail addresses.
type Note struct {
	lead.FieldNote
	Persona string
	By      string
	Pinner  string // "" where nobody pinned it
}

// Agreement is a version of the agreement that both sides signed, in its order, or without a From the proposal of the
// next one. People are told by their e-mail addresses.
type Agreement struct {
	Terms     agreement.Terms
	From      time.Time
	WrittenBy string
	WrittenAt time.Time
	Signed    []Signed
	Said      []Said
}

// Signed is a signature for a side.
type Signed struct {
	Side account.Side
	By   string
	At   time.Time
}

// Said is what somebody answered to a proposal.
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

// Person is somebody with a way to sign in, or without one. Their Teams are told by name.
type Person struct {
	account.Person
	PasswordHash string // "" cannot sign in
	Since        time.Time
	Away         []agreement.Absence
	Served       float64 // handoffs given until the end of the history, each divided by the weight
}

// Campaign is a campaign with what it cost. Its source is told by name.
type Campaign struct {
	lead.Campaign
	From  string // the source; "" none
	Spend []lead.Spend
}

// Rule is an assignment rule whose team or person is told by name.
type Rule struct {
	assign.Rule
	For       string
	ForPerson string
}

// Goal is a target that both teams share: a metric over a period, both days included.
type Goal struct {
	Metric string
	Starts time.Time
	Ends   time.Time
	Target float64
}
