package server_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"baton/internal/hang"
	"baton/web"
)

// An engine is a browser of another make than Chromium, with a window of its own for each person.
type engine interface {
	// window opens a window that shares nothing with the others.
	window(t *testing.T) driver
}

// A driver is what the tests do with one window of an engine.
type driver interface {
	// open goes to an address, and waits until the page is loaded.
	open(address string) error
	// run is what a script gives in the page, as a word.
	run(script string) (string, error)
	// act does what the actions of W3C WebDriver say with keys and the mouse.
	act(actions ...any) error
}

// A stage is the screen of one person in another engine.
type stage struct {
	t *testing.T
	w *world
	d driver
}

// TestInOtherEngines lets a lead go from marketing to sales and back, and to sales again, in each engine that is there.
func TestInOtherEngines(t *testing.T) {
	t.Parallel()
	for _, e := range []struct {
		name  string
		start func(*testing.T) engine
	}{{"Firefox", startFirefox}, {"WebKit", startWebKit}} {
		t.Run(e.name, func(t *testing.T) {
			if missing := web.Assets().Missing(); len(missing) > 0 {
				t.Skipf("run make assets first: %v are not there", missing)
			}
			threePeople(t, e.start(t))
		})
	}
}

// threePeople are a marketer who hands a lead over and does it again when it comes back, a rep who first rejects it and
// then accepts it, and a manager who watches. All that a rep sees is gone with Back once they have signed out.
func threePeople(t *testing.T, e engine) {
	w := newWorld(t)
	marketer, rep, boss := w.stage(t, e, lena), w.stage(t, e, rita), w.stage(t, e, walt)
	rep.visit("/queue")
	boss.visit("/queue?view=team")
	eventually(t, "both screens listen", func() bool { return w.hub.Screens() >= 2 })

	marketer.visit("/leads/new")
	marketer.fill("#f-name", "Ines Ortega")
	marketer.fill("#f-company", "Ortega Haulage")
	marketer.fill("#f-email", "ines")
	marketer.pressCtrl(enter)
	marketer.reads("This e-mail address is not complete")
	marketer.until("the title says so, and the field has the focus",
		`document.title.startsWith("Error: ") && document.activeElement.name === "email"`)
	marketer.sameHeight()
	marketer.fill("#f-email", "ines@haulage.example")
	marketer.pressCtrl(enter)
	marketer.reads("Handed over as grade")
	id := w.number("SELECT id FROM leads")

	rep.openRow(1)
	boss.until("the manager sees it wait", `document.querySelector("main [data-row]")?.innerText.includes("Ines Ortega")`)
	rep.press("r")
	rep.until("r asks for a reason", `document.activeElement.type === "radio"`)
	rep.press("2")
	rep.until("2 chooses", `document.querySelector("[data-choices] input:checked")?.value === "wrong_industry"`)
	rep.fill("textarea[name=feedback]", "They only ship parcels.")
	rep.pressCtrl(enter)
	rep.says("You rejected Ines Ortega: Wrong industry.")

	marketer.visit("/submissions/returned")
	marketer.reads("They only ship parcels.")
	marketer.pressButton("Fix and resubmit")
	marketer.fill("#f-industry", "Freight")
	marketer.pressCtrl(enter)
	marketer.reads("Handed over as grade")

	rep.openRow(2)
	rep.press("a")
	rep.says("You accepted Ines Ortega.")
	boss.until("the manager sees it gone", `!document.querySelector("main [data-row]")`)
	boss.visit(fmt.Sprintf("/leads/%d", id))
	boss.reads("Rita Vale accepted the lead")
	boss.reads("They only ship parcels.")
	rep.backAfterSigningOut()
}

// openRow opens the row of the lead's nth handoff, once it is in the list, and reads the lead beside it.
func (s *stage) openRow(n int) {
	s.t.Helper()
	row := fmt.Sprintf(`document.querySelector("#row-%d a")`, n)
	s.until("the lead comes", row)
	s.click(row)
	s.until("it is open", `document.querySelector(".lead-name")?.textContent === "Ines Ortega" && `+row+`?.ariaCurrent`)
}

// backAfterSigningOut signs out and goes back, to where leads were shown.
func (s *stage) backAfterSigningOut() {
	s.t.Helper()
	s.visit("/mine")
	s.reads("Ines Ortega")
	s.click(`[...document.querySelectorAll("form[action='/sign-out'] button")].find((b) => b.checkVisibility())`)
	s.until("the sign-in page is there", `location.pathname === "/sign-in" && document.querySelector("#f-email")`)
	s.run(`history.back()`)
	s.until("Back leads to signing in again, and shows no lead",
		`location.search === "?next=%2Fmine" && document.querySelector("#f-email") &&
			!document.body.innerText.includes("Ines Ortega")`)
}

