package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/inbox"
	"baton/internal/lead"
)

func TestADisqualificationRestsAsItsReasonSays(t *testing.T) {
	for _, tc := range []struct {
		name  string
		why   agreement.Reason
		days  int // until the day that the lead named; 0 for none
		stage lead.Stage
		back  int // in how many days it comes back
		wrong string
	}{
		{"closed", floor.NoNeed, 0, lead.Disqualified, 0, ""},
		{"not now, until a day", floor.NotNow, 60, lead.Recycled, 60, ""},
		{"not now, without a day", floor.NotNow, 0, lead.Working, 0,
			"until: “Not now” needs a day to ask again. Choose one."},
		{"not now, until yesterday", floor.NotNow, -1, lead.Working, 0,
			"until: Choose a day from tomorrow on, within 2 years."},
		{"a reason of the other list", floor.TooSmall, 0, lead.Working, 0, "reason: Choose a reason."},
		{"without the note that it needs", floor.OtherEnd, 0, lead.Working, 0,
			"words: “Other” needs a note. Write what happened."},
		{"not reached, too early", floor.NoReach, 0, lead.Working, 0,
			"reason: The agreement requires 2 attempts before giving up. 1 are logged."},
	} {
		s := begin(t)
		r, rep := s.Worked(1)
		until := time.Time{}
		if tc.days != 0 {
			until = s.Now.AddDate(0, 0, tc.days)
		}
		err := s.Disqualify(ctx, rep, r.Lead, tc.why.ID, until, "")
		k := s.Kept()
		if got := k.Leads[r.Lead].Stage; (err != nil) != (tc.wrong != "") || err != nil && err.Error() != tc.wrong ||
			got != tc.stage {
			t.Errorf("%s: %v, and the lead is %s", tc.name, err, got)
		}
		if tc.back > 0 && !k.Recycled[0].BackAt.Equal(s.Now.AddDate(0, 0, tc.back)) {
			t.Errorf("%s: it comes back %s", tc.name, k.Recycled[0].BackAt)
		}
	}
	s := begin(t)
	r, rep := s.Worked(1)
	s.Wait(4 * 24 * time.Hour)
	s.Fine(s.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "mail", Outcome: "sent"}))
	s.Fine(s.Disqualify(ctx, rep, r.Lead, floor.NoReach.ID, time.Time{}, ""))
	if back := s.Kept().Recycled[0].BackAt; !back.Equal(s.Now.AddDate(0, 0, 30)) {
		t.Errorf("without a day, it comes back %s", back)
	}
}

