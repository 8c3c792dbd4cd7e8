package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/lead"
)

func TestAViewThatThereIsNotIsTheFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wonLead(w, growthAndNorth)
	returnedLead(w, growthAndNorth)
	waiting(w, growthAndNorth)
	acceptedLead(w, growthAndNorth)
	draft(w, growthAndNorth)
	for _, tc := range []struct{ who, path, first string }{
		{lena, "/submissions", "all"},
		{lena, "/submissions/returned", "all"},
		{rita, "/mine", "new"},
		{rita, "/queue", "mine"},
		{walt, "/queue", "team"},
	} {
		want := w.as(tc.who).get(tc.path + "?view=" + tc.first)
		views := []string{"bogus", "merged", "accepted'--"}
		if tc.path == "/submissions/returned" {
			views = append(views, "due", "accepted", "waiting")
		}
		if tc.who == rita {
			views = append(views, "disputes")
		}
		for _, view := range views {
			a := w.as(tc.who).get(tc.path + "?view=" + strings.ReplaceAll(view, "'", "%27"))
			if a.status != 200 || a.main() != want.main() {
				t.Errorf("%s?view=%s answers %d:\n%s\nnot as %s:\n%s", tc.path, view, a.status, a.main(), tc.first, want.main())
			}
			if here := all(a.doc, with("aria-current", "page")); len(here) < 2 {
				t.Errorf("%s?view=%s: no tab says where this is", tc.path, view)
			}
		}
	}
	if a := w.as(lena).get("/submissions/returned?view=all"); strings.Count(a.main(), "Fix and resubmit") != 1 {
		t.Errorf("one lead came back: %s", a.main())
	}
}

func TestWhatIsPastItsTimeSaysSoWhoeverHasItNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.ours()
	w.exec(`
		UPDATE handoffs
		SET submitted_at = now() - interval '90 days', queued_at = now() - interval '90 days',
			owned_at = now() - interval '90 days', due_at = now() - interval '80 days'`)
	w.must(w.server.Desk.Reassign(context.Background(), w.person(walt), []handoff.ID{r.Handoff},
		account.PersonID(w.number("SELECT id FROM people WHERE email = $1", sami))))
	rowOf := func(who, path string) (words string) {
		for _, n := range all(w.as(who).get(path).doc, with("id", fmt.Sprintf("row-%d", r.Handoff))) {
			words = wordsOf(n)
		}
		return words
	}
	row := rowOf(walt, "/queue?view=late")
	if !strings.Contains(row, " over") || !strings.Contains(row, "Sami Oko, ") || !strings.Contains(row, " left") {
		t.Errorf("the row reads %q, want how long the lead is over, and what its new owner has left", row)
	}
	if mine := rowOf(sami, "/queue"); !strings.Contains(mine, " left") || strings.Contains(mine, " over") {
		t.Errorf("whoever has just got it has their own time: %s", mine)
	}
}

func TestNobodyIsSaidToBeContactedWhoWasNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := acceptedLead(w, growthAndNorth)
	w.must(w.server.Desk.Disqualify(context.Background(), w.person(rita), lead.ID(id), w.reason("disqualify", "no_need"),
		time.Time{}, ""))
	for _, path := range []string{"/dashboard", "/dashboard/uncontacted", "/dashboard/uncontacted?of=all"} {
		a := w.as(walt).get(path)
		if strings.Contains(a.main(), "has been contacted") ||
			!strings.Contains(a.main(), "No accepted lead waits for its first contact") {
			t.Errorf("%s, with one lead given up before anybody had contacted it: %s", path, a.main())
		}
	}
}

func TestAListGradesALeadAsItsPageDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := draft(w, growthAndNorth)
	w.exec("UPDATE leads SET job_title = 'Chief of logistics'")
	again := contactedLead(w, growthAndNorth)
	w.must(w.server.Desk.Recycle(context.Background(), w.person(rita), lead.ID(again), w.now().AddDate(0, 0, 2), ""))
	w.exec(`
		INSERT INTO scores (lead_id, at, cause, scoring_version, fit, grade, engagement, level, breakdown, engaged)
		SELECT $1, clock_timestamp() + interval '1 second', 'touched', 1, 90, 'A', 60, 1,
			'[{"words": "They rent", "points": 90}]', '[]'`, again)
	for _, lead := range []int64{id, again} {
		page := w.as(lena).get(fmt.Sprintf("/leads/%d", lead)).main()
		_, after, _ := strings.Cut(page, "Why grade ")
		if after == "" {
			t.Fatalf("the page of lead %d has no grade: %s", lead, page)
		}
		for _, list := range []struct{ path, row string }{{"/leads", "lead-%d-"}, {"/submissions", "lead-%d"}} {
			for _, n := range all(w.as(lena).get(list.path).doc,
				func(n *html.Node) bool { return strings.HasPrefix(attr(n, "id"), fmt.Sprintf(list.row, lead)) }) {
				if row := wordsOf(n); !strings.Contains(row, "Grade "+after[:1]) {
					t.Errorf("%s reads %q, the page of the lead grade %s", list.path, row, after[:1])
				}
			}
		}
	}
}
