package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// A saying makes a lead on which somebody wrote words, and answers its id.
type saying struct {
	what string
	make func(w *world, words string) int64
}

// sends sends a form as somebody, and fails when it is not taken.
func (w *world) sends(email, path string, fields ...string) {
	w.t.Helper()
	if a := w.as(email).post(path, fields...); a.status != 303 {
		w.t.Fatalf("%s sends %v to %s: %d %s", email, fields, path, a.status, a.main())
	}
}

func onHandoff(id int64, what string) string { return fmt.Sprintf("/handoffs/%d/%s", id, what) }
func onLead(id int64, what string) string    { return fmt.Sprintf("/leads/%d/%s", id, what) }

func (w *world) leadOf(id int64) int64 {
	return w.number("SELECT lead_id FROM handoffs WHERE id = $1", id)
}

// sayings are all ways in which somebody writes words on a lead.
var sayings = []saying{
	{"the note of a handoff", func(w *world, words string) int64 {
		return int64(w.submit(lena, lead.Lead{Note: words}).Lead)
	}},
	{"a new touch on a lead that sales has", func(w *world, words string) int64 {
		r := w.submit(lena, lead.Lead{Email: "again@somewhere.example", Name: "Ivo"})
		_, err := w.server.Desk.Submit(context.Background(), w.person(lena),
			desk.Submission{Lead: lead.Lead{Email: "again@somewhere.example", Name: "Ivo", Note: words},
				Duplicate: desk.SameOne})
		w.must(err)
		return int64(r.Lead)
	}},
	{"a touch that a program tells of", func(w *world, words string) int64 {
		r := w.ours()
		_, err := w.server.Desk.Touch(context.Background(), w.person(lena), desk.Once{}, []desk.InboundTouch{{
			Who: lead.Who{Lead: r.Lead}, Touch: lead.Touch{Kind: "form", Note: words, At: w.now().Add(-time.Hour)}}})
		w.must(err)
		return int64(r.Lead)
	}},
	{"a question", func(w *world, words string) int64 {
		id := waiting(w, growthAndNorth)
		w.sends(rita, onHandoff(id, "question"), "question", words)
		return w.leadOf(id)
	}},
	{"an answer", func(w *world, words string) int64 {
		id := asked(w, growthAndNorth)
		w.sends(lena, onHandoff(id, "answer"), "answer", words)
		return w.leadOf(id)
	}},
	{"the feedback of a rejection", func(w *world, words string) int64 {
		id := waiting(w, growthAndNorth)
		w.sends(rita, onHandoff(id, "rejection"), "reason", "wrong_size", "feedback", words)
		return w.leadOf(id)
	}},
	{"a dispute", func(w *world, words string) int64 {
		id := rejected(w, growthAndNorth)
		w.sends(lena, onHandoff(id, "dispute"), "words", words)
		return w.leadOf(id)
	}},
	{"a ruling", func(w *world, words string) int64 {
		id := disputed(w, growthAndNorth)
		w.sends(alba, onHandoff(id, "ruling"), "ruling", "upheld", "words", words)
		return w.leadOf(id)
	}},
	{"another grade", func(w *world, words string) int64 {
		id := waiting(w, growthAndNorth)
		w.sends(rita, onHandoff(id, "grade"), "grade", "A", "words", words)
		return w.leadOf(id)
	}},
	{"the note of an attempt", func(w *world, words string) int64 {
		id := acceptedLead(w, growthAndNorth)
		w.sends(rita, onLead(id, "attempts"), "kind", "call", "outcome", "reached", "note", words)
		return id
	}},
	{"why it was disqualified", func(w *world, words string) int64 {
		id := contactedLead(w, growthAndNorth)
		w.sends(rita, onLead(id, "disqualification"), "reason", "no_fit_price", "words", words)
		return id
	}},
	{"why it was disqualified and rests", func(w *world, words string) int64 {
		id := contactedLead(w, growthAndNorth)
		w.sends(rita, onLead(id, "disqualification"), "reason", "no_need", "words", words)
		return id
	}},
	{"why it was lost", func(w *world, words string) int64 {
		id := qualifiedLead(w, growthAndNorth)
		w.sends(rita, onLead(id, "loss"), "reason", "no_budget", "words", words)
		return id
	}},
	{"why sales set it aside", func(w *world, words string) int64 {
		id := contactedLead(w, growthAndNorth)
		w.sends(rita, onLead(id, "recycling"), "back_on", tomorrow(), "words", words)
		return id
	}},
	{"why marketing set it aside", func(w *world, words string) int64 {
		id := returnedLead(w, growthAndNorth)
		w.sends(lena, onLead(id, "recycling"), "back_on", tomorrow(), "words", words)
		return id
	}},
	{"what a lead of a persona said", func(w *world, words string) int64 {
		id := waitingLead(w, growthAndNorth)
		w.exec("UPDATE leads SET persona_id = 1 WHERE id = $1", id)
		w.sends(rita, "/personas/1/notes", "words", words, "lead", fmt.Sprint(id))
		return id
	}},
}

