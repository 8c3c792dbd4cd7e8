package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"baton/internal/hang"
	"baton/internal/postgres/pgtest"
)

// without are the routes that answer while the database is away. Where no mail is set up, the page of a forgotten
// password reads nothing.
var without = map[string]int{"GET /api/docs": 200, "GET /healthz": 200, "GET /assets/*": 404, "GET /styleguide": 200,
	"GET /forgotten": 200, "POST /forgotten": 409}

// newCuttableWorld is a world whose server reaches its database by way of a proxy.
func newCuttableWorld(t *testing.T) (*world, *proxy) {
	t.Helper()
	url := pgtest.URL(t)
	p := newProxy(t, url)
	return newWorldBehind(t, url, p), p
}

// takesIn lets the database take connections, or none and end those that there are.
func (w *world) takesIn(yes bool) {
	w.t.Helper()
	ctx := context.Background()
	name := w.sql.Config().ConnConfig.Database
	conn := pgtest.Connect(w.t, w.url+" dbname=postgres")
	_, err := conn.Exec(ctx, fmt.Sprintf("ALTER DATABASE %s ALLOW_CONNECTIONS %v", name, yes))
	w.must(err)
	if !yes {
		_, err = conn.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
		w.must(err)
	}
}

func TestWhileTheDatabaseIsAwayEveryRouteSaysSo(t *testing.T) {
	t.Parallel()
	w, p := newCuttableWorld(t)
	for _, c := range []struct {
		name     string
		go_, end func()
	}{
		{"its host is not there", p.away, p.back},
		{"it takes nobody in", func() { w.takesIn(false) }, func() { w.takesIn(true) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			id := waiting(w, growthAndNorth)
			signedIn, stranger := w.as(alba), w.stranger()
			key := signedIn.key("name", c.name)
			c.go_()
			for _, method := range []string{"GET", "POST"} {
				if status, said := w.program(key, method, "/touches?lead=1", ""); status != 503 ||
					!strings.Contains(said, `"status":503`) {
					t.Errorf("a program's %s is answered %d: %s", method, status, said)
				}
			}
			for _, route := range w.server.Routes() {
				path := strings.NewReplacer("{id}", fmt.Sprint(id), "{token}", "AAAAAAAAAAAAAAAAAAAAAAAAAA", "*",
					"none.js").Replace(route.Pattern)
				who := signedIn
				if len(route.Roles) == 0 {
					who = stranger
				}
				a := who.send(route.Method, path, strings.NewReader(form("email", rita, "password", password, "token", "x")),
					formKind)
				want := http.StatusServiceUnavailable
				if status, needsNone := without[route.Method+" "+route.Pattern]; needsNone {
					want = status
				}
				if a.status != want {
					t.Errorf("%s %s answers %d, want %d: %.200s", route.Method, path, a.status, want, a.main())
					continue
				}
				checkPage(t, a)
				if want == http.StatusServiceUnavailable && a.header.Get("Retry-After") == "" {
					t.Errorf("%s %s does not say when to try again", route.Method, path)
				}
			}
			c.end()
			eventually(t, "Baton is ready again", func() bool { return stranger.get("/readyz").status == 200 })
			for _, path := range []string{"/queue", "/leads", fmt.Sprintf("/leads/%d", id)} {
				if a := signedIn.get(path); a.status != 200 {
					t.Errorf("afterwards GET %s answers %d", path, a.status)
				}
			}
			if a := signedIn.post(fmt.Sprintf("/handoffs/%d/acceptance", id)); a.status != 303 {
				t.Errorf("afterwards accepting answers %d", a.status)
			}
		})
	}
}

