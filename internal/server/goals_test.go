package server_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
)

func words(body string) string {
	return html.UnescapeString(strings.Join(strings.Fields(tag.ReplaceAllString(body, " ")), " "))
}

func TestAManagerSetsChangesAndRemovesAGoal(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	status, _, header := p.ask(jo, "POST", "/goals", "metric", "handed_over", "target", "1,300", "period", "month",
		"starts_on", "2026-11-12")
	if status != http.StatusSeeOther || header.Get("Location") != "/goals#goal-1" {
		t.Fatalf("setting a goal answers %d, to %s", status, header.Get("Location"))
	}
	for _, page := range []string{"/goals", "/dashboard"} {
		if body := words(p.see(mia, page)); !strings.Contains(body, "70 of 1,300") ||
			!strings.Contains(body, "Behind by 859, heading for 98; 205 a day needed") {
			t.Errorf("%s does not tell how the goal stands: %s", page, body)
		}
	}
	if body := words(p.see(jo, "/dashboard?team=3")); !strings.Contains(body, "No goal set") ||
		strings.Contains(body, "1,300") {
		t.Error("a goal of both teams stands on the dashboard of one")
	}
	if body := p.see(jo, "/goals?edit=1"); !strings.Contains(body, `value="1300"`) ||
		!strings.Contains(body, `action="/goals/1"`) {
		t.Error("the form does not hold the goal that is to be changed")
	}
	change := []string{"metric", "handed_over", "target", "60", "period", "own", "starts_on", "2026-11-01", "ends_on",
		"2026-11-20", "version", "1"}
	if status, body, _ := p.ask(jo, "POST", "/goals/1", change...); status != http.StatusSeeOther {
		t.Fatalf("changing it answers %d\n%s", status, body)
	}
	if body := words(p.see(rosa, "/goals")); !strings.Contains(body, "1 to 20 November 2026 Day 15 of 15") ||
		!strings.Contains(body, "Ahead by 10, heading for 70") {
		t.Errorf("after the change: %s", body)
	}
	if status, body, _ := p.ask(jo, "POST", "/goals/1", change...); status != http.StatusConflict ||
		!strings.Contains(body, "Somebody changed this goal") || !strings.Contains(body, `name="version" value="2"`) {
		t.Errorf("changing what somebody else changed answers %d\n%s", status, body)
	}
	if status, _, _ := p.ask(jo, "POST", "/goals/1", "_method", "DELETE"); status != http.StatusSeeOther {
		t.Errorf("removing it answers %d", status)
	}
	if body := words(p.see(mia, "/goals")); !strings.Contains(body, "There are no goals yet.") {
		t.Errorf("after removing it: %s", body)
	}
	if status, _, _ := p.ask(jo, "DELETE", "/goals/1"); status != http.StatusNotFound {
		t.Errorf("removing it again answers %d", status)
	}
}

