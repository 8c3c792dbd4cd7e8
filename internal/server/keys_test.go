package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"baton/internal/api"
	"baton/internal/lead"
	"baton/internal/server/settings"
)

// program sends a request to the API with a key, as a program does: without cookies.
func (w *world) program(key, method, path, body string, headers ...string) (status int, said string) {
	w.t.Helper()
	request, err := http.NewRequest(method, "http://"+w.address+settings.APIBase+path, strings.NewReader(body))
	w.must(err)
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	w.must(err)
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	w.must(err)
	if cookies := response.Cookies(); len(cookies) > 0 {
		w.t.Errorf("a program gets cookies: %v", cookies)
	}
	return response.StatusCode, string(read)
}

// key makes a key by the page, and reads it there.
func (c *client) key(fields ...string) string {
	c.t.Helper()
	if a := c.post("/settings/keys",
		append([]string{"scope", "touches:write", "scope", "touches:read"}, fields...)...); a.status != 303 {
		c.t.Fatalf("making a key answers %d: %s", a.status, a.main())
	}
	return shownKey(c.get("/settings/keys"))
}

// shownKey is the new key that a page shows, "" for none.
func shownKey(a answer) string {
	for _, n := range all(a.doc, with("id", "one-time-link")) {
		return attr(n, "value")
	}
	return ""
}

func TestAKeyIsShownOnceAndWorksUntilItIsRevoked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ours := w.ours()
	admin := w.as(alba)
	key := admin.key("name", "Website forms", "team", "1")
	if !strings.HasPrefix(key, "baton_") {
		t.Fatalf("the page shows %q as the key", key)
	}
	again := admin.get("/settings/keys")
	if shownKey(again) != "" || strings.Contains(again.body, key) {
		t.Error("the key is shown twice")
	}
	if text := again.text(); !strings.Contains(text, "Website forms") || !strings.Contains(text, "Service, Growth") ||
		!strings.Contains(text, key[:12]+"…") || !strings.Contains(text, "Never used") {
		t.Errorf("the list says %s", again.main())
	}
	touch := fmt.Sprintf(`{"lead": %d, "kind": "webinar"}`, ours.Lead)
	if status, said := w.program(key, "POST", "/touches", touch); status != 201 {
		t.Fatalf("the API answers %d: %s", status, said)
	}
	if status, _ := w.program(key, "POST", "/touches",
		fmt.Sprintf(`{"lead": %d, "kind": "webinar"}`, w.theirs().Lead)); status != 404 {
		t.Errorf("a lead of another team is answered %d", status)
	}
	if page := w.as(lena).get(fmt.Sprintf("/leads/%d", ours.Lead)); !strings.Contains(page.text(),
		"Website forms added a new touch") {
		t.Errorf("the history of the lead says %s", page.main())
	}
	if text := admin.get("/settings/keys").text(); !strings.Contains(text, "Used on") {
		t.Error("the list does not say that the key is used")
	}
	if people := admin.get("/people"); strings.Contains(people.text(), "Website forms") {
		t.Error("the service is listed among the people")
	}
	asks := admin.get("/settings/keys?revoke=1")
	if !strings.Contains(asks.text(), "Programs that use the key") {
		t.Errorf("it is not asked whether to revoke: %s", asks.main())
	}
	if a := admin.post("/settings/keys/1/revocation"); a.status != 303 {
		t.Fatalf("revoking answers %d", a.status)
	}
	if status, said := w.program(key, "POST", "/touches", touch); status != 401 || !strings.Contains(said, "revoked") {
		t.Errorf("a revoked key is answered %d: %s", status, said)
	}
	if text := admin.get("/settings/keys?revoke=1").text(); !strings.Contains(text, "Revoked by Alba Quist") ||
		strings.Contains(text, "Programs that use the key") {
		t.Errorf("afterwards the list says %s", text)
	}
}

func TestAKeyThatIsNotTakenKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(alba)
	admin.key("name", "Website forms")
	for _, c := range []struct {
		name, field string
		sends       []string
	}{
		{"no name", "name", []string{"scope", "touches:write"}},
		{"a name too long", "name", []string{"name", strings.Repeat("x", 201), "scope", "touches:write"}},
		{"nothing that it may", "scope", []string{"name", "Fair"}},
		{"a scope that is none", "scope", []string{"name", "Fair", "scope", "everything"}},
		{"a service that is there", "owner", []string{"name", "website FORMS", "scope", "touches:write"}},
		{"somebody who is not there", "owner", []string{"name", "Fair", "owner", "999", "scope", "touches:write"}},
		{"a sales team", "team", []string{"name", "Fair", "team", "3", "scope", "touches:write"}},
		{"a day that is none", "expires_on", []string{"name", "Fair", "expires_on", "soon", "scope", "touches:write"}},
		{"a day that is over", "expires_on", []string{"name", "Fair", "expires_on", "2020-01-01", "scope", "touches:write"}},
	} {
		before := w.rows()
		a := admin.post("/settings/keys", c.sends...)
		if a.status != 422 || a.problem(c.field) == "" && c.field != "scope" || c.field == "scope" &&
			!strings.Contains(a.body, `aria-invalid="true"`) {
			t.Errorf("%s: answered %d, of %s it says %q: %s", c.name, a.status, c.field, a.problem(c.field), a.main())
		}
		if c.field != "name" && a.value("name") != c.sends[1] {
			t.Errorf("%s: the name is %q now", c.name, a.value("name"))
		}
		if shownKey(admin.get("/settings/keys")) != "" {
			t.Errorf("%s: a key is shown", c.name)
		}
		unchanged(t, w, before)
	}
}

// A forged cookie shows nothing, and neither does a key that nobody made.
func TestWhatIsNoKeyIsNotShownAsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.as(alba).send("GET", "/settings/keys", nil, "", "Cookie",
		w.as(alba).cookie().String()+"; baton-key=baton_FORGED")
	if shownKey(a) != "" || strings.Contains(a.body, "FORGED") {
		t.Errorf("the page shows a forged key: %s", a.main())
	}
}

func TestTheAPIAndThePagesKeepToThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ours := w.ours()
	body := fmt.Sprintf(`{"lead": %d, "kind": "webinar"}`, ours.Lead)
	// Who is signed in at the pages is nobody at the API, and a key opens no page.
	if a := w.as(alba).send("POST", "/api/v1/touches", strings.NewReader(body), "application/json"); a.status != 401 ||
		a.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("a session is answered %d as %s", a.status, a.header.Get("Content-Type"))
	}
	key := w.as(alba).key("name", "Forms")
	if a := w.stranger().send("GET", "/queue", nil, "", "Authorization", "Bearer "+key); a.status != 303 {
		t.Errorf("a key at a page is answered %d", a.status)
	}
	// A form of another site changes nothing at the pages; at the API only the key counts.
	if status, _ := w.program(key, "POST", "/touches", body, "Sec-Fetch-Site", "cross-site", "Origin",
		"https://elsewhere.example"); status != 201 {
		t.Errorf("a program that a browser runs is answered %d", status)
	}
	if a := w.as(alba).send("POST", "/settings/keys", strings.NewReader("name=x&scope=touches:write"), formKind,
		"Sec-Fetch-Site", "cross-site"); a.status != 403 {
		t.Errorf("a form of another site is answered %d", a.status)
	}
	for path, kind := range map[string]string{"/api/v1/nothing": "application/problem+json",
		"/api": "text/html; charset=utf-8", "/api/nothing": "text/html; charset=utf-8"} {
		if a := w.stranger().get(path); a.status != 404 || a.header.Get("Content-Type") != kind {
			t.Errorf("%s is answered %d as %s", path, a.status, a.header.Get("Content-Type"))
		}
	}
	if a := w.stranger().get("/api/v1/openapi.json"); a.status != 200 || a.header.Get("X-Frame-Options") != "DENY" ||
		!json.Valid([]byte(a.body)) {
		t.Errorf("the document is answered %d with %v", a.status, a.header)
	}
}

func TestThePageOfTheAPISaysWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.stranger().get("/api/docs")
	text := a.text()
	for _, words := range []string{"POST /api/v1/touches", "GET /api/v1/touches", "touches:write", "touches:read",
		"Idempotency-Key", "external_id", "form, visit, webinar, reply, event", "touches.stage", "422"} {
		if !strings.Contains(text, words) {
			t.Errorf("it does not say %q: %s", words, a.main())
		}
	}
	for _, route := range api.Routes() {
		if line := route.Method + " " + api.Base + route.Pattern; route.Scope != "" && strings.Count(text, line) < 2 {
			t.Errorf("%s is not both in the contents and on the page", line)
		}
	}
	for _, n := range all(a.doc, func(*html.Node) bool { return true }) {
		for _, name := range []string{"href", "src"} {
			if to := attr(n, name); to != "" && !strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "#") {
				t.Errorf("the page loads or leads to %s", to)
			}
		}
	}
}

