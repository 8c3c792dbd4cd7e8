package server_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"baton/internal/browser"
	"baton/internal/hang"
)

// A tab is the screen of one person, in a browser window that shares nothing with the others. It notes what goes wrong
// in it.
type tab struct {
	t   *testing.T
	w   *world
	ctx context.Context

	mu       sync.Mutex
	plain    bool // without JavaScript
	wrong    []string
	expected []string
}

// open opens a screen on which a person is signed in; nobody where email is empty. Each prepare runs before the first
// page.
func (w *world) open(t *testing.T, chromium context.Context, email string, prepare ...func(*tab)) *tab {
	t.Helper()
	b := &tab{t: t, w: w, ctx: newWindow(t, chromium)}
	chromedp.ListenTarget(b.ctx, b.note)
	b.do(cdplog.Enable(), network.Enable(), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(onlyNudges).Do(ctx)
		return err
	}), emulation.SetFocusEmulationEnabled(true),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion",
			Value: "reduce"}}))
	if email != "" {
		cookie := w.as(email).cookie()
		b.do(network.SetCookie(cookie.Name, cookie.Value).WithURL("http://" + w.address).WithHTTPOnly(true))
	}
	for _, p := range prepare {
		p(b)
	}
	t.Cleanup(b.check)
	return b
}

// newWindow opens a window that shares no cookies with any other.
func newWindow(t *testing.T, chromium context.Context) context.Context {
	t.Helper()
	browser := cdp.WithExecutor(chromium, chromedp.FromContext(chromium).Browser)
	profile, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(browser)
	if err != nil {
		t.Fatal(err)
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(profile).WithNewWindow(true).WithWidth(1360).WithHeight(820).Do(browser)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithTargetID(id))
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// withoutScripts and phone are kinds of screen.
func withoutScripts(b *tab) {
	b.mu.Lock()
	b.plain = true
	b.mu.Unlock()
	b.do(emulation.SetScriptExecutionDisabled(true))
}

func phone(b *tab) {
	b.do(emulation.SetDeviceMetricsOverride(390, 800, 1, true))
}

func (b *tab) note(event any) {
	switch e := event.(type) {
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.LevelError || strings.Contains(e.Entry.Text, "Content Security Policy") {
			b.complain(fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeAssert {
			var said []string
			for _, a := range e.Args {
				said = append(said, string(a.Value)+a.Description)
			}
			b.complain("console: " + strings.Join(said, " "))
		}
	case *runtime.EventExceptionThrown:
		b.complain("exception: " + e.ExceptionDetails.Error())
	case *network.EventLoadingFailed:
		b.mu.Lock()
		blocked := b.plain && e.Type == network.ResourceTypeScript
		b.mu.Unlock()
		if !e.Canceled && !blocked {
			b.complain(fmt.Sprintf("failed: %s %s", e.Type, e.ErrorText))
		}
	case *page.EventJavascriptDialogOpening:
		b.complain("dialog: " + e.Message)
		go chromedp.Run(b.ctx, page.HandleJavaScriptDialog(false))
	}
}

func (b *tab) complain(words string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wrong = append(b.wrong, words)
}

// expects makes complaints with that text right.
func (b *tab) expects(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected = append(b.expected, text)
}

// check fails the test for each complaint that nobody expected.
func (b *tab) check() {
	b.mu.Lock()
	defer b.mu.Unlock()
complaints:
	for _, words := range b.wrong {
		for _, text := range b.expected {
			if strings.Contains(words, text) {
				continue complaints
			}
		}
		b.t.Errorf("the browser complains: %s", words)
	}
}

func (b *tab) do(actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, hang.Limit)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		b.t.Fatalf("%v, at %s", err, b.where())
	}
}

func (b *tab) ask(expression string, into any) error {
	ctx, cancel := context.WithTimeout(b.ctx, hang.Limit)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate(expression, into,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
}

// value is what an expression gives in the page.
func (b *tab) value(expression string) string {
	b.t.Helper()
	var value string
	if err := b.ask("String("+expression+")", &value); err != nil {
		b.t.Fatalf("%s: %v, at %s", expression, err, b.where())
	}
	return value
}

func (b *tab) where() string {
	var words string
	err := b.ask(`location.pathname + location.search + " | focus: " + document.activeElement?.outerHTML
		.slice(0, 160) + " | " + document.querySelector("main")?.innerText.slice(0, 600)`, &words)
	if err != nil {
		return err.Error()
	}
	return words
}

// until waits for something to become true in the page.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); time.Since(began) < hang.Limit; <-tick.C {
		var yes bool
		if err := b.ask("Boolean("+expression+")", &yes); err == nil && yes {
			return
		}
	}
	b.t.Fatalf("it never came true that %s; the page is at %s", what, b.where())
}

