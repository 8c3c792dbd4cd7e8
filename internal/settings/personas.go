package settings

import (
	"context"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Persona is the noun of personas.
const Persona Noun = "persona"

// Personas are the personas in a transaction.
type Personas interface {
	// PersonaNamed is the persona with a name, in whatever case, retired or not; 0 for none.
	PersonaNamed(ctx context.Context, name string) (lead.PersonaID, error)
	// AddPersona and SavePersona answer ErrPersonaTaken when somebody was faster to take the name. They set the
	// version, and the ID of a new one.
	AddPersona(ctx context.Context, p *lead.Persona) error
	SavePersona(ctx context.Context, p *lead.Persona) error
}

// ErrPersonaTaken refuses a name that another persona has.
var ErrPersonaTaken = errs.Problems{
	"name": "Another persona has this name. It may be retired. Choose another name, or restore that persona.",
}

// AddPersona adds a persona.
func (d *Desk) AddPersona(ctx context.Context, by account.Person, p *lead.Persona) error {
	if err := p.Check(); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := personaNameFree(ctx, tx, *p); err != nil {
			return Event{}, err
		}
		err := tx.AddPersona(ctx, p)
		return Event{Noun: Persona, Act: Added, Subject: int64(p.ID), After: personaFacts(*p)}, err
	})
}

// ChangePersona changes a persona that is still the version that was read.
func (d *Desk) ChangePersona(ctx context.Context, by account.Person, p *lead.Persona) error {
	if err := p.Check(); err != nil {
		return err
	}
	read := p.Version
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := currentVersion(ctx, tx, Persona, int64(p.ID), read); err != nil {
			return Event{}, err
		}
		if err := personaNameFree(ctx, tx, *p); err != nil {
			return Event{}, err
		}
		err := tx.SavePersona(ctx, p)
		return Event{Noun: Persona, Act: Changed, Subject: int64(p.ID), After: personaFacts(*p)}, err
	})
}

// RetirePersona takes a persona out of the forms; leads that have it keep it.
func (d *Desk) RetirePersona(ctx context.Context, by account.Person, id lead.PersonaID, version int) error {
	return d.setRetired(ctx, by, Persona, int64(id), version, true)
}

// RestorePersona offers a retired persona again.
func (d *Desk) RestorePersona(ctx context.Context, by account.Person, id lead.PersonaID, version int) error {
	return d.setRetired(ctx, by, Persona, int64(id), version, false)
}

func personaNameFree(ctx context.Context, tx Personas, p lead.Persona) error {
	holder, err := tx.PersonaNamed(ctx, p.Name)
	if err != nil {
		return err
	}
	return free(holder, p.ID, ErrPersonaTaken)
}

func personaFacts(p lead.Persona) Facts {
	return Facts{"name": p.Name, "when": p.When, "required": p.Requires}
}
