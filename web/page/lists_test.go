package page

import (
	"slices"
	"strings"
	"testing"

	"baton/web/ui"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

var (
	yesNo  = []ui.Option{{Value: "1", Label: "One"}, {Value: "2", Label: "Two"}}
	keepUp = Upkeep{EditBy: "/x?edit=1", Href: "/x/1", About: "One", Retires: true, Moves: true, Removes: true}
	asked  = Question{Asked: ui.Quote{Words: "Since when?", By: "A Rep"},
		AnswerForm: &AnswerForm{Action: "/handoffs/3/answer", Asker: "A"}}
)

func wrong(action string, fields ...string) Entry {
	e := Entry{Title: "New", Action: action, Keep: action, Problem: "Somebody else changed it.",
		Problems: map[string]string{}}
	for _, f := range fields {
		e.Problems[f] = "Write it again: " + f
	}
	return e
}

func fullSubmit() Submit {
	return Submit{
		Title: "Submit a lead", Returned: &Returned{Title: "Returned", Reason: "Too small",
			Said: ui.Quote{Words: "Two people.", By: "A Rep"}, Thread: []Question{asked}},
		Form: SubmitForm{Action: "/leads", Key: "k", Version: "3", Preview: "/leads/preview", Name: "A Lead",
			Countries: yesNo, Campaigns: yesNo, Sources: yesNo, Personas: yesNo,
			Needed: map[string]bool{"email": true}, Problems: map[string]string{"phone": "Too short."},
			Problem: &ui.Notice{Kind: "late", Words: "Two things are missing."},
			Known:   &Known{Strong: "This is A Lead.", Look: "/leads/1", Same: "A new touch", Other: "Somebody else"}},
		Advice: SubmitAdvice{Grade: &SubmitGrade{Letter: "A", Title: "Likely", Why: []ui.Arithmetic{{Title: "Why"}}},
			Definition: []ui.Check{{Words: "50 people", Met: true}}, GoesTo: "A Rep"},
	}
}

func fullDashboard() DashboardNumbers {
	return DashboardNumbers{
		Live: "leads", Src: "/dashboard/numbers", Goals: []ui.Goal{{Label: "Handed over", Value: "231", Href: "/leads?goal"}},
		Flow: ui.Flow{Title: "Who holds the baton",
			Steps: []ui.FlowStep{{Name: "Submitted", Count: "230", Href: "/leads?submitted",
				Goes: []ui.Link{{Label: "41 returned", Href: "/leads?returned"}}}}},
		Reasons: DashboardReasons{Lines: []ui.ReckoningLine{{Words: "Too small", Count: "14", Href: "/leads?reason",
			Share: "34%", Sure: "22 to 49%"}},
			Pattern: &Pattern{Before: "12 of 14 came from", Strong: "N", Link: ui.Link{Label: "Look", Href: "/leads?pattern"}}},
		Campaigns: DashboardCampaigns{Rows: []DashboardCampaign{{Name: "N", HandedOver: "39",
			HandedOverHref: "/leads?campaign", Accepted: "44%", AcceptedHref: "/leads?accepted", Low: true}},
			Total: &DashboardCampaign{Name: "All"}},
	}
}

func fullSubmissions() SubmissionList {
	return SubmissionList{Live: "leads", Src: "/submissions/rows",
		Tabs: []ui.Tab{{Label: "All", Href: "/submissions", Here: true}},
		Rows: []SubmissionRow{{ID: "lead-1", Href: "/leads/1", Name: "A Lead", Said: "Two people.", Fix: "/leads/1/fix"}}}
}

// lists are the pages of marketing, of a rep's own leads, of the numbers and of keeping house, as full as they can be.
func lists() map[string]templ.Component {
	team := TeamForm{Entry: wrong("/teams", "name", "zone", "hours_1_to"), Zones: yesNo,
		Days: []TeamDay{{Name: "Monday", Number: 1, From: "09:00"}, {Name: "Tuesday", Number: 2}}}
	person := PersonForm{Entry: wrong("/people/1", "name", "team", "weight", "skills"),
		HandOver: "/assignment/leaving?person=1", Roles: yesNo, Zones: yesNo,
		Teams: []Choice{{Value: "1", Label: "One", Chosen: true}, {Value: "2", Label: "Two"}}, Href: "/people/1",
		Sessions: "Signed in on 2 devices"}
	return map[string]templ.Component{
		"submit":      SubmitPage(frame, fullSubmit()),
		"submissions": SubmissionsPage(frame, Submissions{Title: "My submissions", List: fullSubmissions()}),
		"submissions, empty": SubmissionsPage(frame,
			Submissions{Title: "My submissions", List: SubmissionList{Empty: ui.Empty{Words: "Nothing yet."}}}),
		"returned": ReturnsPage(frame,
			Returns{Title: "Returned",
				List: ReturnList{Cards: []ReturnCard{{ID: "handoff-1", Name: "A Lead", Said: ui.Quote{Words: "No."},
					Fix: "/leads/1/fix"}, {ID: "handoff-2", Thread: []Question{asked}}}}}),
		"mine": MinePage(frame,
			Mine{List: MineList{Live: "leads", Src: "/mine/rows",
				Rows: []MineRow{{ID: "lead-1", Clock: ui.Clock{Words: "1 h left"},
					Next: ui.Link{Label: "Log", Href: "/leads/1"}}}}}),
		"leads": LeadsPage(frame,
			Leads{Title: "1 lead", Filters: []LeadFilter{{Words: "N", Remove: "/leads"}}, Clear: "/leads",
				Search: ui.Search{Action: "/leads", Label: "Search"},
				List:   LeadList{Caption: "1 lead", Rows: []LeadRow{{ID: "lead-1", Name: "A Lead"}}}}),
		"dashboard": DashboardPage(frame,
			Dashboard{Title: "November", Chip: "Day 15 of 21",
				Controls: DashboardControls{Teams: []ui.MenuLink{{Label: "All", Href: "/dashboard", Here: true}},
					Problems: map[string]string{"from": "Not a day."}}, Numbers: fullDashboard()}),
		"dashboard, empty": DashboardPage(frame,
			Dashboard{Title: "November", Numbers: DashboardNumbers{Empty: &ui.Empty{Words: "Nothing yet."}}}),
		"goals": GoalsPage(frame,
			Goals{Groups: []GoalGroup{{Title: "November", Goals: []GoalLine{{ID: "goal-1", Upkeep: keepUp}}}},
				Form: &GoalForm{Entry: wrong("/goals", "metric", "target", "period", "starts_on", "ends_on"), Metrics: yesNo,
					Scopes: yesNo}}),
		"campaigns": CampaignsPage(frame,
			Campaigns{Rows: []CampaignRow{{ID: "campaign-1", Name: "N", Upkeep: keepUp}},
				Retired: []CampaignRow{{ID: "campaign-2", Name: "Old"}},
				Form:    &CampaignForm{Entry: wrong("/campaigns/1", "name"), Sources: yesNo},
				Spend: &CampaignSpend{Entry: wrong("/campaigns/1/spend", "amount"),
					Lines: []SpendLine{{ID: "spend-1", Days: "1 to 30 November"}}}}),
		"personas": PersonasPage(frame,
			Personas{Cards: []PersonaCard{{ID: "persona-1", Name: "Buyer", Upkeep: keepUp}},
				Form: &PersonaForm{Entry: wrong("/personas", "name", "description")}}),
		"reasons": ReasonsPage(frame,
			ReasonCatalogue{Lists: []ReasonList{{Title: "Rejecting",
				Rows:    []ReasonLine{{ID: "reason-1", Words: "Too small", Upkeep: keepUp}},
				Retired: []ReasonLine{{ID: "reason-2", Words: "Old"}}}},
				Form: &ReasonForm{Entry: wrong("/reasons", "words", "list", "code"), Lists: yesNo, Classes: yesNo, NextSteps: yesNo,
					Qualities: yesNo}}),
		"assignment": AssignmentPage(frame, Assignment{
			Draft:    &DraftBanner{Words: "1 change.", Changes: []string{"New: N"}},
			Rules:    []RuleLine{{ID: "rule-1", Name: "N", Skills: []string{"spanish"}, Problem: "no reps", Upkeep: keepUp}},
			Fallback: FallbackForm{Words: "The rest goes to EMEA.", Options: yesNo},
			Shares: []ShareTeam{{Name: "EMEA",
				Reps: []ShareLine{{Field: "share_1", Name: "B Rep", Value: "2", Skills: []string{"spanish"}}}}},
			Form: &RuleForm{Entry: wrong("/assignment", "name", "target", "team", "person", "skills"), Targets: yesNo,
				Teams: yesNo, People: yesNo,
				When: ConditionForm{Name: "when", Label: "Which leads",
					Fields: []ConditionField{{Value: "country", Label: "Country", Ops: []string{"is"}}},
					Ops:    []ConditionOp{{Value: "is", Label: "is"}},
					Root: ConditionPart{Place: "when", Group: true, Match: "all",
						Parts: []ConditionPart{{Place: "when.0", Field: "country", Op: "is", Value: "Spain",
							Problem: "There is no such country."}}}}},
		}),
		"assignment log": AssignmentLogPage(frame,
			AssignmentLog{Day: "Monday, 30 November 2026",
				Earlier: ui.Link{Label: "29 November", Href: "/assignment/log?day=2026-11-29"},
				Filter:  LogFilter{Rules: yesNo, Teams: yesNo, People: yesNo, On: true},
				Lines: []AssignmentLine{{ID: "assigned-1", Lead: ui.Link{Label: "A Lead", Href: "/leads/1"}, Nobody: true,
					Candidates: []Skipped{{Name: "B Rep", Why: "away"}, {Name: "C Rep", Chosen: true}}, Skips: 1,
					Passed: []Skipped{{Name: "Known", Why: "nobody works with it"}},
					Credit: &ui.Action{Href: "/handoffs/1/credit", Button: ui.Button{Label: "Credit", About: "B Rep"}}}}}),
		"assignment, overtaken": AssignmentPage(frame,
			Assignment{Draft: &DraftBanner{By: "A Manager", Overtaken: []string{"New: M"}},
				Empty: ui.Empty{Words: "No rules."}}),
		"trial": TrialPage(frame,
			Trial{Numbers: []TrialNumber{{Value: "12", Words: "would go to another team", Late: true}},
				Teams:  []TrialLine{{Name: "EMEA", InForce: "3", Draft: "4", Change: "+1"}},
				People: []TrialLine{{Name: "B Rep", InForce: "1", Draft: "1", Change: "–"}}, MovedHead: "1 lead",
				Moved: []MovedLead{{Lead: ui.Link{Label: "A Lead", Href: "/leads/1"}, Grade: "A"}}, TurnOn: true}),
		"trial, empty": TrialPage(frame, Trial{Empty: ui.Empty{Words: "Nothing to try."}}),
		"leaving": LeavingPage(frame,
			Leaving{Entry: wrong("/assignment/leaving", "person", "to"), People: yesNo, Targets: yesNo, Done: "Handed over."}),
		"people": PeoplePage(frame,
			People{Link: &OneTimeLink{Strong: "B Rep is in.", Address: "https://baton.example/password/x"},
				Rows: []PersonRow{{ID: "person-1", EditBy: "/people?edit=1"}}, Form: &person}),
		"keys": KeysPage(frame, Keys{New: &OneTimeLink{Label: "New key", Strong: "It is made.", Address: "baton_AAAAAA"},
			Docs: ui.Link{Label: "Look", Href: "/api/docs"},
			Rows: []KeyRow{{ID: "key-1", Name: "Forms", Scopes: []string{"touches:write"},
				State: ui.Chip{Words: "Expired", Tone: ui.Late}, RevokeBy: "/settings/keys?revoke=1"}, {ID: "key-2", Name: "Fair"}},
			Revoked: []KeyRow{{ID: "key-3", Name: "Old"}},
			Form: KeyForm{Entry: wrong("/settings/keys", "name", "owner", "team", "scope", "expires_on"), Owners: yesNo,
				Teams: yesNo, Scopes: []Choice{{Value: "1", Label: "One", Hint: "one", Chosen: true},
					{Value: "2", Label: "Two"}}}}),
		"keys, revoking": KeysPage(frame,
			Keys{Rows: []KeyRow{{ID: "key-1"}},
				Revoke: &Entry{Title: "Revoke Forms", Action: "/settings/keys/1/revocation", Save: "Revoke the key",
					Keep: "/settings/keys"}}),
		"api": APIDocsPage(Bare{Title: "API"},
			APIDocs{Document: "/api/v1/openapi.json",
				Calls: []APICall{{ID: "add", Method: "POST", Path: "/api/v1/x", Title: "Add", Scopes: []string{"x:write"},
					BodyWords:  "One.",
					Parameters: []APIField{{Name: "k", Where: "In a header"}}, Body: []APIField{{Name: "kind", Type: "text"}},
					Answer: []APIField{{Name: "id"}}, Answers: []APIAnswer{{Status: "201", Words: "Created"}}},
					{ID: "read", Title: "Read"}}}),
		"teams": TeamsPage(frame, Teams{Rows: []TeamRow{{ID: "team-1", Upkeep: keepUp}}, Form: &team}),
		"imports": ImportsPage(frame,
			Imports{Past: []ImportLine{{ID: "import-1", File: "a.csv"}},
				Form: &ImportForm{Entry: wrong("/imports", "file", "source"), Profiles: yesNo, Sources: yesNo, Campaigns: yesNo}}),
		"import, mapping": ImportMappingPage(frame,
			ImportMapping{Title: "a.csv", Entry: Entry{Action: "/imports/1"}, Fields: yesNo,
				Known: ui.Field{Name: "known", Label: "Known leads", Type: "select", Options: yesNo},
				Columns: []ImportColumn{{Name: "column_1", Heading: "Mail", Field: "2", Samples: []string{"a@lead.example"},
					Problem: "Chosen twice."}, {Name: "column_2", Heading: "Stand"}}}),
		"import, result": ImportResultPage(frame,
			ImportResult{Title: "a.csv", Percent: 40,
				Counts:  []ImportCount{{Label: "Imported", Value: "3", Href: "/leads?import=1"}},
				Refused: []RefusedRow{{Line: "17", Words: "Too short."}}}),
	}
}

func TestEveryListAndFormIsWellMade(t *testing.T) {
	for name, c := range lists() {
		t.Run(name, func(t *testing.T) {
			markup := render(t, c)
			r := read(t, markup)
			if r.headings != 1 || r.mains != 1 || len(r.unsafe) > 0 {
				t.Errorf("%d h1, %d main, blocked attributes %v", r.headings, r.mains, r.unsafe)
			}
			for id, n := range r.ids {
				if n > 1 || strings.HasSuffix(id, "-") {
					t.Errorf("the id %q is there %d times", id, n)
				}
			}
			for _, id := range r.points {
				if r.ids[id] == 0 {
					t.Errorf("%q is pointed to and is not there", id)
				}
			}
			for _, field := range unlabelled(t, markup, r.points) {
				t.Errorf("%s has no label", field)
			}
		})
	}
}

// unlabelled names the controls of a page that nothing labels.
func unlabelled(t *testing.T, markup string, points []string) []string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	var missing []string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || !slices.Contains([]string{"input", "select", "textarea"}, n.Data) ||
			attribute(n, "type") == "hidden" {
			continue
		}
		if attribute(n, "aria-label") == "" && !slices.Contains(points, attribute(n, "id")) && !inLabel(n) {
			missing = append(missing, n.Data+" "+attribute(n, "name"))
		}
	}
	return missing
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func inLabel(n *html.Node) bool {
	for parent := range n.Ancestors() {
		if parent.Data == "label" {
			return true
		}
	}
	return false
}

