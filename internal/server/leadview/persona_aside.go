package leadview

import (
	"baton/internal/english"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// pinnedShown is how many of the pinned notes stand beside a lead in the queue; the page of the persona has all.
const pinnedShown = 2

// aboutPersona is what is to be known beside a lead of its persona, with the form of a note for who sells; nil where
// there is nothing.
func (v View) aboutPersona(h *history.History) *page.PersonaAside {
	p := v.Policy.Persona(h.Lead.Persona)
	if p.ID == 0 {
		return nil
	}
	aside := v.personaAside(p)
	aside.Folded = true
	if n := len(aside.Pinned) - pinnedShown; n > 0 {
		aside.More = english.Count(n, "more note", "more notes") + " on what they say"
		aside.Pinned = aside.Pinned[:pinnedShown]
	}
	for _, n := range h.Notes {
		aside.Ours = append(aside.Ours, v.Said(n))
	}
	if v.By.Has(visit.Sellers...) && !p.Retired {
		aside.Add = NoteForm(p.ID)
		aside.Add.About = "/leads/" + visit.ID(h.Lead.ID)
		aside.Add.Label, aside.Add.Hidden = "What did they say?", []ui.Hidden{{Name: "lead", Value: visit.ID(h.Lead.ID)}}
	}
	return aside
}

// NoteFrom completes the form of a note on a page of a lead: where it is sent from, and what was typed and not taken.
func NoteFrom(aside *page.PersonaAside, here string, d Decision) {
	if aside == nil || aside.Add == nil {
		return
	}
	aside.Add.Hidden = append(aside.Add.Hidden, ui.Hidden{Name: "here", Value: here})
	if d.Act == "note" {
		aside.Open, aside.Add.Words, aside.Add.Problem = true, d.Feedback, d.Problems["words"]
	}
}

// AdviseOn is what to know of the persona of a lead that is being typed: that it was taken for it, what it needs and
// has.
func (v View) AdviseOn(id lead.PersonaID, chosen bool, facts lead.Facts) *page.PersonaAside {
	p := v.Policy.Persona(id)
	if p.ID == 0 {
		return nil
	}
	aside := v.personaAside(p)
	if !chosen {
		aside.Taken, aside.Words = true, "It matches. Choose another persona if it is wrong."
	}
	if !p.Retired {
		for _, finding := range p.Findings(facts) {
			aside.Needs = append(aside.Needs, ui.Check{Words: finding.Words, Met: finding.Met})
		}
	}
	return aside
}

func (v View) personaAside(p policy.Persona) *page.PersonaAside {
	aside := &page.PersonaAside{Title: p.Name, Href: address.Persona(p.ID), Speaking: SpeakingOf(p.Words),
		More: "More on them"}
	for _, n := range p.Pinned {
		aside.Pinned = append(aside.Pinned, v.Said(n))
	}
	return aside
}

// Takes says on the form what becomes of a lead whose persona is left open, "" where no persona takes anybody.
func (v View) Takes() string {
	for _, p := range v.Policy.Personas {
		if !p.Retired && !p.When.Empty() {
			return "If empty, the first persona that matches is used."
		}
	}
	return ""
}
