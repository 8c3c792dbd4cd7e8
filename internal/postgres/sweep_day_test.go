package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/postgres"
)

// dies is a tracer that kills a node: it calls kill in the moment at which the node is about to commit a batch of a
// sweep.
type dies struct {
	armed atomic.Bool
	kill  func()
}

func (d *dies) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}
func (d *dies) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData)     {}
func (d *dies) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (d *dies) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}
func (d *dies) TraceBatchStart(ctx context.Context, _ *pgx.Conn, b pgx.TraceBatchStartData) context.Context {
	if b.Batch.Len() > 20 && d.armed.CompareAndSwap(true, false) {
		d.kill()
	}
	return ctx
}

// A day of 10,000 handoffs which are handed over in its first half. Some are accepted after one, two and a half, or
// three and a half of their four hours, the others never; nobody contacts anybody. Three nodes hear the clocks every
// quarter of an hour; one of them is killed as it commits. Each level of each clock is reminded of once, and each clock
// that runs out is breached once.
func TestADayOfTenThousandHandoffsAndThreeNodesOfWhichOneIsKilled(t *testing.T) {
	t.Parallel()
	const n, tick, ticks = 10_000, 15 * time.Minute, 96
	f, ctx := openFloor(t), context.Background()
	f.promise(false)
	f.fillOpen(n, "i % 720 * interval '1 minute'")
	begins := f.now
	url := f.sql.Config().ConnString()
	l, shaky := layLine(t, url)
	death := &dies{kill: l.cut}
	db, err := postgres.OpenTraced(ctx, shaky, death)
	f.fine(err)
	defer db.Close()
	doomed := &desk.Desk{Store: db, Nudge: deaf{}, Now: func() time.Time { return f.now }}
	nodes := []*desk.Desk{f.node(url), f.node(url), doomed}
	accepted := map[int]bool{}
	for now := range ticks {
		f.now = begins.Add(time.Duration(now) * tick)
		f.acceptDue(accepted, n, begins)
		death.armed.Store(now == 40)
		failed := atOnce(len(nodes), func(i int) error { return nodes[i].RemindAll(ctx) })
		for i, err := range failed {
			if err != nil && (nodes[i] != doomed || now != 40) {
				t.Fatalf("at %s node %d: %v", f.now, i, err)
			}
		}
		if now == 40 {
			if !errors.Is(failed[2], errs.Unavailable) {
				t.Fatalf("the third node lives on: %v", failed[2])
			}
			nodes = nodes[:2]
		}
	}
	f.checkDay(n, accepted)
}

// after is how long after the handoff number i it is accepted; not ok when it never is.
func after(i int) (time.Duration, bool) {
	switch i % 10 {
	case 0:
		return time.Hour, true
	case 1:
		return 150 * time.Minute, true
	case 2:
		return 210 * time.Minute, true
	}
	return 0, false
}

// acceptDue has the reps accept what they mean to have accepted by now, several at a time.
func (f *floor) acceptDue(accepted map[int]bool, n int, begins time.Time) {
	f.t.Helper()
	var due []int
	for i := range n {
		if wait, ever := after(i); ever && !accepted[i] && !f.now.Before(begins.Add(time.Duration(i%720)*time.Minute+wait)) {
			due, accepted[i] = append(due, i), true
		}
	}
	var wg sync.WaitGroup
	for part := range 4 {
		wg.Go(func() {
			for k := part; k < len(due); k += 4 {
				rep := account.Person{ID: account.PersonID(1000 + due[k]%100), Name: "Rep", Role: account.Rep,
					Teams: f.who["rosa"].Teams}
				if err := f.desk.Accept(context.Background(), rep, handoff.ID(1000+due[k]), 0); err != nil {
					f.t.Errorf("handoff %d: %v", due[k], err)
				}
			}
		})
	}
	wg.Wait()
}

func (f *floor) checkDay(n int, accepted map[int]bool) {
	f.t.Helper()
	want := map[string]int{}
	for i := range n {
		levels := []int{50, 80, 100}
		if accepted[i] {
			for _, level := range levels {
				want[fmt.Sprintf("contact %d", level)]++
			}
			levels = levels[:i%10]
		}
		for _, level := range levels {
			want[fmt.Sprintf("decide %d", level)]++
			want[fmt.Sprintf("owner %d", level)]++
		}
	}
	for what, count := range want {
		clock, level, _ := strings.Cut(what, " ")
		if got := one[int](f, "SELECT count(DISTINCT handoff_id) FROM reminders WHERE clock = $1 AND level = $2::int", clock,
			level); got != count {
			f.t.Errorf("%d handoffs were reminded of by %s, want %d", got, what, count)
		}
		if got := one[int](f, "SELECT count(*) FROM reminders WHERE clock = $1 AND level = $2::int", clock,
			level); got != count {
			f.t.Errorf("%d reminders by %s, want %d", got, what, count)
		}
	}
	breaches := want["decide 100"] + want["owner 100"] + want["contact 100"]
	if got := one[int](f, "SELECT count(*) FROM breaches"); got != breaches {
		f.t.Errorf("%d breaches, want %d", got, breaches)
	}
	// The lead's own clock says the same as its first owner's and is silent; a manager hears of each clock that ran out.
	told := want["owner 50"] + want["owner 80"] + want["owner 100"] + want["contact 50"] + want["contact 80"] +
		want["contact 100"]
	if got := one[int](f, "SELECT count(*) FROM notifications WHERE kind <> 'escalation'"); got != told {
		f.t.Errorf("reps were told %d times, want %d", got, told)
	}
	if got := one[int](f, `
		SELECT count(*)
		FROM notifications
		WHERE kind = 'escalation' AND person_id = 5`); got != want["owner 100"]+want["contact 100"] {
		f.t.Errorf("Jo was told %d times, want %d", got, want["owner 100"]+want["contact 100"])
	}
	if got := one[int](f, `
		SELECT count(*)
		FROM events
		WHERE kind = 'breached'`); got != want["owner 100"]+want["contact 100"] {
		f.t.Errorf("%d breaches stand in the histories, want %d", got, want["owner 100"]+want["contact 100"])
	}
	f.checkLoads()
}
