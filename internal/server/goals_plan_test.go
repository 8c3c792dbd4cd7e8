package server_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// thePlan is the example of the docs as a query, with the times that a new company has to write too.
var thePlan = url.Values{
	"period": {"quarter"}, "starts_on": {"2027-01-01"}, "revenue": {"500,000"}, "share": {"60"}, "deal": {"20,000"},
	"accept": {"85"}, "qualify": {"60%"}, "win": {"25"},
	"decide_days": {"1"}, "qualify_days": {"9"}, "win_days": {"30"},
}

// planWith is the plan with other fields.
func planWith(change ...string) url.Values {
	q := url.Values{}
	for name, value := range thePlan {
		q[name] = value
	}
	for i := 0; i+1 < len(change); i += 2 {
		q.Set(change[i], change[i+1])
	}
	return q
}

func flat(q url.Values) (fields []string) {
	for name := range q {
		fields = append(fields, name, q.Get(name))
	}
	return fields
}

func TestAnybodyReckonsAPlan(t *testing.T) {
	t.Parallel()
	p := opened(t)
	for _, by := range []struct {
		name string
		body string
	}{{"a marketer", p.see(mia, "/goals/plan?"+thePlan.Encode())},
		{"a rep", p.see(rosa, "/goals/plan?"+thePlan.Encode())}} {
		body := words(by.body)
		for _, says := range []string{"€300,000 in January to March 2027 needs 118 leads", "118 handed over", "100 accepted",
			"60 qualified", "15 customers", "Leads handed over 118 100 ÷ 85% 19 February 2027",
			"December 2026", "February 2027", "A manager can set these as goals."} {
			if !strings.Contains(body, says) {
				t.Errorf("%s does not read %q in %s", by.name, says, body)
			}
		}
		if strings.Contains(body, "Set 15 goals") {
			t.Errorf("%s may set goals", by.name)
		}
	}
	if body := p.see(jo, "/goals/plan"); !strings.Contains(words(body),
		"No value of our own yet: 0 deals won so far, and it needs 20.") &&
		!strings.Contains(words(body), "No value of our own yet: 0 won deals so far, and it needs 20.") {
		t.Errorf("a new company is told numbers of its own: %s", words(body))
	}
}

func TestWhatAPlanRefuses(t *testing.T) {
	t.Parallel()
	p := opened(t)
	for _, c := range []struct {
		name, field, typed, says string
	}{
		{"no revenue", "revenue", "0", "Write the revenue target"},
		{"less than nothing", "revenue", "-5", "Write an amount above zero"},
		{"words", "revenue", "much", "Write an amount above zero"},
		{"more than numbers hold", "revenue", "1e400", "Write an amount above zero"},
		{"many nines", "deal", "999999999999999999999", "Write an amount above zero"},
		{"more than all", "share", "101", "and up to 100%"},
		{"nobody", "win", "0", "above 0%"},
		{"half a day", "win_days", "2.5", "Write a whole number of days"},
		{"too many days", "qualify_days", "9999", "from 0 to 730"},
		{"markup", "accept", `"><b>`, "Write a share above 0%"},
		{"a period that is over", "starts_on", "2026-01-01", "These days are over."},
		{"no day", "starts_on", "soon", "Choose a day in the period"},
	} {
		q := planWith(c.field, c.typed)
		for _, method := range []string{"GET", "POST"} {
			path, fields := "/goals/plan", flat(q)
			if method == "GET" {
				path, fields = path+"?"+q.Encode(), nil
			}
			status, body, _ := p.ask(jo, method, path, fields...)
			if status != http.StatusUnprocessableEntity || !strings.Contains(words(body), c.says) ||
				!strings.Contains(body, `value="`+html.EscapeString(c.typed)+`"`) {
				t.Errorf("%s: %s answers %d, without %q or what was typed", c.name, method, status, c.says)
			}
		}
	}
	if status, _, _ := p.ask(jo, "GET", "/goals/plan?"+planWith("team", "99").Encode()); status != http.StatusNotFound {
		t.Errorf("a team that is none answers %d", status)
	}
	if status, _, _ := p.ask(mia, "POST", "/goals/plan", flat(thePlan)...); status != http.StatusForbidden {
		t.Errorf("a marketer's goals answer %d", status)
	}
	late := planWith("period", "month", "starts_on", "2026-11-20", "win_days", "300")
	if status, body, _ := p.ask(jo, "POST", "/goals/plan", flat(late)...); status != http.StatusUnprocessableEntity ||
		!strings.Contains(words(body), "had to be handed over are over") {
		t.Errorf("leads that had to be there long ago answer %d", status)
	}
	if body := words(p.see(jo, "/goals")); !strings.Contains(body, "There are no goals yet.") {
		t.Errorf("what was refused left something: %s", body)
	}
}

var seenField = regexp.MustCompile(`name="seen" value="([^"]*)"`)

func TestAManagerSetsTheGoalsOfAPlan(t *testing.T) {
	t.Parallel()
	p := opened(t)
	if status, body, header := p.ask(jo, "POST", "/goals/plan", flat(thePlan)...); status != http.StatusSeeOther ||
		header.Get("Location") != "/goals#goal-1" {
		t.Fatalf("setting answers %d, to %s: %s", status, header.Get("Location"), words(body))
	}
	if body := words(p.see(mia, "/dashboard?period=own&from=2027-01-01&to=2027-01-31")); !strings.Contains(body,
		"0 of 38") && !strings.Contains(body, "January 2027 is still to come") {
		t.Errorf("the dashboard does not show the goal: %s", body)
	}
	body := words(p.see(mia, "/goals"))
	for _, month := range []string{"December 2026", "January 2027", "February 2027"} {
		if !strings.Contains(body, month) {
			t.Errorf("the goals have no %s: %s", month, body)
		}
	}
	if status, _, _ := p.ask(jo, "POST", "/goals/plan", flat(thePlan)...); status != http.StatusSeeOther {
		t.Errorf("the same plan again answers %d", status)
	}
	more := planWith("revenue", "1,000,000")
	status, page, _ := p.ask(jo, "POST", "/goals/plan", flat(more)...)
	seen := seenField.FindStringSubmatch(page)
	if status != http.StatusConflict || seen == nil || !strings.Contains(words(page), "Replace these 15") ||
		!strings.Contains(words(page), "Some of these goals already exist.") {
		t.Fatalf("a larger plan answers %d: %s", status, words(page))
	}
	if status, _, _ := p.ask(jo, "POST", "/goals/plan",
		flat(planWith("revenue", "1,000,000", "seen", seen[1]))...); status != http.StatusSeeOther {
		t.Fatalf("replacing answers %d", status)
	}
	if status, _, _ := p.ask(jo, "POST", "/goals/plan",
		flat(planWith("revenue", "2,000,000", "seen", seen[1]))...); status != http.StatusConflict {
		t.Errorf("replacing what was changed since it was seen answers %d", status)
	}
}
