// Package server is all pages: every route with who may call it, sessions, forms and live screens.
package server

import (
	"compress/gzip"
	"context"
	"log/slog"
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
	"baton/web"
)

// Server answers the requests of browsers.
type Server struct {
	Desk   *handoff.Desk
	Store  Store
	Hub    *notify.Hub
	Assets *web.AssetSet
	Log    *slog.Logger
	Now    func() time.Time
	Demo   bool // the sign-in page offers the demo people
	Dev    bool // /styleguide is there
	Secure bool // cookies are for TLS only
	Mails  bool // mails are sent, so whoever forgot their password can ask for a link

	// API answers programs below APIBase; nil where there is none.
	API API

	// Closing is closed when the program stops, so that live streams end.
	Closing <-chan struct{}

	// TrustedOrigin is the public address of the installation, where a proxy hides it from requests; empty otherwise.
	TrustedOrigin string
	// TrustedProxies are the addresses, as CIDR prefixes, whose X-Forwarded-For is believed; none when empty.
	TrustedProxies []string
	// Limit is how long a request may take; 10 seconds when zero.
	Limit time.Duration

	effects  lately[agreement.Effect]
	regrades lately[regrade]
	suggests lately[[]suggestion.Suggestion]
	plays    plays
	foreseen foresights
}

// Store is what the pages ask of the database. What a person may not see is not in the answers.
type Store interface {
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
	ImportStore
	inboxStore
	uncontactedStore
	firstDayStore

	Books(ctx context.Context) (*handoff.Books, error)
	Ready(ctx context.Context) error
	Counts(ctx context.Context, by account.Person, at time.Time) (handoff.Counts, error)
	Queue(ctx context.Context, by account.Person, view handoff.QueueView, search string, after handoff.ID, at time.Time) (handoff.QueuePage, error)
	History(ctx context.Context, by account.Person, id lead.ID) (*handoff.History, error)
	HistoryOf(ctx context.Context, by account.Person, id handoff.ID) (*handoff.History, error)
	Submissions(ctx context.Context, by account.Person, ask handoff.SubmissionAsk) (handoff.LeadList, error)
	Work(ctx context.Context, by account.Person, view string, after handoff.ID) (handoff.LeadList, error)
	Leads(ctx context.Context, by account.Person, ask handoff.LeadAsk) (handoff.LeadList, error)
	Choices(ctx context.Context) (handoff.Choices, error)
	KnownCompany(ctx context.Context, by account.Person, key string) (*handoff.ListedLead, error)
}

// handler answers a request, or says why it does not; answer turns that into a page.
type handler func(w http.ResponseWriter, r *http.Request) error

// Handler is the whole portal.
func (s *Server) Handler() http.Handler {
	if s.Limit == 0 {
		s.Limit = 10 * time.Second
	}
	client := middleware.ClientIPFromRemoteAddr
	if len(s.TrustedProxies) > 0 {
		client = middleware.ClientIPFromXFF(s.TrustedProxies...)
	}
	mux := chi.NewRouter()
	mux.Use(client, middleware.Compress(gzip.BestSpeed, "text/html", "application/json"), s.logged, s.headed)
	if s.API != nil {
		mux.Mount(APIBase, s.API)
	}
	mux.Mount("/", s.pages())
	return mux
}

// pages are the routes of browsers, which come with cookies.
func (s *Server) pages() http.Handler {
	mux := chi.NewRouter()
	mux.Use(s.guarded, s.limited, s.overridden, middleware.GetHead)
	for _, route := range s.Routes() {
		mux.Method(route.Method, route.Pattern, s.permitted(route))
	}
	mux.NotFound(s.handle(func(http.ResponseWriter, *http.Request) error { return errNoPage }))
	mux.MethodNotAllowed(s.handle(func(http.ResponseWriter, *http.Request) error { return errNoPage }))
	return mux
}
