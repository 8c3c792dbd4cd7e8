package act_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/act"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

var ctx = context.Background()

// begin begins a shift at a store in memory.
func begin(t testing.TB) *floor.Shift { return floor.Begin(t, floor.Open(floor.NewFloor())) }

// arrives is the buyer n, who comes by a form.
func arrives(n int) desk.Arrival {
	a := desk.Arrival{Lead: floor.Buyer(n).Lead, Touch: lead.Touch{Kind: "form"}, Source: lead.Ref{Name: "Fair"}}
	a.Lead.Campaign = 0
	return a
}

// amends changes fields of a lead.
func amends(id lead.ID, fields string, change func(*desk.Arrival)) act.Amendment {
	return act.Amendment{Lead: id, Fields: strings.Fields(fields), Change: change}
}

func TestMarketingChangesALeadThatItHas(t *testing.T) {
	s := begin(t)
	got, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, arrives(1))
	s.Fine(err)
	is, err := act.Amend(ctx, s.Desk, floor.Mia, desk.Once{}, amends(got.Lead, "city source custom",
		func(a *desk.Arrival) {
			a.Lead.City, a.Source = " Lugo ", lead.Ref{}
			a.Lead.Custom = map[string]any{"tier": "gold"}
		}))
	s.Fine(err)
	kept := s.Lead(got.Lead)
	if is.City != "Lugo" || is.Source != 0 || is.Version != 2 || kept.Custom["tier"] != "gold" ||
		kept.Stage != lead.Draft {
		t.Errorf("it is %+v, kept %+v", is, kept)
	}
	kinds := s.Kept().EventsOf(got.Lead)
	if kinds[len(kinds)-1] != handoff.EventEdited {
		t.Errorf("the history says %v", kinds)
	}
	stale := amends(got.Lead, "city", func(a *desk.Arrival) { a.Lead.City = "Porto" })
	stale.Version = 1
	var refused *act.Stale
	if _, err := act.Amend(ctx, s.Desk, floor.Mia, desk.Once{}, stale); !errors.As(err, &refused) ||
		refused.Lead.Version != 2 {
		t.Errorf("an old version is answered %v", err)
	}
}

func TestEachSideChangesWhatItMay(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	rep := s.Owner(r.Handoff)
	city := amends(r.Lead, "city", func(a *desk.Arrival) { a.Lead.City = "Porto" })
	title := amends(r.Lead, "job_title", func(a *desk.Arrival) { a.Lead.JobTitle = "CFO" })
	custom := amends(r.Lead, "custom external_id", func(a *desk.Arrival) {
		a.Lead.Custom, a.Lead.ExternalID = map[string]any{"tier": "gold"}, "crm-7"
	})
	for _, tc := range []struct {
		name string
		by   account.Person
		what act.Amendment
		want error
	}{
		{"sales, another field", rep, city, errs.Invalid},
		{"sales, how to reach them", rep, title, nil},
		{"sales, an ID", rep, custom, errs.Invalid},
		{"marketing, a field", floor.Mia, city, errs.Conflict},
		{"marketing, its own fields", floor.Mia, custom, nil},
	} {
		if _, err := act.Amend(ctx, s.Desk, tc.by, desk.Once{}, tc.what); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
	l := s.Lead(r.Lead)
	if l.City == "Porto" || l.JobTitle != "CFO" || l.ExternalID != "crm-7" || l.Custom["tier"] != "gold" ||
		l.Stage != lead.Submitted {
		t.Errorf("it is %+v", l)
	}
	if n := len(s.Kept().Corrections); n != 1 {
		t.Errorf("%d corrections are kept", n)
	}
}

func TestAChangeDoesNotMakeTwoOfOnePerson(t *testing.T) {
	s := begin(t)
	first, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, arrives(1))
	s.Fine(err)
	second, err := s.Desk.Receive(ctx, floor.Mia, desk.Once{}, arrives(2))
	s.Fine(err)
	email := s.Lead(first.Lead).Email
	var problems errs.Problems
	if _, err := act.Amend(ctx, s.Desk, floor.Mia, desk.Once{}, amends(second.Lead, "email",
		func(a *desk.Arrival) { a.Lead.Email = strings.ToUpper(email) })); !errors.As(err, &problems) ||
		!strings.Contains(problems["email"], first.Lead.String()) {
		t.Errorf("another's address is answered %v", err)
	}
	if s.Lead(second.Lead).Email == email {
		t.Error("it was kept")
	}
}
