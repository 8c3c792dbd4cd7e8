package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/api"
	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/handoff/history"
	"baton/internal/lead"
)

const aTouch = `{"email": "ada@company.example", "kind": "form"}`

func TestWhoIsLetIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lead("ada@company.example")
	write, read := []account.Scope{account.WriteTouches}, []account.Scope{account.ReadTouches}
	for _, c := range []struct {
		who          string
		may          []account.Scope
		adds, reads  int
		scopeOfWhich string // that is said to be missing
	}{
		{"lena", write, 201, 403, "touches:read"},
		{"lena", read, 403, 200, "touches:write"},
		{"vera", nil, 201, 200, ""},
		{"alba", nil, 201, 200, ""},
		{"Forms of Growth", nil, 201, 200, ""},
		{"otto", nil, 404, 404, ""}, // of another team, and the lead is not theirs
		{"rita", nil, 403, 404, ""}, // sales tells of no touches, and does not have the lead
		{"walt", nil, 403, 404, ""},
	} {
		key := w.key(c.who, c.may...)
		add, list := w.tell(key, aTouch), w.ask("GET", "/touches?email=ada@company.example", key, "")
		if add.status != c.adds || list.status != c.reads {
			t.Errorf("%s with %v: answered %d and %d, want %d and %d", c.who, c.may, add.status, list.status, c.adds, c.reads)
		}
		if got := add.problem.Scope + list.problem.Scope; got != c.scopeOfWhich {
			t.Errorf("%s with %v: %q is said to be missing", c.who, c.may, got)
		}
		if challenge := add.header.Get("WWW-Authenticate") + list.header.Get("WWW-Authenticate"); c.scopeOfWhich != "" &&
			!strings.Contains(challenge, `scope="`+c.scopeOfWhich+`"`) {
			t.Errorf("%s: it is asked for by %q", c.who, challenge)
		}
	}
	hidden, missing := w.ask("GET", "/touches?email=ada@company.example", w.key("otto"), ""),
		w.ask("GET", "/touches?email=bob@company.example", w.key("otto"), "")
	if hidden.status != 404 || hidden.body != missing.body {
		t.Errorf("what is hidden answers %s, what is not there %s", hidden.body, missing.body)
	}
}

func TestAKeyThatIsNoneIsTurnedAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lead("ada@company.example")
	before := w.kept()
	revoked, expired, off := w.key("lena"), w.key("vera"), w.key("otto")
	w.exec("UPDATE api_keys SET revoked_at = now(), revoked_by = 8 WHERE person_id = 1")
	w.exec("UPDATE api_keys SET created_at = $1::timestamptz - interval '1 day', expires_at = $1 WHERE person_id = 3",
		w.now)
	w.exec("UPDATE people SET disabled_at = now() WHERE id = 2")
	for _, c := range []struct{ name, authorization, challenge string }{
		{"none", "", `Bearer realm="Baton"`},
		{"a revoked one", "Bearer " + revoked, "invalid_token"},
		{"an expired one", "Bearer " + expired, "invalid_token"},
		{"of a disabled person", "Bearer " + off, "invalid_token"},
		{"one that is made up", "Bearer baton_AAAAAAAAAAAAAAAAAAAAAAAAAA", "invalid_token"},
		{"an empty one", "Bearer ", "invalid_token"},
		{"one in another scheme", "Basic bGVuYTp4", "invalid_token"},
		{"an enormous one", "Bearer " + strings.Repeat("x", 8000), "invalid_token"},
		{"odd letters", "Bearer \xff\xfe", "invalid_token"},
	} {
		for _, method := range []string{"GET", "POST"} {
			a := w.ask(method, "/touches?email=ada@company.example", "", "", "Authorization", c.authorization)
			if a.status != 401 || !strings.Contains(a.header.Get("WWW-Authenticate"), c.challenge) {
				t.Errorf("%s: %s is answered %d, asking for %q", c.name, method, a.status, a.header.Get("WWW-Authenticate"))
			}
		}
	}
	if a := w.ask("GET", "/touches?email=ada@company.example&access_token="+w.key("alba"), "", ""); a.status != 401 {
		t.Errorf("a key in the address is answered %d", a.status)
	}
	if w.kept() != before {
		t.Error("something was kept")
	}
}

func TestWhoGuessesKeysHasToWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lead("ada@company.example")
	key := w.key("lena")
	turnedAway := 0
	for i := range 120 {
		switch a := w.ask("GET", "/touches?lead=1", fmt.Sprintf("baton_%d", i), ""); a.status {
		case 401:
			turnedAway++
		case 429:
			if a.header.Get("Retry-After") == "" {
				t.Error("it is not said how long to wait")
			}
		default:
			t.Fatalf("answered %d", a.status)
		}
	}
	if turnedAway != 100 {
		t.Errorf("%d guesses were taken", turnedAway)
	}
	w.wants(w.tell(key, aTouch), 201) // a neighbour with a real key is not shut out
	w.now = w.now.Add(16 * time.Minute)
	w.wants(w.ask("GET", "/touches?lead=1", "baton_1", ""), 401)
}

// broken is a store in which something goes wrong.
type broken struct {
	api.Store
	fail func() error
}

func (b *broken) TouchesOf(context.Context, account.Person, lead.Who, history.TouchMark, int) (history.TouchPage,
	error) {
	return history.TouchPage{}, b.fail()
}

func TestAFaultTellsNothingOfTheInside(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		fail   func() error
		status int
		log    string
	}{
		{"a fault", func() error { return fmt.Errorf("pgx: SQLSTATE 42P01") }, 500, "42P01"},
		{"a panic", func() error { panic("pgx: out of range") }, 500, "out of range"},
		{"the database is away", func() error { return fmt.Errorf("dial: %w", errs.Unavailable) }, 503, "dial"},
		{"too slow", func() error { return context.DeadlineExceeded }, 503, "deadline"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldWith(t, func(s api.Store) api.Store { return &broken{s, c.fail} })
			a := w.wants(w.ask("GET", "/touches?lead=1", w.key("lena"), ""), c.status)
			if !strings.Contains(w.log.said(), c.log) {
				t.Errorf("the log says %s", w.log.said())
			}
			if c.status == 503 && a.header.Get("Retry-After") == "" {
				t.Error("it is not said when to try again")
			}
			if c.status == 500 && (a.problem.Reference == "" || !strings.Contains(w.log.said(), a.problem.Reference)) {
				t.Errorf("the reference is %q, the log says %s", a.problem.Reference, w.log.said())
			}
		})
	}
}

func TestAKeyThatAsksTooMuchHasToWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key, other := w.key("lena"), w.key("vera")
	first := w.wants(w.ask("GET", "/personas", key, ""), 200)
	if h := first.header; h.Get("RateLimit-Limit") != "600" || h.Get("RateLimit-Remaining") != "599" ||
		h.Get("RateLimit-Reset") != "1" {
		t.Errorf("the headers are %v", h)
	}
	for range call.Burst - 1 {
		w.wants(w.ask("GET", "/personas", key, ""), 200)
	}
	refused := w.wants(w.ask("GET", "/personas", key, ""), 429)
	if h := refused.header; h.Get("RateLimit-Remaining") != "0" || h.Get("RateLimit-Reset") != "60" ||
		h.Get("Retry-After") != "1" {
		t.Errorf("the headers of the refusal are %v", h)
	}
	w.wants(w.ask("GET", "/personas", other, ""), 200)
	w.now = w.now.Add(time.Second)
	w.wants(w.ask("GET", "/personas", key, ""), 200)
}
