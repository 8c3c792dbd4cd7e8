package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"baton/internal/server/visit"
)

// moved are addresses that have changed, with what they are now. Pages that were open during an upgrade still send to
// the old ones, so these answer for one version more.
var moved = map[string]string{
	"/assignment/draft/turning-on": "/assignment/draft/publication",
	"/assignment/rest":             "/assignment/fallback",
	"/goals/{id}/words":            "/goals/{id}/explanation",
	"/handoffs/{id}/date":          "/handoffs/{id}/snooze",
	"/people/{id}/disabling":       "/people/{id}/deactivation",
	"/start/aside":                 "/start/dismissal",
}

// movedTo sends the browser on to where an address has moved: with 308 what it sends goes along.
func movedTo(now string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		to := strings.ReplaceAll(now, "{id}", chi.URLParam(r, "id"))
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		status := http.StatusPermanentRedirect
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			status = http.StatusMovedPermanently
		}
		http.Redirect(w, r, visit.LocalPath(to, "/"), status)
	}
}
