// Package teams has the pages of teams with their hours and days off.
package teams

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
	"baton/internal/server/visit"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store
}

// Store is what the pages of teams ask of the database.
type Store interface {
	AddTeam(ctx context.Context, by account.Person, t *account.Team, week []agreement.Interval) error
	AddTeamDay(ctx context.Context, team account.TeamID, d agreement.OwnDay, by account.Person, at time.Time) error
	ChangeTeam(ctx context.Context, by account.Person, t *account.Team, week []agreement.Interval) error
	RestoreTeam(ctx context.Context, by account.Person, id account.TeamID, version int) error
	RetireTeam(ctx context.Context, by account.Person, id account.TeamID, version int) error
	TeamDays(ctx context.Context, team account.TeamID) (count, withdrawn []agreement.OwnDay, err error)
	TeamHolds(ctx context.Context) (map[account.TeamID]lead.TeamHold, error)
	WithdrawTeamDay(ctx context.Context, team account.TeamID, id int64, by account.Person, at time.Time) error
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/teams", visit.Admins, "team", s.teams),
		visit.Post("/teams", visit.Admins, "team", s.addTeam),
		visit.Post("/teams/{id}", visit.Admins, "team", s.changeTeam),
		visit.Post("/teams/{id}/retirement", visit.Admins, "team", s.retireTeam),
		visit.Delete("/teams/{id}/retirement", visit.Admins, "team", s.restoreTeam),
		visit.Post("/teams/{id}/days", visit.Admins, "team", s.addTeamDay),
		visit.Delete("/teams/{id}/days/{day}", visit.Admins, "team", s.withdrawTeamDay),
	}
}
