package postgres_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/account"
	"baton/internal/hang"
	"baton/internal/lead"
	"baton/internal/notify"
	"baton/internal/postgres"
	"baton/internal/postgres/database"
	"baton/internal/postgres/pgtest"
)

// node is one of several Batons on one database.
type node struct {
	t     testing.TB
	say   *database.Announcer
	heard chan notify.Nudge
	hears atomic.Bool
	over  chan struct{}
	stop  context.CancelFunc
}

func startNode(t testing.TB, url string) *node {
	t.Helper()
	db, err := postgres.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	n := &node{t: t, say: db.NewAnnouncer(slog.New(slog.DiscardHandler)), heard: make(chan notify.Nudge, 4096),
		over: make(chan struct{}), stop: stop}
	go func() {
		defer close(n.over)
		n.say.Run(ctx, n)
	}()
	t.Cleanup(func() {
		stop()
		<-n.over
		db.Close()
	})
	if diff := cmp.Diff(notify.Nudge{}, n.next()); diff != "" {
		t.Fatal("a node that begins to listen has to look at everything: " + diff)
	}
	return n
}

// Deliver implements postgres.Ear.
func (n *node) Deliver(x notify.Nudge) { n.heard <- x }

// Hears implements postgres.Ear.
func (n *node) Hears(others bool) { n.hears.Store(others) }

// next is what the node hears next.
func (n *node) next() notify.Nudge {
	n.t.Helper()
	return hang.Next(n.t, "another nudge", n.heard)
}

func TestNodesHearEachOtherAndNotThemselves(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	one, other := startNode(t, url), startNode(t, url)
	fromOne := notify.Nudge{Lead: 7, Teams: []account.TeamID{1, 3}}
	fromOther := notify.Nudge{Lead: 8, Teams: []account.TeamID{2}}
	one.say.Announce(fromOne)
	if diff := cmp.Diff(fromOne, other.next()); diff != "" {
		t.Error(diff)
	}
	other.say.Announce(fromOther)
	if diff := cmp.Diff(fromOther, one.next()); diff != "" {
		t.Error("the first node hears something else before what the other said:", diff)
	}
}

func TestNothingIsLostOfManyNudges(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	one, other := startNode(t, url), startNode(t, url)
	const many = 500
	missing := map[lead.ID]bool{}
	for id := range lead.ID(many) {
		missing[id+1] = true
		one.say.Announce(notify.Nudge{Lead: id + 1, Teams: []account.TeamID{1, 3}})
	}
	for len(missing) > 0 {
		heard := other.next()
		if heard.Lead == 0 {
			return
		}
		delete(missing, heard.Lead)
	}
}

func TestABrokenLineIsTakenUpAgainAndEverythingIsLookedAt(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	url := f.sql.Config().ConnString()
	one, other := startNode(t, url), startNode(t, url)
	if cut := len(texts(f, `
		SELECT pg_terminate_backend(pid)::text
		FROM pg_stat_activity
		WHERE datname = current_database() AND query LIKE 'LISTEN%'`)); cut != 2 {
		t.Fatalf("%d lines were cut", cut)
	}
	for _, n := range []*node{one, other} {
		if diff := cmp.Diff(notify.Nudge{}, n.next()); diff != "" {
			t.Error(diff)
		}
	}
	one.say.Announce(notify.Nudge{Lead: 9})
	if diff := cmp.Diff(notify.Nudge{Lead: 9}, other.next()); diff != "" {
		t.Error(diff)
	}
}

func TestWhatOthersSayOnTheLineDoesNoHarm(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	n := startNode(t, f.sql.Config().ConnString())
	for _, payload := range []string{"", "nonsense", "{}", `{"n":1}`, `[]`, `{"n":"x","c":"y"}`} {
		f.exec("SELECT pg_notify('baton_nudge', $1)", payload)
	}
	f.exec("SELECT pg_notify('baton_nudge', $1)", `{"n":"another","c":[{"l":5}]}`)
	if diff := cmp.Diff(notify.Nudge{Lead: 5}, n.next()); diff != "" {
		t.Error(diff)
	}
}
