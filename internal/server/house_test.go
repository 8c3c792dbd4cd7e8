package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/net/html"

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

// reply is what a browser got. Its body is the page with entities resolved.
type reply struct {
	answer
	t           *testing.T
	asked, path string
	cookies     []*http.Cookie
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
	doc, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		h.t.Fatal(err)
	}
	return reply{answer{w.Code, w.Header(), html.UnescapeString(w.Body.String()), w.Header().Get("Location"), doc}, h.t,
		method + " " + path, path, w.Result().Cookies()}
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

// forms are the forms of a page that post to action.
func (r reply) forms(action string) []*html.Node {
	return all(r.doc, func(n *html.Node) bool { return n.Data == "form" && attr(n, "action") == action })
}

// field is the value of a field in the form that posts to action.
func (r reply) field(action, name string) string {
	r.t.Helper()
	for _, form := range r.forms(action) {
		if len(all(form, with("name", name))) > 0 {
			return valueIn(form, name)
		}
	}
	r.t.Fatalf("%s has no %s in a form for %s\n%s", r.asked, name, action, r.body)
	return ""
}

// keeps checks what stands in the fields of the form that was sent: name, value, name, value. Where several forms go
// to the same address, one of them must keep it.
func (r reply) keeps(fields ...string) reply {
	r.t.Helper()
	for i := 0; i+1 < len(fields); i += 2 {
		if !slices.ContainsFunc(r.forms(r.path), func(form *html.Node) bool {
			return len(all(form, with("name", fields[i]))) > 0 && valueIn(form, fields[i]) == fields[i+1]
		}) {
			r.t.Errorf("%s does not keep %q as %s\n%s", r.asked, fields[i+1], fields[i], r.body)
		}
	}
	return r
}

// leads checks that a link with these words leads to an address.
func (r reply) leads(to, words string) reply {
	r.t.Helper()
	if len(all(r.doc, func(n *html.Node) bool {
		return n.Data == "a" && attr(n, "href") == to && wordsOf(n) == words
	})) == 0 {
		r.t.Errorf("%s has no link %q to %s\n%s", r.asked, words, to, r.body)
	}
	return r
}

// named reports whether the page has one of these elements whose words begin so.
func (r reply) named(words string, elements ...string) bool {
	return len(all(r.doc, func(n *html.Node) bool {
		return slices.Contains(elements, n.Data) && strings.HasPrefix(wordsOf(n), words)
	})) > 0
}

// offers checks that the page has buttons, by how their words begin.
func (r reply) offers(buttons ...string) reply {
	r.t.Helper()
	for _, each := range buttons {
		if !r.named(each, "button") {
			r.t.Errorf("%s has no button %q\n%s", r.asked, each, r.body)
		}
	}
	return r
}

// withholds checks that the page has no button and no link whose words begin so.
func (r reply) withholds(buttons ...string) reply {
	r.t.Helper()
	for _, each := range buttons {
		if r.named(each, "button", "a") {
			r.t.Errorf("%s has a button or a link %q", r.asked, each)
		}
	}
	return r
}

// heads checks that the page has parts with headings, by how these begin.
func (r reply) heads(parts ...string) reply {
	r.t.Helper()
	for _, each := range parts {
		if !r.named(each, "h1", "h2", "h3", "summary") {
			r.t.Errorf("%s has no part %q\n%s", r.asked, each, r.body)
		}
	}
	return r
}

func TestAChangeOfASettingIsKeptWithTheVisitorWhoMadeIt(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/personas/1/retirement", "version", "1").onTo("/personas")
	const events = `
		SELECT string_agg(concat_ws(' ', act, noun, subject_id, 'by', by_id), ', ')
		FROM setting_events
		WHERE at = $1`
	if got := h.value(events, h.now); got != "retired persona 1 by 2" {
		t.Errorf("it is kept as %q", got)
	}
}
