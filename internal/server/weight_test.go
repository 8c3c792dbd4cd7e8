package server_test

import (
	"io"
	"net/http"
	"testing"

	"baton/internal/lead"
	"baton/internal/scoring/prospect"
)

// A page weighs less than 60 KB on its way to a browser, without its font.
func TestAPageIsLight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	aBusyDay(t, w)
	w.learned(lead.OfAcceptance, decisions(3000, w.now(), "Retail"), prospect.Published)
	for range 60 {
		waiting(w, growthAndNorth)
	}
	for _, path := range []string{"/queue?view=team", "/dashboard", "/leads", "/agreement", "/agreement/draft",
		"/agreement/suggestions", "/assignment", "/scoring", "/scoring/model", "/people", "/personas", "/personas/1?act=edit",
		"/leads/new", "/settings/keys", "/api/docs"} {
		request, err := http.NewRequest(http.MethodGet, "http://"+w.address+path, nil)
		w.must(err)
		request.AddCookie(w.as(alba).cookie())
		request.Header.Set("Accept-Encoding", "gzip")
		response, err := http.DefaultTransport.RoundTrip(request)
		w.must(err)
		packed, err := io.ReadAll(response.Body)
		w.must(err)
		response.Body.Close()
		if response.StatusCode != 200 || response.Header.Get("Content-Encoding") != "gzip" || len(packed) > 60_000 {
			t.Errorf("%s: %d, %d bytes, packed as %q", path, response.StatusCode, len(packed),
				response.Header.Get("Content-Encoding"))
		}
	}
	plain := w.as(alba).get("/queue?view=team")
	if plain.header.Get("Vary") == "" || len(plain.body) < 20_000 {
		t.Errorf("a browser that unpacks nothing gets %d bytes, varying by %q", len(plain.body), plain.header.Get("Vary"))
	}
}
