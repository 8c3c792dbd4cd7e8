package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"baton/internal/lead"
)

// aMerge makes one lead of two that are the same person, and two of one again, with or without scripts.
func aMerge(t *testing.T, chromium context.Context, prepare ...func(*tab)) {
	w := newWorld(t)
	kept, other := w.sentBack(growthAndNorth), w.handed(growthAndNorth)
	names := func() string {
		return w.word("SELECT string_agg(name || ' ' || stage, ', ' ORDER BY id) FROM leads")
	}
	before := names()
	name := w.word("SELECT name FROM leads WHERE id = $1", other.Lead)
	boss := w.open(t, chromium, alba, prepare...)
	page := fmt.Sprintf("/leads/%d", kept.Lead)
	boss.visit(page)
	boss.pressButton("Merge with another lead")
	boss.reads("Which lead is the same person")
	boss.expects("422")
	boss.fill("input[name=with]", "L-99999")
	boss.click("form.form button")
	boss.reads("There is no such lead that you can see.")
	boss.fill("input[name=with]", other.Lead.String())
	boss.click("form.form button")
	boss.reads("Nothing is lost, and the merge can be taken back.")
	boss.click("input[name=name][value=other]")
	boss.click("form.form button")
	boss.reads("The two leads are one lead now.")
	boss.reads(name)
	boss.reads("merged " + other.Lead.String() + " into this lead")
	if got := w.word(`
		SELECT stage || ' ' || name || ' ' || (SELECT count(*) FROM handoffs h WHERE h.lead_id = l.id)
		FROM leads l WHERE id = $1`, kept.Lead); got != "submitted "+name+" 2" {
		t.Errorf("the lead is %s", got)
	}
	boss.visit(fmt.Sprintf("/leads/%d", other.Lead))
	boss.reads("The lead that you opened was merged into this one.")
	boss.pressButton("Take apart")
	boss.reads("The two leads are apart again.")
	if after := names(); after != before {
		t.Errorf("the leads are %s, and were %s", after, before)
	}
}

// aDuplicateIsRejected has a rep find out that a lead is known.
func aDuplicateIsRejected(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	known, sent := w.sentBack(growthAndNorth), w.handed(growthAndNorth)
	rep := w.open(t, chromium, rita)
	rep.visit(fmt.Sprintf("/leads/%d?act=reject", sent.Lead))
	rep.until("the question for duplicates alone is away", "document.querySelector('.only-merges').offsetHeight === 0")
	rep.click(".choice-more summary")
	rep.click("input[value=duplicate]")
	rep.reads("Which lead is it?")
	rep.fill("input[name=duplicate_of]", known.Lead.String())
	rep.fill("textarea[name=feedback]", "We know her from spring.")
	rep.click("form.sendback button")
	rep.reads("merged " + sent.Lead.String() + " into this lead")
	if got := w.word("SELECT string_agg(stage, ' ' ORDER BY id) FROM leads"); got != "returned merged" {
		t.Errorf("the leads are %s", got)
	}
}

func TestAMergeIsAskedForAndRefusedOnItsPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two, back := w.handed(growthAndNorth), w.handed(growthAndNorth), w.sentBack(growthAndNorth)
	page := func(id lead.ID) string { return fmt.Sprintf("/leads/%d/merge", id) }
	boss := w.as(alba)
	before := w.rows()
	for name, c := range map[string]struct {
		with, says string
		status     int
	}{
		"nothing":        {"", "Write the number of the other lead", http.StatusUnprocessableEntity},
		"no such lead":   {"L-99999", "There is no such lead", http.StatusUnprocessableEntity},
		"itself":         {one.Lead.String(), "This is the same lead", http.StatusUnprocessableEntity},
		"sales has both": {two.Lead.String(), "Sales has both leads.", http.StatusConflict},
	} {
		a := boss.post(page(one.Lead), "with", c.with)
		if a.status != c.status || !strings.Contains(a.body, c.says) {
			t.Errorf("%s: %d, without “%s”", name, a.status, c.says)
		}
	}
	if a := boss.post(page(one.Lead), "with", back.Lead.String(), "version", "99"); a.status != http.StatusConflict {
		t.Errorf("an old page: %d", a.status)
	}
	if after := w.rows(); after != before {
		t.Errorf("something has changed: %s, was %s", after, before)
	}
	if a := w.as(rita).get(page(one.Lead)); a.status != http.StatusForbidden {
		t.Errorf("a rep: %d", a.status)
	}
}
