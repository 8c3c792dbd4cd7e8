package hang_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"baton/internal/hang"
)

// A failed is a test that may fail, and what it says then.
type failed struct {
	testing.TB
	says string
}

// Helper implements testing.TB.
func (*failed) Helper() {}

// Fatalf implements testing.TB.
func (f *failed) Fatalf(format string, args ...any) {
	f.says = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// in runs a wait to its end, and says how long it took and what the test said when it failed.
func in(wait func(t testing.TB)) (took time.Duration, says string) {
	t, over, began := &failed{}, make(chan struct{}), time.Now()
	go func() {
		defer close(over)
		wait(t)
	}()
	<-over
	return time.Since(began), t.says
}

func TestAWaitEndsWithWhatItWaitsForOrAtTheLimit(t *testing.T) {
	for _, c := range []struct {
		name  string
		comes time.Duration // after which what is waited for comes
		says  string
	}{
		{"at once", 0, ""},
		{"after a minute", time.Minute, ""},
		{"just before the limit", hang.Limit - time.Second, ""},
		{"never", 1000 * time.Hour, "never"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, come := time.Now(), make(chan int, 1)
				timer := time.AfterFunc(c.comes, func() { come <- 7 })
				defer timer.Stop()
				took, says := in(func(t testing.TB) {
					if got := hang.Next(t, "a signal", come); got != 7 {
						t.Fatalf("got %d", got)
					}
				})
				check(t, "next", c.comes, took, c.says, says)

				left := max(0, c.comes-time.Since(began))
				took, says = in(func(t testing.TB) {
					hang.Until(t, "it is time", func() bool { return time.Since(began) >= c.comes })
				})
				check(t, "until", left, took, c.says, says)
			})
		})
	}
}

func check(t *testing.T, how string, comes, took time.Duration, want, says string) {
	t.Helper()
	if limit := min(comes, hang.Limit); took < limit || took > limit+20*time.Millisecond {
		t.Errorf("%s: it took %s, and the signal comes after %s", how, took, comes)
	}
	if (want == "") != (says == "") || !strings.Contains(says, want) {
		t.Errorf("%s: it says %q, want %q", how, says, want)
	}
}

func TestAContextEndsAtTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, began := hang.Context(t), time.Now()
		<-ctx.Done()
		if took := time.Since(began); took != hang.Limit {
			t.Errorf("it ends after %s", took)
		}
	})
}
