package leads

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

const leadsPath = "/leads"

type leadOrder struct {
	order worklist.LeadOrder
	words string
}

// leadOrders are the orders of a list of leads in words, the usual one first.
var leadOrders = []leadOrder{
	{worklist.Newest, "Newest first"}, {worklist.Oldest, "Oldest first"}, {worklist.ByName, "Name, A to Z"},
	{worklist.ByNameBackward, "Name, Z to A"},
	{worklist.ByCompany, "Company, A to Z"}, {worklist.ByCompanyBackward, "Company, Z to A"},
}

// listedStages are the stages that a lead in a list can have, in the order of its life.
var listedStages = []lead.Stage{
	lead.Draft, lead.Submitted, lead.Accepted, lead.Working, lead.Qualified, lead.Won, lead.Returned, lead.Disputed,
	lead.Recycled, lead.Disqualified, lead.Lost, lead.Closed,
}

// leadFilter is one thing that an address can ask of all leads: what there is to choose, and what of it the address
// names.
type leadFilter struct {
	name, label string
	options     []ui.Option // none for a day
	value       string
	unknown     bool // the address names something that there is not
}

// words say what the filter leaves in, with days as a person reads them.
func (f leadFilter) words(dates account.DateStyle) string {
	if f.unknown {
		return fmt.Sprintf("%s: there is no “%s”, so this leaves nothing out", f.label, f.value)
	}
	for _, o := range f.options {
		if o.Value == f.value {
			return f.label + ": " + o.Label
		}
	}
	day, _ := time.Parse(time.DateOnly, f.value)
	return f.label + " " + dates.Write(day, "2 January 2006")
}

// askedLeads is what an address asks of all leads, with its filters.
func (s *Pages) askedLeads(r *http.Request) (ask worklist.LeadAsk, filters []leadFilter, err error) {
	policy := visit.Of(r).Policy
	filters = leadFilters(policy)
	ask = worklist.LeadAsk{Search: visit.Query(r, "q"), After: visit.Number[lead.ID](visit.Query(r, "after")),
		Order: worklist.LeadOrder(visit.Query(r, "sort"))}
	if !slices.ContainsFunc(leadOrders, func(o leadOrder) bool { return o.order == ask.Order }) {
		ask.Order = worklist.Newest
	}
	for i := range filters {
		f := &filters[i]
		if f.value = visit.Query(r, f.name); f.value != "" {
			f.unknown = !f.narrow(&ask, policy, visit.By(r).Location())
		}
	}
	return ask, filters, nil
}

// narrow puts what the filter names into ask, and reports whether there is such a thing.
func (f leadFilter) narrow(ask *worklist.LeadAsk, inForce *policy.Policy, zone *time.Location) bool {
	if f.options == nil {
		day, err := time.ParseInLocation(time.DateOnly, f.value, zone)
		switch {
		case err != nil:
			return false
		case f.name == "from":
			ask.From = day
		default:
			ask.Until = day.AddDate(0, 0, 1)
		}
		return true
	}
	if !slices.ContainsFunc(f.options, func(o ui.Option) bool { return o.Value == f.value }) {
		return false
	}
	switch f.name {
	case "stage":
		ask.Stage = lead.Stage(f.value)
	case "grade":
		ask.Grade = lead.Grade(f.value)
	case "team":
		if team := inForce.Team(visit.Number[account.TeamID](f.value)); team.Side == account.Marketing {
			ask.MarketingTeam = team.ID
		} else {
			ask.SalesTeam = team.ID
		}
	case "owner":
		ask.Owner = visit.Number[account.PersonID](f.value)
	case "source":
		ask.Source = visit.Number[lead.SourceID](f.value)
	case "campaign":
		ask.Campaign = visit.Number[lead.CampaignID](f.value)
	}
	return true
}

