package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"baton/internal/lead"
)

// aDispute goes from the marketer to a manager and back, with or without scripts.
func aDispute(t *testing.T, chromium context.Context, prepare ...func(*tab)) {
	w := newWorld(t)
	r := w.sentBack(growthAndNorth)
	name := w.word("SELECT name FROM leads WHERE id = $1", r.Lead)
	marketer, boss := w.open(t, chromium, lena, prepare...), w.open(t, chromium, walt, prepare...)
	page := fmt.Sprintf("/leads/%d", r.Lead)
	marketer.visit(page)
	marketer.pressButton("Dispute")
	marketer.reads("A manager of neither team, or an admin, reads both sides and decides.")
	if !marketer.plain {
		marketer.expects("422")
		marketer.click("form.work-form button")
		marketer.reads("Write why this lead should not have been rejected.")
	}
	marketer.fill("textarea[name=words]", "The group has 220 people, the branch has nine.")
	marketer.click("form.work-form button")
	marketer.reads("Waiting for a manager's ruling.")

	w.exec("UPDATE memberships SET team_id = 4 WHERE person_id = $1", w.person(walt).ID) // a manager of neither team
	boss.visit("/queue?view=disputes")
	boss.reads(name)
	boss.pressButton("Rule on it")
	boss.reads("The group has 220 people, the branch has nine.")
	boss.reads("Nine people work there.")
	boss.click("input[value=overturned]")
	boss.fill("textarea[name=words]", "The group counts.")
	boss.click("form.work-form button")
	boss.reads("Walt Ames overturned the rejection. It counts as accepted")
	if marketer.plain {
		marketer.visit(page)
	}
	marketer.reads("Sales takes the lead. The group counts.")
	marketer.reads("Handoff 1: rejected, overturned")
	if got := w.word("SELECT stage || ' ' || (SELECT count(*) FROM handoffs) FROM leads WHERE id = $1",
		r.Lead); got != "submitted 2" {
		t.Errorf("the lead is %s", got)
	}
}

func TestWhatCanBeDoneWithALeadIsOffered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct {
		name  string
		row   maker
		who   string
		want  []string
		never []string
	}{
		{"what came back, to its author", returnedLead, lena, []string{"Fix and resubmit", "Dispute", "Recycle", "Close it"},
			[]string{"Reopen"}},
		{"what came back, to the rep", returnedLead, rita, nil, []string{"Dispute", "Close it", "Recycle"}},
		{"what is worked on, to the rep", contactedLead, rita, []string{"Log an attempt", "Qualify", "Disqualify", "Recycle"},
			[]string{"Reopen"}},
		{"what was lost, to the rep", lostLead, rita, nil, []string{"Reopen"}},
		{"what was lost, to the manager", lostLead, walt, []string{"Reopen"}, []string{"Recycle"}},
		{"what was given up, to marketing", goneLead, lena, []string{"Recycle"}, []string{"Reopen"}},
		{"what was given up, to the manager", goneLead, walt, []string{"Recycle", "Reopen"}, nil},
		{"what rests, to marketing", restingLead, lena, []string{"It is recycled until", "Hand over to sales"},
			[]string{"Close it"}},
		{"a dispute, to the manager of sales", disputedLead, walt,
			[]string{"A manager of neither team, or an admin, decides."}, []string{"Rule on it"}},
		{"a dispute, to an admin", disputedLead, alba, []string{"Rule on it"}, nil},
		{"a dispute, to who opened it", disputedLead, lena, []string{"A manager of neither team, or an admin, decides."},
			[]string{"Rule on it"}},
	} {
		a := w.as(c.who).get(fmt.Sprintf("/leads/%d", c.row(w, growthAndNorth)))
		card := a.main()
		if i := strings.Index(card, "So far"); i > 0 {
			card = card[:i]
		}
		for _, words := range c.want {
			if !strings.Contains(card, words) {
				t.Errorf("%s: %q is not offered: %s", c.name, words, card)
			}
		}
		for _, words := range c.never {
			if strings.Contains(card, words) {
				t.Errorf("%s: %q is offered", c.name, words)
			}
		}
	}
}

func TestWhatEndedALeadIsTakenBackFromItsNotice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rep := w.as(rita)
	id := contactedLead(w, growthAndNorth)
	page := fmt.Sprintf("/leads/%d", id)
	a := rep.post(page+"/disqualification", "reason", "not_now", "words", "After their move.")
	if a.status != 422 || !strings.Contains(a.main(), "“Not now” needs a day to ask again. Choose one.") ||
		!strings.Contains(a.body, "After their move.") {
		t.Errorf("without a day: %d %s", a.status, a.main())
	}
	a = rep.post(page+"/disqualification", "reason", "not_now", "until", "the day after", "words", "After their move.")
	if a.status != 422 || !strings.Contains(a.main(), "Choose a day from tomorrow on") {
		t.Errorf("with words for a day: %d %s", a.status, a.main())
	}
	day := time.Now().AddDate(0, 0, 20)
	a = rep.post(page+"/disqualification", "reason", "not_now", "until", day.Format(time.DateOnly), "words",
		"After their move.")
	if a.status != 303 {
		t.Fatalf("taken as %d", a.status)
	}
	shown := rep.get(a.to)
	for _, words := range []string{"You disqualified", "Undo", "It is recycled until " + day.Format("2 January 2006")} {
		if !strings.Contains(shown.main()+shown.text(), words) {
			t.Errorf("%q is not there: %s", words, shown.text())
		}
	}
	if a := rep.post(page+"/disqualification", "_method", "DELETE"); a.status != 303 {
		t.Errorf("taken back as %d", a.status)
	}
	if got := lead.Stage(w.word("SELECT stage FROM leads WHERE id = $1", id)); got != lead.Working {
		t.Errorf("it is %s", got)
	}
}

// Each step of work on a lead is taken back at its own address, and no other.
func TestATakenBackStepIsTheOneInTheAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	steps := map[string]maker{"qualification": qualifiedLead, "disqualification": goneLead, "win": wonLead,
		"loss": lostLead, "recycling": restingLead}
	for last, make := range steps {
		page := fmt.Sprintf("/leads/%d", make(w, growthAndNorth))
		before := w.rows()
		for noun := range steps {
			if noun == last {
				continue
			}
			if a := w.as(rita).post(page+"/"+noun, "_method", "DELETE"); a.status != http.StatusConflict ||
				!strings.Contains(a.text(), "Only the last step can be undone") {
				t.Errorf("DELETE of a %s after a %s: %d %s", noun, last, a.status, a.notice())
			}
		}
		if w.rows() != before {
			t.Errorf("what was refused changed something after a %s", last)
		}
		if a := w.as(rita).post(page+"/"+last, "_method", "DELETE"); a.status != 303 {
			t.Errorf("DELETE of a %s: %d", last, a.status)
		}
	}
}

func disputedLead(w *world, p pair) int64 {
	return w.number("SELECT lead_id FROM handoffs WHERE id = $1", disputed(w, p))
}
