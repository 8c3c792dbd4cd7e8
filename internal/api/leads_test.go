package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"baton/internal/account"
)

// told is the body of an answer, whatever it is about.
func (a answer) told(t testing.TB) map[string]any {
	t.Helper()
	var told map[string]any
	decoder := json.NewDecoder(strings.NewReader(a.body))
	decoder.UseNumber()
	if err := decoder.Decode(&told); err != nil {
		t.Fatalf("%v: %.300s", err, a.body)
	}
	return told
}

// at is what the body of an answer has at a path, in words; "" for nothing.
func (a answer) at(t testing.TB, path string) string {
	t.Helper()
	var at any = a.told(t)
	for name := range strings.SplitSeq(path, ".") {
		switch in := at.(type) {
		case map[string]any:
			at = in[name]
		case []any:
			var i int
			if _, err := fmt.Sscan(name, &i); err != nil || i >= len(in) {
				return ""
			}
			at = in[i]
		default:
			return ""
		}
	}
	if at == nil {
		return ""
	}
	return fmt.Sprint(at)
}

// says fails unless the body of an answer has these values at these paths.
func (w *world) says(a answer, pairs ...string) {
	w.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if got := a.at(w.t, pairs[i]); got != pairs[i+1] {
			w.t.Errorf("%s is %q, want %q: %.600s", pairs[i], got, pairs[i+1], a.body)
		}
	}
}

const ada = `{"first_name": "Ada", "last_name": "Byron", "email": "Ada@Company.example", "phone": "030 123456",
	"country": "de", "job_title": "CFO", "company": "Company", "company_size": "51-200", "industry": "Toys",
	"city": "Berlin", "website": "company.example", "source": "webinar", "campaign": 1, "persona": "Head of logistics",
	"note": "Wants a demo.", "consent": true, "external_id": "crm-7", "custom": {"tier": "gold", "seats": 12},
	"kind": "webinar", "at": "2026-11-02T09:00:00Z", "utm_source": "news"}`

func TestALeadIsCreatedReadAndFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.key("lena")
	made := w.wants(w.ask("POST", "/leads", key, ada), 201)
	w.says(made, "new", "true", "said.0", "", "lead.stage", "captured", "lead.name", "Ada Byron", "lead.version", "1")
	path := "/leads/" + made.at(t, "lead.id")
	got := w.wants(w.ask("GET", path, key, ""), 200)
	w.says(got, "name", "Ada Byron", "email", "ada@company.example", "phone", "+4930123456", "country", "DE",
		"job_title", "CFO", "company", "Company", "company_size", "51", "industry", "Toys", "city", "Berlin",
		"website", "company.example", "source", "Webinar", "campaign", "Autumn webinar", "persona", "Head of logistics",
		"note", "Wants a demo.", "consent", "true", "consent_at", "2026-11-02T09:00:00Z", "external_id", "crm-7",
		"external_source", "Webinar", "custom.tier", "gold", "custom.seats", "12", "marketing_team", "1",
		"created_at", "2026-11-02T09:00:00Z")
	if got.header.Get("ETag") != `"1"` {
		t.Errorf("its ETag is %s", got.header.Get("ETag"))
	}
	touches := w.wants(w.ask("GET", "/touches?lead="+made.at(t, "lead.id"), key, ""), 200)
	w.says(touches, "touches.0.kind", "webinar", "touches.0.utm_source", "news", "touches.0.note", "Wants a demo.",
		"touches.1", "")
	for _, query := range []string{"email=ADA@company.example", "phone=%2B49+30+123456", "external_id=crm-7",
		"external_id=crm-7&external_source=webinar", "updated_since=2020-01-01T00:00:00Z", ""} {
		w.says(w.wants(w.ask("GET", "/leads?"+query, key, ""), 200), "leads.0.id", made.at(t, "lead.id"), "leads.1", "")
	}
	for _, query := range []string{"email=bob@company.example", "phone=%2B4930999999", "external_id=crm-8",
		"external_id=crm-7&external_source=other", "updated_since=2999-01-01T00:00:00Z"} {
		w.says(w.wants(w.ask("GET", "/leads?"+query, key, ""), 200), "leads.0", "")
	}
	for query, parameter := range map[string]string{"email=ada": "email", "phone=12": "phone", "cursor=x": "cursor",
		"limit=0": "limit", "external_source=x": "external_source", "updated_since=soon": "updated_since",
		"email=a@b.example&external_id=3": "email", "colour=red": "colour"} {
		if a := w.wants(w.ask("GET", "/leads?"+query, key, ""), 422); a.problem.places() != parameter {
			t.Errorf("%s is refused for %s: %s", query, a.problem.places(), a.body)
		}
	}
}

