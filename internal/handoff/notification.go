package handoff

import (
	"slices"
	"strconv"
	"time"

	"baton/internal/account"
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

// notify tells people something that by did; by itself needs no telling.
func (h *Handoff) notify(kind NotificationKind, by account.Person, at time.Time, data map[string]any, to ...account.PersonID) {
	told := map[string]any{"by": by.ID}
	for name, value := range data {
		told[name] = value
	}
	h.put(kind, at.UTC().Format(time.RFC3339Nano), at, told, slices.DeleteFunc(slices.Clone(to), func(p account.PersonID) bool { return p == by.ID }))
}

// tell passes a reminder on: to who holds the lead, and once the clock has run out to the managers too. Where nobody holds it they hear
// of all. A clock that says what another says at the same moment is silent.
func (h *Handoff) tell(r Reminder, books *Books) {
	if h.echoes(r.Clock) {
		return
	}
	about := string(r.Clock) + " " + strconv.Itoa(r.Level) + " " + r.Started.UTC().Format(time.RFC3339Nano)
	data := map[string]any{"clock": r.Clock, "level": r.Level, "by": r.Holder, "due": r.Due}
	managers := books.ManagersOf(h.Team)
	switch {
	case !r.Breached() && r.Holder == 0:
		h.put(Reminded, about, r.At, data, managers)
	case !r.Breached():
		h.put(Reminded, about, r.At, data, []account.PersonID{r.Holder})
	default:
		h.put(RanOut, about, r.At, data, []account.PersonID{r.Holder})
		h.put(Escalated, about, r.At, data, slices.DeleteFunc(slices.Clone(managers), func(p account.PersonID) bool { return p == r.Holder }))
	}
}

func (h *Handoff) put(kind NotificationKind, about string, at time.Time, data map[string]any, to []account.PersonID) {
	for i, p := range to {
		if p != 0 && !slices.Contains(to[:i], p) {
			h.Made.Notifications = append(h.Made.Notifications, Notification{p, kind, about, at, data})
		}
	}
}
