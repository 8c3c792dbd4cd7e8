package server

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"baton/internal/server/visit"
)

func TestAnAddressThatMovedSendsOn(t *testing.T) {
	t.Parallel()
	s := &Server{}
	pages := s.pages()
	for _, c := range []struct {
		method, before, now string
		status              int
	}{
		{"POST", "/handoffs/7/date?next=%2Fqueue", "/handoffs/7/snooze?next=%2Fqueue", http.StatusPermanentRedirect},
		{"DELETE", "/people/4/disabling", "/people/4/deactivation", http.StatusPermanentRedirect},
		{"GET", "/assignment/rest", "/assignment/fallback", http.StatusMovedPermanently},
		{"POST", "/people/%2F%2Fevil.example/disabling", "/people/%2F%2Fevil.example/deactivation",
			http.StatusPermanentRedirect},
	} {
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequest(c.method, c.before, nil))
		if to := w.Header().Get("Location"); w.Code != c.status || to != c.now {
			t.Errorf("%s %s answers %d to %q, want %d to %q", c.method, c.before, w.Code, to, c.status, c.now)
		}
	}
	routes := s.Routes()
	is := func(address string) bool {
		return slices.ContainsFunc(routes, func(r visit.Route) bool { return r.Pattern == address })
	}
	for before, now := range moved {
		if is(before) || !is(now) {
			t.Errorf("%s moved to %s, and the table of routes has the first: %v, the second: %v", before, now, is(before),
				is(now))
		}
	}
}