func TestAGoalThatCannotBeTaken(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	p.exec("DELETE FROM spend")
	good := map[string]string{"metric": "accepted_rate", "target": "80%", "period": "month", "starts_on": "2026-11-12",
		"scope": "team:3"}
	send := func(by account.Person, change ...string) (int, string) {
		fields := map[string]string{}
		for k, v := range good {
			fields[k] = v
		}
		for i := 0; i < len(change); i += 2 {
			fields[change[i]] = change[i+1]
		}
		var list []string
		for k, v := range fields {
			list = append(list, k, v)
		}
		status, body, _ := p.ask(by, "POST", "/goals", list...)
		return status, words(body)
	}
	var ends string
	p.done(p.sql.QueryRow(context.Background(), "SELECT min(id)::text FROM reasons WHERE list = 'disqualify'").Scan(&ends))
	if status, body := send(jo); status != http.StatusSeeOther {
		t.Fatalf("a good goal answers %d: %s", status, body)
	}
	for _, c := range []struct {
		name   string
		by     account.Person
		change []string
		status int
		words  string
	}{
		{"the same again", jo, nil, 409, "There is already a goal for the same number"},
		{"nothing", jo, []string{"target", ""}, 422, "a number above zero"},
		{"zero", jo, []string{"target", "0"}, 422, "a number above zero"},
		{"words", jo, []string{"target", "many"}, 422, "a number above zero"},
		{"more than all", jo, []string{"target", "120"}, 422, "A share cannot be above 100%"},
		{"no day", jo, []string{"starts_on", "soon"}, 422, "Choose the first day, between"},
		{"no last day", jo, []string{"period", "own"}, 422, "Choose the last day."},
		{"last month", jo, []string{"starts_on", "2026-10-12"}, 422, "These days are over."},
		{"a metric that is none", jo, []string{"metric", "luck"}, 422, "Choose what to count."},
		{"a team that is none", jo, []string{"scope", "team:99"}, 422, "This is no longer in use."},
		{"a metric that is of a reason without one", jo, []string{"metric", "rejected_for"}, 422, "Choose the reason"},
		{"a reason that is none", jo, []string{"metric", "rejected_for:999"}, 422, "This reason no longer exists."},
		{"a team by no number", jo, []string{"scope", "team:abc"}, 422, "This is no longer in use."},
		{"of something that is nothing", jo, []string{"scope", "moon:1"}, 422, "This is no longer in use."},
		{"a reason of another list", jo, []string{"metric", "rejected_for:" + ends}, 422,
			"Leads are not rejected for this reason."},
		{"what only campaigns cost", jo, []string{"metric", "cost_per_accepted", "target", "90"}, 422,
			"Money is spent on campaigns."},
		{"a cost where nothing was spent", jo, []string{"metric", "cost_per_accepted", "target", "90", "scope", "campaign:1"},
			422, "There is no spend in the last 12 months"},
		{"a coverage of nothing", jo, []string{"metric", "coverage", "target", "3x"}, 422,
			"There is no goal for the amount won with the same days and leads"},
		{"a share without a case", jo, []string{"metric", "recycle_yield", "target", "20"}, 422,
			"Nothing recycled in the last 12 months"},
		{"a day before there were any", jo, []string{"starts_on", "1999-01-01"}, 422, "Choose the first day, between"},
		{"far too much", jo, []string{"metric", "won_amount", "target", "9999999999999999999"}, 422,
			"99,999,999,999 at most"},
		{"no number at all", jo, []string{"target", "NaN"}, 422, "a number above zero"},
		{"a marketer", mia, []string{"metric", "won"}, 403, "Your role does not allow this"},
		{"a rep", rosa, []string{"metric", "won"}, 403, "Your role does not allow this"},
		{"an admin", ada, []string{"metric", "won", "target", "11", "period", "quarter"}, 303, ""},
	} {
		if status, body := send(c.by, c.change...); status != c.status || !strings.Contains(body, c.words) {
			t.Errorf("%s answers %d: %s", c.name, status, body)
		}
	}
	if body := words(p.see(rosa, "/goals")); !strings.Contains(body, "October to December 2026") ||
		strings.Contains(body, "New goal") {
		t.Errorf("a rep sees %s", body)
	}
}

func TestVeryManyGoalsThatEndedLeaveRoomForThoseThatRun(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	p.exec(`INSERT INTO goals (metric, starts_on, ends_on, target)
		SELECT 'handed_over', date '2026-05-01' + n % 100, date '2026-10-01' + n / 100, 7000 + n
		FROM generate_series(0, 199) n`)
	if body := words(p.see(mia, "/goals")); !strings.Contains(body, "7,000") ||
		!strings.Contains(body, "Only the 200 nearest goals are shown.") {
		t.Error("the page does not show 200 goals, or does not say how many it shows")
	}
	if status, body, _ := p.ask(jo, "POST", "/goals", "metric", "handed_over", "target", "1,300", "period", "month",
		"starts_on", "2026-11-12"); status != http.StatusSeeOther {
		t.Fatalf("setting a goal answers %d\n%s", status, body)
	}
	if body := words(p.see(mia, "/goals")); !strings.Contains(body, "70 of 1,300") || !strings.Contains(body, "7,100") {
		t.Error("the goal that runs is not there")
	}
	p.exec(`INSERT INTO goals (metric, starts_on, ends_on, target)
		SELECT 'handed_over', date '2026-12-01' + n, date '2027-03-01' + n, 9000 + n FROM generate_series(0, 239) n`)
	if body := words(p.see(mia, "/goals")); !strings.Contains(body, "70 of 1,300") || !strings.Contains(body, "9,000") {
		t.Error("goals to come leave no room for the one that runs, or for the next")
	}
}

