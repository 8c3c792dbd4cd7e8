package server_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"baton/internal/account"
)

// signedInAs is a browser of its own in which somebody has just signed in.
func (w *world) signedInAs(email, secret string) *client {
	c := w.stranger()
	if a := c.post("/sign-in", "email", email, "password", secret); a.status != 303 {
		w.t.Fatalf("%s is not let in: %d", email, a.status)
	}
	return c
}

func TestAPersonChangesTheirPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here, there := w.signedInAs(rita, password), w.signedInAs(rita, password)
	for _, c := range []struct{ name, present, fresh, field, words string }{
		{"without the present one", "", "another long password", "present", "Enter your current password."},
		{"with a wrong one", "not my password", "another long password", "present", "This is not your current password."},
		{"to one too short", password, "short!!!", "password", "Choose a password with 10 characters or more."},
		{"to nothing", password, "", "password", "Choose a password with 10 characters or more."},
		{"to one too long", password, strings.Repeat("x", 1001), "password", "1,000 characters at most"},
	} {
		a := here.post("/me/password", "present", c.present, "password", c.fresh)
		if a.status != 422 || !strings.Contains(a.problem(c.field), c.words) {
			t.Errorf("%s: %d %q", c.name, a.status, a.problem(c.field))
		}
		if c.fresh != "" && strings.Contains(a.body, c.fresh) || c.present != "" && strings.Contains(a.body, c.present) {
			t.Errorf("%s: the page holds a password", c.name)
		}
	}
	if there.get("/queue").status != 200 {
		t.Fatal("what was refused signs somebody out")
	}
	a := here.post("/me/password", "present", password, "password", "another long password")
	if a.status != 303 || !strings.Contains(here.get(a.to).text(), "You are signed out everywhere else.") {
		t.Errorf("the change is answered %d to %s", a.status, a.to)
	}
	if here.get("/queue").status != 200 || there.get("/queue").status != 303 {
		t.Error("not the other sessions end, or this one does")
	}
	if a := w.stranger().post("/sign-in", "email", rita, "password", password); a.status != 422 {
		t.Errorf("the old password lets in: %d", a.status)
	}
	w.signedInAs(rita, "another long password")
}

func TestThePresentPasswordIsNotGuessedInABrowserLeftOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here := w.signedInAs(rita, password)
	for range 10 {
		here.post("/me/password", "present", "guess", "password", "another long password")
	}
	for _, form := range [][]string{{"/me/password", "password", "another long password"},
		{"/me/email", "email", "mine@baton.example"}} {
		a := here.post(form[0], append([]string{"present", password}, form[1:]...)...)
		if a.status != 429 || !strings.Contains(a.text(), "Wait 15 minutes") {
			t.Errorf("after ten guesses %s answers %d: %.300s", form[0], a.status, a.main())
		}
	}
	w.wait(16 * time.Minute)
	if a := here.post("/me/password", "present", password, "password", "another long password"); a.status != 303 {
		t.Errorf("a quarter of an hour later it answers %d", a.status)
	}
}

func TestAPersonChangesTheirEmailAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here := w.signedInAs(rita, password)
	for _, c := range []struct{ name, email, present, field, words string }{
		{"to none", "rita", password, "email", "Write a complete e-mail address"},
		{"to somebody's", " SAMI@baton.example ", password, "email", "Somebody already has this e-mail address"},
		{"with a wrong password", "rita.vale@baton.example", "not my password", "present",
			"This is not your current password."},
	} {
		a := here.post("/me/email", "email", c.email, "present", c.present)
		if a.status != 422 || !strings.Contains(a.problem(c.field), c.words) ||
			!strings.Contains(a.body, strings.TrimSpace(c.email)) {
			t.Errorf("%s: %d %q", c.name, a.status, a.problem(c.field))
		}
		if n := w.number("SELECT count(*) FROM people WHERE email = $1", rita); n != 1 {
			t.Fatalf("%s: the address was changed", c.name)
		}
	}
	if a := here.post("/me/email", "email", "Rita.Vale@baton.example", "present", password); a.status != 303 ||
		!strings.Contains(here.get(a.to).text(), "rita.vale@baton.example") {
		t.Errorf("the change is answered %d", a.status)
	}
	w.signedInAs("rita.vale@baton.example", password)
	if a := w.stranger().post("/sign-in", "email", rita, "password", password); a.status != 422 {
		t.Errorf("the old address lets in: %d", a.status)
	}
}

func TestAPersonEndsTheirSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here, second, third, other := w.signedInAs(rita, password), w.signedInAs(rita, password), w.signedInAs(rita, password),
		w.signedInAs(sami, password)
	a := here.get("/me/sessions")
	if n := strings.Count(a.main(), "This browser"); n != 1 || strings.Count(a.main(), "Last used") != 3 {
		t.Errorf("the list has %d for this browser: %s", n, a.main())
	}
	ends := all(a.doc, func(n *html.Node) bool { return strings.HasPrefix(attr(n, "action"), "/me/sessions/") })
	if len(ends) != 2 {
		t.Fatalf("%d sessions can be ended, want the two others", len(ends))
	}
	takeBack := form("_method", "DELETE")
	foreign := fmt.Sprintf("/me/sessions/%d", w.number("SELECT id FROM sessions WHERE person_id = 5"))
	if a := here.send("POST", foreign, strings.NewReader(takeBack), formKind); a.status != 404 ||
		other.get("/queue").status != 200 {
		t.Errorf("somebody else's session is ended: %d", a.status)
	}
	here.send("POST", attr(ends[0], "action"), strings.NewReader(takeBack), formKind)
	if open := []int{second.get("/queue").status, third.get("/queue").status}; open[0]+open[1] != 200+303 {
		t.Errorf("after one has ended they answer %v", open)
	}
	here.send("POST", "/me/sessions", strings.NewReader(takeBack), formKind)
	if second.get("/queue").status != 303 || third.get("/queue").status != 303 || here.get("/queue").status != 200 ||
		other.get("/queue").status != 200 {
		t.Error("not all others have ended, or more than those")
	}
}

func TestNewsThatAreNoDutyAreTurnedOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := func() int64 {
		id := waiting(w, growthAndNorth)
		w.as(rita).post(fmt.Sprintf("/handoffs/%d/question", id), "question", "Since when?")
		w.as(lena).post(fmt.Sprintf("/handoffs/%d/answer", id), "answer", "Since May.")
		return id
	}
	told := func(id int64, kind string) int64 {
		return w.number("SELECT count(*) FROM notifications WHERE handoff_id = $1 AND kind = $2", id, kind)
	}
	if id := asked(); told(id, "answer") != 1 || told(id, "question") != 1 {
		t.Fatal("whoever turned nothing off is not told")
	}
	w.as(rita).post("/me/notifications", "kind", "reminder", "kind", "ruling")
	w.as(lena).post("/me/notifications", "kind", "nothing")
	if got := w.word("SELECT array_to_string(muted, ',') FROM people WHERE email = $1", rita); got != "answer" {
		t.Errorf("Rita has turned off %q", got)
	}
	if id := asked(); told(id, "answer") != 0 || told(id, "question") != 1 {
		t.Errorf("what is turned off is told %d times, a duty %d times", told(id, "answer"), told(id, "question"))
	}
	a := w.as(rita).get("/me/notifications")
	on := all(a.doc, func(n *html.Node) bool { return attr(n, "name") == "kind" && has(n, "checked") })
	if len(on) != 2 || strings.Contains(a.main(), "sales has a question") {
		t.Errorf("%d kinds are on: %s", len(on), a.main())
	}
	w.as(rita).post("/me/notifications", "kind", "reminder", "kind", "ruling", "kind", "answer")
	if id := asked(); told(id, "answer") != 1 {
		t.Error("what is turned on again is not told")
	}
}

func TestAPersonKeepsTheirOwnHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rep := w.as(rita)
	version := func() string { return fmt.Sprint(w.number("SELECT version FROM people WHERE email = $1", rita)) }
	if a := rep.post("/me/hours", "version", version(), "hours_1_from", "nine", "hours_1_to", "17:00"); a.status != 422 ||
		!strings.Contains(a.body, `value="nine"`) || !strings.Contains(a.text(), "Write a time such as 09:00") {
		t.Errorf("hours that are none: %d %.300s", a.status, a.main())
	}
	if a := rep.post("/me/hours", "version", version(), "hours_1_from", "8", "hours_1_to", "16:30", "country",
		"DE"); a.status != 303 {
		t.Errorf("hours: %d %.300s", a.status, a.main())
	}
	if words := rep.get("/me/hours").text(); !strings.Contains(words, "Monday 8:00 to 16:30") ||
		!strings.Contains(words, "Germany") {
		t.Errorf("the hours are %.600s", words)
	}
	if a := rep.post("/me/hours", "version", "1", "hours_1_from", "8", "hours_1_to", "17:00"); a.status != 409 {
		t.Errorf("hours that were changed meanwhile: %d", a.status)
	}
	if n := w.number("SELECT count(*) FROM people WHERE country <> '' AND email <> $1", rita); n != 0 {
		t.Errorf("%d others have holidays of their own now", n)
	}
}

