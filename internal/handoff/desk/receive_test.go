package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

// arrives is the buyer n, who comes by a form.
func arrives(n int, changes ...func(*desk.Arrival)) desk.Arrival {
	a := desk.Arrival{Lead: floor.Buyer(n).Lead, Touch: lead.Touch{Kind: "form"}, Source: lead.Ref{Name: "Fair"}}
	a.Lead.Campaign = 0
	for _, change := range changes {
		change(&a)
	}
	return a
}

func TestWhoComesInIsCapturedWithTheContact(t *testing.T) {
	s := begin(t)
	at := s.Now.Add(-time.Hour)
	got, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, arrives(1, func(a *desk.Arrival) {
		a.Touch.At, a.Touch.UTM.Source, a.Lead.Consent = at, "ads", true
		a.Lead.ExternalID = "7"
	}))
	s.Fine(err)
	l, k := s.Lead(got.Lead), s.Kept()
	if !got.New || got.Stage != lead.Draft || got.Handoff != 0 || l.Stage != lead.Draft || !l.CreatedAt.Equal(at) ||
		l.Source != 2 || l.ExternalSource != 2 || !l.ConsentAt.Equal(at) || l.MarketingTeam != floor.Demand.ID {
		t.Errorf("got %+v, the lead is %+v", got, l)
	}
	touch := k.Touches[len(k.Touches)-1]
	if touch.Lead != got.Lead || touch.Kind != "form" || !touch.At.Equal(at) || touch.UTM.Source != "ads" ||
		touch.Source != 2 {
		t.Errorf("the touch is %+v", touch)
	}
}

func TestWhoIsKnownGetsOneMoreTouchAndWhatTheyLacked(t *testing.T) {
	s := begin(t)
	first, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, arrives(1, func(a *desk.Arrival) { a.Lead.City = "" }))
	s.Fine(err)
	again := arrives(1, func(a *desk.Arrival) {
		a.Lead.Email = "Buyer One <BUYER1@firm1.example>"
		a.Lead.City, a.Lead.JobTitle, a.Lead.Company, a.Lead.Consent = "Lugo", "CEO", "Another Ltd", true
	})
	for _, tc := range []struct {
		how     lead.OnKnown
		city    string
		company string
		touches int
		said    string
	}{
		{lead.SkipKnown, "", "Firm 1", 0, "company job_title city"},
		{lead.TouchKnown, "", "Firm 1", 1, "company job_title city"},
		{lead.FillKnown, "Lugo", "Firm 1", 1, "company"},
		{lead.OverwriteKnown, "Lugo", "Another Ltd", 1, ""},
	} {
		before := len(s.Kept().Touches)
		again.OnKnown = tc.how
		got, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, again)
		s.Fine(err)
		var said []string
		for _, r := range got.Said {
			said = append(said, r.Field)
		}
		l := s.Lead(first.Lead)
		if got.New || got.Lead != first.Lead || l.City != tc.city || l.Company != tc.company ||
			len(s.Kept().Touches)-before != tc.touches || strings.Join(said, " ") != tc.said ||
			got.Skipped != (tc.how == lead.SkipKnown) {
			t.Errorf("%q: %+v, the lead is %+v", tc.how, got, l)
		}
	}
}

func TestAnIDThatSomebodyElseHasIsLeftOut(t *testing.T) {
	s := begin(t)
	withID := func(n int) desk.Arrival { return arrives(n, func(a *desk.Arrival) { a.Lead.ExternalID = "7" }) }
	one, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, withID(1))
	s.Fine(err)
	two, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, withID(2))
	s.Fine(err)
	if !two.New || s.Lead(two.Lead).ExternalID != "" || len(two.Said) != 1 || two.Said[0].Field != "external_id" ||
		!strings.Contains(two.Said[0].Words, "separate lead") {
		t.Errorf("two: %+v", two)
	}
	again, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, withID(2))
	s.Fine(err)
	if again.Lead != two.Lead || len(again.Said) != 1 || !strings.Contains(again.Said[0].Words, "touch of Buyer 2") {
		t.Errorf("two again: %+v", again)
	}
	elsewhere := withID(2)
	elsewhere.Source = lead.Ref{}
	filled, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, elsewhere)
	s.Fine(err)
	if l := s.Lead(two.Lead); filled.Lead != two.Lead || l.ExternalID != "7" || l.ExternalSource != 0 ||
		s.Lead(one.Lead).ExternalID != "7" {
		t.Errorf("with an ID of another source: %+v, %+v", filled, l)
	}
}

