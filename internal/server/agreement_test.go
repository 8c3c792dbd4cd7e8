package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"baton/internal/lead"
)

// filled are the fields of a form as a browser would send them, by the names and values that follow.
func filled(t testing.TB, a answer, form string, changes ...string) []string {
	t.Helper()
	forms := all(a.doc, with("id", form))
	if len(forms) != 1 {
		t.Fatalf("there are %d forms %s: %.300s", len(forms), form, a.main())
	}
	var out []string
	for _, n := range all(forms[0], func(n *html.Node) bool { return attr(n, "name") != "" }) {
		name, value := attr(n, "name"), attr(n, "value")
		switch kind := attr(n, "type"); {
		case n.Data == "button", (kind == "checkbox" || kind == "radio") && !has(n, "checked"):
			continue
		case n.Data == "textarea":
			value = a.value(name)
		case n.Data == "select":
			options := all(n, element("option"))
			value = attr(options[0], "value")
			for _, o := range options {
				if has(o, "selected") {
					value = attr(o, "value")
				}
			}
		}
		out = append(out, name, value)
	}
	for i := 0; i+1 < len(changes); i += 2 {
		at := -1
		for j := 0; j < len(out); j += 2 {
			if out[j] == changes[i] {
				at = j
			}
		}
		if at < 0 {
			out = append(out, changes[i], changes[i+1])
		} else {
			out[at+1] = changes[i+1]
		}
	}
	return out
}

// draft sends the form of the draft as it stands, with changes.
func (w *world) draft(who string, changes ...string) answer {
	w.t.Helper()
	c := w.as(who)
	return c.post("/agreement/draft", filled(w.t, c.get("/agreement/draft"), "draft", changes...)...)
}

// bigger are changes that ask for companies of 50 people or more, on top of what is asked for.
var bigger = []string{"definition.3.field", "company_size", "definition.3.op", "at_least", "definition.3.value", "50"}

func (w *world) propose(who string, changes ...string) {
	w.t.Helper()
	if a := w.draft(who, append(slices.Clone(changes), "propose", "1")...); a.status != http.StatusSeeOther ||
		a.to != "/agreement" {
		w.t.Fatalf("proposing answers %d: %.600s", a.status, a.main())
	}
}

func (w *world) sign(who, side, version string) answer {
	w.t.Helper()
	return w.as(who).post("/agreement/draft/signature", "side", side, "version", version)
}

func TestBothManagersSignAndTheVersionJudges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.propose(vera, append(slices.Clone(bigger), "owed.0.leads", "300", "owed.0.grade", "", "owed.0.period", "month")...)
	for who, wants := range map[string][]string{
		rita: {"Version 2 proposed by Vera Holm", "Company has 50 people or more", "300 qualified leads a month"},
		walt: {"A manager of marketing and one of sales must sign.", "Sign for sales"},
		vera: {"Sign for marketing"},
		alba: {"You are not in a team, so you cannot sign"},
	} {
		page := w.as(who).get("/agreement")
		for _, want := range wants {
			if !strings.Contains(page.main(), want) {
				t.Errorf("%s does not read %q: %.900s", who, want, page.main())
			}
		}
		if signs := strings.Contains(page.main(), "Sign for"); signs != (who == walt || who == vera) {
			t.Errorf("%s is offered to sign: %t", who, signs)
		}
	}
	w.submit(lena, lead.Lead{})
	for _, sign := range []struct{ who, side string }{{vera, "marketing"}, {walt, "sales"}} {
		if a := w.sign(sign.who, sign.side, "1"); a.status != http.StatusSeeOther {
			t.Fatalf("%s signing answers %d: %.300s", sign.who, a.status, a.main())
		}
	}
	page := w.as(rita).get("/agreement").main()
	for _, want := range []string{"Version 2 in force since", "Vera Holm signed for marketing",
		"Walt Ames signed for sales", "300 qualified leads a month 1"} {
		if !strings.Contains(page, want) {
			t.Errorf("the agreement does not read %q: %.600s", want, page)
		}
	}
	small := w.as(lena).post("/leads", "name", "Ana", "email", "ana@small.example", "company", "Small", "company_size",
		"49", "key", "0123456789abcdef")
	if small.status != 422 || !strings.Contains(small.problem("company_size"), "Company has 50 people or more") ||
		!strings.Contains(small.main(), "Not met: Company has 50 people or more") || small.value("company") != "Small" {
		t.Errorf("a small company answers %d, %q: %.300s", small.status, small.problem("company_size"), small.main())
	}
	r := w.submit(lena, lead.Lead{CompanySize: 50})
	if a := w.as(rita).get(fmt.Sprintf("/leads/%d", r.Lead)); !strings.Contains(a.body, `href="/agreement/versions/2"`) ||
		!strings.Contains(a.main(), "Agreement 2") {
		t.Error("the lead does not say which version judges it")
	}
	old := w.as(rita).get("/agreement/versions/1").main()
	if !strings.Contains(old, "This is the first version.") || strings.Contains(old, "50 people") {
		t.Errorf("the old version reads %.400s", old)
	}
	if list := w.as(rita).get("/agreement/versions").main(); !strings.Contains(list, "Version 2 In force") ||
		!strings.Contains(list, "signed by Vera Holm for marketing and Walt Ames for sales") {
		t.Errorf("the versions read %.400s", list)
	}
	if a := w.as(rita).get("/agreement/versions/3"); a.status != 404 {
		t.Errorf("a version that is not there answers %d", a.status)
	}
}

func TestNobodySignsForWhomTheyMayNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.propose(vera, bigger...)
	before := w.rows()
	for _, tc := range []struct {
		name, who, side, version string
		status                   int
		words                    string
	}{
		{"the other side", walt, "marketing", "1", 403, "You are not in a marketing team"},
		{"an admin without a team", alba, "sales", "1", 403, "not in a team, so you cannot sign"},
		{"no side at all", walt, "", "1", 422, "for marketing or for sales"},
		{"a rep", rita, "sales", "1", 403, "Your role does not allow this"},
		{"a version that is gone", walt, "sales", "7", 409, "changed after you opened it"},
		{"without a version", walt, "sales", "", 409, "changed after you opened it"},
	} {
		if a := w.sign(tc.who, tc.side, tc.version); a.status != tc.status || !strings.Contains(a.text(), tc.words) {
			t.Errorf("%s: %d %.200s", tc.name, a.status, a.main())
		}
	}
	unchanged(t, w, before)
	w.exec("INSERT INTO memberships (person_id, team_id) VALUES (6, 1)") // Walt is in both
	if a := w.sign(walt, "sales", "1"); a.status != 303 {
		t.Fatalf("signing answers %d", a.status)
	}
	if a := w.sign(walt, "marketing", "1"); a.status != 409 ||
		!strings.Contains(a.main(), "One person cannot sign for both sides") {
		t.Errorf("signing for both answers %d: %.300s", a.status, a.main())
	}
	if w.number("SELECT count(*) FROM agreements") != 1 {
		t.Error("one person made a version")
	}
}

func TestAStaleDraftIsRefusedWithWhatChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.propose(vera, bigger...)
	opened := w.as(walt).get("/agreement/draft")
	if a := w.sign(vera, "marketing", "1"); a.status != 303 {
		t.Fatal(a.status)
	}
	w.propose(vera, "definition.3.value", "80", "dispute_days", "9")
	a := w.sign(walt, "sales", "1")
	for _, want := range []string{"changed after you opened it", "Vera Holm changed it",
		"Company has 50 80 people or more", "disputed for 5 9 days"} {
		if !strings.Contains(a.main(), want) {
			t.Errorf("signing what is gone does not say %q: %.700s", want, a.main())
		}
	}
	if a.status != 409 || w.number("SELECT count(*) FROM agreement_signatures WHERE version = 2") != 0 {
		t.Errorf("it answers %d, or a signature is left", a.status)
	}
	a = w.as(walt).post("/agreement/draft",
		filled(t, opened, "draft", "definition.3.value", "70", "answer", "3 h", "propose", "1")...)
	if a.status != 409 || a.value("definition.3.value") != "70" || a.value("answer") != "3 h" ||
		a.value("version") != "2" {
		t.Errorf("a stale draft answers %d and keeps %q, %q for version %s", a.status, a.value("definition.3.value"),
			a.value("answer"), a.value("version"))
	}
	if !strings.Contains(a.main(), "Company has 50 80 people or more") ||
		!strings.Contains(a.main(), "Your text is still here") {
		t.Errorf("it does not say what changed: %.600s", a.main())
	}
	if a = w.as(walt).post("/agreement/draft", filled(t, a, "draft", "propose", "1")...); a.status != 303 {
		t.Fatalf("sent again it answers %d: %.300s", a.status, a.main())
	}
	if a := w.as(alba).get("/agreement").main(); !strings.Contains(a, "Company has 70 people or more") ||
		!strings.Contains(a, "Version 2 proposed by Walt Ames") {
		t.Errorf("the proposal reads %.400s", a)
	}
}

