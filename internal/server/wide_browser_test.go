package server_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// everyTabIsSeen goes through the queue with Tab alone, with a lead open, while it is rejected and while there is only
// the list.
func everyTabIsSeen(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	for range 6 {
		waiting(w, growthAndNorth)
	}
	rep := w.open(t, chromium, rita)
	rep.do(emulation.SetDeviceMetricsOverride(320, 256, 1, false))
	for _, path := range []string{"/queue", "/queue?handoff=2", "/queue?handoff=2&act=reject"} {
		rep.visit(path)
		rep.value(`document.querySelector(".skip").focus()`)
		stops := 0
		for ; stops < 60; stops++ {
			rep.press(kb.Tab)
			if rep.value(`document.activeElement === document.body || document.activeElement.matches(".skip") && `+
				fmt.Sprint(stops > 0)) == "true" {
				break
			}
			if rep.value(`(`+inSight+`)(document.activeElement)`) != "true" {
				t.Errorf("%s: after %d times Tab the focus is out of sight, at %s", path, stops+1,
					rep.value(`document.activeElement.outerHTML.slice(0, 200)`))
			}
		}
		if stops < 5 {
			t.Errorf("%s has only %d stops", path, stops)
		}
		if share := rep.value(`[...document.querySelectorAll("body *")]
			.filter((e) => ["fixed", "sticky"].includes(getComputedStyle(e).position) && e.checkVisibility())
			.map((e) => e.className).join()`); share != "" {
			t.Errorf("%s: %s stays where it is while the page moves", path, share)
		}
	}
	rep.visit("/queue")
	rep.click("#rail-narrow summary")
	rep.value(`document.querySelector("#rail-menu").parentElement.querySelector(".sign-out").focus()`)
	rep.press(kb.Tab)
	rep.until("the menu folds up when the focus leaves it",
		`!document.querySelector("#rail-narrow").open && (`+inSight+`)(document.activeElement)`)
}

// whatChangesIsSaid looks at the regions that a screen reader listens to: they are there before their text.
func whatChangesIsSaid(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	waiting(w, growthAndNorth)
	rep := w.open(t, chromium, rita)
	rep.visit("/queue")
	rep.live(1)
	if before := rep.value(`["said", "notice", "queue-summary"].map((id) => {
		const e = document.getElementById(id);
		e.before_ = true;
		return e.role + " " + e.innerText;
	}).join()`); before != "log ,status ,status 1 waiting" {
		t.Errorf("before anything happens there is %s", before)
	}
	there := func(id, words string) string {
		return fmt.Sprintf(`document.getElementById(%q).before_ && document.getElementById(%q).textContent.includes(%q)`, id,
			id, words)
	}
	id := waiting(w, growthAndNorth)
	name := w.word("SELECT l.name FROM leads l JOIN handoffs h ON h.lead_id = l.id WHERE h.id = $1", id)
	rep.until("the new row is said", there("said", "New: "+name+"."))
	rep.until("the count is said", there("queue-summary", "2 waiting"))
	rep.press("a")
	rep.until("what was done is said", there("notice", "You accepted"))
	if role := rep.value(`document.querySelector("#notice .notice").role`); role != "null" {
		t.Errorf("the notice says itself once more, as %s", role)
	}

	other := w.open(t, chromium, lena)
	other.visit("/leads/new")
	other.live(2)
	other.value(`document.getElementById("said").before_ = true`)
	w.sentBack(growthAndNorth)
	other.until("what came back is said from any page", there("said", "Returned: 1."))
	other.expects("422")
	other.pressCtrl("\r")
	other.until("the title says that it was refused", `document.title === "Error: Submit a lead · Baton"`)
	other.visit("/leads/new")
	other.until("and not longer", `document.title === "Submit a lead · Baton"`)
}

// forcedColours looks at what is current and what is not where the system chooses the colours, and with them whether a
// border is seen.
func forcedColours(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	waiting(w, growthAndNorth)
	waiting(w, growthAndNorth)
	rep := w.open(t, chromium, rita)
	rep.visit("/queue")
	rep.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}))
	for _, c := range []struct{ all, side string }{{".tabs a", "Bottom"}, {"[data-row]", "Left"},
		{"#rail-wide a", "Left"}} {
		got := rep.value(fmt.Sprintf(
			`[true, false].map((current) => [...document.querySelectorAll(%q)]
			.filter((e) => e.hasAttribute("aria-current") === current)
			.map((e) => {
				const s = getComputedStyle(e), ground = getComputedStyle(document.body).backgroundColor;
				return parseFloat(s.border%[2]sWidth) > 0 && s.border%[2]sColor !== ground;
			})).map((seen) => seen.length > 0 && seen.every((s) => s === seen[0]) && seen[0]).join()`, c.all, c.side))
		if got != "true,false" {
			t.Errorf("%s: whether what is current has a border that is seen, and what is not: %s", c.all, got)
		}
	}
}

// onPaper looks at pages as they are printed on A4.
func onPaper(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	aBusyDay(t, w)
	w.propose(vera, bigger...)
	boss := w.open(t, chromium, walt)
	won := w.number("SELECT min(lead_id) FROM handoffs WHERE outcome = 'won'")
	for _, c := range []struct{ path, has string }{{"/dashboard", "Return"}, {"/agreement", "Sales owes"},
		{fmt.Sprintf("/leads/%d", won), "So far"}} {
		boss.visit(c.path)
		// the paper without its margins
		boss.do(emulation.SetEmulatedMedia().WithMedia("print"), emulation.SetDeviceMetricsOverride(703, 1000, 1, false))
		const clicked = "button, input, select, textarea, .btn, nav a, #rail, .tabs, dialog"
		if shown := boss.value(`[...document.querySelectorAll("` + clicked + `")].filter((e) => e.checkVisibility())
			.map((e) => e.outerHTML.slice(0, 120)).join("\n")`); shown != "" {
			t.Errorf("%s: on paper there is something to click:\n%s", c.path, shown)
		}
		if cut := boss.value(`[...document.querySelectorAll("main *")]
			.filter((e) => e.checkVisibility() && !e.closest(".sr, svg") && e.getBoundingClientRect().right > innerWidth + 1)
			.map((e) => e.outerHTML.slice(0, 120)).join("\n")`); cut != "" {
			t.Errorf("%s: the paper cuts off:\n%s", c.path, cut)
		}
		boss.reads(c.has)
		boss.do(emulation.SetEmulatedMedia(), emulation.ClearDeviceMetricsOverride(),
			chromedp.ActionFunc(func(ctx context.Context) error {
				paper, _, err := page.PrintToPDF().WithPaperWidth(8.27).WithPaperHeight(11.69).Do(ctx)
				if len(paper) < 10_000 {
					t.Errorf("%s: the paper is empty", c.path)
				}
				return err
			}))
	}
}
