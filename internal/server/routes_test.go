package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"baton/internal/account"
	"baton/internal/server/visit"
)

// callers are one of each role, and of either side where that differs. "" is signed out.
var callers = []struct {
	name, email string
	role        account.Role
}{
	{"signed out", "", ""}, {"marketer", lena, account.Marketer}, {"rep", rita, account.Rep},
	{"marketing's manager", vera, account.Manager},
	{"sales' manager", walt, account.Manager}, {"admin", alba, account.Admin},
}

// nowhere are ids of nothing.
var nowhere = []string{"999999999", "0", "-1", "99999999999999999999999", "abc", "1.5", "0x1", "1%00", "%F0%9F%98%80",
	"1'--"}

func TestEveryRouteAnswersEveryRole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	aBusyDay(t, w)
	known := map[string]bool{}
	for _, route := range w.server.Routes() {
		name := route.Method + " " + route.Pattern
		known[name] = true
		t.Run(strings.ReplaceAll(name, "/", "|"), func(t *testing.T) {
			l, found := lines[name]
			if !found {
				t.Fatal("no line says what this route should answer")
			}
			for _, c := range callers {
				t.Run(c.name, func(t *testing.T) { l.try(t, w, route, c.email, c.role) })
			}
		})
	}
	for name := range lines {
		if !known[name] {
			t.Errorf("a line speaks of %s, which is no route", name)
		}
	}
}

// expected is what the route should answer to one person on a row of their own.
func (l line) expected(route visit.Route, email string, role account.Role) int {
	switch {
	case len(route.Roles) > 0 && email == "" && route.Method == http.MethodGet && route.Pattern != "/live" &&
		route.Pattern != "/rail":
		return http.StatusSeeOther
	case len(route.Roles) > 0 && email == "":
		return http.StatusUnauthorized
	case len(route.Roles) > 0 && !slices.Contains(route.Roles, role):
		return http.StatusForbidden
	}
	if status, otherwise := l.but[email]; otherwise {
		return status
	}
	return l.ok
}

func (l line) try(t *testing.T, w *world, route visit.Route, email string, role account.Role) {
	c := w.stranger()
	if email != "" && !l.alone {
		c = w.as(email)
	} else if email != "" {
		c.post("/sign-in", "email", email, "password", password)
		defer delete(w.clients, email) // whose session it may have ended too
	}
	c.t = t
	want := l.expected(route, email, role)
	if l.row == nil {
		path := l.path
		if path == "" {
			path = route.Pattern
		}
		l.check(t, l.ask(c, route, path, l.sends), want)
		return
	}
	at := func(id any) string {
		return strings.NewReplacer("{id}", fmt.Sprint(id), "{spend}", fmt.Sprint(id), "{absence}", fmt.Sprint(id), "{day}",
			fmt.Sprint(id)).Replace(route.Pattern)
	}
	own := l.row(w, growthAndNorth)
	l.check(t, l.ask(c, route, at(own), l.filled(own)), want)
	mayCall := want != http.StatusSeeOther || route.Method != http.MethodGet
	elsewhere := want
	if email != "" && mayCall && slices.Contains(route.Roles, role) && (role != account.Admin || l.shared) {
		elsewhere = http.StatusNotFound
	}
	before, refused := w.rows(), ""
	if role != account.Admin && !l.shared {
		foreign := at(l.row(w, eventsAndSouth))
		before = w.rows()
		for _, sends := range [][]string{l.sends, nil, {"version", "1", "next", "/queue"}} {
			a := l.ask(c, route, foreign, sends)
			l.check(t, a, elsewhere)
			refused = strings.ReplaceAll(a.body, foreign, "PATH")
		}
	}
	for _, id := range nowhere {
		a := l.ask(c, route, at(id), l.filled(own))
		missing := elsewhere
		if role == account.Admin && slices.Contains(route.Roles, role) {
			missing = http.StatusNotFound
		}
		l.check(t, a, missing)
		if missing == http.StatusNotFound && refused != "" && id == nowhere[0] &&
			strings.ReplaceAll(a.body, at(id), "PATH") != refused {
			t.Errorf("a row of others is refused in other words than one that is not there:\n%s\n%s", refused, a.body)
		}
	}
	unchanged(t, w, before)
}

// ask sends a form as a page does: what takes something back is posted, and says so.
func (l line) ask(c *client, route visit.Route, path string, sends []string) answer {
	c.t.Helper()
	method := route.Method
	if method == http.MethodDelete {
		method, sends = http.MethodPost, append([]string{"_method", "DELETE"}, sends...)
	}
	return c.send(method, path, strings.NewReader(form(sends...)), formKind)
}

