package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"baton/internal/account"
)

func TestATouchIsToldOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.lead("ada@company.example")
	key := w.key("Website forms")
	a := w.wants(w.tell(key, `{"email": "ADA@company.example", "kind": "webinar", "source": "webinar", "campaign": 1,
		"utm_source": "news", "note": "Stayed.", "at": "2026-11-02T11:30:00+01:00"}`), 201)
	if x := a.touches[0]; len(a.touches) != 1 || x.Lead != int64(id) || x.Kind != "webinar" || x.Stage != "captured" ||
		x.At.Format("2006-01-02T15:04:05Z07:00") != "2026-11-02T10:30:00Z" {
		t.Errorf("it answers %s", a.body)
	}
	w.wants(w.tell(key, fmt.Sprintf(`[{"lead": %d, "kind": "form"}, {"lead": %d, "kind": "reply", "note": null}]`, id,
		id)), 201)
	list := w.wants(w.ask("GET", fmt.Sprintf("/touches?lead=%d", id), key, ""), 200)
	var told []string
	for _, x := range list.touches {
		told = append(told, x.Kind+" by "+x.RecordedBy)
	}
	// Those of the same moment stand in the order in which they came, and the draft was typed at that moment too.
	if got := strings.Join(told,
		", "); got != "reply by Website forms, form by Website forms, submission by Lena Marsh, webinar by Website forms" {
		t.Errorf("they are %s", got)
	}
	if x := list.touches[3]; x.Source != "Webinar" || x.Campaign != "Autumn webinar" || x.UTMSource != "news" ||
		x.Note != "Stayed." || x.ID == 0 {
		t.Errorf("it was kept as %+v", x)
	}
}

func TestTouchesAreReadInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lead("ada@company.example")
	key := w.key("lena")
	w.wants(w.tell(key, "["+strings.Repeat(`{"email": "ada@company.example", "kind": "visit"},`,
		4)+`{"email": "ada@company.example", "kind": "form", "at": "2026-11-01T00:00:00Z"}]`), 201)
	seen, cursor, pages := map[int64]bool{}, "", 0
	for pages == 0 || cursor != "" {
		a := w.wants(w.ask("GET", "/touches?email=ada@company.example&limit=2&cursor="+cursor, key, ""), 200)
		for _, x := range a.touches {
			if seen[x.ID] {
				t.Errorf("%d comes twice", x.ID)
			}
			seen[x.ID] = true
		}
		cursor = a.next
		pages++
	}
	if len(seen) != 6 || pages != 3 {
		t.Errorf("%d touches on %d pages", len(seen), pages)
	}
}

