package policy

import (
	"strconv"

	"baton/internal/errs"
	"baton/internal/lead"
)

// Persona is a persona with what customers of it said that managers pinned, the latest first.
type Persona struct {
	lead.Persona
	Pinned []lead.FieldNote
}

// Persona is the persona with id; its ID is 0 when there is none.
func (b *Policy) Persona(id lead.PersonaID) Persona {
	for _, p := range b.Personas {
		if p.ID == id && id != 0 {
			return p
		}
	}
	return Persona{}
}

// TakePersona has a lead that nobody said a persona of be of the first, by name, whose condition these facts meet. It
// stands in the facts, too, before anything is made of them: rules of fit and of assignment may ask for it. What sales
// has stays what it was handed over as.
func (b *Policy) TakePersona(l *lead.Lead, facts lead.Facts) {
	if l.Persona != 0 || withSales[l.Stage] {
		return
	}
	for _, p := range b.Personas {
		if p.Takes(facts) {
			l.Persona = p.ID
			facts["persona"] = l.Facts()["persona"]
			return
		}
	}
}

var withSales = map[lead.Stage]bool{
	lead.Submitted: true,
	lead.Accepted:  true,
	lead.Working:   true,
	lead.Qualified: true,
	lead.Disputed:  true,
}

// PersonaIn is the persona that facts know of, 0 for none.
func PersonaIn(facts lead.Facts) lead.PersonaID {
	id, _ := strconv.ParseInt(facts["persona"].Text, 10, 64)
	return lead.PersonaID(id)
}

// personaUnmet says what a lead lacks that its persona asks for. A persona that is retired asks for nothing.
func (b *Policy) personaUnmet(facts lead.Facts) errs.Problems {
	if p := b.Persona(PersonaIn(facts)); !p.Retired {
		return p.Unmet(facts)
	}
	return nil
}
