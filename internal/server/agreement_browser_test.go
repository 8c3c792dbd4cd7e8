package server_test

import (
	"context"
	"testing"

	"baton/internal/lead"
)

// twoManagersSign has a manager of each side agree on a new definition, and a marketer and a rep work by it.
func twoManagersSign(t *testing.T, chromium context.Context, kind ...func(*tab)) {
	w := newWorld(t)
	w.submit(lena, lead.Lead{CompanySize: 10})
	w.submit(lena, lead.Lead{CompanySize: 90})
	marketing, sales, marketer := w.open(t, chromium, vera, kind...), w.open(t, chromium, walt, kind...),
		w.open(t, chromium, lena, kind...)
	for _, b := range []*tab{marketing, marketer} {
		b.expects("422") // what is refused on purpose
	}
	marketing.visit("/agreement")
	marketing.reads("Version 1 in force from the start")
	marketing.pressButton("Propose a change")
	marketing.click(`button[value="add:definition"]`)
	marketing.choose(`[name="definition.3.field"]`, "company_size")
	marketing.choose(`[name="definition.3.op"]`, "at_least")
	if !marketing.plain && marketing.value(`[...document.querySelector('[name="definition.3.op"]').options]
		.filter((o) => !o.disabled).map((o) => o.value).join(" ")`) !=
		"is is_not at_least at_most between is_given is_missing" {
		t.Error("a number is offered comparisons of words")
	}
	marketing.fill(`[name="definition.3.value"]`, "many")
	marketing.pressButton("Propose to the other side")
	marketing.reads("“many” is not a whole number.")
	marketing.fill(`[name="definition.3.value"]`, "50")
	marketing.pressButton("Propose to the other side")
	marketing.reads("Version 2 proposed by Vera Holm")
	marketing.reads("In the last 90 days, 1 of 2 leads would not have been handed over.")
	marketing.pressButton("Sign for marketing")
	marketing.reads("Vera Holm signed for marketing")

	sales.visit("/agreement")
	sales.until("the other reads what is new",
		`document.querySelector("#definition ins")?.textContent === "Company has 50 people or more"`)
	sales.pressButton("Sign for sales")
	sales.reads("Version 2 in force since")
	sales.reads("Walt Ames signed for sales")

	marketer.visit("/leads/new")
	for field, text := range map[string]string{"name": "Ines Ortega", "email": "ines@haulage.example",
		"company": "Ortega Haulage", "company_size": "49"} {
		marketer.fill("#f-"+field, text)
	}
	if !marketer.plain {
		marketer.until("the line is not met while typing",
			`[...document.querySelectorAll("#submit-side .unmet")].some((e) => e.innerText.includes("50 people"))`)
		marketer.until("the others are", `document.querySelectorAll("#submit-side .met").length === 3`)
	}
	marketer.pressButton("Hand over to sales")
	marketer.reads("The agreement requires: Company has 50 people or more.")
	marketer.until("the line is not met after sending", `document.querySelectorAll("#submit-side .unmet").length === 1`)
	marketer.fill("#f-company_size", "50")
	marketer.pressButton("Hand over to sales")
	marketer.reads("Handed over as grade")
	marketer.pressButton("Agreement 2")
	marketer.reads("Compared with version 1, word by word.")
	if n := w.number("SELECT count(*) FROM handoffs WHERE agreement_version = 2"); n != 1 {
		t.Errorf("%d handoffs are judged by version 2", n)
	}
}
