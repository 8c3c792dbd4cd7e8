package personas

import (
	"fmt"
	"net/http"

	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// noteAsk is a field note that is written or changed on a page.
type noteAsk struct {
	open  int64 // the note whose form is open; 0 for a new one
	sent  bool  // words were not taken
	words string
}

// addFieldNote keeps what a customer said, from the page of a persona or from that of a lead.
func (s *Pages) addFieldNote(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	note := &lead.FieldNote{Persona: id, Words: visit.Form(r, "words"), Lead: visit.Number[lead.ID](visit.Form(r, "lead"))}
	if note.Lead <= 0 && visit.Form(r, "lead") != "" {
		return visit.ErrNoPage
	}
	words := note.Words
	err = s.Store.AddFieldNote(r.Context(), visit.By(r), note, s.Now())
	return s.noted(w, r, err, noteAsk{sent: true, words: words}, note)
}

func (s *Pages) changeFieldNote(w http.ResponseWriter, r *http.Request) error {
	note, err := s.noteInPath(r)
	if err != nil {
		return err
	}
	note.Words = visit.Form(r, "words")
	ask := noteAsk{open: note.ID, sent: true, words: note.Words}
	return s.noted(w, r, s.Store.ChangeFieldNote(r.Context(), visit.By(r), note), ask, note)
}

func (s *Pages) takeOutFieldNote(w http.ResponseWriter, r *http.Request) error {
	note, err := s.noteInPath(r)
	if err != nil {
		return err
	}
	return s.noted(w, r, s.Store.TakeOutFieldNote(r.Context(), visit.By(r), note, s.Now()), noteAsk{}, note)
}

func (s *Pages) pinFieldNote(w http.ResponseWriter, r *http.Request) error {
	note, err := s.noteInPath(r)
	if err != nil {
		return err
	}
	return s.noted(w, r, s.Store.PinFieldNote(r.Context(), visit.By(r), note, s.Now()), noteAsk{}, note)
}

func (s *Pages) unpinFieldNote(w http.ResponseWriter, r *http.Request) error {
	note, err := s.noteInPath(r)
	if err != nil {
		return err
	}
	return s.noted(w, r, s.Store.UnpinFieldNote(r.Context(), visit.By(r), note), noteAsk{}, note)
}

// noteInPath is the note that the address names, of the version that the form was filled in for.
func (s *Pages) noteInPath(r *http.Request) (*lead.FieldNote, error) {
	id, err := visit.PathID[int64](r, "id")
	if err != nil {
		return nil, err
	}
	persona, err := s.Store.FieldNotePersona(r.Context(), id)
	return &lead.FieldNote{ID: id, Persona: persona, Version: visit.Version(r)}, err
}

// noted answers a write of a note: back to where it was sent from, or that page again with what was typed and why it
// was not taken.
func (s *Pages) noted(w http.ResponseWriter, r *http.Request, err error, ask noteAsk, note *lead.FieldNote) error {
	here := visit.LocalPath(visit.Form(r, "here"), "")
	to := address.Persona(note.Persona) + "#notes"
	if here != "" {
		to = here
	}
	return visit.Saved(w, r, err, to, func(no visit.Refusal) error {
		if here == "" || !ask.sent {
			return s.showPersona(w, visit.ShownAt(r, address.Persona(note.Persona)), note.Persona, personaAsk{note: ask, no: no})
		}
		return s.OnLead(w, r, here, ask.words, no)
	})
}

// notes are the field notes of a persona with what the visitor can do with each.
func (v personaWords) notes(line lead.PersonaLine, all []lead.FieldNote, ask personaAsk) page.PersonaNotes {
	notes := page.PersonaNotes{Words: "What customers say, as sales hears it",
		Empty: ui.Empty{Words: "There are no notes yet on what these customers say."}}
	refused := ask.note.sent && ask.note.open == 0 // then it keeps what was written
	if v.By.Has(visit.Sellers...) && (!line.Retired || refused) {
		notes.Add = leadview.NoteForm(line.ID)
		if refused {
			notes.Add.Words, notes.Add.Problem = ask.note.words, ask.no.Problem("words")
		}
	}
	if int64(len(all)) < line.Notes {
		notes.Words = fmt.Sprintf("The latest %s of %s", english.Number(int64(len(all))), english.Number(line.Notes))
	}
	for _, n := range all {
		notes.All = append(notes.All, v.note(n, ask))
	}
	return notes
}

func (v personaWords) note(n lead.FieldNote, ask personaAsk) page.FieldNote {
	note := page.FieldNote{ID: "note-" + visit.ID(n.ID), Said: v.Said(n)}
	path := "/field-notes/" + visit.ID(n.ID)
	if n.Lead != 0 {
		note.From = &ui.Link{Label: "From " + n.LeadName, Href: "/leads/" + visit.ID(n.Lead)}
	}
	if !n.Pinned.IsZero() {
		note.Pinned = "Pinned by " + n.PinnedBy
	}
	act := func(to, method, label string) {
		note.Acts = append(note.Acts,
			ui.Action{Href: to, Method: method, Hidden: visit.VersionField(n.Version),
				Button: ui.Button{Label: label, Kind: ui.Bare, About: "the note"}})
	}
	if v.By.Has(visit.Managers...) && n.Pinned.IsZero() {
		act(path+"/pin", "", "Pin")
	} else if v.By.Has(visit.Managers...) {
		act(path+"/pin", http.MethodDelete, "Unpin")
	}
	if n.MayTakeOut(v.By) == nil {
		act(path, http.MethodDelete, "Delete")
	}
	if n.MayChange(v.By) == nil {
		note.EditBy = visit.WithQuery(address.Persona(n.Persona), "note", visit.ID(n.ID)) + "#" + note.ID
	}
	if note.EditBy != "" && ask.note.open == n.ID {
		note.Form = &page.NoteForm{Action: path, Hidden: visit.VersionField(n.Version), Label: "What did they say?",
			Words: n.Words, Send: "Save", Keep: address.Persona(n.Persona) + "#notes"}
		if ask.note.sent {
			note.Form.Words, note.Form.Problem = ask.note.words, ask.no.Problem("words")
		}
	}
	return note
}
