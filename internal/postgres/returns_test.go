package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/worklist"
)

func (f *floor) stage(id lead.ID) lead.Stage {
	f.t.Helper()
	return lead.Stage(one[string](f, "SELECT stage FROM leads WHERE id = $1", id))
}

func TestADisputeThatIsWonBringsTheLeadToSomebodyElse(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	rep := f.owner(r)
	f.fine(f.desk.Reject(ctx, rep, r.Handoff, 0, f.reason["wrong_size"], "Nine people."))
	f.fine(f.desk.Dispute(ctx, f.who["mia"], r.Handoff, "They are 220."))
	if err := f.desk.Rule(ctx, rep, r.Handoff, handoff.Upheld, "No."); !errors.Is(err, errs.Forbidden) {
		t.Errorf("the rep rules: %v", err)
	}
	f.fine(f.desk.Rule(ctx, f.who["jo"], r.Handoff, handoff.Overturned, "The group counts."))
	history, err := f.db.History(ctx, f.who["mia"], r.Lead)
	f.fine(err)
	if len(history.Handoffs) != 2 || f.stage(r.Lead) != lead.Submitted {
		t.Fatalf("there are %d handoffs, the lead is %s", len(history.Handoffs), f.stage(r.Lead))
	}
	next, first := history.Handoffs[0], history.Handoffs[1]
	if next.Number != 2 || next.Owner == 0 || next.Owner == rep.ID || next.SubmittedBy != f.who["mia"].ID {
		t.Errorf("it went to %d, handed over by %d", next.Owner, next.SubmittedBy)
	}
	if d := first.Dispute; d == nil || d.Words != "They are 220." || d.ByName != "Mia" || d.Ruling != handoff.Overturned ||
		d.RuledByName != "Jo" || d.RulingWords != "The group counts." {
		t.Errorf("the dispute is %+v", d)
	}
	if first.Verdict != handoff.Rejected || first.Reason != f.reason["wrong_size"] || first.Feedback != "Nine people." {
		t.Errorf("the rejection is gone: %+v", first.Handoff)
	}
}

func TestOfTwoRulingsOneCounts(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	f.fine(f.desk.Reject(ctx, f.owner(r), r.Handoff, 0, f.reason["wrong_size"], ""))
	f.fine(f.desk.Dispute(ctx, f.who["mia"], r.Handoff, "They are 220."))
	won := 0
	for _, err := range atOnce(8, func(i int) error {
		by, ruling := f.who["jo"], handoff.Upheld
		if i%2 == 0 {
			by, ruling = f.who["ada"], handoff.Overturned
		}
		return f.desk.Rule(ctx, by, r.Handoff, ruling, "So it is.")
	}) {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, errs.Conflict):
			t.Error(err)
		}
	}
	if rulings := one[int](f, "SELECT count(*) FROM events WHERE kind IN ('upheld', 'overturned')"); won != 1 ||
		rulings != 1 {
		t.Errorf("%d rulings were taken, %d kept", won, rulings)
	}
}

