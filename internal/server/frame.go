package server

import (
	"net/http"
	"strconv"
	"strings"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Server) bare(title string) page.Bare {
	return page.Bare{Title: title, Assets: s.Assets.Base()}
}

// frame is what stands around a page of the visitor.
func (s *Server) frame(r *http.Request, title string) (page.Frame, error) {
	p := visitor(r)
	counts, err := s.Store.Counts(r.Context(), p, s.Now())
	if err != nil {
		return page.Frame{}, err
	}
	groups, err := s.railOf(r, counts, r.URL.Path)
	if err != nil {
		return page.Frame{}, err
	}
	return page.Frame{
		Title: title, Assets: s.Assets.Base(), Demo: s.Demo,
		Visitor:  page.Visitor{ID: idWord(p.ID), Name: p.Name, Initials: p.Initials(), Words: roleWords(p), Side: ui.Tone(p.Side())},
		Rail:     groups,
		RailLive: "queue submissions", RailSrc: "/rail?at=" + r.URL.Path, Help: helpOn(r.URL.Path),
	}, nil
}

// shownAt is a request whose answer is the page at path, wherever its form was sent to: the menu marks that page.
func shownAt(r *http.Request, path string) *http.Request {
	at := r.Clone(r.Context())
	at.URL.Path = path
	return at
}

// rail answers the entries of the rail anew, for the page that asks.
func (s *Server) rail(w http.ResponseWriter, r *http.Request) error {
	counts, err := s.Store.Counts(r.Context(), visitor(r), s.Now())
	if err != nil {
		return err
	}
	groups, err := s.railOf(r, counts, asked(r, "at"))
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, page.RailFragment(groups))
}

func roleWords(p account.Person) string {
	words := map[account.Role]string{account.Marketer: "Marketing", account.Rep: "Rep", account.Manager: "Manager", account.Admin: "Admin"}[p.Role]
	if len(p.Teams) > 0 {
		words += ", " + p.Teams[0].Name
	}
	return words
}

// rail is the entries that p's work needs, with what waits beside them.
func rail(p account.Person, counts handoff.Counts, stepsLeft int, here string) []page.RailGroup {
	var own []page.RailItem
	if stepsLeft > 0 {
		own = append(own, page.RailItem{Label: "First steps", Href: firstDayPath, Count: upTo(stepsLeft), Tone: ui.Quiet})
	}
	if p.Sells() {
		own = append(own,
			page.RailItem{Label: "Queue", Href: "/queue", Count: upTo(counts.Queue)},
			page.RailItem{Label: "My leads", Href: "/mine", Count: upTo(counts.Mine), Tone: ui.Quiet})
	}
	if p.Markets() {
		own = append(own,
			page.RailItem{Label: "My submissions", Href: "/submissions", Count: upTo(counts.Waiting), Tone: ui.Quiet},
			page.RailItem{Label: "Returned", Href: "/submissions/returned", Count: upTo(counts.Returned), Tone: ui.Late})
	}
	own = append(own, page.RailItem{Label: "Inbox", Href: "/inbox", Count: upTo(counts.Unread)})
	groups := []page.RailGroup{
		{Items: own},
		{Name: "Together", Items: []page.RailItem{{Label: "Dashboard", Href: "/dashboard"}, {Label: "Goals", Href: "/goals"}, {Label: "Agreement", Href: "/agreement"}, {Label: "Personas", Href: "/personas"}, {Label: "All leads", Href: "/leads"}}},
	}
	if p.Has(marketers...) {
		groups = append(groups, page.RailGroup{Name: "Marketing", Items: []page.RailItem{
			{Label: "Submit a lead", Href: "/leads/new"}, {Label: "Import", Href: "/imports"}, {Label: "Campaigns", Href: "/campaigns"},
		}})
	}
	if p.Has(managers...) {
		groups = append(groups, page.RailGroup{Name: "Manage", Items: []page.RailItem{{Label: "Assignment", Href: "/assignment"}, {Label: "Scoring", Href: "/scoring"}, {Label: "Reasons", Href: "/reasons"}}})
	}
	if p.Role == account.Admin {
		last := &groups[len(groups)-1]
		last.Items = append(last.Items, page.RailItem{Label: "Teams", Href: "/teams"}, page.RailItem{Label: "People", Href: "/people"}, page.RailItem{Label: "Settings", Href: settingsPath}, page.RailItem{Label: "API keys", Href: keysPath})
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

// upTo is a count that ends at 100, as words; none is empty.
func upTo(n int) string {
	switch {
	case n <= 0:
		return ""
	case n >= 100:
		return "99+"
	}
	return strconv.Itoa(n)
}
