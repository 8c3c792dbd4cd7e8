package assignment

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/english"
	"baton/internal/policy"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// trial tries the visitor's draft on the handoffs of the last 90 days, beside what is in force.
func (s *Pages) trial(w http.ResponseWriter, r *http.Request) error {
	draft, err := s.draftOrInForce(r)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Try the draft")
	if err != nil {
		return err
	}
	if draft.Version == 0 || len(draft.Changes()) == 0 {
		return s.Show(w, r, http.StatusOK, page.TrialPage(frame, page.Trial{Empty: ui.Empty{
			Words:  "You have no draft with changes to try. Change a rule first.",
			Button: &ui.Button{Label: "Back to the rules", Href: "/assignment"},
		}}))
	}
	v, err := s.ruleWords(r)
	if err != nil {
		return err
	}
	inForce, err := s.Store.InForce(r.Context())
	if err != nil {
		return err
	}
	t := policy.Trial{InForce: inForce, Draft: draft.Set, Now: s.Now()}
	if t.Reps, err = s.Store.Staff(r.Context(), t.Reads()); err != nil {
		return err
	}
	came, err := t.Run(v.Policy, s.Store.Past(r.Context(), visit.By(r), t.Asks()))
	if err != nil {
		return err
	}
	p := v.trialPage(visit.By(r), came, s)
	p.Hidden, p.TurnOn = visit.VersionField(draft.Version), true
	return s.Show(w, r, http.StatusOK, page.TrialPage(frame, p))
}

func (v ruleWords) trialPage(by account.Person, came assign.Comparison, s *Pages) page.Trial {
	p := page.Trial{
		Words: fmt.Sprintf("%s of the last %d days, assigned again by the rules in force and by your draft",
			english.Count(came.Handoffs, "handoff", "handoffs"), policy.TrialDays),
		Note: "Leads, skills, absences and limits are those of today. Each handoff stays open as long as it really did. " +
			"Handoffs that were passed on are left out. A lead counts as moved if it goes to another team, or if it would wait.",
		Numbers: []page.TrialNumber{
			{Value: english.Number(int64(came.Moved)), Words: "would go to another team"},
			{Value: english.Number(int64(came.Hands)), Words: "stay in their team, with somebody else"},
			{Value: english.Number(int64(came.Then.Waited)),
				Words: fmt.Sprintf("would wait because nobody could take them. With the rules in force: %s",
					english.Number(int64(came.Now.Waited))), Late: came.Then.Waited > came.Now.Waited},
		},
		Teams: v.trialTeams(came), People: v.trialPeople(came),
	}
	if came.Moved > 0 {
		p.MovedHead = english.Count(came.Moved, "lead would go to another team", "leads would go to another team")
		if came.Moved > len(came.Elsewhere) {
			p.MovedHead += fmt.Sprintf(". The latest %d that you can see", len(came.Elsewhere))
		}
	}
	for _, e := range came.Elsewhere {
		p.Moved = append(p.Moved, page.MovedLead{
			Lead: ui.Link{Label: e.Name, Href: "/leads/" + visit.ID(e.Lead)}, Grade: string(e.Grade),
			At:      visit.Moment(by, e.At, s.Now()),
			InForce: v.fate(e.Now), Draft: v.fate(e.Then),
		})
	}
	return p
}

// fate is where a lead goes in a trial, in words.
func (v ruleWords) fate(f assign.Fate) string {
	switch {
	case f.Waits:
		return "Waits in the pool of " + v.team(f.Team)
	case f.Person == 0:
		return "Pool of " + v.team(f.Team) + ", to claim"
	}
	return v.person(f.Person) + ", " + v.team(f.Team)
}

func trialLine(name, aside string, now, then int) page.TrialLine {
	line := page.TrialLine{Name: name, Aside: aside, InForce: english.Number(int64(now)),
		Draft: english.Number(int64(then)), Change: "–"}
	if then != now {
		line.Change = visit.Signed(then - now)
	}
	return line
}

func (v ruleWords) trialTeams(came assign.Comparison) (lines []page.TrialLine) {
	for _, id := range v.Policy.SalesTeams() {
		now, then := came.Now, came.Then
		lines = append(lines, trialLine(v.team(id), "", now.Teams[id], then.Teams[id]))
		if now.Pools[id]+then.Pools[id] > 0 {
			lines = append(lines, trialLine(v.team(id), "waiting to be claimed", now.Pools[id], then.Pools[id]))
		}
		if now.Waits[id]+then.Waits[id] > 0 {
			lines = append(lines, trialLine(v.team(id), "waiting for somebody", now.Waits[id], then.Waits[id]))
		}
	}
	return lines
}

// trialPeople are those whom a draft concerns first.
func (v ruleWords) trialPeople(came assign.Comparison) (lines []page.TrialLine) {
	all := maps.Clone(came.Now.People)
	maps.Copy(all, came.Then.People)
	change := func(id account.PersonID) int { return came.Then.People[id] - came.Now.People[id] }
	ids := slices.SortedFunc(maps.Keys(all), func(a, b account.PersonID) int {
		return cmp.Or(cmp.Compare(max(change(b), -change(b)), max(change(a), -change(a))),
			account.CompareNames(v.person(a), v.person(b)))
	})
	for i, id := range ids {
		if i == peopleTried {
			lines = append(lines, page.TrialLine{Name: fmt.Sprintf("%d more with smaller changes", len(ids)-i)})
			break
		}
		lines = append(lines, trialLine(v.person(id), "", came.Now.People[id], came.Then.People[id]))
	}
	return lines
}

// peopleTried is how many people a trial tells of.
const peopleTried = 50