func TestAGoalChangedVeryOftenShowsItsLatestChanges(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	p.exec(`
		INSERT INTO goals (metric, starts_on, ends_on, target)
		VALUES ('handed_over', '2026-11-01', '2026-11-30', 161)`)
	p.exec(`
		INSERT INTO goal_changes (goal_id, what, metric, starts_on, ends_on, target, at)
		SELECT 1, 'changed', 'handed_over', '2026-11-01', '2026-11-30', 100 + n, now()
		FROM generate_series(1, 61) n`)
	p.exec(`
		INSERT INTO goal_words (goal_id, words, met, by_id, at)
		SELECT 1, 'Since ' || n, false, 1, now()
		FROM generate_series(1, 61) n`)
	p.exec("UPDATE goals SET ends_on = '2026-11-11'")
	body := words(p.see(mia, "/goals"))
	for _, want := range []string{"History, last 50 changes", "161 instead of 160", "114 instead of 113", "Since 61",
		"Since 12 "} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, not := range []string{"112 instead of 111", "Since 11 "} {
		if strings.Contains(body, not) {
			t.Errorf("%q is there", not)
		}
	}
}

func TestAGoalOfACampaignIsForeseenAsItIsSet(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	set := func(campaign string) {
		t.Helper()
		if status, body, _ := p.ask(jo, "POST", "/goals", "metric", "handed_over", "target", "60", "period", "month",
			"starts_on", "2026-11-12", "scope", "campaign:"+campaign); status != http.StatusSeeOther {
			t.Fatalf("setting a goal answers %d\n%s", status, body)
		}
	}
	learned := func() (n int) {
		t.Helper()
		p.done(p.sql.QueryRow(context.Background(), "SELECT count(*) FROM part_outlooks").Scan(&n))
		return n
	}
	set("1")
	if n := learned(); n != 1 {
		t.Fatalf("%d outlooks are learned of a goal of a campaign", n)
	}
	if body := words(p.see(mia, "/goals")); !strings.Contains(body, "Behind by 20, heading for 35 (29 to 41)") {
		t.Errorf("what is foreseen of a campaign is not said as it is: %s", body)
	}
	p.exec("ALTER TABLE part_outlooks RENAME TO lost")
	set("2")
	p.exec("ALTER TABLE lost RENAME TO part_outlooks")
	if body := words(p.see(mia, "/goals")); learned() != 1 ||
		!strings.Contains(body, "No range yet: it is calculated once an hour.") {
		t.Errorf("a goal that could not be foreseen at once: %s", body)
	}
	p.done(p.db.LearnOutlooks(context.Background(), p.now))
	if n := learned(); n != 2 {
		t.Errorf("%d outlooks are learned by the hour", n)
	}
	for _, goal := range []string{"1", "2"} {
		if status, _, _ := p.ask(jo, "DELETE", "/goals/"+goal); status != http.StatusSeeOther {
			t.Errorf("taking it away answers %d", status)
		}
	}
	p.done(p.db.LearnOutlooks(context.Background(), p.now.Add(time.Hour)))
	if n := learned(); n != 0 {
		t.Errorf("%d outlooks are kept of goals that are gone", n)
	}
}

