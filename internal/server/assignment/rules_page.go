package assignment

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/server/conditions"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// ruleWords say rules in words: they know what everything is called.
type ruleWords struct {
	visit.Visit
	campaigns []lead.CampaignLine
	reps      []assign.Rep
}

func (s *Pages) ruleWords(r *http.Request) (v ruleWords, err error) {
	v.Visit = visit.Of(r)
	if v.campaigns, err = s.Store.CampaignLines(r.Context()); err != nil {
		return v, err
	}
	v.reps, err = s.Store.Staff(r.Context(), s.Now())
	slices.SortFunc(v.reps, func(a, b assign.Rep) int { return account.CompareNames(a.Name, b.Name) })
	return v, err
}

// showRules shows the rules and a form: of the rule that is open, or what was typed and not taken.
func (s *Pages) showRules(w http.ResponseWriter, r *http.Request, ask rulesAsk) error {
	v, err := s.ruleWords(r)
	if err != nil {
		return err
	}
	draft, err := s.draftOrInForce(r)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Assignment")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(draft.Set.Rules, func(rule assign.Rule) bool { return rule.ID == ask.open })
	if ask.open != 0 && i < 0 && ask.typed == nil {
		return visit.ErrNoPage
	}
	no := ask.no
	if ask.typed == nil {
		frame.Notice, no = no.Notice(), visit.Refusal{Status: no.Status}
	}
	p := page.Assignment{
		Words: "Who gets which lead. The first rule that matches decides.",
		Draft: v.banner(draft, ask.overtaken), Rules: v.lines(draft.Set.Rules), Fallback: v.fallback(draft.Set),
		Shares: v.shares(draft, ask.shares),
		Empty:  ui.Empty{Words: "There are no rules yet, so every lead goes to the same team. Add the first rule."},
	}
	var rule assign.Rule
	if i >= 0 {
		rule = draft.Set.Rules[i]
		if no.Status == http.StatusConflict {
			no.Words += " It now says: " + v.line(rule) + "."
		}
	}
	p.Form = v.form(r, rule, ask, no)
	return s.Show(w, r, ask.no.Answers(), page.AssignmentPage(frame, p))
}

func (v ruleWords) team(id account.TeamID) string { return v.Policy.Team(id).Name }

func (v ruleWords) person(id account.PersonID) string {
	for _, r := range v.reps {
		if r.Person == id {
			return r.Name
		}
	}
	return "a former colleague"
}

// target is where a rule sends leads, in words.
func (v ruleWords) target(rule assign.Rule) string {
	switch rule.To() {
	case assign.ToPool:
		return "Pool of " + v.team(rule.Team)
	case assign.ToPerson:
		return v.person(rule.Person)
	case assign.ToAccount:
		return "The account owner"
	}
	return v.team(rule.Team)
}

func (v ruleWords) when(rule assign.Rule) string {
	return cmp.Or(conditions.Words(rule.When, v.Policy.Names), "Everything")
}

// line is a rule in one sentence, such as “Spain”: country is Spain, to EMEA.
func (v ruleWords) line(rule assign.Rule) string {
	words := fmt.Sprintf("“%s”: %s, to %s", rule.Name, visit.Lower(v.when(rule)), visit.Lower(v.target(rule)))
	if rule.To() == assign.ToTeam || rule.To() == assign.ToPerson {
		words = fmt.Sprintf("“%s”: %s, to %s", rule.Name, visit.Lower(v.when(rule)), v.target(rule))
	}
	if len(rule.Skills) > 0 {
		words += ", with " + strings.Join(rule.Skills, " and ")
	}
	return words
}