func TestALeadIsRecycledAsOftenAsTheAgreementSays(t *testing.T) {
	s := begin(t)
	r, rep := s.Worked(1)
	for n := range 2 {
		if n > 0 {
			_, err := s.Resubmit(ctx, floor.Mia, r.Lead, floor.Buyer(1))
			s.Fine(err)
			h := s.Kept().HandoffsOf(r.Lead)[n]
			rep = s.Owner(h.ID)
			s.Fine(s.Accept(ctx, rep, h.ID, 0))
			s.Fine(s.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
		}
		s.Fine(s.Recycle(ctx, rep, r.Lead, s.Now.AddDate(0, 0, 1), ""))
		s.Wait(24 * time.Hour)
		s.Fine(s.ComeBack(ctx, r.Lead))
		s.Wait(11 * 24 * time.Hour)
	}
	if told := s.Kept().Told(floor.Mia.ID); !slices.Equal(
		told,
		[]inbox.Kind{inbox.RecycledBack, inbox.RecycledBack},
	) {
		t.Errorf("Mia reads %v", told)
	}
	_, err := s.Resubmit(ctx, floor.Mia, r.Lead, floor.Buyer(1))
	s.Fine(err)
	h := s.Kept().HandoffsOf(r.Lead)[2]
	rep = s.Owner(h.ID)
	s.Fine(s.Accept(ctx, rep, h.ID, 0))
	s.Fine(s.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
	const often = "This lead was already recycled twice, the maximum in the agreement. Close it, or hand it over."
	if err := s.Recycle(ctx, rep, r.Lead, s.Now.AddDate(0, 0, 1), ""); floor.Refused(err, errs.Conflict, often) != "" {
		t.Error(err)
	}
	s.Fine(s.Disqualify(ctx, rep, r.Lead, floor.NotNow.ID, s.Now.AddDate(0, 0, 9), ""))
	if got := s.Lead(r.Lead).Stage; got != lead.Disqualified {
		t.Errorf("a lead that cannot rest any more is %s", got)
	}
}

func TestAQualificationCountsInTheCompanysCurrencyUnlessItNamesOne(t *testing.T) {
	for named, want := range map[string]string{"": "EUR", "USD": "USD"} {
		s := begin(t)
		r, rep := s.Worked(1)
		s.Fine(s.Qualify(ctx, rep, r.Lead, handoff.Qualification{ValueCents: 100, Currency: named, ExpectedOn: s.Now}))
		if got := s.Handoff(r.Handoff).Currency; got != want {
			t.Errorf("in %q: %s", named, got)
		}
	}
}

func TestACorrectionKeepsBothValues(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	s.Fine(
		s.Correct(
			ctx,
			floor.Rosa,
			r.Lead,
			handoff.ContactData{Name: " Bea  Ruiz", Email: "BUYER1@firm1.example", JobTitle: "Head"},
		),
	)
	k := s.Kept()
	if l := k.Leads[r.Lead]; l.Name != "Bea Ruiz" || l.JobTitle != "Head" || l.Email != "buyer1@firm1.example" ||
		l.Version != 2 {
		t.Errorf("the lead is %+v", l)
	}
	if len(k.Corrections) != 2 || k.Corrections[0].Was != "Buyer 1" || k.Corrections[0].Now != "Bea Ruiz" ||
		k.Corrections[1].Field != "job_title" {
		t.Errorf("corrected %+v", k.Corrections)
	}
	before := s.Kept()
	for name, tc := range map[string]struct {
		typed handoff.ContactData
		kind  error
	}{
		"nothing new":   {handoff.ContactData{Name: "Bea Ruiz", Email: "buyer1@firm1.example", JobTitle: "Head"}, nil},
		"an old page":   {handoff.ContactData{Name: "Bo", Version: 1}, errs.Conflict},
		"half a mail":   {handoff.ContactData{Name: "Bo", Email: "bo@"}, errs.Invalid},
		"a short phone": {handoff.ContactData{Name: "Bo", Phone: "12"}, errs.Invalid},
	} {
		if err := s.Correct(ctx, floor.Rosa, r.Lead, tc.typed); !errors.Is(err, tc.kind) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := floor.Diff(before, s.Kept()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhatCanBeCredited(t *testing.T) {
	const only = "Only a lead rejected for a reason that counts against quality can be credited."
	for _, tc := range []struct {
		name  string
		on    func(s *shift) desk.Receipt
		words string
	}{
		{"rejected for its quality", old, ""},
		{"rejected for its data",
			func(s *shift) desk.Receipt { r, _ := s.Turned(1, floor.Spam, ""); s.Wait(time.Hour); return r }, ""},
		{"passed on", func(s *shift) desk.Receipt { r, _ := s.Turned(1, floor.Elsewhere, ""); s.Wait(time.Hour); return r },
			only},
		{"accepted", broughtTo[lead.Accepted], only},
		{"waiting", broughtTo[lead.Submitted], only},
		{"ten minutes old", func(s *shift) desk.Receipt {
			r := broughtTo[lead.Returned](s)
			s.Wait(handoff.UndoFor)
			return r
		}, "Rosa can still undo this verdict. Credit it after ten minutes."},
		{"just over ten minutes old", func(s *shift) desk.Receipt {
			r := broughtTo[lead.Returned](s)
			s.Wait(handoff.UndoFor + time.Microsecond)
			return r
		}, ""},
		{"nobody's", func(s *shift) desk.Receipt {
			r := pool(s)
			s.Fine(s.Reject(ctx, floor.Eve, r.Handoff, 0, floor.TooSmall.ID, ""))
			s.Wait(time.Hour)
			return r
		}, "This lead was not assigned to anybody, so there is no share to credit."},
		{"claimed", func(s *shift) desk.Receipt {
			r := pool(s)
			s.Fine(s.Claim(ctx, floor.Rosa, r.Handoff, 0))
			s.Fine(s.Reject(ctx, floor.Rosa, r.Handoff, 0, floor.TooSmall.ID, ""))
			s.Wait(time.Hour)
			return r
		}, "This lead was claimed or assigned by name, so it does not count in a share."},
	} {
		s := begin(t)
		r := tc.on(s)
		err := s.Credit(ctx, floor.Jo, r.Handoff)
		if (err == nil) != (tc.words == "") || errs.Words(err) != tc.words {
			t.Errorf("%s: %v", tc.name, err)
		}
		if want := len(s.Kept().Credits); (want == 1) != (tc.words == "") {
			t.Errorf("%s: %d credits", tc.name, want)
		}
	}
}
