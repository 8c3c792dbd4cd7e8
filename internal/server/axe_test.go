package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"baton/internal/lead"
	"baton/internal/scoring/prospect"
)

// silent are routes whose answer is no page to look at.
var silent = map[string]bool{"/": true, "/live": true, "/rail": true, "/queue/rows": true, "/healthz": true,
	"/readyz": true, "/assets/*": true, "/setup": true, "/sign-in": true}

// everyPageIsAccessible looks at each page with axe-core by the rules of WCAG 2.2 AA, in light and in dark, with
// something on it.
func everyPageIsAccessible(t *testing.T, chromium context.Context) {
	axe, err := os.ReadFile("../../web/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("run make assets first: ", err)
	}
	w := newWorld(t)
	aBusyDay(t, w)
	for _, s := range screens(t, w) {
		t.Run(s.who, func(t *testing.T) {
			t.Parallel()
			b := w.open(t, chromium, s.who)
			b.expects("status of 4")
			for _, v := range s.views {
				t.Run(strings.ReplaceAll(v.path, "/", "|")+" "+v.name, func(t *testing.T) {
					b.visit(v.path)
					if v.then != nil {
						v.then(b)
					}
					b.do(chromedp.Evaluate(string(axe)+";0", nil))
					for _, scheme := range []string{"light", "dark"} {
						for _, problem := range b.axe(scheme) {
							t.Errorf("in %s: %s", scheme, problem)
						}
					}
					b.everyStopIsSeen()
					b.fitsAPhone()
				})
			}
		})
	}
}

// A view is a page as somebody may see it.
type view struct {
	path, name string
	then       func(*tab)
}

type screen struct {
	who   string
	views []view
}