func TestWhatSomebodyWritesOnALeadIsReadByWhoSeesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, s := range sayings {
		words := fmt.Sprintf("They open %d depots in May.", 100+i)
		id := s.make(w, words)
		pages := map[string]string{"lena": lena, "rita": rita, "walt": walt}
		for who, email := range pages {
			a := w.as(email).get(fmt.Sprintf("/leads/%d", id))
			if n := strings.Count(a.main(), words); a.status != 200 || n == 0 {
				t.Errorf("%s: %s does not read it on the lead, which answers %d: %s", s.what, who, a.status, a.main())
			}
		}
		last := w.number("SELECT max(id) FROM handoffs WHERE lead_id = $1", id)
		if a := w.as(rita).get(fmt.Sprintf("/queue?view=team&handoff=%d", last)); !strings.Contains(a.main(), words) {
			t.Errorf("%s: the rep does not read it in the queue: %s", s.what, a.main())
		}
		if a := w.as(uma).get(fmt.Sprintf("/leads/%d", id)); a.status != 404 {
			t.Errorf("%s: another team's rep is answered %d", s.what, a.status)
		}
	}
}

func TestAnAttemptStandsInTheHistoryAndBesideTheWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := acceptedLead(w, growthAndNorth)
	w.wait(3 * time.Hour)
	made := w.now().Add(-time.Hour).UTC()
	w.sends(rita, onLead(id, "attempts"), "kind", "call", "outcome", "reached", "note", "She decides\nin January.", "at",
		made.Format("2006-01-02T15:04"))
	page := w.as(rita).get(fmt.Sprintf("/leads/%d", id))
	for _, class := range []string{"tried", "so-far"} {
		found := false
		for _, part := range all(page.doc, with("class", class)) {
			found = found || strings.Contains(wordsOf(part), "She decides in January.") &&
				strings.Contains(wordsOf(part), "(logged ") && strings.Contains(wordsOf(part), made.Format("15:04"))
		}
		if !found {
			t.Errorf("the attempt with its note, its time and when it was logged is not in %s: %s", class, page.main())
		}
	}
	if got := one[time.Time](w, "SELECT contacted_at FROM handoffs"); !got.Equal(made.Truncate(time.Minute)) {
		t.Errorf("first contacted at %s, want %s", got, made)
	}
	w.sends(rita, onLead(id, "recycling"), "back_on", w.now().AddDate(0, 0, 2).Format(time.DateOnly))
	w.wait(72 * time.Hour)
	clear(w.clients) // their sessions are over
	w.must(w.server.Desk.ComeBack(context.Background(), lead.ID(id)))
	w.sends(lena, onLead(id, "handoffs"), "name", "Ivo", "company", "Brand", "email", "ivo@brand.example")
	last := w.number("SELECT max(id) FROM handoffs")
	if a := w.as(rita).get(fmt.Sprintf("/queue?view=team&handoff=%d", last)); !strings.Contains(a.main(),
		"She decides in January.") {
		t.Errorf("who gets the lead next does not read in the queue what was said: %s", a.main())
	}
}

