package server_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"baton/internal/handoff"
	"baton/internal/hang"
	"baton/internal/lead"
)

func TestAFormSentTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fields := aLead(1, "key", "the-key-of-one-form-1")
	var wg sync.WaitGroup
	answers := make([]answer, 8)
	for i := range answers {
		c := w.as(lena)
		wg.Go(func() { answers[i] = c.post("/leads", fields...) })
	}
	wg.Wait()
	for _, a := range append(answers, w.as(lena).post("/leads", fields...)) {
		if a.status != 303 || a.to != answers[0].to {
			t.Errorf("answered %d to %q, want 303 to %q", a.status, a.to, answers[0].to)
		}
	}
	if leads, handoffs := w.number("SELECT count(*) FROM leads"), w.number("SELECT count(*) FROM handoffs"); leads != 1 ||
		handoffs != 1 {
		t.Errorf("there are %d leads and %d handoffs, want one of each", leads, handoffs)
	}
	if a := w.as(otto).post("/leads", aLead(2, "key", "the-key-of-one-form-1")...); a.status == 303 &&
		a.to == answers[0].to {
		t.Errorf("somebody else's key leads to %s", a.to)
	}
}

// A form that was sent, corrected and sent again with the same key is no repeat: nothing of the correction is lost
// without a word.
func TestAFormThatIsCorrectedAndSentAgainIsNoRepeat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := []string{"key", "0123456789abcdef01234567"}
	sent := w.as(lena).post("/leads", aLead(1, append(key, "name", "Typo Person", "email", "tyop@c18.example")...)...)
	before := w.rows()
	a := w.as(lena).post("/leads", aLead(1, append(key, "name", "Typo Person", "email", "typo@c18.example")...)...)
	if a.status != http.StatusConflict || a.value("email") != "typo@c18.example" || a.value("name") != "Typo Person" {
		t.Errorf("answered %d with %s", a.status, a.main())
	}
	for _, words := range []string{"You sent this form before.",
		"Typo Person was handed over as you first typed it. Your changes are not saved.",
		"To correct that lead, open it and take it back."} {
		if !strings.Contains(a.text(), words) {
			t.Errorf("it does not say %q: %s", words, a.text())
		}
	}
	if w.rows() != before {
		t.Error("what was refused left something behind")
	}
	if a.value("key") == key[1] || a.value("key") == "" {
		t.Errorf("the form goes on with the key %q", a.value("key"))
	}
	again := w.as(lena).post("/leads", aLead(1, append(key, "name", " Typo  Person ", "email", "TYOP@c18.example")...)...)
	if again.status != 303 || again.to != sent.to {
		t.Errorf("the same content is answered %d to %q", again.status, again.to)
	}
	third := w.as(lena).post("/leads",
		aLead(1, "key", a.value("key"), "name", "Typo Person", "email", "typo@c18.example")...)
	if third.status != 303 || third.to == sent.to || w.number("SELECT count(*) FROM leads") != 2 {
		t.Errorf("sent again as another lead: %d to %q", third.status, third.to)
	}
}

// A draft that was saved, corrected and handed over with the same key is changed by the next sending, and is one lead.
func TestADraftThatIsCorrectedWithTheSameKeyIsChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := []string{"key", "0123456789abcdef01234567"}
	w.as(lena).post("/leads", aLead(1, append(key, "draft", "1", "email", "tyop@c18.example")...)...)
	id := w.number("SELECT id FROM leads")
	a := w.as(lena).post("/leads", aLead(1, append(key, "email", "typo@c18.example")...)...)
	if a.status != http.StatusConflict || !strings.Contains(a.text(), "To change that lead, send this form again.") ||
		!strings.Contains(a.body, fmt.Sprintf(`action="/leads/%d/handoffs"`, id)) {
		t.Fatalf("answered %d: %s", a.status, a.text())
	}
	a = w.as(lena).post(fmt.Sprintf("/leads/%d/handoffs", id),
		aLead(1, "key", a.value("key"), "version", a.value("version"), "email", a.value("email"))...)
	if a.status != 303 || w.word(`
		SELECT string_agg(email || ' ' || stage, ', ')
		FROM leads`) != "typo@c18.example submitted" {
		t.Errorf("answered %d, leads are %s", a.status, w.word("SELECT string_agg(email || ' ' || stage, ', ') FROM leads"))
	}
}

func TestAnOldPageDecidesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := waiting(w, growthAndNorth)
	version := fmt.Sprint(w.number("SELECT version FROM handoffs WHERE id = $1", id))
	w.must(w.server.Desk.Ask(context.Background(), w.person(rita), handoff.ID(id), 0, "Since when?"))
	w.must(w.server.Desk.Answer(context.Background(), w.person(lena), handoff.ID(id), "Since May."))
	before := w.rows()
	a := w.as(rita).post(fmt.Sprintf("/handoffs/%d/rejection", id), "version", version, "reason", "wrong_size", "feedback",
		"They are nine.")
	line{}.check(t, a, http.StatusConflict)
	if !strings.Contains(a.main(), "They are nine.") {
		t.Errorf("what was typed is gone: %s", a.main())
	}
	for what, path := range map[string]string{"an acceptance": "acceptance", "a claim": "claim",
		"a question": "question"} {
		if a := w.as(rita).post(fmt.Sprintf("/handoffs/%d/%s", id, path), "version", version, "question",
			"Why?"); a.status != http.StatusConflict {
			t.Errorf("%s by an old page answered %d", what, a.status)
		}
	}
	unchanged(t, w, before)
}

func TestWhoIsSecondReadsWhoWasFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := waiting(w, growthAndNorth)
	if a := w.as(rita).post(fmt.Sprintf("/handoffs/%d/acceptance", id)); a.status != 303 {
		t.Fatalf("the first is answered %d", a.status)
	}
	for _, from := range []string{"/queue?view=team", "/leads/1"} {
		a := w.as(walt).post(fmt.Sprintf("/handoffs/%d/rejection", id), "here", from, "next", from, "reason", "wrong_size",
			"feedback", "They are nine.", "version", "1")
		line{}.check(t, a, http.StatusConflict)
		if !strings.Contains(a.main(), "Rita Vale accepted this lead on") {
			t.Errorf("from %s nobody says who was first: %s", from, a.main())
		}
		if !strings.Contains(a.main(), "They are nine.") {
			t.Errorf("from %s what was typed is gone: %s", from, a.main())
		}
	}
}

func TestOfManyAtOneLeadOneWins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := pooled(w, growthAndNorth)
	people := []string{rita, sami, walt, alba}
	for _, who := range people {
		w.as(who)
	}
	statuses := make([]int, 24)
	var wg sync.WaitGroup
	for i := range statuses {
		who := w.as(people[i%len(people)])
		wg.Go(func() { statuses[i] = who.post(fmt.Sprintf("/handoffs/%d/acceptance", id), "version", "1").status })
	}
	wg.Wait()
	tally := map[int]int{}
	for _, s := range statuses {
		tally[s]++
	}
	if tally[303] != 1 || tally[409] != len(statuses)-1 {
		t.Errorf("the answers were %v, want one 303 and the rest 409", tally)
	}
	if n := w.number("SELECT count(*) FROM events WHERE kind = 'accepted'"); n != 1 {
		t.Errorf("%d acceptances are in the history", n)
	}
}

func TestAnEditedLeadIsNotOverwritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := returnedLead(w, growthAndNorth)
	path := fmt.Sprintf("/leads/%d", id)
	form := w.as(lena).get(path + "/edit")
	version := form.value("version")
	if a := w.as(vera).post(path+"/handoffs", "version", version, "company", "Vera's spelling", "draft",
		"1"); a.status != 303 {
		t.Fatalf("the first edit is answered %d: %s", a.status, a.main())
	}
	a := w.as(lena).post(path+"/handoffs", "version", version, "company", "Lena's spelling", "name", "Ivo")
	line{}.check(t, a, http.StatusConflict)
	if a.value("company") != "Lena's spelling" {
		t.Errorf("the field holds %q, want what was typed", a.value("company"))
	}
	if got := w.word("SELECT company FROM leads WHERE id = $1", id); got != "Vera's spelling" {
		t.Errorf("the company is %q", got)
	}
	if a.value("version") == version {
		if again := w.as(lena).post(path+"/handoffs", "version", a.value("version"), "company", "Lena's spelling", "name",
			"Ivo"); again.status != 303 {
			t.Errorf("after the page said so, sending again is answered %d: the form still has the old version %s", again.status,
				version)
		}
	}
}

