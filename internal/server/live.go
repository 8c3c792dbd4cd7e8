package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"baton/internal/server/visit"
)

const (
	heartbeat = 20 * time.Second       // so that proxies keep a silent stream
	calm      = 100 * time.Millisecond // at most one nudge in this time
	recheck   = time.Minute            // how long a stream lives on without looking whether its person is still signed in
)

// live is the stream that tells the browser which parts of its page to fetch again.
func (s *Server) live(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodHead {
		return nil
	}
	control := http.NewResponseController(w)
	if err := errors.Join(control.SetWriteDeadline(time.Time{}), control.SetReadDeadline(time.Time{})); err != nil {
		return fmt.Errorf("live stream: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	screen := s.Hub.Open(visit.By(r))
	defer screen.Close()
	fmt.Fprint(w, "retry: 1000\n\n")
	beat, check := time.NewTicker(heartbeat), time.NewTicker(recheck)
	defer beat.Stop()
	defer check.Stop()
	for control.Flush() == nil {
		select {
		case <-r.Context().Done():
			return nil
		case <-s.Closing:
			return nil
		case <-beat.C:
			fmt.Fprint(w, ": still here\n\n")
		case <-check.C:
			if now, err := s.WhoIs(r); err != nil || now.Version != visit.By(r).Version {
				return nil
			}
		case <-screen.Wake:
			if !sleep(r, calm) {
				return nil
			}
			fmt.Fprintf(w, "event: nudge\ndata: %s\n\n", strings.Join(screen.Take(), " "))
		}
	}
	return nil
}

// sleep waits so long; false when the request ended meanwhile.
func sleep(r *http.Request, d time.Duration) bool {
	select {
	case <-r.Context().Done():
		return false
	case <-time.After(d):
		return true
	}
}
