package server_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestAFormThatIsRefusedSaysSoToEverybody sends forms that cannot be taken, and looks at what a screen reader is told
// of that: the title, an alert, the field that is wrong with the focus in it, and the place in the menu.
func TestAFormThatIsRefusedSaysSoToEverybody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open, asked := waiting(w, growthAndNorth), waiting(w, growthAndNorth)
	w.as(rita).post(fmt.Sprintf("/handoffs/%d/question", asked), "question", "Since when?")
	back, contacted := w.sentBack(growthAndNorth), contactedLead(w, growthAndNorth)
	handoff, queue := fmt.Sprintf("/handoffs/%d", open), fmt.Sprintf("/queue?handoff=%d", open)
	lead := fmt.Sprintf("/leads/%d", contacted)
	for _, c := range []struct {
		name, who, page, to, field string
		fields                     []string
	}{
		{"a new lead", lena, "/leads/new", "/leads", "email", []string{"email", "ines"}},
		{"a lead that came back", lena, fmt.Sprintf("/leads/%d/edit", back.Lead),
			fmt.Sprintf("/leads/%d/handoffs", back.Lead), "email", []string{"email", "ines"}},
		{"a rejection without a reason", rita, queue, handoff + "/rejection", "reason", []string{"here", queue}},
		{"a rejection that needs words", rita, queue, handoff + "/rejection", "feedback",
			[]string{"here", queue, "reason", "other"}},
		{"a rejection on the lead's page", rita, fmt.Sprintf("/leads/%d", waitingLead(w, growthAndNorth)),
			handoff + "/rejection", "reason", []string{"here", fmt.Sprintf("/leads/%d", waitingLead(w, growthAndNorth))}},
		{"a question without words", rita, queue, handoff + "/question", "question", []string{"here", queue}},
		{"a date that is none", rita, queue, handoff + "/snooze", "until", []string{"here", queue}},
		{"an answer without words", lena, "/submissions/returned?view=asked", fmt.Sprintf("/handoffs/%d/answer", asked),
			"answer", nil},
		{"a dispute without words", lena, fmt.Sprintf("/leads/%d", back.Lead),
			fmt.Sprintf("/handoffs/%d/dispute", back.Handoff), "words", nil},
		{"an attempt without an outcome", rita, lead, lead + "/attempts", "outcome", nil},
		{"a qualification without an amount", rita, lead, lead + "/qualification", "amount", nil},
		{"leads given to nobody", walt, "/queue?view=team&act=give", "/handoffs/reassignment", "to",
			[]string{"handoff", fmt.Sprint(open)}},
		{"a goal without a target", walt, "/goals", "/goals", "target", []string{"metric", "won"}},
		{"a campaign without a name", lena, "/campaigns", "/campaigns", "name", nil},
		{"a reason without words", walt, "/reasons", "/reasons", "words", nil},
		{"a rule without a name", walt, "/assignment", "/assignment", "name", nil},
		{"a person without an address", alba, "/people", "/people", "email", nil},
		{"a team without a name", alba, "/teams", "/teams", "name", nil},
		{"a note without words", rita, "/personas/1", "/personas/1/notes", "words", nil},
		{"a key without a name", alba, "/settings/keys", "/settings/keys", "name", nil},
		{"a draft of the agreement with hours that are none", walt, "/agreement/draft", "/agreement/draft", "decide.A",
			[]string{"decide.A", "0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			who := w.as(c.who)
			place := currentOf(who.get(c.page))
			a := who.post(c.to, c.fields...)
			if a.status != 422 {
				t.Fatalf("it answers %d to %s: %.300s", a.status, a.to, a.main())
			}
			if title := wordsOf(all(a.doc, element("title"))[0]); !strings.HasPrefix(title, "Error: ") {
				t.Errorf("the title is %q", title)
			}
			if got := currentOf(a); got != place {
				t.Errorf("the menu is at %q, before at %q", got, place)
			}
			wrong := all(a.doc, func(n *html.Node) bool {
				return attr(n, "name") == c.field &&
					attr(n, "aria-invalid") == "true"
			})
			if len(wrong) == 0 {
				t.Fatalf("%s is not marked as wrong: %.400s", c.field, a.main())
			}
			if words := a.problem(c.field); words == "" || !strings.Contains(alerts(a), words) {
				t.Errorf("what is wrong is %q, said at once is %q", words, alerts(a))
			}
			first := all(a.doc, func(n *html.Node) bool { return has(n, "autofocus") })
			if len(first) == 0 || attr(first[0], "aria-invalid") != "true" {
				t.Errorf("the focus is not at what is wrong")
			}
		})
	}
}

// currentOf is the entry of the menu that a page marks.
func currentOf(a answer) string {
	for _, nav := range all(a.doc, with("id", "rail-wide")) {
		for _, link := range all(nav, with("aria-current", "page")) {
			return attr(link, "href")
		}
	}
	return ""
}

// alerts are what a page says at once.
func alerts(a answer) string {
	var said []string
	for _, n := range all(a.doc, with("role", "alert")) {
		said = append(said, wordsOf(n))
	}
	return strings.Join(said, " | ")
}
