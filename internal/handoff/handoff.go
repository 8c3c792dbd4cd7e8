// Package handoff is the heart of Baton: one passing of one lead from marketing to sales, its verdict and what came of it, and the
// Desk, which says everything that can happen to it.
package handoff

import (
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/lead"
)

// ID identifies a handoff.
type ID int64

// Handoff is one attempt to pass a lead to sales. Its parts can be read and tested by themselves.
type Handoff struct {
	ID       ID
	Lead     lead.ID
	LeadName string
	Captured time.Time // when the lead was captured
	Stage    lead.Stage
	Number   int  // among the handoffs of the lead, from 1
	Latest   bool // no later handoff of this lead exists
	Version  int
	Cycles   int  // how often the lead was recycled, before this handoff or after it
	Rerouted bool // made because the handoff before it was passed on; known only while it is made

	Brief
	Holder
	Clocks
	Decision
	Work

	// Made is what happened to the handoff since it was read, for the store to keep.
	Made Made
}

// Brief is what sales is told with the lead: who hands it over, where it came from, and how good it looks.
type Brief struct {
	Source    lead.SourceID
	Campaign  lead.CampaignID
	Persona   lead.PersonaID
	Note      string
	Agreement int // the version in force

	SubmittedBy   account.PersonID
	SubmittedAt   time.Time
	MarketingTeam account.TeamID

	Score    lead.Score
	ScoredAt time.Time  // zero while the score is the one that it was handed over with
	Explored bool       // handed over, though it lacked the score that the definition asks for
	Opined   lead.Grade // by somebody in sales, the latest; "" for nobody

	Known       map[string]string // of the lead, as it is learned from; only while the handoff is made
	Likelihoods []lead.Likelihood // as they were when the lead was handed over; none while too little was learned
}

// Holder is who in sales has the lead.
type Holder struct {
	Team      account.TeamID
	Owner     account.PersonID // 0 while it waits in the team's pool
	OwnerName string
	OwnedAt   time.Time // when the owner got it; zero in the pool
}

// Made is what a change leaves behind besides the handoff itself.
type Made struct {
	Events        []Event
	Question      *Question
	Answer        *Question
	Attempt       *Attempt
	Opinion       *Opinion
	Corrections   []Correction
	Undone        *Undone
	Restored      *Restored
	Disputed      *Dispute
	Ruled         *Dispute
	Recycled      *Recycling
	Route         *assign.Explanation
	Reserved      bool // the owner's open handoffs count this one already
	Reminders     []Reminder
	Notifications []Notification
}

func (h *Handoff) record(kind EventKind, by account.Person, at time.Time, data map[string]any) {
	h.Made.Events = append(h.Made.Events, Event{Kind: kind, Lead: h.Lead, Handoff: h.ID, By: by.ID, At: at, Data: data})
}
