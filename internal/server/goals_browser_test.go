package server_test

import (
	"context"
	"strconv"
	"testing"

	"baton/internal/lead"
)

// aManagerLimitsAReason has a manager limit what is rejected for a reason of a campaign, and say why a goal was missed.
func aManagerLimitsAReason(t *testing.T, chromium context.Context, kind ...func(*tab)) {
	w := newWorld(t)
	w.submit(lena, lead.Lead{Campaign: 1})
	rejected(w, growthAndNorth)
	w.exec("UPDATE handoffs SET campaign_id = 1")
	if err := w.db.RebuildFunnel(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.exec("SELECT setval(pg_get_serial_sequence('goals', 'id'), 1000)")
	gone := strconv.FormatInt(aGoneGoal(w, growthAndNorth), 10)
	reason := strconv.FormatInt(w.number("SELECT id FROM reasons WHERE list = 'reject' AND code = 'wrong_size'"), 10)
	b := w.open(t, chromium, vera, kind...)
	b.visit("/goals")
	b.reads("1 goal ended without an explanation")
	b.choose(`[name="metric"]`, "rejected_for:"+reason)
	b.fill(`[name="target"]`, "10%")
	b.choose(`[name="scope"]`, "campaign:1")
	b.click(`[name="period"][value="quarter"]`)
	b.pressButton("Set the goal")
	b.reads("Rejected for “Company too small”")
	b.reads("at most 10%")
	b.reads("Campaign Autumn webinar")
	b.until("the form is empty again",
		`document.querySelector("[name=target]").value === "" && document.querySelector("[name=scope]").value === ""`)
	if !b.plain {
		b.until("the goal is where one is",
			`/^#goal-\d+$/.test(location.hash) && document.activeElement.matches(location.hash) && location.search === ""`)
	}
	b.fill(`#goal-`+gone+` textarea`, "The fair was cancelled.")
	b.click(`#goal-` + gone + ` form button`)
	b.reads("The fair was cancelled.")
	if n := w.number("SELECT count(*) FROM goal_words"); n != 1 {
		t.Errorf("%d sentences are kept", n)
	}
}
