package desk

import (
	"context"

	"baton/internal/handoff"
	"baton/internal/lead"
)

// keepTaken keeps the persona that a lead which is kept already was taken for; before is the one it had.
func (s operation) keepTaken(ctx context.Context, l *lead.Lead, before lead.PersonaID) error {
	if l.Persona == before {
		return nil
	}
	return s.tx.UpdateLead(ctx, l)
}

// untaken is l with the persona that was chosen, before it was taken for one: a lead that is known already is taken for
// what all that is known of it says.
func untaken(l, typed lead.Lead) lead.Lead {
	l.Persona = typed.Persona
	return l
}

// estimate notes what is known of l as it goes to sales as h, and how probable that makes what comes of it. facts say
// how often it was touched.
func (s operation) estimate(h *handoff.Handoff, l lead.Lead, facts lead.Facts) {
	l.Source, l.Campaign, l.Persona = h.Source, h.Campaign, h.Persona
	h.Known = l.Known(facts["touch.count"].Number, h.Score.Engagement, h.Number)
	h.Likelihoods = s.policy.Estimated(h.Known, h.Note, h.Score.Fit, s.at)
}
