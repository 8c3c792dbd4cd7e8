package contract

import (
	"context"
	"math"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/handofftest"
)

// offer offers something to somebody.
func offer(p account.Person, group int, most float64) assign.Offer {
	return assign.Offer{Candidate: assign.Candidate{Person: p.ID, Name: p.Name}, Group: group, Most: most}
}

// reserve gives something to one of offers, and tells at which place they stand and how many they have.
func (s *shift) reserve(offers ...assign.Offer) [2]int {
	s.T.Helper()
	var place, open int
	s.Fine(s.do(account.System, func(tx desk.Tx) (err error) {
		place, open, err = tx.Reserve(context.Background(), offers, s.Now)
		return err
	}))
	return [2]int{place, open}
}

func give(s *shift) {
	inf := math.Inf(+1)
	s.Change(func(f *handofftest.Floor) {
		f.Person(handofftest.Rosa.ID).Capacity, f.Person(handofftest.Tom.ID).Weight,
			f.Person(handofftest.Kim.ID).Disabled = 2, 2, true
	})
	nobody := [2]int{-1, 0}
	for _, step := range []struct {
		name   string
		offers []assign.Offer
		want   [2]int
	}{
		{"nobody to ask", nil, nobody},
		{"the first of the order", []assign.Offer{offer(handofftest.Rosa, 0, 1), offer(handofftest.Tom, 0, 1)}, [2]int{0, 1}},
		{"the second, since the first has been served more by now",
			[]assign.Offer{offer(handofftest.Rosa, 0, 0.5), offer(handofftest.Tom, 0, 1)}, [2]int{1, 1}},
		{"a lower group comes first", []assign.Offer{offer(handofftest.Tom, 1, inf), offer(handofftest.Rosa, 0, inf)},
			[2]int{1, 2}},
		{"who is full is passed over", []assign.Offer{offer(handofftest.Rosa, 0, inf), offer(handofftest.Tom, 1, inf)},
			[2]int{1, 2}},
		{"who is disabled is passed over", []assign.Offer{offer(handofftest.Kim, 0, inf), offer(handofftest.Tom, 0, inf)},
			[2]int{1, 3}},
		{"nobody has room", []assign.Offer{offer(handofftest.Rosa, 0, inf), offer(handofftest.Kim, 0, inf),
			offer(handofftest.Tom, 1, inf)}, nobody},
	} {
		s.Wait(time.Minute)
		s.same(step.name, step.want, s.reserve(step.offers...))
	}
	loads := s.Kept().Loads
	s.same(
		"Rosa", handofftest.Load{Open: 2, Served: 2, GivenAt: handofftest.Noon.Add(4 * time.Minute)},
		loads[handofftest.Rosa.ID],
	)
	s.same(
		"Tom, of twice the weight",
		handofftest.Load{Open: 3, Served: 1.5, GivenAt: handofftest.Noon.Add(6 * time.Minute)},
		loads[handofftest.Tom.ID],
	)
	s.Change(func(f *handofftest.Floor) {
		f.Person(handofftest.Rosa.ID).Capacity, f.Person(handofftest.Tom.ID).Capacity = 9, 9
	})
	s.same(
		"where all were served more, who has least", [2]int{1, 4},
		s.reserve(offer(handofftest.Rosa, 0, 0), offer(handofftest.Tom, 0, 0)),
	)
}

func giveReturned(s *shift) {
	s.reserve(offer(handofftest.Tom, 0, 9))
	s.Wait(time.Hour)
	back := offer(handofftest.Tom, 0, math.Inf(+1))
	back.Lift, back.Returned = 5, s.Now
	s.Wait(time.Minute)
	s.same("given", [2]int{0, 2}, s.reserve(back))
	s.same("lifted", handofftest.Load{Open: 2, Served: 6, GivenAt: s.Now}, s.Kept().Loads[handofftest.Tom.ID])
	s.same("given once more by the same offer", [2]int{0, 3}, s.reserve(back))
	s.same("lifted once", 7.0, s.Kept().Loads[handofftest.Tom.ID].Served)
	fresh := offer(handofftest.Kim, 0, -1)
	fresh.Lift, fresh.Returned = 9, time.Unix(0, 0)
	s.same("where all were served more, the lift counts", [2]int{0, 1}, s.reserve(offer(handofftest.Rosa, 0, -1), fresh))
}

