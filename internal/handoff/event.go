package handoff

import (
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// EventKind is what happened to a lead.
type EventKind string

// The kinds of events.
const (
	EventCaptured     EventKind = "captured"
	EventTouched      EventKind = "touched"
	EventEdited       EventKind = "edited"
	EventCorrected    EventKind = "corrected" // by sales, how the lead is reached
	EventSubmitted    EventKind = "submitted"
	EventRouted       EventKind = "routed"
	EventClaimed      EventKind = "claimed"
	EventAsked        EventKind = "asked"
	EventAnswered     EventKind = "answered"
	EventAccepted     EventKind = "accepted"
	EventRejected     EventKind = "rejected"
	EventRecalled     EventKind = "recalled"
	EventUndone       EventKind = "undone"
	EventReopened     EventKind = "reopened"
	EventClosed       EventKind = "closed"
	EventReassigned   EventKind = "reassigned"
	EventCredited     EventKind = "credited"
	EventDisputed     EventKind = "disputed"
	EventUpheld       EventKind = "upheld"
	EventOverturned   EventKind = "overturned"
	EventRecycled     EventKind = "recycled"
	EventCameBack     EventKind = "came_back"
	EventRestored     EventKind = "restored"
	EventRegraded     EventKind = "regraded" // by somebody in sales, in their words
	EventRescored     EventKind = "rescored" // by Baton, after a touch
	EventAttempted    EventKind = "attempted"
	EventQualified    EventKind = "qualified"
	EventDisqualified EventKind = "disqualified"
	EventWon          EventKind = "won"
	EventLost         EventKind = "lost"
	EventBreached     EventKind = "breached" // by who held the lead when a clock ran out
	EventWaits        EventKind = "waits"    // for a date that the lead named
	EventMerged       EventKind = "merged"   // with another lead, which is the same person
	EventUnmerged     EventKind = "unmerged"
)

// Event is one entry of a lead's history. Data holds no personal data: ids, names of ours, amounts.
type Event struct {
	Kind    EventKind
	Lead    lead.ID
	Handoff ID // 0 where the event is of the lead alone
	By      account.PersonID
	At      time.Time
	Data    map[string]any
}
