package server_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
)

func signIn(c *client, email, with string) answer {
	c.t.Helper()
	return c.post("/sign-in", "email", email, "password", with)
}

func TestSigningInTellsNothingAboutAccounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec("INSERT INTO people (email, name, role) VALUES ('none@baton.example', 'Has No Password', 'rep')")
	w.exec("UPDATE people SET disabled_at = now() WHERE email = $1", uma)
	said := map[string]string{}
	for _, c := range []struct{ name, email, password string }{
		{"a wrong password", rita, "not the password"}, {"an unknown address", "nobody@baton.example", password},
		{"somebody without a password", "none@baton.example", ""},
		{"somebody disabled, with the right password", uma, password}, {"no password", rita, ""},
		{"a NUL in the address", rita + "\x00", password}, {"markup", markup, markup},
		{"100 KB", strings.Repeat("r", 100<<10) + "@baton.example", strings.Repeat("p", 100<<10)},
		{"a pattern", "%@baton.example", password}, {"a quote", "' OR true --", password},
		{"an array", "rita@baton.example,alba@baton.example", password},
	} {
		a := signIn(w.stranger(), c.email, c.password)
		line{}.check(t, a, http.StatusUnprocessableEntity)
		noMarkup(t, a)
		said[a.notice()] = c.name
		if a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", c.name)
		}
	}
	if len(said) != 1 {
		t.Errorf("the answers tell accounts apart: %v", said)
	}
}

func TestGuessingIsSlowedDownByAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 10 {
		if a := signIn(w.stranger(), rita, "a guess"); a.status != 422 {
			t.Fatalf("a wrong password is answered %d", a.status)
		}
	}
	for _, guess := range []string{"a guess", password} {
		a := signIn(w.stranger(), "  RITA@Baton.Example ", guess)
		line{}.check(t, a, http.StatusTooManyRequests)
		if a.value("email") != rita {
			t.Errorf("the address that was typed is now %q", a.value("email"))
		}
	}
	if a := signIn(w.stranger(), lena, password); a.status != 303 {
		t.Errorf("somebody else is answered %d", a.status)
	}
	w.wait(16 * time.Minute)
	if a := signIn(w.stranger(), rita, password); a.status != 303 {
		t.Errorf("a quarter of an hour later the answer is %d", a.status)
	}
}

func TestGuessingIsSlowedDownByAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 100 {
		w.must(w.db.SignInFailed(context.Background(), fmt.Sprintf("guess-%d@baton.example", i), "127.0.0.1", w.now()))
	}
	for _, headers := range [][]string{nil, {"X-Forwarded-For", "203.0.113.7"}, {"X-Real-IP", "203.0.113.7"},
		{"True-Client-IP", "203.0.113.7"}, {"Forwarded", "for=203.0.113.7"}} {
		a := w.stranger().send("POST", "/sign-in", strings.NewReader(form("email", lena, "password", password)), formKind,
			headers...)
		if a.status != http.StatusTooManyRequests {
			t.Errorf("with %v the answer is %d, want 429", headers, a.status)
		}
	}
	w.wait(16 * time.Minute)
	if a := signIn(w.stranger(), lena, password); a.status != 303 {
		t.Errorf("a quarter of an hour later the answer is %d", a.status)
	}
}

func TestTheCookieOfASession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, secure := range []bool{false, true} {
		w.server.Secure = secure
		a := signIn(w.stranger(), rita, password)
		cookies := (&http.Response{Header: a.header}).Cookies()
		if len(cookies) != 1 {
			t.Fatalf("signing in sets %d cookies", len(cookies))
		}
		c := cookies[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != secure {
			t.Errorf("the cookie is %s", c)
		}
		if c.MaxAge <= 0 || c.MaxAge > 30*24*60*60 {
			t.Errorf("the cookie lasts %d seconds", c.MaxAge)
		}
		if strings.HasPrefix(c.Name, "__Host-") != secure {
			t.Errorf("the cookie is called %s", c.Name)
		}
		if n := w.number("SELECT count(*) FROM sessions WHERE token_hash = $1", account.HashToken(c.Value)); n != 1 {
			t.Errorf("%d sessions have its hash", n)
		}
		if n := w.number(`
			SELECT count(*)
			FROM sessions s
			WHERE s::text LIKE '%' || $1 || '%' OR encode(token_hash, 'escape') = $1`, c.Value); n != 0 {
			t.Error("the token itself is stored")
		}
		if hsts := a.header.Get("Strict-Transport-Security"); (hsts != "") != secure {
			t.Errorf("Strict-Transport-Security is %q", hsts)
		}
	}
}

func TestSigningInMakesANewSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.as(rita).cookie().Value
	a := signIn(w.as(rita), rita, password)
	if second := (&http.Response{Header: a.header}).Cookies()[0].Value; second == first {
		t.Error("signing in again keeps the session")
	}
	forged := w.stranger().send("POST", "/sign-in", strings.NewReader(form("email", rita, "password", password)), formKind,
		"Cookie", "baton=FORGEDFORGEDFORGEDFORGED1")
	if cookie := (&http.Response{Header: forged.header}).Cookies()[0].Value; strings.HasPrefix(cookie, "FORGED") {
		t.Error("a session that the visitor brought is taken")
	}
}

func TestASessionSurvivesARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.as(rita)
	w.stop()
	w.start()
	if a := c.get("/queue"); a.status != 200 {
		t.Errorf("after a restart the answer is %d to %q", a.status, a.to)
	}
}

func TestSigningOutEndsTheSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, other := w.as(rita), w.stranger()
	signIn(other, rita, password)
	kept := c.cookie().String()
	a := c.post("/sign-out")
	line{}.check(t, a, 303)
	if c.cookie() != nil {
		t.Error("the cookie is still there")
	}
	if a := w.stranger().send("GET", "/queue", nil, "", "Cookie", kept); a.status != 303 ||
		!strings.HasPrefix(a.to, "/sign-in") {
		t.Errorf("the old cookie still answers %d", a.status)
	}
	if a := other.get("/queue"); a.status != 200 {
		t.Errorf("another browser of the same person answers %d", a.status)
	}
}

func TestASessionEndsByItself(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		steps []time.Duration
		in    bool
	}{
		{"used every seven hours", []time.Duration{7 * time.Hour, 7 * time.Hour, 7 * time.Hour}, true},
		{"unused for nine hours", []time.Duration{9 * time.Hour}, false},
		{"thirty-one days old", slices.Repeat([]time.Duration{6 * time.Hour}, 31*4), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			who := w.as(rita)
			a := who.get("/rail")
			for _, step := range c.steps {
				w.wait(step)
				a = who.get("/rail")
			}
			if in := a.status == 200; in != c.in {
				t.Errorf("the answer is %d", a.status)
			}
		})
	}
}

func TestWhoIsDisabledIsOutAtTheNextRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := waiting(w, growthAndNorth)
	c := w.as(rita)
	w.exec("UPDATE people SET disabled_at = now(), version = version + 1 WHERE email = $1", rita)
	if a := c.get("/queue"); a.status != 303 || !strings.HasPrefix(a.to, "/sign-in") {
		t.Errorf("the queue answers %d", a.status)
	}
	if a := c.post(fmt.Sprintf("/handoffs/%d/acceptance", id)); a.status != 401 {
		t.Errorf("accepting answers %d", a.status)
	}
	if a := signIn(w.stranger(), rita, password); a.status != 422 {
		t.Errorf("signing in answers %d", a.status)
	}
}

func TestANewRoleCountsAtTheNextRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.as(rita)
	w.exec("UPDATE people SET role = 'marketer', version = version + 1 WHERE email = $1", rita)
	if a := c.get("/queue"); a.status != 403 {
		t.Errorf("the queue answers %d", a.status)
	}
	w.exec("DELETE FROM memberships WHERE person_id = 4")
	id := w.ours().Lead
	if a := c.get(fmt.Sprintf("/leads/%d", id)); a.status != 404 {
		t.Errorf("a lead of the team that they left answers %d", a.status)
	}
}

func TestForgedCookiesAreNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.as(rita)
	for _, cookie := range []string{"baton=", "baton=x", "baton=" + strings.Repeat("A", 4000), "baton=' OR true--",
		"baton=%00", "baton=\"quoted\"", "baton=AAAA; baton=BBBB", "BATON=x", "__Host-baton=x"} {
		a := w.stranger().send("GET", "/queue", nil, "", "Cookie", cookie)
		if a.status != 303 || !strings.HasPrefix(a.to, "/sign-in?next=%2Fqueue") {
			t.Errorf("Cookie: %.40s answers %d to %q", cookie, a.status, a.to)
		}
	}
}

func TestSigningInGoesOnToWhereOneWanted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.stranger().get("/queue?view=team&q=x")
	if a.to != "/sign-in?next=%2Fqueue%3Fview%3Dteam%26q%3Dx" {
		t.Fatalf("signed out leads to %q", a.to)
	}
	c := w.stranger()
	page := c.get(a.to)
	if got := c.post("/sign-in", "email", rita, "password", password, "next",
		page.value("next")); got.to != "/queue?view=team&q=x" {
		t.Errorf("signing in leads to %q", got.to)
	}
}
