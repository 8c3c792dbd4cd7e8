package leads

import (
	"cmp"
	"net/http"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/policy"
	"baton/internal/report"
	"baton/internal/server/address"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

// behind is the list of exactly the leads that a number of the dashboard counts.
func (s *Pages) behind(w http.ResponseWriter, r *http.Request) error {
	policy := visit.Of(r).Policy
	f, ok := report.ReadFilter(r.URL.Query(), policy.Zone)
	if !ok {
		return visit.ErrNoPage
	}
	after := visit.Number[int64](visit.Query(r, "after"))
	list, seen, err := s.Store.Behind(r.Context(), visit.By(r), f, after, s.Now())
	if err != nil {
		return err
	}
	one, many := countedWords(f.Metric)
	frame, err := s.Frame(r, visit.Capital(many)+" "+f.Metric.Words())
	if err != nil {
		return err
	}
	p := page.Leads{
		Title:   english.Count(seen.Total, one, many) + " " + f.Metric.Words(),
		Filters: filters(visit.By(r).Dates, f, seen, policy), Clear: "/leads",
		Search:  ui.Search{Action: "/leads", Name: "q", Label: leadview.SearchLabel},
		Buttons: []ui.Button{backFrom(f)},
		List: page.LeadList{
			Live: "dashboard", Src: r.URL.RequestURI(), Caption: visit.Capital(many) + " " + f.Metric.Words() + ", newest first",
			Rows:  viewOf(r).Rows(list.Rows),
			Empty: emptyBehind(f, seen),
		},
	}
	if list.More {
		p.List.Pager.Older = visit.WithQuery(address.Behind(f), "after", visit.ID(cursor(f, list)))
	}
	if after != 0 {
		p.List.Pager.Newer = address.Behind(f)
	}
	return s.Show(w, r, http.StatusOK, page.LeadsPage(frame, p))
}

// countedWords name what a metric counts, one of it and many.
func countedWords(m report.Metric) (one, many string) {
	if m.HandoffsCounted() {
		return "handoff", "handoffs"
	}
	return "lead", "leads"
}

// daysWord says what happened to the leads of a list on its days.
func daysWord(m report.Metric) string {
	switch m {
	case report.Captured, report.HandedOver:
		return "Captured in "
	case report.QualifiedOn:
		return "Qualified in "
	case report.WonOn:
		return "Won in "
	}
	return "Handed over in "
}

// onceWords say how often a lead is in a list that was handed over several times.
func onceWords(m report.Metric) string {
	switch {
	case m.HandoffsCounted():
		return "A lead is listed once for each handoff"
	case m.ByClosing():
		return "Each lead is listed once, whenever handed over"
	case m == report.Captured || m == report.HandedOver:
		return ""
	}
	return "Each lead is listed once, with its latest handoff"
}

// backFrom leads to where the number stands.
func backFrom(f report.Filter) ui.Button {
	if f.Who != (report.Who{}) {
		return ui.Button{Label: "Back to the goals", Href: visit.Address("/goals", "of", address.Whose(f.Who.Whose))}
	}
	return ui.Button{Label: "Back to the dashboard", Href: dashboardOf(f.Scope)}
}

// cursor is the last row of a page, by which the next one is asked for.
func cursor(f report.Filter, list worklist.LeadList) int64 {
	last := list.Rows[len(list.Rows)-1]
	if f.Metric == report.Captured {
		return int64(last.ID)
	}
	return int64(last.Handoff)
}

// dashboardOf is the address of the dashboard that shows a scope.
func dashboardOf(scope report.Scope) string {
	q := report.Filter{Scope: scope}.Query()
	return visit.Address("/dashboard", "period", string(report.Own), "from", q.Get("from"), "to", q.Get("to"), "team",
		q.Get("team"))
}

// filters are what the list is limited to, by what was asked and by what the visitor may see. What may be dropped leads
// to the list without it.
func filters(style account.DateStyle, f report.Filter, seen report.Seen, inForce *policy.Policy) []page.LeadFilter {
	all := []page.LeadFilter{{Words: daysWord(f.Metric) + f.WordsIn(style)}}
	if words := onceWords(f.Metric); words != "" {
		all = append(all, page.LeadFilter{Words: words})
	}
	without := func(words string, drop func(*report.Filter)) {
		rest := f
		drop(&rest)
		all = append(all, page.LeadFilter{Words: words, Remove: address.Behind(rest)})
	}
	if f.Team != 0 {
		without("Team: "+cmp.Or(inForce.Team(f.Team).Name, "unknown"), func(f *report.Filter) { f.Team = 0 })
	}
	switch {
	case f.Campaign == report.NoCampaign:
		without("Without a campaign", func(f *report.Filter) { f.Campaign = 0 })
	case f.Campaign == report.AnyCampaign:
		without("With a campaign", func(f *report.Filter) { f.Campaign = 0 })
	case f.Campaign != 0:
		without("Campaign: "+cmp.Or(seen.Campaign, "unknown"), func(f *report.Filter) { f.Campaign = 0 })
	}
	if f.Reason != 0 {
		without("Reason: "+cmp.Or(inForce.Reasons[f.Reason].Words, "unknown"), func(f *report.Filter) { f.Reason = 0 })
	}
	if words := whoWords(f.Who); words != "" {
		without(words+cmp.Or(seen.Who, "unknown"), func(f *report.Filter) { f.Who = report.Who{} })
	}
	if words := hiddenWords(seen); words != "" {
		all = append(all, page.LeadFilter{Words: words})
	}
	return all
}

// whoWords say whose leads a list is limited to, before their name.
func whoWords(w report.Who) string {
	switch {
	case w.Source != 0:
		return "Source: "
	case w.Persona != 0:
		return "Persona: "
	case w.Role == report.Submitter:
		return "Submitted by "
	case w.Role == report.Owner:
		return "Owned by "
	case w.Person != 0:
		return "Submitted or owned by "
	}
	return ""
}

// hiddenWords say how many of the leads behind the number the visitor does not see.
func hiddenWords(seen report.Seen) string {
	switch {
	case seen.Hidden == 0:
		return ""
	case seen.Hidden >= report.HiddenMost:
		return english.Number(report.HiddenMost) + " or more leads belong to other teams"
	}
	return english.Number(seen.Hidden) + " more " + visit.OneOr(seen.Hidden, "belongs", "belong") + " to other teams"
}

func emptyBehind(f report.Filter, seen report.Seen) ui.Empty {
	switch {
	case seen.Hidden == 1:
		return ui.Empty{Words: "This lead belongs to another team. You can see the number, not the lead."}
	case seen.Hidden > 0:
		return ui.Empty{Words: "These leads belong to other teams. You can see the number, not the leads."}
	}
	if f.Metric == report.Handoffs {
		return ui.Empty{Words: "There are no handoffs here."}
	}
	return ui.Empty{Words: "There are no leads " + f.Metric.Words() + " here."}
}
