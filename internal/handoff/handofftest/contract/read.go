package contract

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/handofftest"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
	"baton/internal/policy"
)

func policyIsTheFloor(s *shift) {
	floor := handofftest.NewFloor()
	s.Fine(s.do(handofftest.Mia, func(tx desk.Tx) error {
		inForce, err := tx.Policy(context.Background())
		if err == nil {
			unlike := cmpopts.IgnoreFields(policy.Policy{}, "Version", "Zone", "Until", "Estimator")
			if diff := cmp.Diff(floor.Policy(), inForce, unlike, cmpopts.EquateEmpty()); diff != "" {
				s.T.Errorf("the policy (-want +got): %s", diff)
			}
		}
		return err
	}))
	s.Change(func(f *handofftest.Floor) {
		f.Person(handofftest.Rosa.ID).Disabled, f.Person(handofftest.Tom.ID).Role, f.Terms.DisputeDays = true,
			account.Manager, 9
	})
	s.Fine(s.do(handofftest.Mia, func(tx desk.Tx) error {
		policy, err := tx.Policy(context.Background())
		if err == nil {
			s.same(
				"reps and managers of EMEA",
				[]any{1, []account.PersonID{handofftest.Jo.ID, handofftest.Eve.ID, handofftest.Tom.ID}},
				[]any{policy.Team(handofftest.EMEA.ID).Reps, policy.Team(handofftest.EMEA.ID).Managers},
			)
			s.same("days for a dispute", 9, policy.Agreement.Terms.DisputeDays)
		}
		return err
	}))
}

func handedOver(s *shift) {
	ctx := context.Background()
	sub := handofftest.Buyer(1)
	sub.Touch = lead.Touch{Kind: "form", UTM: lead.UTM{Source: "ads"}}
	r, err := s.Submit(ctx, handofftest.Mia, sub)
	s.Fine(err)
	rep := s.Owner(r.Handoff)
	s.same("the receipt", desk.Receipt{
		Lead: r.Lead, Handoff: r.Handoff, Number: 1, Grade: lead.GradeC, Owner: rep.ID, Team: handofftest.EMEA.ID,
		Sentence: "Routed to " + rep.Name + ": The rest, 1 of 3 open",
	}, r)
	k := s.Kept()
	want := sub.Lead
	want.ID, want.Stage, want.Version = r.Lead, lead.Submitted, 1
	want.MarketingTeam, want.CreatedBy, want.CreatedAt = handofftest.Demand.ID, handofftest.Mia.ID, handofftest.Noon
	s.same("the lead", map[lead.ID]lead.Lead{r.Lead: want}, k.Leads)
	touch := lead.Touch{Kind: "form", Campaign: 1, Note: "Called us.", UTM: lead.UTM{Source: "ads"}, At: handofftest.Noon}
	s.same("its touch", []handofftest.Touch{{Lead: r.Lead, Touch: touch, By: handofftest.Mia.ID}}, k.Touches)
	due := handofftest.Noon.Add(4 * time.Hour)
	h := k.Handoffs[r.Handoff]
	if !h.DueAt.Equal(due) || !h.OwnerDueAt.Equal(due) || len(h.Marks) != 6 || h.Version != 1 || !h.Latest ||
		h.OwnerName != rep.Name || h.Score.Fit != 40 {
		s.T.Errorf("the handoff is %+v", h)
	}
	s.same("its events", []handoff.Event{
		{Kind: handoff.EventCaptured, Lead: r.Lead, By: handofftest.Mia.ID, At: handofftest.Noon},
		{
			Kind:    handoff.EventSubmitted,
			Lead:    r.Lead,
			Handoff: r.Handoff,
			By:      handofftest.Mia.ID,
			At:      handofftest.Noon,
			Data:    map[string]any{"number": 1.0, "grade": "C"},
		},
		{
			Kind:    handoff.EventRouted,
			Lead:    r.Lead,
			Handoff: r.Handoff,
			At:      handofftest.Noon,
			Data:    map[string]any{"sentence": r.Sentence},
		},
	}, k.Events)
	s.same("why it went there", []string{r.Sentence}, []string{k.Routes[0].What.Sentence})
	s.same("the load", handofftest.Load{Open: 1, Served: 1, GivenAt: handofftest.Noon}, k.Loads[rep.ID])
	s.same("the reports", tally.Counts{Captured: 1, HandedOver: 1, Submitted: 1, Times: 1}, k.Total())
	s.same("screens that look again", []lead.ID{r.Lead}, s.Nudged())
}