// flood sends a form of 100 MB, without saying so where chunked, and gives the answer and how much of it was taken.
func flood(t *testing.T, who *client, path, kind string, chunked bool) (status int, taken int64) {
	t.Helper()
	conn, err := net.Dial("tcp", who.w.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	length := "Content-Length: 104857600"
	if chunked {
		length = "Transfer-Encoding: chunked"
	}
	session := "none=1"
	if cookie := who.cookie(); cookie != nil {
		session = cookie.String()
	}
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: %s\r\n%s\r\n\r\n", path, who.w.address,
		session, kind, length)
	var sent atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		part := []byte("10000\r\n" + strings.Repeat("x", 64<<10) + "\r\n")
		for sent.Load() < 100<<20 {
			n, err := conn.Write(part)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	}()
	conn.SetReadDeadline(time.Now().Add(hang.Limit))
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	taken = sent.Load()
	conn.Close()
	<-done
	return response.StatusCode, taken
}

func TestAHugeBodyIsRefusedWithoutBeingKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := waiting(w, growthAndNorth)
	before := w.rows()
	for _, c := range []struct{ name, path, who, kind string }{
		{"a lead", "/leads", lena, formKind}, {"a rejection", fmt.Sprintf("/handoffs/%d/rejection", id), rita, formKind},
		{"signing in", "/sign-in", "", formKind}, {"a preview", "/leads/preview", lena, formKind},
		{"a form with files", "/leads", lena, "multipart/form-data; boundary=x"},
		{"no form at all", "/leads", lena, "application/json"},
	} {
		for _, chunked := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, chunked %v", c.name, chunked), func(t *testing.T) {
				who := w.stranger()
				if c.who != "" {
					who = w.as(c.who)
				}
				var start, end runtime.MemStats
				runtime.ReadMemStats(&start)
				status, taken := flood(t, who, c.path, c.kind, chunked)
				runtime.ReadMemStats(&end)
				form := c.kind == formKind || !chunked
				if form && status != http.StatusRequestEntityTooLarge || status >= 500 || status < 400 {
					t.Errorf("answered %d, want 413", status)
				}
				if took := (end.TotalAlloc - start.TotalAlloc) >> 20; took > 24 {
					t.Errorf("it took %d MB of memory", took)
				}
				if taken > 16<<20 {
					t.Errorf("%d MB were taken before the refusal", taken>>20)
				}
			})
		}
	}
	unchanged(t, w, before)
}

func TestAFormThatCannotBeReadIsRefusedInWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := waiting(w, growthAndNorth)
	before := w.rows()
	for name, body := range map[string]string{"a broken escape": "reason=wrong_size&feedback=%zz",
		"a semicolon": "reason=wrong_size;feedback=a"} {
		a := w.as(rita).send("POST", fmt.Sprintf("/handoffs/%d/rejection", id), strings.NewReader(body), formKind)
		checkPage(t, a)
		if a.status != 422 {
			t.Errorf("%s answered %d, want 422: %s", name, a.status, a.main())
		}
	}
	unchanged(t, w, before)
}

func TestWritesOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := waiting(w, growthAndNorth)
	before := w.rows()
	for name, headers := range map[string][]string{
		"another site":           {"Sec-Fetch-Site", "cross-site"},
		"a sister site":          {"Sec-Fetch-Site", "same-site"},
		"an old browser":         {"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
		"a page without address": {"Sec-Fetch-Site", "", "Origin", "null"},
	} {
		for _, method := range []string{"POST", "DELETE"} {
			a := w.as(rita).send(method, fmt.Sprintf("/handoffs/%d/acceptance", id), strings.NewReader(""), formKind, headers...)
			checkPage(t, a)
			if a.status != http.StatusForbidden {
				t.Errorf("%s of %s answered %d, want 403", method, name, a.status)
			}
		}
	}
	for _, path := range []string{"/sign-in", "/sign-out"} {
		if a := w.as(rita).send("POST", path, strings.NewReader(form("email", rita, "password", password)), formKind,
			"Sec-Fetch-Site", "cross-site"); a.status != 403 {
			t.Errorf("POST %s of another site answered %d", path, a.status)
		}
	}
	unchanged(t, w, before)
	if a := w.as(rita).send("GET", "/queue", nil, "", "Sec-Fetch-Site", "cross-site"); a.status != 200 {
		t.Errorf("a link from another site answers %d", a.status)
	}
}

func TestForgedPlacesInListsShowNothingOfOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	aBusyDay(t, w)
	theirs := w.number("SELECT max(id) FROM handoffs WHERE team_id = 4")
	name := w.word("SELECT l.name FROM leads l JOIN handoffs h ON h.lead_id = l.id WHERE h.id = $1", theirs)
	for _, path := range []string{"/queue", "/queue/rows", "/mine", "/leads", "/submissions", "/submissions/returned"} {
		for _, query := range []string{
			"after=-1", "after=0", "after=abc", "after=99999999999999999999", "after=" + fmt.Sprint(theirs), "after=1&after=2",
			"after=%00", "after=1%27--",
			"view=evil", "view=%3Cscript%3E", "view=team&view=me", "q=%25", "q=_", "q=%5C", "q=%00", "q=%FF",
			"q=" + strings.Repeat("a", 5000), "q=%3Cimg+src%3Dx%3E", "%zz", "a;b=c", "done=1&done=x",
			"act=evil", "q=" + url.QueryEscape(name),
		} {
			for _, who := range []string{rita, lena, walt, alba} {
				a := w.as(who).get(path + "?" + query)
				if a.status != 200 && a.status != 403 && a.status != 404 {
					t.Errorf("GET %s?%.60s by %s answers %d", path, query, who, a.status)
				}
				noMarkup(t, a)
				if who != alba && !strings.Contains(query, url.QueryEscape(name)) && strings.Contains(a.body, name+"<") {
					t.Errorf("GET %s?%.60s shows %s a lead of others", path, query, who)
				}
			}
		}
	}
	if a := w.as(rita).get(fmt.Sprintf("/queue?handoff=%d", theirs)); a.status != 404 {
		t.Errorf("the queue shows a handoff of others: %d", a.status)
	}
	if a := w.as(rita).get(fmt.Sprintf("/queue?done=%d", theirs)); a.status != 200 || strings.Contains(a.body, name) {
		t.Errorf("the queue tells of a handoff of others: %d", a.status)
	}
}

// elsewhere are addresses that must not be gone to.
var elsewhere = []string{
	"//evil.example", "//evil.example/queue", "https://evil.example", "http:evil.example", "https:/evil.example",
	"/\\evil.example", "\\\\evil.example", "\\/evil.example", "/%5cevil.example/..//",
	"/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "javascript:alert(1)",
	"data:text/html,x", "///evil.example", "/%09/evil.example", "//evil.example%2f..",
	"/queue\r\nSet-Cookie: baton=forged", "/queue\r\n\r\n<script>", "https://baton@evil.example", "evil.example", "?x",
	"#x", "/..//evil.example", "/./\\evil.example", strings.Repeat("/", 5000),
}

func TestNobodyIsSentAwayToAnotherSite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	check := func(what, to string, a answer) {
		t.Helper()
		base, _ := url.Parse("http://" + w.address + "/sign-in")
		went, err := base.Parse(a.to)
		if a.status >= 500 || err != nil || a.to == "" || went.Host != base.Host || strings.HasPrefix(a.to, "//") ||
			strings.ContainsAny(a.to, "\\\r\n\t") {
			t.Errorf("%s with %q sends to %q (%d)", what, to, a.to, a.status)
		}
		if strings.Contains(strings.Join(a.header.Values("Set-Cookie"), " "), "forged") {
			t.Errorf("%s with %q sets a cookie", what, to)
		}
	}
	for _, to := range elsewhere {
		check("signing in", to, w.stranger().post("/sign-in", "email", rita, "password", password, "next", to))
		check("the sign-in page", to, w.as(rita).get("/sign-in?next="+url.QueryEscape(to)))
		id := waiting(w, growthAndNorth)
		check("asking, by here,", to,
			w.as(rita).post(fmt.Sprintf("/handoffs/%d/question", id), "question", "Why?", "here", to, "next", to))
		check("accepting", to, w.as(rita).post(fmt.Sprintf("/handoffs/%d/acceptance", id), "next", to))
		check("recalling", to, w.as(lena).post(fmt.Sprintf("/handoffs/%d/recall", waiting(w, growthAndNorth)), "next", to))
		check("answering", to, w.as(lena).post(fmt.Sprintf("/handoffs/%d/answer", asked(w, growthAndNorth)), "answer", "May.",
			"next", to))
		if a := w.as(rita).post(fmt.Sprintf("/handoffs/%d/rejection", waiting(w, growthAndNorth)), "here", to, "next",
			to); a.status != 422 {
			t.Errorf("a rejection that is wrong, from %q, answers %d", to, a.status)
		}
	}
}

func TestOddRequestsAreAnsweredInWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.submit(lena, lead.Lead{}).Lead
	before := w.rows()
	for _, path := range []string{
		"//queue", "/queue/", "/QUEUE", "/queue//rows", "/leads/../people", "/leads/%2e%2e/people", "/./queue",
		"/leads/1/../2", fmt.Sprintf("/leads/%d;x=1", id), fmt.Sprintf("/leads/%d%%00", id),
		"/assets/../../go.mod", "/assets/%2e%2e/%2e%2e/go.mod", "/assets/..%2f..%2fgo.mod", "/assets/x/../../../etc/passwd",
		"/%", "/%zz", "/\u2028", "/leads/１", "/.git/config", "/.env", "/*", "/leads/{id}",
		"/" + strings.Repeat("a", 8000), "/handoffs/1/acceptance", "/leads/1/win", "/sign-out",
	} {
		for _, who := range []*client{w.as(alba), w.stranger()} {
			a, err := who.try("GET", path, nil, "")
			if err != nil {
				continue // the address itself is none
			}
			if a.status < 300 || a.status >= 500 || a.status >= 300 && a.status < 400 && !strings.HasPrefix(a.to, "/sign-in") {
				t.Errorf("GET %.80s answers %d to %q", path, a.status, a.to)
			}
			if strings.Contains(a.body, "module baton") || strings.Contains(a.body, "root:") {
				t.Errorf("GET %s shows a file", path)
			}
		}
	}
	for _, method := range []string{"PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW"} {
		for _, path := range []string{"/queue", fmt.Sprintf("/leads/%d", id), "/sign-in", "/none"} {
			a := w.as(alba).send(method, path, nil, "")
			if a.status != http.StatusMethodNotAllowed && a.status != http.StatusNotFound {
				t.Errorf("%s %s answers %d", method, path, a.status)
			}
			checkHeaders(t, a)
		}
	}
	if a := w.as(alba).post("/leads", "_method", "DELETE"); a.status != 405 && a.status != 404 {
		t.Errorf("a form that asks to DELETE the leads answers %d", a.status)
	}
	if a := w.as(alba).send("POST", "/queue", strings.NewReader(""), formKind); a.status != 405 && a.status != 404 {
		t.Errorf("POST /queue answers %d", a.status)
	}
	unchanged(t, w, before)
}

func TestHeadAnswersAsGetDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.submit(lena, lead.Lead{}).Lead
	for _, path := range []string{"/healthz", "/readyz", "/queue", fmt.Sprintf("/leads/%d", id), "/leads/999999", "/none",
		w.server.Assets.Base() + "/css/app.css"} {
		get, head := w.as(alba).get(path), w.as(alba).send("HEAD", path, nil, "")
		if head.status != get.status || head.body != "" {
			t.Errorf("HEAD %s answers %d with %d bytes, GET %d", path, head.status, len(head.body), get.status)
		}
	}
}

func TestReadingChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	aBusyDay(t, w)
	before := w.rows()
	for _, route := range w.server.Routes() {
		if route.Method != http.MethodGet || route.Pattern == "/live" {
			continue
		}
		for _, who := range []string{lena, rita, alba} {
			for _, query := range []string{"", "?_method=DELETE", "?draft=1&name=x&email=x@y.example",
				"?act=accept&reason=wrong_size&version=1", "?act=reject", "?done=1"} {
				path := strings.NewReplacer("{id}", "1", "{token}", "x", "*", "css/app.css").Replace(route.Pattern)
				if a := w.as(who).send("GET", path+query, nil, "", "X-HTTP-Method-Override", "DELETE"); a.status >= 500 {
					t.Errorf("GET %s%s answers %d", path, query, a.status)
				}
			}
		}
	}
	unchanged(t, w, before)
}
