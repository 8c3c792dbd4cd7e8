// Package call is one request by one program, whatever it is about: whose key it carries, what its body says, and what
// is answered where it does not work.
package call

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"baton/internal/account"
)

// Gate is what every route stands behind.
type Gate struct {
	Keys Keys
	Log  *slog.Logger
	Now  func() time.Time
	Huma huma.API

	limits limiter
}

// Keys knows the keys that there are.
type Keys interface {
	// Bearer is who acts by a key and what it may be used for; NotFound when it lets nobody in.
	Bearer(ctx context.Context, secret string, at time.Time) (account.Person, []account.Scope, error)
	// KeyRefused notes that an address came with such a key, and answers TooMany when that happened too often.
	KeyRefused(ctx context.Context, address string, at time.Time) error
}

// Route is one line of the table that says who may call what: the owner of the key must have one of the roles, and the
// key the scope.
type Route struct {
	Method   string
	Pattern  string         // below the base of the API
	Roles    []account.Role // empty for everybody, with or without a key
	Scope    account.Scope
	Resource string // the kind of thing that it shows or changes

	ID, Summary, Words string
	Status             int   // of what worked
	Refuses            []int // what else it answers, besides what every route does
	Add                func(Route)
}

// Who may call a route.
var (
	Everybody = []account.Role(nil)
	SignedIn  = account.Roles
	Marketers = []account.Role{account.Marketer, account.Manager, account.Admin}
	Sellers   = []account.Role{account.Rep, account.Manager, account.Admin}
	Managers  = []account.Role{account.Manager, account.Admin}
)

// always are what every route may answer besides its own.
var always = []int{401, 403, 429, 500, 503}

// Register has a route answered by handle for those who may call it. A body that handle reads itself is described by
// body, nil where there is none.
func Register[I, O any](g *Gate, r Route, body *huma.RequestBody, handle func(context.Context, *I) (*O, error)) {
	errors := slices.Concat(r.Refuses, always)
	slices.Sort(errors)
	op := huma.Operation{
		OperationID: r.ID, Method: r.Method, Path: r.Pattern, Summary: r.Summary, Description: r.Words,
		DefaultStatus: r.Status, Tags: []string{r.Resource},
		Errors: slices.Compact(errors), Security: []map[string][]string{{keyScheme: {string(r.Scope)}}},
		Middlewares:  huma.Middlewares{g.keyed(r)},
		MaxBodyBytes: MaxBody + 1, SkipValidateBody: true,
	}
	huma.Register(g.Huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, g.Problem(ctx, err)
		}
		return out, nil
	})
	if body != nil {
		described(g.Huma.OpenAPI().Paths[r.Pattern], r.Method).RequestBody = body
	}
}

// described is the operation of a path by its method.
func described(path *huma.PathItem, method string) *huma.Operation {
	return map[string]*huma.Operation{
		"GET": path.Get, "POST": path.Post, "PUT": path.Put, "PATCH": path.Patch, "DELETE": path.Delete,
	}[method]
}

// Security is the scheme of keys for the OpenAPI document.
func Security() map[string]*huma.SecurityScheme {
	return map[string]*huma.SecurityScheme{
		keyScheme: {Type: "http", Scheme: "bearer", Description: "An API key, as Authorization: Bearer baton_…"},
	}
}
