package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// sendAgain is ana as a marketer sends her once more, after a contact of some kind.
func (f *floor) sendAgain(n int, kind string) desk.Receipt {
	f.t.Helper()
	sub := ana(n)
	sub.Duplicate, sub.Touch.Kind = desk.SameOne, kind
	r, err := f.desk.Submit(context.Background(), f.who["mia"], sub)
	f.fine(err)
	return r
}

// marks are how a lead was graded, in the order of time, with what had it graded.
func (f *floor) marks(id lead.ID) string {
	f.t.Helper()
	h, err := f.db.History(context.Background(), f.who["ada"], id)
	f.fine(err)
	var all []string
	for _, s := range h.Scores {
		sum := 0
		for _, line := range s.Engaged {
			sum += line.Points
		}
		if sum != s.Engagement {
			f.t.Errorf("the lines of %+v do not add up", s)
		}
		all = append(all, fmt.Sprintf("%s:%d:%s:%d", s.Mark(), s.Engagement, s.Cause, s.Number))
	}
	return strings.Join(all, " ")
}

func TestATouchMovesTheScoreOfALeadThatWaits(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	sub := ana(1)
	sub.Touch.Kind = "form"
	r, err := f.desk.Submit(ctx, f.who["mia"], sub)
	f.fine(err)
	type row struct {
		version, engagement, level int
		due                        time.Time
	}
	read := func() (x row) {
		f.fine(f.sql.QueryRow(ctx, "SELECT version, engagement, level, due_at FROM handoffs WHERE id = $1",
			r.Handoff).Scan(&x.version, &x.engagement, &x.level, &x.due))
		return x
	}
	before := read()
	if before.engagement != 20 || before.level != 3 {
		t.Fatalf("after a form it is %+v", before)
	}
	f.now = f.now.Add(14 * 24 * time.Hour)
	if again := f.sendAgain(1, "reply"); !again.TouchOnly {
		t.Fatalf("%+v", again)
	}
	after := read()
	if after.engagement != 35 || after.level != 2 { // 25 for the reply, half of 20 for the form
		t.Errorf("after a reply it is %+v", after)
	}
	if after.version != before.version || !after.due.Equal(before.due) {
		t.Errorf("a touch moved more than the score: %+v, %+v", before, after)
	}
	if got := f.marks(r.Lead); got != "C3:20:submitted:1 C2:35:touched:1" {
		t.Errorf("the history is %s", got)
	}
	f.sendAgain(1, "visit") // 3 points, no other level
	if got := f.marks(r.Lead); got != "C3:20:submitted:1 C2:35:touched:1 C2:38:touched:1" {
		t.Errorf("the history is %s", got)
	}
	if got := f.events(r.Lead); got != "captured submitted routed touched rescored touched" {
		t.Errorf("what happened is %s", got)
	}
	f.fine(f.desk.Accept(ctx, f.owner(r), r.Handoff, before.version))
	f.now = f.now.Add(time.Minute)
	f.sendAgain(1, "event")
	if x := read(); x.engagement != 38 {
		t.Errorf("a touch after the verdict moved the score that it was given on: %+v", x)
	}
	if got := f.marks(r.Lead); !strings.HasSuffix(got, " C1:58:touched:0") {
		t.Errorf("the history is %s", got)
	}
}

// A lead that a web site tells of all day is scored on its newest contacts; old ones are worth nothing any more.
func TestAScoreGoesByTheNewestOfVeryManyTouches(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	id := f.draft(1)
	f.exec(`
		INSERT INTO touches (lead_id, kind, at)
		SELECT $1, 'visit', $2::timestamptz - interval '2 years'
		FROM generate_series(1, 1000)`, id, f.now)
	f.touched(told("reply", "ana1@buyer.example"))
	f.touched(told("visit", "ana1@buyer.example"))
	if got := f.marks(id); !strings.HasSuffix(got, ":28:touched:0") { // 25 for the reply, 3 for the visit
		t.Errorf("the history is %s", got)
	}
}

