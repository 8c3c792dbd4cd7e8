// Package personas has the pages of personas, with the field notes on them.
package personas

import (
	"context"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store

	// OnLead shows the page of a lead again, at an address, on which words were written as a note and refused.
	OnLead func(w http.ResponseWriter, r *http.Request, here, words string, no visit.Refusal) error
}

// Store is what the pages of personas ask of the database.
type Store interface {
	AddFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error
	AddPersona(ctx context.Context, by account.Person, p *lead.Persona) error
	ChangeFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote) error
	ChangePersona(ctx context.Context, by account.Person, p *lead.Persona) error
	FieldNotePersona(ctx context.Context, id int64) (lead.PersonaID, error)
	FieldNotes(ctx context.Context, by account.Person, persona lead.PersonaID) ([]lead.FieldNote, error)
	Persona(ctx context.Context, id lead.PersonaID, at time.Time) (lead.PersonaLine, error)
	PersonaLines(ctx context.Context, at time.Time) ([]lead.PersonaLine, error)
	PinFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error
	RestorePersona(ctx context.Context, by account.Person, id lead.PersonaID, version int) error
	RetirePersona(ctx context.Context, by account.Person, id lead.PersonaID, version int) error
	TakeOutFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error
	UnpinFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote) error
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/personas", visit.SignedIn, "persona", s.personas),
		visit.Get("/personas/{id}", visit.SignedIn, "persona", s.persona),
		visit.Post("/personas", visit.Managers, "persona", s.addPersona),
		visit.Post("/personas/{id}", visit.Managers, "persona", s.changePersona),
		visit.Post("/personas/{id}/retirement", visit.Managers, "persona", s.retirePersona),
		visit.Delete("/personas/{id}/retirement", visit.Managers, "persona", s.restorePersona),
		visit.Post("/personas/{id}/notes", visit.Sellers, "persona", s.addFieldNote),
		visit.Post("/field-notes/{id}", visit.Sellers, "field note", s.changeFieldNote),
		visit.Delete("/field-notes/{id}", visit.Sellers, "field note", s.takeOutFieldNote),
		visit.Post("/field-notes/{id}/pin", visit.Managers, "field note", s.pinFieldNote),
		visit.Delete("/field-notes/{id}/pin", visit.Managers, "field note", s.unpinFieldNote),
	}
}

// view is who looks at a page, when, and under which policy.
type view struct{ leadview.View }

func viewOf(r *http.Request) view { return view{leadview.Of(r)} }