// soon is until for what a nudge brings. Nothing else can bring it: a tab never looks by itself, which pages do each
// half minute.
func (b *tab) soon(what, expression string) {
	b.t.Helper()
	b.until(what, expression)
}

// onlyNudges keeps pages from looking by themselves whether something has changed.
const onlyNudges = `{
	const every = window.setInterval;
	window.setInterval = (f, ms, ...more) => ms >= 30000 ? 0 : every(f, ms, ...more);
}`

// reads waits until the page's main part has words in it.
func (b *tab) reads(words string) {
	b.t.Helper()
	b.until(fmt.Sprintf("the page reads %q", words), reading(words))
}

// reading is whether the page's main part has words in it.
func reading(words string) string {
	return fmt.Sprintf(`document.querySelector("main")?.innerText.replace(/\s+/g, " ").includes(%q)`, words)
}

// visit opens a page, and waits until its scripts run.
func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate("http://" + b.w.address + path))
	if b.plain {
		return
	}
	b.until("the scripts run",
		`!document.querySelector("#rail") || document.documentElement.dataset.keys &&
			document.querySelector("[data-htmx-powered]")`)
}

// live waits until the page hears of changes.
func (b *tab) live(screens int) {
	b.t.Helper()
	eventually(b.t, "the page listens", func() bool { return b.w.hub.Screens() >= screens })
}

// click presses an element with the mouse.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.until(selector+" can be clicked", fmt.Sprintf(`document.querySelector(%q)?.checkVisibility()`, selector))
	b.do(clicked(selector, chromedp.ByQuery))
}

// clicked presses an element with the mouse, once more where the page takes it away between looking and pressing.
func clicked(selector string, by chromedp.QueryOption) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		for {
			err := chromedp.Click(selector, by).Do(ctx)
			gone := err != nil && slices.ContainsFunc([]string{"Could not find node", "No node with given id",
				"Could not compute box model", "Node does not have a layout object", "Node is detached"},
				func(words string) bool { return strings.Contains(err.Error(), words) })
			if !gone {
				return err
			}
		}
	})
}

// press presses keys one after the other.
func (b *tab) press(keys string) { b.t.Helper(); b.do(browser.Press(keys)) }

// pressCtrl presses a key together with Ctrl.
func (b *tab) pressCtrl(key string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(input.ModifierCtrl)))
}

// fill puts text into a field, in the place of what stood there.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.click(selector)
	b.do(chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).select?.()`, selector), nil), input.InsertText(text))
}

// choose picks an option of a list by its value.
func (b *tab) choose(selector, value string) {
	b.t.Helper()
	b.until(selector+" is there", fmt.Sprintf(`document.querySelector(%q)`, selector))
	b.value(fmt.Sprintf(`((e) => (e.value = %q,
		e.dispatchEvent(new Event("change", {bubbles: true}))))(document.querySelector(%q))`, value, selector))
}

// button is a script that finds the visible button or link with a label.
func button(label string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("main button, main a")].find((e) => e.checkVisibility() &&
		!e.ariaHidden && e.innerText.replace(/\s+/g, " ").trim().startsWith(%q))`, label)
}

// pressButton clicks on the button or link with a label.
func (b *tab) pressButton(label string) {
	b.t.Helper()
	b.until("there is a button "+label, button(label))
	b.do(clicked(button(label), chromedp.ByJSPath))
}
