package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"baton/internal/browser"
	"baton/internal/hang"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A tab is a page of the browser that notes what goes wrong in it.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu     sync.Mutex
	errors []string
}

func open(t *testing.T, base string) *tab {
	t.Helper()
	ctx := browser.Start(t)
	b := &tab{t: t, ctx: ctx, base: base}
	chromedp.ListenTarget(ctx, b.note)
	b.do(cdplog.Enable())
	return b
}

func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.LevelError && e.Entry.Source != cdplog.SourceNetwork {
			b.errors = append(b.errors, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, e.ExceptionDetails.Error())
	}
}

func (b *tab) do(actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, hang.Limit)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) ask(expression string, into any) {
	b.t.Helper()
	b.do(chromedp.Evaluate(expression, into,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
}

// until waits for something to become true in the page.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	var yes bool
	for deadline := time.Now().Add(hang.Limit); time.Now().Before(deadline); {
		b.ask("Boolean("+expression+")", &yes)
		if yes {
			return
		}
		b.ask(`new Promise((resolve) => setTimeout(resolve, 20, true))`, &yes)
	}
	var focus string
	b.ask(`location.pathname + location.search + " | " + document.activeElement.outerHTML.slice(0, 200)`, &focus)
	b.t.Fatalf("it never came true that %s; the page is at %s", what, focus)
}

func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
	b.until("the scripts run", `document.documentElement.dataset.keys && document.querySelector("[data-htmx-powered]")`)
}

func (b *tab) press(keys string) { b.t.Helper(); b.do(browser.Press(keys)) }
func (b *tab) pressCtrl(key string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(2)))
}

func TestAQueueIsWorkedWithTheKeyboardAlone(t *testing.T) {
	d, server := newDesk(t)
	b := open(t, server.URL)
	b.visit("/queue?handoff=1")
	b.press("j")
	b.until("j opens the next lead, with the focus on its row",
		`location.search === "?handoff=2" && document.activeElement.matches("#row-2 a")`)
	b.ask(`history.back()`, nil)
	b.until("the way back shows the lead before", `document.querySelector(".lead-name").textContent === "Lead 1"`)
	b.press("r")
	b.until("r asks for a reason", `document.activeElement.type === "radio"`)
	b.press("2")
	b.pressCtrl("\r")
	b.until("a sentence is asked for, in place, with the reason kept",
		`document.activeElement.matches("textarea[aria-invalid]") &&
		location.search === "?handoff=1&act=reject" && document.querySelector("[value=industry]").checked`)
	b.press("not for us, j k a")
	d.nudge("queue handoff:1")
	d.arrive("9")
	b.until("a new lead comes", `document.getElementById("row-9")`)
	b.until("and what is typed stays", `document.activeElement.value === "not for us, j k a"`)
	b.pressCtrl("\r")
	b.until("the next lead opens, with the focus on its row",
		`document.activeElement.matches("#row-2 a") && document.querySelector(".notice")`)
	b.press("a")
	b.until("accepted", `document.activeElement.matches("#row-3 a")`)
	b.press("g")
	b.press("d")
	b.until("g d goes to the dashboard", `location.pathname === "/dashboard" && document.activeElement.tagName === "H1" &&
		document.querySelector("#rail-wide [aria-current]").textContent.trim() === "Dashboard"`)
	want := []string{"rejection 1 industry ", "rejection 1 industry not for us, j k a", "acceptance 2  "}
	if fmt.Sprint(d.posts) != fmt.Sprint(want) {
		t.Errorf("sent were %q, want %q", d.posts, want)
	}
	if len(b.errors) > 0 {
		t.Errorf("the browser complains: %v", b.errors)
	}
}

func TestNothingTypedIsLostWhileBatonIsAway(t *testing.T) {
	d, server := newDesk(t)
	b := open(t, server.URL)
	b.visit("/queue?handoff=1&act=reject")
	b.ask(`document.querySelector("textarea").focus()`, nil)
	b.press("too small")
	d.goAway(true)
	b.pressCtrl("\r")
	b.until("a line says so",
		`document.getElementById("link-lost").checkVisibility() &&
		document.getElementById("link-lost").textContent.includes("Trying again")`)
	d.goAway(false)
	b.until("a line says when it is back", `document.getElementById("link-lost").textContent.includes("send it again")`)
	b.until("the words are still there", `document.querySelector("textarea").value === "too small"`)
	b.pressCtrl("\r")
	b.until("they are sent", `document.querySelector(".lead-name").textContent === "Lead 2"`)
	if want := "rejection 1  too small"; len(d.posts) != 1 || d.posts[0] != want {
		t.Errorf("sent were %q, want %q once", d.posts, want)
	}
}

