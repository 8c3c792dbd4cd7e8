package server_test

import (
	"context"
	"fmt"
	"testing"

	"baton/internal/lead"
)

// aPersonaAtWork has a manager say who belongs to a persona and what it needs, a marketer refused for that and then
// not, and what a rep hears of a customer come back to the marketer.
func aPersonaAtWork(t *testing.T, chromium context.Context, prepare ...func(*tab)) {
	w := newWorld(t)
	boss, marketer, rep := w.open(t, chromium, walt, prepare...), w.open(t, chromium, lena, prepare...),
		w.open(t, chromium, rita, prepare...)
	boss.expects("422")
	marketer.expects("422")
	boss.visit("/personas")
	boss.fill(".entry [name=name]", "Head of operations")
	boss.pressButton("Add a condition")
	boss.until("there is a line to fill in", `document.querySelector("[name='when.0.field']")`)
	if !boss.plain {
		boss.until("one is in it", `document.activeElement.name === "when.0.field"`)
	}
	boss.choose("[name='when.0.field']", "job_title")
	boss.choose("[name='when.0.op']", "has_word")
	boss.pressButton("Add the persona")
	boss.reads("Write a value.")
	boss.fill("[name='when.0.value']", "operations")
	boss.click("[name=required][value=company_size]")
	boss.fill("[name=speak]", "Short and with figures.")
	boss.fill("[name=avoid]", "Artificial intelligence.")
	boss.pressButton("Add the persona")
	boss.until("it has a page of its own", `/^\/personas\/\d+$/.test(location.pathname)`)
	boss.reads("Job title contains the word “operations”")

	marketer.visit("/leads/new")
	for field, text := range map[string]string{"name": "Ines Ortega", "email": "ines@haulage.example",
		"company": "Ortega Haulage", "job_title": "Head of Operations"} {
		marketer.fill("#f-"+field, text)
	}
	if !marketer.plain {
		marketer.until("it says whom she is taken for while typing",
			`document.querySelector("#persona-aside")?.innerText.includes("Persona: Head of operations")`)
		marketer.until("and what is missing",
			`document.querySelector("#persona-aside .unmet")?.innerText.includes("Has a company size")`)
	}
	marketer.pressButton("Hand over to sales")
	marketer.until("the field says what is missing",
		`document.querySelector("#f-company_size").closest(".field").innerText
			.includes("Head of operations leads need a company size.")`)
	marketer.until("nothing typed is lost",
		`document.querySelector("#f-name").value === "Ines Ortega" &&
			document.querySelector("#persona-aside").innerText.includes("Persona: Head of operations")`)
	if n := w.number("SELECT count(*) FROM leads"); n != 0 {
		t.Errorf("%d leads were kept", n)
	}
	marketer.fill("#f-company_size", "220")
	marketer.pressButton("Hand over to sales")
	marketer.reads("Handed over as grade")
	marketer.reads("Persona: Head of operations.")

	id := w.number("SELECT id FROM handoffs")
	other := w.submit(lena, lead.Lead{Name: "Otto Lang", JobTitle: "Operations", CompanySize: 90})
	rep.visit(fmt.Sprintf("/queue?handoff=%d", id))
	rep.until("she reads how to speak to them",
		`document.querySelector("#persona-aside")?.innerText.includes("Short and with figures.")`)
	if !rep.plain {
		rep.click("#persona-aside .add-note summary")
		rep.fill("#persona-aside textarea", "Half a note.")
		rep.click(fmt.Sprintf("#row-%d a", other.Handoff))
		rep.until("the next lead has a note of its own",
			`document.querySelector("#detail-title").innerText === "Otto Lang" && !document.querySelector(".add-note").open &&
				document.querySelector(".add-note textarea").value === ""`)
		rep.visit(fmt.Sprintf("/queue?handoff=%d", id))
		rep.until("what she had begun is there, unfolded",
			`document.querySelector(".add-note").open && document.querySelector(".add-note textarea").value === "Half a note."`)
	} else {
		rep.click("#persona-aside .add-note summary")
	}
	rep.fill("#persona-aside textarea", "They ask for the price first.")
	rep.click("#persona-aside .add-note .form-foot button")
	rep.until("it is not in the form any more", `document.querySelector("#persona-aside textarea").value === ""`)
	rep.until("it stands beside the lead",
		`document.querySelector("#persona-aside")?.innerText.includes("Noted from this lead") &&
			location.pathname === "/queue"`)

	boss.visit(boss.value(`location.pathname`))
	boss.reads("They ask for the price first.")
	boss.reads("From Ines Ortega")
	boss.pressButton("Pin")
	boss.reads("Pinned by Walt Ames")
	rep.visit(fmt.Sprintf("/queue?handoff=%d", id))
	rep.until("it is what customers say",
		`document.querySelector("#persona-aside").innerText.includes("What customers say")`)

	marketer.visit("/leads/new")
	marketer.fill("#f-name", "Ida Ring")
	marketer.choose("#f-persona", w.word("SELECT id::text FROM personas WHERE name = 'Head of operations'"))
	if marketer.plain {
		marketer.pressButton("Save as a draft")
		marketer.reads("The draft is saved.")
	}
	marketer.until("what customers say stands beside the form",
		`document.querySelector("#persona-aside")?.innerText.includes("They ask for the price first.")`)
}
