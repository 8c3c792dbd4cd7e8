package contract

import (
	"context"
	"errors"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/handofftest"
	"baton/internal/identity"
	"baton/internal/lead"
)

func oneDecides(s *shift) {
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
				return s.Reject(ctx, handofftest.Jo, r.Handoff, 0, handofftest.TooSmall.ID, "")
			}
			return s.Recall(ctx, handofftest.Mia, r.Handoff)
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

func oneLead(s *shift) {
	ctx := context.Background()
	answers := atOnce(2, func(i int) error {
		_, err := s.Submit(ctx, []account.Person{handofftest.Mia, handofftest.Ben}[i], handofftest.Buyer(1))
		return err
	})
	if answers[0] != nil {
		answers[0], answers[1] = answers[1], answers[0]
	}
	var known *desk.Known
	if answers[0] != nil || !errors.As(answers[1], &known) {
		s.T.Errorf("they are told %v", answers)
	}
	s.same("leads and handoffs", []int{1, 1}, []int{len(s.Kept().Leads), len(s.Kept().Handoffs)})
}

func formOnce(s *shift) {
	ctx := context.Background()
	sub := handofftest.Buyer(1)
	sub.Key = "a-form-that-was-sent"
	receipts := make([]desk.Receipt, 4)
	first := 0
	for _, err := range atOnce(len(receipts), func(i int) (err error) {
		receipts[i], err = s.Submit(ctx, handofftest.Mia, sub)
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
		"first times, leads, touches, forms", []int{1, 1, 1, 1},
		[]int{first, len(s.Kept().Leads), len(s.Kept().Touches), len(s.Kept().Forms)},
	)
	before := s.Kept()
	other := sub
	other.Lead.City = "Sevilla"
	var again *desk.SentBefore
	if _, err := s.Submit(ctx, handofftest.Mia, other); !errors.As(err, &again) || again.Lead.ID != receipts[0].Lead ||
		again.Fixable() {
		s.T.Errorf("the form with other content: %v", err)
	}
	s.same("what is kept", "", handofftest.Diff(before, s.Kept()))
	theirs := handofftest.Buyer(2)
	theirs.Key = "a-form-that-was-sent"
	if r, err := s.Submit(ctx, handofftest.Ben, theirs); err != nil || r.Again {
		s.T.Errorf("the same key of somebody else: %+v, %v", r, err)
	}
}

func requestOnce(s *shift) {
	ctx := context.Background()
	r := s.HandOver(1)
	once := desk.Once{Key: "request", Digest: []byte("one")}
	contacts := func() []desk.InboundTouch {
		return []desk.InboundTouch{{Who: lead.Who{Lead: r.Lead}, Touch: lead.Touch{Kind: "reply", At: handofftest.Noon}}}
	}
	answers := make([][]desk.Touched, 3)
	for _, err := range atOnce(len(answers), func(i int) (err error) {
		answers[i], err = s.Desk.Touch(ctx, handofftest.Mia, once, contacts())
		return err
	}) {
		s.Fine(err)
	}
	for _, a := range answers {
		s.same("the answer", []any{r.Lead, "reply", lead.Submitted}, []any{a[0].Lead, a[0].Kind, a[0].Stage})
	}
	s.same("touches and answers", []int{2, 1}, []int{len(s.Kept().Touches), len(s.Kept().Answers)})
	before := s.Kept()
	_, err := s.Desk.Touch(ctx, handofftest.Mia, desk.Once{Key: "request", Digest: []byte("other")}, contacts())
	s.refused("the key with another request", err, desk.ErrOtherRequest)
	s.same("what is kept", "", handofftest.Diff(before, s.Kept()))
	_, err = s.Desk.Touch(ctx, handofftest.Max, desk.Once{Key: "request", Digest: []byte("other")}, contacts())
	s.Fine(err)
	_, err = s.Desk.Touch(ctx, handofftest.Mia, desk.Once{}, contacts())
	s.Fine(err)
	s.same("touches and answers", []int{4, 2}, []int{len(s.Kept().Touches), len(s.Kept().Answers)})
}

func oneAddress(s *shift) {
	ctx := context.Background()
	s.HandOver(1)
	draft, err := s.SaveDraft(ctx, handofftest.Mia, 0, handofftest.Buyer(2))
	s.Fine(err)
	taken := errs.Problems{"email": "Another lead has this e-mail address."}
	for name, work := range map[string]func(tx desk.Tx) error{
		"a new lead": func(tx desk.Tx) error {
			l := handofftest.Buyer(1).Lead
			l.Stage, l.CreatedAt = lead.Draft, s.Now
			return tx.AddLead(ctx, &l)
		},
		"a changed lead": func(tx desk.Tx) error {
			l, err := tx.Lead(ctx, draft.Lead)
			s.Fine(err)
			l.Email = handofftest.Buyer(1).Lead.Email
			return tx.UpdateLead(ctx, l)
		},
	} {
		before := s.Kept()
		var problems errs.Problems
		errors.As(s.do(handofftest.Mia, work), &problems)
		s.same(name, taken, problems)
		s.same("what is kept", "", handofftest.Diff(before, s.Kept()))
	}
}

func oneOpen(s *shift) {
	ctx := context.Background()
	r := s.HandOver(1)
	before := s.Kept()
	for name, number := range map[string]int{"a second open one": 2, "the same number": 1} {
		err := s.do(handofftest.Ada, func(tx desk.Tx) error {
			h, err := tx.Handoff(ctx, r.Handoff)
			s.Fine(err)
			next := *h
			next.ID, next.Number = 0, number
			return tx.Create(ctx, &next)
		})
		s.same(name, "This lead is already handed over. Check it before you send it again.", errs.Words(err))
		s.same("what is kept", "", handofftest.Diff(before, s.Kept()))
	}
}

func unknownNames(s *shift) {
	ctx := context.Background()
	for field, change := range map[string]func(l *lead.Lead){
		"source":   func(l *lead.Lead) { l.Source = 99 },
		"campaign": func(l *lead.Lead) { l.Campaign = 99 },
		"persona":  func(l *lead.Lead) { l.Persona = 99 },
	} {
		before := s.Kept()
		sub := handofftest.Buyer(1)
		change(&sub.Lead)
		_, err := s.Submit(ctx, handofftest.Mia, sub)
		var problems errs.Problems
		errors.As(err, &problems)
		s.same("the problem", errs.Problems{field: "This " + field + " no longer exists. Choose another."}, problems)
		s.same("what is kept", "", handofftest.Diff(before, s.Kept()))
	}
}

func duplicates(s *shift) {
	ctx := context.Background()
	const number = "+34600123456"
	add := func(l lead.Lead, team account.TeamID) lead.ID {
		l.Stage, l.CreatedAt, l.CreatedBy, l.MarketingTeam = lead.Draft, s.Now, handofftest.Mia.ID, team
		s.Fine(s.do(handofftest.Mia, func(tx desk.Tx) error { return tx.AddLead(ctx, &l) }))
		return l.ID
	}
	address := add(lead.Lead{Name: "Ana Ruiz", Email: "ana@buyer.example", Phone: number}, handofftest.Demand.ID)
	phone := add(lead.Lead{Name: "Dr. Ána Ruiz", Phone: number}, handofftest.Demand.ID)
	nameless := add(lead.Lead{Phone: number}, handofftest.Demand.ID)
	another := add(lead.Lead{Name: "Ana Ruiz", Phone: number}, handofftest.Demand.ID)
	ofNoTeam := add(lead.Lead{Name: "Leo", Phone: number}, 0)
	ana := func(email string) lead.Lead { return lead.Lead{Name: "ana ruiz", Email: email, Phone: number} }
	for _, tc := range []struct {
		name string
		by   account.Person
		who  lead.Lead
		want []desk.Duplicate
	}{
		{"by the address first, then by the number", handofftest.Mia, ana("ana@buyer.example"), []desk.Duplicate{
			{Lead: lead.Lead{ID: address}, By: identity.ByEmail, Visible: true},
			{Lead: lead.Lead{ID: phone}, By: identity.ByPhone, Visible: true},
			{Lead: lead.Lead{ID: another}, By: identity.ByPhone, Visible: true},
		}},
		{"another address leaves who has none", handofftest.Mia, ana("else@buyer.example"), []desk.Duplicate{
			{Lead: lead.Lead{ID: phone}, By: identity.ByPhone, Visible: true},
			{Lead: lead.Lead{ID: another}, By: identity.ByPhone, Visible: true},
		}},
		{"a number alone is another number alone", handofftest.Ben, lead.Lead{Phone: number}, []desk.Duplicate{
			{Lead: lead.Lead{ID: nameless}, By: identity.ByPhone},
		}},
		{"an address says nothing of a number alone", handofftest.Mia, lead.Lead{Phone: number, Email: "x@buyer.example"},
			nil},
		{"another name at the number", handofftest.Mia, lead.Lead{Name: "Bo", Phone: number}, nil},
		{"of no team, by who added it", handofftest.Mia, lead.Lead{Name: "Leo", Phone: number}, []desk.Duplicate{
			{Lead: lead.Lead{ID: ofNoTeam}, By: identity.ByPhone, Visible: true},
		}},
		{"of no team, by somebody else", handofftest.Max, lead.Lead{Name: "Leo", Phone: number}, []desk.Duplicate{
			{Lead: lead.Lead{ID: ofNoTeam}, By: identity.ByPhone},
		}},
		{"nothing to go by", handofftest.Mia, lead.Lead{Name: "Ana Ruiz"}, nil},
	} {
		var got []desk.Duplicate
		s.Fine(s.do(tc.by, func(tx desk.Tx) (err error) { got, err = tx.Duplicates(ctx, tc.who); return err }))
		for i := range got {
			got[i].Lead = lead.Lead{ID: got[i].Lead.ID}
		}
		s.same(tc.name, tc.want, got)
	}
}