func TestADraftOfAnOlderAgreementIsRefusedWithWhatChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened := w.as(walt).get("/agreement/draft")
	w.propose(vera, bigger...)
	second := w.as(walt).post("/agreement/draft", filled(t, opened, "draft", "recycle_cap", "5")...)
	if second.status != 409 || second.value("recycle_cap") != "5" ||
		!strings.Contains(second.main(), "There can be only one at a time") ||
		!strings.Contains(second.main(), "Company has 50 people or more") {
		t.Errorf("a second draft answers %d: %.500s", second.status, second.main())
	}
	w.sign(vera, "marketing", "1")
	w.sign(walt, "sales", "1")
	late := w.as(walt).post("/agreement/draft", filled(t, opened, "draft", "recycle_cap", "5")...)
	if late.status != 409 || late.value("recycle_cap") != "5" ||
		!strings.Contains(late.main(), "Version 2 was signed after you opened this page") ||
		!strings.Contains(late.main(), "Company has 50 people or more") {
		t.Errorf("a draft of the version before answers %d: %.500s", late.status, late.main())
	}
	if w.number("SELECT count(*) FROM agreement_drafts WHERE ended_at IS NULL") != 0 {
		t.Error("something was begun")
	}
}

func TestWhatIsWrongInADraftIsSaidAtItsField(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	yesterday, tomorrow := time.Now().AddDate(0, 0, -1).Format(time.DateOnly),
		time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	before := w.rows()
	for _, tc := range []struct{ name, field, value, at, words string }{
		{"no time for an answer", "decide.A", "0", "decide.A", "The time must be above zero."},
		{"a time that is none", "first_contact.B", "soon", "first_contact.B", "Write working time"},
		{"a cap of 1,000", "recycle_cap", "1000", "recycle_cap", "from 0 to 20"},
		{"days in words", "dispute_days", "five", "dispute_days", "whole number"},
		{"no attempts", "give_up.D.attempts", "0", "give_up.D.attempts", "from 1 to 30"},
		{"a day that is over", "from", yesterday, "from", "cannot take effect in the past"},
		{"today, which has begun", "from", time.Now().UTC().Format(time.DateOnly), "from", "cannot take effect in the past"},
		{"a day that is none", "from", "2026-02-31", "from", "Choose a day"},
		{"a field that is not chosen", "definition.2.field", "", "definition.2.field", "Choose a field"},
		{"a field that nobody knows", "definition.2.field", "shoe_size", "definition.2.field", "There is no field"},
		{"an operator that does not fit", "definition.2.op", "at_least", "definition.2.field",
			"Company cannot be compared this way"},
		{"an operator that nobody knows", "definition.0.op", "smells_like", "definition.0.field",
			"Name cannot be compared this way"},
		{"within a group", "definition.1.1.field", "website2", "definition.1.1.field", "There is no field"},
		{"no leads", "owed.0.leads", "0", "owed.0.leads", "from 1 to 1,000,000"},
	} {
		changes := []string{tc.field, tc.value, "propose", "1"}
		if strings.HasPrefix(tc.field, "owed") {
			changes = append(changes, "owed.0.period", "month", "owed.0.grade", "")
		}
		a := w.draft(vera, changes...)
		if a.status != 422 || !strings.Contains(a.problem(tc.at), tc.words) {
			t.Errorf("%s: %d, %q at %s: %.200s", tc.name, a.status, a.problem(tc.at), tc.at, a.notice())
		}
		if tc.field != tc.at || strings.HasSuffix(tc.field, ".field") || tc.field == "from" && tc.value == "2026-02-31" {
			continue
		}
		if got := a.value(tc.field); got != tc.value {
			t.Errorf("%s: %q was typed and %q is kept", tc.name, tc.value, got)
		}
	}
	c := w.as(vera)
	fields := filled(t, c.get("/agreement/draft"), "draft")
	var without []string
	for i := 0; i < len(fields); i += 2 {
		if !strings.HasPrefix(fields[i], "definition.") {
			without = append(without, fields[i], fields[i+1])
		}
	}
	if a := c.post("/agreement/draft", without...); a.status != 422 ||
		!strings.Contains(a.main(), "Add at least one condition.") {
		t.Errorf("an empty definition answers %d: %.300s", a.status, a.main())
	}
	unchanged(t, w, before)
	w.propose(vera, "from", tomorrow)
	if a := w.as(walt).get("/agreement").main(); !strings.Contains(a, "In force from ") ||
		!strings.Contains(a, "It changes nothing.") {
		t.Errorf("the proposal reads %.500s", a)
	}
	w.sign(vera, "marketing", "1")
	w.sign(walt, "sales", "1")
	if a := w.as(rita).get("/agreement").main(); !strings.Contains(a, "Version 2 is signed and takes effect on") ||
		!strings.Contains(a, "Version 1 in force") {
		t.Errorf("the agreement reads %.500s", a)
	}
	if a := w.draft(vera, "from", "", "propose", "1"); a.status != 422 ||
		!strings.Contains(a.problem("from"), "Choose a day after it") {
		t.Errorf("a version before one that is signed answers %d: %s", a.status, a.problem("from"))
	}
}

func TestTheConditionEditorKeepsAllThatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.as(vera)
	press := func(a answer, button string, changes ...string) answer {
		t.Helper()
		next := c.post("/agreement/draft", filled(t, a, "draft", append(changes, "definition-edit", button)...)...)
		if next.status != 200 {
			t.Fatalf("%s answers %d: %.300s", button, next.status, next.main())
		}
		return next
	}
	a := press(c.get("/agreement/draft"), "add:definition", "answer", "3 h")
	a = press(a, "group:definition", "definition.3.field", "country", "definition.3.op", "is", "definition.3.value",
		"Spain, Atlantis")
	a = press(a, "add:definition.4", "definition.4.0.field", "touch.kind", "definition.4.0.op", "is",
		"definition.4.0.value", "Filled in a form, webinar")
	a = press(a, "group:definition.4", "definition.4.1.field", "custom.", "definition.4.1.custom", "cold_chain",
		"definition.4.1.op", "is", "definition.4.1.value", "yes")
	a = press(a, "up:definition.4.1")
	a = press(a, "drop:definition.4.2")
	a = press(a, "drop:definition.99") // is not there
	for field, want := range map[string]string{
		"answer": "3 h", "definition.3.value": "Spain, Atlantis", "definition.4.match": "any",
		"definition.4.0.field": "custom.", "definition.4.0.custom": "cold_chain",
		"definition.4.1.value": "Filled in a form, webinar", "definition.1.match": "any", "definition.0.field": "name",
	} {
		if got := a.value(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	wrong := c.post("/agreement/draft", filled(t, a, "draft")...)
	if wrong.status != 422 || !strings.Contains(wrong.problem("definition.3.field"), "no country called “Atlantis”") ||
		wrong.value("definition.3.value") != "Spain, Atlantis" {
		t.Errorf("an unknown country answers %d: %q", wrong.status, wrong.problem("definition.3.field"))
	}
	a = c.post("/agreement/draft", filled(t, wrong, "draft", "definition.3.value", "Spain, pt", "owed-edit", "add:")...)
	a = c.post("/agreement/draft",
		filled(t, a, "draft", "owed.0.leads", "1,200", "owed.0.grade", "A", "owed.0.period", "quarter", "auto_submit", "1",
			"propose", "1")...)
	if a.status != 303 {
		t.Fatalf("it answers %d: %.500s", a.status, a.main())
	}
	read := w.as(rita).get("/agreement").main()
	for _, want := range []string{"Country is Spain or Portugal",
		"Cold chain is yes, or filled in a form or took part in a webinar", "At least 1,200 of grade A a quarter",
		"within 4 3 h",
		"A captured lead that meets the definition is handed over automatically"} {
		if !strings.Contains(read, want) {
			t.Errorf("it does not read %q: %.1500s", want, read)
		}
	}
	again := c.get("/agreement/draft")
	for field, want := range map[string]string{"definition.3.value": "Spain, Portugal",
		"definition.4.0.custom": "cold_chain", "definition.4.1.value": "form, webinar", "owed.0.leads": "1200",
		"auto_submit": "1"} {
		if got := again.value(field); got != want {
			t.Errorf("opened again %s is %q, want %q", field, got, want)
		}
	}
}

func TestAProposalIsAnsweredAndWithdrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if a := w.draft(vera, bigger...); a.status != 303 {
		t.Fatalf("saving answers %d: %.300s", a.status, a.main())
	}
	if a := w.as(rita).get("/agreement").main(); strings.Contains(a, "50 people") || strings.Contains(a, "Draft") {
		t.Errorf("everybody reads what is only being written: %.300s", a)
	}
	if a := w.as(walt).get("/agreement").main(); !strings.Contains(a, "not proposed yet") ||
		strings.Contains(a, "Sign for") {
		t.Errorf("a manager reads %.300s", a)
	}
	w.propose(vera)
	if a := w.as(walt).post("/agreement/draft/answers", "words", "  "); a.status != 422 ||
		!strings.Contains(a.problem("words"), "Write your answer") {
		t.Errorf("no answer at all answers %d: %s", a.status, a.problem("words"))
	}
	if a := w.as(walt).post("/agreement/draft/answers", "words", "Rather 60 <b>people</b>."); a.status != 303 {
		t.Fatalf("answering answers %d", a.status)
	}
	if a := w.as(lena).get("/agreement").main(); !strings.Contains(a, "Rather 60 <b>people</b>. Walt Ames") {
		t.Errorf("the answer reads %.900s", a)
	}
	if a := w.sign(vera, "marketing", "2"); a.status != 303 {
		t.Fatal(a.status)
	}
	if a := w.as(vera).post("/agreement/draft/signature", "_method", "DELETE", "version", "2"); a.status != 303 ||
		w.number("SELECT count(*) FROM agreement_signatures") != 0 {
		t.Errorf("taking it back answers %d", a.status)
	}
	if a := w.as(walt).post("/agreement/draft", "_method", "DELETE", "version", "1"); a.status != 409 {
		t.Errorf("withdrawing an older one answers %d", a.status)
	}
	if a := w.as(walt).post("/agreement/draft", "_method", "DELETE", "version", "2"); a.status != 303 {
		t.Errorf("withdrawing answers %d", a.status)
	}
	if a := w.as(walt).get("/agreement").main(); strings.Contains(a, "50 people") ||
		!strings.Contains(a, "Version 1 in force") {
		t.Errorf("after that it reads %.300s", a)
	}
}