func TestEveryProblemStandsAtItsField(t *testing.T) {
	for name, fields := range map[string][]string{
		"goals": {"metric", "target", "period", "starts_on", "ends_on"}, "campaigns": {"name", "amount"},
		"personas": {"name", "description"},
		"reasons":  {"words", "list", "code"}, "assignment": {"name", "team"}, "people": {"name", "team"},
		"teams": {"name", "zone", "hours_1_to"}, "imports": {"file", "source"},
	} {
		got := render(t, lists()[name])
		for _, field := range fields {
			if !strings.Contains(got, "Write it again: "+field) {
				t.Errorf("the page of %s does not say what is wrong with %s", name, field)
			}
		}
		if !strings.Contains(got, "Somebody else changed it.") {
			t.Errorf("the page of %s does not say what is wrong with the whole", name)
		}
	}
}

func TestAKnownLeadAsksOnlyWhereItMayBeSomebodyElse(t *testing.T) {
	for _, c := range []struct {
		name         string
		known        *Known
		asks, hidden bool
	}{
		{"nothing is known", nil, false, false},
		{"the company is known", &Known{Strong: "Altamar Foods is known."}, false, false},
		{"the e-mail address is known", &Known{Same: "A new touch"}, false, true},
		{"only the number is known", &Known{Same: "A new touch", Other: "Somebody else"}, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := render(t, SubmitPreview(SubmitAdvice{}, c.known))
			if asks := strings.Contains(got, `type="radio"`); asks != c.asks {
				t.Errorf("asks: %v", asks)
			}
			if hidden := strings.Contains(got, `type="hidden" name="match" value="same"`); hidden != c.hidden {
				t.Errorf("says same unasked: %v", hidden)
			}
			if !strings.Contains(got, `id="submit-known"`) || !strings.Contains(got, `id="submit-side"`) {
				t.Error("the preview lacks a part of the page")
			}
		})
	}
}

