package call

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5/middleware"

	"baton/internal/account"
	"baton/internal/errs"
)

// keyScheme is what the OpenAPI document calls the way in which programs prove who they are.
const keyScheme = "key"

// mostKey is how long what is sent as a key can be.
const mostKey = 200

var (
	errNoKey     = errors.New("no key")
	errBadKey    = errors.New("a key that lets nobody in")
	errWrongRole = errs.Say(errs.Forbidden, "The role of the key's owner does not allow this.")
)

// missingScope is the refusal of a key that is not for this.
type missingScope struct{ scope account.Scope }

func (e missingScope) Error() string {
	return fmt.Sprintf("This key does not have the scope %s. Ask an admin for a key with it.", e.scope)
}
func (e missingScope) Unwrap() error { return errs.Forbidden }

type ownerKey struct{}

// Owner is who acts by the key of a request.
func Owner(ctx context.Context) account.Person {
	person, _ := ctx.Value(ownerKey{}).(account.Person)
	return person
}

// keyed lets a route answer those whose key may call it.
func (g *Gate) keyed(route Route) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humachi.Unwrap(ctx)
		person, err := g.letIn(r, route, w.Header())
		if err != nil {
			g.Refuse(w, r, err)
			return
		}
		next(huma.WithValue(ctx, ownerKey{}, person))
	}
}

// letIn is who acts by the key of a request, or why they may not call the route. What the key may still ask is told in
// the header of the answer.
func (g *Gate) letIn(r *http.Request, route Route, answer http.Header) (account.Person, error) {
	secret, err := bearer(r)
	if err != nil {
		return account.Person{}, err
	}
	person, scopes, err := g.Keys.Bearer(r.Context(), secret, g.Now())
	switch {
	case errors.Is(err, errs.NotFound):
		if err := g.Keys.KeyRefused(r.Context(), middleware.GetClientIP(r.Context()), g.Now()); err != nil {
			return account.Person{}, err
		}
		return account.Person{}, errBadKey
	case err != nil:
		return account.Person{}, err
	}
	left := g.limits.take(string(account.HashToken(secret)), g.Now())
	left.tell(answer)
	switch {
	case !left.ok:
		return account.Person{}, left.refusal()
	case !slices.Contains(scopes, route.Scope):
		return account.Person{}, missingScope{route.Scope}
	case !person.Has(route.Roles...):
		return account.Person{}, errWrongRole
	}
	return person, nil
}

// bearer is the key that a request carries. One in the address is none: addresses are kept in logs.
func bearer(r *http.Request) (string, error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	secret = strings.TrimSpace(secret)
	switch {
	case scheme == "":
		return "", errNoKey
	case !strings.EqualFold(scheme, "Bearer") || secret == "" || len(secret) > mostKey:
		return "", errBadKey
	}
	return secret, nil
}
