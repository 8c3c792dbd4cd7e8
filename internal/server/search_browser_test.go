package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"

	"baton/internal/lead"
)

// searches finds one lead among others on each of the three pages that have a search.
func searches(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	r := w.submit(lena, lead.Lead{Name: "Inés O’Neill", Company: "Größe & Söhne", Email: "ines.oneill@sohne.example",
		Phone: "+34600123456"})
	w.submit(lena, lead.Lead{Name: "Inés Ortega", Phone: "+34600123457"})
	w.submit(lena, lead.Lead{Name: "Conor Walsh"})
	for _, page := range []struct{ who, path string }{{rita, "/queue"}, {lena, "/submissions"}, {alba, "/leads"}} {
		b := w.open(t, chromium, page.who)
		b.visit(page.path)
		for _, typed := range []string{"oneill ines", "O'NEILL", "sohne grosse", "600 123 456", "(0034) 600-123-456",
			"oneill@sohne", r.Lead.String()} {
			b.until("the field is there", `document.querySelector("input[name=q]")`)
			b.fill("input[name=q]", typed)
			b.press(kb.Enter)
			b.until(fmt.Sprintf("%s finds %q alone", page.path, typed),
				fmt.Sprintf(`new URLSearchParams(location.search).get("q") === %q &&
					[...document.querySelectorAll("main [data-row]")].map((e) => e.innerText).join().includes("Inés O’Neill") &&
					document.querySelectorAll("main [data-row]").length === 1`, typed))
		}
		b.fill("input[name=q]", "ines zebra")
		b.press(kb.Enter)
		b.reads("has “ines zebra” in its name, company, e-mail address or phone number")
	}
}

// allLeads narrows and sorts all leads, and turns the pages without losing either.
func allLeads(t *testing.T, chromium context.Context, prepare ...func(*tab)) {
	w := newWorld(t)
	for n := range 53 {
		w.submit(lena, lead.Lead{Name: fmt.Sprintf("Buyer %02d", n), Company: []string{"Zorn", "Acme"}[n%2],
			Campaign: lead.CampaignID(1)})
	}
	w.submit(lena, lead.Lead{Name: "Another", Campaign: 2})
	b := w.open(t, chromium, alba, prepare...)
	b.visit("/leads")
	b.reads("54 leads")
	b.click(".narrow > summary")
	b.choose("#narrow-campaign", "1")
	b.choose("#narrow-sort", "name")
	b.click(".narrow-form button")
	b.reads("First campaign: Autumn webinar")
	b.until("it is narrowed, counted and sorted",
		`document.querySelector(".page-head").innerText.includes("53 leads") &&
			document.querySelector("[data-row]").innerText === "Buyer 00" &&
			document.querySelectorAll("[data-row]").length === 50`)
	b.pressButton("Next")
	b.until("the next page keeps both",
		`document.querySelector("[data-row]").innerText === "Buyer 50" &&
			document.querySelectorAll("[data-row]").length === 3 && location.search.includes("campaign=1") &&
			location.search.includes("sort=name")`)
	b.pressButton("First page")
	b.until("the first page does too",
		`document.querySelector("[data-row]").innerText === "Buyer 00" && location.search.includes("campaign=1")`)
	b.click(`.filter a[title="Remove this filter"]`)
	b.until("without it all are there",
		`document.querySelector(".page-head").innerText.includes("54 leads") &&
			document.querySelector("[data-row]").innerText === "Another"`)
	b.visit("/leads?stage=nowhere&grade=Z&from=soon")
	for _, words := range []string{"Stage: there is no “nowhere”", "Grade: there is no “Z”",
		"Captured from: there is no “soon”", "54 leads"} {
		b.reads(words)
	}
	b.pressButton("Clear filters")
	b.until("all filters are gone",
		`location.pathname + location.search === "/leads" && !document.querySelector(".filter")`)
	if b.value("innerWidth") != "390" {
		b.click("thead th:nth-child(2) a")
		b.until("it is sorted by company",
			`document.querySelector("thead [aria-sort=ascending]").innerText.includes("Company") &&
				document.querySelector("tbody td").innerText === "Acme"`)
		b.click("thead th:nth-child(2) a")
		b.until("and turned round",
			`document.querySelector("thead [aria-sort=descending]") && document.querySelector("tbody td").innerText === "Zorn"`)
		return
	}
	b.fits()
	b.until("each lead is a card, of which nothing is cut",
		`[...document.querySelectorAll(".lead-table :is(tr, th, td)")]
			.filter((e) => e.checkVisibility() && !e.closest("thead"))
			.every((e) => e.getBoundingClientRect().right <= innerWidth) &&
			document.querySelector("tbody tr").getBoundingClientRect().height > 60`)
}

