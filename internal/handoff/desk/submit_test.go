package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/identity"
	"baton/internal/lead"
)

// typed is buyer n with a change.
func typed(n int, changes ...func(sub *desk.Submission)) desk.Submission {
	sub := floor.Buyer(n)
	for _, change := range changes {
		change(&sub)
	}
	return sub
}

func sameOne(sub *desk.Submission)     { sub.Duplicate = desk.SameOne }
func noAddress(sub *desk.Submission)   { sub.Lead.Email = "" }
func noCompany(sub *desk.Submission)   { sub.Lead.Company = "" }
func sharedPhone(sub *desk.Submission) { sub.Lead.Phone = "+34600123456" }

func TestWhatALeadLacksIsSaidFieldByField(t *testing.T) {
	for _, tc := range []struct {
		name string
		sub  desk.Submission
		want errs.Problems
	}{
		{"a company", typed(1, noCompany), errs.Problems{"company": "The agreement requires a company."}},
		{"a way to be reached", typed(1, noAddress),
			errs.Problems{"email": "The agreement requires: has an e-mail address or has a phone number."}},
		{"half an address, and a company", typed(1, noCompany, func(sub *desk.Submission) { sub.Lead.Email = "ana@" }),
			errs.Problems{
				"email":   "This e-mail address is not complete. Write it like name@company.example.",
				"company": "The agreement requires a company.",
			}},
	} {
		for way, send := range map[string]func(s *shift) error{
			"submit": func(s *shift) error { _, err := s.Submit(ctx, floor.Mia, tc.sub); return err },
			"resubmit": func(s *shift) error {
				_, err := s.Resubmit(ctx, floor.Mia, broughtTo[lead.Returned](s).Lead, tc.sub)
				return err
			},
		} {
			s := begin(t)
			err := send(s)
			var problems errs.Problems
			if !errors.As(err, &problems) || len(problems) != len(tc.want) {
				t.Fatalf("%s, %s: %v", tc.name, way, err)
			}
			for field, words := range tc.want {
				if field == "email" && tc.name == "a way to be reached" {
					continue // in whichever words the agreement is written
				}
				if problems[field] != words {
					t.Errorf("%s, %s: %s: %q", tc.name, way, field, problems[field])
				}
			}
		}
	}
}

