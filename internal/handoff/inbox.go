package handoff

import (
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// NotificationKind is why somebody should look at a lead.
type NotificationKind string

// The kinds of notifications.
const (
	Reminded   NotificationKind = "reminder"   // of a clock, to who holds the lead; of one in the pool, to the managers
	RanOut     NotificationKind = "breach"     // a clock, to who held the lead
	Escalated  NotificationKind = "escalation" // the same, to the managers of the team
	Offered    NotificationKind = "offered"    // a lead that somebody else let lapse, to its next owner
	NobodyFree NotificationKind = "nobody"     // to take a lead, to the managers of the team
	Asked      NotificationKind = "question"   // by sales, to who handed the lead over
	Answered   NotificationKind = "answer"     // by marketing, to who asked
	CameBack   NotificationKind = "returned"   // a lead, to who handed it over
	Appealed   NotificationKind = "dispute"    // a rejection, to the managers who may rule on it
	Ruled      NotificationKind = "ruling"     // on a dispute, to its two parties
	Rested     NotificationKind = "rested"     // a lead that was set aside is back, to who handed it over
	GivenOn    NotificationKind = "reassigned" // a lead, by a manager, to its new owner
)

// Duty reports whether a notification of the kind asks its reader for something, or tells whoever keeps the agreement that it was not kept.
// The others are news that somebody can do without.
func (k NotificationKind) Duty() bool { return !slices.Contains(News, k) }

// News are the kinds of notifications that a person can turn off.
var News = []NotificationKind{Reminded, Answered, Ruled}

// Notification is an entry of a person's inbox, written by what causes it. Data holds no personal data of the lead: ids, names of ours.
// There is one of a kind about each occasion.
type Notification struct {
	To    account.PersonID
	Kind  NotificationKind
	About string
	At    time.Time
	Data  map[string]any
}

// Note is a notification as its person reads it. Lead is 0 when they may not see the lead any more.
type Note struct {
	ID      int64
	Kind    NotificationKind
	Lead    lead.ID
	Name    string
	Company string
	Grade   lead.Grade
	By      string // who caused it; "" where nobody did
	At      time.Time
	Read    bool
	Data    map[string]any
}

// Inbox is a page of somebody's notifications, the newest first. More is set when there are rows after the last; Unread ends at 100.
type Inbox struct {
	Rows   []Note
	More   bool
	Unread int
}
