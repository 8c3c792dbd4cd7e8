// Package browser starts the browser of a test, and presses keys in it as a keyboard does.
package browser

import (
	"context"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"

	"baton/internal/hang"
	"baton/web"
)

// programs are where Chromium is, best first: without a window it takes a third of the time. Debian's script that
// starts it is passed by, since it would outlive the test.
var programs = []string{"/usr/lib/chromium/chromium-headless-shell", "chromium-headless-shell", "chrome-headless-shell",
	"chromium"}

// Start starts Chromium for a test, and skips the test where there is none. A tab of the context is a window of 1360 by
// 820 pixels.
func Start(t *testing.T) context.Context {
	t.Helper()
	if missing := web.Assets().Missing(); len(missing) > 0 {
		t.Skipf("run make assets first: %v are not there", missing)
	}
	program := find()
	if program == "" {
		t.Skip("there is no chromium to try the pages in")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.WindowSize(1360, 820), chromedp.WSURLReadTimeout(hang.Limit))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// find is the first of the programs that is there, or "".
func find() string {
	for _, program := range programs {
		if path, err := exec.LookPath(program); err == nil {
			return path
		}
	}
	return ""
}
