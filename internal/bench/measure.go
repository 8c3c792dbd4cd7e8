package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/notify"
	"baton/internal/postgres"
	"baton/internal/server"
	"baton/internal/server/visit"
	"baton/web"
)

// readers is how many connections read pages at once.
const readers = 8

// startUp measures how long the program takes until it answers, with a private Postgres of its own.
func (b *bench) startUp() error {
	data := filepath.Join(b.dir, "start")
	for _, what := range []string{"first start, with the private Postgres", "later start, with the private Postgres"} {
		s, err := b.serve("--data", data)
		if err != nil {
			return err
		}
		promise := "1.5 s"
		if what[0] == 'f' {
			promise = "60 s with the build"
		}
		b.add(what, fmt.Sprintf("%.2f s", s.took.Seconds()), "", promise)
		s.stop()
	}
	return nil
}

// pages are those whose time must not grow with the leads.
var pages = []struct {
	name, path, promise string
	anew                bool // nothing is answered from what was read a moment ago, as after a change
}{
	{"queue page, 50 rows, 8 connections", "/queue?view=team", "at most 1.2", false},
	{"the same, read anew each time", "/queue?view=team", "none", true},
	{"dashboard, 8 connections", "/dashboard", "at most 1.5, p95 under 25 ms", false},
	{"the same, read anew each time", "/dashboard", "none", true},
	{"search in all leads that finds none, 8 connections", "/leads?q=logistics", "p95 under 30 ms", false},
	{"search that finds one", "/leads?q=L-2369", "p95 under 30 ms", false},
	{"search that finds 2 % of the leads", "/leads?q=son", "p95 under 30 ms", false},
	{"search that finds nearly all of them", "/leads?q=example", "p95 under 30 ms", false},
}

// reads measures pages with both data sets in turn, so that whatever else the machine does meets both.
func (b *bench) reads() error {
	small, err := b.serve("--database-url", b.address("small"))
	if err != nil {
		return err
	}
	defer small.stop()
	large, err := b.serve("--database-url", b.address("large"))
	if err != nil {
		return err
	}
	defer large.stop()
	b.add("start on an existing database", fmt.Sprintf("%.2f s", large.took.Seconds()), "", "0.5 s")
	for _, name := range []string{"small", "large"} {
		took, err := b.learned(name)
		if err != nil {
			return err
		}
		if name == "large" {
			b.add("a night's learning, of the latest 20,000 leads", fmt.Sprintf("%.0f s", took.Seconds()), "", "none")
		}
	}
	for _, p := range pages {
		var at [2]measured
		for range 2 {
			for i, s := range []*serving{small, large} {
				m, err := b.read(s.base, p.path, p.anew)
				if err != nil {
					return fmt.Errorf("%s: %w", p.path, err)
				}
				at[i] = together(at[i], m)
			}
		}
		ratio := at[1].at(.5).Seconds() / at[0].at(.5).Seconds()
		b.add(p.name, fmt.Sprintf("%.0f/s, p95 %s (small: %.0f/s, p95 %s)", at[1].rate(), ms(at[1].at(.95)), at[0].rate(),
			ms(at[0].at(.95))), fmt.Sprintf("%.2f", ratio), p.promise)
	}
	return b.rendered(large.base)
}