// A program tells of a touch; by it the lead meets the definition, and a rep sees it in the queue.
func TestATouchThatMakesALeadReadyBringsItIntoTheQueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec(`UPDATE agreements SET terms = jsonb_set(jsonb_set(terms, '{auto_submit}', 'true'), '{definition,all}',
		terms -> 'definition' -> 'all' || '[{"field": "touch.count", "op": "at_least", "value": [2]}]')`)
	w.exec("UPDATE installation SET policy_version = policy_version + 1")
	sub := lead.Lead{Name: "Ines Ready", Email: "ines@ready.example", Company: "Ready", Country: "FR", Source: 1,
		Campaign: 1, Note: "Saw the webinar."}
	if a := w.as(lena).post("/leads", "draft", "1", "key", "a-key-of-sixteen-or-more", "name", sub.Name, "email",
		sub.Email, "company", sub.Company, "country", sub.Country, "source", "1", "campaign", "1", "note",
		sub.Note); a.status != 303 {
		t.Fatalf("keeping the lead answers %d: %s", a.status, a.main())
	}
	if got := w.word("SELECT stage FROM leads WHERE email = 'ines@ready.example'"); got != "captured" {
		t.Fatalf("the lead is %s before", got)
	}
	key := w.as(alba).key("name", "Website forms")
	status, said := w.program(key, "POST", "/touches",
		`{"email": "ines@ready.example", "kind": "webinar", "campaign": "Autumn webinar"}`, "Idempotency-Key", "one")
	if status != 201 || !strings.Contains(said, `"stage":"submitted"`) || !strings.Contains(said, `"handoff":`) {
		t.Fatalf("the API answers %d: %s", status, said)
	}
	if again, first := w.program(key, "POST", "/touches",
		`{"email": "ines@ready.example", "kind": "webinar", "campaign": "Autumn webinar"}`, "Idempotency-Key",
		"one"); again != 201 || first != said {
		t.Errorf("sent again, it answers %d: %s", again, first)
	}
	if queue := w.as(rita).get("/queue?view=team"); !strings.Contains(queue.text(), "Ines Ready") {
		t.Errorf("the queue shows %s", queue.main())
	}
}

// aKeyByTheScreen makes a key, copies it, uses it, and revokes it.
func aKeyByTheScreen(t *testing.T, chromium context.Context, prepare ...func(*tab)) {
	w := newWorld(t)
	ours := w.ours()
	b := w.open(t, chromium, alba, prepare...)
	b.visit("/settings/keys")
	b.reads("There are no keys yet.")
	b.fill(".entry [name=name]", "Website forms")
	b.pressButton("Make the key")
	b.reads("The key Website forms is made.")
	b.click("#one-time-link")
	if !b.plain {
		b.until("the whole key is selected, to be copied",
			`(({selectionStart, selectionEnd, value}) => 
				selectionStart === 0 && selectionEnd === value.length)(document.querySelector("#one-time-link"))`)
	}
	key := b.value(`document.querySelector("#one-time-link").value`)
	if status, said := w.program(key, "POST", "/touches",
		fmt.Sprintf(`{"lead": %d, "kind": "form"}`, ours.Lead)); status != 201 {
		t.Fatalf("the API answers %d: %s", status, said)
	}
	b.visit("/settings/keys")
	b.reads("Used on")
	b.until("the key is not shown again",
		`!document.querySelector("#one-time-link") && !document.body.innerHTML.includes(`+fmt.Sprintf("%q", key)+`)`)
	b.click(`a[href="/settings/keys?revoke=1"]`)
	b.reads("Programs that use the key")
	b.pressButton("Revoke the key")
	b.until("it is revoked", `document.querySelector(".retired #key-1")`)
	if status, _ := w.program(key, "GET", "/touches?lead=1", ""); status != 401 {
		t.Errorf("the revoked key is answered %d", status)
	}
}
