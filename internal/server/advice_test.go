package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestAllThatIsWrongIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fields := []string{"name", "", "company", "", "email", "lena", "company_size", "many", "campaign", "none"}
	a := w.as(lena).post("/leads", fields...)
	line{}.check(t, a, http.StatusUnprocessableEntity)
	for _, field := range []string{"name", "company", "email", "company_size", "campaign"} {
		if a.problem(field) == "" {
			t.Errorf("nothing is said about %s", field)
		}
	}
	draft := w.as(lena).post("/leads", append(fields, "draft", "1")...)
	line{}.check(t, draft, http.StatusUnprocessableEntity)
	if said := draft.problem("company"); said != "" {
		t.Errorf("a draft needs no company, yet the form says %q", said)
	}
}

func TestWhatCannotBeRightEarnsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good := w.as(lena).post("/leads/preview", "name", "Ivo Brand", "company", "Brand Ltd", "email", "ivo@brand.example",
		"phone", "+34 600 123 456", "company_size", "300")
	for _, words := range []string{"Gave a work email", "Can be called", "Company of 50 to 5,000 people",
		"Met: Has an e-mail address or a phone number"} {
		if !strings.Contains(good.text(), words) {
			t.Errorf("of a good lead %q is not said: %s", words, good.text())
		}
	}
	bad := w.as(lena).post("/leads/preview", "name", "Ivo Brand", "company", "Brand Ltd", "email", "ivo", "phone", "12",
		"company_size", "-3", "persona", "-1")
	for _, words := range []string{"Gave a work email", "Can be called", "Company below 10 people",
		"Fits one of our personas", "Met: Has an e-mail address or a phone number"} {
		if strings.Contains(strings.ReplaceAll(bad.text(), "Not met: ", "Lacks: "), words) {
			t.Errorf("of a lead that cannot be reached %q is said: %s", words, bad.text())
		}
	}
}

func TestADraftIsWrittenOnWhereItWasSaved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.as(lena).post("/leads", "name", "Ivo Brand", "draft", "1")
	if a.status != http.StatusSeeOther || !strings.HasSuffix(a.to, "/edit?done=draft") {
		t.Fatalf("saving a draft answers %d to %s, want the form again", a.status, a.to)
	}
	form := w.as(lena).get(a.to)
	line{}.check(t, form, http.StatusOK)
	if form.value("name") != "Ivo Brand" {
		t.Errorf("the form holds %q", form.value("name"))
	}
	for _, words := range []string{"The draft is saved. Sales cannot see it yet.", "Draft saved "} {
		if !strings.Contains(form.text(), words) {
			t.Errorf("%q is not said: %s", words, form.main())
		}
	}
	if again := w.as(lena).get(strings.TrimSuffix(a.to, "?done=draft")); strings.Contains(again.text(),
		"Sales cannot see it yet") || !strings.Contains(again.text(), "Draft saved ") {
		t.Errorf("opened later, the form says: %s", again.main())
	}
}

func TestTheLeadThatIsShownIsMarkedInTheList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := waiting(w, growthAndNorth), waiting(w, growthAndNorth)
	for path, want := range map[string]int64{"/queue": first, "/queue?handoff=" + fmt.Sprint(second): second} {
		body := w.as(rita).get(path).body
		row, _, marked := strings.Cut(body, `aria-current="true"`)
		if !marked || strings.LastIndex(row, "row-"+fmt.Sprint(want)+`"`) < strings.LastIndex(row, "<li id=") {
			t.Errorf("%s does not mark row %d", path, want)
		}
		if !strings.Contains(body, `data-live-src="/queue/rows?handoff=`+fmt.Sprint(want)) {
			t.Errorf("%s forgets which row it shows when the list changes", path)
		}
	}
}