func TestAnAttemptThatCannotHaveBeenIsRefusedInWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := acceptedLead(w, growthAndNorth)
	before := w.rows()
	for _, tc := range []struct{ at, says string }{
		{w.now().UTC().AddDate(0, 0, 1).Format("2006-01-02T15:04"), "This is in the future."},
		{w.now().UTC().AddDate(0, 0, -1).Format("2006-01-02T15:04"), "Rita Vale accepted this lead on"},
		{"yesterday", "Write the day and the time, such as"},
	} {
		a := w.as(rita).post(onLead(id, "attempts"), "kind", "mail", "outcome", "sent", "note", "With prices.", "at", tc.at)
		if a.status != 422 || !strings.HasPrefix(a.problem("at"), tc.says) {
			t.Errorf("%s is answered %d: %q", tc.at, a.status, a.problem("at"))
		}
		if a.value("at") != tc.at || a.value("note") != "With prices." || a.value("kind") != "mail" ||
			a.value("outcome") != "sent" {
			t.Errorf("%s: what was typed is gone", tc.at)
		}
	}
	unchanged(t, w, before)
}

func TestARepCorrectsALeadAndBothValuesStandInTheHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.submit(lena, lead.Lead{Name: "Ines Ortega", Email: "ines@haulage.example"})
	w.submit(lena, lead.Lead{Email: "taken@haulage.example"})
	path := fmt.Sprintf("/leads/%d", r.Lead)
	form := w.as(rita).get(path + "?act=correct")
	if form.value("email") != "ines@haulage.example" || form.value("name") != "Ines Ortega" {
		t.Fatalf("the form holds %q and %q", form.value("name"), form.value("email"))
	}
	before := w.rows()
	for field, tc := range map[string]struct{ value, says string }{
		"email": {"taken@haulage.example", "Another lead has this e-mail address."},
		"phone": {"+34 12", "Too short"},
	} {
		fields := map[string]string{"name": "Inés Ortega", "job_title": "", "email": "ines@haulage.example", "phone": "",
			"version": form.value("version")}
		fields[field] = tc.value
		var sent []string
		for name, value := range fields {
			sent = append(sent, name, value)
		}
		a := w.as(rita).post(path+"/contact", sent...)
		if a.status != 422 || !strings.HasPrefix(a.problem(field), tc.says) || a.value("name") != "Inés Ortega" ||
			a.value(field) != tc.value {
			t.Errorf("%s %q is answered %d: %q, with %q kept", field, tc.value, a.status, a.problem(field), a.value("name"))
		}
	}
	unchanged(t, w, before)
	w.sends(rita, path+"/contact", "name", "Inés Ortega", "email", "ines.ortega@haulage.example", "phone",
		"+34 600 123 456", "version", form.value("version"))
	for _, who := range []string{lena, rita, walt} {
		page := w.as(who).get(path).main()
		for _, words := range []string{"name “Ines Ortega” is now “Inés Ortega”",
			"e-mail address “ines@haulage.example” is now “ines.ortega@haulage.example”", "phone number “none” is now “"} {
			if !strings.Contains(page, words) {
				t.Errorf("%s does not read %q: %s", who, words, page)
			}
		}
	}
	if a := w.as(rita).post(path+"/contact", "name", "Ina", "version", form.value("version")); a.status != 409 {
		t.Errorf("an older page is answered %d", a.status)
	}
	if a := w.as(rita).get(fmt.Sprintf("/queue?view=team&handoff=%d", r.Handoff)); !strings.Contains(a.main(),
		"ines.ortega@haulage.example") {
		t.Errorf("the queue shows %s", a.main())
	}
	if a := w.as(lena).get(path); strings.Contains(a.body, "act=correct") {
		t.Error("marketing is offered what is sales' to do")
	}
}
