// Package entry has the pages before signing in: the first admin, sign-in, and passwords.
package entry

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/server/visit"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store
}

// Store is what the way in asks of the database.
type Store interface {
	AddSession(ctx context.Context, person account.PersonID, token account.Token, address, agent string,
		at time.Time) error
	Empty(ctx context.Context) (bool, error)
	EndSession(ctx context.Context, token string) error
	Login(ctx context.Context, email string) (account.PersonID, string, error)
	PasswordLink(ctx context.Context, secret string, at time.Time) (p account.Person, until time.Time, err error)
	RequestPassword(ctx context.Context, email, address string, at time.Time) error
	SetUp(ctx context.Context, secret string, p *account.Person, passwordHash string, company lead.Installation,
		at time.Time) error
	SignInAllowed(ctx context.Context, email, address string, at time.Time) error
	SignInFailed(ctx context.Context, email, address string, at time.Time) error
	SignInWorked(ctx context.Context, email string) error
	UsePasswordLink(ctx context.Context, secret, newPasswordHash string, at time.Time) (account.PersonID, error)
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/sign-in", visit.Everybody, "session", s.signInPage),
		visit.Post("/sign-in", visit.Everybody, "session", s.signIn),
		visit.Post("/sign-out", visit.SignedIn, "session", s.signOut),
		visit.Get("/setup", visit.Everybody, "installation", s.setupPage),
		visit.Post("/setup", visit.Everybody, "installation", s.setup),
		visit.Get("/password/{token}", visit.Everybody, "password", s.passwordPage),
		visit.Post("/password/{token}", visit.Everybody, "password", s.setPassword),
		visit.Get("/forgotten", visit.Everybody, "password", s.forgotten),
		visit.Post("/forgotten", visit.Everybody, "password", s.sendPassword),
	}
}
