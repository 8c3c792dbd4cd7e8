package handoff

import (
	"slices"
	"strconv"
	"time"

	"baton/internal/account"
	"baton/internal/inbox"
	"baton/internal/policy"
)

// notify tells people something that by did; by itself needs no telling.
func (h *Handoff) notify(
	kind inbox.Kind, by account.Person, at time.Time, data map[string]any, to ...account.PersonID,
) {
	told := map[string]any{"by": by.ID}
	for name, value := range data {
		told[name] = value
	}
	h.put(
		kind, at.UTC().Format(time.RFC3339Nano), at, told,
		slices.DeleteFunc(slices.Clone(to), func(p account.PersonID) bool { return p == by.ID }),
	)
}

// tell passes a reminder on: to who holds the lead, and once the clock has run out to the managers too. Where nobody
// holds it they hear of all. A clock that says what another says at the same moment is silent.
func (h *Handoff) tell(r Reminder, inForce *policy.Policy) {
	if h.echoes(r.Clock) {
		return
	}
	about := string(r.Clock) + " " + strconv.Itoa(r.Level) + " " + r.Started.UTC().Format(time.RFC3339Nano)
	data := map[string]any{"clock": r.Clock, "level": r.Level, "by": r.Holder, "due": r.Due}
	managers := inForce.ManagersOf(h.Team)
	switch {
	case !r.Breached() && r.Holder == 0:
		h.put(inbox.Reminded, about, r.At, data, managers)
	case !r.Breached():
		h.put(inbox.Reminded, about, r.At, data, []account.PersonID{r.Holder})
	default:
		h.put(inbox.RanOut, about, r.At, data, []account.PersonID{r.Holder})
		h.put(
			inbox.Escalated, about, r.At, data,
			slices.DeleteFunc(slices.Clone(managers), func(p account.PersonID) bool { return p == r.Holder }),
		)
	}
}

func (h *Handoff) put(kind inbox.Kind, about string, at time.Time, data map[string]any, to []account.PersonID) {
	for i, p := range to {
		if p != 0 && !slices.Contains(to[:i], p) {
			h.Changes.Notifications = append(
				h.Changes.Notifications,
				inbox.Notification{To: p, Kind: kind, About: about, At: at, Data: data},
			)
		}
	}
}
