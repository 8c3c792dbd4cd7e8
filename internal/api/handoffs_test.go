package api_test

import (
	"fmt"
	"strings"
	"testing"

	"baton/internal/account"
)

// draft is a lead of Growth that meets the definition.
func (w *world) draft(key, email string) (path string) {
	w.t.Helper()
	made := w.wants(w.ask("POST", "/leads", key, fmt.Sprintf(`{"name": "Ada Byron", "email": %q, "phone": "+351912345678",
		"job_title": "CEO", "company": "Company", "company_size": 200, "industry": "Toys", "country": "PT", "city": "Porto",
		"website": "company.example", "source": 1, "campaign": 1, "persona": 1, "note": "Wants a demo.", "consent": true}`,
		email)), 201)
	return "/leads/" + made.at(w.t, "lead.id")
}

func TestALeadGoesTheWholeWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lena, rita := w.key("lena"), w.key("rita")
	path := w.draft(lena, "ada@company.example")
	sent := w.wants(w.ask("POST", path+"/handoffs", lena, `{"note": "Call before noon."}`), 201)
	w.says(sent, "stage", "submitted", "number", "1", "owner", "4", "team", "3", "version", "1", "next", "")
	at := "/handoffs/" + sent.at(t, "handoff")
	w.says(w.wants(w.ask("GET", "/handoffs?state=waiting", rita, ""), 200), "handoffs.0.lead_name", "Ada Byron",
		"handoffs.0.note", "Call before noon.", "handoffs.0.campaign", "Autumn webinar", "handoffs.1", "")
	w.says(w.wants(w.ask("POST", at+"/question", rita, `{"question": "Since when?"}`), 200), "version", "2")
	w.says(w.wants(w.ask("GET", at, lena, ""), 200), "question", "Since when?", "version", "2")
	w.wants(w.ask("POST", at+"/acceptance", rita, "", "If-Match", `"1"`), 412)
	w.wants(w.ask("POST", at+"/answer", lena, `{"answer": "Since May."}`), 200)
	got := w.wants(w.ask("GET", at, rita, ""), 200)
	w.says(got, "question", "", "version", "3")
	accepted := w.wants(w.ask("POST", at+"/acceptance", rita, "", "If-Match", got.header.Get("ETag")), 200)
	w.says(accepted, "stage", "accepted", "verdict", "accepted", "version", "4", "owner", "4")
	w.says(w.wants(w.ask("DELETE", at+"/acceptance", rita, ""), 200), "stage", "submitted", "verdict", "")
	w.wants(w.ask("POST", at+"/acceptance", rita, ""), 200)
	w.says(w.wants(w.ask("POST", path+"/attempts", rita, `{"kind": "call", "outcome": "reached", "note": "Met."}`), 200),
		"stage", "working")
	w.says(w.wants(w.ask("POST", path+"/qualification", rita,
		`{"value": {"amount": "12000.50", "currency": "EUR"}, "expected_on": "2026-12-01"}`), 200), "stage", "qualified")
	won := w.wants(w.ask("POST", path+"/win", rita, `{"amount": {"amount": "11000", "currency": "EUR"}}`), 200)
	w.says(won, "stage", "won", "outcome", "won")
	w.says(w.wants(w.ask("GET", at, lena, ""), 200), "value.amount", "12000.50", "value.currency", "EUR", "expected_on",
		"2026-12-01", "won.amount", "11000.00", "verdict_by", "Rita Vale", "attempts", "1", "submitted_by", "Lena Marsh")
	w.says(w.wants(w.ask("DELETE", path+"/win", rita, ""), 200), "stage", "qualified", "outcome", "")
	w.says(w.wants(w.ask("POST", path+"/loss", rita, `{"reason": "no_budget"}`), 200), "stage", "lost")
	w.says(w.wants(w.ask("GET", path, lena, ""), 200), "stage", "lost")
}

func TestAnActIsDoneOnceForOneKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lena, rita := w.key("lena"), w.key("rita")
	path := w.draft(lena, "ada@company.example")
	submit := func() answer { return w.ask("POST", path+"/handoffs", lena, "", "Idempotency-Key", "submit 1") }
	first, again := w.wants(submit(), 201), w.wants(submit(), 201)
	if first.body != again.body {
		t.Errorf("it answers %s, and then %s", first.body, again.body)
	}
	w.wants(w.ask("POST", path+"/handoffs", lena, "", "Idempotency-Key", "submit 2"), 409)
	at := "/handoffs/" + first.at(t, "handoff")
	w.wants(w.ask("POST", at+"/acceptance", rita, ""), 200)
	tried := `{"kind": "call", "outcome": "reached"}`
	log := func() answer { return w.ask("POST", path+"/attempts", rita, tried, "Idempotency-Key", "call 1") }
	first, again = w.wants(log(), 200), w.wants(log(), 200)
	if first.body != again.body || w.number("SELECT count(*) FROM attempts") != 1 {
		t.Errorf("it answers %s, and then %s", first.body, again.body)
	}
	other := w.ask("POST", path+"/attempts", rita, `{"kind": "mail", "outcome": "sent"}`, "Idempotency-Key", "call 1")
	w.wants(other, 422)
	w.wants(w.ask("POST", at+"/recall", rita, "", "Idempotency-Key", "call 1"), 403)
}

func TestARejectionIsDisputedAndDecided(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lena, rita, alba := w.key("lena"), w.key("rita"), w.key("alba")
	path := w.draft(lena, "ada@company.example")
	at := "/handoffs/" + w.wants(w.ask("POST", path+"/handoffs", lena, ""), 201).at(t, "handoff")
	for body, places := range map[string]string{`{}`: "#/reason", `{"reason": "nonsense"}`: "#/reason",
		`{"reason": 3}`: "#/reason", `{"reason": "other"}`: "#/feedback", `{"why": "x"}`: "#/why"} {
		if a := w.wants(w.ask("POST", at+"/rejection", rita, body), 422); a.problem.places() != places {
			t.Errorf("%s is refused for %s: %s", body, a.problem.places(), a.body)
		}
	}
	rejected := w.wants(w.ask("POST", at+"/rejection", rita, `{"reason": "other", "feedback": "Not for us."}`), 200)
	w.says(rejected, "stage", "returned", "verdict", "rejected")
	w.says(w.wants(w.ask("GET", at, lena, ""), 200), "reason", "other", "feedback", "Not for us.")
	w.says(w.wants(w.ask("POST", at+"/dispute", lena, `{"words": "They are."}`), 200), "stage", "disputed")
	w.wants(w.ask("POST", at+"/ruling", rita, `{"ruling": "upheld", "words": "x"}`), 403)
	w.wants(w.ask("POST", at+"/ruling", alba, `{"ruling": "maybe", "words": "x"}`), 422)
	ruled := w.wants(w.ask("POST", at+"/ruling", alba, `{"ruling": "overturned", "words": "They are."}`), 200)
	next := ruled.at(t, "next")
	w.says(ruled, "stage", "submitted", "handoff", strings.TrimPrefix(at, "/handoffs/"))
	w.says(w.wants(w.ask("GET", "/handoffs/"+next, lena, ""), 200), "number", "2", "stage", "submitted")
	w.says(w.wants(w.ask("GET", at, lena, ""), 200), "dispute.ruling", "overturned", "dispute.by", "Lena Marsh", "version",
		ruled.at(t, "version"))
}

func TestWorkThatEndsIsToldAndTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lena, rita := w.key("lena"), w.key("rita")
	path := w.draft(lena, "ada@company.example")
	at := "/handoffs/" + w.wants(w.ask("POST", path+"/handoffs", lena, ""), 201).at(t, "handoff")
	w.says(w.wants(w.ask("POST", at+"/recall", lena, ""), 200), "stage", "captured", "verdict", "recalled")
	at = "/handoffs/" + w.wants(w.ask("POST", path+"/handoffs", lena, ""), 201).at(t, "handoff")
	w.wants(w.ask("POST", path+"/attempts", rita, `{"kind": "call", "outcome": "reached"}`), 409)
	w.wants(w.ask("POST", at+"/acceptance", rita, ""), 200)
	for body, places := range map[string]string{`{}`: "#/kind #/outcome",
		`{"kind": "pigeon", "outcome": "reached"}`:                             "#/kind",
		`{"kind": "call", "outcome": "reached", "at": "2027-01-01T00:00:00Z"}`: "#/at"} {
		if a := w.wants(w.ask("POST", path+"/attempts", rita, body), 422); a.problem.places() != places {
			t.Errorf("%s is refused for %s", body, a.problem.places())
		}
	}
	w.wants(w.ask("POST", path+"/attempts", rita, ""), 400)
	w.wants(w.ask("POST", path+"/attempts", rita, `{"kind": "call", "outcome": "reached"}`), 200)
	for body, places := range map[string]string{
		`{"value": {"amount": "12,000", "currency": "EUR"}, "expected_on": "2026-12-01"}`: "#/value",
		`{"value": {"amount": "12000", "currency": "USD"}, "expected_on": "2026-12-01"}`:  "#/value",
		`{"value": 12000, "expected_on": "soon"}`:                                         "#/expected_on #/value",
		`{}`: "#/expected_on #/value",
	} {
		if a := w.wants(w.ask("POST", path+"/qualification", rita, body), 422); a.problem.places() != places {
			t.Errorf("%s is refused for %s", body, a.problem.places())
		}
	}
	w.wants(w.ask("POST", path+"/recycling", rita, `{"back_on": "2026-11-01"}`), 422)
	w.says(w.wants(w.ask("POST", path+"/recycling", rita, `{"back_on": "2027-01-15", "words": "After the fair."}`), 200),
		"stage", "recycled")
	w.says(w.wants(w.ask("DELETE", path+"/recycling", rita, ""), 200), "stage", "working")
	gave := w.wants(w.ask("POST", path+"/disqualification", rita, `{"reason": "no_budget", "words": "None."}`), 200)
	w.says(gave, "outcome", "disqualified")
	w.wants(w.ask("DELETE", path+"/win", rita, ""), 409)
	w.says(w.wants(w.ask("DELETE", path+"/disqualification", rita, ""), 200), "stage", "working")
}

func TestHandoffsOfOthersAreNotThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lena := w.key("lena")
	path := w.draft(lena, "ada@company.example")
	at := "/handoffs/" + w.wants(w.ask("POST", path+"/handoffs", lena, ""), 201).at(t, "handoff")
	key := w.key("otto")
	w.wants(w.ask("GET", at, key, ""), 404)
	w.wants(w.ask("POST", at+"/recall", key, ""), 404)
	w.says(w.wants(w.ask("GET", "/handoffs", key, ""), 200), "handoffs.0", "")
	w.wants(w.ask("POST", path+"/handoffs", key, ""), 404)
	w.wants(w.ask("POST", path+"/recycling", key, `{"back_on": "2027-01-15"}`), 404)
	reads := w.key("rita", account.ReadHandoffs)
	w.wants(w.ask("POST", at+"/acceptance", reads, ""), 403)
	w.says(w.wants(w.ask("GET", "/handoffs?team=3&owner=4&lead="+strings.TrimPrefix(path, "/leads/"), reads, ""), 200),
		"handoffs.0.owner_name", "Rita Vale")
	for _, query := range []string{"team=4", "owner=5", "lead=99", "state=rejected"} {
		w.says(w.wants(w.ask("GET", "/handoffs?"+query, reads, ""), 200), "handoffs.0", "")
	}
	for query, parameter := range map[string]string{"state=lost": "state", "cursor=x": "cursor", "limit=101": "limit"} {
		if a := w.wants(w.ask("GET", "/handoffs?"+query, reads, ""), 422); a.problem.places() != parameter {
			t.Errorf("%s is refused for %s: %s", query, a.problem.places(), a.body)
		}
	}
}