// change is one difference between two sets, in words.
func (v ruleWords) change(c assign.Change) string {
	switch c.Kind {
	case assign.Added:
		return "New: " + v.line(c.Now)
	case assign.Removed:
		return fmt.Sprintf("“%s” is deleted", c.Was.Name)
	case assign.Moved:
		return fmt.Sprintf("“%s” is rule %d instead of %d", c.Now.Name, c.Now.Position, c.Was.Position)
	case assign.Reweighed:
		return fmt.Sprintf("%s gets a share of %d instead of %d", v.person(c.Person), c.NowShare, c.WasShare)
	case assign.FallbackMoved:
		return fmt.Sprintf("Leads that match no rule go to %s instead of %s", v.fallbackTeam(c.NowFallback),
			v.fallbackTeam(c.WasFallback))
	}
	return fmt.Sprintf("%s. Before: %s", v.line(c.Now), v.line(c.Was))
}

func (v ruleWords) changes(all []assign.Change) []string {
	words := make([]string, len(all))
	for i, c := range all {
		words[i] = v.change(c)
	}
	return words
}

// fallbackTeam is the team of what no rule matches, when managers chose that.
func (v ruleWords) fallbackTeam(chosen account.TeamID) string {
	by := *v.Policy
	by.FallbackTeam = chosen
	return by.Pool().Name
}

func (v ruleWords) banner(d *assign.Draft, overtaken *assign.Overtaken) *page.DraftBanner {
	if d.Version == 0 {
		return nil
	}
	changes := v.changes(d.Changes())
	b := &page.DraftBanner{
		Href: "/assignment/draft", Changes: changes, Hidden: visit.VersionField(d.Version),
		TurnOn: ui.Action{Href: "/assignment/draft/publication", Hidden: visit.VersionField(d.Version),
			Button: ui.Button{Label: "Activate", Kind: ui.Accept}},
		Try: ui.Button{Label: "Try it on the last 90 days", Href: "/assignment/trial"},
	}
	switch len(changes) {
	case 0:
		b.Words = "Your draft changes nothing."
	default:
		b.Words = "Your draft has " + english.Count(len(changes), "change", "changes") +
			". Leads are assigned by the rules in force until you activate it."
	}
	if overtaken != nil {
		b.By = overtaken.By
		if b.By == "" {
			b.By = "Somebody"
		}
		b.Overtaken = v.changes(overtaken.Changes)
	}
	return b
}

func (v ruleWords) lines(rules []assign.Rule) []page.RuleLine {
	lines := make([]page.RuleLine, len(rules))
	for i, rule := range rules {
		lines[i] = page.RuleLine{
			ID: "rule-" + visit.ID(rule.ID), Name: rule.Name, Team: v.target(rule), When: v.when(rule), Skills: rule.Skills,
			Problem: v.problem(rule),
			Upkeep: page.Upkeep{
				EditBy: visit.Address("/assignment", "edit", visit.ID(rule.ID)), Href: "/assignment/" + visit.ID(rule.ID),
				About: rule.Name, Hidden: visit.VersionField(rule.Version),
				Moves: true, First: i == 0, Last: i == len(rules)-1, Removes: true,
			},
		}
	}
	return lines
}

// problem says what keeps a rule from giving leads to anybody.
func (v ruleWords) problem(rule assign.Rule) string {
	switch team := v.Policy.Team(rule.Team); rule.To() {
	case assign.ToAccount:
		return ""
	case assign.ToPerson:
		if !slices.ContainsFunc(v.reps, func(r assign.Rep) bool { return r.Person == rule.Person && len(r.Teams) > 0 }) {
			return "This person takes no leads"
		}
		return ""
	default:
		switch {
		case team.Retired:
			return "This team is retired"
		case team.Reps == 0:
			return "This team has no reps"
		}
	}
	able := func(r assign.Rep) bool {
		return r.Offered && slices.Contains(r.Teams, rule.Team) && account.Lacks(r.Skills, rule.Skills) == ""
	}
	if len(rule.Skills) > 0 && !slices.ContainsFunc(v.reps, able) {
		return "Nobody in this team has the skills"
	}
	return ""
}

