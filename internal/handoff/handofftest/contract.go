package handofftest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// Contract tests what the Desk relies on in a store, on stores that open makes.
func Contract(t *testing.T, open func(t *testing.T, floor Floor) Place) {
	for name, test := range map[string]func(s *Shift){
		"the books are those of the floor":                     booksAreTheFloor,
		"a lead that is handed over is kept with all it needs": handedOver,
		"a handoff is read as it was saved":                    readAsSaved,
		"what was handed over stays as it was":                 staysAsMade,
		"what somebody may not see is not found":               notFound,
		"a transaction that fails changes nothing":             failureChangesNothing,
		"of two who decide at once one does":                   oneDecides,
		"two who send one person at once make one lead":        oneLead,
		"a form counts once for its sender":                    formOnce,
		"a request is answered once for its sender":            requestOnce,
		"a lead that is known is found":                        twins,
		"two leads cannot have one address":                    oneAddress,
		"what does not exist cannot be named":                  unknownNames,
		"a lead has one open handoff":                          oneOpen,
		"a touch is found from the next save on":               touches,
		"a program finds leads by what it knows":               find,
		"a lead that waits is taken once":                      ready,
		"the first with room is given a lead":                  give,
		"who returns starts where the team stands":             giveReturned,
		"a lead that is given by name is no turn":              giveNamed,
		"open handoffs are counted":                            loads,
		"a credit counts once and can be taken back":           credit,
		"who may be offered a lead is told as they are":        candidates,
		"a lead is kept from its last owner while it cools":    cooling,
		"teams that pass a lead on are told in a row":          passedOn,
		"the owner of an account is who worked with it last":   accountOwner,
		"what somebody holds is told to their team":            heldBy,
		"a clock is heard once":                                heardOnce,
		"who is not to be told is not":                         muted,
		"a score that is replaced is in the history":           scores,
		"a rest counts unless it is taken back":                rests,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(Begin(t, open(t, NewFloor())))
		})
	}
}

// do runs work in a transaction of by.
func (s *Shift) do(by account.Person, work func(tx handoff.Tx) error) error {
	return s.Transact(context.Background(), by, work)
}

// same reports what is different from what was wanted.
func (s *Shift) same(what string, want, got any) {
	s.T.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		s.T.Errorf("%s (-want +got): %s", what, diff)
	}
}

// refused reports when err is of another kind.
func (s *Shift) refused(what string, err, kind error) {
	s.T.Helper()
	if !errors.Is(err, kind) {
		s.T.Errorf("%s: %v, want %v", what, err, kind)
	}
}

// atOnce does the same n times, all let go together, and gives what each answered.
func atOnce(n int, do func(i int) error) []error {
	all := make([]error, n)
	var over sync.WaitGroup
	gate := make(chan struct{})
	for i := range n {
		over.Go(func() {
			<-gate
			all[i] = do(i)
		})
	}
	close(gate)
	over.Wait()
	return all
}

func booksAreTheFloor(s *Shift) {
	floor := NewFloor()
	s.Fine(s.do(Mia, func(tx handoff.Tx) error {
		books, err := tx.Books(context.Background())
		if err == nil {
			unlike := cmpopts.IgnoreFields(handoff.Books{}, "Version", "Zone", "Until", "Estimator")
			if diff := cmp.Diff(floor.Books(), books, unlike, cmpopts.EquateEmpty()); diff != "" {
				s.T.Errorf("the books (-want +got): %s", diff)
			}
		}
		return err
	}))
	s.Change(func(f *Floor) {
		f.Person(Rosa.ID).Disabled, f.Person(Tom.ID).Role, f.Terms.DisputeDays = true, account.Manager, 9
	})
	s.Fine(s.do(Mia, func(tx handoff.Tx) error {
		books, err := tx.Books(context.Background())
		if err == nil {
			s.same(
				"reps and managers of EMEA",
				[]any{1, []account.PersonID{Jo.ID, Eve.ID, Tom.ID}},
				[]any{books.Team(EMEA.ID).Reps, books.Team(EMEA.ID).Managers},
			)
			s.same("days for a dispute", 9, books.Agreement.Terms.DisputeDays)
		}
		return err
	}))
}

func handedOver(s *Shift) {
	ctx := context.Background()
	sub := Buyer(1)
	sub.Touch = lead.Touch{Kind: "form", UTM: lead.UTM{Source: "ads"}}
	r, err := s.Submit(ctx, Mia, sub)
	s.Fine(err)
	rep := s.Owner(r.Handoff)
	s.same("the receipt", handoff.Receipt{
		Lead: r.Lead, Handoff: r.Handoff, Number: 1, Grade: lead.GradeC, Owner: rep.ID, Team: EMEA.ID,
		Sentence: "Routed to " + rep.Name + ": The rest, 1 of 3 open",
	}, r)
	k := s.Kept()
	want := sub.Lead
	want.ID, want.Stage, want.Version = r.Lead, lead.Submitted, 1
	want.MarketingTeam, want.CreatedBy, want.CreatedAt = Demand.ID, Mia.ID, Noon
	s.same("the lead", map[lead.ID]lead.Lead{r.Lead: want}, k.Leads)
	touch := lead.Touch{Kind: "form", Campaign: 1, Note: "Called us.", UTM: lead.UTM{Source: "ads"}, At: Noon}
	s.same("its touch", []Touch{{r.Lead, touch, Mia.ID}}, k.Touches)
	due := Noon.Add(4 * time.Hour)
	h := k.Handoffs[r.Handoff]
	if !h.DueAt.Equal(due) || !h.OwnerDueAt.Equal(due) || len(h.Marks) != 6 || h.Version != 1 || !h.Latest ||
		h.OwnerName != rep.Name || h.Score.Fit != 40 {
		s.T.Errorf("the handoff is %+v", h)
	}
	s.same("its events", []handoff.Event{
		{Kind: handoff.EventCaptured, Lead: r.Lead, By: Mia.ID, At: Noon},
		{
			Kind:    handoff.EventSubmitted,
			Lead:    r.Lead,
			Handoff: r.Handoff,
			By:      Mia.ID,
			At:      Noon,
			Data:    map[string]any{"number": 1.0, "grade": "C"},
		},
		{
			Kind:    handoff.EventRouted,
			Lead:    r.Lead,
			Handoff: r.Handoff,
			At:      Noon,
			Data:    map[string]any{"sentence": r.Sentence},
		},
	}, k.Events)
	s.same("why it went there", []string{r.Sentence}, []string{k.Routes[0].What.Sentence})
	s.same("the load", Load{Open: 1, Served: 1, GivenAt: Noon}, k.Loads[rep.ID])
	s.same("the reports", handoff.Tally{Captured: 1, HandedOver: 1, Submitted: 1, Times: 1}, k.Total())
	s.same("screens that look again", []lead.ID{r.Lead}, s.Nudged())
}

