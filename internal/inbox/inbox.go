// Package inbox has what people are told of leads: notifications of each kind, as they are written and as their person
// reads them.
package inbox

import (
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// Kind is why somebody should look at a lead.
type Kind string

// The kinds of notifications.
const (
	Reminded     Kind = "reminder"   // of a clock, to who holds the lead; of one in the pool, to the managers
	RanOut       Kind = "breach"     // a clock, to who held the lead
	Escalated    Kind = "escalation" // the same, to the managers of the team
	Offered      Kind = "offered"    // a lead that somebody else let lapse, to its next owner
	NobodyFree   Kind = "nobody"     // to take a lead, to the managers of the team
	Asked        Kind = "question"   // by sales, to who handed the lead over
	Answered     Kind = "answer"     // by marketing, to who asked
	CameBack     Kind = "returned"   // a lead, to who handed it over
	Appealed     Kind = "dispute"    // a rejection, to the managers who may rule on it
	Ruled        Kind = "ruling"     // on a dispute, to its two parties
	RecycledBack Kind = "rested"     // a lead that was set aside is back, to who handed it over
	GivenOn      Kind = "reassigned" // a lead, by a manager, to its new owner
)

// Duty reports whether a notification of the kind asks its reader for something, or tells whoever keeps the agreement
// that it was not kept. The others are news that somebody can do without.
func (k Kind) Duty() bool { return !slices.Contains(News, k) }

// News are the kinds of notifications that a person can turn off.
var News = []Kind{Reminded, Answered, Ruled}

// Notification is an entry of a person's inbox, written by what causes it. Data holds no personal data of the lead:
// ids, names of ours. There is one of a kind about each occasion.
type Notification struct {
	To    account.PersonID
	Kind  Kind
	About string
	At    time.Time
	Data  map[string]any
}

// Note is a notification as its person reads it. Lead is 0 when they may not see the lead any more.
type Note struct {
	ID      int64
	Kind    Kind
	Lead    lead.ID
	Name    string
	Company string
	Grade   lead.Grade
	By      string // who caused it; "" where nobody did
	At      time.Time
	Read    bool
	Data    map[string]any
}

// Page is a page of somebody's notifications, the newest first. More is set when there are rows after the last; Unread
// ends at 100.
type Page struct {
	Rows   []Note
	More   bool
	Unread int
}
