package contract

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

func touches(s *shift) {
	ctx := context.Background()
	r, rep := s.Accepted(1)
	s.Fine(s.do(rep, func(tx desk.Tx) error {
		count := func() int {
			all, err := tx.Touches(ctx, r.Lead)
			s.Fine(err)
			return len(all)
		}
		h, err := tx.Handoff(ctx, r.Handoff)
		s.Fine(err)
		for _, ago := range []time.Duration{time.Hour, 3 * time.Hour} {
			s.Fine(
				tx.Touch(
					ctx, r.Lead, lead.Touch{Kind: "reply", Source: 2, Note: "Hello.", At: handofftest.Noon.Add(-ago)},
					handofftest.Mia.ID,
				),
			)
		}
		before := count()
		s.Fine(h.LogAttempt(rep, handoff.Attempt{Kind: "call", Outcome: "reached"}, policyOf(), s.Now))
		s.Fine(tx.Save(ctx, h))
		s.same("found before and after the save", []int{1, 3}, []int{before, count()})
		return nil
	}))
	s.Fine(s.do(handofftest.Mia, func(tx desk.Tx) error {
		all, err := tx.Touches(ctx, r.Lead)
		s.same("the oldest first", []lead.Touch{
			{
				Kind:   "reply",
				Source: 2,
				At:     handofftest.Noon.Add(-3 * time.Hour),
			}, {Kind: "reply", Source: 2, At: handofftest.Noon.Add(-time.Hour)},
			{Kind: "submission", Campaign: 1, At: handofftest.Noon},
		}, all)
		return err
	}))
}

func find(s *shift) {
	ctx := context.Background()
	add := func(l lead.Lead, source lead.SourceID, id string) lead.ID {
		l.Stage, l.CreatedAt, l.MarketingTeam = lead.Draft, s.Now, handofftest.Demand.ID
		l.ExternalID, l.ExternalSource = id, source
		s.Fine(s.do(handofftest.Mia, func(tx desk.Tx) error { return tx.AddLead(ctx, &l) }))
		return l.ID
	}
	one, two := add(handofftest.Buyer(1).Lead, 1, "77"), add(handofftest.Buyer(2).Lead, 2, "77")
	who := []lead.Who{
		{Lead: one},
		{Email: handofftest.Buyer(2).Lead.Email},
		{ExternalID: "77", IDSource: "FAIR"},
		{ExternalID: "78"},
		{Lead: 9999},
		{Email: "nobody@firm.example"},
	}
	for _, tc := range []struct {
		by   account.Person
		want map[int]lead.ID
	}{{handofftest.Mia, map[int]lead.ID{0: one, 1: two, 2: two}}, {handofftest.Ben, map[int]lead.ID{}}} {
		s.Fine(s.do(tc.by, func(tx desk.Tx) error {
			found, err := tx.Find(ctx, who)
			got := map[int]lead.ID{}
			for place, l := range found {
				got[place] = l.ID
			}
			s.same(tc.by.Name+" finds", tc.want, got)
			return err
		}))
	}
	err := s.do(
		handofftest.Mia,
		func(tx desk.Tx) error { return second(tx.Find(ctx, []lead.Who{{Lead: one}, {ExternalID: "77"}})) },
	)
	var problems errs.Problems
	errors.As(err, &problems)
	s.same("an id of two sources", errs.Problems{"1/external_source": desk.AmbiguousID}, problems)
}

func ready(s *shift) {
	ctx := context.Background()
	var ids []lead.ID
	for n := range 3 {
		r, err := s.SaveDraft(ctx, handofftest.Mia, 0, handofftest.Buyer(n))
		s.Fine(err)
		ids = append(ids, r.Lead)
	}
	s.AddReady(ids...)
	take := func(after lead.ID, end error) (id lead.ID) {
		s.refused("the end", s.do(account.System, func(tx desk.Tx) (err error) {
			if id, err = tx.TakeReady(ctx, after); err != nil {
				return err
			}
			return end
		}), end)
		return id
	}
	stop := errors.New("stop")
	s.same(
		"taken", []lead.ID{ids[1], ids[1], ids[0], ids[2], 0},
		[]lead.ID{take(ids[0], stop), take(ids[0], nil), take(0, nil), take(0, nil), take(0, nil)},
	)
}

func scores(s *shift) {
	ctx := context.Background()
	draft, err := s.SaveDraft(ctx, handofftest.Mia, 0, handofftest.Buyer(2))
	s.Fine(err)
	r := s.HandOver(1)
	reply := func() {
		s.Wait(time.Minute)
		_, err := s.Desk.Touch(
			ctx, handofftest.Mia, desk.Once{},
			[]desk.InboundTouch{{Who: lead.Who{Lead: r.Lead}, Touch: lead.Touch{Kind: "reply", At: s.Now}}},
		)
		s.Fine(err)
	}
	reply()
	reply()
	var got []string
	k := s.Kept()
	for _, each := range k.Scores {
		got = append(
			got,
			fmt.Sprintf(
				"%d of %d: %s, %s at %s", each.Lead, each.Handoff, each.Score.Mark(), each.Cause,
				each.At.Format("15:04"),
			),
		)
	}
	s.same("the history", strings.Join([]string{
		fmt.Sprintf("%d of 0: C4, captured at 12:00", draft.Lead),
		fmt.Sprintf(
			"%d of %d: C4, submitted at 12:00", r.Lead, r.Handoff,
		), fmt.Sprintf("%d of %d: C3, touched at 12:01", r.Lead, r.Handoff),
	}, "\n"), strings.Join(got, "\n"))
	h := k.Handoffs[r.Handoff]
	s.same("now, as the same version", []any{"C2", s.Now, 1}, []any{h.Score.Mark(), h.ScoredAt, h.Version})
}