func TestADefinitionThatHoldsNothingOrEverythingIsShownAsSuch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	reads := func(want string) {
		t.Helper()
		if a := w.as(walt).get("/agreement").main(); !strings.Contains(a, want) {
			t.Errorf("it does not read %q: %.900s", want, a)
		}
	}
	w.propose(vera, bigger...)
	reads("No leads were handed over in the last 90 days")
	small, big := w.submit(lena, lead.Lead{CompanySize: 10}), w.submit(lena, lead.Lead{CompanySize: 90})
	w.submit(lena, lead.Lead{CompanySize: 40})
	w.server.Desk.Accept(t.Context(), w.person(rita), small.Handoff, 0)
	w.server.Desk.Accept(t.Context(), w.person(rita), big.Handoff, 0)
	w.wait(6 * time.Minute) // the answer of a moment ago has gone stale
	reads("In the last 90 days, 2 of 3 leads would not have been handed over. Sales had accepted 1 of these and won " +
		"none. The acceptance rate would have been 100% instead of 100%.")
	w.propose(vera, "definition.3.value", "100")
	reads("None of the 3 leads of the last 90 days meets this definition. No leads would have been handed over.")
	w.propose(vera, "definition.3.value", "10")
	reads("Every one of the 3 leads of the last 90 days meets this definition. It would have held back none.")
}

