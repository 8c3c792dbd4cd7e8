// Package server is all pages: every route with who may call it, sessions, forms and live screens.
package server

import (
	"compress/gzip"
	"context"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/notify"
	"baton/internal/scoring/suggestion"
	"baton/internal/server/hours"
	"baton/internal/server/imports"
	"baton/internal/server/visit"
)

// Server answers the requests of browsers.
type Server struct {
	visit.Portal // Handler sets what it asks of the pages

	Desk  *handoff.Desk
	Store Store
	Hub   *notify.Hub
	Dev   bool        // /styleguide is there
	Mails bool        // mails are sent, so whoever forgot their password can ask for a link
	Hours hours.Pages // Handler sets it

	// API answers programs below APIBase; nil where there is none.
	API API

	// Closing is closed when the program stops, so that live streams end.
	Closing <-chan struct{}

	// TrustedProxies are the addresses, as CIDR prefixes, whose X-Forwarded-For is believed; none when empty.
	TrustedProxies []string

	effects  visit.Cached[agreement.Effect]
	regrades visit.Cached[regrade]
	suggests visit.Cached[[]suggestion.Suggestion]
	plays    plays
	foreseen foresights
}

// Store is what the pages ask of the database. What a person may not see is not in the answers.
type Store interface {
	visit.Store
	sessionStore
	forgottenStore
	ownStore
	HouseStore
	ReportStore
	GoalStore
	PlanStore
	OutlookStore
	AgreementStore
	SuggestionStore
	imports.Store
	inboxStore
	uncontactedStore
	firstDayStore

	Ready(ctx context.Context) error
	Queue(ctx context.Context, by account.Person, view handoff.QueueView, search string, after handoff.ID, at time.Time) (handoff.QueuePage, error)
	History(ctx context.Context, by account.Person, id lead.ID) (*handoff.History, error)
	HistoryOf(ctx context.Context, by account.Person, id handoff.ID) (*handoff.History, error)
	Submissions(ctx context.Context, by account.Person, ask handoff.SubmissionAsk) (handoff.LeadList, error)
	Work(ctx context.Context, by account.Person, view string, after handoff.ID) (handoff.LeadList, error)
	Leads(ctx context.Context, by account.Person, ask handoff.LeadAsk) (handoff.LeadList, error)
	Choices(ctx context.Context) (handoff.Choices, error)
	KnownCompany(ctx context.Context, by account.Person, key string) (*handoff.ListedLead, error)
}

// Handler is the whole portal.
func (s *Server) Handler() http.Handler {
	if s.Limit == 0 {
		s.Limit = 10 * time.Second
	}
	s.Hours = hours.Pages{Portal: &s.Portal, Store: s.Store}
	s.Portal.Store, s.Menu, s.HelpOn = s.Store, s.menuOf, helpOn
	s.Uploads, s.UploadMost = "/imports", imports.MaxUpload
	client := middleware.ClientIPFromRemoteAddr
	if len(s.TrustedProxies) > 0 {
		client = middleware.ClientIPFromXFF(s.TrustedProxies...)
	}
	mux := chi.NewRouter()
	mux.Use(client, middleware.Compress(gzip.BestSpeed, "text/html", "application/json"), s.Logged, s.Headed)
	if s.API != nil {
		mux.Mount(APIBase, s.API)
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
	mux.NotFound(s.Handle(func(http.ResponseWriter, *http.Request) error { return visit.ErrNoPage }))
	mux.MethodNotAllowed(s.Handle(func(http.ResponseWriter, *http.Request) error { return visit.ErrNoPage }))
	return mux
}
