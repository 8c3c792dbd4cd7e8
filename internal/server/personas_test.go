package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres"
)

// operations are the fields of a persona of heads of operations who need a company size.
func operations(more ...string) []string {
	return append([]string{
		"name", "Head of operations", "when.match", "all", "when.0.field", "job_title", "when.0.op", "has_word",
		"when.0.value", "operations",
		"required", "company_size", "speak", "With figures.", "say", "One.\nTwo.", "avoid", "",
	}, more...)
}

func TestAManagerSaysWhoBelongsToAPersona(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/personas",
		operations("when-edit", "add:when")...).is(http.StatusOK).
		keeps("name", "Head of operations", "when.1.field", "", "speak", "With figures.")
	if n := h.value("SELECT count(*) FROM personas"); n != "1" {
		t.Errorf("a button of the condition kept something: %s personas", n)
	}
	h.post(aManager, "/personas",
		operations("required", "shoe_size", "when.1.field", "company_size", "when.1.op", "at_least", "when.1.value",
			"many")...).
		is(http.StatusUnprocessableEntity).says("“many” is not a whole number.", "no field called “shoe_size”").
		keeps("name", "Head of operations", "say", "One.\nTwo.")
	h.post(aManager, "/personas", operations("when.1.field", "fit", "when.1.op", "at_least", "when.1.value", "50")...).
		is(http.StatusUnprocessableEntity).says("it cannot depend on fit")
	h.post(aManager, "/personas", operations()...).onTo("/personas/101")
	h.see(aRep, "/personas/101").says("Job title contains the word “operations”", "Company size", "With figures.",
		"There are no notes yet").lacks(`act=edit`, "Retire")
	h.see(aRep, "/personas").says("Matches: job title contains the word “operations”",
		"Needs a company size").lacks("Add the persona")
	h.see(aMarketer, "/personas/101?act=edit").lacks("when.0.field")
	edit := h.see(aManager, "/personas/101?act=edit")
	if what, version := edit.field("/personas/101", "when.0.value"),
		edit.field("/personas/101", "version"); what != "operations" || version != "1" {
		t.Errorf("version %s is open, with the title %q", version, what)
	}
	edit.lacks(`<option value="fit"`, `<option value="grade"`, `<option value="persona"`)
	h.post(aManager, "/personas/101", operations("version", "1", "description", "Newer.")...).onTo("/personas/101")
	h.post(aManager, "/personas/101", operations("version", "1", "description", "Older.")...).
		is(http.StatusConflict).says("Somebody else changed this", "Newer.").
		keeps("description", "Older.")
	h.post(aManager, "/personas/101", operations("version", "2", "name", "")...)
	if got := h.value(`
		SELECT condition::text || required::text || version
		FROM personas
		WHERE id = 101`); !strings.Contains(got, `"job_title"`) || !strings.Contains(got, "{company_size}") {
		t.Errorf("it is kept as %s", got)
	}
}

// leadOf hands over a lead of the persona 1 to Rosa's team.
func (h *home) leadOf(email string) desk.Receipt {
	h.t.Helper()
	r := h.handOver("ES", 0)
	h.exec("UPDATE leads SET name = $2 WHERE id = $1", r.Lead, email)
	return r
}

func TestSalesWritesFieldNotes(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	r := h.leadOf("Ana Ruiz")
	h.post(aMarketer, "/personas/1/notes", "words", "They love it.").is(http.StatusForbidden)
	h.post(aRep, "/personas/1/notes", "words", " ").is(http.StatusUnprocessableEntity).says("Write what they said")
	long := strings.Repeat("long ", 201)
	h.post(aRep, "/personas/1/notes", "words", long).is(http.StatusUnprocessableEntity).says("The maximum is 1,000",
		long[:900])
	h.post(aRep, "/personas/99/notes", "words", "Nobody.").is(http.StatusNotFound)
	h.post(aRep, "/personas/1/notes", "words", "Elsewhere.", "lead", "999").is(http.StatusNotFound)
	h.post(aRep, "/personas/1/notes", "words", "Elsewhere.", "lead", "L-1").is(http.StatusNotFound)
	here := fmt.Sprintf("/queue?view=mine&handoff=%d", r.Handoff)
	refused := h.post(aRep, "/personas/1/notes", "words", "", "lead", fmt.Sprint(int64(r.Lead)), "here", here)
	refused.is(http.StatusUnprocessableEntity).says("Write what they said", `-note" open`, "Ana Ruiz")
	onLead := fmt.Sprintf("/leads/%d", r.Lead)
	h.post(aRep, "/personas/1/notes", "words", "\x01", "lead", fmt.Sprint(int64(r.Lead)), "here",
		onLead).is(http.StatusUnprocessableEntity).says("invisible character", `-note" open`)
	h.post(aRep, "/personas/1/notes", "words", "They ask for the <price> first.", "lead", fmt.Sprint(int64(r.Lead)),
		"here", here).onTo(here)
	h.see(aRep, here).says("Noted from this lead", "They ask for the <price> first.")
	h.post(aRep, "/personas/1/notes", "words", "Never mind where.", "here",
		"https://elsewhere.example/").onTo("/personas/1#notes")

	h.see(aRep, "/personas/1").says("From Ana Ruiz", "?note=1").lacks("/field-notes/1/pin")
	h.see(aMarketer, "/personas/1").says("They ask for the <price> first.", "From Ana Ruiz").lacks("Delete",
		"Add the note")
	h.post(aManager, "/field-notes/1", "words", "Other words.", "version", "1").is(http.StatusForbidden)
	h.see(aRep, "/personas/1?note=1").says(`action="/field-notes/1"`)
	h.post(aRep, "/field-notes/1", "words", "", "version",
		"1").is(http.StatusUnprocessableEntity).says("Write what they said", `action="/field-notes/1"`)
	h.post(aRep, "/field-notes/1", "words", "They ask for the price.", "version", "1").onTo("/personas/1#notes")
	h.post(aRep, "/field-notes/1", "words", "Too late.", "version", "1").is(http.StatusConflict).says("Too late.",
		"Somebody else changed this")
	h.post(aRep, "/field-notes/1/pin", "version", "2").is(http.StatusForbidden)
	h.post(aManager, "/field-notes/1/pin", "version", "2").onTo("/personas/1#notes")
	h.see(aMarketer, "/personas/1").says("Pinned by Jo Okafor")
	advice := h.post(aMarketer, "/leads/preview", "name", "Bo", "persona", "1").is(http.StatusOK)
	advice.says("Plant manager", "They ask for the price.").lacks("Taken for", "From Ana")
	h.takeBack(aManager, "/field-notes/1/pin", "version", "1").is(http.StatusConflict)
	h.takeBack(aManager, "/field-notes/1/pin", "version", "3").onTo("/personas/1#notes")
	h.takeBack(aManager, "/field-notes/1", "version", "4").onTo("/personas/1#notes")
	h.see(aRep, "/personas/1").lacks("They ask for the price")
	h.post(aManager, "/field-notes/1/pin", "version", "5").is(http.StatusNotFound)
}

