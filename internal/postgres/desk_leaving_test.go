package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

func TestADudIsCreditedOnceAManagerAgrees(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	owner := f.owner(r)
	refusing := func(what string, by string, id handoff.ID, kind error) {
		t.Helper()
		if err := f.desk.Credit(ctx, f.who[by], id); !errors.Is(err, kind) || errs.Words(err) == "" && kind != errs.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	refusing("it waits", "jo", r.Handoff, errs.Conflict)
	f.fine(f.desk.Reject(ctx, owner, r.Handoff, 0, f.reason["wrong_size"], "Two people."))
	refusing("the verdict can be taken back", "jo", r.Handoff, errs.Conflict)
	f.now = f.now.Add(11 * time.Minute)
	refusing("a rep", strings.ToLower(owner.Name), r.Handoff, errs.Forbidden)
	refusing("somebody of another team", "sam", r.Handoff, errs.NotFound)
	before := one[float64](f, "SELECT served FROM rep_workloads WHERE person_id = $1", owner.ID)
	f.fine(f.desk.Credit(ctx, f.who["jo"], r.Handoff))
	refusing("a second time", "jo", r.Handoff, errs.Conflict)
	if after := one[float64](f, "SELECT served FROM rep_workloads WHERE person_id = $1", owner.ID); before != 1 ||
		after != 0 {
		t.Errorf("the share is %v after %v", after, before)
	}
	if got := f.events(r.Lead); got != "captured submitted routed rejected credited" {
		t.Errorf("events %q", got)
	}
	again := f.submit(2)
	f.fine(f.desk.Reject(ctx, f.owner(again), again.Handoff, 0, f.reason["existing_customer"], ""))
	f.now = f.now.Add(11 * time.Minute)
	refusing("a reason that does not count", "jo", again.Handoff, errs.Conflict)
	third := f.submit(3)
	f.exec("ALTER TABLE assignment_log DISABLE TRIGGER assignment_log_only_grows")
	f.exec("DELETE FROM assignment_log WHERE handoff_id = $1", third.Handoff)
	f.fine(f.desk.Reject(ctx, f.owner(third), third.Handoff, 0, f.reason["wrong_size"], ""))
	f.now = f.now.Add(11 * time.Minute)
	refusing("it was given by nobody", "jo", third.Handoff, errs.Conflict)
	answers := atOnce(8, func(int) error { return f.desk.Credit(ctx, f.who["ada"], r.Handoff) })
	for _, err := range answers {
		if !errors.Is(err, errs.Conflict) {
			t.Errorf("at once: %v", err)
		}
	}
}

func TestAnOverturnedRejectionCountsInTheShareAgain(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	owner := f.owner(r)
	f.fine(f.desk.Reject(ctx, owner, r.Handoff, 0, f.reason["wrong_size"], "Two people."))
	f.now = f.now.Add(11 * time.Minute)
	f.fine(f.desk.Credit(ctx, f.who["jo"], r.Handoff))
	f.fine(f.desk.Dispute(ctx, f.who["mia"], r.Handoff, "They are 220."))
	f.fine(f.desk.Rule(ctx, f.who["jo"], r.Handoff, handoff.Overturned, "So they are."))
	if got := one[float64](f, "SELECT served FROM rep_workloads WHERE person_id = $1", owner.ID); got != 1 {
		t.Errorf("the share is %v", got)
	}
	if got := one[int](f, "SELECT count(*) FROM credits"); got != 0 {
		t.Errorf("%d credits are left", got)
	}
}

// leaver gives Rosa three leads that wait and two that she works on, and everybody else none.
func leaver(f *floor) {
	f.t.Helper()
	f.exec("UPDATE people SET weight = 0 WHERE role = 'rep' AND id <> 11")
	for n := range 5 {
		r := f.send(lead.Lead{})
		if f.owner(r).Name != "Rosa" {
			f.t.Fatalf("Rosa is not given %+v", r)
		}
		if n < 2 {
			f.fine(f.desk.Accept(context.Background(), f.who["rosa"], r.Handoff, 0))
		}
	}
	f.exec("UPDATE people SET weight = 1 WHERE role = 'rep'")
	f.now = f.now.Add(time.Hour)
}

// holds tells what each person has: how many wait and how many are worked on.
func (f *floor) held() string {
	f.t.Helper()
	return one[string](f, `SELECT string_agg(format('%s %s+%s', name, waiting, working), ', ' ORDER BY id) FROM (
		SELECT p.id, coalesce(p.name, 'pool') AS name, count(*) FILTER (WHERE h.verdict IS NULL) AS waiting,
			count(*) FILTER (WHERE h.verdict = 'accepted') AS working
		FROM handoffs h LEFT JOIN people p ON p.id = h.owner_id GROUP BY p.id, p.name) x`)
}

func TestWhoLeavesHandsEverythingOver(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		to     desk.Leaving
		set    string
		want   string
		events string
	}{
		{"to a person, whatever they hold", desk.Leaving{To: 12}, "UPDATE people SET capacity = 1 WHERE id = 12", "Tom 3+2",
			"reassigned 5"},
		{"to her team", desk.Leaving{Team: 3}, "", "Tom 1+1, Kim 1+1, Lea 1+0", "reassigned 2, routed 3"},
		{"to another team", desk.Leaving{Team: 4}, "", "Sam 3+2", "reassigned 2, routed 3"},
		{"to a team without room for all", desk.Leaving{Team: 4}, "UPDATE people SET capacity = 1 WHERE id = 21",
			"Sam 1+2, pool 2+0", "reassigned 2, routed 3"},
		{"to whom the rules send it", desk.Leaving{}, "UPDATE assignment_rules SET team_id = 4 WHERE name = 'The rest'",
			"Tom 0+1, Kim 0+1, Sam 3+0", "reassigned 2, routed 3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, ctx := openFloor(t), context.Background()
			leaver(f)
			if tc.set != "" {
				f.exec(tc.set)
			}
			f.exec("TRUNCATE events")
			due := texts(f, "SELECT due_at::text FROM handoffs ORDER BY id")
			tc.to.Person = 11
			done, err := f.desk.HandOverAll(ctx, f.who["ada"], tc.to)
			f.fine(err)
			if got := f.held(); got != tc.want || done.Given+done.Pooled != 3 || done.Worked != 2 {
				t.Errorf("%s holds what she had: %+v", got, done)
			}
			if got := one[string](f, `
				SELECT string_agg(format('%s %s', kind, n), ', ' ORDER BY kind)
				FROM (SELECT kind, count(*) AS n FROM events GROUP BY kind) e`); got != tc.events {
				t.Errorf("events: %s", got)
			}
			if n := one[int](f, "SELECT count(*) FROM assignment_log WHERE at = $1", f.now); n != 5 {
				t.Errorf("%d are explained", n)
			}
			if diff := cmp.Diff(due, texts(f, "SELECT due_at::text FROM handoffs ORDER BY id")); diff != "" {
				t.Error("the lead's own clock moved:", diff)
			}
			f.checkLoads()
		})
	}
}

func TestAHandOverIsDoneAsAWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	leaver(f)
	before := f.content()
	for name, tc := range map[string]struct {
		by   string
		to   desk.Leaving
		kind error
	}{
		"a rep":                      {"tom", desk.Leaving{Person: 11, To: 12}, errs.Forbidden},
		"to herself":                 {"ada", desk.Leaving{Person: 11, To: 11}, errs.Invalid},
		"to a marketer":              {"ada", desk.Leaving{Person: 11, To: 1}, errs.Invalid},
		"to nobody there is":         {"ada", desk.Leaving{Person: 11, To: 99}, errs.Invalid},
		"to a marketing team":        {"ada", desk.Leaving{Person: 11, Team: 1}, errs.Invalid},
		"of nobody there is":         {"ada", desk.Leaving{Person: 99}, errs.Invalid},
		"of somebody without a lead": {"ada", desk.Leaving{Person: 12}, errs.Conflict},
	} {
		if _, err := f.desk.HandOverAll(ctx, f.who[tc.by], tc.to); !errors.Is(err, tc.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Error("what was refused left something behind:", diff)
	}
	f.exec("UPDATE people SET weight = 0 WHERE id = 21")
	before = f.content()
	_, err := f.desk.HandOverAll(ctx, f.who["ada"], desk.Leaving{Person: 11, Team: 4})
	if !errors.Is(err, errs.Conflict) ||
		!strings.Contains(errs.Words(err), "Nobody in Americas is available to continue the leads of Rosa") {
		t.Errorf("to a team in which nobody is there: %v", err)
	}
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Error("what was refused left something behind:", diff)
	}
	if _, err := f.desk.HandOverAll(ctx, f.who["jo"], desk.Leaving{Person: 11, To: 14}); err != nil ||
		f.held() != "Lea 3+2" {
		t.Errorf("the manager of her team: %v, %s", err, f.held())
	}
}

// Sixteen clients hand over at once, while reps answer: nobody is given more than they can hold, no lead is lost or
// given twice, and who was there all the time got what their weight says.
