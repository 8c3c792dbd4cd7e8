package server_test

import (
	"context"
	"fmt"
	"testing"

	"baton/internal/lead"
)

// theRulesOfFit changes what a rule is worth, sees what that makes of the leads before, publishes it and puts the old
// version back.
func theRulesOfFit(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	phone := 901820
	called := func() string {
		phone++
		r := w.submit(lena, lead.Lead{Phone: fmt.Sprintf("+4930%d", phone), Country: "DE"})
		return w.word("SELECT grade || fit FROM handoffs WHERE id = $1", r.Handoff)
	}
	before := called()
	boss, rep := w.open(t, chromium, vera), w.open(t, chromium, rita)
	boss.visit("/scoring?edit=8")
	boss.reads("The 1 lead of the last 90 days")
	boss.fill(".house-side [name=points]", "-40")
	boss.pressButton("Save in the draft")
	boss.reads("“Can be called”: −40 instead of +10")
	boss.reads("would get a worse grade")
	if got := called(); got != before {
		t.Errorf("a draft grades a lead %s instead of %s", got, before)
	}

	boss.pressButton("Publish")
	boss.until("the draft is gone", `location.pathname === "/scoring" && !document.querySelector(".rules-draft")`)
	boss.reads("Version 2")
	after := called()
	if after == before {
		t.Errorf("what was published grades a lead %s still", after)
	}
	rep.visit("/scoring")
	rep.reads("Can be called")
	rep.until("who only reads changes nothing", `!document.querySelector("form[action^='/scoring']")`)

	boss.pressButton("Restore")
	boss.reads("restored version 1")
	if got := called(); got != before {
		t.Errorf("put back, a lead is graded %s instead of %s", got, before)
	}
}

// anOpinion has a rep read why a lead has its grade and say what they think of it, which marketing reads at once.
func anOpinion(t *testing.T, chromium context.Context, prepare ...func(*tab)) {
	w := newWorld(t)
	r := w.handed(growthAndNorth)
	due := w.word("SELECT due_at::text || grade FROM handoffs WHERE id = $1", r.Handoff)
	rep, marketer := w.open(t, chromium, rita, prepare...), w.open(t, chromium, lena, prepare...)
	marketer.visit(fmt.Sprintf("/leads/%d", r.Lead))
	marketer.until("marketing does not grade it", `!document.querySelector("a[href$='act=grade']")`)
	rep.visit(fmt.Sprintf("/queue?handoff=%d", r.Handoff))
	rep.reads("Every lead starts with")
	rep.pressButton("Override the grade")
	if !rep.plain {
		rep.expects("422")
		rep.fill("textarea[name=words]", "They move in May and asked for us by name.")
		rep.click("form.work-form button")
		rep.reads("Choose a grade.")
	} else {
		rep.fill("textarea[name=words]", "They move in May and asked for us by name.")
	}
	rep.click("input[name=grade][value=A]")
	rep.click("form.work-form button")
	rep.reads("Rita Vale overrode the grade: A")
	if marketer.plain {
		marketer.visit(fmt.Sprintf("/leads/%d", r.Lead))
	}
	marketer.reads("They move in May and asked for us by name.")
	rep.visit("/queue")
	rep.until("the row says so too", `document.querySelector("[data-row]").innerText.includes("sales says A")`)
	rep.visit(fmt.Sprintf("/leads/%d", r.Lead))
	rep.pressButton("Override the grade")
	rep.click("input[name=grade][value=C]")
	rep.fill("textarea[name=words]", "They rent the hall after all.")
	rep.click("form.work-form button")
	rep.reads("Rita Vale overrode the grade: C")
	rep.reads("They move in May and asked for us by name.")
	if got := w.word("SELECT due_at::text || grade FROM handoffs WHERE id = $1", r.Handoff); got != due {
		t.Errorf("what a rep thinks moved the handoff from %s to %s", due, got)
	}
}
