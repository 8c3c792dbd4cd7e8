package worklist

import (
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// A KeptAsk is which leads a program reads. What is zero leaves nothing out.
type KeptAsk struct {
	Lead       lead.ID
	Email      string
	Phone      string // E.164
	ExternalID string
	IDSource   string    // the name of the source that ExternalID counts in
	Since      time.Time // changed then or later
	After      Mark
	Limit      int
}

// One reports whether ask names leads by what few have.
func (ask KeptAsk) One() bool { return ask.Lead != 0 || ask.Email+ask.Phone+ask.ExternalID != "" }

// Mark is a place in a list that is ordered by time: right after what has this time and number. The zero Mark is before
// all of it.
type Mark struct {
	At time.Time
	ID int64
}

// KeptLead is a lead as programs read it.
type KeptLead struct {
	lead.Lead
	ChangedAt time.Time
	Handoff   handoff.ID // the latest; 0 where it was never handed over
}

// KeptLeads is a page of leads, those first that changed longest ago. More is set when there are rows after the last.
type KeptLeads struct {
	Rows []KeptLead
	More bool
}

// A HandoffAsk is which handoffs a program reads. What is zero leaves nothing out.
type HandoffAsk struct {
	Handoff handoff.ID
	Lead    lead.ID
	Team    account.TeamID
	Owner   account.PersonID
	Waiting bool            // without a verdict
	Verdict handoff.Verdict // of those that have one
	Before  handoff.ID      // the last of the page before; 0 for the first page
	Limit   int
}

// KeptHandoff is a handoff as programs read it.
type KeptHandoff struct {
	handoff.Handoff
	SubmittedByName string
	Question        string // that waits for an answer
}

// KeptHandoffs is a page of handoffs, the latest first. More is set when there are rows after the last.
type KeptHandoffs struct {
	Rows []KeptHandoff
	More bool
}
