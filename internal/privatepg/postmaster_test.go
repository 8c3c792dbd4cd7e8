//go:build unix

package privatepg

import (
	"context"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// obeying is a postmaster without a process: each signal ends it after a time of its own, or never.
func obeying(ends map[syscall.Signal]time.Duration) (pm *postmaster, heard func() []syscall.Signal) {
	exited := make(chan struct{})
	var (
		mu   sync.Mutex
		all  []syscall.Signal
		once sync.Once
	)
	signal := func(sig syscall.Signal) error {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, sig)
		if after, ends := ends[sig]; ends {
			time.AfterFunc(after, func() { once.Do(func() { close(exited) }) })
		}
		return nil
	}
	return &postmaster{exited: exited, signal: signal}, func() []syscall.Signal {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}

func TestAPostgresThatDoesNotStopIsEndedAtOnceAndThenKilled(t *testing.T) {
	const fast, atOnce, kill = syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL
	for _, c := range []struct {
		name  string
		ends  map[syscall.Signal]time.Duration
		heard string
		takes time.Duration
		says  string
	}{
		{"it stops", map[syscall.Signal]time.Duration{fast: 9 * time.Second}, "interrupt", 9 * time.Second, ""},
		{"it is busy", map[syscall.Signal]time.Duration{atOnce: time.Second}, "interrupt quit", 11 * time.Second,
			"took too long"},
		{"its children are in its way", map[syscall.Signal]time.Duration{atOnce: 6900 * time.Millisecond}, "interrupt quit",
			16900 * time.Millisecond, "took too long"},
		{"it hears nothing", map[syscall.Signal]time.Duration{kill: 0}, "interrupt quit killed", 17 * time.Second,
			"took too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				pm, heard := obeying(c.ends)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				err := pm.stop(ctx)
				if took := time.Since(began); took != c.takes {
					t.Errorf("it took %s, want %s", took, c.takes)
				}
				var signals []string
				for _, sig := range heard() {
					signals = append(signals, sig.String())
				}
				if got := strings.Join(signals, " "); got != c.heard {
					t.Errorf("it hears %q, want %q", got, c.heard)
				}
				if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
					t.Errorf("the end is %v, want %q", err, c.says)
				}
			})
		})
	}
}
