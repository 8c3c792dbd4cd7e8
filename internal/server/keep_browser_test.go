package server_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"baton/internal/handoff"
	"baton/internal/lead"
)

// back goes back in the history of the tab.
func (b *tab) back() { b.t.Helper(); b.value("history.back()") }

// elsewhere opens another page by a link of the rail.
func (b *tab) elsewhere() {
	b.t.Helper()
	b.click(`#rail-wide a[href="/personas"]`)
	b.until("the personas are there",
		`location.pathname === "/personas" && document.querySelector("main h1")?.innerText === "Personas"`)
}

// holds waits until a field has a value.
func (b *tab) holds(selector, value string) {
	b.t.Helper()
	b.until(fmt.Sprintf("%s holds %q", selector, value),
		fmt.Sprintf(`document.querySelector(%q)?.value === %q`, selector, value))
}

const (
	keptLine  = `document.querySelector("main form .kept")`
	keptCount = `Object.keys(sessionStorage).filter((key) => key.startsWith("baton-typed:")).length`
)

func aReasonThenWords(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	id := waiting(w, growthAndNorth)
	rep := w.open(t, chromium, rita)
	rep.visit(fmt.Sprintf("/queue?handoff=%d", id))
	rep.press("r")
	rep.until("r asks for a reason", `document.activeElement.type === "radio"`)
	rep.press("2")
	rep.until("words are next", `document.activeElement.name === "feedback"`)
	rep.press("They own 2 lorries.")
	rep.pressCtrl("\r")
	rep.until("it is sent back", `document.querySelector(".notice")?.innerText.includes("Wrong industry")`)
	if got := w.word("SELECT feedback FROM handoffs"); got != "They own 2 lorries." {
		t.Errorf("marketing reads %q", got)
	}
	rep.until("nothing is kept of what was sent", keptCount+" === 0")
}

func typingStays(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	first, second := waiting(w, growthAndNorth), waiting(w, growthAndNorth)
	rep := w.open(t, chromium, rita)
	rep.visit(fmt.Sprintf("/queue?handoff=%d", first))
	rep.press("r")
	rep.until("r asks for a reason", `document.activeElement.type === "radio"`)
	rep.press("3")
	rep.until("words are next", `document.activeElement.name === "feedback"`)
	rep.press("Nine people.")
	rep.click(fmt.Sprintf("#row-%d a", second))
	rep.until("the other lead is there",
		fmt.Sprintf(`document.querySelector("#row-%d [aria-current]") && !document.querySelector("[name=feedback]")`, second))
	rep.press("r")
	rep.until("its form is empty",
		fmt.Sprintf(`document.querySelector("form[action='/handoffs/%d/rejection'] [name=feedback]")?.value === "" &&
			!document.querySelector("[name=reason]:checked") && !%s`, second, keptLine))
	rep.back()
	rep.back()
	rep.holds(fmt.Sprintf("form[action='/handoffs/%d/rejection'] [name=feedback]", first), "Nine people.")
	rep.until("the reason is chosen, and a line says why",
		`document.querySelector("[name=reason]:checked")?.parentElement.innerText.includes("3") && `+keptLine)
	rep.live(1)
	w.ours()
	rep.until("another lead comes", `document.querySelectorAll("main [data-row]").length === 3`)
	rep.holds("[name=feedback]", "Nine people.")
	rep.do(chromedp.Reload())
	rep.holds("[name=feedback]", "Nine people.")
	rep.fill("[name=feedback]", "Nine people work there.")
	rep.pressCtrl("\r")
	rep.until("it is sent back", `document.querySelector(".notice")?.innerText.includes("You rejected")`)
	if got := w.word("SELECT feedback FROM handoffs WHERE id = $1", first); got != "Nine people work there." {
		t.Errorf("marketing reads %q", got)
	}
}