// signingOutIsInSight looks at the rail on a low screen, and at the form of a rejection on a phone.
func signingOutIsInSight(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	id := waiting(w, growthAndNorth)
	seen := func(what string) string {
		return fmt.Sprintf(`((e) => {
			const r = e?.getBoundingClientRect();
			return r && r.top >= 0 && r.bottom <= innerHeight &&
				e.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2));
		})(%s)`, what)
	}
	for _, who := range []string{lena, rita, walt, alba} {
		b := w.open(t, chromium, who)
		b.do(emulation.SetDeviceMetricsOverride(1366, 768, 1, false))
		b.visit("/dashboard")
		b.until("signing out is in sight", seen(`document.querySelector(".rail-foot .sign-out")`))
	}
	b := w.open(t, chromium, rita)
	b.do(emulation.SetDeviceMetricsOverride(390, 844, 1, true))
	b.visit(fmt.Sprintf("/queue?handoff=%d", id))
	b.pressButton("Reject")
	b.until("the form is open", `document.querySelector("form.sendback")`)
	b.until("sending it back is above the fold", seen(strings.ReplaceAll(button("Send back"), "main a", "main .x")))
}

// What the rail counts is what the page that it leads to counts.
func TestTheRailCountsWhatItsPageDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 2 {
		returnedLead(w, growthAndNorth)
	}
	asked(w, growthAndNorth)
	waiting(w, growthAndNorth)
	w.exec(`
		INSERT INTO people (id, email, name, role, capacity) VALUES (30, 'cora@baton.example', 'Cora Finch', 'marketer', 12);
		INSERT INTO memberships (person_id, team_id) VALUES (30, 1)`)
	mine := w.as(lena)
	rail := func(a answer, href string) string {
		for _, n := range all(a.doc, with("href", href)) {
			if words := strings.Fields(wordsOf(n)); len(words) > 1 && strings.Contains(strings.Join(words, " "), " ") {
				return words[len(words)-1]
			}
		}
		return ""
	}
	tab := func(a answer, label string) string {
		for _, n := range all(a.doc, element("a")) {
			if count, is := strings.CutPrefix(strings.Join(strings.Fields(wordsOf(n)), " "), label+" "); is &&
				attr(n, "aria-current") == "page" {
				return count
			}
		}
		return ""
	}
	a := mine.get("/submissions/returned")
	if badge, count := rail(a, "/submissions/returned"), tab(a, "All"); badge != "3" || count != "3" {
		t.Errorf("Returned has %q in the rail and %q on its page", badge, count)
	}
	a = mine.get("/submissions?view=waiting")
	if badge, count := rail(a, "/submissions"), tab(a, "Waiting"); badge != "2" || count != "2" {
		t.Errorf("My submissions has %q in the rail and %q on its page", badge, count)
	}
	w.exec("UPDATE leads SET created_by = 30 WHERE id = (SELECT max(id) FROM leads)")
	a = mine.get("/submissions?view=waiting")
	if badge, count := rail(a, "/submissions"), tab(a, "Waiting"); badge != "1" || count != "1" {
		t.Errorf("once a colleague has one, My submissions has %q in the rail and %q on its page", badge, count)
	}
	if a = mine.get("/submissions?of=team&view=waiting"); tab(a, "Waiting") != "2" {
		t.Errorf("my team has %q that wait", tab(a, "Waiting"))
	}
}