func TestAResubmittedLeadIsNoDraft(t *testing.T) {
	s := fullSubmit()
	if !strings.Contains(render(t, SubmitPage(frame, s)), `name="draft"`) {
		t.Error("a new lead cannot be saved as a draft")
	}
	s.Form.NoDraft = true
	if strings.Contains(render(t, SubmitPage(frame, s)), `name="draft"`) {
		t.Error("a lead that came back can be saved as a draft")
	}
}

func TestAFragmentIsWhatThePageHolds(t *testing.T) {
	for name, fragment := range map[string]templ.Component{
		"submissions": SubmissionRows(fullSubmissions()), "dashboard": DashboardBody(fullDashboard()),
		"submit": SubmitSide(fullSubmit().Advice),
	} {
		if !strings.Contains(render(t, lists()[name]), render(t, fragment)) {
			t.Errorf("the fragment of %s is not what its page holds", name)
		}
	}
}

func TestEveryNumberOfTheDashboardIsALink(t *testing.T) {
	got := render(t, DashboardBody(fullDashboard()))
	for _, address := range []string{"goal", "submitted", "returned", "reason", "pattern", "campaign", "accepted"} {
		if !strings.Contains(got, `href="/leads?`+address+`"`) {
			t.Errorf("no way to the leads behind %q", address)
		}
	}
	if !strings.Contains(got, `class="chip late" href="/leads?accepted"`) || !strings.Contains(got, "22 to 49%") {
		t.Error("a low share is not marked, or a small number hides how sure it is")
	}
}

