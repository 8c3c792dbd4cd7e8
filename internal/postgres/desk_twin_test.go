package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/identity"
	"baton/internal/lead"
)

func TestALeadThatIsKnownIsShownFirst(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	sub := ana(1)
	sub.Lead.Phone = "600 123 456"
	r, err := f.desk.Submit(ctx, f.who["mia"], sub)
	f.fine(err)
	before := f.content()
	byEmail := ana(2)
	byEmail.Lead.Email = " ANA1@buyer.example "
	byPhone := ana(1)
	byPhone.Lead.Email, byPhone.Lead.Phone = "", "+34 600-123-456"
	for _, tc := range []struct {
		name    string
		sub     desk.Submission
		by      string
		byEmail bool
		visible bool
	}{
		{"the same e-mail address in other letters", byEmail, "mia", true, true},
		{"the same phone number in other signs", byPhone, "max", false, true},
		{"sent by another team, who may not see it", byEmail, "ben", true, false},
	} {
		for way, send := range map[string]func() (desk.Receipt, error){
			"submit": func() (desk.Receipt, error) { return f.desk.Submit(ctx, f.who[tc.by], tc.sub) },
			"draft":  func() (desk.Receipt, error) { return f.desk.SaveDraft(ctx, f.who[tc.by], 0, tc.sub) },
		} {
			_, err := send()
			var known *desk.Known
			if !errors.As(err, &known) || !errors.Is(err, errs.Conflict) || known.Duplicate.Lead.ID != r.Lead ||
				(known.Duplicate.By == identity.ByEmail) != tc.byEmail || known.Duplicate.Visible != tc.visible {
				t.Errorf("%s, %s: %v, %+v", tc.name, way, err, known)
			}
		}
	}
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Error("asking changes something:", diff)
	}
}

func TestWhatComesOfAKnownLead(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	sub := ana(1)
	sub.Lead.Phone = "+34600123456"
	r, err := f.desk.Submit(ctx, f.who["mia"], sub)
	f.fine(err)
	rep := f.owner(r)
	send := func(n int, twin desk.DuplicateChoice, phone string) desk.Receipt {
		t.Helper()
		f.now = f.now.Add(time.Hour)
		s := ana(n)
		s.Duplicate, s.Lead.Phone = twin, phone
		got, err := f.desk.Submit(ctx, f.who["mia"], s)
		f.fine(err)
		return got
	}
	if got := send(2, desk.SameOne, "+34600123456"); got.Lead == r.Lead || got.Number != 1 {
		t.Errorf("another name and address at the same phone became the lead that is there: %+v", got)
	}
	if got := send(1, desk.SameOne, ""); !got.TouchOnly || got.Lead != r.Lead || got.Handoff != 0 {
		t.Errorf("the same one, which waits for sales: %+v", got)
	}
	if got := send(1, desk.OtherOne, ""); got.Lead != r.Lead {
		t.Errorf("somebody else with the same e-mail address became a lead: %+v", got)
	}
	other := ana(1)
	other.Duplicate, other.Lead.Email, other.Lead.Phone = desk.OtherOne, "", "+34600123456"
	if got, err := f.desk.Submit(ctx, f.who["mia"], other); err != nil || got.Lead == r.Lead || got.Number != 1 {
		t.Errorf("somebody else of the same name at the same phone: %+v, %v", got, err)
	}
	f.fine(f.desk.Reject(ctx, rep, r.Handoff, 0, f.reason["wrong_size"], ""))
	if got := send(1, desk.SameOne, ""); got.TouchOnly || got.Lead != r.Lead || got.Number != 2 {
		t.Errorf("the same one, which came back: %+v", got)
	}
	last := one[handoff.ID](f, "SELECT id FROM handoffs WHERE lead_id = $1 AND number = 2", r.Lead)
	f.fine(f.desk.Reject(ctx, f.who["rosa"], last, 0, f.reason["spam_or_test"], ""))
	if got := send(1, desk.SameOne, ""); got.Number != 3 {
		t.Errorf("the same one, which was closed: %+v", got)
	}
	if got, want := f.events(r.Lead),
		"captured submitted routed touched touched rejected touched submitted routed rejected touched reopened "+
			"submitted routed"; got != want {
		t.Errorf("events %q, want %q", got, want)
	}
	if got := one[int](f, "SELECT count(*) FROM touches WHERE lead_id = $1", r.Lead); got != 5 {
		t.Errorf("%d touches", got)
	}
	f.checkLoads()
}

func TestAKnownLeadIsCompletedAndKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, ana(1))
	f.fine(err)
	f.now = f.now.Add(time.Hour)
	again := ana(1)
	again.Duplicate, again.Lead.Name, again.Lead.JobTitle, again.Lead.Campaign, again.Lead.Note,
		again.Lead.Consent = desk.SameOne, "Anna", "Head", 2, "Again.", true
	got, err := f.desk.Submit(ctx, f.who["ben"], again)
	f.fine(err)
	history, err := f.db.History(ctx, f.who["mia"], r.Lead)
	f.fine(err)
	l, h := history.Lead, history.Handoffs[0]
	if l.Name != "Ana 1" || l.JobTitle != "Head" || l.Campaign != 1 || l.Note != "Called us." || l.MarketingTeam != 1 {
		t.Errorf("the lead is %+v", l)
	}
	if h.ID != got.Handoff || h.Handoff.Campaign != 2 || h.Note != "Again." || h.MarketingTeam != 2 {
		t.Errorf("the handoff is %+v", h)
	}
	if !l.Consent || !l.ConsentAt.Equal(f.now) {
		t.Errorf("the person agreed at %s, which is kept as %t at %s", f.now, l.Consent, l.ConsentAt)
	}
	if len(history.Touches) != 2 || history.Touches[0].CampaignName != "Spring" ||
		history.Touches[1].CampaignName != "Autumn" {
		t.Errorf("touches %+v", history.Touches)
	}
}

