// Package standing has how goals and promises stand and where they head, for every page that shows one.
package standing

import (
	"context"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
	"baton/internal/server/visit"
)

// View is who looks at a number, when, and under which policy: what its words depend on.
type View struct{ visit.Visit }

// Of is the view of who sent a request.
func Of(r *http.Request) View { return View{visit.Of(r)} }

// Reader reads how things stand. It keeps what it has read for a moment, so there is one for all pages.
type Reader struct {
	*visit.Portal
	Store    Store
	plays    plays
	foreseen foresights
}

// Store is what the database knows of how things stand.
type Store interface {
	Outlook(ctx context.Context, w report.Who) (forecast.Outlook, error)
	InFlight(ctx context.Context, scopes []report.Scope, at time.Time) ([]forecast.InFlight, error)
	PartCohorts(ctx context.Context, asks []report.Ask, at time.Time) ([]forecast.Cohort, error)
	Totals(ctx context.Context, scopes []report.Scope, at time.Time) ([]report.Totals, error)
	Readings(ctx context.Context, asks []report.Ask, at time.Time) ([]report.Reading, error)
	Promises(ctx context.Context, periods []report.Period, at time.Time) ([]report.Promises, error)
	GoalsFor(ctx context.Context, first, last time.Time, team account.TeamID) ([]goal.Goal, error)
}