// screens are the pages to look at: those of the router that need no id, and what stands on the way of a lead.
func screens(t *testing.T, w *world) []screen {
	t.Helper()
	open := w.number("SELECT min(id) FROM handoffs WHERE verdict IS NULL AND owner_id = 4 AND paused_at IS NULL")
	asking := w.number("SELECT min(id) FROM handoffs WHERE verdict IS NULL AND paused_at IS NOT NULL")
	back := w.number("SELECT min(lead_id) FROM handoffs WHERE verdict = 'rejected'")
	inWork := w.number(`
		SELECT min(lead_id)
		FROM handoffs
		WHERE verdict = 'accepted' AND outcome IS NULL AND contacted_at IS NOT NULL`)
	qualified := w.number("SELECT min(lead_id) FROM handoffs WHERE qualified_at IS NOT NULL AND outcome IS NULL")
	won := w.number("SELECT min(lead_id) FROM handoffs WHERE outcome = 'won'")
	w.exec(`
		UPDATE handoffs
		SET due_at = now() - interval '1 hour', queued_at = now() - interval '1 day'
		WHERE id = (SELECT max(id) FROM handoffs WHERE verdict IS NULL AND owner_id = 4)`)
	decided := waiting(w, growthAndNorth)
	w.propose(vera, append(slices.Clone(bigger), "definition.2.op", "is_missing", "dispute_days", "9")...)
	admin := screen{who: alba}
	for _, route := range w.server.Routes() {
		if route.Method == http.MethodGet && !strings.Contains(route.Pattern, "{") && !silent[route.Pattern] {
			admin.views = append(admin.views, view{path: route.Pattern})
		}
	}
	for _, of := range lead.Prospects {
		w.learned(of, decisions(600, w.now(), "Retail"), prospect.Published)
	}
	w.inUse()
	admin.views = append(admin.views, view{path: "/scoring/model?of=win"},
		view{fmt.Sprintf("/leads/%d", waitingLead(w, growthAndNorth)), "with its likelihood", func(b *tab) {
			b.click(".chance summary")
		}})
	w.exec(`
		INSERT INTO absences (person_id, starts_at, ends_at)
		VALUES (4, now() + interval '1 day', now() + interval '3 days')`)
	w.exec(`
		UPDATE personas
		SET condition = '{"field": "job_title", "op": "has_word", "value": ["head"]}', required = '{phone}',
			speak = 'Short.', say = 'Yes.', avoid = 'No.'
		WHERE id = 1;
		UPDATE leads SET persona_id = 1 WHERE id = (SELECT lead_id FROM handoffs WHERE id = ` + fmt.Sprint(asking) + `);
		INSERT INTO field_notes (persona_id, words, by_id, at, pinned_by, pinned_at, lead_id)
		VALUES (1, 'They ask for the price first.', 4, now(), 6, now(), NULL),
			(1, 'They ask who else has it.', 4, now(), NULL, NULL,
				(SELECT lead_id FROM handoffs WHERE id = ` + fmt.Sprint(asking) + `))`)
	admin.views = append(admin.views, view{path: "/personas/1?act=edit"}, view{path: "/people?edit=4"},
		view{path: "/scoring?edit=3"}, view{path: "/teams?edit=3"}, view{path: "/assignment/log"},
		view{path: "/leads?stage=nowhere&grade=A&sort=name"})
	admin.views = append(admin.views, view{path: fmt.Sprintf("/settings/keys?revoke=%d", aKey(w, growthAndNorth))},
		view{"/settings/keys", "with problems", func(b *tab) {
			b.expects("422")
			b.pressButton("Make the key")
			b.reads("Write what the key is for")
		}}, view{"/settings/keys", "with a new key", func(b *tab) {
			b.fill(".entry [name=name]", "Website forms")
			b.pressButton("Make the key")
			b.reads("The key Website forms is made.")
		}})
	return []screen{
		{"", []view{{path: "/sign-in"}, {"/sign-in", "with a problem", func(b *tab) {
			b.fill("#f-email", lena)
			b.submit("/sign-in")
			b.reads("e-mail address or the password is wrong")
		}}}},
		admin,
		{walt, []view{{path: "/agreement"}, {path: "/agreement/versions/1"},
			{"/agreement/draft", "with problems", func(b *tab) {
				b.fill(`[name="decide.A"]`, "0")
				b.fill(`[name="definition.3.value"]`, "many")
				b.pressButton("Save the draft")
				b.reads("“many” is not a whole number.")
			}}}},
		{rita, []view{
			{path: "/queue"}, {path: "/queue?view=late"}, {path: "/queue?q=nobody"},
			{path: fmt.Sprintf("/queue?handoff=%d", asking)}, {path: fmt.Sprintf("/queue?handoff=%d&act=reject", open)},
			{path: fmt.Sprintf("/queue?handoff=%d&act=ask", open)}, {path: fmt.Sprintf("/queue?handoff=%d&act=wait", open)},
			{path: "/me"}, {path: "/dashboard/uncontacted?of=all"}, {path: "/personas"}, {path: "/personas/1?note=2"},
			{fmt.Sprintf("/queue?handoff=%d&act=reject", decided), "after somebody else", func(b *tab) { conflict(b, decided) }},
			{fmt.Sprintf("/queue?handoff=%d&act=reject", open), "without a reason",
				func(b *tab) { b.submit("/rejection"); b.reads("Choose a reason.") }},
			{path: "/help/life"}, {"/me", "with problems",
				func(b *tab) { b.pressButton("Change the password"); b.reads("Enter your current password.") }},
			{path: "/mine"}, {path: "/mine?view=qualified"}, {path: "/mine?view=done"}, {path: "/leads"},
			{path: fmt.Sprintf("/leads/%d", back)}, {path: fmt.Sprintf("/leads/%d", won)},
			{path: fmt.Sprintf("/leads/%d?act=attempt", inWork)}, {path: fmt.Sprintf("/leads/%d?act=grade", inWork)},
			{path: fmt.Sprintf("/leads/%d?act=qualify", inWork)}, {path: fmt.Sprintf("/leads/%d?act=disqualify", inWork)},
			{path: fmt.Sprintf("/leads/%d?act=win", qualified)}, {path: fmt.Sprintf("/leads/%d?act=lose", qualified)},
			{path: "/leads/999999"},
		}},
		{lena, []view{
			{"/leads/new", "with problems", problems}, {"/leads/new", "known", func(b *tab) { known(b, won) }},
			{path: fmt.Sprintf("/leads/%d/edit", back)}, {path: fmt.Sprintf("/leads/%d", back)},
			{path: "/inbox"}, {path: "/submissions?view=drafts"}, {path: "/submissions?q=nobody"},
			{path: "/submissions/returned"}, {path: "/submissions/returned?view=asked"}, {path: "/queue"},
		}},
	}
}