func readAsSaved(s *Shift) {
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
	s.Fine(s.Answer(ctx, Max, r.Handoff, "She does."))
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
		"the sale",
		[]any{int64(1_200_050), "EUR", int64(990_099), handoff.Won, lead.GradeA},
		[]any{h.ValueCents, h.Currency, h.WonCents, h.Outcome, h.Opined},
	)
	s.same("its day", time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC), h.ExpectedOn)
	k := s.Kept()
	s.same("the reports", handoff.Tally{
		Captured: 1, HandedOver: 1, Submitted: 1, Accepted: 1, Worked: 1, Qualified: 1, Won: 1,
		DecidedInTime: 1, WonCents: 990_099, Times: 4,
	}, k.Total())
	s.same("the question", []Of[handoff.Question]{{r.Handoff, handoff.Question{
		Words: "Who decides?", By: rep.ID, At: asked.PausedAt,
		Answer: "She does.", AnsweredBy: Max.ID, AnsweredAt: asked.PausedAt.Add(time.Hour),
	}}}, k.Questions)
}

func staysAsMade(s *Shift) {
	ctx := context.Background()
	r := s.HandOver(1)
	before := s.Handoff(r.Handoff)
	s.Fine(s.do(Ada, func(tx handoff.Tx) error {
		h, err := tx.Handoff(ctx, r.Handoff)
		if err != nil {
			return err
		}
		h.Note, h.Score.Fit, h.SubmittedBy, h.Number, h.Campaign = "Another.", 99, Ben.ID, 7, 2
		if err := tx.Save(ctx, h); err != nil { // nothing has happened to it
			return err
		}
		h.Made.Events = []handoff.Event{{Kind: handoff.EventWaits, Lead: h.Lead, Handoff: h.ID, At: s.Now}}
		return tx.Save(ctx, h)
	}))
	after := s.Handoff(r.Handoff)
	before.Version++
	s.same("the handoff", before, after)
	unread := s.do(Ada, func(tx handoff.Tx) error { return tx.Save(ctx, &after) })
	if unread == nil {
		s.T.Error("a handoff is saved that nobody has read")
	}
}

