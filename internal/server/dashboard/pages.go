// Package dashboard has the shared dashboard and the board of leads that wait for their first contact.
package dashboard

import (
	"context"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/internal/server/standing"
	"baton/internal/server/visit"
	"baton/internal/worklist"
)

// Pages are the dashboard and its boards.
type Pages struct {
	*visit.Portal
	Store    Store
	Standing *standing.Reader

	// Suggested is the address of the change of the definition that would have held back most of what came back for a
	// reason from a campaign; "" where none is known.
	Suggested func(agreement.ReasonID, lead.CampaignID, time.Time) string
}

// Store is what the dashboard asks of the database.
type Store interface {
	Dashboard(ctx context.Context, scope report.Scope, at time.Time) (report.Dashboard, error)
	GoalsFor(ctx context.Context, first, last time.Time, team account.TeamID) ([]goal.Goal, error)
	Uncontacted(ctx context.Context, at time.Time) ([]worklist.RepUncontacted, error)
	UncontactedLeads(ctx context.Context, by account.Person, rep account.PersonID, late bool, after handoff.ID,
		at time.Time) (worklist.LeadList, int64, error)
}

// Routes are those of the dashboard.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/dashboard", visit.SignedIn, "report", s.dashboard),
		visit.Get("/dashboard/uncontacted", visit.SignedIn, "report", s.uncontacted),
	}
}

// view is who looks at the dashboard, when, and under which policy.
type view struct{ standing.View }

func viewOf(r *http.Request) view { return view{standing.Of(r)} }
