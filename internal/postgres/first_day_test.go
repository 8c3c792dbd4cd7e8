package postgres_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/firstday"
)

func TestTheFirstDayCountsWhatIsInUse(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	is := func(want firstday.State) {
		t.Helper()
		got, err := f.db.FirstDay(ctx)
		f.fine(err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	f.exec(`TRUNCATE teams, people, campaigns, goals CASCADE`)
	f.exec("UPDATE installation SET zone = 'UTC', currency = 'EUR'")
	f.exec("DELETE FROM installation_changes")
	is(firstday.State{})

	f.exec(`
		INSERT INTO teams (id, name, side, hours, retired_at)
		VALUES (1, 'Growth', 'marketing', '[]', NULL), (2, 'Old', 'marketing', '[]', now()),
			(3, 'North', 'sales', '[{"day": 1, "from": 540, "to": 1020}]', NULL), (4, 'South', 'sales', '[]', NULL),
			(5, 'Past', 'sales', '[{"day": 1, "from": 540, "to": 1020}]', now())`)
	f.exec(`
		INSERT INTO people (id, email, name, role, disabled_at)
		VALUES (1, 'a@c.example', 'A', 'admin', NULL), (2, 'b@c.example', 'B', 'marketer', NULL),
			(3, 'c@c.example', 'C', 'rep', NULL), (4, 'd@c.example', 'D', 'rep', now()),
			(5, 'e@c.example', 'E', 'manager', NULL), (6, 'f@c.example', 'F', 'manager', NULL),
			(7, 'g@c.example', 'G', 'manager', now()), (8, 'h@c.example', 'H', 'rep', NULL)`)
	f.exec("INSERT INTO memberships VALUES (2, 1), (3, 3), (4, 3), (5, 1), (5, 3), (7, 3), (8, 5)")
	f.exec("INSERT INTO campaigns (name, retired_at) VALUES ('Spring', NULL), ('Autumn', now())")
	f.exec(`
		INSERT INTO goals (metric, starts_on, ends_on, target, retired_at)
		VALUES ('handed_over', '2026-11-01', '2026-11-30', 20, now())`)
	f.exec("UPDATE installation SET zone = 'Europe/Berlin'")
	want := firstday.State{Settled: true, MarketingTeams: 1, SalesTeams: 2, TeamsWithHours: 1, Marketers: 1, Reps: 1,
		Managers: 2, MarketingManagers: 1, SalesManagers: 1, Campaigns: 1}
	is(want)

	f.exec("UPDATE installation SET zone = 'UTC'")
	want.Settled = false
	is(want)
	f.exec("INSERT INTO installation_changes (at, by_id, currency, zone) VALUES (now(), 1, 'EUR', 'UTC')")
	want.Settled = true
	is(want)
	ada := f.who["mia"]
	ada.ID = 1
	f.fine(f.db.PutFirstDayAside(ctx, ada, f.now))
	f.fine(f.db.PutFirstDayAside(ctx, ada, f.now))
	want.Aside = true
	is(want)
	f.fine(f.db.TakeFirstDayUp(ctx, ada, f.now))
	want.Aside = false
	is(want)
}
