package home

import (
	"fmt"
	"net/http"
	"strings"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/firstday"
	"baton/internal/policy"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Pages) dismissFirstDay(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.PutFirstDayAside(r.Context(), visit.By(r), s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, "/")
}

func (s *Pages) restoreFirstDay(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.TakeFirstDayUp(r.Context(), visit.By(r), s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, address.FirstDay)
}

func (s *Pages) firstDay(w http.ResponseWriter, r *http.Request) error {
	state, err := s.Store.FirstDay(r.Context())
	if err != nil {
		return err
	}
	policy := visit.Of(r).Policy
	frame, err := s.Frame(r, "First steps")
	if err != nil {
		return err
	}
	steps := state.Steps()
	p := page.FirstDay{Words: fmt.Sprintf("%d of %d done", len(steps)-state.Left(), len(steps)),
		Links: s.colleagueLinks(r)}
	switch {
	case state.Left() == 0:
		p.Notice = &ui.Notice{Kind: "ok", Words: "Setup is complete. The dashboard is now your first page.",
			Link: &ui.Link{Label: "Open the dashboard", Href: "/dashboard"}}
	case visit.By(r).Role != account.Admin:
	case state.Aside:
		p.Notice = &ui.Notice{Kind: "info", Words: "This list is put aside. The dashboard is your first page."}
		p.Act = &ui.Action{Href: address.FirstDay + "/dismissal", Method: "DELETE",
			Button: ui.Button{Label: "Make it the first page"}}
	default:
		p.Act = &ui.Action{Href: address.FirstDay + "/dismissal", Button: ui.Button{Label: "Put aside", Kind: ui.Bare}}
	}
	for _, step := range steps {
		p.Steps = append(p.Steps, firstDayStep(visit.By(r), step, state, policy))
	}
	return s.Show(w, r, http.StatusOK, page.FirstDayPage(frame, p))
}

// colleagueLinks are addresses to send to those who work with Baton, by what they do there.
func (s *Pages) colleagueLinks(r *http.Request) []ui.Copy {
	at := s.Origin(r)
	return []ui.Copy{
		{ID: "link-sign-in", Label: "Sign in", Value: at + "/"},
		{ID: "link-agreement", Label: "Read and sign the agreement", Value: at + "/agreement"},
		{ID: "link-submit", Label: "Submit a lead", Value: at + "/leads/new"},
		{ID: "link-queue", Label: "Answer leads", Value: at + "/queue"},
	}
}

// stepPages are where each step is done, by whom, and what its button says.
var stepPages = map[firstday.Kind]struct {
	title, path, open, done string
	roles                   []account.Role
}{
	firstday.Company: {"Currency and time zone", address.Settings, "Set them", "", visit.Admins},
	firstday.Teams:   {"Teams with working hours", "/teams", "Add teams", "", visit.Admins},
	firstday.People:  {"People", "/people", "Add people", "", visit.Admins},
	firstday.Agreement: {"The agreement, signed", "/agreement", "Open the agreement",
		"Both sides have signed what a qualified lead is, and what each side owes.", visit.SignedIn},
	firstday.Campaign: {"A campaign", "/campaigns", "Add a campaign", "", visit.Marketers},
	firstday.Goal:     {"A goal", "/goals", "Set a goal", "", visit.Managers},
	firstday.Lead: {"The first lead", "/leads/new", "Submit a lead", "It is handed over and accepted.",
		visit.Marketers},
}

func firstDayStep(by account.Person, step firstday.Step, state firstday.State,
	inForce *policy.Policy) page.FirstDayStep {
	at := stepPages[step.Kind]
	line := page.FirstDayStep{ID: "step-" + string(step.Kind), Title: at.title, Done: step.Done(), Next: step.Next,
		Words: at.done}
	if by.Has(at.roles...) {
		line.Href = at.path
	}
	if line.Done {
		line.Words += doneWords(step.Kind, state, inForce)
		return line
	}
	line.Words, line.Open = stepWords(step, state), at.open
	if step.Kind == firstday.Lead && state.HandedOver {
		line.Open, line.Href = "Open the queue", "/queue"
	}
	if line.Href == "" {
		line.Words += " An admin does this."
	}
	return line
}

// doneWords say what there is of a step that is done.
func doneWords(kind firstday.Kind, s firstday.State, inForce *policy.Policy) string {
	switch kind {
	case firstday.Company:
		return english.Commas(inForce.Currency, inForce.Zone.String())
	case firstday.Teams:
		return english.Count(s.MarketingTeams, "team", "teams") + " of marketing, " +
			strings.TrimSuffix(strings.TrimSuffix(english.Count(s.SalesTeams, "team", "teams"), " teams"), " team") + " of sales"
	case firstday.People:
		return english.Count(s.Marketers, "marketer", "marketers") + ", " + english.Count(s.Reps, "rep", "reps") + ", " +
			english.Count(s.Managers, "manager", "managers")
	case firstday.Campaign:
		return english.Count(s.Campaigns, "campaign", "campaigns")
	case firstday.Goal:
		return english.Count(s.Goals, "goal", "goals")
	}
	return ""
}

// lackWords are what is still to be had, each as the end of a sentence that begins with "Still to add:".
var lackWords = map[firstday.Lack]string{
	firstday.NoMarketingTeam: "a marketing team", firstday.NoSalesTeam: "a sales team",
	firstday.NoHours:    "working hours of a sales team",
	firstday.NoMarketer: "a marketer, who hands leads over", firstday.NoRep: "a rep, who answers them",
	firstday.NoManager:          "a manager, who signs the agreement",
	firstday.NoMarketingManager: "a manager in a marketing team", firstday.NoSalesManager: "a manager in a sales team",
}

// stepWords say what a step still needs.
func stepWords(step firstday.Step, state firstday.State) string {
	switch step.Lacks[0] {
	case firstday.NoZone:
		return "Choose the currency of all amounts and the time zone of reports."
	case firstday.NotSigned:
		return "Baton comes with a first version. A manager of each side signs it, or proposes a change. " +
			"If there is only one manager, they sign for both sides."
	case firstday.NoCampaign:
		return "Each lead can name the campaign it came from."
	case firstday.NoGoal:
		return "For example, leads handed over per month. Both teams see the progress."
	case firstday.NothingHandedOver:
		return "A marketer submits one, and a rep accepts it."
	case firstday.NothingAccepted:
		return "One lead is handed over. A rep must accept it now."
	}
	var all []string
	for _, lack := range step.Lacks {
		all = append(all, lackWords[lack])
	}
	words := "Still to add: " + strings.Join(all, "; ") + "."
	if step.Kind == firstday.People && state.MarketingTeams+state.SalesTeams == 0 {
		words = "Add teams first, because each person works in one. " + words
	}
	return words
}