// learned waits until the jobs have learned what they learn by night, which a program that has just begun catches up
// on, and tells how long that took.
func (b *bench) learned(name string) (took time.Duration, err error) {
	conn, err := pgx.Connect(b.ctx, b.address(name))
	if err != nil {
		return 0, err
	}
	defer conn.Close(b.ctx)
	for {
		var seconds *float64
		err := conn.QueryRow(b.ctx, `
			SELECT (max(extract(epoch FROM finalized_at - attempted_at)) FILTER (WHERE kind = 'learn'))::float8
			FROM river_job
			WHERE kind IN ('learn', 'learn_outlooks') AND state = 'completed'
			HAVING count(DISTINCT kind) = 2`).Scan(&seconds)
		switch {
		case err == nil:
			return time.Duration(*seconds * float64(time.Second)), nil
		case !errors.Is(err, pgx.ErrNoRows):
			return 0, err
		}
		select {
		case <-b.ctx.Done():
			return 0, b.ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

func together(a, c measured) measured {
	if a.n == 0 {
		return c
	}
	all := append(append([]time.Duration{}, a.all...), c.all...)
	sortDurations(all)
	return measured{a.n + c.n, a.took + c.took, all}
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

func (b *bench) read(base, path string, anew bool) (measured, error) {
	clients, err := b.signedIn(base, readers, "manager@demo.example")
	if err != nil {
		return measured{}, err
	}
	for _, c := range clients {
		c.anew = anew
	}
	return load(b.ctx, readers, b.each, func(ctx context.Context, worker, _ int) error {
		return expect(clients[worker].get(ctx, path))(http.StatusOK)
	})
}

// expect makes an error of a status that is not the wanted one.
func expect(status, _ int, err error) func(want int) error {
	return func(want int) error {
		if err == nil && status != want {
			return fmt.Errorf("status %d instead of %d", status, want)
		}
		return err
	}
}

func (b *bench) signedIn(base string, n int, email string) ([]*client, error) {
	clients := make([]*client, n)
	for i := range clients {
		clients[i] = newClient(base)
		if err := clients[i].signIn(b.ctx, email); err != nil {
			return nil, err
		}
	}
	return clients, nil
}

// rendered measures the queue page against the same page from memory, without a database and without a session.
func (b *bench) rendered(base string) error {
	db, err := postgres.Open(b.ctx, b.address("large"))
	if err != nil {
		return err
	}
	defer db.Close()
	id, _, err := db.Login(b.ctx, "manager@demo.example")
	if err != nil {
		return err
	}
	token := account.NewToken()
	if err := db.AddSession(b.ctx, id, token, "", "", time.Now()); err != nil {
		return err
	}
	still, err := freeze(b.ctx, postgres.NewStore(db, time.Now), token.Secret, time.Now())
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &server.Server{Portal: visit.Portal{Assets: web.Assets(), Log: slog.New(slog.DiscardHandler), Now: time.Now},
		Store: still, Hub: notify.NewHub()}
	memory := &http.Server{Handler: s.Handler()}
	go memory.Serve(listener)
	defer memory.Close()
	from := "http://" + listener.Addr().String()
	clients := make([]*client, readers)
	for i := range clients {
		clients[i] = newClient(from)
		at, _ := url.Parse(from)
		clients[i].http.Jar.SetCookies(at, []*http.Cookie{{Name: "baton", Value: token.Secret}})
	}
	fromMemory, err := load(b.ctx, readers, b.each, func(ctx context.Context, worker, _ int) error {
		return expect(clients[worker].get(ctx, "/queue?view=team"))(http.StatusOK)
	})
	if err != nil {
		return err
	}
	real, err := b.read(base, "/queue?view=team", false)
	if err != nil {
		return err
	}
	b.add("queue page against the same page from memory",
		fmt.Sprintf("%.0f/s against %.0f/s", real.rate(), fromMemory.rate()),
		fmt.Sprintf("%.2f", real.rate()/fromMemory.rate()), "at least 0.5")
	return nil
}

// memory measures what the program holds when nobody asks anything.
func (b *bench) memory() error {
	s, err := b.serve("--database-url", b.address("large"))
	if err != nil {
		return err
	}
	defer s.stop()
	idle := s.resident()
	if _, err := b.read(s.base, "/queue?view=team", false); err != nil {
		return err
	}
	b.add("resident memory, idle", fmt.Sprintf("%.0f MB (%.0f MB after reading pages)", idle, s.resident()), "", "80 MB")
	if info, err := os.Stat(b.program); err == nil {
		b.add("size of the program", fmt.Sprintf("%.0f MB", float64(info.Size())/(1<<20)), "", "under 45 MB")
	}
	return nil
}