func TestWhoComesInIsHandedOverWhereTheAgreementSaysSo(t *testing.T) {
	s := begin(t, func(f *floor.Floor) { f.Terms.AutoSubmit = true })
	got, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, arrives(1))
	s.Fine(err)
	if l := s.Lead(got.Lead); l.Stage != lead.Submitted || got.Stage != lead.Submitted || got.Handoff == 0 ||
		got.Number != 1 {
		t.Errorf("got %+v, the lead is %s", got, l.Stage)
	}
	poor, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{},
		arrives(2, func(a *desk.Arrival) { a.Lead.Company, a.Lead.Country = "", "" }))
	s.Fine(err)
	if l := s.Lead(poor.Lead); l.Stage != lead.Draft || poor.Handoff != 0 {
		t.Errorf("got %+v, the lead is %s", poor, l.Stage)
	}
	full, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, arrives(2))
	s.Fine(err)
	if full.Lead != poor.Lead || full.Stage != lead.Submitted || full.New {
		t.Errorf("completed: %+v", full)
	}
}

func TestAnArrivalOpensALeadThatHasEnded(t *testing.T) {
	s := begin(t)
	r := broughtTo[lead.Closed](s)
	s.Wait(time.Hour)
	known := s.Lead(r.Lead)
	got, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{},
		arrives(1, func(a *desk.Arrival) { a.Lead.Email = known.Email }))
	s.Fine(err)
	if !got.Reopened || got.Stage != lead.Draft || s.Lead(r.Lead).Stage != lead.Draft {
		t.Errorf("got %+v", got)
	}
}

func TestWhatIsWrongWithAnArrivalIsSaidByField(t *testing.T) {
	s := begin(t)
	before := s.Kept()
	for name, tc := range map[string]struct {
		by     account.Person
		change func(*desk.Arrival)
		field  string
	}{
		"nobody":   {floor.Mia, func(a *desk.Arrival) { a.Lead = lead.Lead{Company: "Firm"} }, "name"},
		"no kind":  {floor.Mia, func(a *desk.Arrival) { a.Touch.Kind = "" }, "kind"},
		"tomorrow": {floor.Mia, func(a *desk.Arrival) { a.Touch.At = s.Now.Add(24 * time.Hour) }, "at"},
		"source":   {floor.Mia, func(a *desk.Arrival) { a.Source = lead.Ref{Name: "Moon"} }, "source"},
		"persona":  {floor.Mia, func(a *desk.Arrival) { a.Persona = lead.Ref{ID: 99} }, "persona"},
		"an email": {floor.Mia, func(a *desk.Arrival) { a.Lead.Email = "ana@" }, "email"},
		"sales":    {floor.Rosa, func(*desk.Arrival) {}, ""},
	} {
		_, err := s.Desk.Receive(ctx, tc.by, desk.Once{}, arrives(1, tc.change))
		var problems errs.Problems
		if tc.field == "" && !errors.Is(err, desk.ErrNoMarketer) ||
			tc.field != "" && (!errors.As(err, &problems) || problems[tc.field] == "" || len(problems) != 1) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := floor.Diff(before, s.Kept()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAnArrivalThatIsSentAgainCountsOnce(t *testing.T) {
	s := begin(t, func(f *floor.Floor) { f.Terms.AutoSubmit = true })
	once := desk.Once{Key: "an arrival", Digest: []byte("one")}
	first, err := s.Desk.Receive(ctx, floor.Mia, once, arrives(1))
	s.Fine(err)
	s.Wait(time.Hour)
	before := s.Kept()
	again, err := s.Desk.Receive(ctx, floor.Mia, once, arrives(1))
	s.Fine(err)
	if again.Lead != first.Lead || again.Handoff != first.Handoff || !again.New {
		t.Errorf("first %+v, again %+v", first, again)
	}
	if diff := floor.Diff(before, s.Kept()); diff != "" {
		t.Error(diff)
	}
	if events := before.EventsOf(first.Lead); events[0] != handoff.EventCaptured {
		t.Errorf("the events are %v", events)
	}
}

func TestWhoIsTheLeadOfAnotherTeamIsNotToldOf(t *testing.T) {
	s := begin(t)
	theirs := s.HandOver(1)
	before := s.Kept()
	got, err := s.Desk.Receive(ctx, floor.Ben, desk.Once{}, arrives(1, func(a *desk.Arrival) { a.Lead.Company = "Other" }))
	if !errors.Is(err, errs.Conflict) || got.Lead != 0 || got.Kept.ID != 0 || len(got.Said) != 0 ||
		strings.Contains(errs.Words(err), s.Lead(theirs.Lead).Name) {
		t.Errorf("%+v, %v", got, err)
	}
	if diff := floor.Diff(before, s.Kept()); diff != "" {
		t.Error(diff)
	}
}
