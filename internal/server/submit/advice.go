package submit

import (
	"cmp"
	"fmt"
	"net/http"
	"time"

	"baton/internal/assign"
	"baton/internal/english"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/history"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/server/address"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// previewLead is what stands beside the form, for what has been typed so far.
func (s *Pages) previewLead(w http.ResponseWriter, r *http.Request) error {
	v := viewOf(r)
	past, err := s.pastOf(r, visit.Number[lead.ID](visit.Query(r, "lead")))
	if err != nil {
		return err
	}
	sub, _ := sentLead(r, past.Lead)
	as := lead.ID(0)
	if sub.Duplicate == desk.SameOne {
		as = visit.Number[lead.ID](visit.Query(r, "known"))
	}
	advice, err := s.advise(r, v, sub, past, as)
	if err != nil {
		return err
	}
	if sub.Duplicate != desk.NotAsked {
		return s.Show(w, r, http.StatusOK, page.SubmitSide(advice)) // the question that was answered stays
	}
	known, err := s.knownCompany(r, v, past.Lead.ID, sub.Lead)
	if err != nil {
		return err
	}
	return s.Show(w, r, http.StatusOK, page.SubmitPreview(advice, known))
}

// advise is the advice on what was typed. Where that is about a lead that is known, 0 for none, the values of that lead
// count.
func (s *Pages) advise(r *http.Request, v view, sub desk.Submission, past *history.History,
	known lead.ID) (page.SubmitAdvice, error) {
	if known == 0 {
		return v.advice(sub, past), nil
	}
	it, err := s.pastOf(r, known)
	if err != nil {
		return page.SubmitAdvice{}, err
	}
	typed := sub.Lead
	typed.Normalise()
	if it.Lead.Identity().Match(typed.Identity()) == identity.Different {
		return v.advice(sub, past), nil // what was typed since is about somebody else
	}
	it.Touches = append(it.Touches, touchesSoFar(sub, past, v.Now)...)
	sub.Lead = desk.Again(it.Lead, typed)
	return v.advice(sub, it), nil
}

// pastOf is what is known of the lead that a form is about: nothing of a new one, which has no id.
func (s *Pages) pastOf(r *http.Request, id lead.ID) (*history.History, error) {
	if id == 0 {
		return &history.History{}, nil
	}
	return s.Store.History(r.Context(), visit.By(r), id)
}

// touchesSoFar are the contacts that a lead will have had when it is handed over: those of its past, or the first one
// of a new lead.
func touchesSoFar(sub desk.Submission, past *history.History, now time.Time) []lead.Touch {
	if past.Lead.ID == 0 {
		return []lead.Touch{{Kind: cmp.Or(sub.Touch.Kind, "submission"), Source: sub.Lead.Source, Campaign: sub.Lead.Campaign,
			At: now}}
	}
	return past.Touches
}

// advice is how a lead looks so far, what the agreement asks for and who would get it.
func (v view) advice(sub desk.Submission, past *history.History) page.SubmitAdvice {
	l := sub.Lead
	l.Normalise()
	nothing := l.Blank()
	invalid := l.Check()
	l.Forget(invalid)
	touches := touchesSoFar(sub, past, v.Now)
	facts, score := v.Policy.Measured(l, touches, v.Now)
	a := page.SubmitAdvice{DefinitionWords: fmt.Sprintf("Agreement %d", v.Policy.Agreement.Version),
		DefinitionHref: address.Version(v.Policy.Agreement.Version)}
	for _, finding := range v.Policy.Agreement.Terms.Definition.Findings(facts, v.Policy.Names) {
		a.Definition = append(a.Definition, ui.Check{Words: finding.Words, Met: finding.Met && !nothing, Open: nothing})
	}
	if nothing {
		return a
	}
	a.Persona = v.AdviseOn(policy.PersonaIn(facts), sub.Lead.Persona != 0, facts)
	a.Grade = &page.SubmitGrade{Letter: score.Mark(), Title: "Grade " + score.Mark(), Value: fmt.Sprint(score.Fit),
		Words: "Fit of 100 by our rules", Why: leadview.ScoreWhy(score)}
	v.likelyTaken(a.Grade, l, facts, score, len(touches), past.NextNumber())
	if len(v.Policy.Unmet(facts)) == 0 && len(invalid) == 0 {
		a.GoesTo = v.goesTo(facts, score.Grade)
	}
	return a
}

// likelyTaken says how probable it is that sales takes a lead, where that is known.
func (v view) likelyTaken(g *page.SubmitGrade, l lead.Lead, facts lead.Facts, score lead.Score, touches, number int) {
	l.Persona = policy.PersonaIn(facts)
	likelihood, known := v.Policy.Likely(l, score, touches, number, v.Now)
	if !known {
		return
	}
	g.Title, g.Value = "Likelihood of acceptance", leadview.Likely(likelihood.Probability)
	g.Words = fmt.Sprintf("%s, from %s verdicts. Fit %d of 100 by our rules.",
		leadview.LikelyRange(likelihood.Low, likelihood.High), english.Number(int64(likelihood.Labels)), score.Fit)
	g.Why = append([]ui.Arithmetic{leadview.WhyLikely(likelihood)}, g.Why...)
}

func (v view) goesTo(facts lead.Facts, grade lead.Grade) string {
	rule, found := assign.Route(v.Policy.Rules, facts, 0)
	team := v.Policy.Team(rule.Team)
	if !found {
		team = v.Policy.Pool()
	}
	if team.ID == 0 {
		return ""
	}
	within := visit.Span(v.Policy.Agreement.Terms.DecideWithin(grade))
	if _, open := v.Policy.Calendar(team.ID).Open(v.Now); open {
		return fmt.Sprintf("%s. They are at work and answer within %s.", team.Name, within)
	}
	return fmt.Sprintf("%s. They are not at work now. Their %s start with the next working hours.", team.Name, within)
}