func TestTheNumbersOfGoalsLeadToAsManyLeads(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	p.exec("INSERT INTO sources (id, name) VALUES (900, 'Fair')")
	p.exec("INSERT INTO personas (id, name) VALUES (900, 'Planner')")
	p.exec(`
		UPDATE handoffs
		SET source_id = CASE WHEN id % 3 > 0 THEN 900 END, persona_id = CASE WHEN id % 4 > 0 THEN 900 END`)
	metrics := []string{"handed_over", "accepted", "accepted_rate", "on_time", "qualified", "won", "won_amount",
		"qualified_on", "won_on", "won_amount_on"}
	for i, who := range []string{"person_id", "person_id", "source_id", "persona_id", "campaign_id"} {
		for _, metric := range metrics {
			p.exec("INSERT INTO goals (metric, starts_on, ends_on, target, "+who+
				") VALUES ($1, '2026-11-01', '2026-11-30', 7, $2)", metric, []int64{1, 3, 900, 900, 1}[i])
		}
	}
	body := p.see(ada, "/goals")
	links := numberLink.FindAllStringSubmatch(body, -1)
	if len(links) < 4*len(metrics) {
		t.Fatalf("%d links to leads:\n%s", len(links), body)
	}
	for _, link := range links {
		path, words := html.UnescapeString(link[1]), html.UnescapeString(tag.ReplaceAllString(link[2], " "))
		told, _, _, rows := p.list(ada, path)
		if fmt.Sprint(rows) != told {
			t.Errorf("%s tells of %s leads and shows %d", path, told, rows)
		}
		if n := firstCount.FindStringSubmatch(words); n != nil && n[1] != told {
			t.Errorf("the goal says %q, the list behind it %s: %s", words, told, path)
		}
	}
	path := "/leads?as=submitter&behind=submitted&from=2026-11-01&person=1&to=2026-11-30"
	if !strings.Contains(html.UnescapeString(body), path) {
		t.Errorf("no goal leads to %s", path)
	}
	if told, _, hides, rows := p.list(rosa, path); told != "70" || rows != 60 || hides != "10" {
		t.Errorf("a rep is told of %s leads, sees %d, and that %q belong to others", told, rows, hides)
	}
	for _, metric := range []string{"captured", "handed_over"} {
		if told, _, _, rows := p.list(ada,
			"/leads?behind="+metric+"&from=2026-11-01&to=2026-11-30&source=900"); fmt.Sprint(rows) != told || rows == 0 {
			t.Errorf("%s: %s leads are told of, %d shown", metric, told, rows)
		}
	}
	if words := words(p.see(rosa, path)); !strings.Contains(words, "Submitted by Mia") ||
		!strings.Contains(words, "Back to the goals") {
		t.Errorf("the list does not say whose leads it shows: %s", words)
	}
}

func TestAPromiseThatIsNotKeptEachTimeSaysSo(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	body := words(p.see(mia, "/goals"))
	if !strings.Contains(body, "First contact within 4 h of accepting 76% 12 late") ||
		!strings.Contains(words(p.see(mia, "/agreement")), "12 late") {
		t.Errorf("contacts that came late are not told of: %s", body)
	}
	p.exec("UPDATE handoffs SET contacted_at = verdict_at WHERE verdict = 'accepted'")
	if body := words(p.see(mia, "/goals")); !strings.Contains(body,
		"First contact within 4 h of accepting 100% On target") {
		t.Errorf("all contacts came in time: %s", body)
	}
}

func TestAGoalOfWhatCampaignsBringLivesWithWonLeadsOfNoAmount(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	if status, body, _ := p.ask(jo, "POST", "/goals", "metric", "return_first", "target", "50%", "period", "month",
		"starts_on", "2026-11-12"); status != http.StatusSeeOther {
		t.Fatalf("setting the goal answers %d\n%s", status, words(body))
	}
	p.exec("UPDATE handoffs SET won_amount = NULL WHERE outcome = 'won'")
	for _, page := range []string{"/goals", "/dashboard"} {
		if body := words(p.see(mia, page)); !strings.Contains(body, "−100%") {
			t.Errorf("%s does not tell what came back of the spend: %s", page, body)
		}
	}
}