func TestALeadThatCrossesAThresholdIsHandedOver(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	terms := f.latest().Terms
	terms.AutoSubmit = true
	terms.Definition = lead.Condition{All: []lead.Condition{{Field: "engagement", Op: "at_least",
		Value: lead.Operand{Numbers: []int{30}}}}}
	f.agree(terms, time.Time{})
	sub := ana(1)
	sub.Touch.Kind = "form"
	draft, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, sub)
	f.fine(err)
	if got := f.marks(draft.Lead); draft.Handoff != 0 || got != "C3:20:captured:0" {
		t.Fatalf("%+v, %s", draft, got)
	}
	if r := f.sendAgain(1, "reply"); r.Handoff == 0 || r.Number != 1 {
		t.Errorf("it was not handed over: %+v", r)
	}
	if got := f.marks(draft.Lead); got != "C3:20:captured:0 C1:45:submitted:1" {
		t.Errorf("the history is %s", got)
	}
}

func TestAFewLeadsThatLackNothingButAScoreAreLetThroughAndMarked(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec("UPDATE people SET capacity = 1000")
	f.exec(`UPDATE scorings SET rules = rules || '{"explore": 10}'`)
	f.exec("UPDATE installation SET policy_version = policy_version + 1")
	terms := f.latest().Terms
	terms.Definition = lead.Condition{All: append(terms.Definition.All,
		lead.Condition{Field: "fit", Op: "at_least", Value: lead.Operand{Numbers: []int{99}}},
		lead.Condition{Field: "level", Op: "at_most", Value: lead.Operand{Numbers: []int{1}}})}
	f.agree(terms, time.Time{})
	through := map[int]bool{}
	for range 2 {
		for n := range 200 {
			sub := ana(n)
			sub.Duplicate = desk.SameOne
			r, err := f.desk.Submit(ctx, f.who["mia"], sub)
			switch {
			case err == nil && !r.TouchOnly:
				through[n] = true
			case err != nil && !errors.Is(err, errs.Invalid):
				t.Fatal(err)
			}
		}
	}
	if len(through) < 8 || len(through) > 36 {
		t.Errorf("%d of 200 were let through, want about 20", len(through))
	}
	if n := one[int](f, "SELECT count(*) FROM handoffs WHERE explored AND fit < 99"); n != len(through) ||
		one[int](f, "SELECT count(*) FROM handoffs") != n {
		t.Errorf("%d are marked of %d", n, len(through))
	}
	for n := range through {
		sub := ana(n)
		sub.Lead.Email, sub.Lead.Company = fmt.Sprintf("other%d@buyer.example", n), ""
		if _, err := f.desk.Submit(ctx, f.who["mia"], sub); !errors.Is(err, errs.Invalid) {
			t.Errorf("one without a company was let through: %v", err)
		}
		break
	}
}

func TestAnImportedTouchMovesTheScoreOfALeadThatWaits(t *testing.T) {
	t.Parallel()
	d, ctx := newIntake(t), context.Background()
	office := &desk.Desk{Store: d.db, Nudge: deaf{}, Now: func() time.Time { return d.at.Add(time.Minute) }}
	r, err := office.Submit(ctx, d.mia,
		desk.Submission{Lead: lead.Lead{Name: "Bea", Email: "bea@b.example", Company: "B", Country: "ES",
			Note: "Called us."}})
	if err != nil {
		t.Fatal(err)
	}
	d.imported("name,email,company,touch\nBea,bea@b.example,B,webinar\n", "webinar")
	for {
		if id, err := office.SubmitReady(ctx, 0); err != nil {
			t.Fatal(err)
		} else if id == 0 {
			break
		}
	}
	if n := d.number("SELECT engagement FROM handoffs WHERE id = $1", r.Handoff); n != 15 {
		t.Errorf("the engagement is %d", n)
	}
	if n := d.number("SELECT count(*) FROM scores WHERE handoff_id = $1 AND engagement = 0", r.Handoff); n != 1 {
		t.Errorf("%d scores before are kept", n)
	}
}