func TestALeadRestsAndComesBackWithAFreshGradeToSomebodyElse(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	rep := f.owner(r)
	f.fine(f.desk.Accept(ctx, rep, r.Handoff, 0))
	f.fine(f.desk.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
	if err := f.desk.Disqualify(ctx, rep, r.Lead, f.reason["end.not_now"], time.Time{}, ""); err == nil ||
		!strings.Contains(err.Error(), "until: “Not now” needs a day") {
		t.Errorf("without a day: %v", err)
	}
	f.fine(f.desk.Disqualify(ctx, rep, r.Lead, f.reason["end.not_now"], f.now.AddDate(0, 2, 0), "After their move."))
	rested := func() []lead.ID {
		ids, err := f.db.Rested(ctx, f.now)
		f.fine(err)
		return ids
	}
	history, err := f.db.History(ctx, rep, r.Lead)
	f.fine(err)
	if !history.BackAt.Equal(f.now.AddDate(0, 2, 0)) || history.Lead.Stage != lead.Recycled || len(rested()) != 0 {
		t.Errorf("it is %s until %s, %v are due", history.Lead.Stage, history.BackAt, rested())
	}
	f.now = f.now.AddDate(0, 2, 0)
	if got := rested(); !slices.Equal(got, []lead.ID{r.Lead}) {
		t.Fatalf("%v are due", got)
	}
	errsBack := atOnce(4, func(int) error { return f.desk.ComeBack(ctx, r.Lead) })
	if n := slices.IndexFunc(errsBack, func(err error) bool { return err == nil }); n < 0 ||
		one[int](f, "SELECT count(*) FROM events WHERE kind = 'came_back'") != 1 {
		t.Errorf("it came back as %v", errsBack)
	}
	if f.stage(r.Lead) != lead.Draft || len(rested()) != 0 {
		t.Errorf("it is %s, due are %v", f.stage(r.Lead), rested())
	}
	f.exec("UPDATE rep_workloads SET given_at = now() WHERE person_id <> $1", rep.ID) // it would be the turn of who had it
	l := history.Lead
	l.JobTitle, l.Version = "Head of Operations", 0
	again, err := f.desk.Resubmit(ctx, f.who["mia"], r.Lead, desk.Submission{Lead: l})
	f.fine(err)
	if again.Number != 2 || again.Owner == rep.ID || again.Owner == 0 {
		t.Errorf("it went to %d as handoff %d", again.Owner, again.Number)
	}
	if was, is := one[int](f, "SELECT fit FROM handoffs WHERE id = $1", r.Handoff),
		one[int](f, "SELECT fit FROM handoffs WHERE id = $1", again.Handoff); is <= was {
		t.Errorf("its fit was %d and is %d", was, is)
	}
	if why := one[string](f, `
		SELECT string_agg(c ->> 'skipped', '')
		FROM assignment_log r, jsonb_array_elements(r.candidates) c
		WHERE r.handoff_id = $1`, again.Handoff); why != "had this lead before it was recycled" {
		t.Errorf("skipped for: %s", why)
	}
}

func TestALeadThatRestsIsTakenUpEarlier(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	f.fine(f.desk.Reject(ctx, f.owner(r), r.Handoff, 0, f.reason["no_activity"], ""))
	f.fine(f.desk.Recycle(ctx, f.who["mia"], r.Lead, f.now.AddDate(0, 1, 0), ""))
	history, err := f.db.History(ctx, f.who["mia"], r.Lead)
	f.fine(err)
	_, err = f.desk.Resubmit(ctx, f.who["mia"], r.Lead, desk.Submission{Lead: history.Lead})
	f.fine(err)
	f.now = f.now.AddDate(0, 2, 0)
	if due, err := f.db.Rested(ctx, f.now); len(due) != 0 || err != nil {
		t.Errorf("%v would come back, %v", due, err)
	}
}

func TestWhatIsTakenBackLeavesItsTrace(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	rep := f.owner(r)
	f.fine(f.desk.Accept(ctx, rep, r.Handoff, 0))
	f.fine(f.desk.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
	f.fine(f.desk.Disqualify(ctx, rep, r.Lead, f.reason["end.no_budget"], time.Time{}, "Next year."))
	if got := f.stage(r.Lead); got != lead.Recycled {
		t.Fatalf("it is %s", got)
	}
	if err := f.desk.Restore(ctx, rep, r.Lead, handoff.Recycled); !errors.Is(err, errs.Conflict) {
		t.Errorf("it was not recycled: %v", err)
	}
	f.fine(f.desk.Restore(ctx, rep, r.Lead, handoff.Disqualified))
	if got := one[string](f, "SELECT what || ' ' || words || ' ' || (reason_id = $1) FROM undone_outcomes",
		f.reason["end.no_budget"]); got != "disqualified Next year. true" {
		t.Errorf("kept is %q", got)
	}
	if f.stage(r.Lead) != lead.Working || one[int](f, "SELECT count(*) FROM recyclings WHERE undone_at IS NULL") != 0 ||
		one[bool](f, "SELECT outcome IS NOT NULL FROM handoffs") {
		t.Errorf("it is %s", f.stage(r.Lead))
	}
	f.now = f.now.AddDate(0, 2, 0)
	if due, err := f.db.Rested(ctx, f.now); len(due) != 0 || err != nil {
		t.Errorf("%v would come back, %v", due, err)
	}
	f.fine(f.desk.Qualify(ctx, rep, r.Lead, handoff.Qualification{ValueCents: 100, ExpectedOn: f.now.AddDate(0, 1, 0)}))
	f.fine(f.desk.Win(ctx, rep, r.Lead, 100))
	f.fine(f.desk.Reopen(ctx, f.who["jo"], r.Lead))
	if got := one[string](f, "SELECT outcome || ' ' || (SELECT stage FROM leads) FROM handoffs"); got != "won captured" {
		t.Errorf("opened again it is %s", got)
	}
	if err := f.desk.Reopen(ctx, account.Person{ID: 11, Name: "Rosa", Role: account.Rep, Teams: f.who["rosa"].Teams},
		r.Lead); !errors.Is(err, errs.Forbidden) {
		t.Errorf("a rep opens it: %v", err)
	}
}

func TestEveryStepOfALifeIsTakenThroughTheDesk(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	mia, jo, ada := f.who["mia"], f.who["jo"], f.who["ada"]
	call := handoff.Attempt{Kind: "call", Outcome: "reached"}
	n := 0
	fresh := func() (desk.Receipt, account.Person) {
		n++
		r := f.submit(n)
		return r, f.owner(r)
	}
	worked := func() (desk.Receipt, account.Person) {
		r, rep := fresh()
		f.fine(f.desk.Accept(ctx, rep, r.Handoff, 0))
		f.fine(f.desk.LogAttempt(ctx, rep, r.Lead, call))
		return r, rep
	}
	sold := func() (desk.Receipt, account.Person) {
		r, rep := worked()
		f.fine(f.desk.Qualify(ctx, rep, r.Lead, handoff.Qualification{ValueCents: 100, ExpectedOn: f.now.AddDate(0, 1, 0)}))
		return r, rep
	}
	returned := func() (desk.Receipt, account.Person) {
		r, rep := fresh()
		f.fine(f.desk.Reject(ctx, rep, r.Handoff, 0, f.reason["wrong_size"], ""))
		return r, rep
	}
	{
		draft, err := f.desk.SaveDraft(ctx, mia, 0, desk.Submission{Lead: lead.Lead{Name: "Draft"}})
		f.fine(err)
		_, err = f.desk.SaveDraft(ctx, mia, draft.Lead, desk.Submission{Lead: lead.Lead{Name: "Draft again", Version: 1}})
		f.fine(err)
		r, rep := worked()
		history, err := f.db.History(ctx, rep, r.Lead)
		f.fine(err)
		_, err = f.desk.Submit(ctx, mia,
			desk.Submission{Lead: lead.Lead{Name: "Ana", Email: history.Lead.Email, Company: "Buyer"}, Duplicate: desk.SameOne})
		f.fine(err)
	}
	r, rep := fresh()
	f.fine(f.desk.Ask(ctx, rep, r.Handoff, 0, "Who decides?"))
	f.fine(f.desk.Answer(ctx, mia, r.Handoff, "She does."))
	f.fine(f.desk.WaitFor(ctx, rep, r.Handoff, 0, f.now.AddDate(0, 0, 3)))
	f.fine(f.desk.Reassign(ctx, jo, []handoff.ID{r.Handoff}, 14))
	f.fine(f.desk.Recall(ctx, mia, r.Handoff))
	f.exec("UPDATE people SET capacity = 0 WHERE id IN (11, 12, 13, 14)")
	n++
	pool := f.submit(n)
	f.fine(f.desk.Claim(ctx, f.who["rosa"], pool.Handoff, 0))
	f.fine(f.desk.Accept(ctx, f.who["rosa"], pool.Handoff, 0))
	f.fine(f.desk.Undo(ctx, f.who["rosa"], pool.Handoff, handoff.Accepted))
	f.exec("UPDATE people SET capacity = 50 WHERE id IN (11, 12, 13, 14)")
	r, rep = sold()
	f.fine(f.desk.Lose(ctx, rep, r.Lead, f.reason["end.no_budget"], ""))
	f.fine(f.desk.Reopen(ctx, ada, r.Lead))
	r, rep = sold()
	f.fine(f.desk.Win(ctx, rep, r.Lead, 100))
	f.fine(f.desk.Restore(ctx, rep, r.Lead, handoff.Won))
	r, rep = worked()
	f.fine(f.desk.Disqualify(ctx, rep, r.Lead, f.reason["end.no_budget"], time.Time{}, ""))
	f.fine(f.desk.ComeBack(ctx, r.Lead))
	for _, ruling := range []handoff.Ruling{handoff.Upheld, handoff.Overturned} {
		r, _ = returned()
		f.fine(f.desk.Dispute(ctx, mia, r.Handoff, "They are 220."))
		f.fine(f.desk.Rule(ctx, jo, r.Handoff, ruling, "So it is."))
	}
	r, _ = returned()
	f.fine(f.desk.Close(ctx, mia, r.Lead))
	r, _ = returned()
	again, _ := returned()
	merged, err := f.desk.Merge(ctx, jo, desk.MergeAsk{Survivor: r.Lead, Other: again.Lead})
	f.fine(err)
	_, _, err = f.desk.Unmerge(ctx, jo, merged)
	f.fine(err)
	late, rep := fresh()
	is := late.Grade
	if err := f.desk.Regrade(ctx, rep, late.Handoff, 0, is, "It is as it is."); !errors.Is(err, errs.Invalid) {
		t.Errorf("a grade that the lead has already is taken: %v", err)
	}
	f.fine(f.desk.Regrade(ctx, rep, late.Handoff, 0, "A", "They rent."))
	f.fine(f.desk.Regrade(ctx, rep, late.Handoff, 0, is, "They do not, they say."))
	f.sendAgain(n, "reply")
	f.fine(f.desk.Correct(ctx, rep, late.Lead, handoff.ContactData{Name: "Ana Again", Email: "again@buyer.example"}))
	f.now = f.now.Add(11 * time.Minute)
	f.fine(f.desk.Credit(ctx, jo, r.Handoff))
	f.now = f.now.AddDate(0, 0, 9)
	f.fine(f.desk.RemindAll(ctx))

	seen := texts(f, "SELECT DISTINCT kind FROM events")
	for _, step := range handoff.Life {
		if !slices.Contains(seen, string(step.Kind)) {
			t.Errorf("%s does not happen through the Desk", step.Kind)
		}
	}
	for _, kind := range seen {
		if !slices.ContainsFunc(handoff.Life, func(s handoff.Step) bool { return string(s.Kind) == kind }) {
			t.Errorf("%s is no step of a lead's life", kind)
		}
	}
	if got := f.events(late.Lead); !strings.Contains(got, "breached") {
		t.Errorf("what nobody answered: %s", got)
	}
}

func TestAManagerOfNeitherTeamSeesADisputeAndRulesOnIt(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec(`
		INSERT INTO people (id, email, name, role)
		VALUES (30, 'nora@company.example', 'Nora', 'manager'), (31, 'ola@company.example', 'Ola', 'manager')`)
	f.exec("INSERT INTO memberships VALUES (30, 4), (31, 3)")
	nora := account.Person{ID: 30, Name: "Nora", Role: account.Manager,
		Teams: []account.Membership{{ID: 4, Name: "Americas", Side: account.Sales}}}
	ola := account.Person{ID: 31, Name: "Ola", Role: account.Manager,
		Teams: []account.Membership{{ID: 3, Name: "EMEA", Side: account.Sales}}}
	r := f.submit(1)
	f.fine(f.desk.Reject(ctx, f.owner(r), r.Handoff, 0, f.reason["wrong_size"], ""))
	if _, err := f.db.History(ctx, nora, r.Lead); !errors.Is(err, errs.NotFound) {
		t.Errorf("a lead of other teams is seen before the dispute: %v", err)
	}
	f.fine(f.desk.Dispute(ctx, f.who["mia"], r.Handoff, "They are 220."))
	if told := texts(f, "SELECT person_id::text FROM notifications WHERE kind = 'dispute' ORDER BY 1"); !slices.Equal(told,
		[]string{"30", "5"}) {
		t.Errorf("told are %v; Jo manages both teams, Nora neither, Ola one", told)
	}
	if err := f.desk.Rule(ctx, ola, r.Handoff, handoff.Upheld, "No."); !errors.Is(err, errs.Forbidden) {
		t.Errorf("the manager of sales rules: %v", err)
	}
	page, err := f.db.Queue(ctx, nora, worklist.Disputes, "", 0, f.now)
	f.fine(err)
	if len(page.Rows) != 1 || page.Counts.Disputes != 1 {
		t.Errorf("Nora sees %d disputes, counts %d", len(page.Rows), page.Counts.Disputes)
	}
	f.fine(f.desk.Rule(ctx, nora, r.Handoff, handoff.Overturned, "The group counts."))
	if _, err := f.db.History(ctx, nora, r.Lead); err != nil {
		t.Errorf("what she ruled on is hidden from her: %v", err)
	}
	f.submit(2)
	if page, err := f.db.Queue(ctx, nora, worklist.MyTeam, "", 0, f.now); err != nil || len(page.Rows) != 0 {
		t.Errorf("the queue of her team has %d rows: %v", len(page.Rows), err)
	}
}
