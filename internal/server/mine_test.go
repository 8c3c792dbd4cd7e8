package server_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestWhoAcceptsALeadHasItUnderMyLeads has a manager and an admin accept leads: each sees theirs, and nobody else's.
func TestWhoAcceptsALeadHasItUnderMyLeads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	names := map[string]string{}
	for _, who := range []string{rita, walt, alba} {
		r := w.ours()
		if a := w.as(who).post(fmt.Sprintf("/handoffs/%d/acceptance", r.Handoff)); a.status != 303 {
			t.Fatalf("%s cannot accept: %d %.300s", who, a.status, a.main())
		}
		names[who] = w.word("SELECT name FROM leads WHERE id = $1", int64(r.Lead))
	}
	for _, who := range []string{rita, walt, alba} {
		a := w.as(who).get("/mine")
		for owner, name := range names {
			if listed := strings.Contains(a.main(), name); listed != (owner == who) {
				t.Errorf("%s sees the lead of %s: %t", who, owner, listed)
			}
		}
		if currentOf(a) != "/mine" {
			t.Errorf("the menu of %s is at %q on their leads", who, currentOf(a))
		}
		if rail := wordsOf(all(a.doc, with("id", "rail-wide"))[0]); !strings.Contains(rail, "My leads 1") {
			t.Errorf("the menu of %s is %q", who, rail)
		}
	}
	for _, who := range []string{lena, vera} {
		if a := w.as(who).get("/"); a.status == 303 {
			a = w.as(who).get(a.to)
			if strings.Contains(a.body, `href="/mine"`) {
				t.Errorf("%s, who works in marketing, is offered My leads", who)
			}
		}
	}
	if a := w.as(lena).get("/mine"); a.status != 403 {
		t.Errorf("a marketer is answered %d", a.status)
	}
}
