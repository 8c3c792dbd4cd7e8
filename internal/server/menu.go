package server

import (
	"context"
	"net/http"
	"strings"

	"baton/internal/account"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

// rail answers the entries of the menu anew, for the page that asks.
func (s *Server) rail(w http.ResponseWriter, r *http.Request) error {
	menu, err := s.MenuAt(r, visit.Query(r, "at"))
	if err != nil {
		return err
	}
	return s.Show(w, r, http.StatusOK, page.RailFragment(menu))
}

// menuOf is the menu of by; that of an admin has the checklist in it while something is left.
func (s *Server) menuOf(ctx context.Context, by account.Person, counts worklist.Counts, here string) ([]page.RailGroup,
	error) {
	left := 0
	if by.Role == account.Admin {
		state, err := s.Store.FirstDay(ctx)
		if err != nil {
			return nil, err
		}
		if state.Shown() {
			left = state.Left()
		}
	}
	return rail(by, counts, left, here), nil
}

// rail is the entries that p's work needs, with what waits beside them.
func rail(p account.Person, counts worklist.Counts, stepsLeft int, here string) []page.RailGroup {
	var own []page.RailItem
	if stepsLeft > 0 {
		own = append(own, page.RailItem{Label: "First steps", Href: address.FirstDay, Count: visit.Badge(stepsLeft),
			Tone: ui.Quiet})
	}
	if p.Sells() {
		own = append(own,
			page.RailItem{Label: "Queue", Href: "/queue", Count: visit.Badge(counts.Queue)},
			page.RailItem{Label: "My leads", Href: "/mine", Count: visit.Badge(counts.Mine), Tone: ui.Quiet})
	}
	if p.Markets() {
		own = append(own,
			page.RailItem{Label: "My submissions", Href: "/submissions", Count: visit.Badge(counts.Waiting), Tone: ui.Quiet},
			page.RailItem{Label: "Returned", Href: "/submissions/returned", Count: visit.Badge(counts.Returned), Tone: ui.Late})
	}
	own = append(own, page.RailItem{Label: "Inbox", Href: "/inbox", Count: visit.Badge(counts.Unread)})
	groups := []page.RailGroup{
		{Items: own},
		{Name: "Together", Items: []page.RailItem{{Label: "Dashboard", Href: "/dashboard"}, {Label: "Goals", Href: "/goals"},
			{Label: "Agreement", Href: "/agreement"}, {Label: "Personas", Href: "/personas"},
			{Label: "All leads", Href: "/leads"}}},
	}
	if p.Has(visit.Marketers...) {
		groups = append(groups, page.RailGroup{Name: "Marketing", Items: []page.RailItem{
			{Label: "Submit a lead", Href: "/leads/new"}, {Label: "Import", Href: "/imports"},
			{Label: "Campaigns", Href: "/campaigns"},
		}})
	}
	if p.Has(visit.Managers...) {
		groups = append(groups, page.RailGroup{Name: "Manage",
			Items: []page.RailItem{{Label: "Assignment", Href: "/assignment"}, {Label: "Scoring", Href: "/scoring"},
				{Label: "Reasons", Href: "/reasons"}}})
	}
	if p.Role == account.Admin {
		last := &groups[len(groups)-1]
		last.Items = append(last.Items, page.RailItem{Label: "Teams", Href: "/teams"},
			page.RailItem{Label: "People", Href: "/people"}, page.RailItem{Label: "Settings", Href: address.Settings},
			page.RailItem{Label: "API keys", Href: address.Keys})
	}
	markHere(groups, here)
	return groups
}

// markHere marks the entry whose address is the longest beginning of the page's.
func markHere(groups []page.RailGroup, here string) {
	var best *page.RailItem
	for g := range groups {
		for i := range groups[g].Items {
			item := &groups[g].Items[i]
			within := here == item.Href || strings.HasPrefix(here, item.Href+"/")
			if within && (best == nil || len(item.Href) > len(best.Href)) {
				best = item
			}
		}
	}
	if best != nil {
		best.Here = true
	}
}
