package handoff_test

import (
	"slices"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/inbox"
	"baton/internal/lead"
)

func reassign(to account.Person, by account.Person) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Reassign(to, emea.ID, house(), by, ten.Add(time.Minute)) }
}

func TestReassign(t *testing.T) {
	const managers = "Only a manager of the sales team that has this lead can do this."
	gone := tom
	gone.Disabled = true
	at := handoff.EventReassigned
	walk(t, []step{
		{"by a manager", held(), reassign(tom, jo), nil, "", at, lead.Submitted},
		{"by an admin", held(), reassign(tom, ada), nil, "", at, lead.Submitted},
		{"at work", decided(t, held(), accept(rosa, ten)), reassign(tom, jo), nil, "", at, lead.Accepted},
		{"to the pool", held(), reassign(account.Person{}, jo), nil, "", at, lead.Submitted},
		{"to who has it", held(), reassign(rosa, jo), nil, "", "", lead.Submitted},
		{"by its owner", held(), reassign(tom, rosa), errs.Forbidden, managers, "", ""},
		{"by marketing", held(), reassign(tom, mia), errs.Forbidden, managers, "", ""},
		{"at work, to the pool", decided(t, held(), accept(rosa, ten)), reassign(account.Person{}, jo), errs.Conflict,
			"Somebody works on this lead, so it cannot go back to a pool. Choose who takes over.", "", ""},
		{"to somebody who left", held(), reassign(gone, jo), errs.Conflict, "Tom is disabled. Choose somebody else.", "", ""},
		{"to marketing", held(), reassign(mia, jo), errs.Conflict, "Mia is in marketing. Choose somebody in sales.", "", ""},
	})
	if err := held().MayReassign(jo); err != nil {
		t.Errorf("a manager may not: %v", err)
	}
}

func TestALapsedLeadGoesOnOrToThePool(t *testing.T) {
	h := held()
	h.OfferNext(tom.ID, tom.Name, house(), ten.Add(time.Hour))
	if h.Owner != tom.ID || !h.Changes.Reserved || h.OwnerDueAt.IsZero() ||
		h.Changes.Notifications[0].Kind != inbox.Offered {
		t.Errorf("offered to Tom: %+v", h)
	}
	h.GiveBack("Tom left", house(), jo, ten.Add(2*time.Hour))
	if h.Owner != 0 || !h.OwnerDueAt.IsZero() || h.Changes.Route.Sentence != "Back in the pool of EMEA: Tom left" {
		t.Errorf("given back: %+v", h)
	}
	h.Changes = handoff.Changes{}
	h.TellNobodyFree(account.System, rosa.ID, house(), ten)
	told := h.Changes.Notifications
	if len(told) != 1 || told[0].To != jo.ID || told[0].Kind != inbox.NobodyFree || told[0].Data["stays"] != rosa.ID {
		t.Errorf("told that nobody is free: %+v", told)
	}
}

func TestANewHandoffIsRoutedAndItsClocksStart(t *testing.T) {
	for _, owner := range []account.Person{rosa, {}} {
		h := &handoff.Handoff{Number: 2, Brief: handoff.Brief{Score: lead.Score{Grade: lead.GradeA}},
			Clocks: handoff.Clocks{QueuedAt: ten}}
		h.HandedOver(mia, ten, map[string]any{"rerouted": territory.ID})
		h.Assign(owner.ID, owner.Name, emea.ID, house(), ten)
		h.Routed(&assign.Explanation{At: ten, Sentence: "Routed"}, account.System)
		due := ten.Add(time.Hour)
		if !h.DueAt.Equal(due) || h.OwnerDueAt.Equal(due) != (owner.ID != 0) || h.Team != emea.ID {
			t.Errorf("to %q: %+v", owner.Name, h)
		}
		if h.Lapsed(due) != (owner.ID != 0) || h.Lapsed(due.Add(-1)) {
			t.Errorf("to %q: it lapses at another moment", owner.Name)
		}
		want := []handoff.EventKind{handoff.EventSubmitted, handoff.EventRouted}
		var got []handoff.EventKind
		for _, e := range h.Changes.Events {
			got = append(got, e.Kind)
		}
		if !slices.Equal(got, want) || h.Changes.Events[0].Data["number"] != 2 ||
			h.Changes.Events[0].Data["rerouted"] != territory.ID {
			t.Errorf("events %v: %+v", got, h.Changes.Events)
		}
	}
}

func TestAFinalRejectionIsCredited(t *testing.T) {
	credit := func(by account.Person, quality agreement.Quality, after time.Duration) func(*handoff.Handoff) error {
		return func(h *handoff.Handoff) error {
			why := tooSmall
			why.Quality = quality
			_, err := h.Credit(by, why, ten.Add(after))
			return err
		}
	}
	turned := func(h *handoff.Handoff) *handoff.Handoff { return decided(t, h, reject(rosa, tooSmall, "", ten)) }
	const quality = "Only a lead rejected for a reason that counts against quality can be credited."
	walk(t, []step{
		{"by a manager", turned(held()), credit(jo, agreement.QualityYes, time.Hour), nil, "", handoff.EventCredited,
			lead.Returned},
		{"while it can be undone", turned(held()), credit(jo, agreement.QualityYes, time.Minute), errs.Conflict,
			"Rosa can still undo this verdict. Credit it after ten minutes.", "", ""},
		{"for another reason", turned(held()), credit(jo, agreement.QualityNo, time.Hour), errs.Conflict, quality, "", ""},
		{"before a verdict", held(), credit(jo, agreement.QualityYes, time.Hour), errs.Conflict, quality, "", ""},
		{"of the pool", turned(pooled()), credit(jo, agreement.QualityYes, time.Hour), errs.Conflict,
			"This lead was not assigned to anybody, so there is no share to credit.", "", ""},
	})
}

func TestATouchAfterTheEndOpensALeadAgain(t *testing.T) {
	h := decided(t, held(), reject(rosa, spam, "", ten.Add(time.Hour)))
	for _, tc := range []struct {
		name, kind string
		at         time.Time
		want       bool
	}{
		{"a reply", "reply", ten.Add(2 * time.Hour), true},
		{"a visit", "visit", ten.Add(2 * time.Hour), false},
		{"a reply from before", "reply", ten.Add(time.Minute), false},
	} {
		if got := h.ReopenedBy(lead.Touch{Kind: tc.kind, At: tc.at}); got != tc.want {
			t.Errorf("%s: %t", tc.name, got)
		}
	}
	if !handoff.Ended(lead.Closed) || handoff.Ended(lead.Working) {
		t.Error("a closed lead has ended, and one that is worked on has not")
	}
}
