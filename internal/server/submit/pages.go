// Package submit has the form by which a marketer hands a lead over.
package submit

import (
	"context"
	"net/http"

	"baton/internal/account"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/internal/worklist"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store
	Desk  *desk.Desk
}

// Store is what the form asks of the database.
type Store interface {
	Choices(ctx context.Context) (worklist.Choices, error)
	History(ctx context.Context, by account.Person, id lead.ID) (*history.History, error)
	KnownCompany(ctx context.Context, by account.Person, key string) (*worklist.ListedLead, error)
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/leads/new", visit.Marketers, "lead", s.newLead),
		visit.Post("/leads/preview", visit.Marketers, "lead", s.previewLead),
		visit.Post("/leads", visit.Marketers, "lead", s.submitLead),
		visit.Get("/leads/{id}/edit", visit.Marketers, "lead", s.editLead),
		visit.Post("/leads/{id}/handoffs", visit.Marketers, "lead", s.resubmitLead),
	}
}

// view is who looks at a page, when, and under which policy.
type view struct{ leadview.View }

func viewOf(r *http.Request) view { return view{leadview.Of(r)} }