func TestOnlyWhatMayBeChangedHasButtons(t *testing.T) {
	if got := render(t, upkeep(Upkeep{About: "One"})); strings.Contains(got, "<button") || strings.Contains(got, "<a") {
		t.Errorf("offers %s", got)
	}
	got := render(t, upkeep(Upkeep{Href: "/x/1", About: "One", Retires: true, Retired: true}))
	if !strings.Contains(got, `action="/x/1/retirement"`) || !strings.Contains(got, `value="DELETE"`) ||
		strings.Contains(got, "Retire ") {
		t.Errorf("a retired line is not restored: %s", got)
	}
	got = render(t, upkeep(Upkeep{Href: "/x/1", Moves: true, First: true}))
	if !strings.Contains(got, `action="/x/1/position"`) || strings.Count(got, "disabled") != 1 {
		t.Errorf("the first line can be moved up, or not down: %s", got)
	}
}

func TestAUsedReasonKeepsItsCodeAndItsList(t *testing.T) {
	got := render(t, reasonForm(ReasonForm{Entry: Entry{Action: "/reasons/1"}, List: "reject", Code: "wrong_size",
		Used: true, Lists: yesNo}))
	if !strings.Contains(got, "readonly") || !strings.Contains(got, `type="hidden" name="list" value="reject"`) ||
		strings.Contains(got, `type="radio"`) {
		t.Error("the code or the list of a used reason can be changed")
	}
}

func TestNobodyDisablesThemselves(t *testing.T) {
	if got := render(t, personActs(PersonForm{Href: "/people/1"})); !strings.Contains(got,
		`action="/people/1/deactivation"`) {
		t.Error("somebody else cannot be disabled")
	}
	if got := render(t, personActs(PersonForm{Href: "/people/1", You: true})); strings.Contains(got, "/deactivation") {
		t.Error("one can disable oneself")
	}
}
