package contract

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/handofftest"
	"baton/internal/inbox"
	"baton/internal/lead"
)

func heardOnce(s *shift) {
	ctx := context.Background()
	r := s.HandOver(1)
	rep := s.Owner(r.Handoff)
	heard := func() int {
		n, err := s.Remind(ctx)
		s.Fine(err)
		return n
	}
	told := func() []any {
		k := s.Kept()
		unread := 0
		for _, n := range k.Notifications {
			if !n.Read {
				unread++
			}
		}
		return []any{len(k.Reminders), len(k.Breaches), k.Told(rep.ID), k.Told(handofftest.Jo.ID), unread}
	}
	s.Wait(2*time.Hour - time.Microsecond)
	s.same("before half of the time", 0, heard())
	s.Wait(time.Microsecond)
	for _, err := range atOnce(4, func(int) error { _, err := s.Remind(ctx); return err }) {
		s.Fine(err)
	}
	type kinds = []inbox.Kind
	s.same("told at half", []any{2, 0, kinds{inbox.Reminded}, kinds(nil), 1}, told())
	s.same("heard again", 0, heard())
	s.Wait(2 * time.Hour)
	s.same("heard at the end", 1, heard())
	s.same("told at the end", []any{4, 2, kinds{inbox.Reminded, inbox.RanOut}, kinds{inbox.Escalated}, 3}, told())
	s.same("heard again", 0, heard())
	h := s.Handoff(r.Handoff)
	s.same("the same version, with nothing to be heard", []any{1, 0}, []any{h.Version, len(h.Marks)})
	s.same(
		"events",
		[]handoff.EventKind{handoff.EventCaptured, handoff.EventSubmitted, handoff.EventRouted, handoff.EventBreached},
		s.Kept().EventsOf(r.Lead),
	)
}

// heardInOrder has three leads whose next step is at the same time, the last of which was saved first, and one whose
// step comes after theirs.
func heardInOrder(s *shift) {
	ctx := context.Background()
	var handed []desk.Receipt
	for n := range 3 {
		handed = append(handed, s.HandOver(n+1))
	}
	for _, i := range []int{2, 0, 1} {
		s.Fine(s.Accept(ctx, s.Owner(handed[i].Handoff), handed[i].Handoff, 0))
	}
	last := s.HandOver(4)
	s.Wait(400 * 24 * time.Hour)
	s.Nudged()
	_, err := s.Remind(ctx)
	s.Fine(err)
	s.same("who is nudged", []lead.ID{handed[0].Lead, handed[1].Lead, handed[2].Lead, last.Lead}, s.Nudged())
}

func muted(s *shift) {
	ctx := context.Background()
	s.Change(func(f *handofftest.Floor) {
		f.Muted = map[account.PersonID][]inbox.Kind{handofftest.Mia.ID: {inbox.Answered, inbox.Ruled}}
	})
	r := s.HandOver(1)
	rep := s.Owner(r.Handoff)
	s.Fine(s.Ask(ctx, rep, r.Handoff, 0, "Who decides?"))
	s.Fine(s.Answer(ctx, handofftest.Max, r.Handoff, "She does."))
	s.Fine(s.Reject(ctx, rep, r.Handoff, 0, handofftest.TooSmall.ID, ""))
	s.Fine(s.Dispute(ctx, handofftest.Mia, r.Handoff, "Not small."))
	s.Fine(s.Rule(ctx, handofftest.Ann, r.Handoff, handoff.Upheld, "It is."))
	k := s.Kept()
	s.same("Mia", []inbox.Kind{inbox.Asked, inbox.CameBack}, k.Told(handofftest.Mia.ID))
	s.same("the rep", []inbox.Kind{inbox.Answered, inbox.Ruled}, k.Told(rep.ID))
	s.same("who may rule", []inbox.Kind{inbox.Appealed}, k.Told(handofftest.Ann.ID))
	n := k.Notifications[0]
	s.same(
		"the first", []any{r.Lead, r.Handoff, handofftest.Noon, map[string]any{"by": float64(rep.ID)}, false},
		[]any{n.Lead, n.Handoff, n.At, n.Data, n.Read},
	)
}

func rests(s *shift) {
	ctx := context.Background()
	r, rep := s.Worked(1)
	s.Fine(s.Recycle(ctx, rep, r.Lead, s.Now.AddDate(0, 0, 20), "In spring."))
	s.same("set aside", []any{1, lead.Recycled}, []any{s.Handoff(r.Handoff).Cycles, s.Lead(r.Lead).Stage})
	s.Fine(s.Restore(ctx, rep, r.Lead, handoff.Recycled))
	s.same(
		"taken back", []any{0, lead.Working, handoff.NoOutcome},
		[]any{s.Handoff(r.Handoff).Cycles, s.Lead(r.Lead).Stage, s.Handoff(r.Handoff).Outcome},
	)
	s.Fine(s.Recycle(ctx, rep, r.Lead, s.Now.AddDate(0, 0, 20), ""))
	s.Wait(20 * 24 * time.Hour)
	s.Fine(s.ComeBack(ctx, r.Lead))
	var ends [][2]bool
	for _, each := range s.Kept().Recycled {
		ends = append(ends, [2]bool{each.CameBack, each.Undone})
	}
	s.same("how they ended", [][2]bool{{false, true}, {true, false}}, ends)
	s.same(
		"what was undone",
		[]handofftest.Of[handoff.Restored]{
			{
				Handoff: r.Handoff,
				What:    handoff.Restored{What: handoff.Recycled, By: rep.ID, At: handofftest.Noon, Words: "In spring."},
			},
		},
		s.Kept().Restored,
	)
}
