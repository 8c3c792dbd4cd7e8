package server_test

import (
	"net/http"
	"strings"
	"testing"

	"baton/internal/lead"
)

func TestManyCampaignsDoNotBuryTheDashboard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec("INSERT INTO campaigns (id, name) SELECT n, 'Page ' || n FROM generate_series(100, 126) n")
	for n := range 27 {
		w.submit(lena, lead.Lead{Campaign: lead.CampaignID(100 + n)})
	}
	rows := func(path string) (answer, int) {
		a := w.as(lena).get(path)
		line{}.check(t, a, http.StatusOK)
		return a, strings.Count(a.main(), "Page 1")
	}
	short, n := rows("/dashboard")
	if n != 25 || !strings.Contains(short.main(), "Show all 27 campaigns") {
		t.Errorf("the dashboard shows %d of 27 campaigns, and says: %s", n, short.main())
	}
	if !strings.Contains(short.body, `href="/dashboard?campaigns=all"`) {
		t.Error("the link to all campaigns leads elsewhere")
	}
	if whole, n := rows("/dashboard?campaigns=all"); n != 27 || strings.Contains(whole.main(), "Show all") {
		t.Errorf("asked for all, the dashboard shows %d of 27 campaigns", n)
	}
}
