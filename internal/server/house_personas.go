package server

import (
	"fmt"
	"net/http"
	"slices"

	"baton/internal/lead"
	"baton/internal/report"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Server) personas(w http.ResponseWriter, r *http.Request) error {
	return s.showPersonas(w, r, number[lead.PersonaID](asked(r, "edit")), nil, refusal{})
}

func (s *Server) addPersona(w http.ResponseWriter, r *http.Request) error {
	form := &page.PersonaForm{Name: typed(r, "name"), Description: typed(r, "description")}
	err := s.Store.AddPersona(r.Context(), &lead.Persona{Name: form.Name, Description: form.Description})
	return kept(w, r, err, "/personas", func(no refusal) error { return s.showPersonas(w, r, 0, form, no) })
}

func (s *Server) changePersona(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	form := &page.PersonaForm{Name: typed(r, "name"), Description: typed(r, "description")}
	err = s.Store.ChangePersona(r.Context(), &lead.Persona{ID: id, Name: form.Name, Description: form.Description, Version: version0(r)})
	return kept(w, r, err, "/personas", func(no refusal) error { return s.showPersonas(w, r, id, form, no) })
}

func (s *Server) retirePersona(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RetirePersona(r.Context(), id, version0(r))
	return kept(w, r, err, "/personas", func(no refusal) error { return s.showPersonas(w, r, 0, nil, no) })
}

func (s *Server) restorePersona(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RestorePersona(r.Context(), id, version0(r))
	return kept(w, r, err, "/personas", func(no refusal) error { return s.showPersonas(w, r, 0, nil, no) })
}

// showPersonas shows the personas, to managers with a form: of the persona that is open, or what was typed and not taken.
func (s *Server) showPersonas(w http.ResponseWriter, r *http.Request, open lead.PersonaID, form *page.PersonaForm, no refusal) error {
	lines, err := s.Store.PersonaLines(r.Context(), s.Now())
	if err != nil {
		return err
	}
	frame, err := s.frame(r, "Personas")
	if err != nil {
		return err
	}
	keeps := visitor(r).Has(managers...)
	p := page.Personas{Words: "Who buys from you, as both teams know them", Empty: ui.Empty{Words: "No persona is described yet. A manager describes who buys, and marketers say which one a lead is."}}
	for _, line := range lines {
		if card := personaCard(line, keeps); line.Retired {
			p.Retired = append(p.Retired, card)
		} else {
			p.Cards = append(p.Cards, card)
		}
	}
	if form == nil {
		frame.Notice = no.notice()
	}
	if keeps {
		if p.Form, err = personaForm(r, lines, open, form, no); err != nil {
			return err
		}
	}
	return s.show(w, r, no.answers(), page.PersonasPage(frame, p))
}

func personaCard(line lead.PersonaLine, keeps bool) page.PersonaCard {
	card := page.PersonaCard{ID: "persona-" + idWord(line.ID), Name: line.Name, Description: line.Description}
	if line.HandedOver > 0 {
		card.Numbers = append(card.Numbers, ui.Link{Label: thousands(line.HandedOver) + " handed over in 90 days"})
	}
	if accepted := (report.Share{N: line.Accepted, Of: line.Accepted + line.Rejected}); accepted.Known() {
		card.Numbers = append(card.Numbers, ui.Link{Label: accepted.Words() + " accepted"})
	}
	if won := (report.Share{N: line.Won, Of: line.Won + line.Lost}); won.Known() {
		card.Numbers = append(card.Numbers, ui.Link{Label: won.Words() + " won of " + thousands(won.Of) + " closed"})
	}
	for i, reason := range line.Reasons {
		if i == 0 {
			card.Why = "Came back for: "
		} else {
			card.Why += ", "
		}
		card.Why += fmt.Sprintf("%s (%s)", lowered(reason.Words), thousands(reason.N))
	}
	if keeps {
		card.Upkeep = page.Upkeep{
			EditBy: address("/personas", "edit", idWord(line.ID)), Href: "/personas/" + idWord(line.ID), About: line.Name,
			Hidden: versionField(line.Version), Retires: true, Retired: line.Retired,
		}
	}
	return card
}

func personaForm(r *http.Request, lines []lead.PersonaLine, open lead.PersonaID, typed *page.PersonaForm, no refusal) (*page.PersonaForm, error) {
	var form page.PersonaForm
	i := slices.IndexFunc(lines, func(p lead.PersonaLine) bool { return p.ID == open })
	switch {
	case open != 0 && i < 0:
		return nil, errNoPage
	case typed != nil:
		form = *typed
	case i >= 0:
		form.Name, form.Description = lines[i].Name, lines[i].Description
	}
	if typed == nil {
		no = refusal{}
	}
	if i < 0 {
		form.Entry = no.entry(r, "New persona", "/personas", 0)
		form.Save = "Add the persona"
		return &form, nil
	}
	form.Entry = no.entry(r, lines[i].Name, "/personas/"+idWord(open), lines[i].Version)
	form.Keep = "/personas"
	return &form, nil
}
