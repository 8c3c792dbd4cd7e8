package policy

import (
	"baton/internal/errs"
	"baton/internal/lead"
)

// Unmet says, field by field, what a lead lacks to be handed over: under the agreement in force, and for its persona.
func (b *Policy) Unmet(facts lead.Facts) errs.Problems {
	problems := b.Agreement.Terms.Unmet(facts, b.Names)
	for field, words := range b.personaUnmet(facts) {
		problems.Add(field, words)
	}
	return problems
}

// Ready reports whether a captured lead of which these facts are known is to be handed over by itself.
func (b *Policy) Ready(l lead.Lead, facts lead.Facts) bool {
	terms := b.Agreement.Terms
	return terms.AutoSubmit && l.Stage == lead.Draft && b.Pool(0).ID != 0 && len(b.personaUnmet(facts)) == 0 &&
		(terms.Definition.Holds(facts) || b.Explores(l, facts))
}
