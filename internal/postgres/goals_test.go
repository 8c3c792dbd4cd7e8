package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/errs"
	"baton/internal/report"
	"baton/internal/scoring/goal"
)

func november(metric report.Measure, target float64) goal.Goal {
	return goal.Goal{Measure: metric, First: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		Last: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), Target: target}
}

func TestGoalsAreKept(t *testing.T) {
	t.Parallel()
	c, ctx := found(t), context.Background()
	ours, theirs := november(report.LeadsHandedOver, 300), november(report.AcceptedShare, 80.5)
	theirs.Team = 3
	for _, g := range []*goal.Goal{&ours, &theirs} {
		if err := c.db.AddGoal(ctx, c.people["jo"], g); err != nil {
			t.Fatal(err)
		}
	}
	check := func(name string, today time.Time, want ...goal.Goal) {
		t.Helper()
		got, err := c.db.Goals(ctx, today)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	check("on the last day", ours.Last, ours, theirs)
	check("after more than a year", ours.Last.Add(goal.ShownFor).AddDate(0, 0, 1))
	if got, err := c.db.GoalsFor(ctx, ours.First, ours.Last, 3); err != nil || len(got) != 1 || got[0] != theirs {
		t.Errorf("the goals of a team: %v, %v", got, err)
	}
	if got, err := c.db.GoalsFor(ctx, ours.First, ours.Last.AddDate(0, 0, 1), 0); err != nil || len(got) != 0 {
		t.Errorf("the goals of other days: %v, %v", got, err)
	}
	later := november(report.LeadsHandedOver, 200)
	later.First, later.Last = later.First.AddDate(0, 1, 0), later.Last.AddDate(0, 1, 0)
	if err := c.db.AddGoal(ctx, c.people["jo"], &later); err != nil {
		t.Fatal(err)
	}
	check("with one to come", ours.First, ours, theirs, later)
	if err := c.db.TakeGoalAway(ctx, c.people["jo"], later.ID); err != nil {
		t.Fatal(err)
	}
	ours.Target = 320
	if err := c.db.ChangeGoal(ctx, c.people["jo"], &ours); err != nil {
		t.Fatal(err)
	}
	if got, err := c.db.Goal(ctx, ours.ID); err != nil || got != ours || got.Target != 320 || got.Version != 2 {
		t.Errorf("after the change: %+v, %v", got, err)
	}
	if err := c.db.TakeGoalAway(ctx, c.people["jo"], ours.ID); err != nil {
		t.Fatal(err)
	}
	check("after one was removed", ours.First, theirs)
}

func TestGoalsThatAreRefused(t *testing.T) {
	t.Parallel()
	c, ctx := found(t), context.Background()
	first, second := november(report.LeadsHandedOver, 300), november(report.LeadsWon, 11)
	for _, g := range []*goal.Goal{&first, &second} {
		if err := c.db.AddGoal(ctx, c.people["jo"], g); err != nil {
			t.Fatal(err)
		}
	}
	stale := first
	stale.Version = 7
	gone := first
	gone.ID = 99
	became := second
	became.Measure = report.LeadsHandedOver
	teamless := november(report.DecidedOnTime, 95)
	teamless.Team = 99
	again := november(report.LeadsHandedOver, 5)
	for _, r := range []struct {
		name string
		err  error
		is   error
	}{
		{"a second goal for the same thing", c.db.AddGoal(ctx, c.people["jo"], &again), goal.ErrTwice},
		{"a goal that becomes another", c.db.ChangeGoal(ctx, c.people["jo"], &became), goal.ErrTwice},
		{"a goal that somebody else changed", c.db.ChangeGoal(ctx, c.people["jo"], &stale), goal.ErrStale},
		{"a goal that is gone", c.db.ChangeGoal(ctx, c.people["jo"], &gone), errs.NotFound},
		{"a goal of no team there is", c.db.AddGoal(ctx, c.people["jo"], &teamless), errs.Invalid},
		{"removing what is gone", c.db.TakeGoalAway(ctx, c.people["jo"], 99), errs.NotFound},
	} {
		if !errors.Is(r.err, r.is) {
			t.Errorf("%s: %v, want %v", r.name, r.err, r.is)
		}
	}
	if got, err := c.db.Goals(ctx, first.First); err != nil || len(got) != 2 {
		t.Errorf("%d goals are left, %v", len(got), err)
	}
}
