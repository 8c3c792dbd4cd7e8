// Package hang says how long a test waits before it calls something hung, in one place. No test is about speed: a
// machine that is slow, or busy with other things, passes them all. So a test waits for a signal, and Limit only ends a
// wait for one that never comes.
package hang

import (
	"context"
	"testing"
	"time"
)

// Limit is how long a test waits for one thing. It is far more than anything takes.
const Limit = 4 * time.Minute

// Until waits until is holds. It fails the test when that never happens.
func Until(t testing.TB, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(Limit); !is(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("it never came true that %s", what)
		}
	}
}

// Next is what comes next from a channel, or its zero value once it is closed. It fails the test when nothing comes.
func Next[T any](t testing.TB, what string, from <-chan T) T {
	t.Helper()
	select {
	case next := <-from:
		return next
	case <-time.After(Limit):
		t.Fatalf("there never was %s", what)
		panic("unreachable")
	}
}

// Context is the test's own context, ended after Limit.
func Context(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), Limit)
	t.Cleanup(cancel)
	return ctx
}
