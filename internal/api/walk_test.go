package api_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"baton/internal/account"
	"baton/internal/api"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// callers are one of each role, and of either side where that differs. All but Otto are of Growth or North.
var callers = []struct {
	name string
	role account.Role
}{
	{"lena", account.Marketer}, {"rita", account.Rep}, {"vera", account.Manager}, {"walt", account.Manager},
	{"alba", account.Admin},
}

// walked is what each route with a row is sent, valid in itself. One that is added is added here.
var walked = map[string]string{
	"GET /leads/{id}": "", "PATCH /leads/{id}": `{"custom": {"tier": "gold"}}`, "GET /handoffs/{id}": "",
	"GET /imports/{id}": "", "POST /leads/{id}/handoffs": "", "POST /handoffs/{id}/claim": "",
	"POST /handoffs/{id}/acceptance": "", "DELETE /handoffs/{id}/acceptance": "",
	"POST /handoffs/{id}/rejection":   `{"reason": "other", "feedback": "No."}`,
	"DELETE /handoffs/{id}/rejection": "", "POST /handoffs/{id}/question": `{"question": "Since when?"}`,
	"POST /handoffs/{id}/answer": `{"answer": "Since May."}`, "POST /handoffs/{id}/recall": "",
	"POST /handoffs/{id}/dispute": `{"words": "They are."}`,
	"POST /handoffs/{id}/ruling":  `{"ruling": "upheld", "words": "No."}`,
	"POST /leads/{id}/attempts":   `{"kind": "call", "outcome": "reached"}`,
	"POST /leads/{id}/qualification": `{"value": {"amount": "12000", "currency": "EUR"},
		"expected_on": "2026-12-01"}`,
	"DELETE /leads/{id}/qualification":    "",
	"POST /leads/{id}/disqualification":   `{"reason": "no_budget"}`,
	"DELETE /leads/{id}/disqualification": "", "POST /leads/{id}/recycling": `{"back_on": "2027-01-15"}`,
	"DELETE /leads/{id}/recycling": "", "POST /leads/{id}/win": `{"amount": {"amount": "9", "currency": "EUR"}}`,
	"DELETE /leads/{id}/win": "", "POST /leads/{id}/loss": `{"reason": "no_budget"}`, "DELETE /leads/{id}/loss": "",
}

// rows are a lead, its handoff and an import of one pair of teams.
type rows map[string]int64

func (w *world) rowsOf(by account.Person, country, email string) rows {
	w.t.Helper()
	r, err := w.desk.Submit(context.Background(), by, desk.Submission{Lead: lead.Lead{Name: "Ada Byron", Email: email,
		Phone: "+351912345678", JobTitle: "CEO", Company: "Company", CompanySize: 200, Industry: "Toys", Country: country,
		City: "Porto", Website: "company.example", Source: 1, Campaign: 1, Persona: 1, Note: "Wants a demo.", Consent: true}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.exec(`INSERT INTO imports (name, file_hash, run_hash, imported_by, uploaded_at, started_at)
		VALUES ('leads.csv', $1, $1, $2, $3, $3)`, email, by.ID, w.now)
	return rows{"lead": int64(r.Lead), "handoff": int64(r.Handoff),
		"import": int64(w.number("SELECT max(id) FROM imports"))}
}

// Whoever calls a route, on whatever row, sees and changes no more than its line of the table and the teams allow.
func TestEveryRouteAnswersEveryKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	member := func(id account.PersonID, team account.TeamID) account.Person {
		return account.Person{ID: id, Role: account.Marketer, Teams: []account.Membership{{ID: team,
			Side: account.Marketing}}}
	}
	own, others := w.rowsOf(member(1, 1), "PT", "ada@own.example"), w.rowsOf(member(2, 2), "DE", "ada@others.example")
	keys := map[string]string{}
	for _, c := range callers {
		keys[c.name] = w.key(c.name)
	}
	known := map[string]bool{}
	for _, route := range api.Routes() {
		name := route.Method + " " + route.Pattern
		known[name] = true
		if route.Scope == "" {
			continue
		}
		body, listed := walked[name]
		if hasRow := strings.Contains(route.Pattern, "{id}"); hasRow != listed {
			t.Errorf("%s has a row: %t, and a line: %t", name, hasRow, listed)
		}
		at := func(id any) string { return strings.ReplaceAll(route.Pattern, "{id}", fmt.Sprint(id)) }
		before := w.kept()
		w.wants(w.ask(route.Method, at(1), "", body), 401)
		w.wants(w.ask(route.Method, at(1), w.key("alba", otherScope(route.Scope)), body), 403)
		for _, c := range callers {
			w.walk(route, c.name, keys[c.name], c.role, body, at, others)
		}
		if w.kept() != before {
			t.Errorf("%s changed something that it should not", name)
		}
		if !listed || route.Method != "GET" {
			continue
		}
		for _, c := range callers {
			if slices.Contains(route.Roles, c.role) && (route.Resource != "import" || c.name != "walt") {
				w.wants(w.ask("GET", at(own[route.Resource]), keys[c.name], ""), 200)
			}
		}
	}
	for name := range walked {
		if !known[name] {
			t.Errorf("a line speaks of %s, which is no route", name)
		}
	}
}

// walk calls a route as somebody whose call must not succeed: of another role, or on a row that is not theirs.
func (w *world) walk(route api.Route, name, key string, role account.Role, body string, at func(any) string,
	others rows) {
	w.t.Helper()
	if !slices.Contains(route.Roles, role) {
		w.wants(w.ask(route.Method, at(others[route.Resource]), key, body), 403)
		return
	}
	if !strings.Contains(route.Pattern, "{id}") {
		return
	}
	missing := w.ask(route.Method, at(999_999_999), key, body)
	if missing.status != 404 {
		w.t.Errorf("%s %s as %s: what is not there answers %d: %s", route.Method, route.Pattern, name, missing.status,
			missing.body)
	}
	for _, id := range []string{"0", "-1", "99999999999999999999999", "abc", "1.5", "%F0%9F%98%80"} {
		if a := w.ask(route.Method, at(id), key, body); a.status != 422 && a.status != 404 {
			w.t.Errorf("%s %s as %s: %s answers %d", route.Method, route.Pattern, name, id, a.status)
		}
	}
	if role == account.Admin {
		return
	}
	if hidden := w.ask(route.Method, at(others[route.Resource]), key, body); hidden.status != 404 ||
		hidden.body != missing.body {
		w.t.Errorf("%s %s as %s: a row of others answers %d %s, what is not there %s", route.Method, route.Pattern, name,
			hidden.status, hidden.body, missing.body)
	}
}

// otherScope is a scope that is not this one.
func otherScope(scope account.Scope) account.Scope {
	if scope == account.ReadTouches {
		return account.WriteTouches
	}
	return account.ReadTouches
}