// leadFilters are the filters of all leads with what there is to choose.
func leadFilters(inForce *policy.Policy) []leadFilter {
	stages, grades := []ui.Option{{Label: "Any stage"}}, []ui.Option{{Label: "Any grade"}}
	for _, stage := range listedStages {
		stages = append(stages, ui.Option{Value: string(stage), Label: leadview.StageChip(stage).Words})
	}
	for _, grade := range lead.Grades {
		grades = append(grades, ui.Option{Value: string(grade), Label: string(grade)})
	}
	teams, owners := []ui.Option{{Label: "Any team"}}, []ui.Option{{Label: "Anybody"}}
	for _, team := range inForce.Teams {
		teams = append(teams, ui.Option{Value: visit.ID(team.ID), Label: team.Name})
	}
	for _, seller := range inForce.Sellers {
		owners = append(owners, ui.Option{Value: visit.ID(seller.ID), Label: seller.Name})
	}
	return []leadFilter{
		{name: "stage", label: "Stage", options: stages}, {name: "grade", label: "Grade", options: grades},
		{name: "team", label: "Team", options: byLabel(teams)}, {name: "owner", label: "Owner", options: owners},
		{name: "source", label: "First source", options: named("Any source", inForce.Names["source"])},
		{name: "campaign", label: "First campaign", options: named("Any campaign", inForce.Names["campaign"])},
		{name: "from", label: "Captured from"}, {name: "to", label: "Captured until"},
	}
}

// named are things by name, with an option before them that chooses none.
func named(none string, names map[string]string) []ui.Option {
	options := []ui.Option{{Label: none}}
	for id, name := range names {
		options = append(options, ui.Option{Value: id, Label: name})
	}
	return byLabel(options)
}

// byLabel sorts options by name after the first, which chooses none.
func byLabel(options []ui.Option) []ui.Option {
	slices.SortFunc(options[1:], func(a, b ui.Option) int { return account.CompareNames(a.Label, b.Label) })
	return options
}

// leads is the list of all leads that the visitor may see.
func (s *Pages) leads(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Has("behind") {
		return s.behind(w, r)
	}
	ask, filters, err := s.askedLeads(r)
	if err != nil {
		return err
	}
	list, err := s.Store.Leads(r.Context(), visit.By(r), ask)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "All leads")
	if err != nil {
		return err
	}
	at := leadsAt{ask, filters}
	p := page.Leads{
		Title: "All leads", Words: totalWords(list), Filters: at.chips(visit.By(r).Dates), Narrow: at.form(),
		Search: ui.Search{Action: leadsPath, Name: "q", Label: leadview.SearchLabel, Value: ask.Search,
			Hidden: at.hidden("q")},
		List: page.LeadList{
			Live: "submissions queue", Src: r.URL.RequestURI(), Caption: "Leads, " + visit.Lower(at.orderWords()),
			Rows: viewOf(r).Rows(list.Rows), Empty: at.empty(), Sorts: at.sorts(),
		},
	}
	if len(p.Filters) > 0 {
		p.Clear = leadsPath
	}
	if list.More {
		p.List.Pager.Older = at.with("after", visit.ID(list.Rows[len(list.Rows)-1].ID))
		p.List.Pager.OlderLabel = "Next"
	}
	if ask.After != 0 {
		p.List.Pager.Newer = at.with("after", "")
		p.List.Pager.NewerLabel = "First page"
	}
	return s.Show(w, r, http.StatusOK, page.LeadsPage(frame, p))
}

// totalWords say how many leads a list has.
func totalWords(list worklist.LeadList) string {
	if list.AtLeast {
		return "More than " + english.Number(int64((list.Total-1)/100*100)) + " leads"
	}
	return visit.LeadsWord(int64(list.Total))
}

// leadsAt is where a visitor is among all leads.
type leadsAt struct {
	ask     worklist.LeadAsk
	filters []leadFilter
}

// query is the address of this place as names and values, without the page.
func (at leadsAt) query() []string {
	query := []string{"q", at.ask.Search}
	for _, f := range at.filters {
		query = append(query, f.name, f.value)
	}
	if at.ask.Order != worklist.Newest {
		query = append(query, "sort", string(at.ask.Order))
	}
	return query
}

// with is the address of this place with one thing changed.
func (at leadsAt) with(name, value string) string {
	return visit.Address(leadsPath, append(at.query(), name, value)...)
}

