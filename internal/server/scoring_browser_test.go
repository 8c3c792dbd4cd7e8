package server_test

import (
	"context"
	"fmt"
	"testing"

	"baton/internal/lead"
)

// theRulesOfFit changes what a rule is worth, sees what that makes of the leads before, publishes it and puts the old version back.
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
	boss.fill(".entry [name=points]", "-40")
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

	boss.pressButton("Put back")
	boss.reads("put version 1 back")
	if got := called(); got != before {
		t.Errorf("put back, a lead is graded %s instead of %s", got, before)
	}
}
