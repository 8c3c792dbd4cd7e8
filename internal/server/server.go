// Package server is the portal: it gathers the routes from the packages of pages below it, and has what belongs to
// none of them: the live stream, the menu and the health checks.
package server

import (
	"compress/gzip"
	"context"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"baton/internal/handoff/desk"
	"baton/internal/notify"
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
	"baton/internal/server/people"
	"baton/internal/server/personas"
	"baton/internal/server/scoring"
	"baton/internal/server/settings"
	"baton/internal/server/standing"
	"baton/internal/server/submit"
	"baton/internal/server/teams"
	"baton/internal/server/visit"
)

// Server answers the requests of browsers.
type Server struct {
	visit.Portal // Handler sets what it asks of the pages

	Desk  *desk.Desk
	Store Store
	Hub   *notify.Hub
	Dev   bool // /styleguide is there

	// API answers programs below APIBase; nil where there is none.
	API settings.API

	// Closing is closed when the program stops, so that live streams end.
	Closing <-chan struct{}

	// TrustedProxies are the addresses, as CIDR prefixes, whose X-Forwarded-For is believed; none when empty.
	TrustedProxies []string
}

// Store is what the pages ask of the database: what each package of pages asks. What a person may not see is not in the
// answers.
type Store interface {
	visit.Store
	hours.Store
	standing.Store
	entry.Store
	home.Store
	me.Store
	leads.Store
	submit.Store
	imports.Store
	dashboard.Store
	goals.Store
	agreements.Store
	campaigns.Store
	personas.Store
	assignment.Store
	scoring.Store
	teams.Store
	people.Store
	settings.Store

	Ready(ctx context.Context) error
}

// Handler is the whole portal.
func (s *Server) Handler() http.Handler {
	if s.Limit == 0 {
		s.Limit = 10 * time.Second
	}
	s.Portal.Store, s.Menu, s.HelpOn = s.Store, s.menuOf, home.HelpOn
	s.Uploads, s.UploadMost = "/imports", imports.MaxUpload
	client := middleware.ClientIPFromRemoteAddr
	if len(s.TrustedProxies) > 0 {
		client = middleware.ClientIPFromXFF(s.TrustedProxies...)
	}
	mux := chi.NewRouter()
	mux.Use(client, middleware.Compress(gzip.BestSpeed, "text/html", "application/json"), s.Logged, s.Headed)
	if s.API != nil {
		mux.Mount(settings.APIBase, s.API)
	}
	mux.Mount("/", s.pages())
	return mux
}

// pages are the routes of browsers, which come with cookies.
func (s *Server) pages() http.Handler {
	mux := chi.NewRouter()
	mux.Use(s.Guarded, s.Limited, s.Overridden, middleware.GetHead)
	for _, route := range s.Routes() {
		mux.Method(route.Method, route.Pattern, s.Permitted(route))
	}
	for before, now := range moved {
		mux.Handle(before, movedTo(now))
	}
	mux.NotFound(s.Handle(func(http.ResponseWriter, *http.Request) error { return visit.ErrNoPage }))
	mux.MethodNotAllowed(s.Handle(func(http.ResponseWriter, *http.Request) error { return visit.ErrNoPage }))
	return mux
}
