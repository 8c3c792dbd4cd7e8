package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAGoalThatIsOverAsksWhy(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	own := []string{"metric", "accepted", "target", "60", "period", "own", "starts_on", "2026-11-01", "ends_on",
		"2026-11-20"}
	p.ask(jo, "POST", "/goals", own...)
	p.ask(jo, "POST", "/goals", append(own, "scope", "person:3")...)
	if status, _, _ := p.ask(jo, "POST", "/goals/1/explanation", "words", "Too early."); status != http.StatusConflict {
		t.Errorf("a goal that runs takes a sentence with %d", status)
	}
	p.now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	if body := words(p.see(jo, "/goals")); !strings.Contains(body, "2 goals ended without an explanation") ||
		!strings.Contains(body, "Missed by") || !strings.Contains(body, "Why was it missed?") {
		t.Errorf("a manager is not asked why: %s", body)
	}
	if body := words(p.see(mia, "/goals")); strings.Contains(body, "ended without an explanation") ||
		strings.Contains(body, "Save") || !strings.Contains(body, "Nobody has said why yet.") {
		t.Errorf("a marketer sees %s", body)
	}
	long := strings.Repeat("why ", 300)
	for _, c := range []struct {
		name   string
		status int
		path   string
		words  string
		says   string
	}{
		{"nothing", 422, "/goals/1/explanation", " ", "Write the reason in a sentence."},
		{"a book", 422, "/goals/1/explanation", long, "Write 1000 characters at most."},
		{"no goal", 404, "/goals/99/explanation", "Because.", ""},
		{"a sentence", 303, "/goals/1/explanation", "The fair was cancelled.", ""},
	} {
		status, body, _ := p.ask(jo, "POST", c.path, "words", c.words)
		if status != c.status || !strings.Contains(words(body), c.says) || c.status == 422 &&
			!strings.Contains(body, strings.TrimSpace(c.words)) {
			t.Errorf("%s answers %d: %s", c.name, status, words(body))
		}
	}
	if status, _, _ := p.ask(mia, "POST", "/goals/2/explanation", "words", "Not mine."); status != http.StatusForbidden {
		t.Errorf("who has nothing to do with it answers %d", status)
	}
	if status, _, _ := p.ask(rosa, "POST", "/goals/1/explanation", "words", "Not mine."); status != http.StatusForbidden {
		t.Errorf("a rep says why of both teams' goal with %d", status)
	}
	if status, _, _ := p.ask(rosa, "POST", "/goals/2/explanation", "words", "I was away."); status != http.StatusSeeOther {
		t.Errorf("the person it is for answers %d", status)
	}
	body := words(p.see(mia, "/goals"))
	if !strings.Contains(body, "The fair was cancelled.") || !strings.Contains(body, "I was away.") ||
		!strings.Contains(body, "met at") {
		t.Errorf("the sentences are not told: %s", body)
	}
	if body := words(p.see(jo, "/goals")); strings.Contains(body, "ended without an explanation") {
		t.Error("a manager is asked again")
	}
	p.ask(jo, "POST", "/goals/1", "metric", "accepted", "target", "60", "period", "own", "starts_on", "2026-11-01",
		"ends_on", "2026-11-24", "version", "1")
	p.now = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	if body := words(p.see(jo, "/goals")); strings.Contains(body, "The fair was cancelled.") ||
		!strings.Contains(body, "1 goal ended without an explanation") {
		t.Errorf("what was said of other days is told of these: %s", body)
	}
}

func TestWhatIsTooYoungToBeJudgedIsNotCalledMissed(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	p.exec("INSERT INTO goals (metric, starts_on, ends_on, target) VALUES ('sql_to_won', '2026-11-01', '2026-11-15', 30)")
	body := words(p.see(jo, "/goals"))
	if !strings.Contains(body, "too recent to count, none old enough") ||
		!strings.Contains(body, "What can you say so far?") || strings.Contains(body, "ended without an explanation") ||
		strings.Contains(body, "it missed") || strings.Contains(body, "Missed") {
		t.Errorf("a goal that cannot be judged yet: %s", body)
	}
	if status, _, _ := p.ask(jo, "POST", "/goals/1/explanation", "words",
		"They take long this year."); status != http.StatusSeeOther {
		t.Fatalf("a sentence answers %d", status)
	}
	if body := words(p.see(jo, "/goals")); !strings.Contains(body, "They take long this year.") ||
		!strings.Contains(body, "with no value then") || strings.Contains(body, "not met, with") {
		t.Errorf("what was said: %s", body)
	}
}