func TestWhatIsWrongWithARequestIsToldByPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lead("ada@company.example")
	key := w.key("lena")
	touch := func(fields string) string { return `{"email": "ada@company.example", "kind": "form"` + fields + `}` }
	for _, c := range []struct {
		name, body string
		status     int
		places     string
		says       string
	}{
		{"nothing", "", 400, "", "needs a JSON body"},
		{"spaces", "  \n", 400, "", "needs a JSON body"},
		{"not valid JSON", "name=Ada", 400, "", "not valid JSON"},
		{"not a number", `{"lead": NaN, "kind": "form"}`, 400, "", "byte 10"},
		{"broken off", `{"lead": 1, "kind": "fo`, 400, "", "ends too early"},
		{"two bodies", touch("") + touch(""), 400, "", "after the end"},
		{"deep", strings.Repeat("[", 100_000), 400, "", "not valid JSON"},
		{"a byte order mark", "\ufeff" + touch(""), 400, "", "not valid JSON"},
		{"a text", `"form"`, 422, "#", "object"},
		{"a number", `12`, 422, "#", "object"},
		{"null", `null`, 422, "#", "object"},
		{"an empty list", `[]`, 422, "#", "at least one touch"},
		{"a list of lists", `[[]]`, 422, "#/0", "object"},
		{"an empty object", `{}`, 422, "#/kind #/lead", ""},
		{"no kind", `{"email": "ada@company.example"}`, 422, "#/kind", "form, visit, webinar, reply, event"},
		{"a kind that is none", `{"email": "ada@company.example", "kind": "sermon"}`, 422, "#/kind", "one of"},
		{"a kind of Baton's own", `{"email": "ada@company.example", "kind": "import"}`, 422, "#/kind", "one of"},
		{"nobody", `{"kind": "form"}`, 422, "#/lead", "Name the lead"},
		{"somebody in two ways", touch(`, "lead": 1`), 422, "#/lead", "only one way"},
		{"a lead in words", `{"lead": "1", "kind": "form"}`, 422, "#/lead", "whole number"},
		{"a lead in part", `{"lead": 1.5, "kind": "form"}`, 422, "#/lead", "whole number"},
		{"a lead with an exponent", `{"lead": 1e3, "kind": "form"}`, 422, "#/lead", "whole number"},
		{"a negative lead", `{"lead": -1, "kind": "form"}`, 422, "#/lead", "whole number"},
		{"lead 0", `{"lead": 0, "kind": "form"}`, 422, "#/lead", "whole number"},
		{"an enormous lead", `{"lead": 99999999999999999999, "kind": "form"}`, 422, "#/lead", "whole number"},
		{"an address that is none", `{"email": "ada", "kind": "form"}`, 422, "#/email", "e-mail address is not complete"},
		{"an address that is a list", `{"email": ["ada@company.example"], "kind": "form"}`, 422, "#/email", "a text"},
		{"an id that cannot be shown", `{"external_id": "a\u0000b", "kind": "form"}`, 422, "#/external_id",
			"invisible character"},
		{"an id too long", `{"external_id": "` + strings.Repeat("x", 201) + `", "kind": "form"}`, 422, "#/external_id",
			"too long"},
		{"a note that is none", touch(`, "note": {"text": "Hello"}`), 422, "#/note", "a text"},
		{"a note too long", touch(`, "note": "` + strings.Repeat("x", 10_001) + `"`), 422, "#/note", "10,001"},
		{"a note that turns around", touch(`, "note": "a\u202eb"`), 422, "#/note", "invisible character"},
		{"half a character", touch(`, "note": "\ud800"`), 422, "#/note", "invisible character"},
		{"bytes that are no text", touch(", \"note\": \"\xff\""), 422, "#/note", "invisible character"},
		{"a mark too long", touch(`, "utm_term": "` + strings.Repeat("x", 201) + `"`), 422, "#/utm_term", "201"},
		{"a mark that is a number", touch(`, "utm_medium": 12`), 422, "#/utm_medium", "a text"},
		{"an unknown source", touch(`, "source": "Telepathy"`), 422, "#/source", "no such source"},
		{"an unknown id of a source", touch(`, "source": 99`), 422, "#/source", "no such source"},
		{"a source that is none", touch(`, "source": true`), 422, "#/source", "name in quotation marks"},
		{"an unknown campaign", touch(`, "campaign": "Winter"`), 422, "#/campaign", "no such campaign"},
		{"a campaign below 0", touch(`, "campaign": -3`), 422, "#/campaign", "above 0"},
		{"a time to come", touch(`, "at": "2026-11-03T10:02:00Z"`), 422, "#/at", "in the future"},
		{"a time long ago", touch(`, "at": "2024-11-03T09:59:59Z"`), 422, "#/at", "more than 2 years"},
		{"a day", touch(`, "at": "2026-11-03"`), 422, "#/at", "RFC 3339"},
		{"a time without a zone", touch(`, "at": "2026-11-03T09:00:00"`), 422, "#/at", "RFC 3339"},
		{"a time that was never set", touch(`, "at": "0001-01-01T00:00:00Z"`), 422, "#/at", "year 1"},
		{"a time in seconds", touch(`, "at": 1762160400`), 422, "#/at", "RFC 3339"},
		{"an unknown field", touch(`, "colour": "red"`), 422, "#/colour", "no such field"},
		{"an unknown field with a slash", touch(`, "a/b~c d": 1`), 422, "#/a~1b~0c%20d", "no such field"},
		{"a field with an enormous name", touch(`, "` + strings.Repeat("x", 5000) + `": 1`), 422, "#", "does not have"},
		{"fields in capitals", `{"Email": "ada@company.example", "kind": "form"}`, 422, "#/Email #/lead", ""},
		{"all of it", `{"lead": "x", "kind": 3, "source": [], "note": 4, "at": 5, "x": 6}`, 422,
			"#/at #/kind #/lead #/note #/source #/x", ""},
		{"one of several", "[" + touch("") + "," + touch("") + "," + touch(`, "at": "soon"`) + "]", 422, "#/2/at",
			"RFC 3339"},
		{"two of several", `[{"kind": "form"},` + touch("") + `,{"email": "ada@company.example"}]`, 422, "#/0/lead #/2/kind",
			""},
		{"the third of several sources",
			"[" + touch(`, "source": 1`) + "," + touch("") + "," + touch(`, "source": "Telepathy"`) + "]", 422, "#/2/source",
			"no such source"},
		{"101", "[" + strings.Repeat(touch("")+",", 100) + touch("") + "]", 422, "#", "101 touches. The maximum is 100"},
		{"a stranger", `{"email": "bob@company.example", "kind": "form"}`, 404, "#/email", "Create the lead first"},
		{"a lead that is not there", `{"lead": 999, "kind": "form"}`, 404, "#/lead", "Create the lead first"},
		{"an enormous lead that is not there", `{"lead": 9223372036854775807, "kind": "form"}`, 404, "#/lead", ""},
		{"strangers among others",
			"[" + touch("") + `,{"external_id": "crm-1", "kind": "form"},{"lead": 999, "kind": "form"}]`, 404,
			"#/1/external_id #/2/lead", ""},
		{"an enormous body", touch(`, "note": "` + strings.Repeat("x", 1<<20) + `"`), 413, "", "The maximum is 1 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := w.kept()
			a := w.tell(key, c.body, "Idempotency-Key", "key-1", "Content-Type", "application/json")
			if a.status != c.status || a.problem.places() != c.places {
				t.Errorf("answered %d at %q, want %d at %q: %.400s", a.status, a.problem.places(), c.status, c.places, a.body)
			}
			if !strings.Contains(a.body, c.says) {
				t.Errorf("it says %.400s, want %q in it", a.body, c.says)
			}
			if after := w.kept(); after != before {
				t.Errorf("%d rows were kept", after-before)
			}
		})
	}
	if said := w.log.said(); said != "" {
		t.Errorf("there were faults: %s", said)
	}
}

func TestHowARequestIsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lead("ada@company.example")
	key := w.key("lena")
	body := `{"email": "ada@company.example", "kind": "form"}`
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
	}{
		{"as JSON with a charset", "POST", "/touches", body, []string{"Content-Type", "application/json; charset=utf-8"},
			201},
		{"as some JSON", "POST", "/touches", body, []string{"Content-Type", "application/vnd.baton+json"}, 201},
		{"as nothing", "POST", "/touches", body, []string{"Content-Type", ""}, 201},
		{"wanting HTML", "POST", "/touches", body, []string{"Accept", "text/html"}, 201},
		{"as a form", "POST", "/touches", body, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"as text", "POST", "/touches", body, []string{"Content-Type", "text/plain"}, 415},
		{"as no type", "POST", "/touches", body, []string{"Content-Type", ";;"}, 415},
		{"as XML", "POST", "/touches", "<touch/>", []string{"Content-Type", "application/xml"}, 415},
		{"with a key for once that is too long", "POST", "/touches", body,
			[]string{"Idempotency-Key", strings.Repeat("x", 201)}, 422},
		{"with a key for once in odd letters", "POST", "/touches", body, []string{"Idempotency-Key", "sch\xf6n"}, 422},
		{"with a parameter that is none", "POST", "/touches?dry_run=1", body, nil, 422},
		{"by another method", "PUT", "/touches", body, nil, 405},
		{"by taking it away", "DELETE", "/touches", "", nil, 405},
		{"to nowhere", "GET", "/touches/1", "", nil, 404},
		{"to nothing at all", "GET", "/", "", nil, 404},
		{"for nobody", "GET", "/touches", "", nil, 422},
		{"for somebody in two ways", "GET", "/touches?lead=1&email=ada@company.example", "", nil, 422},
		{"for a lead in words", "GET", "/touches?lead=one", "", nil, 422},
		{"for an address with marks", "GET", "/touches?email=%00%ff", "", nil, 422},
		{"for an id with marks", "GET", "/touches?external_id=%00%ff", "", nil, 422},
		{"with a limit of 0", "GET", "/touches?email=ada@company.example&limit=0", "", nil, 422},
		{"with a limit too large", "GET", "/touches?email=ada@company.example&limit=101", "", nil, 422},
		{"with a forged cursor", "GET", "/touches?email=ada@company.example&cursor=AAAA", "", nil, 422},
		{"with a cursor of all ones", "GET", "/touches?email=ada@company.example&cursor=_____________________w", "", nil,
			422},
		{"with a parameter that is not there", "GET", "/touches?email=ada@company.example&page=2", "", nil, 422},
		{"for a stranger", "GET", "/touches?email=bob@company.example", "", nil, 404},
		{"for a lead", "GET", "/touches?email=ada@company.example", "", nil, 200},
	} {
		a := w.ask(c.method, c.path, key, c.body, c.headers...)
		if a.status != c.status {
			t.Errorf("%s: answered %d, want %d: %.300s", c.name, a.status, c.status, a.body)
		}
		if c.status == http.StatusUnprocessableEntity && len(a.problem.Errors) == 0 {
			t.Errorf("%s: it is not told where it is wrong: %s", c.name, a.body)
		}
		if c.status == http.StatusMethodNotAllowed && a.header.Get("Allow") != "GET, POST" {
			t.Errorf("%s: allowed is %q", c.name, a.header.Get("Allow"))
		}
	}
	if said := w.log.said(); said != "" {
		t.Errorf("there were faults: %s", said)
	}
}

