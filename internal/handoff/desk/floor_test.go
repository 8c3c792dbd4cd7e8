package desk_test

import (
	"context"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

// shift is a Desk at work on a store in memory.
type shift struct {
	*floor.Shift
	store *floor.Store
}

func begin(t testing.TB, changes ...func(*floor.Floor)) *shift {
	t.Helper()
	f := floor.NewFloor()
	for _, change := range changes {
		change(&f)
	}
	store := floor.Open(f)
	return &shift{floor.Begin(t, store), store}
}

// pool is a lead that nobody has.
func pool(s *shift) desk.Receipt {
	s.Change(allFull)
	return s.HandOver(1)
}

// asked is a lead about which sales has a question.
func asked(s *shift) desk.Receipt {
	r := s.HandOver(1)
	s.Fine(s.Ask(context.Background(), floor.Rosa, r.Handoff, 0, "Who decides?"))
	return r
}

// old is a rejection that cannot be undone any more.
func old(s *shift) desk.Receipt {
	r := broughtTo[lead.Returned](s)
	s.Wait(time.Hour)
	return r
}

// broughtTo brings a lead, which Rosa has or had, to each stage of its life.
var broughtTo = map[lead.Stage]func(s *shift) desk.Receipt{
	lead.Draft: func(s *shift) desk.Receipt {
		r := s.HandOver(1)
		s.Fine(s.Recall(context.Background(), floor.Mia, r.Handoff))
		return r
	},
	lead.Submitted: func(s *shift) desk.Receipt { return s.HandOver(1) },
	lead.Accepted:  func(s *shift) desk.Receipt { r, _ := s.Accepted(1); return r },
	lead.Working:   func(s *shift) desk.Receipt { r, _ := s.Worked(1); return r },
	lead.Qualified: func(s *shift) desk.Receipt { r, _ := s.Qualified(1); return r },
	lead.Disqualified: func(s *shift) desk.Receipt {
		r, rep := s.Worked(1)
		s.Fine(s.Disqualify(context.Background(), rep, r.Lead, floor.NoNeed.ID, time.Time{}, ""))
		return r
	},
	lead.Recycled: func(s *shift) desk.Receipt {
		r, rep := s.Worked(1)
		s.Fine(s.Recycle(context.Background(), rep, r.Lead, s.Now.AddDate(0, 0, 20), ""))
		return r
	},
	lead.Returned: func(s *shift) desk.Receipt { r, _ := s.Turned(1, floor.TooSmall, ""); return r },
	lead.Disputed: func(s *shift) desk.Receipt {
		r, _ := s.Turned(1, floor.TooSmall, "")
		s.Fine(s.Dispute(context.Background(), floor.Mia, r.Handoff, "Not small."))
		return r
	},
	lead.Closed: func(s *shift) desk.Receipt { r, _ := s.Turned(1, floor.Spam, ""); return r },
	lead.Won: func(s *shift) desk.Receipt {
		r, rep := s.Qualified(1)
		s.Fine(s.Win(context.Background(), rep, r.Lead, 90_000))
		return r
	},
	lead.Lost: func(s *shift) desk.Receipt {
		r, rep := s.Qualified(1)
		s.Fine(s.Lose(context.Background(), rep, r.Lead, floor.NoNeed.ID, ""))
		return r
	},
}

// checkLoads compares the open handoffs that are counted with those that there are.
func checkLoads(t testing.TB, s *shift) {
	t.Helper()
	k := s.Kept()
	open := map[account.PersonID]int{}
	for _, h := range k.Handoffs {
		if h.Verdict == handoff.NoVerdict {
			open[h.Owner]++
		}
	}
	for person, load := range k.Loads {
		if load.Open != open[person] {
			t.Errorf("person %d has %d open handoffs, counted %d", person, open[person], load.Open)
		}
	}
}
