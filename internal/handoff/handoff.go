// Package handoff is the heart of Baton: one passing of one lead from marketing to sales, its verdict and its outcome,
// with the rules of each step. Life is the table of all steps.
package handoff

import (
	"maps"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/inbox"
	"baton/internal/lead"
)

// ID identifies a handoff.
type ID int64

// ErrStale answers a decision about a handoff that has changed since the page was made.
var ErrStale = errs.Say(errs.Conflict, "This lead has changed since you opened it. Check it again, then decide.")

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

	// Changes is what happened to the handoff since it was read, for the store to keep.
	Changes Changes
}

// Holder is who in sales has the lead.
type Holder struct {
	Team      account.TeamID
	Owner     account.PersonID // 0 while it waits in the team's pool
	OwnerName string
	OwnedAt   time.Time // when the owner got it; zero in the pool
}

// Changes is what a change leaves behind besides the handoff itself.
type Changes struct {
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
	Notifications []inbox.Notification
}

// HandedOver writes down that h was handed over by somebody, with its number, its grade and what else the history says
// of it.
func (h *Handoff) HandedOver(by account.Person, at time.Time, because map[string]any) {
	data := map[string]any{"number": h.Number, "grade": h.Score.Grade}
	maps.Copy(data, because)
	h.record(EventSubmitted, by, at, data)
}

// Routed writes down where h went and why. by is who sent it there, account.System for a rule.
func (h *Handoff) Routed(why *assign.Explanation, by account.Person) {
	h.Changes.Route = why
	h.record(EventRouted, by, why.At, map[string]any{"sentence": why.Sentence})
}

// record writes down an event of h.
func (h *Handoff) record(kind EventKind, by account.Person, at time.Time, data map[string]any) {
	h.Changes.Events = append(
		h.Changes.Events,
		Event{Kind: kind, Lead: h.Lead, Handoff: h.ID, By: by.ID, At: at, Data: data},
	)
}
