package api_test

import (
	"fmt"
	"strings"
	"testing"

	"baton/internal/account"
)

func TestCampaignsAndTheirSpendAreKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.key("lena")
	w.says(w.wants(w.ask("GET", "/campaigns", key, ""), 200), "campaigns.0.name", "Autumn webinar", "campaigns.0.source",
		"Webinar", "campaigns.0.spend.amount", "0.00", "campaigns.0.retired", "false")
	made := w.wants(w.ask("POST", "/campaigns", key, `{"name": "Winter fair", "source": "Fair"}`), 201)
	w.says(made, "name", "Winter fair", "source", "Fair", "version", "1")
	if a := w.wants(w.ask("POST", "/campaigns", key, `{"name": "winter FAIR", "source": "Fair"}`),
		422); a.problem.places() !=
		"#/name" {
		t.Errorf("a name twice is refused for %s", a.problem.places())
	}
	id := made.at(t, "id")
	spend := fmt.Sprintf(`{"campaign": %s, "version": 1, "starts_on": "2026-11-01", "ends_on": "2026-11-30",
		"amount": {"amount": "900.50", "currency": "EUR"}}`, id)
	w.says(w.wants(w.ask("POST", "/spend", key, spend), 201), "amount.amount", "900.50", "starts_on", "2026-11-01")
	w.wants(w.ask("POST", "/spend", key, spend), 409)
	w.says(w.wants(w.ask("GET", "/spend?campaign="+id, key, ""), 200), "spend.0.amount.amount", "900.50",
		"spend.0.ends_on",
		"2026-11-30", "spend.1", "")
	for body, places := range map[string]string{
		`{}`:                                          "#/amount #/campaign #/starts_on #/version",
		strings.Replace(spend, "900.50", "0", 1):      "#/amount",
		strings.Replace(spend, "EUR", "USD", 1):       "#/amount",
		strings.Replace(spend, "2026-11-30", "30", 1): "#/ends_on",
	} {
		if a := w.wants(w.ask("POST", "/spend", key, body), 422); a.problem.places() != places {
			t.Errorf("%s is refused for %s", body, a.problem.places())
		}
	}
	w.wants(w.ask("POST", "/spend", key, strings.Replace(spend, `"campaign": `+id, `"campaign": 999`, 1)), 404)
	w.wants(w.ask("GET", "/campaigns", w.key("rita"), ""), 403)
	w.wants(w.ask("POST", "/campaigns", w.key("rita"), `{"name": "x", "source": "y"}`), 403)
	w.wants(w.ask("POST", "/campaigns", w.key("vera", account.ReadSettings), `{"name": "x", "source": "y"}`), 403)
}

func TestPersonasReasonsAndImportsAreRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rita, lena := w.key("rita"), w.key("lena")
	w.says(w.wants(w.ask("GET", "/personas", rita, ""), 200), "personas.0.name", "Head of logistics", "personas.1", "")
	reasons := w.wants(w.ask("GET", "/reasons", rita, ""), 200)
	w.says(reasons, "reasons.0.list", "reject")
	if !strings.Contains(reasons.body, `"code":"unable_to_reach"`) {
		t.Errorf("the reasons are %s", reasons.body)
	}
	w.says(w.wants(w.ask("GET", "/imports", lena, ""), 200), "imports.0", "")
	w.exec(`INSERT INTO imports (name, file_hash, run_hash, imported_by, uploaded_at, started_at, moved_at, rows, added,
		touched, refused, problems) VALUES ('leads.csv', 'x', 'y', 1, $1, $1, $1, 3, 2, 0, 1,
		'[{"line": 3, "field": "email", "value": "x", "words": "This is not complete.", "refused": true}]')`, w.now)
	w.says(w.wants(w.ask("GET", "/imports", lena, ""), 200), "imports.0.file", "leads.csv", "imports.0.added", "2")
	w.says(w.wants(w.ask("GET", "/imports/1", lena, ""), 200), "problems.0.line", "3", "problems.0.refused", "true")
	w.wants(w.ask("GET", "/imports/1", w.key("otto"), ""), 404)
	w.says(w.wants(w.ask("GET", "/imports", w.key("otto"), ""), 200), "imports.0", "")
	w.wants(w.ask("GET", "/imports", rita, ""), 403)
}

func TestReportsAreRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.handedOver("ada@company.example")
	key := w.key("rita")
	w.says(w.wants(w.ask("GET", "/reports/handed_over", key, ""), 200), "measures.0.value", "1", "from",
		"2026-11-01", "to",
		"2026-11-30", "measures.0.unit", "leads", "currency", "EUR")
	w.says(w.wants(w.ask("GET", "/reports/accepted_rate?from=2026-11-01&to=2026-11-03&team=3", key, ""), 200),
		"measures.0.value", "", "to", "2026-11-03")
	w.says(w.wants(w.ask("GET", "/reports/handed_over?period=last_month", key, ""), 200), "measures.0.value", "0")
	w.says(w.wants(w.ask("GET", "/reports/dashboard", key, ""), 200), "measures.0.name", "handed_over", "measures.5.name",
		"qualified_on")
	w.says(w.wants(w.ask("GET", "/reports/rejected_for?reason=wrong_size", key, ""), 200), "measures.0.name",
		"rejected_for")
	w.wants(w.ask("GET", "/reports/nonsense", key, ""), 404)
	for query, parameter := range map[string]string{"handed_over?from=soon": "to", "handed_over?team=1&person=2": "team",
		"rejected_for": "reason", "won?reason=wrong_size": "reason", "rejected_for?reason=none": "reason",
		"handed_over?period=ever": "period"} {
		if a := w.wants(w.ask("GET", "/reports/"+query, key, ""), 422); a.problem.places() != parameter {
			t.Errorf("%s is refused for %s: %s", query, a.problem.places(), a.body)
		}
	}
	w.wants(w.ask("GET", "/reports/won", w.key("rita", account.ReadLeads), ""), 403)
}

func TestGoalsAreSet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.key("vera")
	body := `{"goals": [{"metric": "won", "starts_on": "2026-11-01", "ends_on": "2026-11-30", "target": 12},
		{"metric": "handed_over", "starts_on": "2026-11-01", "ends_on": "2026-11-30", "team": 1, "target": 40}]}`
	w.says(w.wants(w.ask("PUT", "/goals", key, body), 200), "goals.0.metric", "won", "goals.0.version", "1",
		"goals.1.team", "1")
	w.says(w.wants(w.ask("PUT", "/goals", key, body), 200), "goals.0.version", "1", "goals.1.version", "1")
	more := strings.Replace(body, `"target": 12`, `"target": 15`, 1)
	w.wants(w.ask("PUT", "/goals", key, more), 409)
	w.says(w.wants(w.ask("PUT", "/goals", key, strings.Replace(more, `"target": 15`,
		`"target": 15, "version": 1`, 1)), 200),
		"goals.0.target", "15", "goals.0.version", "2")
	if got := w.wants(w.ask("GET", "/goals", w.key("rita"), ""), 200); !strings.Contains(got.body, `"target":15`) ||
		got.at(t, "goals.2") != "" {
		t.Errorf("the goals are %s", got.body)
	}
	goals := func(starts, of string) string {
		return `{"goals": [{"starts_on": "` + starts + `", "ends_on": "2026-11-30", ` + of + `}]`
	}
	for body, places := range map[string]string{
		`{}`: "#/goals", `[]`: "#/goals", `{"goals": []}`: "#/goals", `{"goals": [3]}`: "#/goals/0",
		goals("2026-11-01", `"metric": "luck", "target": 1`) + "}": "#/goals/0/metric",
		goals("x", `"metric": "won", "target": 1`) + `, "x": 1}`:   "#/x",
		goals("x", `"metric": "won", "target": "many"`) + "}":      "#/goals/0/starts_on #/goals/0/target",
	} {
		if a := w.wants(w.ask("PUT", "/goals", key, body), 422); a.problem.places() != places {
			t.Errorf("%s is refused for %s: %s", body, a.problem.places(), a.body)
		}
	}
	w.wants(w.ask("PUT", "/goals", w.key("lena"), body), 403)
}
