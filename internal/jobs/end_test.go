package jobs

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// work is a running job that takes so long by itself, and so long to notice that it is cancelled.
type work struct{ takes, notices time.Duration }

// Stop implements stopper.
func (w work) Stop(ctx context.Context) error { return w.wait(ctx, w.takes) }

// StopAndCancel implements stopper.
func (w work) StopAndCancel(ctx context.Context) error { return w.wait(ctx, w.notices) }

func (w work) wait(ctx context.Context, until time.Duration) error {
	select {
	case <-time.After(until):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func TestTheEndWaitsForJobsButNotForLong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		job   work
		takes time.Duration
		says  string
	}{
		{"nothing runs", work{}, 0, ""},
		{"a job that is almost done", work{takes: 2900 * time.Millisecond}, 2900 * time.Millisecond, ""},
		{"a long job that notices", work{takes: time.Hour, notices: time.Second}, 4 * time.Second, ""},
		{"a job that notices nothing", work{takes: time.Hour, notices: time.Hour}, 5 * time.Second, "still under way"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var said strings.Builder
				began := time.Now()
				end(t.Context(), c.job, slog.New(slog.NewTextHandler(&said, nil)))
				if took := time.Since(began); took != c.takes {
					t.Errorf("it took %s, want %s", took, c.takes)
				}
				if (c.says == "") != (said.Len() == 0) || !strings.Contains(said.String(), c.says) {
					t.Errorf("it says %q, want %q", said.String(), c.says)
				}
			})
		})
	}
}

// heap is changes that wait to be folded, ten at a time.
type heap struct {
	Store
	left  int
	fails bool
}

func (h *heap) Fold(context.Context) (int, error) {
	if h.fails {
		return 0, errors.New("away")
	}
	n := min(h.left, 10)
	h.left -= n
	return n, nil
}

func TestAJobFoldsAllThatIsThere(t *testing.T) {
	t.Parallel()
	h := &heap{left: 35}
	if err := foldAll(t.Context(), h); err != nil || h.left != 0 {
		t.Errorf("%d are left: %v", h.left, err)
	}
	if err := foldAll(t.Context(), &heap{left: 35, fails: true}); err == nil {
		t.Error("a database that is away is no error")
	}
}

func TestNoOtherNodeBeginsWhatOneStillLearns(t *testing.T) {
	t.Parallel()
	if learnWithin >= rescueAfter {
		t.Errorf("learning may take %s, and after %s another node begins it too", learnWithin, rescueAfter)
	}
}