// conflict rejects a handoff that somebody else accepts meanwhile.
func conflict(b *tab, id int64) {
	if a := b.w.as(walt).post(fmt.Sprintf("/handoffs/%d/acceptance", id)); a.status != 303 {
		b.t.Fatalf("accepting answers %d", a.status)
	}
	b.fill("textarea[name=feedback]", "Nine people work there.")
	b.submit("/rejection")
	b.reads("Walt Ames accepted this lead")
}

// problems sends a form in which fields are wrong.
func problems(b *tab) {
	b.fill("#f-email", "ines")
	b.fill("#f-phone", "12")
	b.pressButton("Hand over to sales")
	b.reads("This e-mail address is not complete")
}

// known sends a lead that is there already.
func known(b *tab, id int64) {
	b.fill("#f-name", "Somebody")
	b.fill("#f-company", "Some company")
	b.fill("#f-email", b.w.word("SELECT email FROM leads WHERE id = $1", id))
	b.fill("#f-phone", "") // what was typed before, and refused, is kept
	b.pressButton("Hand over to sales")
	b.reads("This lead already exists.")
}

// fitsAPhone looks whether a page is as narrow as a phone, with everything on it unfolded.
func (b *tab) fitsAPhone() {
	b.t.Helper()
	b.do(emulation.SetDeviceMetricsOverride(390, 800, 1, true))
	if width := b.value(`(document.querySelectorAll("details").forEach((d) => d.open = true),
		document.documentElement.scrollWidth)`); width != "390" {
		b.t.Errorf("on a phone of 390 the page %s is %s wide, by %s", b.value("location.pathname + location.search"), width,
			b.value(`[...document.querySelectorAll("main *")].filter((e) => e.getBoundingClientRect().right > 391)
				.map((e) => e.outerHTML.slice(0, 80)).slice(0, 5).join("\n")`))
	}
	b.do(emulation.ClearDeviceMetricsOverride())
}

// everyStopIsSeen gives the focus to whatever can have it, at 400 % of a window of 1280 by 1024, and looks whether
// something covers it.
func (b *tab) everyStopIsSeen() {
	b.t.Helper()
	b.do(emulation.SetDeviceMetricsOverride(320, 256, 1, false))
	if covered := b.value(`[...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
		.filter((e) => e.checkVisibility() && !e.disabled && e.type !== "hidden" && e.tabIndex >= 0)
		.filter((e) => { e.focus(); return document.activeElement === e && !(` + inSight + `)(e); })
		.map((e) => e.outerHTML.slice(0, 200)).join("\n")`); covered != "" {
		b.t.Errorf("at 400 %% something covers what has the focus:\n%s", covered)
	}
	b.do(emulation.ClearDeviceMetricsOverride())
}

// inSight is a script: whether some part of an element is in the window, and nothing covers it there. A choice is seen
// as its label.
const inSight = `(e) => {
	const box = e.matches(".choice input") ? e.labels[0] : e;
	return [...box.getClientRects()].some((r) => [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].some(([x, y]) =>
		box.contains(document.elementFromPoint(r.x + r.width * x, r.y + r.height * y))));
}`

// axe are the violations on the page that is open.
func (b *tab) axe(scheme string) []string {
	b.t.Helper()
	b.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"}}))
	b.until("the page is at rest",
		`!document.querySelector("[aria-busy=true]") && document.getAnimations().every((a) => a.playState === "finished")`)
	rules := `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	if scheme == "dark" {
		// what the colours decide; the rest was looked at in light
		rules = `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`
	}
	var out string
	err := b.ask(`new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
		.then(() => axe.run(document, {preload: false, runOnly: `+rules+`}))
		.then(({violations}) => JSON.stringify(violations.map(({id, nodes}) =>
			id + " at " + nodes.length + ": " + nodes[0].html.slice(0, 300) + " " + nodes[0].failureSummary)))`, &out)
	if err != nil {
		b.t.Fatal(err)
	}
	var problems []string
	if err := json.Unmarshal([]byte(out), &problems); err != nil {
		b.t.Fatalf("axe answered %s: %v", out, err)
	}
	return problems
}
