package handoff

import (
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

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

// RepUncontacted is how much a rep has accepted and nobody has contacted.
type RepUncontacted struct {
	Rep    account.PersonID
	Name   string
	Team   account.TeamID
	Leads  int64
	Late   int64     // past the time for the first contact
	Waits  int64     // for a date that the lead named
	Oldest time.Time // when the oldest of them was accepted
}
