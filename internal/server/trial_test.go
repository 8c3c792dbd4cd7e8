package server_test

import (
	"context"
	"testing"
	"time"

	"baton/internal/lead"
)

// aDryRun tries a rule on what came before, turns it on, and sees a lead go where the trial said.
func aDryRun(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	w.exec("UPDATE people SET capacity = 900 WHERE id = 5")
	for n := range 6 {
		w.submit(lena, lead.Lead{Name: "Spanish lead", Country: []string{"ES", "FR"}[n%2]})
	}
	boss, rep := w.open(t, chromium, alba), w.open(t, chromium, uma)
	boss.visit("/assignment")
	boss.click(".behind-button summary")
	boss.fill(".entry [name=name]", "Spain to the south")
	boss.pressButton("Add a condition")
	boss.until("there is a line for it", `document.querySelector('[name="when.0.field"]')`)
	boss.choose(`[name="when.0.field"]`, "country")
	boss.choose(`[name="when.0.op"]`, "is")
	boss.fill(`[name="when.0.value"]`, "Spain")
	boss.choose(".entry [name=team]", "4")
	boss.pressButton("Add to the draft")
	boss.reads("Your draft has 1 change.")
	boss.reads("Spain to the south")

	boss.visit("/assignment/trial")
	boss.reads("6 handoffs of the last 90 days")
	boss.reads("3 leads would go to another team")
	boss.reads("Uma Lind, South")
	boss.until("North loses what South wins", `(() => {
		const change = (team) => [...document.querySelectorAll("tbody tr")]
			.find((row) => row.innerText.startsWith(team))?.lastElementChild.innerText;
		return change("North") === "−3" && change("South") === "+3";
	})()`)
	rep.visit("/queue")
	before := w.submit(lena, lead.Lead{Name: "Before it", Country: "ES"})
	if before.Team != 3 {
		t.Errorf("before it was turned on, a lead went to team %d", before.Team)
	}

	boss.pressButton("Activate")
	boss.until("the draft is gone", `location.pathname === "/assignment" && !document.querySelector(".rules-draft")`)
	w.wait(time.Minute)
	after := w.submit(lena, lead.Lead{Name: "Ines Ortega", Country: "ES"})
	if after.Team != 4 {
		t.Errorf("after it was turned on, a lead went to team %d", after.Team)
	}
	rep.soon("the rep in the south sees it come", reading("Ines Ortega"))
	boss.visit("/assignment/log")
	boss.reads("Routed to Uma Lind: Spain to the south, 1 of 900 open")
}
