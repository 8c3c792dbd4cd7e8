package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/api"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var ids = map[string]account.PersonID{"lena": 1, "otto": 2, "vera": 3, "rita": 4, "walt": 6, "alba": 8}

// A world is that company at its API, with a database of its own.
type world struct {
	t    testing.TB
	db   *postgres.DB
	sql  *pgxpool.Pool
	desk *desk.Desk
	http *httptest.Server
	now  time.Time
	log  *faults
}

func newWorld(t testing.TB) *world { return newWorldWith(t, nil) }

// newWorldWith makes a world whose store is what instead makes of it.
func newWorldWith(t testing.TB, instead func(api.Store) api.Store) *world {
	t.Helper()
	db, sql := pgtest.New(t)
	w := &world{t: t, db: db, sql: sql, now: time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC), log: &faults{}}
	pgtest.Found(t, sql, pgtest.Company())
	w.desk = &desk.Desk{Store: w.db, Nudge: deaf{}, Now: func() time.Time { return w.now }}
	var store api.Store = postgres.NewStore(w.db, w.desk.Now)
	if instead != nil {
		store = instead(store)
	}
	mux := chi.NewRouter()
	mux.Use(middleware.ClientIPFromRemoteAddr)
	mux.Mount(api.Base, api.New(w.desk, store, slog.New(w.log), w.desk.Now))
	w.http = httptest.NewServer(mux)
	t.Cleanup(w.http.Close)
	return w
}

// deaf tells no screens, since there are none.
type deaf struct{}

func (deaf) Changed(lead.ID, ...account.TeamID) {}

// faults are what the API complained of in its log.
type faults struct {
	mu  sync.Mutex
	all []string
}

func (f *faults) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }
func (f *faults) WithAttrs([]slog.Attr) slog.Handler               { return f }
func (f *faults) WithGroup(string) slog.Handler                    { return f }

func (f *faults) Handle(_ context.Context, r slog.Record) error {
	words := r.Message
	r.Attrs(func(a slog.Attr) bool { words += fmt.Sprintf(" %s=%v", a.Key, a.Value); return true })
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, words)
	return nil
}

