package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// handOverByKeys types a lead on the submit page of a marketer and sends it, and answers its id.
func handOverByKeys(t *testing.T, m *tab, name string) int64 {
	t.Helper()
	m.visit("/leads/new")
	m.until("the name has the focus", `document.activeElement.name === "name"`)
	m.write(name, "Head of logistics", strings.ToLower(strings.ReplaceAll(name, " ", "."))+"@haulage.example")
	m.fill("#f-company", name+" Haulage")
	m.fill("#f-note", "They asked for a demonstration in December, with prices for forty lorries.")
	m.pressCtrl("\r")
	m.reads("Handed over as grade")
	var id int64
	if _, err := fmt.Sscanf(m.value("location.pathname"), "/leads/%d", &id); err != nil {
		t.Fatalf("after sending the page is %s", m.where())
	}
	return id
}

// write types into the field that has the focus and those after it.
func (b *tab) write(texts ...string) {
	b.t.Helper()
	for i, text := range texts {
		if i > 0 {
			b.press(kb.Tab)
		}
		b.press(text)
	}
}

// A loop is the way of one lead, seen by those who have to do with it.
type loop struct {
	*testing.T
	w                       *world
	marketer, rep, watching *tab // watching is the marketer's other screen, which nobody touches
	id                      int64
}

func byKeys(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	waiting(w, growthAndNorth)
	l := &loop{t, w, w.open(t, chromium, lena), w.open(t, chromium, rita), w.open(t, chromium, lena), 0}
	boss := w.open(t, chromium, walt)
	l.rep.visit("/queue")
	boss.visit("/queue?view=team")
	l.watching.visit("/submissions")
	l.marketer.visit("/submissions")
	l.rep.live(4)

	l.id = handOverByKeys(t, l.marketer, "Ines Ortega")
	l.rep.soon("the rep sees it come", l.row())
	boss.soon("the manager sees it come", l.row())
	l.watching.soon("the marketer's other screen shows it", reading("Ines Ortega"))
	l.rejectByKeys()
	l.resubmit()
	l.acceptAndUndo()
	workIt(t, w, l.rep, l.id)
	l.watching.soon("the marketer sees it won", reading("Won for €12,000"))
}

// row is a script that finds the row of the lead's last handoff in a queue.
func (l *loop) row() string {
	return fmt.Sprintf(`document.querySelector("#row-%d")`,
		l.w.number("SELECT max(id) FROM handoffs WHERE lead_id = $1", l.id))
}

func (l *loop) rejectByKeys() {
	l.Helper()
	l.rep.value(l.row() + `.querySelector("a").click()`)
	l.rep.until("its detail is there", `document.querySelector(".lead-name")?.textContent === "Ines Ortega"`)
	l.rep.press("r")
	l.rep.until("r asks for a reason", `document.activeElement.type === "radio"`)
	l.rep.press("2")
	l.rep.until("2 chooses, and words are next",
		`document.querySelector("[name=reason][value=wrong_industry]").checked && document.activeElement.name === "feedback"`)
	l.rep.press("They only ship parcels, and own no lorries.")
	l.rep.pressCtrl("\r")
	l.rep.until("it is sent back",
		`document.querySelector(".notice")?.innerText.includes("You rejected Ines Ortega: Wrong industry.")`)
	l.watching.soon("the marketer sees it returned", reading("Wrong industry"))
}

func (l *loop) resubmit() {
	l.Helper()
	l.marketer.visit("/submissions/returned")
	l.marketer.reads("They only ship parcels, and own no lorries.")
	l.marketer.reads("Rita Vale")
	l.marketer.pressButton("Fix and resubmit")
	l.marketer.reads("Returned")
	l.marketer.fill("#f-industry", "Freight")
	l.marketer.pressCtrl("\r")
	l.marketer.reads("Handed over as grade")
	l.rep.soon("it comes again, as handoff 2", l.row()+`?.innerText.includes("handoff 2")`)
}

func (l *loop) acceptAndUndo() {
	l.Helper()
	l.rep.value(l.row() + `.querySelector("a").click()`)
	l.rep.until("the pane shows it with its past",
		`document.querySelector(".lead-name")?.textContent === "Ines Ortega" && `+reading("Handoff 1: rejected"))
	l.rep.press("a")
	l.rep.until("it is accepted", `document.querySelector(".notice")?.innerText.includes("You accepted Ines Ortega.")`)
	l.watching.soon("the marketer sees it accepted", reading("Accepted by Rita Vale"))
	l.rep.press("u")
	l.rep.until("it waits again", l.row())
	l.watching.soon("the marketer sees it wait", reading("With Rita Vale"))
	if n := l.w.number("SELECT count(*) FROM handoffs WHERE lead_id = $1 AND verdict = 'accepted'", l.id); n != 0 {
		l.Error("undo leaves the verdict")
	}
	l.rep.until("the pane is at it", `document.querySelector(".lead-name")?.textContent === "Ines Ortega"`)
	l.rep.press("a")
	l.rep.until("it is accepted again",
		`document.querySelector(".notice")?.innerText.includes("You accepted Ines Ortega.")`)
	l.watching.soon("the marketer sees it accepted again", reading("Accepted by Rita Vale"))
}