func TestNothingTypedIsLostAfterSigningOutElsewhere(t *testing.T) {
	_, server := newDesk(t)
	b := open(t, server.URL)
	b.visit("/queue?handoff=1&act=reject")
	b.ask(`document.querySelector("textarea").focus()`, nil)
	b.press("after signing out")
	b.pressCtrl("\r")
	b.until("a line leads to the sign-in page", `document.querySelector("#link-lost:not([hidden]) a[href='/sign-in']")`)
	b.until("the words are still there", `document.querySelector("textarea").value === "after signing out"`)
}

func TestAButtonPressedThreeTimesSendsOnce(t *testing.T) {
	d, server := newDesk(t)
	b := open(t, server.URL)
	b.visit("/queue?handoff=1")
	b.ask(`[1, 2, 3].forEach(() => document.querySelector("[data-key=a]").click())`, nil)
	b.until("accepted", `location.search.includes("handoff=2")`)
	if len(d.posts) != 1 {
		t.Errorf("sent were %q", d.posts)
	}
}

func TestTheRowWithTheFocusStaysWhereItIs(t *testing.T) {
	d, server := newDesk(t)
	b := open(t, server.URL)
	b.visit("/queue")
	b.ask(`document.querySelector("#row-2 a").focus()`, nil)
	var before, after float64
	b.ask(`document.querySelector("#row-2 a").getBoundingClientRect().top`, &before)
	for _, id := range []string{"7", "8"} {
		d.arrive(id)
		b.until("a lead comes", `document.getElementById("row-`+id+`")`)
	}
	d.remove("1")
	d.nudge("queue")
	b.until("one goes", `!document.getElementById("row-1")`)
	b.ask(`document.activeElement.closest("#row-2").firstElementChild.getBoundingClientRect().top`, &after)
	if before-after > 1 || after-before > 1 {
		t.Errorf("the row was at %.0f and is at %.0f", before, after)
	}
}

func TestKeysCanBeSwitchedOff(t *testing.T) {
	_, server := newDesk(t)
	b := open(t, server.URL)
	count := `window.asked = 0; document.addEventListener("htmx:config:request", () => window.asked++)`
	b.visit("/queue?handoff=1")
	b.ask(count, nil)
	b.press("r")
	b.until("r opens the form at first", `window.asked === 1 && document.querySelector(".sendback")`)
	b.ask(`document.activeElement.blur()`, nil)
	b.press("?")
	b.until("? shows the keys", `document.getElementById("keys").open`)
	b.ask(`document.getElementById("keys-on").click()`, nil)
	b.press(kb.Escape)
	b.visit("/queue?handoff=1")
	b.ask(count, nil)
	b.press("r")
	b.ask(`document.querySelector(".neighbours a").click()`, nil)
	b.until("only the click counts", `location.search === "?handoff=2" && window.asked === 1`)
}

func TestPagesAreAccessibleAndFitTheScreen(t *testing.T) {
	_, server := newDesk(t)
	b := open(t, server.URL)
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("run make assets first: ", err)
	}
	for _, path := range []string{"/styleguide", "/queue", "/queue?handoff=2", "/queue?handoff=2&act=reject", "/sign-in"} {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{1360, 320} {
				t.Run(fmt.Sprint(path, " ", scheme, " ", width), func(t *testing.T) {
					b.do(emulation.SetDeviceMetricsOverride(width, 820, 1, false),
						emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme},
							{Name: "prefers-reduced-motion", Value: "reduce"}}),
						chromedp.Navigate(b.base+path), chromedp.Evaluate(string(axe)+";0", nil))
					for _, problem := range b.axe() {
						t.Error(problem)
					}
					var tooWide bool
					if b.ask(`document.documentElement.scrollWidth > innerWidth`, &tooWide); tooWide {
						t.Error("the page is wider than the screen")
					}
				})
			}
		}
	}
	if len(b.errors) > 0 {
		t.Errorf("the browser complains: %v", b.errors)
	}
}

func (b *tab) axe() []string {
	b.t.Helper()
	var out string
	b.ask(`axe.run(document, {preload: false,
			runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(({violations}) => JSON.stringify(violations.map(({id, nodes}) => id + ": " + nodes[0].html)))`, &out)
	var problems []string
	if err := json.Unmarshal([]byte(out), &problems); err != nil {
		b.t.Fatalf("axe answered %s: %v", strings.TrimSpace(out), err)
	}
	return problems
}