func notFound(s *Shift) {
	ctx := context.Background()
	r, rep := s.Turned(1, TooSmall, "")
	draft, err := s.SaveDraft(ctx, Max, 0, Buyer(2))
	s.Fine(err)
	sees := func(by account.Person) (seen []string) {
		s.Fine(s.do(by, func(tx handoff.Tx) error {
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
		{Mia, all}, {Max, all}, {Jo, all}, {Ada, all}, {account.System, all}, {rep, both}, {Eve, both},
		{Ben, none}, {Sam, none}, {Ann, none},
	} {
		s.same(tc.by.Name+" sees", tc.want, sees(tc.by))
	}
	s.Fine(s.Dispute(ctx, Mia, r.Handoff, "Not small."))
	s.same("a manager of neither team sees while it waits for a ruling", both, sees(Ann))
	s.Fine(s.Rule(ctx, Ann, r.Handoff, handoff.Upheld, "It is."))
	s.same("who ruled sees afterwards", both, sees(Ann))
	last := func(id lead.ID) (h *handoff.Handoff) {
		s.Fine(s.do(Mia, func(tx handoff.Tx) (err error) { h, err = tx.LastHandoff(ctx, id); return err }))
		return h
	}
	if h := last(draft.Lead); h != nil {
		s.T.Errorf("a draft has the handoff %+v", h)
	}
	if h := last(r.Lead); h == nil || h.ID != r.Handoff {
		s.T.Errorf("the last handoff is %+v", h)
	}
}

// books are those of a new floor.
func books() *handoff.Books {
	floor := NewFloor()
	return floor.Books()
}

func second[T any](_ T, err error) error { return err }

func failureChangesNothing(s *Shift) {
	ctx := context.Background()
	r, rep := s.Accepted(1)
	before := s.Kept()
	stop := errors.New("stop")
	err := s.do(rep, func(tx handoff.Tx) error {
		h, err := tx.Handoff(ctx, r.Handoff)
		s.Fine(err)
		s.Fine(h.LogAttempt(rep, handoff.Attempt{Kind: "call", Outcome: "reached"}, books(), s.Now))
		s.Fine(tx.Save(ctx, h))
		l := Buyer(2).Lead
		l.Stage, l.CreatedAt = lead.Captured, s.Now
		s.Fine(tx.AddLead(ctx, &l))
		s.Fine(tx.Touch(ctx, l.ID, lead.Touch{Kind: "form", At: s.Now}, rep.ID))
		_, _, err = tx.Reserve(
			ctx,
			[]assign.Offer{{Candidate: assign.Candidate{Person: rep.ID}, Most: math.Inf(+1)}},
			s.Now,
		)
		s.Fine(err)
		return stop
	})
	s.refused("the failure", err, stop)
	s.same("what is kept", "", Diff(before, s.Kept()))
}

func oneDecides(s *Shift) {
	ctx := context.Background()
	for n := range 3 {
		r := s.HandOver(n)
		rep := s.Owner(r.Handoff)
		won := 0
		for _, err := range atOnce(6, func(i int) error {
			switch i % 3 {
			case 0:
				return s.Accept(ctx, rep, r.Handoff, 0)
			case 1:
				return s.Reject(ctx, Jo, r.Handoff, 0, TooSmall.ID, "")
			}
			return s.Recall(ctx, Mia, r.Handoff)
		}) {
			if err == nil {
				won++
			} else {
				s.refused("who came second", err, errs.Conflict)
			}
		}
		if won != 1 {
			s.T.Errorf("%d of them decided", won)
		}
		s.same("what happened", 4, len(s.Kept().EventsOf(r.Lead)))
	}
	for _, load := range s.Kept().Loads {
		s.same("open", 0, load.Open)
	}
}

func oneLead(s *Shift) {
	ctx := context.Background()
	answers := atOnce(2, func(i int) error {
		_, err := s.Submit(ctx, []account.Person{Mia, Ben}[i], Buyer(1))
		return err
	})
	if answers[0] != nil {
		answers[0], answers[1] = answers[1], answers[0]
	}
	var known *handoff.Known
	if answers[0] != nil || !errors.As(answers[1], &known) {
		s.T.Errorf("they are told %v", answers)
	}
	s.same("leads and handoffs", []int{1, 1}, []int{len(s.Kept().Leads), len(s.Kept().Handoffs)})
}

func formOnce(s *Shift) {
	ctx := context.Background()
	sub := Buyer(1)
	sub.Key = "a-form-that-was-sent"
	receipts := make([]handoff.Receipt, 4)
	first := 0
	for _, err := range atOnce(len(receipts), func(i int) (err error) {
		receipts[i], err = s.Submit(ctx, Mia, sub)
		return err
	}) {
		s.Fine(err)
	}
	for _, r := range receipts {
		if !r.Again {
			first++
		}
		s.same("the lead", receipts[0].Lead, r.Lead)
	}
	s.same(
		"first times, leads, touches, forms",
		[]int{1, 1, 1, 1},
		[]int{first, len(s.Kept().Leads), len(s.Kept().Touches), len(s.Kept().Forms)},
	)
	before := s.Kept()
	other := sub
	other.Lead.City = "Sevilla"
	var again *handoff.SentBefore
	if _, err := s.Submit(ctx, Mia, other); !errors.As(err, &again) || again.Lead.ID != receipts[0].Lead ||
		again.Fixable() {
		s.T.Errorf("the form with other content: %v", err)
	}
	s.same("what is kept", "", Diff(before, s.Kept()))
	theirs := Buyer(2)
	theirs.Key = "a-form-that-was-sent"
	if r, err := s.Submit(ctx, Ben, theirs); err != nil || r.Again {
		s.T.Errorf("the same key of somebody else: %+v, %v", r, err)
	}
}

func requestOnce(s *Shift) {
	ctx := context.Background()
	r := s.HandOver(1)
	once := handoff.Once{Key: "request", Digest: []byte("one")}
	contacts := func() []handoff.Contact {
		return []handoff.Contact{{Who: handoff.Who{Lead: r.Lead}, Touch: lead.Touch{Kind: "reply", At: Noon}}}
	}
	answers := make([][]handoff.Touched, 3)
	for _, err := range atOnce(len(answers), func(i int) (err error) {
		answers[i], err = s.Desk.Touch(ctx, Mia, once, contacts())
		return err
	}) {
		s.Fine(err)
	}
	for _, a := range answers {
		s.same("the answer", []any{r.Lead, "reply", lead.Submitted}, []any{a[0].Lead, a[0].Kind, a[0].Stage})
	}
	s.same("touches and answers", []int{2, 1}, []int{len(s.Kept().Touches), len(s.Kept().Answers)})
	before := s.Kept()
	_, err := s.Desk.Touch(ctx, Mia, handoff.Once{Key: "request", Digest: []byte("other")}, contacts())
	s.refused("the key with another request", err, handoff.ErrOtherRequest)
	s.same("what is kept", "", Diff(before, s.Kept()))
	_, err = s.Desk.Touch(ctx, Max, handoff.Once{Key: "request", Digest: []byte("other")}, contacts())
	s.Fine(err)
	_, err = s.Desk.Touch(ctx, Mia, handoff.Once{}, contacts())
	s.Fine(err)
	s.same("touches and answers", []int{4, 2}, []int{len(s.Kept().Touches), len(s.Kept().Answers)})
}

func twins(s *Shift) {
	ctx := context.Background()
	const number = "+34600123456"
	add := func(l lead.Lead, team account.TeamID) lead.ID {
		l.Stage, l.CreatedAt, l.CreatedBy, l.MarketingTeam = lead.Captured, s.Now, Mia.ID, team
		s.Fine(s.do(Mia, func(tx handoff.Tx) error { return tx.AddLead(ctx, &l) }))
		return l.ID
	}
	address := add(lead.Lead{Name: "Ana Ruiz", Email: "ana@buyer.example", Phone: number}, Demand.ID)
	phone := add(lead.Lead{Name: "Dr. Ána Ruiz", Phone: number}, Demand.ID)
	nameless := add(lead.Lead{Phone: number}, Demand.ID)
	another := add(lead.Lead{Name: "Ana Ruiz", Phone: number}, Demand.ID)
	ofNoTeam := add(lead.Lead{Name: "Leo", Phone: number}, 0)
	ana := func(email string) lead.Lead { return lead.Lead{Name: "ana ruiz", Email: email, Phone: number} }
	for _, tc := range []struct {
		name string
		by   account.Person
		who  lead.Lead
		want []handoff.Twin
	}{
		{"by the address first, then by the number", Mia, ana("ana@buyer.example"), []handoff.Twin{
			{Lead: lead.Lead{ID: address}, ByEmail: true, Visible: true},
			{Lead: lead.Lead{ID: phone}, Visible: true}, {Lead: lead.Lead{ID: another}, Visible: true},
		}},
		{"another address leaves who has none", Mia, ana("else@buyer.example"), []handoff.Twin{
			{Lead: lead.Lead{ID: phone}, Visible: true}, {Lead: lead.Lead{ID: another}, Visible: true},
		}},
		{"a number alone is another number alone", Ben, lead.Lead{Phone: number}, []handoff.Twin{
			{Lead: lead.Lead{ID: nameless}},
		}},
		{"an address says nothing of a number alone", Mia, lead.Lead{Phone: number, Email: "x@buyer.example"}, nil},
		{"another name at the number", Mia, lead.Lead{Name: "Bo", Phone: number}, nil},
		{"of no team, by who added it", Mia, lead.Lead{Name: "Leo", Phone: number}, []handoff.Twin{
			{Lead: lead.Lead{ID: ofNoTeam}, Visible: true},
		}},
		{"of no team, by somebody else", Max, lead.Lead{Name: "Leo", Phone: number}, []handoff.Twin{
			{Lead: lead.Lead{ID: ofNoTeam}},
		}},
		{"nothing to go by", Mia, lead.Lead{Name: "Ana Ruiz"}, nil},
	} {
		var got []handoff.Twin
		s.Fine(s.do(tc.by, func(tx handoff.Tx) (err error) { got, err = tx.Twins(ctx, tc.who); return err }))
		for i := range got {
			got[i].Lead = lead.Lead{ID: got[i].Lead.ID}
		}
		s.same(tc.name, tc.want, got)
	}
}

func oneAddress(s *Shift) {
	ctx := context.Background()
	s.HandOver(1)
	draft, err := s.SaveDraft(ctx, Mia, 0, Buyer(2))
	s.Fine(err)
	taken := errs.Problems{"email": "Another lead has this e-mail address."}
	for name, work := range map[string]func(tx handoff.Tx) error{
		"a new lead": func(tx handoff.Tx) error {
			l := Buyer(1).Lead
			l.Stage, l.CreatedAt = lead.Captured, s.Now
			return tx.AddLead(ctx, &l)
		},
		"a changed lead": func(tx handoff.Tx) error {
			l, err := tx.Lead(ctx, draft.Lead)
			s.Fine(err)
			l.Email = Buyer(1).Lead.Email
			return tx.UpdateLead(ctx, l)
		},
	} {
		before := s.Kept()
		var problems errs.Problems
		errors.As(s.do(Mia, work), &problems)
		s.same(name, taken, problems)
		s.same("what is kept", "", Diff(before, s.Kept()))
	}
}

func unknownNames(s *Shift) {
	ctx := context.Background()
	for field, change := range map[string]func(l *lead.Lead){
		"source":   func(l *lead.Lead) { l.Source = 99 },
		"campaign": func(l *lead.Lead) { l.Campaign = 99 },
		"persona":  func(l *lead.Lead) { l.Persona = 99 },
	} {
		before := s.Kept()
		sub := Buyer(1)
		change(&sub.Lead)
		_, err := s.Submit(ctx, Mia, sub)
		var problems errs.Problems
		errors.As(err, &problems)
		s.same("the problem", errs.Problems{field: "This " + field + " no longer exists. Choose another."}, problems)
		s.same("what is kept", "", Diff(before, s.Kept()))
	}
}

func oneOpen(s *Shift) {
	ctx := context.Background()
	r := s.HandOver(1)
	before := s.Kept()
	for name, number := range map[string]int{"a second open one": 2, "the same number": 1} {
		err := s.do(Ada, func(tx handoff.Tx) error {
			h, err := tx.Handoff(ctx, r.Handoff)
			s.Fine(err)
			next := *h
			next.ID, next.Number = 0, number
			return tx.Create(ctx, &next)
		})
		s.same(name, "This lead is already handed over. Check it before you send it again.", errs.Words(err))
		s.same("what is kept", "", Diff(before, s.Kept()))
	}
}

func touches(s *Shift) {
	ctx := context.Background()
	r, rep := s.Accepted(1)
	s.Fine(s.do(rep, func(tx handoff.Tx) error {
		count := func() int {
			all, err := tx.Touches(ctx, r.Lead)
			s.Fine(err)
			return len(all)
		}
		h, err := tx.Handoff(ctx, r.Handoff)
		s.Fine(err)
		for _, ago := range []time.Duration{time.Hour, 3 * time.Hour} {
			s.Fine(
				tx.Touch(ctx, r.Lead, lead.Touch{Kind: "reply", Source: 2, Note: "Hello.", At: Noon.Add(-ago)}, Mia.ID),
			)
		}
		before := count()
		s.Fine(h.LogAttempt(rep, handoff.Attempt{Kind: "call", Outcome: "reached"}, books(), s.Now))
		s.Fine(tx.Save(ctx, h))
		s.same("found before and after the save", []int{1, 3}, []int{before, count()})
		return nil
	}))
	s.Fine(s.do(Mia, func(tx handoff.Tx) error {
		all, err := tx.Touches(ctx, r.Lead)
		s.same("the oldest first", []lead.Touch{
			{
				Kind:   "reply",
				Source: 2,
				At:     Noon.Add(-3 * time.Hour),
			}, {Kind: "reply", Source: 2, At: Noon.Add(-time.Hour)}, {Kind: "submission", Campaign: 1, At: Noon},
		}, all)
		return err
	}))
}

func find(s *Shift) {
	ctx := context.Background()
	add := func(l lead.Lead, source lead.SourceID, id string) lead.ID {
		l.Stage, l.CreatedAt, l.MarketingTeam = lead.Captured, s.Now, Demand.ID
		l.ExternalID, l.ExternalSource = id, source
		s.Fine(s.do(Mia, func(tx handoff.Tx) error { return tx.AddLead(ctx, &l) }))
		return l.ID
	}
	one, two := add(Buyer(1).Lead, 1, "77"), add(Buyer(2).Lead, 2, "77")
	who := []handoff.Who{
		{Lead: one},
		{Email: Buyer(2).Lead.Email},
		{ExternalID: "77", IDSource: "FAIR"},
		{ExternalID: "78"},
		{Lead: 9999},
		{Email: "nobody@firm.example"},
	}
	for _, tc := range []struct {
		by   account.Person
		want map[int]lead.ID
	}{{Mia, map[int]lead.ID{0: one, 1: two, 2: two}}, {Ben, map[int]lead.ID{}}} {
		s.Fine(s.do(tc.by, func(tx handoff.Tx) error {
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
		Mia,
		func(tx handoff.Tx) error { return second(tx.Find(ctx, []handoff.Who{{Lead: one}, {ExternalID: "77"}})) },
	)
	var problems errs.Problems
	errors.As(err, &problems)
	s.same("an id of two sources", errs.Problems{"1/external_source": handoff.AmbiguousID}, problems)
}

func ready(s *Shift) {
	ctx := context.Background()
	var ids []lead.ID
	for n := range 3 {
		r, err := s.SaveDraft(ctx, Mia, 0, Buyer(n))
		s.Fine(err)
		ids = append(ids, r.Lead)
	}
	s.AddReady(ids...)
	take := func(after lead.ID, end error) (id lead.ID) {
		s.refused("the end", s.do(account.System, func(tx handoff.Tx) (err error) {
			if id, err = tx.TakeReady(ctx, after); err != nil {
				return err
			}
			return end
		}), end)
		return id
	}
	stop := errors.New("stop")
	s.same(
		"taken",
		[]lead.ID{ids[1], ids[1], ids[0], ids[2], 0},
		[]lead.ID{take(ids[0], stop), take(ids[0], nil), take(0, nil), take(0, nil), take(0, nil)},
	)
}

// offer offers something to somebody.
func offer(p account.Person, group int, most float64) assign.Offer {
	return assign.Offer{Candidate: assign.Candidate{Person: p.ID, Name: p.Name}, Group: group, Most: most}
}

// reserve gives something to one of offers, and tells at which place they stand and how many they have.
func (s *Shift) reserve(offers ...assign.Offer) [2]int {
	s.T.Helper()
	var place, open int
	s.Fine(s.do(account.System, func(tx handoff.Tx) (err error) {
		place, open, err = tx.Reserve(context.Background(), offers, s.Now)
		return err
	}))
	return [2]int{place, open}
}

func give(s *Shift) {
	inf := math.Inf(+1)
	s.Change(func(f *Floor) {
		f.Person(Rosa.ID).Capacity, f.Person(Tom.ID).Weight, f.Person(Kim.ID).Disabled = 2, 2, true
	})
	nobody := [2]int{-1, 0}
	for _, step := range []struct {
		name   string
		offers []assign.Offer
		want   [2]int
	}{
		{"nobody to ask", nil, nobody},
		{"the first of the order", []assign.Offer{offer(Rosa, 0, 1), offer(Tom, 0, 1)}, [2]int{0, 1}},
		{"the second, since the first has been served more by now", []assign.Offer{offer(Rosa, 0, 0.5), offer(Tom, 0, 1)}, [2]int{1, 1}},
		{"a lower group comes first", []assign.Offer{offer(Tom, 1, inf), offer(Rosa, 0, inf)}, [2]int{1, 2}},
		{"who is full is passed over", []assign.Offer{offer(Rosa, 0, inf), offer(Tom, 1, inf)}, [2]int{1, 2}},
		{"who is disabled is passed over", []assign.Offer{offer(Kim, 0, inf), offer(Tom, 0, inf)}, [2]int{1, 3}},
		{"nobody has room", []assign.Offer{offer(Rosa, 0, inf), offer(Kim, 0, inf), offer(Tom, 1, inf)}, nobody},
	} {
		s.Wait(time.Minute)
		s.same(step.name, step.want, s.reserve(step.offers...))
	}
	loads := s.Kept().Loads
	s.same("Rosa", Load{Open: 2, Served: 2, GivenAt: Noon.Add(4 * time.Minute)}, loads[Rosa.ID])
	s.same("Tom, of twice the weight", Load{Open: 3, Served: 1.5, GivenAt: Noon.Add(6 * time.Minute)}, loads[Tom.ID])
	s.Change(func(f *Floor) { f.Person(Rosa.ID).Capacity, f.Person(Tom.ID).Capacity = 9, 9 })
	s.same("where all were served more, who has least", [2]int{1, 4}, s.reserve(offer(Rosa, 0, 0), offer(Tom, 0, 0)))
}

func giveReturned(s *Shift) {
	s.reserve(offer(Tom, 0, 9))
	s.Wait(time.Hour)
	back := offer(Tom, 0, math.Inf(+1))
	back.Lift, back.Returned = 5, s.Now
	s.Wait(time.Minute)
	s.same("given", [2]int{0, 2}, s.reserve(back))
	s.same("lifted", Load{Open: 2, Served: 6, GivenAt: s.Now}, s.Kept().Loads[Tom.ID])
	s.same("given once more by the same offer", [2]int{0, 3}, s.reserve(back))
	s.same("lifted once", 7.0, s.Kept().Loads[Tom.ID].Served)
	fresh := offer(Kim, 0, -1)
	fresh.Lift, fresh.Returned = 9, time.Unix(0, 0)
	s.same("where all were served more, the lift counts", [2]int{0, 1}, s.reserve(offer(Rosa, 0, -1), fresh))
}

func giveNamed(s *Shift) {
	named := offer(Rosa, 0, math.Inf(+1))
	named.Named = true
	s.same("given", [2]int{0, 1}, s.reserve(named))
	s.same("the load", Load{Open: 1, Served: 1}, s.Kept().Loads[Rosa.ID])
}

func loads(s *Shift) {
	ctx := context.Background()
	s.Change(func(f *Floor) { f.Person(Tom.ID).Disabled, f.Person(Kim.ID).Disabled = true, true })
	var last handoff.Receipt
	for n := range 4 {
		last = s.HandOver(n)
	}
	open := func() Load { return s.Kept().Loads[Rosa.ID] }
	s.same("full, and the fourth is in the pool", []any{3, account.PersonID(0)}, []any{open().Open, last.Owner})
	s.Wait(time.Minute)
	first := slices.Min(slices.Collect(func(yield func(handoff.ID) bool) {
		for id := range s.Kept().Handoffs {
			if !yield(id) {
				return
			}
		}
	}))
	s.Fine(s.Accept(ctx, Rosa, first, 0))
	s.same("accepted", Load{Open: 2, Served: 3, GivenAt: Noon, RoomAt: s.Now}, open())
	s.Fine(s.Claim(ctx, Rosa, last.Handoff, 0))
	s.same("claimed", 3, open().Open)
	s.Fine(s.Undo(ctx, Rosa, first, handoff.Accepted))
	s.same("taken back", 4, open().Open)
	s.Change(func(f *Floor) { f.Person(Tom.ID).Disabled = false })
	s.Fine(s.Reassign(ctx, Jo, []handoff.ID{last.Handoff}, Tom.ID))
	s.same("given to Tom", []any{3, Load{Open: 1}}, []any{open().Open, s.Kept().Loads[Tom.ID]})
	s.Fine(s.Recall(ctx, Mia, last.Handoff))
	s.same("recalled", 0, s.Kept().Loads[Tom.ID].Open)
}

func credit(s *Shift) {
	ctx := context.Background()
	r, rep := s.Turned(1, TooSmall, "")
	s.Wait(time.Hour)
	s.Fine(s.Credit(ctx, Jo, r.Handoff))
	s.same("after the credit", 0.0, s.Kept().Loads[rep.ID].Served)
	before := s.Kept()
	s.same(
		"once more",
		"Jo already credited this lead. It can be credited once.",
		errs.Words(s.Credit(ctx, Ada, r.Handoff)),
	)
	s.same("what is kept", "", Diff(before, s.Kept()))
	back := func() {
		s.Fine(s.do(Ada, func(tx handoff.Tx) error { return tx.TakeCreditBack(ctx, r.Handoff) }))
		s.same("taken back", []any{1.0, 0}, []any{s.Kept().Loads[rep.ID].Served, len(s.Kept().Credits)})
	}
	back()
	back() // nothing is left to take back
	other := s.HandOver(2)
	s.Fine(s.Transact(ctx, Ada, func(tx handoff.Tx) error {
		err := tx.Credit(ctx, handoff.Credit{Handoff: other.Handoff, Person: Sam.ID, By: Ada.ID, At: s.Now})
		s.same(
			"whom no rule chose",
			"This lead was claimed or assigned by name, so it does not count in a share.",
			errs.Words(err),
		)
		return nil
	}))
}

// floorFor is who could be offered a lead.
func (s *Shift) floorFor(ask handoff.FloorAsk) (floor assign.Floor) {
	s.T.Helper()
	ask.At = s.Now
	s.Fine(
		s.do(
			account.System,
			func(tx handoff.Tx) (err error) { floor, err = tx.Floor(context.Background(), ask); return err },
		),
	)
	for _, all := range floor.Teams {
		slices.SortFunc(all, func(a, b assign.Candidate) int { return int(a.Person - b.Person) })
	}
	return floor
}

func candidates(s *Shift) {
	r, first := s.Turned(1, Colleagues, "")
	s.Change(func(f *Floor) {
		f.Away = map[account.PersonID][]assign.Span{
			Rosa.ID: {{From: Noon}},
			Tom.ID:  {{From: Noon.Add(-9 * time.Hour), To: Noon.Add(-time.Hour)}, {From: Noon.Add(time.Hour)}},
		}
		f.Person(Kim.ID).Skills, f.Person(Sam.ID).Disabled, f.Person(Kim.ID).Weight = []string{"Polish"}, true, 2
	})
	floor := s.floorFor(handoff.FloorAsk{
		Lead: r.Lead, Teams: []account.TeamID{EMEA.ID, Americas.ID}, People: []account.PersonID{Sam.ID, Mia.ID, Jo.ID},
	})
	s.same("reps who are not disabled", []int{3, 0}, []int{len(floor.Teams[EMEA.ID]), len(floor.Teams[Americas.ID])})
	for _, c := range floor.Teams[EMEA.ID] {
		load := s.Kept().Loads[c.Person]
		want := assign.Candidate{
			Person: c.Person, Name: c.Name, Role: account.Rep, Team: EMEA.ID, Cap: 3, Weight: 1, Had: c.Person == first.ID,
			Open: load.Open, Served: load.Served, GivenAt: load.GivenAt, RoomAt: load.RoomAt,
		}
		switch c.Person {
		case Rosa.ID:
			want.Absent = true
		case Tom.ID:
			want.Since = Noon.Add(-time.Hour)
		case Kim.ID:
			want.Skills, want.Weight = []string{"Polish"}, 2
		}
		s.same(c.Name, want, c)
	}
	for person, want := range map[account.PersonID]string{
		Sam.ID: "rep of 4, disabled true",
		Mia.ID: "marketer of 0, disabled false",
		Jo.ID:  "manager of 3, disabled false",
	} {
		c := floor.People[person]
		s.same("who is named", want, fmt.Sprintf("%s of %d, disabled %t", c.Role, c.Team, c.Disabled))
	}
	s.same("who else", []any{3, true, 0}, []any{len(floor.People), floor.Owner == nil, len(floor.PassedOn)})
}

func cooling(s *Shift) {
	ctx := context.Background()
	w, rep := s.Worked(2)
	s.Fine(s.Recycle(ctx, rep, w.Lead, s.Now.AddDate(0, 0, 20), ""))
	kept := func() (names []string) {
		for _, c := range s.floorFor(handoff.FloorAsk{Lead: w.Lead, Teams: []account.TeamID{EMEA.ID}}).Teams[EMEA.ID] {
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
func (s *Shift) turn(id handoff.ID, why agreement.Reason) {
	s.T.Helper()
	s.Fine(s.do(Ada, func(tx handoff.Tx) error {
		h, err := tx.Handoff(context.Background(), id)
		s.Fine(err)
		s.Fine(h.Reject(Ada, why, "", books(), s.Now))
		return tx.Save(context.Background(), h)
	}))
}

func passedOn(s *Shift) {
	ctx := context.Background()
	teams := func(id lead.ID) []account.TeamID {
		return s.floorFor(handoff.FloorAsk{Lead: id, Teams: []account.TeamID{EMEA.ID}, PassedOn: true}).PassedOn
	}
	none := []account.TeamID(nil)
	one := s.HandOver(1)
	s.same("while it waits", none, teams(one.Lead))
	s.turn(one.Handoff, Elsewhere)
	s.same("one", []account.TeamID{EMEA.ID}, teams(one.Lead))
	both, _ := s.Turned(2, Elsewhere, "")
	s.turn(s.Kept().HandoffsOf(both.Lead)[1].ID, Elsewhere)
	s.same("both", []account.TeamID{EMEA.ID, Americas.ID}, teams(both.Lead))
	back := s.HandOver(3)
	s.turn(back.Handoff, TooSmall)
	s.same("marketing has it back", none, teams(back.Lead))
	_, err := s.Resubmit(ctx, Mia, back.Lead, Buyer(3))
	s.Fine(err)
	s.turn(s.Kept().HandoffsOf(back.Lead)[1].ID, Elsewhere)
	s.same("since marketing had it back", []account.TeamID{EMEA.ID}, teams(back.Lead))
	colleague := s.HandOver(4)
	s.turn(colleague.Handoff, Colleagues)
	s.same("a colleague's stays in the team", none, teams(colleague.Lead))
}

func accountOwner(s *Shift) {
	ctx := context.Background()
	accepted := func(n int, email, company string, by account.Person) handoff.Receipt {
		sub := Buyer(n)
		sub.Lead.Email, sub.Lead.Company = email, company
		r, err := s.Submit(ctx, Mia, sub)
		s.Fine(err)
		s.Fine(s.Reassign(ctx, Jo, []handoff.ID{r.Handoff}, by.ID))
		s.Wait(time.Minute)
		s.Fine(s.Accept(ctx, by, r.Handoff, 0))
		return r
	}
	owner := func(of lead.Account) string {
		if c := s.floorFor(handoff.FloorAsk{Lead: 9999, Account: of}).Owner; c != nil {
			return fmt.Sprintf("%s in %d", c.Name, c.Team)
		}
		return ""
	}
	acme, initech := lead.Account{Domain: "acme.example"}, lead.Account{Company: "initech"}
	accepted(1, "a@sales.acme.example", "Acme", Kim)
	accepted(2, "b@gmail.com", "Initech GmbH", Tom)
	s.same("by domain, by name, by a domain that ends alike, by none", []string{"Kim in 3", "Tom in 3", "", ""},
		[]string{owner(acme), owner(initech), owner(lead.Account{Domain: "cme.example"}), owner(lead.Account{})})
	later := accepted(3, "c@acme.example", "Acme", Rosa)
	s.same("the latest", "Rosa in 3", owner(acme))
	s.Fine(s.Disqualify(ctx, Rosa, later.Lead, NoNeed.ID, time.Time{}, ""))
	s.same("once that ended", "Kim in 3", owner(acme))
	s.Change(func(f *Floor) { f.Person(Kim.ID).Teams = []account.Membership{Americas} })
	s.same("in the team that they are in now", "Kim in 4", owner(acme))
}

func heldBy(s *Shift) {
	ctx := context.Background()
	s.Change(func(f *Floor) { f.Person(Tom.ID).Disabled, f.Person(Kim.ID).Disabled = true, true })
	var all []handoff.ID
	for n := range 3 {
		all = append(all, s.HandOver(n).Handoff)
		s.Wait(time.Minute)
	}
	s.Fine(s.Accept(ctx, Rosa, all[1], 0))
	s.Fine(s.Reject(ctx, Rosa, all[2], 0, TooSmall.ID, ""))
	for _, tc := range []struct {
		by   account.Person
		want []handoff.ID
	}{{Jo, all[:2]}, {Ada, all[:2]}, {Ann, nil}, {Mia, nil}} {
		s.Fine(s.do(tc.by, func(tx handoff.Tx) error {
			held, err := tx.HeldBy(ctx, Rosa.ID)
			var got []handoff.ID
			for _, h := range held {
				got = append(got, h.ID)
			}
			s.same(tc.by.Name, tc.want, got)
			return err
		}))
	}
}

func heardOnce(s *Shift) {
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
		return []any{len(k.Reminders), len(k.Breaches), k.Told(rep.ID), k.Told(Jo.ID), unread}
	}
	s.Wait(2*time.Hour - time.Microsecond)
	s.same("before half of the time", 0, heard())
	s.Wait(time.Microsecond)
	for _, err := range atOnce(4, func(int) error { _, err := s.Remind(ctx); return err }) {
		s.Fine(err)
	}
	type kinds = []handoff.NotificationKind
	s.same("told at half", []any{2, 0, kinds{handoff.Reminded}, kinds(nil), 1}, told())
	s.same("heard again", 0, heard())
	s.Wait(2 * time.Hour)
	s.same("heard at the end", 1, heard())
	s.same("told at the end", []any{4, 2, kinds{handoff.Reminded, handoff.RanOut}, kinds{handoff.Escalated}, 3}, told())
	s.same("heard again", 0, heard())
	h := s.Handoff(r.Handoff)
	s.same("the same version, with nothing to be heard", []any{1, 0}, []any{h.Version, len(h.Marks)})
	s.same(
		"events",
		[]handoff.EventKind{handoff.EventCaptured, handoff.EventSubmitted, handoff.EventRouted, handoff.EventBreached},
		s.Kept().EventsOf(r.Lead),
	)
}

func muted(s *Shift) {
	ctx := context.Background()
	s.Change(func(f *Floor) {
		f.Muted = map[account.PersonID][]handoff.NotificationKind{Mia.ID: {handoff.Answered, handoff.Ruled}}
	})
	r := s.HandOver(1)
	rep := s.Owner(r.Handoff)
	s.Fine(s.Ask(ctx, rep, r.Handoff, 0, "Who decides?"))
	s.Fine(s.Answer(ctx, Max, r.Handoff, "She does."))
	s.Fine(s.Reject(ctx, rep, r.Handoff, 0, TooSmall.ID, ""))
	s.Fine(s.Dispute(ctx, Mia, r.Handoff, "Not small."))
	s.Fine(s.Rule(ctx, Ann, r.Handoff, handoff.Upheld, "It is."))
	k := s.Kept()
	s.same("Mia", []handoff.NotificationKind{handoff.Asked, handoff.CameBack}, k.Told(Mia.ID))
	s.same("the rep", []handoff.NotificationKind{handoff.Answered, handoff.Ruled}, k.Told(rep.ID))
	s.same("who may rule", []handoff.NotificationKind{handoff.Appealed}, k.Told(Ann.ID))
	n := k.Notifications[0]
	s.same(
		"the first",
		[]any{r.Lead, r.Handoff, Noon, map[string]any{"by": float64(rep.ID)}, false},
		[]any{n.Lead, n.Handoff, n.At, n.Data, n.Read},
	)
}

func scores(s *Shift) {
	ctx := context.Background()
	draft, err := s.SaveDraft(ctx, Mia, 0, Buyer(2))
	s.Fine(err)
	r := s.HandOver(1)
	reply := func() {
		s.Wait(time.Minute)
		_, err := s.Desk.Touch(
			ctx,
			Mia,
			handoff.Once{},
			[]handoff.Contact{{Who: handoff.Who{Lead: r.Lead}, Touch: lead.Touch{Kind: "reply", At: s.Now}}},
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
				"%d of %d: %s, %s at %s",
				each.Lead,
				each.Handoff,
				each.Score.Mark(),
				each.Cause,
				each.At.Format("15:04"),
			),
		)
	}
	s.same("the history", strings.Join([]string{
		fmt.Sprintf("%d of 0: C4, captured at 12:00", draft.Lead),
		fmt.Sprintf(
			"%d of %d: C4, submitted at 12:00",
			r.Lead,
			r.Handoff,
		), fmt.Sprintf("%d of %d: C3, touched at 12:01", r.Lead, r.Handoff),
	}, "\n"), strings.Join(got, "\n"))
	h := k.Handoffs[r.Handoff]
	s.same("now, as the same version", []any{"C2", s.Now, 1}, []any{h.Score.Mark(), h.ScoredAt, h.Version})
}

func rests(s *Shift) {
	ctx := context.Background()
	r, rep := s.Worked(1)
	s.Fine(s.Recycle(ctx, rep, r.Lead, s.Now.AddDate(0, 0, 20), "In spring."))
	s.same("set aside", []any{1, lead.Recycled}, []any{s.Handoff(r.Handoff).Cycles, s.Lead(r.Lead).Stage})
	s.Fine(s.Restore(ctx, rep, r.Lead, handoff.Recycled))
	s.same(
		"taken back",
		[]any{0, lead.Working, handoff.NoOutcome},
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
		[]Of[handoff.Restored]{
			{r.Handoff, handoff.Restored{What: handoff.Recycled, By: rep.ID, At: Noon, Words: "In spring."}},
		},
		s.Kept().Restored,
	)
}
