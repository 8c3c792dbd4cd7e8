package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/web/page"
	"baton/web/ui"
)

// routesShown is how many of the last assignments the page shows.
const routesShown = 50

func (s *Server) assignment(w http.ResponseWriter, r *http.Request) error {
	return s.showRules(w, r, number[assign.RuleID](asked(r, "edit")), nil, refusal{})
}

func (s *Server) addRule(w http.ResponseWriter, r *http.Request) error {
	err := s.keepRule(r, 0, s.Store.AddRule)
	return kept(w, r, err, "/assignment", func(no refusal) error { return s.showRules(w, r, 0, typedRuleForm(r), no) })
}

func (s *Server) changeRule(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[assign.RuleID](r, "id")
	if err != nil {
		return err
	}
	err = s.keepRule(r, id, s.Store.ChangeRule)
	return kept(w, r, err, "/assignment", func(no refusal) error { return s.showRules(w, r, id, typedRuleForm(r), no) })
}

func (s *Server) removeRule(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[assign.RuleID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RemoveRule(r.Context(), id, version0(r))
	return kept(w, r, err, "/assignment", func(no refusal) error { return s.showRules(w, r, 0, nil, no) })
}

func (s *Server) moveRule(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[assign.RuleID](r, "id")
	if err != nil {
		return err
	}
	up, err := upward(r)
	if err != nil {
		return err
	}
	err = s.Store.MoveRule(r.Context(), id, version0(r), up)
	return kept(w, r, err, "/assignment", func(no refusal) error { return s.showRules(w, r, 0, nil, no) })
}

// keepRule reads a rule from its form and hands it to keep. All that is wrong is said at once.
func (s *Server) keepRule(r *http.Request, id assign.RuleID, keep func(context.Context, *assign.Rule) error) error {
	condition, unread := typedCondition(r)
	rule := assign.Rule{ID: id, Name: typed(r, "name"), When: condition, Team: number[account.TeamID](typed(r, "team")), Version: version0(r)}
	if unread != nil {
		return together(unread, rule.Check())
	}
	return keep(r.Context(), &rule)
}

func typedRuleForm(r *http.Request) *page.RuleForm {
	return &page.RuleForm{
		Name: typed(r, "name"), Countries: typed(r, "countries"), SizeFrom: typed(r, "size_from"), SizeTo: typed(r, "size_to"),
		Campaign: typed(r, "campaign"), Team: typed(r, "team"), Grades: r.PostForm["grades"],
	}
}

// showRules shows the rules with what they assigned last, and a form: of the rule that is open, or what was typed and not taken.
func (s *Server) showRules(w http.ResponseWriter, r *http.Request, open assign.RuleID, typed *page.RuleForm, no refusal) error {
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return err
	}
	campaigns, err := s.Store.CampaignLines(r.Context())
	if err != nil {
		return err
	}
	routed, err := s.Store.Routed(r.Context(), visitor(r), routesShown)
	if err != nil {
		return err
	}
	frame, err := s.frame(r, "Assignment")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(books.Rules, func(rule assign.Rule) bool { return rule.ID == open })
	if open != 0 && i < 0 {
		return errNoPage
	}
	if typed == nil {
		frame.Notice, no = no.notice(), refusal{status: no.status}
	}
	p := page.Assignment{
		Words: "Which sales team is offered which lead: the first rule that holds decides",
		Rules: ruleLines(books, campaigns), Rest: restWords(books), Log: routeLines(visitor(r), routed, s),
		Empty: ui.Empty{Words: "There are no rules yet, so every lead goes to the same team. Add the first."},
		NoLog: ui.Empty{Words: "Nothing was assigned yet. Here it will say why each lead went where it went."},
	}
	var rule assign.Rule
	if i >= 0 {
		rule = books.Rules[i]
	}
	p.Form = ruleForm(r, rule, typed, no, books, campaigns)
	return s.show(w, r, no.answers(), page.AssignmentPage(frame, p))
}

func ruleLines(books *handoff.Books, campaigns []lead.CampaignLine) []page.RuleLine {
	lines := make([]page.RuleLine, len(books.Rules))
	for i, rule := range books.Rules {
		team := books.Team(rule.Team)
		lines[i] = page.RuleLine{
			ID: "rule-" + idWord(rule.ID), Name: rule.Name, Team: team.Name,
			When: conditionWords(rule.When, func(id string) string { return campaignNamed(campaigns, id) }),
			Upkeep: page.Upkeep{
				EditBy: address("/assignment", "edit", idWord(rule.ID)), Href: "/assignment/" + idWord(rule.ID), About: rule.Name, Hidden: versionField(rule.Version),
				Moves: true, First: i == 0, Last: i == len(books.Rules)-1, Removes: true,
			},
		}
		switch {
		case team.Retired:
			lines[i].Problem = "This team is retired"
		case team.Reps == 0:
			lines[i].Problem = "This team has no reps"
		}
	}
	return lines
}

func campaignNamed(campaigns []lead.CampaignLine, id string) string {
	for _, c := range campaigns {
		if idWord(c.ID) == id {
			return c.Name
		}
	}
	return "number " + id
}

// restWords say what becomes of leads that no rule speaks for.
func restWords(books *handoff.Books) string {
	if pool := books.Pool(0); pool.ID != 0 {
		return fmt.Sprintf("Leads that no rule speaks for go to %s.", pool.Name)
	}
	return "There is no sales team yet, so no lead can be handed over."
}

func routeLines(by account.Person, routed []lead.RouteLine, s *Server) []page.AssignmentLine {
	lines := make([]page.AssignmentLine, len(routed))
	for i, route := range routed {
		lines[i] = page.AssignmentLine{
			ID: fmt.Sprintf("route-%d-%d", route.Handoff, route.At.UnixMilli()), At: moment(by, route.At, s.Now()),
			Lead: ui.Link{Label: route.LeadName, Href: "/leads/" + idWord(route.Lead)}, Sentence: route.Sentence,
		}
		for _, skipped := range route.Skipped {
			lines[i].Skipped = append(lines[i].Skipped, page.Skipped{Name: skipped.Name, Why: skipped.Why})
		}
	}
	return lines
}

func ruleForm(r *http.Request, rule assign.Rule, typed *page.RuleForm, no refusal, books *handoff.Books, campaigns []lead.CampaignLine) *page.RuleForm {
	form, whole := page.RuleForm{Name: rule.Name, Team: idWord(rule.Team)}, true
	if typed != nil {
		form = *typed
	} else {
		whole = conditionForm(rule.When, &form)
	}
	form.Campaigns = []ui.Option{{Label: "Any campaign"}}
	for _, c := range campaigns {
		if !c.Retired || idWord(c.ID) == form.Campaign {
			form.Campaigns = append(form.Campaigns, ui.Option{Value: idWord(c.ID), Label: c.Name})
		}
	}
	form.Teams = []ui.Option{{Label: "Choose a sales team"}}
	for _, t := range books.Teams {
		if t.Side == account.Sales && !t.Retired {
			form.Teams = append(form.Teams, ui.Option{Value: idWord(t.ID), Label: t.Name})
		}
	}
	if rule.ID == 0 {
		form.Entry = no.entry(r, "New rule", "/assignment", 0)
		form.Save = "Add the rule"
		return &form
	}
	form.Entry = no.entry(r, rule.Name, "/assignment/"+idWord(rule.ID), rule.Version)
	form.Keep = "/assignment"
	if !whole {
		form.Words = "This rule asks for more than the form can show. Saving replaces all of it by what the form says."
	}
	return &form
}