// fallback says what becomes of leads that no rule matches, and lets it be chosen.
func (v ruleWords) fallback(set assign.Set) page.FallbackForm {
	if v.Policy.Pool().ID == 0 {
		link, ask := visit.Remedy(v.By, errs.Remedy{At: errs.Teams, Do: "add a sales team"})
		return page.FallbackForm{Words: "There is no sales team yet, so leads cannot be handed over." + ask, Remedy: link}
	}
	options := []ui.Option{{Value: "0", Label: "Automatic: the first team with reps"}}
	for _, id := range v.Policy.SalesTeams() {
		options = append(options, ui.Option{Value: visit.ID(id), Label: v.team(id)})
	}
	return page.FallbackForm{
		Words: fmt.Sprintf("Leads that match no rule go to %s.", v.fallbackTeam(set.Fallback)),
		Value: strconv.FormatInt(int64(set.Fallback), 10), Options: options,
	}
}

// shares are the reps by team with what they get against each other.
func (v ruleWords) shares(d *assign.Draft, typed map[account.PersonID]string) (teams []page.ShareTeam) {
	for _, id := range v.Policy.SalesTeams() {
		team := page.ShareTeam{Name: v.team(id)}
		for _, r := range v.reps {
			weight, known := d.Set.Weights[r.Person]
			if !r.Offered || !known || len(r.Teams) == 0 || r.Teams[0] != id {
				continue
			}
			value := strconv.Itoa(weight)
			if words, again := typed[r.Person]; again {
				value = words
			}
			team.Reps = append(team.Reps,
				page.ShareLine{Field: "share_" + visit.ID(r.Person), Name: r.Name, Skills: r.Skills, Value: value})
		}
		if len(team.Reps) > 0 {
			teams = append(teams, team)
		}
	}
	return teams
}

var targetOptions = []ui.Option{
	{Value: string(assign.ToTeam), Label: "A rep of a team"},
	{Value: string(assign.ToPool), Label: "The pool of a team, to claim"},
	{Value: string(assign.ToPerson), Label: "A person"},
	{Value: string(assign.ToAccount), Label: "The account owner"},
}

func (v ruleWords) form(r *http.Request, rule assign.Rule, ask rulesAsk, no visit.Refusal) *page.RuleForm {
	form, when := page.RuleForm{Name: rule.Name, Target: string(rule.To()), Team: visit.ID(rule.Team),
		Person: visit.ID(rule.Person), Skills: strings.Join(rule.Skills, ", ")}, ask.when
	if ask.typed != nil {
		form = *ask.typed
	}
	if when == nil {
		when = conditions.NodesOf(lead.Condition{All: rule.When.Criteria()}, v.Policy.Names)
	}
	form.When = when.Form(conditions.Field, v.Policy.Names, no.Within(conditions.Field))
	form.When.Label, form.When.Hint = "Which leads", "Leads must match every condition. No conditions: every lead."
	if form.Target == "" {
		form.Target = string(assign.ToTeam)
	}
	form.Targets, form.Teams, form.People = targetOptions, v.teamOptions("Choose a sales team"),
		v.peopleOptions("Choose a person")
	if rule.ID == 0 {
		form.Entry = no.Entry(r, "New rule", "/assignment", 0)
		form.Save, form.Open = "Add to the draft", ask.typed != nil
		return &form
	}
	form.Entry = no.Entry(r, rule.Name, "/assignment/"+visit.ID(rule.ID), rule.Version)
	form.Keep, form.Save = "/assignment", "Save in the draft"
	return &form
}

func (v ruleWords) teamOptions(none string) []ui.Option {
	options := []ui.Option{{Label: none}}
	for _, id := range v.Policy.SalesTeams() {
		options = append(options, ui.Option{Value: visit.ID(id), Label: v.team(id)})
	}
	return options
}

// peopleOptions are who works in sales.
func (v ruleWords) peopleOptions(none string) []ui.Option {
	options := []ui.Option{{Label: none}}
	for _, r := range v.reps {
		if len(r.Teams) > 0 {
			options = append(options, ui.Option{Value: visit.ID(r.Person), Label: r.Name})
		}
	}
	return options
}