// hidden are what a form of this page sends along besides the fields that it has itself.
func (at leadsAt) hidden(own ...string) (fields []ui.Hidden) {
	query := at.query()
	for i := 0; i < len(query); i += 2 {
		if query[i+1] != "" && !slices.Contains(own, query[i]) {
			fields = append(fields, ui.Hidden{Name: query[i], Value: query[i+1]})
		}
	}
	return fields
}

// chips are what the list is limited to.
func (at leadsAt) chips(dates account.DateStyle) (chips []page.LeadFilter) {
	if at.ask.Search != "" {
		chips = append(chips, page.LeadFilter{Words: "Search: " + at.ask.Search, Remove: at.without("q")})
	}
	for _, f := range at.filters {
		if f.value != "" {
			chips = append(chips, page.LeadFilter{Words: f.words(dates), Remove: at.without(f.name), Late: f.unknown})
		}
	}
	return chips
}

// without is the address of this place without one filter.
func (at leadsAt) without(name string) string {
	query := at.query()
	for i := 0; i < len(query); i += 2 {
		if query[i] == name {
			query[i+1] = ""
		}
	}
	return visit.Address(leadsPath, query...)
}

// form chooses filters and order.
func (at leadsAt) form() *page.LeadNarrow {
	form := &page.LeadNarrow{Action: leadsPath, Hidden: []ui.Hidden{{Name: "q", Value: at.ask.Search}}}
	for _, f := range at.filters {
		field := ui.Field{Name: f.name, ID: "narrow-" + f.name, Label: f.label, Type: "select", Options: f.options,
			Value: f.value}
		if f.options == nil {
			field.Type = "date"
		}
		if f.unknown {
			field.Value = ""
		}
		form.Fields = append(form.Fields, field)
	}
	order := ui.Field{Name: "sort", ID: "narrow-sort", Label: "Order", Type: "select", Value: string(at.ask.Order)}
	for _, o := range leadOrders {
		order.Options = append(order.Options, ui.Option{Value: string(o.order), Label: o.words})
	}
	form.Fields = append(form.Fields, order)
	return form
}

func (at leadsAt) orderWords() string {
	for _, o := range leadOrders {
		if o.order == at.ask.Order {
			return o.words
		}
	}
	return leadOrders[0].words
}

// sorts are the columns that the list can be sorted by: choosing one again turns it round.
func (at leadsAt) sorts() map[string]page.LeadSort {
	sorts := map[string]page.LeadSort{}
	for _, c := range []struct {
		label     string
		up, down  worklist.LeadOrder
		downFirst bool
	}{{"Lead", worklist.ByName, worklist.ByNameBackward, false},
		{"Company", worklist.ByCompany, worklist.ByCompanyBackward, false}, {"Ref", worklist.Oldest, worklist.Newest, true}} {
		sort, to := page.LeadSort{}, c.up
		if c.downFirst {
			to = c.down
		}
		switch at.ask.Order {
		case c.up:
			sort.Sorted, to = "ascending", c.down
		case c.down:
			sort.Sorted, to = "descending", c.up
		}
		sort.Href = at.with("sort", string(to))
		sorts[c.label] = sort
	}
	return sorts
}

// empty says why there are no leads.
func (at leadsAt) empty() ui.Empty {
	all := &ui.Button{Label: "Show all leads", Href: leadsPath}
	switch {
	case at.ask.After != 0:
		return ui.Empty{Words: "There are no more leads.",
			Button: &ui.Button{Label: "First page", Href: at.with("after", "")}}
	case at.ask.Search != "":
		words := "No lead that you can see has “" + at.ask.Search + "” in its name, company, e-mail address or phone number."
		if len(at.chips(account.DateStyle{})) > 1 {
			words = "No lead that you can see has “" + at.ask.Search + "” and meets the other filters."
		}
		return ui.Empty{Words: words, Button: all}
	case at.ask.Narrow():
		return ui.Empty{Words: "No lead that you can see meets these filters.", Button: all}
	}
	return ui.Empty{Words: "There are no leads here yet."}
}