func readAsSaved(s *shift) {
	ctx := context.Background()
	r := s.HandOver(1)
	rep := s.Owner(r.Handoff)
	s.Wait(90*time.Minute + 300*time.Millisecond)
	s.Fine(s.Ask(ctx, rep, r.Handoff, 1, "Who decides?"))
	asked := s.Handoff(r.Handoff)
	if !asked.Asked || asked.AskedBy != rep.ID || !asked.PausedAt.Equal(s.Now) || asked.Version != 2 {
		s.T.Errorf("with a question: %+v", asked)
	}
	s.Wait(time.Hour)
	s.Fine(s.Answer(ctx, handofftest.Max, r.Handoff, "She does."))
	s.Fine(s.Accept(ctx, rep, r.Handoff, 3))
	s.Fine(s.Regrade(ctx, rep, r.Handoff, 4, lead.GradeA, "A large group."))
	s.Wait(10 * time.Minute)
	s.Fine(s.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "mail", Outcome: "bounced", Note: "Twice."}))
	s.Fine(
		s.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached", At: s.Now.Add(-time.Minute)}),
	)
	s.Fine(
		s.Qualify(ctx, rep, r.Lead, handoff.Qualification{ValueCents: 1_200_050, ExpectedOn: s.Now.AddDate(0, 1, 0)}),
	)
	s.Fine(s.Win(ctx, rep, r.Lead, 990_099))
	h := s.Handoff(r.Handoff)
	s.same(
		"the verdict",
		[]any{handoff.Accepted, rep.ID, rep.Name, handoff.Spent{Wall: 150 * time.Minute, Business: 90 * time.Minute}},
		[]any{h.Verdict, h.VerdictBy, h.VerdictByName, h.Decide},
	)
	s.same(
		"the attempts",
		[]any{2, s.Now.Add(-time.Minute), handoff.Spent{Wall: 9 * time.Minute, Business: 9 * time.Minute}},
		[]any{h.Attempts, h.TriedFirstAt, h.Contact},
	)
	s.same(
		"the sale", []any{int64(1_200_050), "EUR", int64(990_099), handoff.Won, lead.GradeA},
		[]any{h.ValueCents, h.Currency, h.WonCents, h.Outcome, h.Opined},
	)
	s.same("its day", time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC), h.ExpectedOn)
	k := s.Kept()
	s.same("the reports", tally.Counts{
		Captured: 1, HandedOver: 1, Submitted: 1, Accepted: 1, Worked: 1, Qualified: 1, Won: 1,
		DecidedInTime: 1, WonCents: 990_099, Times: 4,
	}, k.Total())
	s.same("the question", []handofftest.Of[handoff.Question]{{Handoff: r.Handoff, What: handoff.Question{
		Words: "Who decides?", By: rep.ID, At: asked.PausedAt,
		Answer: "She does.", AnsweredBy: handofftest.Max.ID, AnsweredAt: asked.PausedAt.Add(time.Hour),
	}}}, k.Questions)
}

func staysAsMade(s *shift) {
	ctx := context.Background()
	r := s.HandOver(1)
	before := s.Handoff(r.Handoff)
	s.Fine(s.do(handofftest.Ada, func(tx desk.Tx) error {
		h, err := tx.Handoff(ctx, r.Handoff)
		if err != nil {
			return err
		}
		h.Note, h.Score.Fit, h.SubmittedBy, h.Number, h.Campaign = "Another.", 99, handofftest.Ben.ID, 7, 2
		if err := tx.Save(ctx, h); err != nil { // nothing has happened to it
			return err
		}
		h.Changes.Events = []handoff.Event{{Kind: handoff.EventWaits, Lead: h.Lead, Handoff: h.ID, At: s.Now}}
		return tx.Save(ctx, h)
	}))
	after := s.Handoff(r.Handoff)
	before.Version++
	s.same("the handoff", before, after)
	unread := s.do(handofftest.Ada, func(tx desk.Tx) error { return tx.Save(ctx, &after) })
	if unread == nil {
		s.T.Error("a handoff is saved that nobody has read")
	}
}

