package handofftest

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/handoff"
	"baton/internal/handoff/tally"
	"baton/internal/inbox"
	"baton/internal/lead"
)

// Kept is all that a store holds of leads and their handoffs, for a test to read and compare.
type Kept struct {
	Leads         map[lead.ID]lead.Lead
	Handoffs      map[handoff.ID]handoff.Handoff // as a transaction reads them
	Touches       []Touch
	Events        []handoff.Event // in order
	Notifications []Notification
	Reminders     []Of[handoff.Reminder]
	Breaches      []Of[handoff.Reminder]
	Routes        []Of[assign.Explanation]
	Questions     []Of[handoff.Question]
	Attempts      []Of[handoff.Attempt]
	Opinions      []Of[handoff.Opinion]
	Undone        []Of[handoff.Undone]
	Restored      []Of[handoff.Restored]
	Recycled      []Recycled
	Corrections   []Correction
	Scores        []Score
	Credits       []handoff.Credit
	Loads         map[account.PersonID]Load
	Tally         map[tally.Key]tally.Counts
	Forms         map[Key]Form
	Answers       map[Key]Answer
	Ready         []lead.ID
	Merges        []Merge
}

// Of is something that is kept of a handoff.
type Of[T any] struct {
	Handoff handoff.ID
	What    T
}

// Touch is a marketing contact of a lead, with who noted it.
type Touch struct {
	Lead lead.ID
	lead.Touch
	By account.PersonID
}

// Notification is an entry of somebody's inbox.
type Notification struct {
	Lead    lead.ID
	Handoff handoff.ID
	inbox.Notification
	Read bool
}

// Recycled is a rest of a lead, and how it ended.
type Recycled struct {
	Lead    lead.ID
	Handoff handoff.ID
	handoff.Recycling
	CameBack, Undone bool
}

// Open reports whether the lead still rests.
func (r Recycled) Open() bool { return !r.CameBack && !r.Undone }

// Correction is a changed field of a lead.
type Correction struct {
	Lead lead.ID
	handoff.Correction
}

// Score is a score that a lead had before the one that it has now.
type Score struct {
	Lead    lead.ID
	Handoff handoff.ID // 0 where it was with marketing
	Score   lead.Score
	Cause   string
	At      time.Time
}

// Load is how much somebody has been given.
type Load struct {
	Open            int
	Served          float64
	GivenAt, RoomAt time.Time
}

// Key is the key of a request, which counts for one person.
type Key struct {
	By  account.PersonID
	Key string
}

// Form is a form that was sent.
type Form struct {
	Digest []byte
	Lead   lead.ID
}

// Answer is what a request was answered.
type Answer struct{ Digest, Answer []byte }

func newKept() Kept {
	return Kept{
		Leads: map[lead.ID]lead.Lead{}, Handoffs: map[handoff.ID]handoff.Handoff{},
		Loads: map[account.PersonID]Load{}, Tally: map[tally.Key]tally.Counts{},
		Forms: map[Key]Form{}, Answers: map[Key]Answer{},
	}
}

// clone is a copy that can be changed while k stays as it is.
func (k Kept) clone() Kept {
	k.Leads, k.Handoffs, k.Loads = maps.Clone(k.Leads), maps.Clone(k.Handoffs), maps.Clone(k.Loads)
	k.Tally, k.Forms, k.Answers = maps.Clone(k.Tally), maps.Clone(k.Forms), maps.Clone(k.Answers)
	k.Touches, k.Events = slices.Clone(k.Touches), slices.Clone(k.Events)
	k.Notifications = slices.Clone(k.Notifications)
	k.Reminders, k.Breaches, k.Routes = slices.Clone(k.Reminders), slices.Clone(k.Breaches), slices.Clone(k.Routes)
	k.Questions, k.Attempts, k.Opinions = slices.Clone(k.Questions), slices.Clone(k.Attempts), slices.Clone(k.Opinions)
	k.Undone, k.Restored, k.Recycled = slices.Clone(k.Undone), slices.Clone(k.Restored), slices.Clone(k.Recycled)
	k.Corrections, k.Scores = slices.Clone(k.Corrections), slices.Clone(k.Scores)
	k.Credits, k.Ready, k.Merges = slices.Clone(k.Credits), slices.Clone(k.Ready), slices.Clone(k.Merges)
	return k
}

// written is data as it is read back after it was written as JSON.
func written(data map[string]any) map[string]any {
	text, err := json.Marshal(data)
	if err != nil { // ids, names and times always can be written
		panic(err)
	}
	back := map[string]any{}
	if err := json.Unmarshal(text, &back); err != nil {
		panic(err)
	}
	return back
}

// HandoffsOf are the handoffs of a lead, the first first.
func (k Kept) HandoffsOf(id lead.ID) (all []handoff.Handoff) {
	for _, h := range k.Handoffs {
		if h.Lead == id {
			all = append(all, h)
		}
	}
	slices.SortFunc(all, func(a, b handoff.Handoff) int { return cmp.Compare(a.Number, b.Number) })
	return all
}

// EventsOf are the kinds of what happened to a lead, in order.
func (k Kept) EventsOf(id lead.ID) (kinds []handoff.EventKind) {
	for _, e := range k.Events {
		if e.Lead == id {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

// Told are the kinds of notifications that somebody has, in order.
func (k Kept) Told(to account.PersonID) (kinds []inbox.Kind) {
	for _, n := range k.Notifications {
		if n.To == to {
			kinds = append(kinds, n.Kind)
		}
	}
	return kinds
}

// Total is the sum of all that the reports count.
func (k Kept) Total() (sum tally.Counts) {
	for _, t := range k.Tally {
		sum = sum.Plus(t)
	}
	return sum
}

// inOrder is k without what stores may keep in one way or another: the order of what has no order, the spelling of
// an answer, of a reminder what follows from its handoff, and what it takes to take a merge back.
func (k Kept) inOrder() Kept {
	k = k.clone()
	k.Merges = nil
	byHandoff := func(a, b Of[handoff.Reminder]) int {
		return cmp.Or(cmp.Compare(a.Handoff, b.Handoff), cmp.Compare(a.What.Clock, b.What.Clock),
			a.What.Started.Compare(b.What.Started), cmp.Compare(a.What.Level, b.What.Level))
	}
	slices.SortFunc(k.Reminders, byHandoff)
	slices.SortFunc(k.Breaches, byHandoff)
	for i := range k.Reminders {
		k.Reminders[i].What.Due, k.Reminders[i].What.Team = time.Time{}, 0
	}
	slices.SortFunc(k.Routes, func(a, b Of[assign.Explanation]) int {
		return cmp.Or(cmp.Compare(a.Handoff, b.Handoff), a.What.At.Compare(b.What.At))
	})
	slices.SortFunc(k.Credits, func(a, b handoff.Credit) int { return cmp.Compare(a.Handoff, b.Handoff) })
	slices.Sort(k.Ready)
	for key, a := range k.Answers {
		var answer any
		if err := json.Unmarshal(a.Answer, &answer); err != nil {
			panic(err)
		}
		a.Answer, _ = json.Marshal(answer) // what was read can be written
		k.Answers[key] = a
	}
	return k
}