func TestSomebodyKnownGetsATouchAndWhatTheyLacked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.key("Website forms")
	w.wants(w.ask("POST", "/leads", key, ada), 201)
	again := w.wants(w.ask("POST", "/leads", key, `{"email": "ada@company.example", "company": "Other Ltd",
		"custom": {"tier": "silver", "zone": "north"}, "kind": "form"}`), 200)
	w.says(again, "new", "false", "changed", "true", "lead.company", "Company", "lead.custom.tier", "gold",
		"lead.custom.zone", "north", "lead.version", "2", "said.0.field", "company", "said.1.field", "custom.tier",
		"said.2", "")
	if words := again.at(t, "said.1.words"); !strings.Contains(words, "gold") {
		t.Errorf("it says %s", words)
	}
	over := w.wants(w.ask("POST", "/leads", key, `{"email": "ada@company.example", "company": "Other Ltd",
		"custom": {"tier": "silver"}, "on_known": "overwrite"}`), 200)
	w.says(over, "lead.company", "Other Ltd", "lead.custom.tier", "silver", "said.0", "")
	if n := w.number("SELECT count(*) FROM leads"); n != 1 {
		t.Errorf("%d leads", n)
	}
}

func TestALeadThatIsSentAgainCountsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.key("lena")
	first := w.wants(w.ask("POST", "/leads", key, ada, "Idempotency-Key", "lead 1"), 201)
	w.exec("UPDATE leads SET name = 'Another', version = version + 1")
	again := w.wants(w.ask("POST", "/leads", key, ada, "Idempotency-Key", "lead 1"), 201)
	if first.body != again.body {
		t.Errorf("it answers\n%s\nand then\n%s", first.body, again.body)
	}
	w.wants(w.ask("POST", "/leads", key, `{"name": "Eve"}`, "Idempotency-Key", "lead 1"), 422)
	w.wants(w.ask("PATCH", "/leads/1", key, `{"name": "Eve"}`, "Idempotency-Key", "lead 1"), 422)
	if n := w.number("SELECT count(*) FROM touches"); n != 1 {
		t.Errorf("%d touches", n)
	}
}

func TestWhatIsWrongWithALeadIsToldByField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.key("lena")
	before := w.kept()
	for _, c := range []struct{ body, places string }{
		{`{}`, "#/name"},
		{`[]`, "#"},
		{`{"name": 3, "email": "ada", "phone": "12345", "country": "XX", "company_size": "many"}`,
			"#/company_size #/name"},
		{`{"name": "Ada", "email": "ada", "phone": "12345", "country": "XX"}`, "#/country #/email #/phone"},
		{`{"name": "Ada", "source": "Telepathy", "campaign": 99, "persona": "Nobody"}`, "#/campaign #/persona #/source"},
		{`{"name": "Ada", "source": true, "consent": "yes", "custom": [], "at": "soon", "on_known": "merge"}`,
			"#/at #/consent #/custom #/on_known #/source"},
		{`{"name": "Ada", "kind": "import"}`, "#/kind"},
		{`{"name": "Ada", "custom": {"größe m": {}}}`, "#/custom/gr%C3%B6%C3%9Fe%20m"},
		{`{"name": "Ada", "custom": {"a/b": 1}}`, "#/custom"},
		{`{"name": "Ada", "custom": {"id": 9007199254740993}}`, "#/custom"},
		{`{"name": "Ada", "colour": "red"}`, "#/colour"},
		{`{"name": "a\u0000b"}`, "#/name"},
	} {
		if a := w.wants(w.ask("POST", "/leads", key, c.body), 422); a.problem.places() != c.places {
			t.Errorf("%s is refused for %s, want %s: %s", c.body, a.problem.places(), c.places, a.body)
		}
	}
	w.wants(w.ask("POST", "/leads", key, `{"name": "Ada"`), 400)
	w.wants(w.ask("POST", "/leads", key, `{"name": "Ada"}`, "Content-Type", "text/plain"), 415)
	w.wants(w.ask("POST", "/leads", w.key("rita"), `{"name": "Ada"}`), 403)
	w.wants(w.ask("POST", "/leads", w.key("lena", account.ReadLeads), `{"name": "Ada"}`), 403)
	if w.kept() != before {
		t.Error("something was kept")
	}
}

func TestALeadIsChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.key("lena")
	path := "/leads/" + w.wants(w.ask("POST", "/leads", key, ada), 201).at(t, "lead.id")
	changed := w.wants(w.ask("PATCH", path, key, `{"first_name": "Ada", "last_name": "Lovelace", "job_title": null,
		"campaign": null, "custom": {"tier": null, "zone": "north"}, "consent": false}`, "If-Match", `"1"`), 200)
	w.says(changed, "name", "Ada Lovelace", "job_title", "", "campaign", "", "source", "Webinar", "custom.tier", "",
		"custom.seats", "12", "custom.zone", "north", "consent", "false", "consent_at", "", "version", "2", "external_id",
		"crm-7", "external_source", "Webinar", "company", "Company")
	if changed.header.Get("ETag") != `"2"` {
		t.Errorf("its ETag is %s", changed.header.Get("ETag"))
	}
	stale := w.wants(w.ask("PATCH", path, key, `{"name": "Eve"}`, "If-Match", `"1"`), 412)
	w.says(stale, "current.name", "Ada Lovelace", "current.version", "2")
	if stale.header.Get("ETag") != `"2"` {
		t.Errorf("the ETag of the refusal is %s", stale.header.Get("ETag"))
	}
	w.says(w.wants(w.ask("GET", path, key, ""), 200), "name", "Ada Lovelace")
	w.wants(w.ask("PATCH", path, key, `{"city": "Lugo"}`), 200) // nobody has to say which version
	for body, places := range map[string]string{
		`{}`: "#", `{"email": "ada"}`: "#/email", `{"first_name": "Eve"}`: "#/name", `{"kind": "form"}`: "#/kind",
		`{"source": "Telepathy"}`: "#/source", `{"name": null, "email": null, "phone": null}`: "#/name",
	} {
		if a := w.wants(w.ask("PATCH", path, key, body), 422); a.problem.places() != places {
			t.Errorf("%s is refused for %s: %s", body, a.problem.places(), a.body)
		}
	}
	if a := w.wants(w.ask("PATCH", path, key, `{"city": "x"}`, "If-Match", "x"), 422); a.problem.places() != "If-Match" {
		t.Errorf("it is refused for %s", a.problem.places())
	}
	eve := w.wants(w.ask("POST", "/leads", key, `{"name": "Eve", "email": "eve@company.example"}`), 201)
	taken := w.wants(w.ask("PATCH", path, key, `{"email": "EVE@company.example"}`), 422)
	if taken.problem.places() != "#/email" || !strings.Contains(taken.body, "Eve") {
		t.Errorf("another's address: %s", taken.body)
	}
	w.wants(w.ask("PATCH", "/leads/"+eve.at(t, "lead.id"), key, `{"city": "Lugo", "email": "eve@company.example"}`), 200)
}

func TestARowOfOthersIsNotThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := "/leads/" + w.wants(w.ask("POST", "/leads", w.key("lena"), ada), 201).at(t, "lead.id")
	for _, who := range []string{"otto", "rita", "walt"} {
		key := w.key(who)
		hidden, missing := w.wants(w.ask("GET", path, key, ""), 404), w.wants(w.ask("GET", "/leads/999", key, ""), 404)
		if hidden.body != missing.body {
			t.Errorf("%s: what is hidden answers %s, what is not there %s", who, hidden.body, missing.body)
		}
		w.wants(w.ask("PATCH", path, key, `{"city": "Lugo"}`), 404)
		w.says(w.wants(w.ask("GET", "/leads", key, ""), 200), "leads.0", "")
		w.says(w.wants(w.ask("GET", "/leads?email=ada@company.example", key, ""), 200), "leads.0", "")
	}
	for _, who := range []string{"lena", "vera", "alba", "Growth's forms"} {
		w.says(w.wants(w.ask("GET", "/leads", w.key(who), ""), 200), "leads.0.name", "Ada Byron")
	}
	w.wants(w.ask("GET", "/leads/9223372036854775808", w.key("lena"), ""), 422)
	w.wants(w.ask("GET", "/leads/x", w.key("lena"), ""), 422)
}

func TestLeadsAreReadInPagesInTheOrderOfTheirChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.key("lena")
	for i := range 5 {
		w.wants(w.ask("POST", "/leads", key, fmt.Sprintf(`{"name": "Ada %d"}`, i)), 201)
	}
	w.wants(w.ask("PATCH", "/leads/1", key, `{"city": "Lugo"}`), 200)
	var names []string
	cursor := ""
	for page := 0; page == 0 || cursor != ""; page++ {
		a := w.wants(w.ask("GET", "/leads?limit=2&cursor="+cursor, key, ""), 200)
		for i := range 2 {
			names = append(names, a.at(t, fmt.Sprintf("leads.%d.id", i)))
		}
		cursor = a.at(t, "next")
	}
	if got := strings.Join(names, " "); got != "2 3 4 5 1 " {
		t.Errorf("they come as %s", got)
	}
}

func TestSalesCorrectsALeadThatItHas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, key := w.handedOver("ada@company.example"), w.key("rita")
	path := fmt.Sprintf("/leads/%d", id)
	w.says(w.wants(w.ask("GET", path, key, ""), 200), "stage", "submitted", "handoff", "1")
	w.says(w.wants(w.ask("PATCH", path, key, `{"job_title": "CFO"}`), 200), "job_title", "CFO", "version", "2")
	refused := w.wants(w.ask("PATCH", path, key, `{"city": "Lugo", "job_title": "CEO"}`), 422)
	if refused.problem.places() != "#/city" {
		t.Errorf("it is refused for %s", refused.problem.places())
	}
	w.wants(w.ask("PATCH", path, w.key("lena"), `{"city": "Lugo"}`), 409)
	w.says(w.wants(w.ask("PATCH", path, w.key("lena"), `{"external_id": "crm-9"}`), 200), "external_id", "crm-9",
		"job_title", "CFO")
}

// However many programs tell of one person at the same moment, there is one lead with a touch of each.
func TestOnePersonFromManyProgramsIsOneLead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.key("Website forms")
	var all sync.WaitGroup
	var fresh atomic.Int32
	for i := range 16 {
		all.Go(func() {
			a := w.ask("POST", "/leads", key, fmt.Sprintf(`{"name": "Ada Byron", "email": "ada.byron+%d@gmail.com"}`, i))
			switch a.status {
			case 201:
				fresh.Add(1)
			case 200:
			default:
				t.Errorf("one is answered %d: %s", a.status, a.body)
			}
		})
	}
	all.Wait()
	if leads, touches := w.number("SELECT count(*) FROM leads"), w.number("SELECT count(*) FROM touches"); leads != 1 ||
		touches != 16 || fresh.Load() != 1 {
		t.Errorf("%d leads with %d touches, %d of them new", leads, touches, fresh.Load())
	}
}