func giveNamed(s *shift) {
	named := offer(handofftest.Rosa, 0, math.Inf(+1))
	named.Named = true
	s.same("given", [2]int{0, 1}, s.reserve(named))
	s.same("the load", handofftest.Load{Open: 1, Served: 1}, s.Kept().Loads[handofftest.Rosa.ID])
}

func loads(s *shift) {
	ctx := context.Background()
	s.Change(func(f *handofftest.Floor) {
		f.Person(handofftest.Tom.ID).Disabled, f.Person(handofftest.Kim.ID).Disabled = true, true
	})
	var last desk.Receipt
	for n := range 4 {
		last = s.HandOver(n)
	}
	open := func() handofftest.Load { return s.Kept().Loads[handofftest.Rosa.ID] }
	s.same("full, and the fourth is in the pool", []any{3, account.PersonID(0)}, []any{open().Open, last.Owner})
	s.Wait(time.Minute)
	first := slices.Min(slices.Collect(func(yield func(handoff.ID) bool) {
		for id := range s.Kept().Handoffs {
			if !yield(id) {
				return
			}
		}
	}))
	s.Fine(s.Accept(ctx, handofftest.Rosa, first, 0))
	s.same("accepted", handofftest.Load{Open: 2, Served: 3, GivenAt: handofftest.Noon, RoomAt: s.Now}, open())
	s.Fine(s.Claim(ctx, handofftest.Rosa, last.Handoff, 0))
	s.same("claimed", 3, open().Open)
	s.Fine(s.Undo(ctx, handofftest.Rosa, first, handoff.Accepted))
	s.same("taken back", 4, open().Open)
	s.Change(func(f *handofftest.Floor) { f.Person(handofftest.Tom.ID).Disabled = false })
	s.Fine(s.Reassign(ctx, handofftest.Jo, []handoff.ID{last.Handoff}, handofftest.Tom.ID))
	s.same("given to Tom", []any{3, handofftest.Load{Open: 1}}, []any{open().Open, s.Kept().Loads[handofftest.Tom.ID]})
	s.Fine(s.Recall(ctx, handofftest.Mia, last.Handoff))
	s.same("recalled", 0, s.Kept().Loads[handofftest.Tom.ID].Open)
}

func credit(s *shift) {
	ctx := context.Background()
	r, rep := s.Turned(1, handofftest.TooSmall, "")
	s.Wait(time.Hour)
	s.Fine(s.Credit(ctx, handofftest.Jo, r.Handoff))
	s.same("after the credit", 0.0, s.Kept().Loads[rep.ID].Served)
	before := s.Kept()
	s.same(
		"once more", "Jo already credited this lead. It can be credited once.",
		errs.Words(s.Credit(ctx, handofftest.Ada, r.Handoff)),
	)
	s.same("what is kept", "", handofftest.Diff(before, s.Kept()))
	back := func() {
		s.Fine(s.do(handofftest.Ada, func(tx desk.Tx) error { return tx.TakeCreditBack(ctx, r.Handoff) }))
		s.same("taken back", []any{1.0, 0}, []any{s.Kept().Loads[rep.ID].Served, len(s.Kept().Credits)})
	}
	back()
	back() // nothing is left to take back
	other := s.HandOver(2)
	s.Fine(s.Transact(ctx, handofftest.Ada, func(tx desk.Tx) error {
		err := tx.Credit(
			ctx,
			handoff.Credit{Handoff: other.Handoff, Person: handofftest.Sam.ID, By: handofftest.Ada.ID, At: s.Now},
		)
		s.same(
			"whom no rule chose", "This lead was claimed or assigned by name, so it does not count in a share.",
			errs.Words(err),
		)
		return nil
	}))
}