func notFound(s *shift) {
	ctx := context.Background()
	r, rep := s.Turned(1, handofftest.TooSmall, "")
	draft, err := s.SaveDraft(ctx, handofftest.Max, 0, handofftest.Buyer(2))
	s.Fine(err)
	sees := func(by account.Person) (seen []string) {
		s.Fine(s.do(by, func(tx desk.Tx) error {
			for name, read := range map[string]func() error{
				"handoff": func() error { _, err := tx.Handoff(ctx, r.Handoff); return err },
				"lead":    func() error { _, err := tx.Lead(ctx, r.Lead); return err },
				"draft":   func() error { _, err := tx.Lead(ctx, draft.Lead); return err },
			} {
				if err := read(); err == nil {
					seen = append(seen, name)
				} else if !errors.Is(err, errs.NotFound) {
					return err
				}
			}
			s.refused("no such handoff", second(tx.Handoff(ctx, 9999)), errs.NotFound)
			s.refused("no such lead", second(tx.Lead(ctx, 9999)), errs.NotFound)
			s.refused("no such person", second(tx.Colleague(ctx, 9999)), errs.NotFound)
			slices.Sort(seen)
			return nil
		}))
		return seen
	}
	all, both, none := []string{"draft", "handoff", "lead"}, []string{"handoff", "lead"}, []string{}
	for _, tc := range []struct {
		by   account.Person
		want []string
	}{
		{handofftest.Mia, all}, {handofftest.Max, all}, {handofftest.Jo, all}, {handofftest.Ada, all}, {account.System, all},
		{rep, both}, {handofftest.Eve, both},
		{handofftest.Ben, none}, {handofftest.Sam, none}, {handofftest.Ann, none},
	} {
		s.same(tc.by.Name+" sees", tc.want, sees(tc.by))
	}
	s.Fine(s.Dispute(ctx, handofftest.Mia, r.Handoff, "Not small."))
	s.same("a manager of neither team sees while it waits for a ruling", both, sees(handofftest.Ann))
	s.Fine(s.Rule(ctx, handofftest.Ann, r.Handoff, handoff.Upheld, "It is."))
	s.same("who ruled sees afterwards", both, sees(handofftest.Ann))
	last := func(id lead.ID) (h *handoff.Handoff) {
		s.Fine(s.do(handofftest.Mia, func(tx desk.Tx) (err error) { h, err = tx.LastHandoff(ctx, id); return err }))
		return h
	}
	if h := last(draft.Lead); h != nil {
		s.T.Errorf("a draft has the handoff %+v", h)
	}
	if h := last(r.Lead); h == nil || h.ID != r.Handoff {
		s.T.Errorf("the last handoff is %+v", h)
	}
}

func failureChangesNothing(s *shift) {
	ctx := context.Background()
	r, rep := s.Accepted(1)
	before := s.Kept()
	stop := errors.New("stop")
	err := s.do(rep, func(tx desk.Tx) error {
		h, err := tx.Handoff(ctx, r.Handoff)
		s.Fine(err)
		s.Fine(h.LogAttempt(rep, handoff.Attempt{Kind: "call", Outcome: "reached"}, policyOf(), s.Now))
		s.Fine(tx.Save(ctx, h))
		l := handofftest.Buyer(2).Lead
		l.Stage, l.CreatedAt = lead.Draft, s.Now
		s.Fine(tx.AddLead(ctx, &l))
		s.Fine(tx.Touch(ctx, l.ID, lead.Touch{Kind: "form", At: s.Now}, rep.ID))
		_, _, err = tx.Reserve(
			ctx, []assign.Offer{{Candidate: assign.Candidate{Person: rep.ID}, Most: math.Inf(+1)}}, s.Now,
		)
		s.Fine(err)
		return stop
	})
	s.refused("the failure", err, stop)
	s.same("what is kept", "", handofftest.Diff(before, s.Kept()))
}

// policyOf is the policy of a new floor.
func policyOf() *policy.Policy {
	floor := handofftest.NewFloor()
	return floor.Policy()
}

func second[T any](_ T, err error) error { return err }
