package server

import (
	"net/http"

	"baton/internal/server/agreements"
	"baton/internal/server/assignment"
	"baton/internal/server/campaigns"
	"baton/internal/server/dashboard"
	"baton/internal/server/entry"
	"baton/internal/server/goals"
	"baton/internal/server/home"
	"baton/internal/server/hours"
	"baton/internal/server/imports"
	"baton/internal/server/leads"
	"baton/internal/server/me"
	"baton/internal/server/merges"
	"baton/internal/server/people"
	"baton/internal/server/personas"
	"baton/internal/server/scoring"
	"baton/internal/server/settings"
	"baton/internal/server/standing"
	"baton/internal/server/submit"
	"baton/internal/server/teams"
	"baton/internal/server/visit"
	"baton/web/page"
)

// Routes is the table of all routes, gathered from the packages of pages.
func (s *Server) Routes() []visit.Route {
	hours := hours.Pages{Portal: &s.Portal, Store: s.Store}
	standing := &standing.Reader{Portal: &s.Portal, Store: s.Store}
	leads := &leads.Pages{Portal: &s.Portal, Store: s.Store, Desk: s.Desk}
	agreements := &agreements.Pages{Portal: &s.Portal, Store: s.Store, Standing: standing}
	routes := s.ownRoutes()
	for _, pages := range []interface{ Routes() []visit.Route }{
		&entry.Pages{Portal: &s.Portal, Store: s.Store},
		&home.Pages{Portal: &s.Portal, Store: s.Store},
		&me.Pages{Portal: &s.Portal, Store: s.Store, Hours: hours},
		leads,
		&merges.Pages{Portal: &s.Portal, Store: s.Store, Desk: s.Desk},
		&submit.Pages{Portal: &s.Portal, Store: s.Store, Desk: s.Desk},
		&imports.Pages{Portal: &s.Portal, Store: s.Store, Hub: s.Hub},
		&dashboard.Pages{Portal: &s.Portal, Store: s.Store, Standing: standing, Suggested: agreements.SuggestedFor},
		&goals.Pages{Portal: &s.Portal, Store: s.Store, Standing: standing},
		agreements,
		&campaigns.Pages{Portal: &s.Portal, Store: s.Store},
		&personas.Pages{Portal: &s.Portal, Store: s.Store, OnLead: leads.ShowNote},
		&assignment.Pages{Portal: &s.Portal, Store: s.Store, Desk: s.Desk},
		&scoring.Pages{Portal: &s.Portal, Store: s.Store},
		&teams.Pages{Portal: &s.Portal, Store: s.Store},
		&people.Pages{Portal: &s.Portal, Store: s.Store, Hours: hours, Hub: s.Hub},
		&settings.Pages{Portal: &s.Portal, Store: s.Store, API: s.API},
	} {
		routes = append(routes, pages.Routes()...)
	}
	if s.Dev {
		routes = append(routes, visit.Get("/styleguide", visit.Everybody, "style", s.styleguide))
	}
	return routes
}

// ownRoutes are about the visitor and the program.
func (s *Server) ownRoutes() []visit.Route {
	return []visit.Route{
		visit.Get("/", visit.SignedIn, "start", s.start),
		visit.Get("/live", visit.SignedIn, "live", s.live),
		visit.Get("/rail", visit.SignedIn, "live", s.rail),
		visit.Get("/healthz", visit.Everybody, "health", s.healthy),
		visit.Get("/readyz", visit.Everybody, "health", s.ready),
		visit.Get("/assets/*", visit.Everybody, "asset", s.asset),
	}
}

func (s *Server) styleguide(w http.ResponseWriter, r *http.Request) error {
	return s.Show(w, r, http.StatusOK, page.StyleguidePage(page.Frame{Title: "Styleguide", Assets: s.Assets.Base()}))
}
