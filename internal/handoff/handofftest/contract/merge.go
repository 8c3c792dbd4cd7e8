package contract

import (
	"context"
	"slices"
	"time"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

// asTheyWere is what is kept without what tells that two leads were merged and parted meanwhile.
func asTheyWere(k handofftest.Kept, scores int) handofftest.Kept {
	for id, l := range k.Leads {
		l.Version = 0
		k.Leads[id] = l
	}
	for id, h := range k.Handoffs {
		h.Version = 0
		k.Handoffs[id] = h
	}
	k.Events = slices.DeleteFunc(k.Events, func(e handoff.Event) bool {
		return e.Kind == handoff.EventMerged || e.Kind == handoff.EventUnmerged
	})
	k.Scores = k.Scores[:scores]
	return k
}

func merged(s *shift) {
	ctx := context.Background()
	returned, _ := s.Turned(1, handofftest.TooSmall, "Nine people.")
	s.Wait(time.Hour)
	working, rep := s.Worked(2)
	s.Wait(time.Hour)
	rest, owner := s.Worked(3)
	s.Fine(s.Recycle(ctx, owner, rest.Lead, s.Now.AddDate(0, 0, 30), "In summer."))
	captured, err := s.Receive(ctx, handofftest.Mia, desk.Once{}, desk.Arrival{
		Lead:  lead.Lead{Name: "Buyer One", Email: "one@else.example", City: "Lugo", ExternalID: "7", Consent: true},
		Touch: lead.Touch{Kind: "form", At: s.Now.Add(-time.Hour)}})
	s.Fine(err)
	for _, two := range [][2]lead.ID{
		{returned.Lead, working.Lead}, {working.Lead, returned.Lead}, {returned.Lead, rest.Lead}, {rest.Lead, returned.Lead},
		{captured.Lead, rest.Lead}, {rest.Lead, working.Lead}, {working.Lead, captured.Lead},
	} {
		s.Wait(time.Minute)
		before := s.Kept()
		id, err := s.Merge(ctx, handofftest.Jo, desk.MergeAsk{Survivor: two[0], Other: two[1]})
		s.Fine(err)
		now := s.Kept()
		if now.Leads[two[1]].Stage != lead.Merged || len(now.HandoffsOf(two[1])) != 0 ||
			len(now.HandoffsOf(two[0])) != len(before.HandoffsOf(two[0]))+len(before.HandoffsOf(two[1])) {
			s.T.Errorf("%v: %+v, %+v", two, now.Leads[two[0]], now.Leads[two[1]])
		}
		for _, touch := range now.Touches {
			if touch.Lead == two[1] {
				s.T.Errorf("%v: a touch is still of the other: %+v", two, touch)
			}
		}
		_, _, err = s.Unmerge(ctx, handofftest.Jo, id)
		s.Fine(err)
		s.same("both as they were", "", handofftest.Diff(asTheyWere(before, len(before.Scores)),
			asTheyWere(s.Kept(), len(before.Scores))))
		_, _, err = s.Unmerge(ctx, handofftest.Jo, id)
		s.refused("parted twice", err, errs.Conflict)
	}
	_, err = s.Merge(ctx, handofftest.Jo, desk.MergeAsk{Survivor: working.Lead, Other: captured.Lead})
	s.Fine(err)
	s.Fine(s.LogAttempt(ctx, rep, working.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
	if l := s.Lead(working.Lead); l.City != "Lugo" || l.ExternalID != "7" || !l.Consent || l.Email == "one@else.example" {
		s.T.Errorf("the lead has not learned: %+v", l)
	}
}

func foundAfterMerge(s *shift) {
	ctx := context.Background()
	come := func(l lead.Lead) lead.ID {
		got, err := s.Receive(ctx, handofftest.Mia, desk.Once{}, desk.Arrival{Lead: l, Touch: lead.Touch{Kind: "form"}})
		s.Fine(err)
		return got.Lead
	}
	merge := func(survivor, other lead.ID) {
		_, err := s.Merge(ctx, handofftest.Jo, desk.MergeAsk{Survivor: survivor, Other: other})
		s.Fine(err)
	}
	one := come(lead.Lead{Name: "Ann Lee", Email: "ann@a.example", ExternalID: "1"})
	two := come(lead.Lead{Name: "Ann Lee", Email: "ann.b@gmail.com", ExternalID: "2"})
	three := come(lead.Lead{Name: "A. Lee", Phone: "+34600123456", ExternalID: "3"})
	merge(two, three)
	merge(one, two)
	for name, who := range map[string]lead.Lead{
		"by its own address": {Email: "ann@a.example"}, "by the address of the other": {Email: "annb+x@googlemail.com"},
		"by the number of the third": {Name: "A Lee", Phone: "+34600123456"},
		"by the ID of the third":     {Name: "Lee", ExternalID: "3"},
	} {
		if got := come(who); got != one {
			s.T.Errorf("%s: lead %d, want %d", name, got, one)
		}
	}
	s.Fine(s.do(handofftest.Mia, func(tx desk.Tx) error {
		found, err := tx.Find(ctx, []lead.Who{{Lead: three}, {Email: "ann.b@gmail.com"}, {ExternalID: "2"}})
		for place := range 3 {
			s.same("the lead that a program means", one, found[place].ID)
		}
		return err
	}))
}