func TestAFixedLeadCannotTakeAnothersAddress(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	one, other := f.submit(1), f.submit(2)
	f.fine(f.desk.Recall(ctx, f.who["mia"], other.Handoff))
	before := f.content()
	sub := ana(1)
	sub.Duplicate = desk.SameOne
	_, err := f.desk.Resubmit(ctx, f.who["mia"], other.Lead, sub)
	var problems errs.Problems
	if !errors.As(err, &problems) ||
		problems["email"] != "This address belongs to another lead, Ana 1. Change the address, or send that lead." {
		t.Errorf("sending lead %d with the address of %d: %v", other.Lead, one.Lead, err)
	}
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsRefusedChangesNothing(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	waits, accepted, back := f.submit(1), f.submit(2), f.submit(3)
	rep := f.owner(accepted)
	f.fine(f.desk.Accept(ctx, rep, accepted.Handoff, 0))
	f.fine(f.desk.Reject(ctx, f.who["rosa"], back.Handoff, 0, f.reason["wrong_size"], ""))
	draft, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, ana(4))
	f.fine(err)
	submit := func(change func(*lead.Lead)) func() error {
		return func() error {
			sub := ana(9)
			change(&sub.Lead)
			_, err := f.desk.Submit(ctx, f.who["mia"], sub)
			return err
		}
	}
	known := ana(2)
	known.Duplicate, known.Lead.Source = desk.SameOne, 99
	stale := ana(3)
	stale.Lead.Version = 99
	before := f.content()
	for _, tc := range []struct {
		name string
		kind error
		do   func() error
	}{
		{"a lead without a name", errs.Invalid, submit(func(l *lead.Lead) { l.Name = "" })},
		{"a lead without a company", errs.Invalid, submit(func(l *lead.Lead) { l.Company = "" })},
		{"a lead that nobody can reach", errs.Invalid, submit(func(l *lead.Lead) { l.Email = "" })},
		{"a phone number that is too short", errs.Invalid, submit(func(l *lead.Lead) { l.Phone = "60" })},
		{"a campaign that is not there", errs.Invalid, submit(func(l *lead.Lead) { l.Campaign = 99 })},
		{"a source that is not there", errs.Invalid, submit(func(l *lead.Lead) { l.Source = 99 })},
		{"a persona that is not there", errs.Invalid, submit(func(l *lead.Lead) { l.Persona = 99 })},
		{"a known lead from a source that is not there", errs.Invalid,
			func() error { _, err := f.desk.Submit(ctx, f.who["mia"], known); return err }},
		{"a fix of an old page", errs.Conflict,
			func() error { _, err := f.desk.Resubmit(ctx, f.who["mia"], back.Lead, stale); return err }},
		{"handing over what sales has", errs.Conflict,
			func() error { _, err := f.desk.Resubmit(ctx, f.who["mia"], waits.Lead, ana(1)); return err }},
		{"a draft of somebody else", errs.NotFound,
			func() error { _, err := f.desk.SaveDraft(ctx, f.who["ben"], draft.Lead, ana(4)); return err }},
		{"a draft of nobody", errs.NotFound,
			func() error { _, err := f.desk.Resubmit(ctx, f.who["mia"], 9999, ana(5)); return err }},
		{"another team's handoff", errs.NotFound, func() error { return f.desk.Accept(ctx, f.who["sam"], waits.Handoff, 0) }},
		{"nobody's handoff", errs.NotFound, func() error { return f.desk.Accept(ctx, f.who["ada"], 9999, 0) }},
		{"another team's lead", errs.NotFound, func() error { return f.desk.Win(ctx, f.who["sam"], accepted.Lead, 5) }},
		{"a verdict by marketing", errs.Forbidden,
			func() error { return f.desk.Accept(ctx, f.who["mia"], waits.Handoff, 0) }},
		{"a second verdict", errs.Conflict, func() error { return f.desk.Accept(ctx, f.who["jo"], accepted.Handoff, 0) }},
		{"no reason", errs.Invalid, func() error { return f.desk.Reject(ctx, f.who["jo"], waits.Handoff, 0, 0, "") }},
		{"a reason that is none", errs.Invalid,
			func() error { return f.desk.Reject(ctx, f.who["jo"], waits.Handoff, 0, 9999, "") }},
		{"an answer without a question", errs.Conflict,
			func() error { return f.desk.Answer(ctx, f.who["mia"], waits.Handoff, "She does.") }},
		{"taking back somebody else's verdict", errs.Conflict,
			func() error { return f.desk.Undo(ctx, f.who["jo"], accepted.Handoff, handoff.Accepted) }},
		{"taking back another verdict than there is", errs.Conflict,
			func() error { return f.desk.Undo(ctx, rep, accepted.Handoff, handoff.Rejected) }},
		{"recalling what is decided", errs.Conflict,
			func() error { return f.desk.Recall(ctx, f.who["mia"], accepted.Handoff) }},
		{"an attempt on what waits", errs.Conflict, func() error {
			return f.desk.LogAttempt(ctx, f.owner(waits), waits.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"})
		}},
		{"an attempt on a draft", errs.Conflict, func() error {
			return f.desk.LogAttempt(ctx, f.who["mia"], draft.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"})
		}},
		{"winning what is not qualified", errs.Conflict, func() error { return f.desk.Win(ctx, rep, accepted.Lead, 5) }},
		{"giving up too early", errs.Invalid, func() error {
			return f.desk.Disqualify(ctx, rep, accepted.Lead, f.reason["end.unable_to_reach"], time.Time{}, "")
		}},
	} {
		if err := tc.do(); !errors.Is(err, tc.kind) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.kind)
		}
		if diff := cmp.Diff(before, f.content()); diff != "" {
			t.Fatalf("%s: %s", tc.name, diff)
		}
	}
}

func TestWithoutASalesTeamNothingCanBeHandedOver(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec("UPDATE teams SET retired_at = now() WHERE side = 'sales'")
	before := f.content()
	if _, err := f.desk.Submit(ctx, f.who["mia"], ana(1)); !errors.Is(err, errs.Conflict) || errs.Words(err) == "" {
		t.Errorf("handed over to nobody: %v", err)
	}
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Error(diff)
	}
	if _, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, ana(1)); err != nil {
		t.Errorf("a draft: %v", err)
	}
}

func TestALeadThatSalesHasLearnsWhatItLacked(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	sub := ana(1)
	sub.Lead.Email, sub.Lead.Phone = "", "+34600123456"
	r, err := f.desk.Submit(ctx, f.who["mia"], sub)
	f.fine(err)
	again := ana(1)
	again.Duplicate, again.Lead.Phone, again.Lead.JobTitle, again.Lead.Company = desk.SameOne, "+34 600 123 456", "Head",
		"Another"
	got, err := f.desk.Submit(ctx, f.who["mia"], again)
	f.fine(err)
	if !got.TouchOnly || got.Lead != r.Lead {
		t.Fatalf("the same person is %+v", got)
	}
	if who := one[string](f, "SELECT email || ', ' || job_title || ', ' || company FROM leads WHERE id = $1",
		r.Lead); who != "ana1@buyer.example, Head, Buyer" {
		t.Errorf("the lead is %s", who)
	}
}
