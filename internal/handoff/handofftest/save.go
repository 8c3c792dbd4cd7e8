package handofftest

import (
	"context"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/tally"
	"baton/internal/inbox"
	"baton/internal/lead"
)

func (t *tx) Record(_ context.Context, e handoff.Event) error {
	t.record(e)
	return t.store.ask()
}

func (t *tx) record(events ...handoff.Event) {
	for _, e := range events {
		e.Data = written(e.Data)
		t.Events = append(t.Events, e)
	}
}

// count adds to the reports.
func (t *tx) count(diff map[tally.Key]tally.Counts) {
	for key, change := range diff {
		if t.Tally[key] = t.Tally[key].Plus(change); t.Tally[key] == (tally.Counts{}) {
			delete(t.Tally, key)
		}
	}
}

// asKept is h as a database keeps it: durations in whole seconds, days without a time, and nothing that is worked
// out when it is read.
func asKept(h handoff.Handoff) handoff.Handoff {
	whole := func(s handoff.Spent, happened bool) handoff.Spent {
		if !happened {
			return handoff.Spent{}
		}
		return handoff.Spent{Wall: s.Wall.Truncate(time.Second), Business: s.Business.Truncate(time.Second)}
	}
	h.Decide, h.Own = whole(h.Decide, h.Verdict != ""), whole(h.Own, h.Verdict != "" && h.Owner != 0)
	h.Contact, h.Held = whole(h.Contact, !h.ContactedAt.IsZero()), h.Held.Truncate(time.Second)
	if !h.ExpectedOn.IsZero() {
		y, m, d := h.ExpectedOn.Date()
		h.ExpectedOn = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	h.Asked, h.AskedBy, h.Attempts, h.TriedFirstAt, h.Cycles, h.Opined = false, 0, 0, time.Time{}, 0, ""
	h.OwnerName, h.VerdictByName, h.Known, h.Likelihoods, h.Rerouted, h.Changes = "", "", nil, nil, false,
		handoff.Changes{}
	h.Marks = slices.Clone(h.Marks)
	return h
}

func (t *tx) Create(_ context.Context, h *handoff.Handoff) error {
	if err := t.store.ask(); err != nil {
		return err
	}
	t.store.lastHandoff++
	for _, other := range t.HandoffsOf(h.Lead) {
		if other.Verdict == handoff.NoVerdict || other.Number == h.Number {
			return errHandedOver
		}
	}
	if err := t.known(h.Source, h.Campaign, h.Persona); err != nil {
		return err
	}
	h.ID, h.Version = t.store.lastHandoff, 1
	for i := range h.Changes.Events {
		h.Changes.Events[i].Handoff = h.ID
	}
	t.Handoffs[h.ID] = asKept(*h)
	t.count(tally.Difference(nil, tally.Of(h, t.store.policy)))
	t.keepChanges(h)
	return nil
}

// Save keeps what has become of a handoff. What it was made with stays.
func (t *tx) Save(_ context.Context, h *handoff.Handoff) error {
	if err := t.store.ask(); err != nil {
		return err
	}
	before, read := t.before[h.ID]
	if !read {
		return errUnread
	}
	if len(h.Changes.Events) == 0 {
		return nil
	}
	was, is := t.Handoffs[h.ID], asKept(*h)
	is.Number, is.Note, is.Agreement, is.QueuedAt = was.Number, was.Note, was.Agreement, was.QueuedAt
	is.Source, is.Campaign, is.Persona = was.Source, was.Campaign, was.Persona
	is.Score, is.ScoredAt, is.Explored = was.Score, was.ScoredAt, was.Explored
	is.SubmittedBy, is.SubmittedAt, is.MarketingTeam = was.SubmittedBy, was.SubmittedAt, was.MarketingTeam
	is.Dispute = was.Dispute
	is.Version = was.Version + 1
	t.Handoffs[h.ID] = is
	t.count(tally.Difference(tally.Of(&before, t.store.policy), tally.Of(h, t.store.policy)))
	t.moveLoad(before, h)
	if before.Verdict != h.Verdict || before.Owner != h.Owner || !before.ContactedAt.Equal(h.ContactedAt) {
		t.settle(h.ID)
	}
	t.keepChanges(h)
	t.before[h.ID] = *h
	return t.flush()
}

// moveLoad keeps how many open handoffs each has in step with what happened, and when who was full has room again.
func (t *tx) moveLoad(before handoff.Handoff, after *handoff.Handoff) {
	had, has := openFor(before), openFor(*after)
	if had == has {
		return
	}
	add := func(who account.PersonID, n int) {
		load, holds := t.Loads[who]
		if !holds {
			return
		}
		most := t.store.floor.Person(who).Capacity
		if load.Open >= most && load.Open+n < most {
			load.RoomAt = after.Changes.Events[0].At
		}
		load.Open += n
		t.Loads[who] = load
	}
	add(had, -1)
	if !after.Changes.Reserved {
		add(has, +1)
	}
}

func openFor(h handoff.Handoff) account.PersonID {
	if h.Verdict != handoff.NoVerdict {
		return 0
	}
	return h.Owner
}

func (t *tx) SaveClockSteps(_ context.Context, h *handoff.Handoff) error {
	is := t.Handoffs[h.ID]
	is.OwnerDueAt, is.Marks = h.OwnerDueAt, slices.Clone(h.Marks)
	t.Handoffs[h.ID] = is
	changes := h.Changes
	h.Changes = handoff.Changes{}
	t.keepTold(h.ID, h.Lead, changes)
	t.keepAssignment(h.ID, changes)
	return t.store.ask()
}

// keepTold keeps events, reminders and notifications, each once.
func (t *tx) keepTold(id handoff.ID, of lead.ID, changes handoff.Changes) {
	t.record(changes.Events...)
	for _, r := range changes.Reminders {
		same := func(o Of[handoff.Reminder]) bool {
			return o.Handoff == id && o.What.Clock == r.Clock && o.What.Started.Equal(r.Started)
		}
		sameLevel := func(o Of[handoff.Reminder]) bool { return same(o) && o.What.Level == r.Level }
		if !slices.ContainsFunc(t.Reminders, sameLevel) {
			t.Reminders = append(t.Reminders, Of[handoff.Reminder]{id, r})
		}
		if r.Breached() && !slices.ContainsFunc(t.Breaches, same) {
			t.Breaches = append(t.Breaches, Of[handoff.Reminder]{id, r})
		}
	}
	if len(changes.Reminders) > 0 {
		t.settle(id)
	}
	for _, n := range changes.Notifications {
		n.Data = written(n.Data)
		told := slices.ContainsFunc(t.Notifications, func(o Notification) bool {
			return o.Handoff == id && o.To == n.To && o.Kind == n.Kind && o.About == n.About
		})
		if !told && !slices.Contains(t.store.floor.Muted[n.To], n.Kind) {
			t.Notifications = append(t.Notifications, Notification{of, id, n, false})
		}
	}
}

// settle marks what was reminded of a handoff as read.
func (t *tx) settle(id handoff.ID) {
	for i := range t.Notifications {
		if n := &t.Notifications[i]; n.Handoff == id && n.Kind == inbox.Reminded {
			n.Read = true
		}
	}
}

// keepChanges keeps what a change leaves behind, and the stage of the lead.
func (t *tx) keepChanges(h *handoff.Handoff) {
	changes := h.Changes
	h.Changes = handoff.Changes{}
	l := t.Leads[h.Lead]
	l.Stage = h.Stage
	t.Leads[h.Lead] = l
	t.keepTold(h.ID, h.Lead, changes)
	keep(&t.Questions, h.ID, changes.Question)
	keep(&t.Attempts, h.ID, changes.Attempt)
	keep(&t.Undone, h.ID, changes.Undone)
	keep(&t.Restored, h.ID, changes.Restored)
	if o := changes.Opinion; o != nil {
		o.ByName = ""
	}
	keep(&t.Opinions, h.ID, changes.Opinion)
	for i := range t.Questions {
		if q := &t.Questions[i]; changes.Answer != nil && q.Handoff == h.ID && q.What.AnsweredAt.IsZero() {
			a := changes.Answer
			q.What.Answer, q.What.AnsweredBy, q.What.AnsweredAt = a.Answer, a.AnsweredBy, a.AnsweredAt
		}
	}
	for _, c := range changes.Corrections {
		c.ByName = ""
		t.Corrections = append(t.Corrections, Correction{h.Lead, c})
	}
	t.keepAssignment(h.ID, changes)
	t.keepReturns(h, changes)
}

func keep[T any](all *[]Of[T], id handoff.ID, what *T) {
	if what != nil {
		*all = append(*all, Of[T]{id, *what})
	}
}

// keepReturns keeps what a change says of disputes and of leads that rest.
func (t *tx) keepReturns(h *handoff.Handoff, changes handoff.Changes) {
	is := t.Handoffs[h.ID]
	for _, d := range []*handoff.Dispute{changes.Disputed, changes.Ruled} {
		if d != nil {
			is.Dispute = d
		}
	}
	t.Handoffs[h.ID] = is
	if r := changes.Recycled; r != nil {
		t.Recycled = append(t.Recycled, Recycled{Lead: h.Lead, Handoff: h.ID, Recycling: *r})
	}
	for i := range t.Recycled {
		if r := &t.Recycled[i]; r.Lead == h.Lead && r.Open() {
			r.Undone = changes.Restored != nil
			r.CameBack = !r.Undone && h.Stage != lead.Recycled
		}
	}
}

// keepAssignment keeps why a handoff went where it went, after all that is kept of it already.
func (t *tx) keepAssignment(id handoff.ID, changes handoff.Changes) {
	if changes.Route == nil {
		return
	}
	why := *changes.Route
	for _, r := range t.Routes {
		if next := r.What.At.Add(time.Microsecond); r.Handoff == id && next.After(why.At) {
			why.At = next
		}
	}
	keep(&t.Routes, id, &why)
}

func (t *tx) Rescore(_ context.Context, h *handoff.Handoff, cause string, at time.Time) error {
	is := t.Handoffs[h.ID]
	was := Score{Lead: is.Lead, Handoff: h.ID, Score: is.Score, Cause: cause, At: is.ScoredAt}
	if is.ScoredAt.IsZero() {
		was.Cause, was.At = handoff.OnSubmission, is.SubmittedAt
	}
	t.Scores = append(t.Scores, was)
	is.Score, is.ScoredAt = h.Score, at
	t.Handoffs[h.ID] = is
	return t.store.ask()
}

func (t *tx) KeepScore(_ context.Context, id lead.ID, score lead.Score, cause string, at time.Time) error {
	t.Scores = append(t.Scores, Score{Lead: id, Score: score, Cause: cause, At: at})
	return t.store.ask()
}