func TestANoteForARetiredPersonaIsKeptInItsForm(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/personas/1/retirement", "version", "1").is(http.StatusSeeOther)
	h.see(aRep, "/personas/1").lacks(`action="/personas/1/notes"`)
	h.post(aRep, "/personas/1/notes", "words", "They ask for the price.").is(http.StatusConflict).
		says("They ask for the price.", `action="/personas/1/notes"`, "persona that replaced it", `href="/personas"`)
}

func TestOnlySoManyNotesArePinned(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	for i := range lead.MostPinned + 1 {
		h.post(aRep, "/personas/1/notes", "words", fmt.Sprint("Note ", i))
	}
	for i := range lead.MostPinned {
		h.post(aManager, fmt.Sprintf("/field-notes/%d/pin", i+1), "version", "1").onTo("/personas/1#notes")
	}
	h.post(aManager, fmt.Sprintf("/field-notes/%d/pin", lead.MostPinned+1), "version",
		"1").is(http.StatusConflict).says("5 notes of this persona are already pinned")
}

func TestTheLeadBehindANoteIsToldToWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ours := w.submit(lena, lead.Lead{Name: "Ines Ortega", Persona: 1})
	note := &lead.FieldNote{Persona: 1, Words: "They ask for the price first.", Lead: ours.Lead}
	w.must(postgres.NewStore(w.db, w.now).AddFieldNote(context.Background(), w.person(rita), note, w.now()))
	for who, may := range map[string]bool{rita: true, sami: true, lena: true, walt: true, alba: true, uma: false,
		otto: false} {
		body := w.as(who).get("/personas/1").body
		if !strings.Contains(body, "They ask for the price first.") || strings.Contains(body, "Ines Ortega") != may ||
			strings.Contains(body, fmt.Sprintf("/leads/%d", ours.Lead)) != may {
			t.Errorf("%s reads %.3000s", who, body)
		}
	}
	if a := w.as(uma).post("/personas/1/notes", "words", "Theirs.", "lead",
		fmt.Sprint(int64(ours.Lead))); a.status != http.StatusNotFound {
		t.Errorf("a rep of another team names the lead: %d", a.status)
	}
	if n := w.number("SELECT count(*) FROM field_notes"); n != 1 {
		t.Errorf("%d notes", n)
	}
}

func TestTheFormSaysWhatAPersonaNeeds(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/personas", operations("required", "city")...).onTo("/personas/101")
	typed := []string{"name", "Ines Ortega", "email", "ines@haulage.example", "company", "Haulage", "job_title",
		"Operations", "persona", ""}
	h.post(aMarketer, "/leads/preview", typed...).says("Persona:", "Head of operations", "Has a company size",
		"Has a city", "With figures.")
	h.see(aMarketer, "/leads/new").lacks(`name="city"`)
	refused := h.post(aMarketer, "/leads", typed...).is(http.StatusUnprocessableEntity)
	refused.says("Head of operations leads need a company size.", "Head of operations leads need a city.",
		"Persona:", `City<span class="required"`).keeps("name", "Ines Ortega", "city", "")
	wrong := h.post(aMarketer, "/leads", append(typed, "company_size", "many")...).is(http.StatusUnprocessableEntity)
	wrong.says("This is not a number of people", "Head of operations leads need a city.")
	draft := h.post(aMarketer, "/leads", append(typed, "draft", "1")...).is(http.StatusSeeOther)
	id := strings.TrimSuffix(strings.TrimPrefix(draft.to, "/leads/"), "/edit?done=draft")
	h.post(aMarketer, "/leads/"+id+"/handoffs",
		append(typed, "company_size",
			"220")...).is(http.StatusUnprocessableEntity).says("Head of operations leads need a city.").
		keeps("company_size", "220")
	taken := h.post(aMarketer, "/leads/"+id+"/handoffs", append(typed, "company_size", "220", "city", "Cádiz")...)
	taken.onTo("/leads/" + id + "?done=handed&taken=1")
	h.see(aMarketer, taken.to).says("Persona: Head of operations.", `href="/personas/101"`)
	chosen := h.post(aMarketer, "/leads", "name", "Bo", "email", "bo@haulage.example", "company", "H", "job_title",
		"Operations", "persona", "1")
	h.see(aMarketer, chosen.is(http.StatusSeeOther).to).says("Handed over as grade").lacks("Taken for",
		"Head of operations")
}
