package postgres_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/worklist"
)

func TestWhoMaySeeALeadAndItsHandoff(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	mine := f.submit(1)
	american := ana(2)
	american.Lead.Country = "US"
	theirs, err := f.desk.Submit(ctx, f.who["ben"], american)
	f.fine(err)
	draft, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, ana(3))
	f.fine(err)
	for who, sees := range map[string][]lead.ID{
		"mia": {mine.Lead, draft.Lead}, "max": {mine.Lead, draft.Lead}, "ben": {theirs.Lead}, "rosa": {mine.Lead},
		"lea": {mine.Lead}, "sam": {theirs.Lead},
		"jo": {mine.Lead, draft.Lead}, "ada": {mine.Lead, theirs.Lead, draft.Lead},
	} {
		by := f.who[who]
		for _, r := range []desk.Receipt{mine, theirs, draft, {Lead: 9999, Handoff: 9999}, {Lead: -1, Handoff: -1}} {
			want := slices.Contains(sees, r.Lead)
			reads := map[string]func() error{
				"history": func() error { _, err := f.db.History(ctx, by, r.Lead); return err },
				"lead": func() error {
					return f.db.Transact(ctx, by, func(tx desk.Tx) error { _, err := tx.Lead(ctx, r.Lead); return err })
				},
			}
			if r.Handoff != 0 {
				reads["history of the handoff"] = func() error { _, err := f.db.HistoryOf(ctx, by, r.Handoff); return err }
				reads["handoff"] = func() error {
					return f.db.Transact(ctx, by, func(tx desk.Tx) error { _, err := tx.Handoff(ctx, r.Handoff); return err })
				}
			}
			for name, read := range reads {
				if err := read(); want && err != nil || !want && !errors.Is(err, errs.NotFound) {
					t.Errorf("%s reads the %s of %s: %v", who, name, r.Lead, err)
				}
			}
		}
		list, err := f.db.Leads(ctx, by, worklist.LeadAsk{Search: "", After: 0})
		f.fine(err)
		slices.Sort(sees)
		got := ids(list)
		slices.Reverse(got)
		if !slices.Equal(got, sees) {
			t.Errorf("%s lists %v, may see %v", who, got, sees)
		}
	}
}

func TestALeadThatMovedOnIsStillSeenByWhoHadIt(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	rep := f.owner(r)
	f.now = f.now.Add(time.Minute)
	f.fine(f.desk.Reject(ctx, rep, r.Handoff, 0, f.reason["wrong_territory"], "It is in Brazil."))
	for _, who := range []string{"rosa", "sam", "mia"} {
		history, err := f.db.History(ctx, f.who[who], r.Lead)
		f.fine(err)
		if len(history.Handoffs) != 2 || history.Handoffs[1].Feedback != "It is in Brazil." ||
			history.Handoffs[0].TeamName != "Americas" || history.Handoffs[1].TeamName != "EMEA" {
			t.Errorf("%s reads %+v", who, history.Handoffs)
		}
	}
	if err := f.desk.Accept(ctx, rep, one[handoff.ID](f, "SELECT max(id) FROM handoffs"), 0); !errors.Is(err,
		errs.NotFound) {
		t.Errorf("EMEA decides what the Americas have: %v", err)
	}
}

func TestTheHistoryOfALead(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	sub := ana(1)
	sub.Lead.Source, sub.Touch = 1, lead.Touch{Kind: "webinar", UTM: lead.UTM{Source: "mail"}}
	r, err := f.desk.Submit(ctx, f.who["mia"], sub)
	f.fine(err)
	rep := f.owner(r)
	f.now = f.now.Add(time.Hour)
	f.fine(f.desk.Accept(ctx, rep, r.Handoff, 0))
	f.now = f.now.Add(time.Hour)
	f.fine(f.desk.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "mail", Outcome: "bounced"}))
	f.now = f.now.Add(time.Hour)
	f.fine(f.desk.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached", Note: "Nice."}))
	history, err := f.db.HistoryOf(ctx, rep, r.Handoff)
	f.fine(err)
	if history.Source != "Webinar" || history.Campaign != "Autumn" || history.Lead.Email != "ana1@buyer.example" {
		t.Errorf("the lead is %+v", history)
	}
	if len(history.Touches) != 1 || history.Touches[0].Kind != "webinar" || history.Touches[0].RecordedBy != "Mia" ||
		history.Touches[0].SourceName != "Webinar" {
		t.Errorf("touches %+v", history.Touches)
	}
	if a := history.Attempts; len(a) != 2 || a[0].Note != "Nice." || a[0].ByName != rep.Name || a[1].Outcome != "bounced" {
		t.Errorf("attempts %+v", a)
	}
	var kinds []handoff.EventKind
	for _, e := range history.Events {
		kinds = append(kinds, e.Kind)
	}
	if want := []handoff.EventKind{"attempted", "attempted", "accepted", "routed", "submitted",
		"captured"}; !slices.Equal(kinds, want) {
		t.Errorf("events %v", kinds)
	}
	if routed := history.Events[3]; routed.By != "" || routed.Data["sentence"] != r.Sentence {
		t.Errorf("routed %+v", routed)
	}
	h := history.Handoffs[0]
	if h.Contact.Wall != 2*time.Hour || h.Stage != lead.Working || h.SubmittedByName != "Mia" || h.TeamName != "EMEA" ||
		h.OwnerName != rep.Name || len(h.Score.Lines) == 0 || h.Score.Lines[0].Points != 20 {
		t.Errorf("the handoff is %+v", h)
	}
}

func TestAnAttemptIsKeptWithWhenItWasMadeAndLogged(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	rep := f.owner(r)
	f.fine(f.desk.Accept(ctx, rep, r.Handoff, 0))
	accepted := f.now
	f.now = f.now.Add(2 * time.Hour)
	f.fine(f.desk.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
	f.fine(f.desk.LogAttempt(ctx, rep, r.Lead,
		handoff.Attempt{Kind: "mail", Outcome: "sent", At: accepted.Add(time.Hour), Note: "Prices."}))
	history, err := f.db.History(ctx, rep, r.Lead)
	f.fine(err)
	a := history.Attempts
	if len(a) != 2 || a[1].Note != "Prices." || !a[1].At.Equal(accepted.Add(time.Hour)) || !a[1].Logged.Equal(f.now) ||
		a[1].Handoff != r.Handoff || !a[0].Logged.IsZero() {
		t.Errorf("attempts %+v", a)
	}
	if h := history.Handoffs[0]; !h.ContactedAt.Equal(accepted.Add(time.Hour)) || h.Contact.Wall != time.Hour ||
		!h.TriedFirstAt.Equal(accepted.Add(time.Hour)) {
		t.Errorf("the earliest contact is not the first: %+v", h.Handoff)
	}
	if e := history.Events; e[0].Kind != handoff.EventAttempted || e[1].Kind != handoff.EventAttempted ||
		!e[1].At.Equal(accepted.Add(time.Hour)) {
		t.Errorf("events %+v", e)
	}
}
