package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/report"
)

func TestFoldTakesEveryDeltaOnce(t *testing.T) {
	t.Parallel()
	c := found(t)
	for range 3 {
		c.submit(t, "mia", "DE", 1)
	}
	scope := report.Scope{Period: c.period("2026-10-01", "2026-10-31")}
	before := c.dashboard(t, scope)
	if n := c.fold(t); n == 0 {
		t.Fatal("three submissions left nothing to fold")
	}
	if diff := cmp.Diff(before, c.dashboard(t, scope), cmp.Comparer(sameZone)); diff != "" {
		t.Errorf("folding changed what the dashboard tells (-before +after):\n%s", diff)
	}
	if n := c.fold(t); n != 0 {
		t.Errorf("%d deltas were folded twice", n)
	}
}

func sameZone(a, b *time.Location) bool { return a.String() == b.String() }

func TestFoldLeavesTheWorkToWhoeverIsAtIt(t *testing.T) {
	t.Parallel()
	c, ctx := found(t), context.Background()
	c.submit(t, "mia", "DE", 1)
	other, err := c.sql.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec(ctx, "SELECT pg_advisory_xact_lock(7421002)"); err != nil {
		t.Fatal(err)
	}
	if n := c.fold(t); n != 0 {
		t.Errorf("%d deltas were folded while somebody else folds", n)
	}
	if err := other.Rollback(ctx); err != nil {
		t.Fatal(err)
	}
	if n := c.fold(t); n == 0 {
		t.Error("nothing was folded once the other was done")
	}
}

func TestAFunnelComputedAnewMissesNothingThatHappensMeanwhile(t *testing.T) {
	t.Parallel()
	c, ctx := found(t), context.Background()
	c.exec(t, "UPDATE people SET capacity = 1000")
	tooSmall := c.reasonID(t, agreement.Reject, "wrong_size")
	work, stop := context.WithCancel(ctx)
	var working sync.WaitGroup
	for n, by := range []string{"mia", "ben"} {
		working.Go(func() {
			for i := 0; work.Err() == nil; i++ {
				sub := c.typed("DE", lead.CampaignID(n+1))
				sub.Lead.Email = ""
				sub.Lead.Phone = phone(n, i)
				r, err := c.desk.Submit(ctx, c.people[by], sub)
				if err == nil && i%2 == 0 {
					err = c.desk.Reject(ctx, c.people["rosa"], r.Handoff, 0, tooSmall, "")
				}
				if err != nil && !errors.Is(err, errs.Conflict) {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 5 {
		if err := c.db.RebuildFunnel(ctx); err != nil {
			t.Error(err)
		}
		if _, err := c.db.Fold(ctx); err != nil {
			t.Error(err)
		}
	}
	stop()
	working.Wait()
	for _, team := range []account.TeamID{0, 1, 2, 3} {
		c.agrees(t, report.Scope{Period: c.period("2026-10-01", "2026-10-31"), Team: team})
	}
	for c.fold(t) > 0 {
	}
	before := c.funnel(t)
	if err := c.db.RebuildFunnel(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, c.funnel(t)); diff != "" {
		t.Errorf("a funnel computed anew differs (-before +anew):\n%s", diff)
	}
}

func phone(a, b int) string {
	return "+4930" + time.Unix(int64(1_000_000+a*100_000+b), 0).UTC().Format("0102150405")[2:]
}

func TestSpendAccruesUntilToday(t *testing.T) {
	t.Parallel()
	c := found(t)
	c.now = time.Date(2026, 11, 10, 15, 0, 0, 0, time.UTC)
	c.submit(t, "mia", "DE", 1)
	spent := func(scope report.Scope) map[string]int64 {
		all := map[string]int64{}
		for _, row := range c.dashboard(t, scope).Campaigns {
			all[row.Name] = row.SpendCents
		}
		return all
	}
	november := c.period("2026-11-01", "2026-11-30")
	// 900.00 over the 30 days from 20 October, ten of which are gone in November; 300.30 over November, ten days of 10.01.
	if diff := cmp.Diff(map[string]int64{"Webinar": 300_00, "Trade fair": 100_10},
		spent(report.Scope{Period: november})); diff != "" {
		t.Errorf("everybody (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int64{"Webinar": 360_00},
		spent(report.Scope{Period: c.period("2026-10-01", "2026-10-31")})); diff != "" {
		t.Errorf("October, in which nothing was handed over (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int64{"Webinar": 0}, spent(report.Scope{Period: november, Team: 1})); diff != "" {
		t.Errorf("what a campaign cost is not told by team (-want +got):\n%s", diff)
	}
}

func TestTheNewestDayIsFoundBeforeAndAfterFolding(t *testing.T) {
	t.Parallel()
	c := found(t)
	scope := report.Scope{Period: c.period("2027-01-01", "2027-01-31")}
	if d := c.dashboard(t, scope); !d.Newest.IsZero() {
		t.Errorf("an empty company has a newest day: %s", d.Newest)
	}
	c.now = time.Date(2026, 11, 1, 3, 30, 0, 0, time.UTC) // still the last of October in New York
	c.submit(t, "mia", "DE", 1)
	for _, folded := range []bool{false, true} {
		if d := c.dashboard(t, scope); d.Newest.Format(time.DateOnly) != "2026-10-31" {
			t.Errorf("folded %v: the newest day is %s", folded, d.Newest)
		}
		c.fold(t)
	}
}
