package server_test

import (
	"context"
	"io"
	"log/slog"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"testing"
	"time"

	"baton/internal/mail"
	"baton/internal/mail/mailtest"
)

// postOffice has a world send mails, to an SMTP server of the test.
func postOffice(t *testing.T, w *world) (*mailtest.Server, *mail.Post) {
	t.Helper()
	server := mailtest.Start(t, mailtest.Options{})
	sender, err := mail.New("smtp://"+server.Address, "baton@company.example")
	if err != nil {
		t.Fatal(err)
	}
	w.server.Mails = true
	return server, &mail.Post{Sender: sender, Store: w.db, Portal: "https://baton.example/",
		Log: slog.New(slog.DiscardHandler), Now: w.now}
}

var linkInMail = regexp.MustCompile(`https://baton\.example(/password/\S+)`)

// linkOf is the path of the link in a mail.
func linkOf(t *testing.T, l mailtest.Letter) string {
	t.Helper()
	text, err := io.ReadAll(quotedprintable.NewReader(l.Message.Body))
	if err != nil {
		t.Fatal(err)
	}
	found := linkInMail.FindStringSubmatch(string(text))
	if found == nil {
		t.Fatalf("no link in %s", text)
	}
	return found[1]
}

func TestWhoForgotTheirPasswordIsMailedALink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server, post := postOffice(t, w)
	ctx := context.Background()
	if a := w.stranger().get("/sign-in"); !strings.Contains(a.body, `href="/forgotten"`) {
		t.Error("the sign-in does not lead there")
	}
	asks := w.stranger()
	a := asks.post("/forgotten", "email", " RITA@baton.example ")
	w.must(post.SendDue(ctx))
	w.must(post.SendDue(ctx))
	taken := server.Taken()
	if a.status != 303 || len(taken) != 1 || taken[0].To != rita ||
		!strings.Contains(asks.get(a.to).text(), "a mail with a link is on its way") {
		t.Fatalf("answered %d, %d mails", a.status, len(taken))
	}
	link := linkOf(t, taken[0])
	if n := w.number("SELECT count(*) FROM password_links WHERE position($1 IN encode(token_hash, 'escape')) > 0",
		strings.TrimPrefix(link, "/password/")); n != 0 {
		t.Error("the token is kept as it is")
	}
	old := w.signedInAs(rita, password)
	chooses := w.stranger()
	if a := chooses.get(link); a.status != 200 || !strings.Contains(a.text(), "Rita Vale") {
		t.Fatalf("the link answers %d: %.300s", a.status, a.main())
	}
	if a := chooses.post(link, "password", "a password of mine"); a.status != 303 {
		t.Fatalf("the password is not taken: %d", a.status)
	}
	if old.get("/queue").status != 303 || chooses.get("/queue").status != 200 {
		t.Error("an old session goes on, or the new one does not")
	}
	if a := w.stranger().post(link, "password", "one more password"); a.status != 404 ||
		!strings.Contains(a.text(), "already used") {
		t.Errorf("the link works twice: %d", a.status)
	}
	w.signedInAs(rita, "a password of mine")
}

func TestALinkThatWasMailedEndsAfterAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server, post := postOffice(t, w)
	w.stranger().post("/forgotten", "email", rita)
	w.must(post.SendDue(context.Background()))
	link := linkOf(t, server.Taken()[0])
	w.wait(59 * time.Minute)
	if a := w.stranger().get(link); a.status != 200 {
		t.Errorf("before the hour is over it answers %d", a.status)
	}
	w.wait(2 * time.Minute)
	if a := w.stranger().post(link, "password", "a password of mine"); a.status != 404 {
		t.Errorf("after an hour it answers %d", a.status)
	}
}

func TestNobodyLearnsWhoWorksHereFromAForgottenPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server, post := postOffice(t, w)
	w.exec("UPDATE people SET disabled_at = now() WHERE email = $1", sami)
	bodies := map[string]bool{}
	for _, email := range []string{rita, sami, "nobody@baton.example"} {
		c := w.stranger()
		a := c.post("/forgotten", "email", email)
		if a.status != 303 || a.to != "/forgotten?sent=1" {
			t.Errorf("%s is answered %d to %s", email, a.status, a.to)
		}
		bodies[c.get(a.to).body] = true
	}
	w.must(post.SendDue(context.Background()))
	if taken := server.Taken(); len(bodies) != 1 || len(taken) != 1 || taken[0].To != rita {
		t.Errorf("%d different pages, %d mails", len(bodies), len(taken))
	}
	if a := w.stranger().post("/forgotten", "email", "rita"); a.status != 422 || a.problem("email") == "" {
		t.Errorf("no address is answered %d", a.status)
	}
	for range 10 {
		w.stranger().post("/forgotten", "email", rita)
	}
	w.must(post.SendDue(context.Background()))
	if n := len(server.Taken()); n != 3 {
		t.Errorf("eleven requests for one account send %d mails, want 3", n)
	}
	for range 10 {
		w.stranger().post("/forgotten", "email", "nobody@baton.example")
	}
	if a := w.stranger().post("/forgotten", "email", lena); a.status != 429 {
		t.Errorf("after many requests from one address it answers %d", a.status)
	}
}

func TestAMailIsTriedAgainWhileTheServerIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	server, post := postOffice(t, w)
	ctx := context.Background()
	server.Refuse(true)
	w.stranger().post("/forgotten", "email", rita)
	w.must(post.SendDue(ctx))
	server.Refuse(false)
	if w.must(post.SendDue(ctx)); len(server.Taken()) != 0 {
		t.Error("it is tried again at once")
	}
	w.wait(61 * time.Second)
	if w.must(post.SendDue(ctx)); len(server.Taken()) != 1 {
		t.Error("it is not tried again")
	}
	w.wait(time.Hour)
	server.Refuse(true)
	w.stranger().post("/forgotten", "email", rita)
	w.must(post.SendDue(ctx))
	w.wait(61 * time.Minute)
	server.Refuse(false)
	if w.must(post.SendDue(ctx)); len(server.Taken()) != 1 {
		t.Error("a mail is sent an hour later, when nobody waits for it")
	}
}

func TestWithoutMailOneIsToldWhomToAsk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.stranger().get("/forgotten")
	if a.status != 200 || !strings.Contains(a.text(), "Ask your admin for a new password link.") ||
		strings.Contains(a.body, alba) || strings.Contains(a.body, "Alba") || len(all(a.doc, element("form"))) != 0 {
		t.Errorf("answered %d: %s", a.status, a.main())
	}
	if a := w.stranger().post("/forgotten", "email", rita); a.status != 409 ||
		w.number("SELECT count(*) FROM password_requests") != 0 {
		t.Errorf("a request is answered %d", a.status)
	}
}