func everyFormKeeps(t *testing.T, chromium context.Context) {
	w, screens := newWorld(t), map[string]*tab{}
	for _, form := range []struct{ who, path, field string }{
		{rita, fmt.Sprintf("/queue?handoff=%d&act=ask", waiting(w, growthAndNorth)), "question"},
		{lena, fmt.Sprintf("/leads/%d", w.leadOf(asked(w, growthAndNorth))), "answer"},
		{lena, "/submissions/returned?view=asked", "answer"},
		{rita, fmt.Sprintf("/leads/%d?act=attempt", acceptedLead(w, growthAndNorth)), "note"},
		{rita, fmt.Sprintf("/leads/%d?act=disqualify", contactedLead(w, growthAndNorth)), "words"},
		{rita, fmt.Sprintf("/leads/%d?act=recycle", contactedLead(w, growthAndNorth)), "words"},
		{rita, fmt.Sprintf("/leads/%d?act=lose", qualifiedLead(w, growthAndNorth)), "words"},
		{rita, fmt.Sprintf("/leads/%d?act=grade", waitingLead(w, growthAndNorth)), "words"},
		{lena, fmt.Sprintf("/leads/%d?act=dispute", returnedLead(w, growthAndNorth)), "words"},
		{lena, fmt.Sprintf("/leads/%d?act=recycle", returnedLead(w, growthAndNorth)), "words"},
		{lena, fmt.Sprintf("/leads/%d/edit", returnedLead(w, growthAndNorth)), "note"},
		{alba, fmt.Sprintf("/leads/%d?act=rule", w.leadOf(disputed(w, growthAndNorth))), "words"},
		{rita, "/personas/1", "words"},
		{walt, "/personas/1?act=edit", "description"},
		{alba, "/people", "name"},
	} {
		b := screens[form.who]
		if b == nil {
			b = w.open(t, chromium, form.who)
			screens[form.who] = b
		}
		b.visit(form.path)
		selector := fmt.Sprintf("main form[method=post] [name=%s]", form.field)
		b.until("the form is there", fmt.Sprintf(`document.querySelector(%q)`, selector))
		b.value(fmt.Sprintf(`document.querySelector(%q).closest("details")?.setAttribute("open", "")`, selector))
		b.fill(selector, "They open a depot in May.")
		b.elsewhere()
		b.back()
		b.holds(selector, "They open a depot in May.")
		b.until("a line says that it was kept on "+form.path,
			fmt.Sprintf(`document.querySelector(%q).form.querySelector(".kept")`, selector))
	}
}

func aLeadIsKept(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	b := w.open(t, chromium, lena)
	b.visit("/leads/new")
	b.fill("#f-name", "Ivo Brand")
	b.fill("#f-note", "They asked for prices.")
	b.choose("#f-country", "DE")
	b.elsewhere()
	b.back()
	b.holds("#f-name", "Ivo Brand")
	b.holds("#f-note", "They asked for prices.")
	b.holds("#f-country", "DE")
	b.reads("Your earlier text was kept.")
	b.visit("/leads/new")
	b.holds("#f-name", "Ivo Brand")
	b.pressButton("Clear it")
	b.until("all is empty, and the line is gone",
		`["f-name", "f-note", "f-country"].every((id) => document.getElementById(id).value === "") && !`+keptLine)
	b.until("the focus is in the first field", `document.activeElement.id === "f-name"`)
	b.visit("/leads/new")
	b.until("it stays so", keptCount+` === 0 && document.getElementById("f-name").value === ""`)

	b.fill("#f-name", "Ivo Brand")
	b.fill("#f-company", "Brand Ltd")
	b.fill("#f-email", "ivo@brand.example")
	b.elsewhere()
	b.back()
	b.holds("#f-email", "ivo@brand.example")
	b.pressCtrl("\r")
	b.fill("#f-name", "Ivo Brand")
	b.pressCtrl("\r")
	b.reads("Handed over as grade")
	b.until("nothing is kept of what was sent", keptCount+" === 0")
	b.visit("/leads/new")
	b.holds("#f-email", "")
}