func TestADatabaseThatHangsHoldsNobodyForLong(t *testing.T) {
	t.Parallel()
	w, p := newCuttableWorld(t)
	c := w.as(rita)
	w.server.Limit = 700 * time.Millisecond
	p.freeze()
	for _, path := range []string{"/queue", "/leads"} {
		a := c.get(path)
		checkPage(t, a)
		if a.status != 503 || a.header.Get("Retry-After") == "" {
			t.Errorf("GET %s answers %d while the database hangs", path, a.status)
		}
	}
	if a := c.get("/healthz"); a.status != 200 {
		t.Errorf("/healthz answers %d", a.status)
	}
	p.back()
	eventually(t, "the queue is there again", func() bool { return c.get("/queue").status == 200 })
}

// A crowd hands leads over, each form again until it is confirmed.
type crowd struct {
	mu        sync.Mutex
	confirmed map[string]string // where each lead's form was answered to, by e-mail address
	refused   int
	wrong     []string
}

// send hands one lead over until that is confirmed.
func (c *crowd) send(w *world, email, key string) {
	fields := form("key", key, "name", "Lead", "company", "Away Ltd", "email", email)
	for deadline := time.Now().Add(hang.Limit); time.Now().Before(deadline); {
		a, err := w.as(lena).try("POST", "/leads", strings.NewReader(fields), formKind)
		if !c.note(email, a, err) {
			return
		}
	}
}

// note keeps an answer, and reports whether the form is to be sent again.
func (c *crowd) note(email string, a answer, err error) (again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil && a.status == http.StatusSeeOther:
		c.confirmed[email] = a.to
		return false
	case err == nil && a.status == http.StatusServiceUnavailable:
		c.refused++
		return true
	}
	c.wrong = append(c.wrong, fmt.Sprintf("%s is answered %d, %v: %.200s", email, a.status, err, a.main()))
	return false
}

func (c *crowd) counts() (confirmed, refused int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.confirmed), c.refused
}

// TestNothingThatWasConfirmedIsLost lets several people hand leads over while the database comes and goes.
func TestNothingThatWasConfirmedIsLost(t *testing.T) {
	t.Parallel()
	w, p := newCuttableWorld(t)
	const people, each = 6, 25
	c := &crowd{confirmed: map[string]string{}}
	w.as(lena)
	var wg sync.WaitGroup
	for n := range people {
		wg.Go(func() {
			for i := range each {
				c.send(w, fmt.Sprintf("lead-%d-%d@away.example", n, i), fmt.Sprintf("form-%010d-%d", i, n))
			}
		})
	}
	for range 3 {
		have, turned := c.counts()
		eventually(t, "some more are confirmed", func() bool { n, _ := c.counts(); return n > have+5 || n == people*each })
		p.away()
		eventually(t, "some are turned away", func() bool { n, m := c.counts(); return m > turned || n == people*each })
		p.back()
	}
	wg.Wait()
	for _, words := range c.wrong {
		t.Error(words)
	}
	if len(c.confirmed) != people*each || c.refused == 0 {
		t.Fatalf("%d of %d were confirmed, %d turned away", len(c.confirmed), people*each, c.refused)
	}
	for what, sql := range map[string]string{
		"leads": "SELECT count(*) FROM leads", "handoffs": "SELECT count(*) FROM handoffs",
		"touches": "SELECT count(*) FROM touches", "assignments": "SELECT count(*) FROM assignment_log",
		"submissions in the history":     "SELECT count(*) FROM events WHERE kind = 'submitted'",
		"captures in the reports":        "SELECT sum(captured)::bigint FROM funnel_deltas",
		"open handoffs in the workloads": "SELECT sum(open)::bigint FROM rep_workloads",
		"leads in the queue":             "SELECT count(*) FROM handoffs WHERE verdict IS NULL",
	} {
		if n := w.number(sql); n != people*each {
			t.Errorf("there are %d %s, want %d", n, what, people*each)
		}
	}
	for email, to := range c.confirmed {
		if id := w.number("SELECT id FROM leads WHERE email = $1", email); !strings.HasPrefix(to,
			fmt.Sprintf("/leads/%d?", id)) && to != fmt.Sprintf("/leads/%d", id) {
			t.Errorf("%s was confirmed as %s and is %d", email, to, id)
		}
	}
}