// sameHeight fails when a list that opens is not as high as a line of text beside it.
func (s *stage) sameHeight() {
	s.t.Helper()
	if heights := s.run(`["#f-company", "#f-country"].map((f) => document.querySelector(f).getBoundingClientRect().height)
		.join()`); strings.Count(heights, strings.Split(heights, ",")[0]) != 2 {
		s.t.Errorf("a line of text and a list are %s high", heights)
	}
}

// stage opens the screen of a person, who signs in.
func (w *world) stage(t *testing.T, e engine, email string) *stage {
	t.Helper()
	s := &stage{t, w, e.window(t)}
	s.visit("/sign-in")
	s.fill("#f-email", email)
	s.fill("#f-password", password)
	s.press(enter)
	s.until(email+" is signed in", `document.querySelector("#rail")`)
	return s
}

func (s *stage) visit(path string) {
	s.t.Helper()
	if err := s.d.open("http://" + s.w.address + path); err != nil {
		s.t.Fatalf("%s: %v", path, err)
	}
	s.until("the scripts run",
		`!document.querySelector("#rail") || document.documentElement.dataset.keys &&
			document.querySelector("[data-htmx-powered]")`)
}

func (s *stage) run(script string) string {
	s.t.Helper()
	word, err := s.d.run(script)
	if err != nil {
		s.t.Fatalf("%s: %v", script, err)
	}
	return word
}

// until waits for something to become true in the page.
func (s *stage) until(what, script string) {
	s.t.Helper()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); time.Since(began) < hang.Limit; <-tick.C {
		// between two pages there is none to ask
		if word, err := s.d.run("Boolean(" + script + ")"); err == nil && word == "true" {
			return
		}
	}
	where, _ := s.d.run(`location.href + " | " + document.activeElement?.outerHTML.slice(0, 160) + " | " +
		document.body.innerText.slice(0, 600)`)
	s.t.Fatalf("it never came true that %s; the page is at %s", what, where)
}

func (s *stage) reads(words string) {
	s.t.Helper()
	s.until(fmt.Sprintf("the page reads %q", words), reading(words))
}

// says waits until the page's notice has words in it.
func (s *stage) says(words string) {
	s.t.Helper()
	s.until(fmt.Sprintf("the notice says %q", words),
		fmt.Sprintf(`document.querySelector(".notice")?.innerText.includes(%q)`, words))
}

func (s *stage) pressButton(label string) {
	s.t.Helper()
	s.until("there is a button "+label, button(label))
	s.click(button(label))
}

// fill types into a field, in the place of what stood there.
func (s *stage) fill(selector, text string) {
	s.t.Helper()
	field := fmt.Sprintf(`document.querySelector(%q)`, selector)
	s.until(selector+" is there", field)
	s.click(field)
	s.until(selector+" has the focus", field+` === document.activeElement`)
	s.run(field + `.select()`)
	s.press(text)
	s.until(selector+" has the text", fmt.Sprintf(`%s.value === %q`, field, text))
}

// click presses the middle of the element that a script finds.
func (s *stage) click(script string) {
	s.t.Helper()
	var x, y int
	at := s.run(fmt.Sprintf(`((e) => {
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getClientRects()[0];
		return Math.round(r.x + r.width / 2) + " " + Math.round(r.y + r.height / 2);
	})(%s)`, script))
	if _, err := fmt.Sscan(at, &x, &y); err != nil {
		s.t.Fatalf("%s is at %s: %v", script, at, err)
	}
	s.act("pointer", step{"type": "pointerMove", "x": x, "y": y, "duration": 0}, step{"type": "pointerDown", "button": 0},
		step{"type": "pointerUp", "button": 0})
}

// Keys as W3C WebDriver numbers them.
const (
	enter   = "\uE007"
	control = "\uE009"
)

// press presses keys one after the other.
func (s *stage) press(keys string) {
	s.t.Helper()
	var steps []step
	for _, key := range keys {
		steps = append(steps, step{"type": "keyDown", "value": string(key)}, step{"type": "keyUp", "value": string(key)})
	}
	s.act("key", steps...)
}

func (s *stage) pressCtrl(key string) {
	s.t.Helper()
	s.act("key", step{"type": "keyDown", "value": control}, step{"type": "keyDown", "value": key},
		step{"type": "keyUp", "value": key}, step{"type": "keyUp", "value": control})
}

// A step is one act of a key or of the mouse, as W3C WebDriver writes it.
type step map[string]any

func (s *stage) act(kind string, steps ...step) {
	s.t.Helper()
	source := step{"type": kind, "id": kind, "actions": steps}
	if kind == "pointer" {
		source["parameters"] = step{"pointerType": "mouse"}
	}
	if err := s.d.act(source); err != nil {
		s.t.Fatalf("%s %v: %v", kind, steps, err)
	}
}
