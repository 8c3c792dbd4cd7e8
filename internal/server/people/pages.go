// Package people has the pages of people: roles, teams, capacity, hours and absences.
package people

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/notify"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store
	Hours hours.Pages
	Hub   *notify.Hub
}

// Store is what the pages of people ask of the database.
type Store interface {
	AddPerson(ctx context.Context, by account.Person, p *account.Person, link account.Token, at time.Time) error
	ChangePerson(ctx context.Context, by account.Person, p *account.Person, at time.Time) (back bool, err error)
	DisablePerson(ctx context.Context, by account.Person, id account.PersonID, version int, at time.Time) (back bool,
		err error)
	EnablePerson(ctx context.Context, by account.Person, id account.PersonID, version int) error
	EndSessions(ctx context.Context, by account.Person, id account.PersonID) error
	Holder(ctx context.Context, id account.PersonID, at time.Time) (lead.Holder, error)
	Holders(ctx context.Context, view lead.HolderView, search string, team account.TeamID, after account.PersonID,
		at time.Time) (lead.HolderList, error)
	NewPasswordLink(ctx context.Context, by account.Person, id account.PersonID, link account.Token, at time.Time) error
	PasswordLink(ctx context.Context, secret string, at time.Time) (p account.Person, until time.Time, err error)
	SetAway(ctx context.Context, by account.Person, id account.PersonID, until, at time.Time) error
	SetBack(ctx context.Context, by account.Person, id account.PersonID, at time.Time) error
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/people", visit.Admins, "person", s.people),
		visit.Post("/people", visit.Admins, "person", s.addPerson),
		visit.Post("/people/{id}", visit.Admins, "person", s.changePerson),
		visit.Post("/people/{id}/deactivation", visit.Admins, "person", s.deactivatePerson),
		visit.Delete("/people/{id}/deactivation", visit.Admins, "person", s.reactivatePerson),
		visit.Post("/people/{id}/link", visit.Admins, "person", s.newPasswordLink),
		visit.Delete("/people/{id}/sessions", visit.Admins, "person", s.endSessions),
		visit.Post("/people/{id}/absence", visit.Admins, "person", s.setAway),
		visit.Delete("/people/{id}/absence", visit.Admins, "person", s.setBack),
		visit.Post("/people/{id}/hours", visit.Admins, "person", s.setHours),
		visit.Post("/people/{id}/absences", visit.Admins, "person", s.addAbsence),
		visit.Delete("/people/{id}/absences/{absence}", visit.Admins, "person", s.removeAbsence),
	}
}
