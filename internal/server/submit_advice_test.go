package server_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"baton/internal/lead"
	"baton/internal/scoring/prospect"
)

var likelyWords = regexp.MustCompile(`Likelihood of acceptance.*?(\d+\s?%)`)

// What stands beside the form of a lead that came back counts on all that is known of it, from the first look to the
// last key.
func TestTheFormOfALeadThatCameBackCountsOnWhatIsKnownOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.sentBack(growthAndNorth)
	w.exec(`UPDATE leads SET custom = '{"contract": "signed"}' WHERE id = $1`, r.Lead)
	cases := decisions(600, w.now(), "Retail")
	for i := range cases {
		facts := cases[i].Known.Facts
		facts["industry"] = "Retail"
		for field, value := range map[string]string{"again": "yes", "custom.contract": "signed"} {
			delete(facts, field)
			if cases[i].Positive != (i%3 == 0) {
				facts[field] = value
			}
		}
	}
	w.learned(lead.OfAcceptance, cases, prospect.Published)
	w.inUse()

	form := w.as(lena).get(fmt.Sprintf("/leads/%d/edit", r.Lead))
	line{}.check(t, form, http.StatusOK)
	opened := likelyWords.FindStringSubmatch(strings.Join(strings.Fields(form.text()), " "))
	typed := w.as(lena).post(fmt.Sprintf("/leads/preview?lead=%d", r.Lead), "name", form.value("name"), "company",
		form.value("company"), "email", form.value("email"))
	line{part: true}.check(t, typed, http.StatusOK)
	after := likelyWords.FindStringSubmatch(strings.Join(strings.Fields(typed.text()), " "))
	if opened == nil || after == nil || opened[1] != after[1] {
		t.Errorf("opened, the form says %q; after the first key %q", opened, after)
	}

	sure := regexp.MustCompile(`\d+ to \d+%, from 600 verdicts`)
	if text := strings.Join(strings.Fields(typed.text()), " "); !sure.MatchString(text) ||
		!strings.Contains(text, "Why "+after[1]) || !strings.Contains(text, "Version 1 has learned from 600 leads.") ||
		!strings.Contains(text, "Why engagement") {
		t.Errorf("it does not say how sure it is, and why: %s", text)
	}

	other := w.as(lena).post("/leads/preview", "name", form.value("name"), "company", form.value("company"), "email",
		form.value("email"))
	if fresh := likelyWords.FindStringSubmatch(strings.Join(strings.Fields(other.text()), " ")); fresh == nil ||
		fresh[1] == after[1] {
		t.Errorf("a new lead is as likely as one that came back with a contract: %q", fresh)
	}
	if foreign := w.as(lena).post("/leads/preview?lead=999999", "name", "Ivo"); foreign.status != http.StatusNotFound {
		t.Errorf("the form of a lead that is not there answers %d", foreign.status)
	}
}

// A lead that is known counts with its own values. The lines beside the form say what the refusal says, before it is
// sent and while somebody types on.
func TestTheLinesBesideTheFormJudgeAKnownLeadByItsOwnValues(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.sentBack(growthAndNorth)
	w.exec("UPDATE leads SET company_size = 10 WHERE id = $1", r.Lead)
	w.propose(vera, bigger...)
	w.sign(vera, "marketing", "1")
	if a := w.sign(walt, "sales", "1"); a.status != http.StatusSeeOther {
		t.Fatalf("signing answers %d: %.300s", a.status, a.main())
	}
	line := func(a answer) string {
		text := strings.Join(strings.Fields(a.text()), " ")
		return regexp.MustCompile(`(Not met|Met): Company has 50 people`).FindString(text)
	}
	form := []string{"name", "Ines Ortega", "company", "Ortega Haulage", "email",
		w.word("SELECT email FROM leads WHERE id = $1", r.Lead), "company_size", "60", "consent", "1"}
	asked := w.as(lena).post("/leads", form...)
	if asked.status != http.StatusConflict || !strings.Contains(line(asked), "Not met") {
		t.Errorf("asked whether it is this lead, the answer is %d, and the line says %q", asked.status, line(asked))
	}
	form = append(form, "match", "same")
	refused := w.as(lena).post("/leads", form...)
	if refused.status != http.StatusUnprocessableEntity || refused.problem("company_size") == "" ||
		!strings.Contains(line(refused), "Not met") {
		t.Errorf("the answer is %d, the field says %q and the line %q", refused.status, refused.problem("company_size"),
			line(refused))
	}
	if words := refused.notice(); !strings.Contains(words, "is known with another") ||
		!strings.Contains(words, "company size") {
		t.Errorf("the page says %q", words)
	}
	if got := line(w.as(lena).post(fmt.Sprintf("/leads/preview?known=%d", r.Lead), form...)); !strings.Contains(got,
		"Not met") {
		t.Errorf("while somebody types on, the line says %q", got)
	}
	form[5] = "new@somewhere.example"
	if got := line(w.as(lena).post(fmt.Sprintf("/leads/preview?known=%d", r.Lead), form...)); strings.Contains(got,
		"Not met") {
		t.Errorf("of somebody else with 60 people the line says %q", got)
	}
}