// workIt takes an accepted lead to its win on the lead's own page.
func workIt(t *testing.T, w *world, rep *tab, id int64) {
	t.Helper()
	rep.visit(fmt.Sprintf("/leads/%d", id))
	rep.pressButton("Log an attempt")
	rep.choose("select[name=outcome]", "reached")
	rep.fill("textarea[name=note]", "Wants a quotation by Friday.")
	rep.pressButton("Log the attempt")
	rep.reads("1 attempt so far")
	rep.pressButton("Qualify")
	rep.fill("input[name=amount]", "12,000")
	rep.value(fmt.Sprintf(`document.querySelector("input[name=expected_on]").value = %q`, tomorrow()))
	rep.submit("/qualification")
	rep.reads("Qualified at €12,000")
	rep.pressButton("Won")
	rep.fill("input[name=amount]", "12,000")
	rep.submit("/win")
	rep.reads("won the lead")
	if stage := w.word("SELECT stage FROM leads WHERE id = $1", id); stage != "won" {
		t.Errorf("the lead is %s", stage)
	}
}

// submit presses the button of the form that posts to an address with that end.
func (b *tab) submit(end string) {
	b.t.Helper()
	b.click(fmt.Sprintf(`main form[action$=%q] button[type=submit]`, end))
}

// byClicks takes a lead the whole way with the mouse alone, on any kind of screen.
func byClicks(t *testing.T, chromium context.Context, kind ...func(*tab)) {
	w := newWorld(t)
	l := &loop{T: t, w: w, marketer: w.open(t, chromium, "", kind...), rep: w.open(t, chromium, rita, kind...)}
	l.marketer.expects("status of 422")
	l.signInByClicks()
	l.handOverByClicks()
	l.rejectByClicks()
	l.marketer.visit("/submissions/returned")
	l.marketer.reads("They only ship parcels.")
	l.marketer.fits()
	l.marketer.pressButton("Fix and resubmit")
	l.marketer.fill("#f-industry", "Freight")
	l.marketer.pressButton("Hand over to sales")
	l.marketer.reads("Handed over as grade")
	l.askByClicks()
	l.acceptByClicks()
	workIt(t, w, l.rep, l.id)
	l.rep.fits()
	l.marketer.visit("/submissions")
	l.marketer.reads("Won for €12,000")
	l.marketer.fits()
}

func (l *loop) signInByClicks() {
	l.Helper()
	l.marketer.visit("/submissions")
	l.marketer.fill("#f-email", lena)
	l.marketer.fill("#f-password", "wrong")
	l.marketer.submit("/sign-in")
	l.marketer.reads("e-mail address or the password is wrong")
	l.marketer.fill("#f-password", password)
	l.marketer.submit("/sign-in")
	l.marketer.reads("You have not handed over any leads yet")
}

func (l *loop) handOverByClicks() {
	l.Helper()
	l.marketer.pressButton("Submit a lead")
	l.marketer.fill("#f-name", "Ines Ortega")
	l.marketer.fill("#f-email", "ines")
	l.marketer.fill("#f-company", "Ortega Haulage")
	l.marketer.fits()
	l.marketer.pressButton("Hand over to sales")
	l.marketer.reads("This e-mail address is not complete")
	l.marketer.fits()
	l.marketer.fill("#f-email", "ines@haulage.example")
	l.marketer.pressButton("Hand over to sales")
	l.marketer.reads("Handed over as grade")
	l.id = l.w.number("SELECT id FROM leads")
}

// openByClicks opens the first lead of the rep's queue.
func (l *loop) openByClicks() {
	l.Helper()
	l.rep.visit("/queue")
	l.rep.fits()
	l.rep.click("main [data-row]")
	l.rep.reads("Handed over by Lena Marsh")
	l.rep.fits()
}

func (l *loop) rejectByClicks() {
	l.Helper()
	l.openByClicks()
	l.rep.pressButton("Reject")
	l.rep.click(`label[for$="reason-2"]`)
	l.rep.fill("textarea[name=feedback]", "They only ship parcels.")
	l.rep.fits()
	l.rep.submit("/rejection")
	l.rep.until("it is sent back", reading("You rejected Ines Ortega: Wrong industry."))
}

func (l *loop) askByClicks() {
	l.Helper()
	l.openByClicks()
	l.rep.reads("Handoff 1: rejected")
	l.rep.pressButton("Ask marketing")
	l.rep.fill("textarea[name=question]", "Since when?")
	l.rep.submit("/question")
	l.rep.reads("Waiting for the answer.")
	l.marketer.visit("/submissions/returned?view=asked")
	l.marketer.fill("textarea[name=answer]", "Since May.")
	l.marketer.submit("/answer")
	l.marketer.until("it is answered",
		`!document.querySelector("textarea[name=answer]") && location.pathname === "/submissions/returned"`)
	l.openByClicks()
	l.rep.reads("Since May.")
}

func (l *loop) acceptByClicks() {
	l.Helper()
	l.rep.submit("/acceptance")
	l.rep.reads("You accepted Ines Ortega.")
	l.rep.pressButton("Undo")
	l.rep.until("it waits again", `document.querySelector("main [data-row]") && !`+reading("You accepted"))
	l.openByClicks()
	l.rep.submit("/acceptance")
	l.rep.reads("You accepted Ines Ortega.")
	l.rep.fits()
}

// fits fails when the page is wider than the screen.
func (b *tab) fits() {
	b.t.Helper()
	b.until("the page is no wider than the screen",
		`document.readyState === "complete" && document.documentElement.scrollWidth <= innerWidth`)
}
