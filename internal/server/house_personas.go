package server

import (
	"net/http"

	"baton/internal/lead"
	"baton/web/page"
	"baton/web/ui"
)

// personaAsk is what a page of personas shows besides them: a form that was not taken, with why.
type personaAsk struct {
	editing bool          // the form of the persona is open
	typed   *lead.Persona // as typed
	when    *conditionNode
	note    noteAsk
	no      refusal
}

func (s *Server) personas(w http.ResponseWriter, r *http.Request) error {
	return s.showPersonas(w, r, personaAsk{})
}

func (s *Server) persona(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	ask := personaAsk{editing: asked(r, "act") == "edit" && visitor(r).Has(managers...), note: noteAsk{open: number[int64](asked(r, "note"))}}
	return s.showPersona(w, r, id, ask)
}

func (s *Server) addPersona(w http.ResponseWriter, r *http.Request) error {
	return s.sendPersona(w, r, 0)
}

func (s *Server) changePersona(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	return s.sendPersona(w, r, id)
}

// sendPersona keeps a persona as it was typed, or does to its condition what a button of the form asks for.
func (s *Server) sendPersona(w http.ResponseWriter, r *http.Request, id lead.PersonaID) error {
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return err
	}
	p := &lead.Persona{
		ID: id, Name: typed(r, "name"), Description: typed(r, "description"), Requires: r.PostForm["required"], Version: version0(r),
		Words: lead.PersonaWords{Speak: typed(r, "speak"), Say: typed(r, "say"), Avoid: typed(r, "avoid")},
	}
	sent := *p
	ask := personaAsk{editing: true, typed: &sent, when: typedNodes(r.PostForm, conditionField)}
	show := func(no refusal) error {
		if ask.no = no; id == 0 {
			return s.showPersonas(w, r, ask)
		}
		return s.showPersona(w, r, id, ask)
	}
	if ask.when.edited(r, conditionField) {
		return show(refusal{})
	}
	condition, unread := typedCondition(ask.when, books.Names)
	p.When = condition
	switch {
	case len(unread) > 0:
		err = together(unread, p.Check())
	case id == 0:
		err = s.Store.AddPersona(r.Context(), p)
	default:
		err = s.Store.ChangePersona(r.Context(), p)
	}
	return kept(w, r, err, "/personas/"+idWord(p.ID), show)
}

func (s *Server) retirePersona(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RetirePersona(r.Context(), id, version0(r))
	return kept(w, r, err, "/personas", func(no refusal) error { return s.showPersonas(w, r, personaAsk{no: no}) })
}

func (s *Server) restorePersona(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RestorePersona(r.Context(), id, version0(r))
	return kept(w, r, err, "/personas", func(no refusal) error { return s.showPersonas(w, r, personaAsk{no: no}) })
}

// showPersonas shows the personas, to managers with the form of a new one.
func (s *Server) showPersonas(w http.ResponseWriter, r *http.Request, ask personaAsk) error {
	lines, err := s.Store.PersonaLines(r.Context(), s.Now())
	if err != nil {
		return err
	}
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.frame(r, "Personas")
	if err != nil {
		return err
	}
	keeps, v := visitor(r).Has(managers...), personaWords{view{visitor(r), s.Now(), books}}
	p := page.Personas{
		Words: "Who buys from you",
		Empty: ui.Empty{Words: "There are no personas yet. A manager can add them. Leads are matched to a persona when they are handed over."},
	}
	for _, line := range lines {
		if card := v.card(line, keeps); line.Retired {
			p.Retired = append(p.Retired, card)
		} else {
			p.Cards = append(p.Cards, card)
		}
	}
	if ask.typed == nil {
		frame.Notice = ask.no.notice()
	}
	if keeps {
		p.Form = v.form(r, lead.Persona{}, ask)
	}
	return s.show(w, r, ask.no.answers(), page.PersonasPage(frame, p))
}
