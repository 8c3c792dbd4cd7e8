package desk_test

import (
	"errors"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

// Whichever question the store does not answer, the act is refused as a whole, and can be done once the store is
// there again.
func TestWhileTheStoreIsAwayNothingChanges(t *testing.T) {
	more := []act{
		{name: "submit", do: func(s *shift, by account.Person, _ desk.Receipt) error {
			sub := floor.Buyer(2)
			sub.Key = "a-form-that-was-sent"
			_, err := s.Submit(ctx, by, sub)
			return err
		}},
		{name: "draft", do: func(s *shift, by account.Person, _ desk.Receipt) error {
			_, err := s.SaveDraft(ctx, by, 0, floor.Buyer(2))
			return err
		}},
		{name: "send again what sales has", do: func(s *shift, by account.Person, _ desk.Receipt) error {
			sub := floor.Buyer(1)
			sub.Duplicate, sub.Lead.City = desk.SameOne, "Sevilla"
			_, err := s.Submit(ctx, by, sub)
			return err
		}},
		{
			name: "send again what has ended",
			on:   broughtTo[lead.Won],
			do: func(s *shift, by account.Person, _ desk.Receipt) error {
				sub := floor.Buyer(1)
				sub.Duplicate = desk.SameOne
				_, err := s.Submit(ctx, by, sub)
				return err
			},
		},
		{name: "touch", do: func(s *shift, by account.Person, r desk.Receipt) error {
			_, err := s.Desk.Touch(
				ctx,
				by,
				desk.Once{Key: "a request", Digest: []byte("x")},
				touchesOf(r.Lead, "reply"),
			)
			return err
		}},
		{
			name: "touch what has ended",
			on:   broughtTo[lead.Won],
			do: func(s *shift, by account.Person, r desk.Receipt) error {
				s.Wait(time.Hour)
				_, err := s.Desk.Touch(ctx, by, desk.Once{}, touchesOf(r.Lead, "reply"))
				return err
			},
		},
		{name: "remind", on: func(s *shift) desk.Receipt { r := s.HandOver(1); s.Wait(2 * time.Hour); return r },
			do: func(s *shift, _ account.Person, _ desk.Receipt) error { _, err := s.Remind(ctx); return err }},
		{name: "look at what is ready", on: func(s *shift) desk.Receipt {
			r, err := s.SaveDraft(ctx, floor.Mia, 0, floor.Buyer(1))
			s.Fine(err)
			s.Change(func(f *floor.Floor) { f.Terms.AutoSubmit = true })
			s.AddReady(r.Lead)
			return r
		}, do: func(s *shift, _ account.Person, _ desk.Receipt) error { _, err := s.SubmitReady(ctx, 0); return err }},
		{
			name: "come back",
			on:   broughtTo[lead.Recycled],
			do:   func(s *shift, _ account.Person, r desk.Receipt) error { return s.ComeBack(ctx, r.Lead) },
		},
		{name: "hand over what waits", do: func(s *shift, by account.Person, _ desk.Receipt) error {
			_, err := s.HandOverAll(ctx, by, desk.Leaving{Person: floor.Rosa.ID})
			return err
		}},
		{name: "undo what somebody else had", on: func(s *shift) desk.Receipt {
			r := s.HandOver(1)
			s.Fine(s.Reject(ctx, floor.Ada, r.Handoff, 0, floor.TooSmall.ID, ""))
			return r
		}, do: func(s *shift, by account.Person, r desk.Receipt) error {
			return s.Undo(ctx, by, r.Handoff, handoff.Rejected)
		}},
	}
	for _, a := range append(more, acts...) {
		t.Run(a.name, func(t *testing.T) {
			by := floor.Ada
			if a.may == "Rosa" {
				by = floor.Rosa
			}
			s := begin(t)
			if a.on == nil {
				a.on = broughtTo[lead.Submitted]
			}
			r := a.on(s)
			s.Nudged()
			before := s.Kept()
			for n := 1; ; n++ {
				if n > 100 {
					t.Fatal("it asks without end")
				}
				s.store.FailAt(n)
				err := a.do(s, by, r)
				s.store.FailAt(0)
				if err == nil {
					if n < 4 {
						t.Errorf("it is done with %d questions", n-1)
					}
					break
				}
				if !errors.Is(err, errs.Unavailable) {
					t.Fatalf("without an answer to question %d: %v", n, err)
				}
				if diff := floor.Diff(before, s.Kept()); diff != "" || len(s.Nudged()) > 0 {
					t.Fatalf("without an answer to question %d: %s", n, diff)
				}
			}
			if floor.Diff(before, s.Kept()) == "" {
				t.Error("it is done, and nothing has changed")
			}
			checkLoads(t, s)
		})
	}
}

// touchesOf are contacts with a lead, one of each kind.
func touchesOf(id lead.ID, kinds ...string) (all []desk.InboundTouch) {
	for _, kind := range kinds {
		all = append(all, desk.InboundTouch{Who: lead.Who{Lead: id}, Touch: lead.Touch{Kind: kind}})
	}
	return all
}