// filled is the form for one row.
func (l line) filled(id int64) []string {
	day := func(n int64) string { return time.Now().AddDate(0, 0, int(n)).Format(time.DateOnly) }
	out := slices.Clone(l.sends)
	for i, value := range out {
		out[i] = strings.NewReplacer("%day", day(id), "%later", day(id+30), "%d", fmt.Sprint(id)).Replace(value)
	}
	return out
}

const formKind = "application/x-www-form-urlencoded"

func (l line) check(t *testing.T, a answer, want int) {
	t.Helper()
	if a.status != want {
		t.Errorf("answered %d, want %d: %.300s", a.status, want, a.main())
	}
	if a.status == http.StatusOK && l.part {
		checkHeaders(t, a)
		return
	}
	checkPage(t, a)
}

// checkPage checks what every answer has to have.
func checkPage(t *testing.T, a answer) {
	t.Helper()
	checkHeaders(t, a)
	if a.status >= 500 && a.status != http.StatusServiceUnavailable {
		t.Errorf("a fault of the server: %.300s", a.main())
	}
	if a.status == http.StatusSeeOther {
		if a.to == "" || !strings.HasPrefix(a.to, "/") || strings.HasPrefix(a.to, "//") {
			t.Errorf("sends the visitor to %q", a.to)
		}
		return
	}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain") {
			t.Errorf("the content is %s", a.header.Get("Content-Type"))
		}
		return
	}
	if !a.whole() {
		t.Errorf("this is no whole page: %.100s", a.body)
	}
	if headings := all(a.doc, element("h1")); len(headings) != 1 || wordsOf(headings[0]) == "" {
		t.Errorf("the page has %d h1", len(headings))
	}
	if titles := all(a.doc, func(n *html.Node) bool {
		return n.Data == "title" &&
			n.Parent.Data == "head"
	}); len(titles) != 1 || !strings.HasSuffix(wordsOf(titles[0]), "· Baton") {
		t.Errorf("the page has %d titles", len(titles))
	}
	if got := a.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("the page may be kept: Cache-Control is %q", got)
	}
	checkNothingLeaks(t, a)
}

func checkHeaders(t *testing.T, a answer) {
	t.Helper()
	for name, want := range map[string]string{
		"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Referrer-Policy":            "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Permissions-Policy": "camera=()",
	} {
		if got := a.header.Get(name); !strings.Contains(got, want) {
			t.Errorf("%s is %q, want %q in it", name, got, want)
		}
	}
	if policy := a.header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %s", policy)
	}
}

// checkNothingLeaks looks for what only the log should hold.
func checkNothingLeaks(t *testing.T, a answer) {
	t.Helper()
	for _, inner := range []string{"SQLSTATE", "pgx", "goroutine", "SELECT ", "relation \"", "dial unix", "%!", "<nil>",
		"context deadline", "/internal/", "runtime error"} {
		if strings.Contains(a.body, inner) {
			t.Errorf("the page holds internal words: %q", inner)
		}
	}
}

// TestWhatOneMayNotSeeAnswersAsWhatIsNotThere compares both answers to the letter, so that nobody learns which ids
// there are.
func TestWhatOneMayNotSeeAnswersAsWhatIsNotThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	theirs := w.theirs()
	before := w.rows()
	for _, c := range []struct{ who, method, path string }{
		{rita, "GET", "/leads/%d"}, {rita, "POST", "/handoffs/%d/acceptance"}, {rita, "POST", "/handoffs/%d/rejection"},
		{lena, "POST", "/handoffs/%d/recall"},
		{lena, "GET", "/leads/%d/edit"}, {lena, "POST", "/leads/%d/handoffs"}, {rita, "POST", "/leads/%d/attempts"},
	} {
		id := int64(theirs.Handoff)
		if strings.HasPrefix(c.path, "/leads") {
			id = int64(theirs.Lead)
		}
		hidden := w.as(c.who).send(c.method, fmt.Sprintf(c.path, id), strings.NewReader("reason=wrong_size"), formKind)
		missing := w.as(c.who).send(c.method, fmt.Sprintf(c.path, id+1000), strings.NewReader("reason=wrong_size"), formKind)
		if hidden.status != 404 || missing.status != 404 || hidden.body != missing.body {
			t.Errorf("%s %s answers %d for what is hidden, %d for what is not there, or with other words", c.method, c.path,
				hidden.status, missing.status)
		}
	}
	unchanged(t, w, before)
}