const aMonth = `(Jan(uary)?|Feb(ruary)?|Mar(ch)?|Apr(il)?|May|June?|July?|Aug(ust)?|Sep(tember)?|Oct(ober)?|Nov(ember)?|Dec(ember)?)`

// inOtherStyle finds dates that have no year first, and times of day.
var inOtherStyle = regexp.MustCompile(`\b\d{1,2} ` + aMonth + `\b|\b` + aMonth +
	` \d{1,2}\b|\b([01]?\d|2[0-3]):[0-5]\d\b( ?[ap]m)?`)

// TestEveryPageWritesDatesAsItsReaderReadsThem reads all pages as people who have the year first and 12 hours.
func TestEveryPageWritesDatesAsItsReaderReadsThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	aBusyDay(t, w)
	w.propose(vera, bigger...)
	known := 0
	for _, who := range []string{alba, rita, lena, walt} {
		if a := w.as(who).post("/me/reading", "date_order", "year-month-day", "clock", "12", "zone",
			"Europe/Berlin"); a.status != 303 {
			t.Fatalf("%s cannot choose: %d %.300s", who, a.status, a.main())
		}
		paths := []string{"/people?edit=4", "/teams?edit=3", "/leads?view=all", "/inbox?view=all", "/queue?view=team",
			"/agreement/versions/1"}
		for _, route := range w.server.Routes() {
			if route.Method == "GET" && !strings.Contains(route.Pattern, "{") && !silent[route.Pattern] &&
				!strings.HasPrefix(route.Pattern, "/help") && route.Pattern != "/api/docs" {
				paths = append(paths, route.Pattern)
			}
		}
		for _, id := range []int64{waitingLead(w, growthAndNorth), w.sentBackLead(), wonLead(w, growthAndNorth)} {
			paths = append(paths, fmt.Sprintf("/leads/%d", id))
		}
		for _, path := range paths {
			a := w.as(who).get(path)
			if a.status != 200 || path == "/me/reading" { // which shows all styles
				continue
			}
			for _, found := range inOtherStyle.FindAllString(shown(all(a.doc, element("main"))[0]), -1) {
				if strings.HasSuffix(found, "m") {
					known++
				} else if !strings.Contains(fieldsOf(a), found) {
					t.Errorf("%s as %s reads %q", path, who, found)
				}
			}
		}
	}
	if known < 20 {
		t.Errorf("only %d times by 12 hours were seen", known)
	}
}

// TestDatesAreWrittenInOnePlace looks for a date that a page writes without asking how its reader reads it. A month
// alone is read alike.
func TestDatesAreWrittenInOnePlace(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	past := regexp.MustCompile(`\.Format\("[^"]*(2 Jan|15:04)`)
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(code), "\n") {
			if !strings.HasSuffix(file, "_test.go") && past.MatchString(line) {
				t.Errorf("%s:%d: write it by the DateStyle of the person: %s", file, n+1, strings.TrimSpace(line))
			}
		}
	}
}

// shown are the words on a part of a page, with those that a pointer shows.
func shown(n *html.Node) string {
	words := []string{wordsOf(n)}
	for _, each := range all(n, func(n *html.Node) bool { return has(n, "title") }) {
		words = append(words, attr(each, "title"))
	}
	return strings.Join(words, " | ")
}

// fieldsOf are the hints that show how something is typed.
func fieldsOf(a answer) string {
	var words []string
	for _, hint := range all(a.doc, with("class", "hint")) {
		words = append(words, wordsOf(hint))
	}
	return strings.Join(words, " | ")
}

// sentBackLead is a lead that came back.
func (w *world) sentBackLead() int64 { w.t.Helper(); return int64(w.sentBack(growthAndNorth).Lead) }

func TestTheNameLeadsToTheAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range callers[1:] {
		a := w.as(c.email).get("/inbox")
		links := all(a.doc, with("href", "/me"))
		if len(links) != 2 || !strings.Contains(wordsOf(links[0]),
			w.word("SELECT name FROM people WHERE email = $1", c.email)) {
			t.Errorf("%s: %d links to the account, want one in the menu and one in the narrow one", c.name, len(links))
		}
		for _, tab := range all(all(w.as(c.email).get("/me").doc, with("class", "tabs"))[0], element("a")) {
			if a := w.as(c.email).get(attr(tab, "href")); a.status != 200 {
				t.Errorf("%s: %s answers %d", c.name, attr(tab, "href"), a.status)
			}
		}
	}
	if a := w.as(rita).post("/me/reading", "date_order", string(account.MonthFirst), "clock", "24", "zone",
		"Atlantis"); a.status != 422 || a.problem("zone") == "" || !strings.Contains(a.body, "Atlantis") {
		t.Errorf("a zone that there is not: %d", a.status)
	}
}
