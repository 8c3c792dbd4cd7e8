package server

import (
	"cmp"
	"fmt"
	"net/http"

	"baton/internal/assign"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/web/page"
	"baton/web/ui"
)

// previewLead is what stands beside the form, for what has been typed so far.
func (s *Server) previewLead(w http.ResponseWriter, r *http.Request) error {
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return err
	}
	sub, _ := sentLead(r, lead.Lead{})
	v := view{visitor(r), s.Now(), books}
	id := number[lead.ID](asked(r, "lead"))
	known, err := s.knownCompany(r, v, id, sub.Lead)
	if err != nil {
		return err
	}
	touches, err := s.touchesSoFar(r, v, id, sub)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, page.SubmitPreview(v.advice(sub.Lead, touches), known))
}

// touchesSoFar are the contacts that a lead will have had when it is handed over: those of the lead with id, or the first one of a new
// lead. They are looked up only where the agreement or a rule asks about them.
func (s *Server) touchesSoFar(r *http.Request, v view, id lead.ID, sub handoff.Submission) ([]lead.Touch, error) {
	if id == 0 || !v.books.AskTouches() {
		return []lead.Touch{{Kind: cmp.Or(sub.Touch.Kind, "submission"), Source: sub.Lead.Source, Campaign: sub.Lead.Campaign, At: v.now}}, nil
	}
	h, err := s.Store.History(r.Context(), v.by, id)
	if err != nil {
		return nil, err
	}
	return h.Touches, nil
}

// advice is how a lead looks so far, what the agreement asks for and who would get it.
func (v view) advice(typed lead.Lead, touches []lead.Touch) page.SubmitAdvice {
	l := typed
	l.Normalise()
	nothing := l.Blank()
	invalid := l.Check()
	l.Forget(invalid)
	facts, score := v.books.Measured(l, touches, v.now)
	a := page.SubmitAdvice{DefinitionWords: fmt.Sprintf("Agreement %d", v.books.Agreement.Version), DefinitionHref: versionPath(v.books.Agreement.Version)}
	for _, finding := range v.books.Agreement.Terms.Definition.Findings(facts, v.books.Names) {
		a.Definition = append(a.Definition, ui.Check{Words: finding.Words, Met: finding.Met && !nothing, Open: nothing})
	}
	if nothing {
		return a
	}
	a.Persona = v.adviseOn(handoff.PersonaIn(facts), typed.Persona != 0, facts)
	a.Grade = &page.SubmitGrade{Letter: score.Mark(), Title: "Grade " + score.Mark(), Value: fmt.Sprint(score.Fit), Words: "Fit of 100 by our rules", Why: why(score)}
	v.likelyTaken(a.Grade, l, facts, score, len(touches))
	if len(v.books.Unmet(facts)) == 0 && len(invalid) == 0 {
		a.GoesTo = v.goesTo(facts, score.Grade)
	}
	return a
}

// likelyTaken says how probable it is that sales takes a lead, where that is known.
func (v view) likelyTaken(g *page.SubmitGrade, l lead.Lead, facts lead.Facts, score lead.Score, touches int) {
	number := 1
	if l.Stage == lead.Returned || l.Stage == lead.Recycled {
		number = 2
	}
	l.Persona = handoff.PersonaIn(facts)
	likelihood, known := v.books.Likely(l, score, touches, number, v.now)
	if !known {
		return
	}
	g.Title, g.Value = "Likelihood of acceptance", likely(likelihood.Probability)
	g.Words = fmt.Sprintf("From %s verdicts. Fit %d of 100 by our rules.", thousands(int64(likelihood.Labels)), score.Fit)
}

func (v view) goesTo(facts lead.Facts, grade lead.Grade) string {
	rule, found := assign.Route(v.books.Rules, facts, 0)
	team := v.books.Team(rule.Team)
	if !found {
		team = v.books.Pool()
	}
	if team.ID == 0 {
		return ""
	}
	within := span(v.books.Agreement.Terms.DecideWithin(grade))
	if _, open := v.books.Calendar(team.ID).Open(v.now); open {
		return fmt.Sprintf("%s. They are at work and answer within %s.", team.Name, within)
	}
	return fmt.Sprintf("%s. They are not at work now; their %s begins with the next working time.", team.Name, within)
}