func TestADraftNeedsOnlyToBeSomebody(t *testing.T) {
	s := begin(t)
	r, err := s.SaveDraft(ctx, floor.Mia, 0, typed(1, noCompany, noAddress))
	s.Fine(err)
	if got := s.Lead(r.Lead); got.Stage != lead.Draft || r.Handoff != 0 || len(s.Kept().Scores) != 1 {
		t.Errorf("%+v, %+v", r, got)
	}
	if _, err := s.SaveDraft(ctx, floor.Mia, 0, desk.Submission{}); !errors.Is(err, errs.Invalid) {
		t.Errorf("nobody at all: %v", err)
	}
	s.Wait(time.Minute)
	edited, err := s.SaveDraft(
		ctx,
		floor.Max,
		r.Lead,
		typed(1, func(sub *desk.Submission) { sub.Lead.Consent = true }),
	)
	s.Fine(err)
	if l := s.Lead(r.Lead); edited.Lead != r.Lead || l.Company != "Firm 1" || l.CreatedBy != floor.Mia.ID ||
		!l.ConsentAt.Equal(s.Now) ||
		l.Version != 2 {
		t.Errorf("edited as %+v", l)
	}
	if events := s.Kept().EventsOf(r.Lead); !slices.Equal(
		events,
		[]handoff.EventKind{handoff.EventCaptured, handoff.EventEdited},
	) {
		t.Errorf("events %v", events)
	}
	for name, tc := range map[string]struct {
		by   account.Person
		id   lead.ID
		sub  desk.Submission
		kind error
	}{
		"an old page": {floor.Mia, r.Lead, typed(1, func(sub *desk.Submission) { sub.Lead.Version = 1 }),
			errs.Conflict},
		"another team's": {floor.Ben, r.Lead, typed(1), errs.NotFound},
		"nobody's":       {floor.Mia, 9999, typed(1), errs.NotFound},
		"half an address": {floor.Mia, r.Lead, typed(1, func(sub *desk.Submission) { sub.Lead.Email = "x@" }),
			errs.Invalid},
		"the version that it has": {floor.Mia, r.Lead, typed(1, func(sub *desk.Submission) { sub.Lead.Version = 2 }), nil},
	} {
		if _, err := s.SaveDraft(ctx, tc.by, tc.id, tc.sub); !errors.Is(err, tc.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAKnownLeadIsShownBeforeItIsSentAgain(t *testing.T) {
	s := begin(t)
	first, err := s.Submit(ctx, floor.Mia, typed(1, sharedPhone))
	s.Fine(err)
	before := s.Kept()
	for _, tc := range []struct {
		name             string
		by               account.Person
		sub              desk.Submission
		byEmail, visible bool
	}{
		{"the same address", floor.Max, typed(1), true, true},
		{"the same address, from who may not see it", floor.Ben, typed(1), true, false},
		{"the same number and name", floor.Max, typed(1, sharedPhone, noAddress), false, true},
	} {
		for way, send := range map[string]func() (desk.Receipt, error){
			"submit": func() (desk.Receipt, error) { return s.Submit(ctx, tc.by, tc.sub) },
			"draft":  func() (desk.Receipt, error) { return s.SaveDraft(ctx, tc.by, 0, tc.sub) },
		} {
			_, err := send()
			var known *desk.Known
			if !errors.As(err, &known) || !errors.Is(err, errs.Conflict) || err.Error() == "" ||
				known.Duplicate.Lead.ID != first.Lead ||
				(known.Duplicate.By == identity.ByEmail) != tc.byEmail ||
				known.Duplicate.Visible != tc.visible {
				t.Errorf("%s, %s: %v", tc.name, way, err)
			}
		}
	}
	if diff := floor.Diff(before, s.Kept()); diff != "" {
		t.Errorf("asking changes something: %s", diff)
	}
	other := typed(1, sharedPhone, noAddress, func(sub *desk.Submission) { sub.Duplicate = desk.OtherOne })
	if r, err := s.Submit(ctx, floor.Mia, other); err != nil || r.Lead == first.Lead {
		t.Errorf("somebody else at the number: %+v, %v", r, err)
	}
	if _, err := s.Submit(ctx, floor.Mia, typed(1, sharedPhone, noAddress)); !errors.As(err, new(*desk.Known)) {
		t.Errorf("the number of two: %v", err)
	}
	if r, err := s.Submit(ctx, floor.Mia,
		typed(1, func(sub *desk.Submission) { sub.Duplicate = desk.OtherOne })); err != nil ||
		r.Lead != first.Lead {
		t.Errorf("one address is one person, whatever is said: %+v, %v", r, err)
	}
}

func TestWhatComesOfALeadThatIsSentAgain(t *testing.T) {
	for stage, want := range map[lead.Stage]struct {
		touchOnly, reopened bool
	}{
		lead.Draft: {false, false}, lead.Returned: {false, false}, lead.Recycled: {false, false},
		lead.Won: {false, true}, lead.Lost: {false, true}, lead.Closed: {false, true}, lead.Disqualified: {false, true},
		lead.Submitted: {true, false}, lead.Accepted: {true, false}, lead.Working: {true, false},
		lead.Qualified: {true, false}, lead.Disputed: {true, false},
	} {
		s := begin(t)
		r := broughtTo[stage](s)
		touches := len(s.Kept().Touches)
		got, err := s.Submit(ctx, floor.Ben, typed(1, sameOne, func(sub *desk.Submission) {
			sub.Lead.JobTitle, sub.Lead.Note, sub.Lead.Campaign, sub.Lead.Company = "Head", "Again.", 2, "Another"
		}))
		s.Fine(err)
		k := s.Kept()
		if got.Lead != r.Lead || got.TouchOnly != want.touchOnly || (got.Handoff == 0) != want.touchOnly ||
			len(k.Touches) != touches+1 {
			t.Errorf("%s: %+v, %d touches", stage, got, len(k.Touches))
		}
		if l := k.Leads[r.Lead]; l.JobTitle != "Head" || l.Company != "Firm 1" || l.Note != "Called us." ||
			l.Campaign != 1 ||
			l.MarketingTeam != floor.Demand.ID {
			t.Errorf("%s: the lead is %+v", stage, l)
		}
		if slices.Contains(k.EventsOf(r.Lead), handoff.EventReopened) != want.reopened {
			t.Errorf("%s: events %v", stage, k.EventsOf(r.Lead))
		}
		if want.touchOnly {
			if got.Number != 1 || got.Team != floor.EMEA.ID || k.Leads[r.Lead].Stage != stage {
				t.Errorf("%s: %+v", stage, got)
			}
			continue
		}
		if h := k.Handoffs[got.Handoff]; h.Number != 2 || h.Note != "Again." || h.Campaign != 2 ||
			h.MarketingTeam != floor.Partners.ID ||
			h.SubmittedBy != floor.Ben.ID {
			t.Errorf("%s: the next handoff is %+v", stage, h)
		}
		checkLoads(t, s)
	}
}

func TestAKnownLeadCountsAsItIsKnown(t *testing.T) {
	s := begin(t)
	r, err := s.SaveDraft(ctx, floor.Mia, 0, typed(1, noCompany))
	s.Fine(err)
	before := s.Kept()
	s.Change(func(f *floor.Floor) { f.Terms.Definition.All = append(f.Terms.Definition.All, floor.From("US")) })
	sub := typed(1, sameOne, func(sub *desk.Submission) { sub.Lead.Country, sub.Lead.Name = "US", "Somebody Else" })
	_, err = s.Submit(ctx, floor.Mia, sub)
	var unmet *desk.KnownUnmet
	if !errors.As(err, &unmet) || !errors.Is(err, errs.Invalid) || unmet.Problems["country"] == "" ||
		unmet.Duplicate.Lead.ID != r.Lead ||
		unmet.Error() == "" {
		t.Fatalf("from Spain, as it is known: %v", err)
	}
	if kept := strings.Join(unmet.Kept, " "); kept != "name country" || unmet.Lead.Company != "Firm 1" {
		t.Errorf("kept %q, handed over as %+v", kept, unmet.Lead)
	}
	if diff := floor.Diff(before, s.Kept()); diff != "" {
		t.Error(diff)
	}
}

func TestAFixedLeadKeepsToItself(t *testing.T) {
	s := begin(t)
	r := broughtTo[lead.Returned](s)
	s.HandOver(2)
	_, err := s.Resubmit(ctx, floor.Mia, r.Lead, typed(2, sameOne))
	if wrong := floor.Refused(err, errs.Invalid,
		"email: This address belongs to another lead, Buyer 2. Change the address, or send that lead."); wrong != "" {
		t.Error(wrong)
	}
	if _, err := s.Resubmit(ctx, floor.Mia, r.Lead, typed(2)); !errors.As(err, new(*desk.Known)) {
		t.Errorf("before it is asked: %v", err)
	}
	got, err := s.Resubmit(
		ctx,
		floor.Mia,
		r.Lead,
		typed(1, func(sub *desk.Submission) { sub.Key, sub.Lead.City = "a-form-that-was-sent", "Jerez" }),
	)
	s.Fine(err)
	if got.Number != 2 || got.Again || s.Lead(r.Lead).City != "Jerez" {
		t.Errorf("%+v", got)
	}
	again, err := s.Resubmit(
		ctx,
		floor.Mia,
		r.Lead,
		typed(1, func(sub *desk.Submission) { sub.Key, sub.Lead.City = "a-form-that-was-sent", "Jerez" }),
	)
	if err != nil || !again.Again || again.Lead != r.Lead {
		t.Errorf("sent twice: %+v, %v", again, err)
	}
	for stage, bring := range broughtTo {
		if slices.Contains([]lead.Stage{lead.Draft, lead.Returned, lead.Recycled}, stage) {
			continue
		}
		s := begin(t)
		_, err := s.Resubmit(ctx, floor.Mia, bring(s).Lead, typed(1))
		if wrong := floor.Refused(err, errs.Conflict,
			"This lead is "+string(stage)+". It can be handed over once it is back with marketing."); wrong != "" {
			t.Error(wrong)
		}
	}
}

func TestAFormThatSaysSomethingElseIsRefused(t *testing.T) {
	keyed := func(sub *desk.Submission) { sub.Key = "a-form-that-was-sent" }
	for stage, fixable := range map[lead.Stage]bool{lead.Draft: true, lead.Returned: true, lead.Recycled: true,
		lead.Accepted: false, lead.Won: false} {
		s := begin(t)
		r := broughtTo[stage](s)
		sub := typed(1, sameOne, keyed)
		if stage == lead.Accepted {
			_, err := s.Submit(ctx, floor.Mia, sub)
			s.Fine(err)
		} else {
			s.store.Edit(func(k *floor.Kept) {
				k.Forms[floor.Key{By: floor.Mia.ID, Key: sub.Key}] = floor.Form{Digest: []byte("other"), Lead: r.Lead}
			})
		}
		sub.Lead.Note = "Something else."
		_, err := s.Submit(ctx, floor.Mia, sub)
		var before *desk.SentBefore
		if !errors.As(err, &before) || !errors.Is(err, errs.Conflict) || err.Error() == "" ||
			before.Fixable() != fixable ||
			before.Lead.ID != r.Lead {
			t.Errorf("%s: %v", stage, err)
		}
	}
	s := begin(t)
	r := s.HandOver(1)
	s.store.Edit(func(k *floor.Kept) {
		k.Forms[floor.Key{By: floor.Mia.ID, Key: "a form of old"}] = floor.Form{Lead: r.Lead}
	})
	got, err := s.Submit(ctx, floor.Mia, typed(2, func(sub *desk.Submission) { sub.Key = "a form of old" }))
	if err != nil || !got.Again || got.Lead != r.Lead {
		t.Errorf("a form whose words are not known any more: %+v, %v", got, err)
	}
	if _, err := s.SaveDraft(ctx, floor.Mia, 0, typed(1, keyed)); err == nil {
		t.Error("a draft of a known lead is kept")
	}
	draft, err := s.SaveDraft(ctx, floor.Mia, 0, typed(3, keyed))
	s.Fine(err)
	if _, err := s.Submit(ctx, floor.Mia, typed(3, keyed)); !errors.As(err, new(*desk.SentBefore)) {
		t.Errorf("a draft that was sent is something else than a submission: %v", err)
	}
	if again, err := s.SaveDraft(ctx, floor.Mia, 0,
		typed(3, keyed, func(sub *desk.Submission) { sub.Lead.Name = "  Buyer   3 " })); err != nil ||
		!again.Again ||
		again.Lead != draft.Lead {
		t.Errorf("other spaces are the same form: %+v, %v", again, err)
	}
}
