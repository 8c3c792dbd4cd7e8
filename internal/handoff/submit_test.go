package handoff_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

// typed is buyer n with a change.
func typed(n int, changes ...func(sub *handoff.Submission)) handoff.Submission {
	sub := floor.Buyer(n)
	for _, change := range changes {
		change(&sub)
	}
	return sub
}

func sameOne(sub *handoff.Submission)     { sub.Twin = handoff.SameOne }
func noAddress(sub *handoff.Submission)   { sub.Lead.Email = "" }
func noCompany(sub *handoff.Submission)   { sub.Lead.Company = "" }
func sharedPhone(sub *handoff.Submission) { sub.Lead.Phone = "+34600123456" }

func TestWhatALeadLacksIsSaidFieldByField(t *testing.T) {
	for _, tc := range []struct {
		name string
		sub  handoff.Submission
		want errs.Problems
	}{
		{"a company", typed(1, noCompany), errs.Problems{"company": "The agreement requires a company."}},
		{"a way to be reached", typed(1, noAddress), errs.Problems{"email": "The agreement requires: has an e-mail address or has a phone number."}},
		{"half an address, and a company", typed(1, noCompany, func(sub *handoff.Submission) { sub.Lead.Email = "ana@" }), errs.Problems{
			"email": "This e-mail address is not complete. Write it like name@company.example.", "company": "The agreement requires a company.",
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
	if got := s.Lead(r.Lead); got.Stage != lead.Captured || r.Handoff != 0 || len(s.Kept().Scores) != 1 {
		t.Errorf("%+v, %+v", r, got)
	}
	if _, err := s.SaveDraft(ctx, floor.Mia, 0, handoff.Submission{}); !errors.Is(err, errs.Invalid) {
		t.Errorf("nobody at all: %v", err)
	}
	s.Wait(time.Minute)
	edited, err := s.SaveDraft(
		ctx,
		floor.Max,
		r.Lead,
		typed(1, func(sub *handoff.Submission) { sub.Lead.Consent = true }),
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
		sub  handoff.Submission
		kind error
	}{
		"an old page":             {floor.Mia, r.Lead, typed(1, func(sub *handoff.Submission) { sub.Lead.Version = 1 }), errs.Conflict},
		"another team's":          {floor.Ben, r.Lead, typed(1), errs.NotFound},
		"nobody's":                {floor.Mia, 9999, typed(1), errs.NotFound},
		"half an address":         {floor.Mia, r.Lead, typed(1, func(sub *handoff.Submission) { sub.Lead.Email = "x@" }), errs.Invalid},
		"the version that it has": {floor.Mia, r.Lead, typed(1, func(sub *handoff.Submission) { sub.Lead.Version = 2 }), nil},
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
		sub              handoff.Submission
		byEmail, visible bool
	}{
		{"the same address", floor.Max, typed(1), true, true},
		{"the same address, from who may not see it", floor.Ben, typed(1), true, false},
		{"the same number and name", floor.Max, typed(1, sharedPhone, noAddress), false, true},
	} {
		for way, send := range map[string]func() (handoff.Receipt, error){
			"submit": func() (handoff.Receipt, error) { return s.Submit(ctx, tc.by, tc.sub) },
			"draft":  func() (handoff.Receipt, error) { return s.SaveDraft(ctx, tc.by, 0, tc.sub) },
		} {
			_, err := send()
			var known *handoff.Known
			if !errors.As(err, &known) || !errors.Is(err, errs.Conflict) || err.Error() == "" ||
				known.Twin.Lead.ID != first.Lead ||
				known.Twin.ByEmail != tc.byEmail ||
				known.Twin.Visible != tc.visible {
				t.Errorf("%s, %s: %v", tc.name, way, err)
			}
		}
	}
	if diff := floor.Diff(before, s.Kept()); diff != "" {
		t.Errorf("asking changes something: %s", diff)
	}
	other := typed(1, sharedPhone, noAddress, func(sub *handoff.Submission) { sub.Twin = handoff.OtherOne })
	if r, err := s.Submit(ctx, floor.Mia, other); err != nil || r.Lead == first.Lead {
		t.Errorf("somebody else at the number: %+v, %v", r, err)
	}
	if _, err := s.Submit(ctx, floor.Mia, typed(1, sharedPhone, noAddress)); !errors.As(err, new(*handoff.Known)) {
		t.Errorf("the number of two: %v", err)
	}
	if r, err := s.Submit(ctx, floor.Mia, typed(1, func(sub *handoff.Submission) { sub.Twin = handoff.OtherOne })); err != nil ||
		r.Lead != first.Lead {
		t.Errorf("one address is one person, whatever is said: %+v, %v", r, err)
	}
}

func TestWhatComesOfALeadThatIsSentAgain(t *testing.T) {
	for stage, want := range map[lead.Stage]struct {
		touchOnly, reopened bool
	}{
		lead.Captured: {false, false}, lead.Returned: {false, false}, lead.Recycled: {false, false},
		lead.Won: {false, true}, lead.Lost: {false, true}, lead.Closed: {false, true}, lead.Disqualified: {false, true},
		lead.Submitted: {true, false}, lead.Accepted: {true, false}, lead.Working: {true, false}, lead.Qualified: {true, false}, lead.Disputed: {true, false},
	} {
		s := begin(t)
		r := broughtTo[stage](s)
		touches := len(s.Kept().Touches)
		got, err := s.Submit(ctx, floor.Ben, typed(1, sameOne, func(sub *handoff.Submission) {
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
	sub := typed(1, sameOne, func(sub *handoff.Submission) { sub.Lead.Country, sub.Lead.Name = "US", "Somebody Else" })
	_, err = s.Submit(ctx, floor.Mia, sub)
	var unmet *handoff.KnownUnmet
	if !errors.As(err, &unmet) || !errors.Is(err, errs.Invalid) || unmet.Problems["country"] == "" ||
		unmet.Twin.Lead.ID != r.Lead ||
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
	if wrong := refused(err, errs.Invalid, "email: This address belongs to another lead, Buyer 2. Change the address, or send that lead."); wrong != "" {
		t.Error(wrong)
	}
	if _, err := s.Resubmit(ctx, floor.Mia, r.Lead, typed(2)); !errors.As(err, new(*handoff.Known)) {
		t.Errorf("before it is asked: %v", err)
	}
	got, err := s.Resubmit(
		ctx,
		floor.Mia,
		r.Lead,
		typed(1, func(sub *handoff.Submission) { sub.Key, sub.Lead.City = "a-form-that-was-sent", "Jerez" }),
	)
	s.Fine(err)
	if got.Number != 2 || got.Again || s.Lead(r.Lead).City != "Jerez" {
		t.Errorf("%+v", got)
	}
	again, err := s.Resubmit(
		ctx,
		floor.Mia,
		r.Lead,
		typed(1, func(sub *handoff.Submission) { sub.Key, sub.Lead.City = "a-form-that-was-sent", "Jerez" }),
	)
	if err != nil || !again.Again || again.Lead != r.Lead {
		t.Errorf("sent twice: %+v, %v", again, err)
	}
	for stage, bring := range broughtTo {
		if slices.Contains([]lead.Stage{lead.Captured, lead.Returned, lead.Recycled}, stage) {
			continue
		}
		s := begin(t)
		_, err := s.Resubmit(ctx, floor.Mia, bring(s).Lead, typed(1))
		if wrong := refused(err, errs.Conflict, "This lead is "+string(stage)+". It can be handed over once it is back with marketing."); wrong != "" {
			t.Error(wrong)
		}
	}
}

func TestAFormThatSaysSomethingElseIsRefused(t *testing.T) {
	keyed := func(sub *handoff.Submission) { sub.Key = "a-form-that-was-sent" }
	for stage, fixable := range map[lead.Stage]bool{lead.Captured: true, lead.Returned: true, lead.Recycled: true, lead.Accepted: false, lead.Won: false} {
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
		var before *handoff.SentBefore
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
	got, err := s.Submit(ctx, floor.Mia, typed(2, func(sub *handoff.Submission) { sub.Key = "a form of old" }))
	if err != nil || !got.Again || got.Lead != r.Lead {
		t.Errorf("a form whose words are not known any more: %+v, %v", got, err)
	}
	if _, err := s.SaveDraft(ctx, floor.Mia, 0, typed(1, keyed)); err == nil {
		t.Error("a draft of a known lead is kept")
	}
	draft, err := s.SaveDraft(ctx, floor.Mia, 0, typed(3, keyed))
	s.Fine(err)
	if _, err := s.Submit(ctx, floor.Mia, typed(3, keyed)); !errors.As(err, new(*handoff.SentBefore)) {
		t.Errorf("a draft that was sent is something else than a submission: %v", err)
	}
	if again, err := s.SaveDraft(ctx, floor.Mia, 0, typed(3, keyed, func(sub *handoff.Submission) { sub.Lead.Name = "  Buyer   3 " })); err != nil ||
		!again.Again ||
		again.Lead != draft.Lead {
		t.Errorf("other spaces are the same form: %+v, %v", again, err)
	}
}

func TestWithoutASalesTeamNothingIsHandedOver(t *testing.T) {
	s := begin(
		t,
		func(f *floor.Floor) { f.Team(floor.EMEA.ID).Retired, f.Team(floor.Americas.ID).Retired = true, true },
	)
	_, err := s.Submit(ctx, floor.Mia, floor.Buyer(1))
	if refused(
		err,
		errs.Conflict,
		"There is no sales team yet, so nobody can answer. Save the lead as a draft until there is one.",
	) != "" ||
		errs.RemedyOf(err).At != errs.Teams {
		t.Error(err)
	}
	if n := len(s.Kept().Leads); n != 0 {
		t.Errorf("%d leads are kept", n)
	}
}

func TestALeadIsRoutedByTheFirstRuleThatCanTakeIt(t *testing.T) {
	person := func(name string, id account.PersonID) assign.Rule {
		return assign.Rule{ID: 9, Name: name, Target: assign.ToPerson, Person: id}
	}
	rules := func(first ...assign.Rule) func(f *floor.Floor) {
		return func(f *floor.Floor) { f.Rules = append(first, f.Rules...) }
	}
	for _, tc := range []struct {
		name   string
		change func(f *floor.Floor)
		lead   func(sub *handoff.Submission)
		team   account.TeamID
		owner  account.PersonID
		words  string
	}{
		{"by country", func(*floor.Floor) {}, func(sub *handoff.Submission) { sub.Lead.Country = "US" }, 4, 21, "Routed to Sam: United States, 1 of 3 open"},
		{"by the rule for the rest", func(*floor.Floor) {}, nil, 3, 11, "Routed to Rosa: The rest, 1 of 3 open"},
		{"where no rule matches", func(f *floor.Floor) { f.Rules = nil }, nil, 3, 11, "Routed to Rosa: no rule matched, 1 of 3 open"},
		{"where no rule matches, to the chosen team", func(f *floor.Floor) { f.Rules, f.Rest = nil, 4 }, nil, 4, 21, "Routed to Sam: no rule matched, 1 of 3 open"},
		{"by a rule whose team is retired", func(f *floor.Floor) { f.Team(3).Retired = true }, nil, 4, 21,
			"Routed to Sam: Also the rest, 1 of 3 open. Skipped: The rest, the team is not in use"},
		{"to a pool", rules(assign.Rule{ID: 9, Name: "Claim", Target: assign.ToPool, Team: 3}), nil, 3, 0, "Waits in the pool of EMEA for anybody to claim: Claim"},
		{"to a person", rules(person("Kim's", 13)), nil, 3, 13, "Routed to Kim: Kim's, 1 of 3 open"},
		{"to a manager", rules(person("Jo's", 5)), nil, 3, 5, "Routed to Jo: Jo's, 1 of 3 open"},
		{"to a person who is full", func(f *floor.Floor) { rules(person("Kim's", 13))(f); f.Person(13).Capacity = 0 }, nil, 3, 11,
			"Routed to Rosa: The rest, 1 of 3 open. Skipped: Kim's, Kim: full, 0 of 0 open"},
		{"to a person who left", func(f *floor.Floor) { rules(person("Kim's", 13))(f); f.Person(13).Disabled = true }, nil, 3, 11,
			"Routed to Rosa: The rest, 1 of 3 open. Skipped: Kim's, Kim: disabled"},
		{"to a person who does not exist", rules(person("Nobody's", 99)), nil, 3, 11, "Routed to Rosa: The rest, 1 of 3 open. Skipped: Nobody's, the person no longer exists"},
		{"to an owner where there is none", rules(assign.Rule{ID: 9, Name: "Known", Target: assign.ToAccount}), nil, 3, 11,
			"Routed to Rosa: The rest, 1 of 3 open. Skipped: Known, nobody owns the account yet"},
		{"to who has a skill", func(f *floor.Floor) { f.Rules[1].Skills = []string{"Polish"}; f.Person(13).Skills = []string{"Polish"} }, nil, 3, 13, "Routed to Kim: The rest, 1 of 3 open"},
		{"where nobody has room", allFull, nil, 3, 0, "Waits in the pool of EMEA: The rest, 3 full"},
		{"where all are away", func(f *floor.Floor) {
			f.Away = map[account.PersonID][]assign.Span{11: {{From: floor.Noon}}, 12: {{From: floor.Noon}}, 13: {{From: floor.Noon}}}
		}, nil, 3, 0, "Waits in the pool of EMEA: The rest, 3 not available"},
	} {
		s := begin(t, tc.change)
		sub := floor.Buyer(1)
		if tc.lead != nil {
			tc.lead(&sub)
		}
		r, err := s.Submit(ctx, floor.Mia, sub)
		if err != nil || r.Team != tc.team || r.Owner != tc.owner || r.Sentence != tc.words {
			t.Errorf("%s: team %d, owner %d, %s, %v", tc.name, r.Team, r.Owner, r.Sentence, err)
		}
		nobody := slices.Contains(s.Kept().Told(floor.Eve.ID), handoff.NobodyFree)
		if want := r.Owner == 0 && !strings.Contains(r.Sentence, "claim"); nobody != want {
			t.Errorf("%s: the manager is told %t", tc.name, nobody)
		}
		checkLoads(t, s)
	}
}

// allFull leaves nobody in EMEA with room.
func allFull(f *floor.Floor) {
	for _, p := range []account.PersonID{11, 12, 13} {
		f.Person(p).Capacity = 0
	}
}

func TestALeadOfAnAccountGoesToItsOwner(t *testing.T) {
	s := begin(t, func(f *floor.Floor) {
		f.Rules = append([]assign.Rule{{ID: 9, Name: "Known", Target: assign.ToAccount}}, f.Rules...)
	})
	r := s.HandOver(1)
	s.Fine(s.Reassign(ctx, floor.Eve, []handoff.ID{r.Handoff}, floor.Kim.ID))
	s.Fine(s.Accept(ctx, floor.Kim, r.Handoff, 0))
	colleague := typed(
		1,
		func(sub *handoff.Submission) { sub.Lead.Name, sub.Lead.Email = "Leo", "leo@mail.firm1.example" },
	)
	got, err := s.Submit(ctx, floor.Mia, colleague)
	if err != nil || got.Owner != floor.Kim.ID ||
		got.Sentence != "Routed to Kim: Known, as owner of the account, 1 of 3 open" {
		t.Errorf("%+v, %v", got, err)
	}
	s.Fine(s.Reject(ctx, floor.Kim, got.Handoff, 0, floor.Colleagues.ID, ""))
	if next := s.Kept().HandoffsOf(got.Lead)[1]; next.Owner == floor.Kim.ID {
		t.Error("Kim, who passed it on, is given it again")
	}
}

func TestALeadIsHandedOverByItselfOnceItMeetsTheDefinition(t *testing.T) {
	auto := func(f *floor.Floor) { f.Terms.AutoSubmit = true }
	whole := floor.Buyer(1)
	half := typed(1, noCompany)
	t.Run("when it is captured", func(t *testing.T) {
		s := begin(t, auto)
		r, err := s.SaveDraft(ctx, floor.Mia, 0, whole)
		s.Fine(err)
		if h := s.Handoff(r.Handoff); h.Number != 1 || h.SubmittedBy != 0 || h.MarketingTeam != floor.Demand.ID {
			t.Errorf("%+v, %+v", r, h)
		}
	})
	t.Run("not without the agreement", func(t *testing.T) {
		s := begin(t)
		if r, err := s.SaveDraft(ctx, floor.Mia, 0, whole); err != nil || r.Handoff != 0 {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("when it is edited", func(t *testing.T) {
		s := begin(t, auto)
		r, err := s.SaveDraft(ctx, floor.Mia, 0, half)
		s.Fine(err)
		if r.Handoff != 0 {
			t.Fatalf("without a company: %+v", r)
		}
		r, err = s.SaveDraft(ctx, floor.Mia, r.Lead, whole)
		if err != nil || r.Handoff == 0 {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("when it is touched", func(t *testing.T) {
		s := begin(t, auto, func(f *floor.Floor) {
			f.Terms.Definition.All = append(
				f.Terms.Definition.All,
				lead.Condition{Field: "touch.count", Op: "at_least", Value: lead.Operand{Numbers: []int{2}}},
			)
		})
		r, err := s.SaveDraft(ctx, floor.Mia, 0, whole)
		s.Fine(err)
		made, err := s.Desk.Touch(ctx, floor.Mia, handoff.Once{}, touchesOf(r.Lead, "form"))
		if err != nil || made[0].Stage != lead.Submitted || made[0].Handoff == 0 || made[0].Number != 1 {
			t.Errorf("%+v, %v", made, err)
		}
	})
	t.Run("when an import finds it", func(t *testing.T) {
		s := begin(t)
		first, err := s.SaveDraft(ctx, floor.Mia, 0, whole)
		s.Fine(err)
		second, err := s.SaveDraft(ctx, floor.Mia, 0, typed(2, noCompany))
		s.Fine(err)
		s.Change(auto)
		s.AddReady(first.Lead, second.Lead)
		s.Nudged()
		for i, want := range []lead.ID{first.Lead, second.Lead, 0} {
			id, err := s.SubmitReady(ctx, 0)
			if err != nil || id != want {
				t.Errorf("look %d: %s, %v", i, id, err)
			}
		}
		if a, b := s.Lead(first.Lead).Stage, s.Lead(second.Lead).Stage; a != lead.Submitted || b != lead.Captured {
			t.Errorf("%s and %s", a, b)
		}
		if nudged := s.Nudged(); !slices.Equal(nudged, []lead.ID{first.Lead}) {
			t.Errorf("nudged %v", nudged)
		}
	})
	t.Run("not after marketing took it back", func(t *testing.T) {
		s := begin(t, auto)
		r := s.HandOver(1)
		s.Fine(s.Recall(ctx, floor.Mia, r.Handoff))
		if got, err := s.SaveDraft(ctx, floor.Mia, r.Lead, whole); err != nil || got.Handoff != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("not while there is no sales team", func(t *testing.T) {
		s := begin(t, auto, func(f *floor.Floor) { f.Team(3).Retired, f.Team(4).Retired = true, true })
		if got, err := s.SaveDraft(ctx, floor.Mia, 0, whole); err != nil || got.Handoff != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestAFewLeadsAreLetThroughWithoutTheScore(t *testing.T) {
	scored := func(f *floor.Floor) {
		f.Terms.AutoSubmit = true
		f.Terms.Definition.All = append(
			f.Terms.Definition.All,
			lead.Condition{Field: "fit", Op: "at_least", Value: lead.Operand{Numbers: []int{70}}},
		)
	}
	ana := func(n int) func(sub *handoff.Submission) {
		return func(sub *handoff.Submission) { sub.Lead.Email = fmt.Sprintf("ana%d@buyer.example", n) }
	}
	through := func(percent int, lacks ...func(sub *handoff.Submission)) (n int) {
		s := begin(t, scored, func(f *floor.Floor) {
			f.Scoring.Explores = percent
			f.Person(11).Capacity = 1000
		})
		for i := range 200 {
			r, err := s.Submit(ctx, floor.Mia, typed(i, append(lacks, ana(i))...))
			switch {
			case err == nil && s.Handoff(r.Handoff).Explored:
				n++
			case err == nil:
				t.Errorf("handed over without the score and without a mark: %+v", r)
			case !errors.Is(err, errs.Invalid):
				t.Fatal(err)
			}
			if _, again := s.Submit(ctx, floor.Mia, typed(i, append(lacks, ana(i), sameOne)...)); (again == nil) != (err == nil) {
				t.Errorf("sending again drew another lot: %v, %v", err, again)
			}
		}
		return n
	}
	if n := through(0); n != 0 {
		t.Errorf("%d of 200 where none are to be", n)
	}
	if n := through(20); n < 25 || n > 55 {
		t.Errorf("%d of 200 at 20 %%", n)
	}
	if n := through(20, noCompany); n != 0 {
		t.Errorf("%d of 200 that lack more than the score", n)
	}
	s := begin(t, scored)
	if r, err := s.Submit(ctx, floor.Mia, typed(1, func(sub *handoff.Submission) { sub.Lead.CompanySize = 100 })); err != nil ||
		r.Grade != lead.GradeA ||
		s.Handoff(r.Handoff).Explored {
		t.Errorf("one with the score: %+v, %v", r, err)
	}
}

func TestALeadIsTakenForThePersonaThatItMatches(t *testing.T) {
	heads := lead.Persona{
		ID:       1,
		Name:     "Heads",
		When:     lead.Condition{Field: "job_title", Op: "has_word", Value: lead.Operand{Texts: []string{"head"}}},
		Requires: []string{"phone"},
		Version:  1,
	}
	personas := func(f *floor.Floor) {
		old := heads
		old.ID, old.Name, old.Retired = 2, "Heads of old", true
		f.Personas = []lead.Persona{old, heads}
	}
	head := func(sub *handoff.Submission) { sub.Lead.JobTitle = "Head of sales" }
	s := begin(t, personas)
	if _, err := s.Submit(ctx, floor.Mia, typed(1, head)); refused(
		err,
		errs.Invalid,
		"phone: Heads leads need a phone number.",
	) != "" {
		t.Errorf("without what the persona needs: %v", err)
	}
	r, err := s.Submit(ctx, floor.Mia, typed(1, head, sharedPhone))
	s.Fine(err)
	if h := s.Handoff(r.Handoff); h.Persona != 1 || s.Lead(r.Lead).Persona != 1 {
		t.Errorf("%+v", h)
	}
	named, err := s.Submit(ctx, floor.Mia, typed(2, head, func(sub *handoff.Submission) { sub.Lead.Persona = 2 }))
	if err != nil || s.Lead(named.Lead).Persona != 2 {
		t.Errorf("a persona that was chosen stays: %+v, %v", named, err)
	}
	draft, err := s.SaveDraft(ctx, floor.Mia, 0, typed(3, sharedPhone))
	s.Fine(err)
	s.Change(func(f *floor.Floor) { f.Terms.AutoSubmit = true })
	got, err := s.SaveDraft(ctx, floor.Mia, draft.Lead, typed(3, head, sharedPhone))
	if err != nil || got.Handoff == 0 || s.Lead(draft.Lead).Persona != 1 || s.Handoff(got.Handoff).Persona != 1 {
		t.Errorf("taken when it is handed over by itself: %+v, %v", got, err)
	}
	fresh, err := s.SaveDraft(
		ctx,
		floor.Mia,
		0,
		typed(4, head, func(sub *handoff.Submission) { sub.Lead.Phone = "+34600123457" }),
	)
	if err != nil || fresh.Handoff == 0 || s.Lead(fresh.Lead).Persona != 1 {
		t.Errorf("taken when it is captured: %+v, %v", fresh, err)
	}
	passed := s.HandOver(5)
	s.Change(func(f *floor.Floor) { f.Personas[1].When, f.Personas[1].Requires = floor.From("ES"), nil })
	s.Fine(s.Reject(ctx, s.Owner(passed.Handoff), passed.Handoff, 0, floor.Colleagues.ID, ""))
	if next := s.Kept().HandoffsOf(passed.Lead)[1]; next.Persona != 1 {
		t.Errorf("taken when it is passed on: %+v", next)
	}
}

func TestTouchesAreAddedTogether(t *testing.T) {
	s := begin(t)
	one, two := s.HandOver(1), s.HandOver(2)
	s.Nudged()
	contacts := append(touchesOf(one.Lead, "reply", "webinar"), touchesOf(two.Lead, "form")...)
	contacts[0].Source, contacts[0].Campaign = handoff.Ref{Name: " FAIR "}, handoff.Ref{ID: 2}
	contacts[1].Touch.At = s.Now.Add(-time.Hour)
	made, err := s.Desk.Touch(ctx, floor.Mia, handoff.Once{}, contacts)
	s.Fine(err)
	if made[0].Kind != "reply" || made[1].Kind != "webinar" || !made[1].At.Equal(s.Now.Add(-time.Hour)) ||
		made[2].Lead != two.Lead ||
		made[0].Stage != lead.Submitted {
		t.Errorf("made %+v", made)
	}
	k := s.Kept()
	var got []string
	for _, touch := range k.Touches[2:] {
		got = append(got, touch.Kind)
	}
	if strings.Join(got, " ") != "webinar reply form" || k.Touches[3].Source != 2 || k.Touches[3].Campaign != 2 {
		t.Errorf("kept %v, %+v", got, k.Touches[3])
	}
	if h := k.Handoffs[one.Handoff]; h.Score.Mark() != "C3" ||
		!slices.Contains(k.EventsOf(one.Lead), handoff.EventRescored) ||
		slices.Contains(k.EventsOf(two.Lead), handoff.EventRescored) {
		t.Errorf("the score is %s, events %v and %v", h.Score.Mark(), k.EventsOf(one.Lead), k.EventsOf(two.Lead))
	}
	nudged := map[lead.ID]bool{}
	for _, id := range s.Nudged() {
		nudged[id] = true
	}
	if !maps.Equal(nudged, map[lead.ID]bool{one.Lead: true, two.Lead: true}) {
		t.Errorf("nudged %v", nudged)
	}
}

func TestWhatIsWrongWithTouchesIsSaidByPlace(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	before := s.Kept()
	good := touchesOf(r.Lead, "reply")[0]
	with := func(change func(c *handoff.Contact)) []handoff.Contact {
		bad := good
		change(&bad)
		return []handoff.Contact{good, bad}
	}
	for name, tc := range map[string]struct {
		by       account.Person
		contacts []handoff.Contact
		field    string
	}{
		"none":                  {floor.Mia, nil, ""},
		"101":                   {floor.Mia, make([]handoff.Contact, 101), ""},
		"no kind":               {floor.Mia, with(func(c *handoff.Contact) { c.Touch.Kind = "" }), "1/kind"},
		"tomorrow":              {floor.Mia, with(func(c *handoff.Contact) { c.Touch.At = s.Now.Add(24 * time.Hour) }), "1/at"},
		"nobody":                {floor.Mia, with(func(c *handoff.Contact) { c.Who = handoff.Who{} }), "1/lead"},
		"named twice":           {floor.Mia, with(func(c *handoff.Contact) { c.Email = "ana@buyer.example" }), "1/lead"},
		"a negative id":         {floor.Mia, with(func(c *handoff.Contact) { c.Lead = -1 }), "1/lead"},
		"half an address":       {floor.Mia, with(func(c *handoff.Contact) { c.Who = handoff.Who{Email: "ana@"} }), "1/email"},
		"a source of no id":     {floor.Mia, with(func(c *handoff.Contact) { c.IDSource = "Fair" }), "1/external_source"},
		"a source without end":  {floor.Mia, with(func(c *handoff.Contact) { c.Who = handoff.Who{ExternalID: "7", IDSource: strings.Repeat("x", 201)} }), "1/external_source"},
		"an id without end":     {floor.Mia, with(func(c *handoff.Contact) { c.Who = handoff.Who{ExternalID: strings.Repeat("x", 201)} }), "1/external_id"},
		"an unknown source":     {floor.Mia, with(func(c *handoff.Contact) { c.Source = handoff.Ref{Name: "Moon"} }), "1/source"},
		"an unknown campaign":   {floor.Mia, with(func(c *handoff.Contact) { c.Campaign = handoff.Ref{ID: 99} }), "1/campaign"},
		"a stranger":            {floor.Mia, with(func(c *handoff.Contact) { c.Lead = 9999 }), "stranger"},
		"who is not to be seen": {floor.Ben, []handoff.Contact{good}, "stranger"},
		"sales":                 {floor.Rosa, []handoff.Contact{good}, "forbidden"},
	} {
		_, err := s.Desk.Touch(ctx, tc.by, handoff.Once{}, tc.contacts)
		var problems errs.Problems
		var strangers *handoff.Strangers
		switch {
		case tc.field == "stranger":
			if !errors.As(err, &strangers) || !errors.Is(err, errs.NotFound) ||
				strangers.Places[0] != len(tc.contacts)-1 ||
				err.Error() == "" {
				t.Errorf("%s: %v", name, err)
			}
		case tc.field == "forbidden":
			if !errors.Is(err, handoff.ErrNoMarketer) {
				t.Errorf("%s: %v", name, err)
			}
		case !errors.As(err, &problems) || problems[tc.field] == "" || len(problems) != 1:
			t.Errorf("%s: %v", name, err)
		}
		if diff := floor.Diff(before, s.Kept()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestATouchOpensALeadThatHasEnded(t *testing.T) {
	for stage, bring := range broughtTo {
		for _, tc := range []struct {
			kind  string
			after time.Duration
			calls bool
		}{{"reply", time.Minute, true}, {"visit", time.Minute, false}, {"reply", 0, false}, {"reply", -time.Minute, false}} {
			s := begin(t)
			r := bring(s)
			at := s.Now.Add(tc.after)
			s.Wait(time.Hour)
			contacts := touchesOf(r.Lead, tc.kind)
			contacts[0].Touch.At = at
			made, err := s.Desk.Touch(ctx, floor.Mia, handoff.Once{}, contacts)
			s.Fine(err)
			ended := slices.Contains([]lead.Stage{lead.Won, lead.Lost, lead.Closed, lead.Disqualified}, stage)
			want := stage
			if ended && tc.calls {
				want = lead.Captured
			}
			if got := s.Lead(r.Lead).Stage; got != want || made[0].Stage != want ||
				made[0].Reopened != (ended && tc.calls) {
				t.Errorf("%s, a %s %s after its end: %s, %+v", stage, tc.kind, tc.after, got, made[0])
			}
		}
	}
}

func TestARequestIsAnsweredOnceAndItsKeyIsForNoOther(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	touch := func(by account.Person, key, digest string) ([]handoff.Touched, error) {
		return s.Desk.Touch(ctx, by, handoff.Once{Key: key, Digest: []byte(digest)}, touchesOf(r.Lead, "reply"))
	}
	first, err := touch(floor.Mia, "a request", "one")
	s.Fine(err)
	s.Wait(time.Hour)
	before := s.Kept()
	s.Nudged()
	again, err := touch(floor.Mia, "a request", "one")
	if err != nil || len(again) != 1 || again[0].Lead != r.Lead || !again[0].At.Equal(first[0].At) {
		t.Errorf("the same request: %+v, %v", again, err)
	}
	if _, err := touch(floor.Mia, "a request", "other"); !errors.Is(err, handoff.ErrOtherRequest) {
		t.Errorf("another request with its key: %v", err)
	}
	if diff := floor.Diff(before, s.Kept()); diff != "" || len(s.Nudged()) > 0 {
		t.Errorf("a repeated request changes something: %s", diff)
	}
	for _, other := range []struct {
		by  account.Person
		key string
	}{{floor.Max, "a request"}, {floor.Mia, "another"}, {floor.Mia, ""}} {
		if made, err := touch(other.by, other.key, "other"); err != nil || !made[0].At.Equal(s.Now) {
			t.Errorf("%s with %q: %+v, %v", other.by.Name, other.key, made, err)
		}
	}
}