func TestVelocityIsOfTwoPeriodsOfTheSameAge(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	p.exec(`
		UPDATE handoffs
		SET submitted_at = CASE WHEN id % 2 = 0 THEN timestamptz '2026-10-10 09:00Z' ELSE '2026-11-10 09:00Z' END,
			overturned_at = NULL, verdict = 'accepted',
			verdict_at = CASE WHEN id % 2 = 0 THEN timestamptz '2026-11-10 09:00Z' ELSE '2026-11-11 09:00Z' END
		WHERE true`)
	p.exec("INSERT INTO goals (metric, starts_on, ends_on, target) VALUES ('velocity', '2026-11-01', '2026-11-30', 10)")
	for _, at := range []string{"2026-11-30T22:00:00Z", "2026-12-01T10:00:00Z"} {
		p.now, _ = time.Parse(time.RFC3339, at)
		if body := words(p.see(jo, "/goals")); strings.Contains(body, "Missed by") {
			t.Errorf("at %s what was accepted late before is held against what came since: %s", at, body)
		}
	}
}

func TestTheHistoryOfAGoalStays(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	p.ask(jo, "POST", "/goals", "metric", "accepted", "target", "60", "period", "week", "starts_on", "2026-11-25")
	p.ask(jo, "POST", "/goals/1", "metric", "accepted", "target", "80", "period", "week", "starts_on", "2026-11-25",
		"scope", "team:3", "version", "1")
	if body := words(p.see(mia, "/goals")); !strings.Contains(body, "Week 48, 23 to 29 November 2026") ||
		!strings.Contains(body, "Jo changed it: 80 instead of 60; eMEA instead of both teams") &&
			!strings.Contains(body, "Jo changed it: 80 instead of 60; EMEA instead of both teams") {
		t.Errorf("the change is not told: %s", body)
	}
	p.ask(jo, "POST", "/goals/1", "_method", "DELETE")
	if body := words(p.see(jo, "/goals")); !strings.Contains(body, "Deleted") || !strings.Contains(body, "Jo deleted it") {
		t.Errorf("what was taken away is gone: %s", body)
	}
	if body := words(p.see(mia, "/goals?of=both")); strings.Contains(body, "Deleted") {
		t.Error("a marketer is offered to bring it back")
	}
	p.ask(jo, "POST", "/goals", "metric", "accepted", "target", "90", "period", "week", "starts_on", "2026-11-25", "scope",
		"team:3")
	if status, body, _ := p.ask(jo, "POST", "/goals/1/retirement", "_method", "DELETE"); status != http.StatusConflict ||
		!strings.Contains(body, "There is already a goal for the same number") {
		t.Errorf("bringing back beside another answers %d", status)
	}
	p.ask(jo, "POST", "/goals/2", "_method", "DELETE")
	if status, _, _ := p.ask(jo, "POST", "/goals/1/retirement", "_method", "DELETE"); status != http.StatusSeeOther {
		t.Errorf("bringing it back answers %d", status)
	}
	if body := words(p.see(mia, "/goals")); !strings.Contains(body, "of 80") || !strings.Contains(body, "Jo restored it") {
		t.Errorf("brought back: %s", body)
	}
}

func TestAGoalFromBeforeHistoriesWereKept(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	p.exec("INSERT INTO goals (metric, starts_on, ends_on, target) VALUES ('accepted', '2026-11-01', '2026-11-30', 10)")
	p.ask(jo, "POST", "/goals/1", "metric", "accepted", "target", "80", "period", "month", "starts_on", "2026-11-25",
		"version", "1")
	if body := words(p.see(mia, "/goals")); !strings.Contains(body,
		"Jo changed it: Leads accepted of 80, November 2026, both teams") {
		t.Errorf("its first change is told as %s", body)
	}
}
