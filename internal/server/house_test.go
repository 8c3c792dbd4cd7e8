package server_test

import (
	"context"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/handoff/desk"
	"baton/internal/notify"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
	"baton/internal/server"
	"baton/internal/server/visit"
	"baton/web"
)

// home is a portal that somebody keeps in order.
type home struct {
	t    *testing.T
	db   *postgres.DB
	sql  *pgxpool.Pool
	desk *desk.Desk
	http http.Handler
	now  time.Time
}

func emptyHome(t *testing.T) *home {
	t.Helper()
	db, sql := pgtest.New(t)
	h := &home{t: t, db: db, sql: sql, now: time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)}
	h.desk = &desk.Desk{Store: db, Nudge: notify.NewHub(), Now: func() time.Time { return h.now }}
	s := &server.Server{Portal: visit.Portal{Assets: web.Assets(), Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return h.now }}, Desk: h.desk,
		Store: postgres.NewStore(db, func() time.Time { return h.now }), Hub: notify.NewHub()}
	h.http = s.Handler()
	return h
}

func keptHome(t *testing.T) *home {
	t.Helper()
	h := emptyHome(t)
	pgtest.Found(t, h.sql, homeCompany())
	return h
}

func (h *home) exec(sql string, args ...any) {
	h.t.Helper()
	if _, err := h.sql.Exec(context.Background(), sql, args...); err != nil {
		h.t.Fatal(err)
	}
}

// value reads one value as text.
func (h *home) value(sql string, args ...any) string {
	h.t.Helper()
	var v any
	if err := h.sql.QueryRow(context.Background(), sql, args...).Scan(&v); err != nil {
		h.t.Fatal(err)
	}
	return fmt.Sprint(v)
}

// reply is what a browser got: body is the page as a person reads its text, with entities resolved.
type reply struct {
	t       *testing.T
	asked   string
	status  int
	to      string
	body    string
	cookies []*http.Cookie
}

// send sends a request of somebody's browser; fields are name, value, name, value.
func (h *home) send(who, method, path string, cookies []*http.Cookie, fields ...string) reply {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if who != nobodyHere {
		id, _, err := h.db.Login(context.Background(), who)
		if err != nil {
			h.t.Fatal(err)
		}
		if id == 0 {
			if err := h.sql.QueryRow(context.Background(), "SELECT id FROM people WHERE email = $1", who).Scan(&id); err != nil {
				h.t.Fatal(err)
			}
		}
		token := account.NewToken()
		if err := h.db.AddSession(context.Background(), id, token, "", "", h.now); err != nil {
			h.t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: "baton", Value: token.Secret})
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, r)
	return reply{h.t, method + " " + path, w.Code, w.Header().Get("Location"), html.UnescapeString(w.Body.String()),
		w.Result().Cookies()}
}

func (h *home) see(who, path string, cookies ...*http.Cookie) reply {
	h.t.Helper()
	return h.send(who, "GET", path, cookies).is(http.StatusOK)
}

func (h *home) post(who, path string, fields ...string) reply {
	h.t.Helper()
	return h.send(who, "POST", path, nil, fields...)
}

// takeBack posts as a button that deletes does.
func (h *home) takeBack(who, path string, fields ...string) reply {
	h.t.Helper()
	return h.post(who, path, append(fields, "_method", "DELETE")...)
}

func (r reply) is(status int) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s answered %d, want %d\n%s", r.asked, r.status, status, r.body)
	}
	return r
}

// onTo checks that a write was taken and sent the visitor on.
func (r reply) onTo(to string) reply {
	r.t.Helper()
	if r.is(http.StatusSeeOther); r.to != to {
		r.t.Errorf("%s sends on to %s, want %s", r.asked, r.to, to)
	}
	return r
}

func (r reply) says(all ...string) reply {
	r.t.Helper()
	for _, words := range all {
		if !strings.Contains(r.body, words) {
			r.t.Errorf("%s does not say %q\n%s", r.asked, words, r.body)
		}
	}
	return r
}

func (r reply) lacks(all ...string) reply {
	r.t.Helper()
	for _, words := range all {
		if strings.Contains(r.body, words) {
			r.t.Errorf("%s says %q", r.asked, words)
		}
	}
	return r
}

// field is the value of a hidden field in the form that posts to action.
func (r reply) field(action, name string) string {
	r.t.Helper()
	_, form, found := strings.Cut(r.body, `action="`+action+`"`)
	form, _, _ = strings.Cut(form, "</form>")
	parts := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(form)
	if !found || parts == nil {
		r.t.Fatalf("%s has no %s in a form for %s\n%s", r.asked, name, action, r.body)
	}
	return parts[1]
}

func TestAChangeOfASettingIsKeptWithTheVisitorWhoMadeIt(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/personas/1/retirement", "version", "1").onTo("/personas")
	const events = "SELECT string_agg(concat_ws(' ', act, noun, subject_id, 'by', by_id), ', ') FROM setting_events WHERE at = $1"
	if got := h.value(events, h.now); got != "retired persona 1 by 2" {
		t.Errorf("it is kept as %q", got)
	}
}
