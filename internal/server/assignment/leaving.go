package assignment

import (
	"net/http"
	"strings"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// leaving shows where everything that somebody holds is handed over.
func (s *Pages) leaving(w http.ResponseWriter, r *http.Request) error {
	return s.showLeaving(w, r, page.Leaving{Person: visit.Query(r, "person"), Done: handedOverWords(r)}, visit.Refusal{})
}

func (s *Pages) handOverAll(w http.ResponseWriter, r *http.Request) error {
	to := visit.Form(r, "to")
	l := desk.Leaving{Person: visit.Number[account.PersonID](visit.Form(r, "person"))}
	if id, isTeam := strings.CutPrefix(to, "team-"); isTeam {
		l.Team = visit.Number[account.TeamID](id)
	} else if to != "rules" {
		l.To = visit.Number[account.PersonID](to)
	}
	var done desk.HandedOver
	err := leavingProblems(l, to)
	if err == nil {
		done, err = s.Desk.HandOverAll(r.Context(), visit.By(r), l)
	}
	on := visit.Address("/assignment/leaving", "given", visit.ID(done.Given), "pooled", visit.ID(done.Pooled), "worked",
		visit.ID(done.Worked))
	return visit.Saved(w, r, err, on, func(no visit.Refusal) error {
		return s.showLeaving(w, r, page.Leaving{Person: visit.Form(r, "person"), To: to}, no)
	})
}

// leavingProblems says what was not chosen.
func leavingProblems(l desk.Leaving, to string) error {
	problems := errs.Problems{}
	if l.Person == 0 {
		problems.Add("person", "Choose who hands over.")
	}
	if l.To == 0 && l.Team == 0 && to != "rules" {
		problems.Add("to", "Choose who takes over.")
	}
	return problems.Err()
}

// handedOverWords say what a hand-over has done, "" where none was.
func handedOverWords(r *http.Request) string {
	given, pooled, worked := visit.Number[int](visit.Query(r, "given")), visit.Number[int](visit.Query(r, "pooled")),
		visit.Number[int](visit.Query(r, "worked"))
	if given+pooled+worked <= 0 {
		return ""
	}
	var parts []string
	if given > 0 {
		parts = append(parts, english.Count(given, "waiting lead has a new owner", "waiting leads have a new owner"))
	}
	if pooled > 0 {
		parts = append(parts, english.Count(pooled, "waits in a pool because nobody had room",
			"wait in a pool because nobody had room"))
	}
	if worked > 0 {
		parts = append(parts, english.Count(worked, "accepted lead has a new owner", "accepted leads have a new owner"))
	}
	return "Handed over: " + strings.Join(parts, ", ") + "."
}

func (s *Pages) showLeaving(w http.ResponseWriter, r *http.Request, p page.Leaving, no visit.Refusal) error {
	v, err := s.ruleWords(r)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Hand over a person's leads")
	if err != nil {
		return err
	}
	p.Entry = no.Entry(r, "Hand over all leads", "/assignment/leaving", 0)
	p.Words, p.Save = "This hands over leads that wait for a verdict and accepted leads that are not closed. "+
		"To stop new leads, also set the person away or disable them.", "Hand over all leads"
	p.People = v.peopleOptions("Choose a person")
	if leaver := visit.Number[account.PersonID](p.Person); leaver != 0 {
		if h, err := s.Store.Holder(r.Context(), leaver, s.Now()); err == nil && h.Disabled {
			p.People = append(p.People, ui.Option{Value: p.Person, Label: h.Name + " (disabled)"})
		}
	}
	p.Targets = []ui.Option{{Label: "Choose who takes over"}, {Value: "rules", Label: "By the assignment rules"}}
	for _, id := range v.Policy.SalesTeams() {
		p.Targets = append(p.Targets, ui.Option{Value: "team-" + visit.ID(id), Label: v.team(id), Group: "A team"})
	}
	for _, o := range v.peopleOptions("")[1:] {
		o.Group = "A person"
		p.Targets = append(p.Targets, o)
	}
	return s.Show(w, r, no.Answers(), page.LeavingPage(frame, p))
}