func TestARequestThatIsSentAgainGetsItsFirstAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.lead("ada@company.example")
	key := w.key("Website forms")
	body := `{"email": "ada@company.example", "kind": "form"}`
	var mu sync.Mutex
	var answers []string
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			a := w.tell(key, body, "Idempotency-Key", "order 12")
			mu.Lock()
			defer mu.Unlock()
			answers = append(answers, fmt.Sprint(a.status, a.body))
		})
	}
	all.Wait()
	w.now = w.now.AddDate(0, 0, 1)
	again := w.tell(w.key("Website forms, next", account.WriteTouches), body, "Idempotency-Key", "order 12")
	if again.status != 201 || fmt.Sprint(again.status, again.body) == answers[0] {
		t.Errorf("another service has keys of its own, and is answered %d %s", again.status, again.body)
	}
	for _, a := range append(answers, func() string {
		a := w.tell(key, body, "Idempotency-Key", "order 12")
		return fmt.Sprint(a.status, a.body)
	}()) {
		if a != answers[0] || !strings.HasPrefix(a, "201") {
			t.Errorf("one is answered %s, another %s", answers[0], a)
		}
	}
	if n := w.number("SELECT count(*) FROM touches WHERE lead_id = $1 AND kind = 'form'", id); n != 2 {
		t.Errorf("%d touches were kept of two requests", n)
	}
	other := w.wants(w.tell(key, body+" ", "Idempotency-Key", "order 12"), 422)
	if !strings.Contains(other.problem.Detail, "another request") {
		t.Errorf("another body is answered %s", other.body)
	}
	// What was refused may be mended under the same key.
	w.wants(w.tell(key, `{"email": "ada@company.example"}`, "Idempotency-Key", "order 13"), 422)
	w.wants(w.tell(key, body, "Idempotency-Key", "order 13"), 201)
}