func typingStaysWithItsLead(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	one, other := draft(w, growthAndNorth), draft(w, growthAndNorth)
	b := w.open(t, chromium, lena)
	b.visit("/leads/new")
	b.fill("#f-phone", "+34600123456")
	b.fill("#f-note", "For the new lead.")
	goTo := func(path string) {
		b.value(fmt.Sprintf(`(() => {
			const a = document.querySelector("#rail-wide a");
			a.setAttribute("href", %q);
			a.click();
		})()`, path))
		b.until(path+" is there",
			fmt.Sprintf(`location.pathname === %q && document.querySelector("#submit-form")?.getAttribute("action") !== null`,
				path))
	}
	goTo(fmt.Sprintf("/leads/%d/edit", one))
	b.until("nothing of it is in another lead",
		fmt.Sprintf(`document.querySelector("#submit-form").getAttribute("action") === "/leads/%d/handoffs" &&
			document.getElementById("f-phone").value === "" && document.getElementById("f-note").value === "" &&
			!%s`, one, keptLine))
	b.fill("#f-company", "One")
	goTo(fmt.Sprintf("/leads/%d/edit", other))
	b.until("nothing of that in a third",
		fmt.Sprintf(`document.querySelector("#submit-form").getAttribute("action") === "/leads/%d/handoffs" &&
			document.getElementById("f-company").value === ""`, other))
	goTo("/leads/new")
	b.holds("#f-phone", "+34600123456")
	b.holds("#f-note", "For the new lead.")
	b.holds("#f-company", "")
}

func signingOutForgets(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	b := w.open(t, chromium, lena)
	b.expects("status of 401") // of the tab that is left open
	b.visit("/leads/new")
	b.fill("#f-name", "Ivo Brand")
	cookie := w.as(vera).cookie()
	as := func(value string) {
		b.do(network.SetCookie(cookie.Name, value).WithURL("http://" + w.address).WithHTTPOnly(true))
	}
	as(cookie.Value)
	b.visit("/leads/new")
	b.until("another person does not see it", `document.getElementById("f-name").value === "" && !`+keptLine)
	as(w.as(lena).cookie().Value)
	b.visit("/leads/new")
	b.holds("#f-name", "Ivo Brand")
	b.until("another tab of the same person is open",
		`(window.other ??= open("/personas")) && window.other.document.readyState === "complete" &&
			window.other.document.documentElement.dataset.keys`)
	b.value(`window.other.document.querySelector(".rail-foot .sign-out").click()`)
	b.until("signing out there leaves nothing here", keptCount+" === 0")
	b.value(`window.other.close()`)

	fresh := w.stranger()
	fresh.post("/sign-in", "email", lena, "password", password)
	as(fresh.cookie().Value)
	b.visit("/leads/new")
	b.holds("#f-name", "")
	b.fill("#f-name", "Ivo Brand")
	b.until("it is kept", keptCount+" === 1")
	b.click(".rail-foot .sign-out")
	b.until("nothing is left after signing out", `location.pathname === "/sign-in" && `+keptCount+" === 0")
}

func aRefusalStays(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	id := acceptedLead(w, growthAndNorth)
	b := w.open(t, chromium, rita)
	b.expects("status of 422")
	b.visit(fmt.Sprintf("/leads/%d?act=attempt", id))
	b.live(1)
	b.value(`document.querySelector("[name=outcome]").innerHTML += "<option value='pigeon'>A pigeon</option>"`)
	b.choose("[name=outcome]", "pigeon")
	b.fill("[name=note]", "She decides in January.")
	b.pressCtrl("\r")
	b.reads("Choose how it went.")
	b.value(`document.activeElement.blur()`)
	w.submit(lena, lead.Lead{Name: "Another"}) // the rail counts it
	w.must(w.server.Desk.Regrade(context.Background(), w.person(walt),
		handoff.ID(w.number("SELECT min(id) FROM handoffs")), 0, "A", "They rent."))
	b.until("the page has looked again",
		`fetch(document.querySelector("#lead").dataset.liveSrc).then((answer) => answer.text())`)
	b.holds("[name=note]", "She decides in January.")
	b.reads("Choose how it went.")
	b.elsewhere()
	b.back()
	b.holds("[name=note]", "She decides in January.")
}

func passwordsAreNotKept(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	b := w.open(t, chromium, lena)
	b.visit("/leads/new")
	b.value(`document.querySelector("main").insertAdjacentHTML("beforeend",
		"<form method=post action='/secret'><textarea name=words id=words></textarea>" +
		"<input type=password name=password id=secret></form>")`)
	b.fill("#secret", "hunter2hunter2")
	b.fill("#words", "My password is above.")
	b.fill("#f-name", "Ivo")
	b.until("the lead is kept, and nothing beside it",
		keptCount+` === 1 && !JSON.stringify(sessionStorage).includes("hunter2")`)
}