func TestADraftThatMeetsTheDefinitionSaysThatItWasHandedOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.propose(vera, "auto_submit", "1")
	w.sign(vera, "marketing", "1")
	w.sign(walt, "sales", "1")
	a := w.as(lena).post("/leads", "name", "Ana", "email", "ana@auto.example", "company", "Auto", "draft", "1", "key",
		"0123456789abcdef")
	if a.status != 303 {
		t.Fatalf("%d: %.300s", a.status, a.main())
	}
	if page := w.as(lena).get(a.to); !strings.Contains(page.notice(), "Handed over as grade") ||
		!strings.Contains(page.main(), "Handed over by Baton") {
		t.Errorf("it says %q: %.300s", page.notice(), page.main())
	}
	a = w.as(lena).post("/leads", "name", "Bea", "email", "bea@auto.example", "draft", "1", "key", "0123456789abcdeg")
	if page := w.as(lena).get(a.to); !strings.Contains(page.notice(), "The draft is saved") {
		t.Errorf("one that does not says %q", page.notice())
	}
}

func TestWhatTheFormHasNoFieldForIsSaidAboveIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.propose(vera, "definition.3.field", "city", "definition.3.op", "is_given", "definition.4.field", "fit",
		"definition.4.op", "at_least", "definition.4.value", "100")
	w.sign(vera, "marketing", "1")
	w.sign(walt, "sales", "1")
	a := w.as(lena).post("/leads", "name", "Ana", "email", "ana@nowhere.example", "key", "0123456789abcdef")
	for _, want := range []string{"Not sent yet. See the fields in red below.",
		"The agreement requires: Fit is 100 or more."} {
		if a.status != 422 || !strings.Contains(a.notice(), want) {
			t.Errorf("%d, and the notice does not say %q: %s", a.status, want, a.notice())
		}
	}
	if !strings.Contains(a.problem("company"), "The agreement requires a company.") {
		t.Errorf("the company is not asked for: %q", a.problem("company"))
	}
	if !strings.Contains(a.problem("city"), "The agreement requires a city.") || strings.Contains(a.notice(), "city") {
		t.Errorf("the city is not asked for where it is typed: %q, %q", a.problem("city"), a.notice())
	}
}

func TestTooManyVagueReasonsAreShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	warned := func() bool {
		return strings.Contains(w.as(walt).get("/reasons").main(), "“Other” was used in")
	}
	for range 9 {
		w.exec("UPDATE handoffs SET verdict = 'rejected', verdict_at = now(), reason_id = 1 WHERE id = $1",
			w.submit(lena, lead.Lead{}).Handoff)
	}
	other := w.submit(lena, lead.Lead{}).Handoff
	w.exec(`
		UPDATE handoffs
		SET verdict = 'rejected', verdict_at = now(), 
			reason_id = (SELECT id FROM reasons WHERE list = 'reject' AND code = 'other')
		WHERE id = $1`, other)
	if warned() {
		t.Error("a tenth is too much")
	}
	w.exec("UPDATE handoffs SET verdict = 'recalled', reason_id = NULL WHERE id = $1", other-1)
	if !warned() {
		t.Error("more than a tenth is not too much")
	}
	w.exec("UPDATE handoffs SET submitted_at = submitted_at - interval '91 days'")
	if warned() {
		t.Error("what was handed over long ago still counts")
	}
}

func TestADraftThatNobodyProposedIsDiscarded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if a := w.draft(vera, bigger...); a.status != 303 {
		t.Fatalf("saving answers %d: %.300s", a.status, a.main())
	}
	if a := w.as(vera).get("/agreement").main(); !strings.Contains(a, "Discard") || strings.Contains(a, "Withdraw") {
		t.Errorf("a draft reads %.900s", a)
	}
	w.propose(vera)
	if a := w.as(vera).get("/agreement").main(); !strings.Contains(a, "Withdraw") || strings.Contains(a, "Discard") {
		t.Errorf("a proposal reads %.900s", a)
	}
}
