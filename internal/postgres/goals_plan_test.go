package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"baton/internal/errs"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
)

func TestGoalsOfAPlanAreSetAllOrNone(t *testing.T) {
	t.Parallel()
	c, ctx := found(t), context.Background()
	old := november(report.LeadsAccepted, 90)
	if err := c.db.AddGoal(ctx, c.people["jo"], &old); err != nil {
		t.Fatal(err)
	}
	planned := func() []goal.Goal {
		return []goal.Goal{november(report.LeadsHandedOver, 118), november(report.LeadsAccepted, 100),
			november(report.LeadsWon, 15)}
	}
	count := func(want int) {
		t.Helper()
		all, err := c.db.Goals(ctx, old.First)
		if err != nil || len(all) != want {
			t.Errorf("there are %d goals, %v; want %d", len(all), err, want)
		}
	}
	there, err := c.db.SetGoals(ctx, c.people["jo"], planned(), nil)
	if !errors.Is(err, goal.ErrThere) || len(there) != 1 || there[0] != old {
		t.Errorf("a goal in the way: %v, %v", there, err)
	}
	count(1)
	if _, err := c.db.SetGoals(ctx, c.people["jo"], planned(), map[goal.ID]int{old.ID: 7}); !errors.Is(err,
		goal.ErrThere) {
		t.Errorf("a goal that was changed since it was seen: %v", err)
	}
	teamless := planned()
	teamless[2].Team = 99
	if _, err := c.db.SetGoals(ctx, c.people["jo"], teamless, map[goal.ID]int{old.ID: 1}); !errors.Is(err, errs.Invalid) {
		t.Errorf("a goal of no team there is: %v", err)
	}
	count(1)
	goals := planned()
	if _, err := c.db.SetGoals(ctx, c.people["jo"], goals, map[goal.ID]int{old.ID: 1}); err != nil || goals[0].ID == 0 ||
		goals[1].ID != old.ID || goals[1].Version != 2 {
		t.Errorf("replacing it: %+v, %v", goals, err)
	}
	count(3)
	if there, err := c.db.SetGoals(ctx, c.people["jo"], planned(), nil); err != nil || len(there) != 0 {
		t.Errorf("the same again: %v, %v", there, err)
	}
	if g, err := c.db.Goal(ctx, old.ID); err != nil || g.Target != 100 || g.Version != 2 {
		t.Errorf("the goal is %+v, %v", g, err)
	}
}

func TestBeforeAnythingIsLearned(t *testing.T) {
	t.Parallel()
	c, ctx := found(t), context.Background()
	at := time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)
	if o, err := c.db.Outlook(ctx, report.Who{}); err != nil || !o.At.IsZero() {
		t.Errorf("an outlook of nothing: %+v, %v", o, err)
	}
	if own, err := c.db.OwnFunnel(ctx, 0, at, time.UTC); err != nil || own.Accept.Known() || own.Win.Known() ||
		own.ToWin.Known() || own.Deal.Known() || own.Cost.Known() {
		t.Errorf("rates of nothing: %+v, %v", own, err)
	}
	if err := c.db.LearnOutlooks(ctx, at); err != nil {
		t.Fatal(err)
	}
	o, err := c.db.Outlook(ctx, report.Who{Whose: report.Whose{Team: 3}})
	if err != nil || !o.At.Equal(at) || o.Flow.N != 0 {
		t.Errorf("the outlook of a team without leads: %+v, %v", o, err)
	}
	month := report.Scope{Period: report.Month(at, time.UTC)}
	if flight, err := c.db.InFlight(ctx, []report.Scope{month}, at); err != nil || flight[0] != (forecast.InFlight{}) {
		t.Errorf("of nothing %v are on the way, %v", flight, err)
	}
}
