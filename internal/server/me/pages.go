// Package me has the pages of the visitor's own account: address, password, hours, absences, sessions and
// notifications.
package me

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/inbox"
	"baton/internal/lead"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store
	Hours hours.Pages
}

// Store is what the visitor's account asks of the database.
type Store interface {
	ChangeEmail(ctx context.Context, by account.Person, typed string, at time.Time) error
	ChangePassword(ctx context.Context, by account.Person, was, newHash, here string, at time.Time) error
	EndOtherSessions(ctx context.Context, by account.Person, here string) error
	EndOwnSession(ctx context.Context, by account.Person, id account.SessionID) error
	Holder(ctx context.Context, id account.PersonID, at time.Time) (lead.Holder, error)
	Login(ctx context.Context, email string) (account.PersonID, string, error)
	Mute(ctx context.Context, by account.Person, kinds []inbox.Kind) error
	Muted(ctx context.Context, by account.Person) ([]inbox.Kind, error)
	Sessions(ctx context.Context, by account.Person, here string, at time.Time) ([]account.Session, error)
	SetAway(ctx context.Context, by account.Person, id account.PersonID, until, at time.Time) error
	SetBack(ctx context.Context, by account.Person, id account.PersonID, at time.Time) error
	SetReading(ctx context.Context, by account.Person, to account.Reading) error
	SignInAllowed(ctx context.Context, email, address string, at time.Time) error
	SignInFailed(ctx context.Context, email, address string, at time.Time) error
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/me", visit.SignedIn, "person", s.me),
		visit.Post("/me/email", visit.SignedIn, "person", s.changeEmail),
		visit.Post("/me/password", visit.SignedIn, "person", s.changePassword),
		visit.Get("/me/reading", visit.SignedIn, "person", s.reading),
		visit.Post("/me/reading", visit.SignedIn, "person", s.setReading),
		visit.Get("/me/hours", visit.SignedIn, "person", s.ownHours),
		visit.Post("/me/hours", visit.SignedIn, "person", s.setOwnHours),
		visit.Post("/me/absences", visit.SignedIn, "person", s.addOwnAbsence),
		visit.Delete("/me/absences/{id}", visit.SignedIn, "person", s.removeOwnAbsence),
		visit.Post("/me/absence", visit.SignedIn, "person", s.setSelfAway),
		visit.Delete("/me/absence", visit.SignedIn, "person", s.setSelfBack),
		visit.Get("/me/sessions", visit.SignedIn, "person", s.ownSessions),
		visit.Delete("/me/sessions", visit.SignedIn, "person", s.endOtherSessions),
		visit.Delete("/me/sessions/{id}", visit.SignedIn, "person", s.endOwnSession),
		visit.Get("/me/notifications", visit.SignedIn, "person", s.news),
		visit.Post("/me/notifications", visit.SignedIn, "person", s.setNews),
	}
}
