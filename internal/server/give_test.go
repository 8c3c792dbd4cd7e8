package server_test

import (
	"context"
	"fmt"
	"testing"
)

// aManagerGives chooses two of three leads in the queue and gives them to another rep.
func aManagerGives(t *testing.T, chromium context.Context, prepare ...func(*tab)) {
	w := newWorld(t)
	w.exec("UPDATE people SET capacity = 900 WHERE email = $1", sami)
	first, second, third := waiting(w, growthAndNorth), waiting(w, growthAndNorth), waiting(w, growthAndNorth)
	for _, id := range []int64{first, second, third} {
		w.exec("UPDATE handoffs SET owner_id = 4 WHERE id = $1", id)
	}
	boss := w.open(t, chromium, walt, prepare...)
	boss.visit("/queue?view=team")
	if boss.plain {
		boss.pressButton("Reassign")
	} else {
		boss.live(1)
		boss.press("x")
	}
	boss.until("leads can be chosen", fmt.Sprintf(`document.querySelector("#row-%d input[type=checkbox]")`, first))
	boss.click(fmt.Sprintf("#row-%d input", first))
	boss.click(fmt.Sprintf("#row-%d input", third))
	boss.expects("422")
	boss.choose("#give-to", "")
	boss.click("#give .form-foot button")
	boss.reads("Choose who gets them.")
	boss.choose("#give-to", fmt.Sprint(w.person(sami).ID))
	boss.click("#give .form-foot button")
	boss.until("the list is as before", `!document.querySelector(".choosable")`)
	if got := w.word("SELECT string_agg(owner_id::text, ' ' ORDER BY id) FROM handoffs WHERE id IN ($1, $2, $3)", first,
		second, third); got != "5 4 5" {
		t.Errorf("the leads are with %s", got)
	}
	note := w.as(sami).get("/inbox")
	if n := w.number("SELECT count(*) FROM notifications WHERE kind = 'reassigned' AND person_id = 5"); n != 2 ||
		note.status != 200 {
		t.Errorf("Sami is told of %d leads", n)
	}
}

// aColleagueGetsALead hands a lead over that somebody else of the team gets: it shows up at once, with who has it, and
// leads to it.
func aColleagueGetsALead(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	w.exec("UPDATE people SET capacity = CASE WHEN email = $1 THEN 0 ELSE 900 END", rita)
	rep, marketer := w.open(t, chromium, rita), w.open(t, chromium, lena)
	rep.visit("/queue")
	rep.reads("Nothing waits for you.")
	rep.live(1)
	handOverByKeys(t, marketer, "Ines Ortega")
	rep.soon("what a colleague got is named",
		`document.querySelector(".just-in")?.innerText.replace(/\s+/g, " ") ===
			"New for your team: Ines Ortega with Sami Oko"`)
	rep.value(`document.querySelector(".just-in a").click()`)
	rep.until("it leads to the lead", `document.querySelector(".lead-name")?.textContent === "Ines Ortega"`)
}

func TestAnAcceptedLeadIsGivenToSomebodyOnItsPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := contactedLead(w, growthAndNorth)
	h := w.number("SELECT id FROM handoffs WHERE lead_id = $1", id)
	form := w.as(walt).get(fmt.Sprintf("/leads/%d?act=give", id))
	line{}.check(t, form, 200)
	a := w.as(walt).post("/handoffs/reassignment", "handoff", fmt.Sprint(h), "lead", fmt.Sprint(id))
	if a.status != 422 || a.problem("to") != "Choose who gets them." {
		t.Errorf("to nobody: %d %s", a.status, a.main())
	}
	a = w.as(walt).post("/handoffs/reassignment", "handoff", fmt.Sprint(h), "lead", fmt.Sprint(id), "to",
		fmt.Sprint(w.person(sami).ID))
	if a.status != 303 || w.number("SELECT owner_id FROM handoffs WHERE id = $1", h) != int64(w.person(sami).ID) {
		t.Errorf("given as %d", a.status)
	}
	if a := w.as(rita).post(fmt.Sprintf("/leads/%d/attempts", id), "kind", "call", "outcome", "reached"); a.status != 403 {
		t.Errorf("who had it logs an attempt: %d", a.status)
	}
}
