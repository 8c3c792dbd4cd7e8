//go:build unix

package privatepg

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"
)

// A Postgres that cannot come back, say because the disk is full, is tried again after these waits. The longest
// keeps the promise that all is well within ten seconds of the cause going away.
const (
	shortestWait = 50 * time.Millisecond
	longestWait  = 2 * time.Second
)

// settled is how long a Postgres must have run for its next death to count as the first.
const settled = time.Minute

// supervise keeps Postgres running until Stop asks for its end or its data is gone, then tidies up.
func (s *Server) supervise(pm *postmaster) {
	defer close(s.ended)
	defer s.release()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-s.asked:
			cancel()
		case <-s.ended:
		}
	}()
	wait := time.Duration(0)
	for pm != nil {
		since := time.Now()
		select {
		case <-s.asked:
			s.err = pm.stop(s.askCtx)
			pm = nil
			continue
		case <-pm.exited:
		}
		s.house.log.Warn("the private Postgres died without being asked and is started again", "pid", pm.pid)
		if time.Since(since) > settled {
			wait = 0
		}
		pm, wait = s.revive(ctx, wait)
	}
	removeSocket(s.socket)
}

// revive starts Postgres again, as often as it takes, the first time after wait. It returns nil when Stop was asked
// for meanwhile, and when the data is gone; then it closes done.
func (s *Server) revive(ctx context.Context, wait time.Duration) (*postmaster, time.Duration) {
	for pause(ctx, wait) {
		wait = min(max(2*wait, shortestWait), longestWait)
		pm, _, err := s.house.bring(ctx, s.socket)
		if err == nil {
			s.house.log.Info("the private Postgres answers again", "pid", pm.pid)
			return pm, wait
		}
		if ctx.Err() != nil {
			break
		}
		s.house.log.Warn("the private Postgres does not start", "error", err, "again in", wait)
		if _, err := os.Stat(s.house.cluster); errors.Is(err, fs.ErrNotExist) {
			s.house.log.Error("the data of the private Postgres is gone", "directory", s.house.cluster)
			close(s.done)
			break
		}
	}
	return nil, 0
}
