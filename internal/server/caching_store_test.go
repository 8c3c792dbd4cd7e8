package server_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/notify"
	"baton/internal/policy"
	"baton/internal/report"
	"baton/internal/server"
	"baton/internal/server/visit"
	"baton/internal/worklist"
)

// askedStore counts what a store is asked, and can keep the one who asks waiting.
type askedStore struct {
	server.Store
	n    atomic.Int64
	gate chan struct{}
	fail atomic.Pointer[error]
}

func (a *askedStore) Counts(context.Context, account.Person, time.Time) (worklist.Counts, error) {
	n := a.n.Add(1)
	if a.gate != nil {
		<-a.gate
	}
	if err := a.fail.Load(); err != nil {
		return worklist.Counts{}, *err
	}
	return worklist.Counts{Queue: int(n)}, nil
}

func (a *askedStore) Dashboard(context.Context, report.Scope, time.Time) (report.Dashboard, error) {
	return report.Dashboard{Totals: report.Totals{Submitted: a.n.Add(1)}}, nil
}

var eva, ivo = account.Person{ID: 1, Version: 1}, account.Person{ID: 2, Version: 1}

func TestWhatWasJustAskedIsAskedOnceUntilSomethingChanges(t *testing.T) {
	t.Parallel()
	store, hub, now := &askedStore{}, notify.NewHub(), time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	r := &server.CachingStore{Store: store, Hub: hub, Now: func() time.Time { return now }}
	version := int64(1)
	expect := func(what string, by account.Person, want int) {
		t.Helper()
		ctx := visit.With(context.Background(), visit.Visit{By: by, Policy: &policy.Policy{Version: version}})
		if got, err := r.Counts(ctx, by, now); err != nil || got.Queue != want {
			t.Errorf("%s: answer %d, %v, want %d", what, got.Queue, err, want)
		}
	}
	expect("nobody tells what other nodes change", eva, 1)
	expect("nobody tells it, again", eva, 2)
	hub.Hears(true)
	expect("the first time", eva, 3)
	expect("again", eva, 3)
	expect("somebody else", ivo, 4)
	moved := eva
	moved.Version++
	expect("the same person with other teams", moved, 5)
	hub.Changed(7, 1)
	expect("a lead has changed on this node", eva, 6)
	hub.Deliver(notify.Nudge{Lead: 8})
	expect("a lead has changed on another node", eva, 7)
	now = now.Add(time.Second)
	expect("a second later", eva, 8)
	version = 2
	expect("the policy has changed", eva, 9)
	version = 1
	expect("somebody whose visit began before", eva, 9)
	hub.Hears(false)
	expect("the line to the other nodes is cut", eva, 10)
	expect("it still is", eva, 11)
	for _, days := range []int{1, 2, 1} {
		day := time.Date(2026, 11, days, 0, 0, 0, 0, time.UTC)
		if _, err := r.Dashboard(context.Background(), report.Scope{Period: report.Period{First: day, Last: day}},
			now); err != nil {
			t.Error(err)
		}
	}
}

func TestManyWhoAskAtOnceCostOneRead(t *testing.T) {
	t.Parallel()
	store, hub := &askedStore{gate: make(chan struct{})}, notify.NewHub()
	hub.Hears(true)
	r := &server.CachingStore{Store: store, Hub: hub, Now: func() time.Time { return time.Time{} }}
	var group sync.WaitGroup
	for range 100 {
		group.Go(func() {
			if got, err := r.Counts(context.Background(), eva, time.Time{}); err != nil || got.Queue != 1 {
				t.Errorf("answered %d, %v", got.Queue, err)
			}
		})
	}
	eventually(t, "one asks", func() bool { return store.n.Load() == 1 })
	impatient, giveUp := context.WithCancel(context.Background())
	giveUp()
	if _, err := r.Counts(impatient, eva, time.Time{}); err == nil {
		t.Error("who gave up is answered")
	}
	close(store.gate)
	group.Wait()
	if n := store.n.Load(); n != 1 {
		t.Errorf("the store was asked %d times", n)
	}
}

func TestAnAnswerThatFailedIsNotGivenAgain(t *testing.T) {
	t.Parallel()
	store, hub := &askedStore{}, notify.NewHub()
	hub.Hears(true)
	r := &server.CachingStore{Store: store, Hub: hub, Now: func() time.Time { return time.Time{} }}
	away := context.DeadlineExceeded
	store.fail.Store(&away)
	if _, err := r.Counts(context.Background(), eva, time.Time{}); err == nil {
		t.Error("the failure is hidden")
	}
	store.fail.Store(nil)
	if got, err := r.Counts(context.Background(), eva, time.Time{}); err != nil || got.Queue != 2 {
		t.Errorf("answered %d, %v", got.Queue, err)
	}
}

// A node that has not heard of a change yet shows what was, for a moment; to whoever made the change it shows what is.
func TestWhoHasJustWrittenReadsItOnAnyNode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := waiting(w, growthAndNorth)
	name := w.word("SELECT l.name FROM leads l JOIN handoffs h ON h.lead_id = l.id WHERE h.id = $1", id)
	elsewhere := notify.NewHub()
	w.server.Desk.Nudge = elsewhere
	rep, manager := w.as(rita), w.as(walt)
	sees := func(who string, c *client, want bool) {
		t.Helper()
		if got := strings.Contains(c.get("/queue?view=team").main(), name); got != want {
			t.Errorf("%s: the lead is in the queue: %t", who, got)
		}
	}
	stop := time.Now()
	w.server.Store.(*server.CachingStore).Now = func() time.Time { return stop }
	sees("the manager before", manager, true)
	if a := rep.post(fmt.Sprintf("/handoffs/%d/acceptance", id), "version", "1"); a.status != 303 {
		t.Fatalf("accepting answered %d", a.status)
	}
	sees("the rep, who accepted it", rep, false)
	w.hub.Changed(7)
	sees("the manager, once the node has heard", manager, false)
}
