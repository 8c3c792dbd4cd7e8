package contract

import (
	"context"
	"fmt"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

// floorFor is who could be offered a lead.
func (s *shift) floorFor(ask desk.PoolAsk) (floor assign.Pool) {
	s.T.Helper()
	ask.At = s.Now
	s.Fine(
		s.do(
			account.System,
			func(tx desk.Tx) (err error) { floor, err = tx.Pool(context.Background(), ask); return err },
		),
	)
	for _, all := range floor.Teams {
		slices.SortFunc(all, func(a, b assign.Candidate) int { return int(a.Person - b.Person) })
	}
	return floor
}

func candidates(s *shift) {
	r, first := s.Turned(1, handofftest.Colleagues, "")
	s.Change(func(f *handofftest.Floor) {
		f.Away = map[account.PersonID][]assign.Span{
			handofftest.Rosa.ID: {{From: handofftest.Noon}},
			handofftest.Tom.ID: {
				{From: handofftest.Noon.Add(-9 * time.Hour), To: handofftest.Noon.Add(-time.Hour)},
				{From: handofftest.Noon.Add(time.Hour)},
			},
		}
		f.Person(handofftest.Sam.ID).Disabled = true
		f.Person(handofftest.Kim.ID).Skills, f.Person(handofftest.Kim.ID).Weight = []string{"Polish"}, 2
	})
	floor := s.floorFor(desk.PoolAsk{
		Lead: r.Lead, Teams: []account.TeamID{handofftest.EMEA.ID, handofftest.Americas.ID},
		People: []account.PersonID{handofftest.Sam.ID, handofftest.Mia.ID, handofftest.Jo.ID},
	})
	s.same(
		"reps who are not disabled", []int{3, 0},
		[]int{len(floor.Teams[handofftest.EMEA.ID]), len(floor.Teams[handofftest.Americas.ID])},
	)
	for _, c := range floor.Teams[handofftest.EMEA.ID] {
		load := s.Kept().Loads[c.Person]
		want := assign.Candidate{
			Person: c.Person, Name: c.Name, Role: account.Rep, Team: handofftest.EMEA.ID, Cap: 3, Weight: 1,
			Had:  c.Person == first.ID,
			Open: load.Open, Served: load.Served, GivenAt: load.GivenAt, RoomAt: load.RoomAt,
		}
		switch c.Person {
		case handofftest.Rosa.ID:
			want.Absent = true
		case handofftest.Tom.ID:
			want.Since = handofftest.Noon.Add(-time.Hour)
		case handofftest.Kim.ID:
			want.Skills, want.Weight = []string{"Polish"}, 2
		}
		s.same(c.Name, want, c)
	}
	for person, want := range map[account.PersonID]string{
		handofftest.Sam.ID: "rep of 4, disabled true",
		handofftest.Mia.ID: "marketer of 0, disabled false",
		handofftest.Jo.ID:  "manager of 3, disabled false",
	} {
		c := floor.People[person]
		s.same("who is named", want, fmt.Sprintf("%s of %d, disabled %t", c.Role, c.Team, c.Disabled))
	}
	s.same("who else", []any{3, true, 0}, []any{len(floor.People), floor.Owner == nil, len(floor.PassedOn)})
}

func cooling(s *shift) {
	ctx := context.Background()
	w, rep := s.Worked(2)
	s.Fine(s.Recycle(ctx, rep, w.Lead, s.Now.AddDate(0, 0, 20), ""))
	kept := func() (names []string) {
		for _, c := range s.floorFor(desk.PoolAsk{Lead: w.Lead,
			Teams: []account.TeamID{handofftest.EMEA.ID}}).Teams[handofftest.EMEA.ID] {
			if c.Cooling {
				names = append(names, c.Name)
			}
		}
		return names
	}
	s.Wait(30 * 24 * time.Hour)
	s.Now = s.Now.Add(-time.Second)
	s.same("until it has cooled", []string{rep.Name}, kept())
	s.Wait(time.Second)
	s.same("when it has cooled", []string(nil), kept())
}

// turn rejects a handoff without what follows from it.
func (s *shift) turn(id handoff.ID, why agreement.Reason) {
	s.T.Helper()
	s.Fine(s.do(handofftest.Ada, func(tx desk.Tx) error {
		h, err := tx.Handoff(context.Background(), id)
		s.Fine(err)
		s.Fine(h.Reject(handofftest.Ada, why, "", policyOf(), s.Now))
		return tx.Save(context.Background(), h)
	}))
}

func passedOn(s *shift) {
	ctx := context.Background()
	teams := func(id lead.ID) []account.TeamID {
		return s.floorFor(desk.PoolAsk{Lead: id, Teams: []account.TeamID{handofftest.EMEA.ID}, PassedOn: true}).PassedOn
	}
	none := []account.TeamID(nil)
	one := s.HandOver(1)
	s.same("while it waits", none, teams(one.Lead))
	s.turn(one.Handoff, handofftest.Elsewhere)
	s.same("one", []account.TeamID{handofftest.EMEA.ID}, teams(one.Lead))
	both, _ := s.Turned(2, handofftest.Elsewhere, "")
	s.turn(s.Kept().HandoffsOf(both.Lead)[1].ID, handofftest.Elsewhere)
	s.same("both", []account.TeamID{handofftest.EMEA.ID, handofftest.Americas.ID}, teams(both.Lead))
	back := s.HandOver(3)
	s.turn(back.Handoff, handofftest.TooSmall)
	s.same("marketing has it back", none, teams(back.Lead))
	_, err := s.Resubmit(ctx, handofftest.Mia, back.Lead, handofftest.Buyer(3))
	s.Fine(err)
	s.turn(s.Kept().HandoffsOf(back.Lead)[1].ID, handofftest.Elsewhere)
	s.same("since marketing had it back", []account.TeamID{handofftest.EMEA.ID}, teams(back.Lead))
	colleague := s.HandOver(4)
	s.turn(colleague.Handoff, handofftest.Colleagues)
	s.same("a colleague's stays in the team", none, teams(colleague.Lead))
}

func accountOwner(s *shift) {
	ctx := context.Background()
	accepted := func(n int, email, company string, by account.Person) desk.Receipt {
		sub := handofftest.Buyer(n)
		sub.Lead.Email, sub.Lead.Company = email, company
		r, err := s.Submit(ctx, handofftest.Mia, sub)
		s.Fine(err)
		s.Fine(s.Reassign(ctx, handofftest.Jo, []handoff.ID{r.Handoff}, by.ID))
		s.Wait(time.Minute)
		s.Fine(s.Accept(ctx, by, r.Handoff, 0))
		return r
	}
	owner := func(of lead.Account) string {
		if c := s.floorFor(desk.PoolAsk{Lead: 9999, Account: of}).Owner; c != nil {
			return fmt.Sprintf("%s in %d", c.Name, c.Team)
		}
		return ""
	}
	acme, initech := lead.Account{Domain: "acme.example"}, lead.Account{Company: "initech"}
	accepted(1, "a@sales.acme.example", "Acme", handofftest.Kim)
	accepted(2, "b@gmail.com", "Initech GmbH", handofftest.Tom)
	s.same("by domain, by name, by a domain that ends alike, by none", []string{"Kim in 3", "Tom in 3", "", ""},
		[]string{owner(acme), owner(initech), owner(lead.Account{Domain: "cme.example"}), owner(lead.Account{})})
	later := accepted(3, "c@acme.example", "Acme", handofftest.Rosa)
	s.same("the latest", "Rosa in 3", owner(acme))
	s.Fine(s.Disqualify(ctx, handofftest.Rosa, later.Lead, handofftest.NoNeed.ID, time.Time{}, ""))
	s.same("once that ended", "Kim in 3", owner(acme))
	s.Change(func(f *handofftest.Floor) {
		f.Person(handofftest.Kim.ID).Teams = []account.Membership{handofftest.Americas}
	})
	s.same("in the team that they are in now", "Kim in 4", owner(acme))
}

func heldBy(s *shift) {
	ctx := context.Background()
	s.Change(func(f *handofftest.Floor) {
		f.Person(handofftest.Tom.ID).Disabled, f.Person(handofftest.Kim.ID).Disabled = true, true
	})
	var all []handoff.ID
	for n := range 3 {
		all = append(all, s.HandOver(n).Handoff)
		s.Wait(time.Minute)
	}
	s.Fine(s.Accept(ctx, handofftest.Rosa, all[1], 0))
	s.Fine(s.Reject(ctx, handofftest.Rosa, all[2], 0, handofftest.TooSmall.ID, ""))
	for _, tc := range []struct {
		by   account.Person
		want []handoff.ID
	}{{handofftest.Jo, all[:2]}, {handofftest.Ada, all[:2]}, {handofftest.Ann, nil}, {handofftest.Mia, nil}} {
		s.Fine(s.do(tc.by, func(tx desk.Tx) error {
			held, err := tx.HeldBy(ctx, handofftest.Rosa.ID)
			var got []handoff.ID
			for _, h := range held {
				got = append(got, h.ID)
			}
			s.same(tc.by.Name, tc.want, got)
			return err
		}))
	}
}
