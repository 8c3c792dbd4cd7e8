package server_test

import (
	"context"
	"testing"
	"time"
)

// history gives the company two hundred handoffs of the last year, so that it has rates of its own: accepted four of
// five, half of them qualified, half of those won.
const history = `
	INSERT INTO leads (id, name, company, stage, created_at, updated_at)
	SELECT 50000 + n, 'Lead ' || n, 'Buyer', 'won', now() - (200 + n % 150) * interval '1 day', now()
	FROM generate_series(1, 200) n;
	INSERT INTO handoffs (lead_id, number, submitted_at, agreement_version, scoring_version, grade, fit, team_id,
		queued_at, due_at, verdict, verdict_at, reason_id,
		decide_wall, decide_business, qualified_at, outcome, outcome_at, won_amount)
	SELECT l.id, 1, l.created_at, (SELECT max(version) FROM agreements), (SELECT max(version) FROM scorings), 'B', 60,
		(SELECT min(id) FROM teams WHERE side = 'sales'), l.created_at, l.created_at + interval '1 day',
		CASE WHEN n % 5 = 0 THEN 'rejected' ELSE 'accepted' END, l.created_at + interval '1 hour',
		CASE WHEN n % 5 = 0 THEN (SELECT min(id) FROM reasons WHERE list = 'reject') END, 3600, 3600,
		CASE WHEN n % 5 > 2 OR n % 5 = 1 AND n % 2 = 0 THEN l.created_at + interval '8 days' END,
		CASE WHEN n % 5 > 2 AND n % 2 = 0 THEN 'won' END,
		CASE WHEN n % 5 > 2 AND n % 2 = 0 THEN l.created_at + interval '30 days' END,
		CASE WHEN n % 5 > 2 AND n % 2 = 0 THEN 12000 END
	FROM (SELECT id, created_at, id - 50000 AS n FROM leads WHERE id > 50000) l`

// aPlan has a manager see the company's own rates, try others, set the goals and meet them on the dashboard.
func aPlan(t *testing.T, chromium context.Context, prepare ...func(*tab)) {
	w := newWorld(t)
	w.handed(growthAndNorth)
	w.exec(history)
	w.must(w.db.RebuildFunnel(context.Background()))
	w.must(w.db.LearnOutlooks(context.Background(), time.Now()))
	boss := w.open(t, chromium, vera, prepare...)
	boss.visit("/goals/plan")
	boss.reads("Our own: 160 of 200 handed over")
	boss.until("the company's own rate is there", `document.querySelector("[name=accept]").value === "80"`)
	today := time.Now().Format(time.DateOnly)
	boss.choose("[name=starts_on]", today)
	for field, value := range map[string]string{"revenue": "500,000", "share": "60", "deal": "20,000", "win": "25",
		"qualify": "60", "accept": "85", "qualify_days": "0", "win_days": "0"} {
		boss.fill("[name="+field+"]", value)
	}
	boss.pressButton("Calculate")
	for _, words := range []string{"118 handed over", "100 accepted", "60 qualified", "15 customers",
		"Back to our own, 80%"} {
		boss.reads(words)
	}
	boss.pressButton("Set ")
	boss.until("the goals are set", `location.pathname === "/goals"`)
	boss.visit("/dashboard?period=this_month")
	boss.reads("heading for")
}