func (f *faults) said() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.all, "\n")
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.sql.Exec(context.Background(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) number(sql string, args ...any) (n int) {
	w.t.Helper()
	if err := w.sql.QueryRow(context.Background(), sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// key makes a key for somebody, or for a new service of Growth that is called so. Without scopes it may do everything.
func (w *world) key(owner string, scopes ...account.Scope) string {
	w.t.Helper()
	k := account.NewKey{Name: owner, Owner: ids[owner], Scopes: scopes}
	if k.Owner == 0 {
		k.Team = 1
	}
	if scopes == nil {
		for _, each := range account.Scopes {
			k.Scopes = append(k.Scopes, each.Scope)
		}
	}
	token, prefix := account.NewKeyToken()
	if err := postgres.NewStore(w.db, w.desk.Now).AddKey(context.Background(), account.Person{ID: 6}, k, token, prefix,
		w.now); err != nil {
		w.t.Fatal(err)
	}
	return token.Secret
}

// lead captures a lead of Growth.
func (w *world) lead(email string) lead.ID {
	w.t.Helper()
	lena := account.Person{ID: 1, Name: "Lena Marsh", Role: account.Marketer,
		Teams: []account.Membership{{ID: 1, Name: "Growth", Side: account.Marketing}}}
	r, err := w.desk.SaveDraft(context.Background(), lena, 0,
		desk.Submission{Lead: lead.Lead{Name: "Ada", Email: email, Company: "Company"}})
	if err != nil {
		w.t.Fatal(err)
	}
	return r.Lead
}

// handedOver is a lead of Growth that North has.
func (w *world) handedOver(email string) lead.ID {
	w.t.Helper()
	lena := account.Person{ID: 1, Name: "Lena Marsh", Role: account.Marketer,
		Teams: []account.Membership{{ID: 1, Name: "Growth", Side: account.Marketing}}}
	r, err := w.desk.Submit(context.Background(), lena, desk.Submission{Lead: lead.Lead{Name: "Ada Byron", Email: email,
		Phone: "+351912345678", JobTitle: "CEO", Company: "Company", CompanySize: 200, Industry: "Toys", Country: "PT",
		City: "Porto", Website: "company.example", Source: 1, Campaign: 1, Persona: 1, Note: "Wants a demo.", Consent: true}})
	if err != nil {
		w.t.Fatal(err)
	}
	return r.Lead
}

// An answer is what the API said.
type answer struct {
	status  int
	header  http.Header
	body    string
	problem problem
	touches []touch
	next    string
}

type problem struct {
	Title, Detail, Scope, Reference string
	Status                          int
	Current                         map[string]any
	Errors                          []struct{ Pointer, Parameter, Header, Detail string }
}

type touch struct {
	Lead, Handoff, ID                   int64
	Kind, Stage, Source, Campaign, Note string
	At                                  time.Time
	Reopened                            bool
	RecordedBy                          string `json:"recorded_by"`
	UTMSource                           string `json:"utm_source"`
}

// places are the parts of the request of which the problem says something.
func (p problem) places() string {
	var all []string
	for _, e := range p.Errors {
		all = append(all, e.Pointer+e.Parameter+e.Header)
	}
	return strings.Join(all, " ")
}

// ask sends a request with a key; headers come in pairs.
func (w *world) ask(method, path, key, body string, headers ...string) answer {
	w.t.Helper()
	request, err := http.NewRequest(method, w.http.URL+api.Base+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	a := w.understood(response, read)
	a.asDescribed(w.t, method, path, body)
	return a
}

// understood reads an answer, and checks what every answer has to have.
func (w *world) understood(response *http.Response, read []byte) answer {
	w.t.Helper()
	a := answer{status: response.StatusCode, header: response.Header, body: string(read)}
	decoder := json.NewDecoder(bytes.NewReader(read))
	kind := response.Header.Get("Content-Type")
	switch {
	case a.status >= 400:
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&a.problem); err != nil || kind != "application/problem+json" {
			w.t.Errorf("%d is told as %s: %v: %.300s", a.status, kind, err, read)
		}
		if a.problem.Status != a.status || a.problem.Title == "" || a.problem.Detail == "" {
			w.t.Errorf("the problem of a %d is %+v", a.status, a.problem)
		}
	default:
		var page struct {
			Touches []touch
			Next    any
		}
		if err := decoder.Decode(&page); err != nil || kind != "application/json" {
			w.t.Errorf("%d is told as %s: %v: %.300s", a.status, kind, err, read)
		}
		a.touches = page.Touches
		a.next, _ = page.Next.(string)
	}
	if a.header.Get("Cache-Control") != "no-store" || a.header.Get("X-Content-Type-Options") != "nosniff" {
		w.t.Errorf("the answer may be kept or guessed at: %v", a.header)
	}
	for _, inner := range []string{"SQLSTATE", "pgx", "goroutine", "SELECT ", "relation \"", "%!", "<nil>",
		"context deadline", "/internal/", "runtime error", "$schema", "huma"} {
		if strings.Contains(a.body, inner) {
			w.t.Errorf("the answer holds internal words, %q: %.300s", inner, a.body)
		}
	}
	return a
}

// tell posts touches.
func (w *world) tell(key, body string, headers ...string) answer {
	w.t.Helper()
	return w.ask("POST", "/touches", key, body, headers...)
}

func (w *world) wants(a answer, status int) answer {
	w.t.Helper()
	if a.status != status {
		w.t.Fatalf("answered %d, want %d: %.500s", a.status, status, a.body)
	}
	return a
}

// kept is how many rows a refused request could have added.
func (w *world) kept() int {
	w.t.Helper()
	return w.number(`
		SELECT (SELECT count(*) FROM touches) + (SELECT count(*) FROM events) + (SELECT count(*) FROM api_answers)
			+ (SELECT count(*) FROM leads) + (SELECT count(*) FROM handoffs)`)
}
