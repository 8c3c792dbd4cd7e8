// Package settings has the settings of the installation: currency, time zone, and the keys of the API.
package settings

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
	API   API // nil where there is none
}

// Store is what the settings ask of the database.
type Store interface {
	AddKey(ctx context.Context, by account.Person, k account.NewKey, token account.Token, prefix string,
		at time.Time) error
	Installation(ctx context.Context) (lead.Installation, error)
	KeyOf(ctx context.Context, secret string) (account.Key, error)
	KeyOwners(ctx context.Context) ([]account.KeyOwner, error)
	Keys(ctx context.Context) ([]account.Key, error)
	RevokeKey(ctx context.Context, by account.Person, id account.KeyID, at time.Time) error
	SetInstallation(ctx context.Context, to lead.Installation, by account.Person, at time.Time) error
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/settings", visit.Admins, "installation", s.settings),
		visit.Post("/settings", visit.Admins, "installation", s.setSettings),
		visit.Get("/settings/keys", visit.Admins, "key", s.keys),
		visit.Post("/settings/keys", visit.Admins, "key", s.addKey),
		visit.Post("/settings/keys/{id}/revocation", visit.Admins, "key", s.revokeKey),
		visit.Get("/api/docs", visit.Everybody, "api", s.apiDocs),
	}
}
