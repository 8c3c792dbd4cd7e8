package personas

import (
	"net/http"

	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/server/conditions"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// personaAsk is what a page of personas shows besides them: a form that was not taken, with why.
type personaAsk struct {
	editing bool          // the form of the persona is open
	typed   *lead.Persona // as typed
	when    *conditions.Node
	note    noteAsk
	no      visit.Refusal
}

func (s *Pages) personas(w http.ResponseWriter, r *http.Request) error {
	return s.showPersonas(w, r, personaAsk{})
}

func (s *Pages) persona(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	ask := personaAsk{editing: visit.Query(r, "act") == "edit" && visit.By(r).Has(visit.Managers...),
		note: noteAsk{open: visit.Number[int64](visit.Query(r, "note"))}}
	return s.showPersona(w, r, id, ask)
}

func (s *Pages) addPersona(w http.ResponseWriter, r *http.Request) error {
	return s.sendPersona(w, r, 0)
}

func (s *Pages) changePersona(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	return s.sendPersona(w, r, id)
}

// sendPersona keeps a persona as it was typed, or does to its condition what a button of the form asks for.
func (s *Pages) sendPersona(w http.ResponseWriter, r *http.Request, id lead.PersonaID) error {
	policy := visit.Of(r).Policy
	p := &lead.Persona{
		ID: id, Name: visit.Form(r, "name"), Description: visit.Form(r, "description"), Requires: r.PostForm["required"],
		Version: visit.Version(r),
		Words:   lead.PersonaWords{Speak: visit.Form(r, "speak"), Say: visit.Form(r, "say"), Avoid: visit.Form(r, "avoid")},
	}
	sent := *p
	ask := personaAsk{editing: true, typed: &sent, when: conditions.Read(r.PostForm, conditions.Field)}
	show := func(no visit.Refusal) error {
		if ask.no = no; id == 0 {
			return s.showPersonas(w, r, ask)
		}
		return s.showPersona(w, r, id, ask)
	}
	if ask.when.Edited(r, conditions.Field) {
		return show(visit.Refusal{})
	}
	condition, unread := conditions.Typed(ask.when, policy.Names)
	p.When = condition
	var err error
	switch {
	case len(unread) > 0:
		err = errs.Together(unread, p.Check())
	case id == 0:
		err = s.Store.AddPersona(r.Context(), visit.By(r), p)
	default:
		err = s.Store.ChangePersona(r.Context(), visit.By(r), p)
	}
	return visit.Saved(w, r, err, "/personas/"+visit.ID(p.ID), show)
}

func (s *Pages) retirePersona(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RetirePersona(r.Context(), visit.By(r), id, visit.Version(r))
	return visit.Saved(w, r, err, "/personas",
		func(no visit.Refusal) error { return s.showPersonas(w, r, personaAsk{no: no}) })
}

func (s *Pages) restorePersona(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.PersonaID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RestorePersona(r.Context(), visit.By(r), id, visit.Version(r))
	return visit.Saved(w, r, err, "/personas",
		func(no visit.Refusal) error { return s.showPersonas(w, r, personaAsk{no: no}) })
}

// showPersonas shows the personas, to managers with the form of a new one.
func (s *Pages) showPersonas(w http.ResponseWriter, r *http.Request, ask personaAsk) error {
	lines, err := s.Store.PersonaLines(r.Context(), s.Now())
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Personas")
	if err != nil {
		return err
	}
	keeps, v := visit.By(r).Has(visit.Managers...), personaWords{viewOf(r)}
	p := page.Personas{
		Words: "Who buys from you",
		Empty: ui.Empty{Words: "There are no personas yet. A manager can add them. " +
			"Leads are matched to a persona when they are handed over."},
	}
	for _, line := range lines {
		if card := v.card(line, keeps); line.Retired {
			p.Retired = append(p.Retired, card)
		} else {
			p.Cards = append(p.Cards, card)
		}
	}
	if ask.typed == nil {
		frame.Notice = ask.no.Notice()
	}
	if keeps {
		p.Form = v.form(r, lead.Persona{}, ask)
	}
	return s.Show(w, r, ask.no.Answers(), page.PersonasPage(frame, p))
}
