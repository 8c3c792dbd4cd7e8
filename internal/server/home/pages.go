// Package home has the pages where a visitor begins: the first steps of a company, the inbox and the help.
package home

import (
	"context"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/firstday"
	"baton/internal/inbox"
	"baton/internal/server/visit"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store
}

// Store is what the first steps and the inbox ask of the database.
type Store interface {
	FirstDay(ctx context.Context) (firstday.State, error)
	Inbox(ctx context.Context, by account.Person, unread bool, after int64) (inbox.Page, error)
	PutFirstDayAside(ctx context.Context, by account.Person, at time.Time) error
	Read(ctx context.Context, by account.Person, id int64, at time.Time) error
	ReadUntil(ctx context.Context, by account.Person, last int64, at time.Time) error
	TakeFirstDayUp(ctx context.Context, by account.Person, at time.Time) error
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/start", visit.Managers, "first day", s.firstDay),
		visit.Post("/start/dismissal", visit.Admins, "first day", s.dismissFirstDay),
		visit.Delete("/start/dismissal", visit.Admins, "first day", s.restoreFirstDay),
		visit.Get("/inbox", visit.SignedIn, "notification", s.inbox),
		visit.Post("/inbox/reading", visit.SignedIn, "notification", s.readAll),
		visit.Post("/inbox/{id}/reading", visit.SignedIn, "notification", s.readOne),
		visit.Get("/help", visit.SignedIn, "help", s.help),
		visit.Get("/help/{page}", visit.SignedIn, "help", s.help),
	}
}

// view is who looks at a page, when, and under which policy.
type view struct{ visit.Visit }

func viewOf(r *http.Request) view { return view{visit.Of(r)} }
