// Package api is the REST API for other programs: every route with the scope that it needs, keys, errors as RFC 9457
// has them, and the OpenAPI document that says all of it. What a request may do is decided where pages have it decided,
// by the Desk and the store.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"baton/internal/account"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/history"
)

// Base is below which path the API is mounted.
const Base = "/api/v1"

// API answers the requests of programs. Mounted at Base, behind middleware that tells the address of the client, and
// without cookies.
type API struct {
	desk  *desk.Desk
	store Store
	log   *slog.Logger
	now   func() time.Time
	huma  huma.API
	mux   *chi.Mux
}

// Store is what the API asks of the database. What a key's owner may not see is not in the answers.
type Store interface {
	// Bearer is who acts by a key and what it may be used for; NotFound when it lets nobody in.
	Bearer(ctx context.Context, secret string, at time.Time) (account.Person, []account.Scope, error)
	// KeyRefused notes that an address came with such a key, and answers TooMany when that happened too often.
	KeyRefused(ctx context.Context, address string, at time.Time) error
	// TouchesOf is a page of the touches of a lead, the latest first.
	TouchesOf(ctx context.Context, by account.Person, who desk.Who, after history.TouchMark, limit int) (history.TouchPage,
		error)
}

// New makes the API. Without a desk and a store it can say what it is, and nothing else.
func New(desk *desk.Desk, store Store, log *slog.Logger, now func() time.Time) *API {
	a := &API{desk: desk, store: store, log: log, now: now, mux: chi.NewRouter()}
	a.mux.Use(a.whole, bounded, headed)
	a.mux.NotFound(func(w http.ResponseWriter, r *http.Request) { a.refuse(w, r, errNoRoute) })
	a.mux.MethodNotAllowed(a.wrongMethod)
	a.huma = humachi.New(a.mux, config())
	a.mux.Get("/openapi.json", a.openAPI)
	for _, route := range a.routes() {
		route.add(route)
	}
	return a
}

// ServeHTTP implements http.Handler. It is a chi router, so that the router that it is mounted on can tell its routes.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// config is what huma is told. Its own pages are off: they load scripts of others, and answers are to hold nothing but
// what they say.
func config() huma.Config {
	c := huma.DefaultConfig("Baton", "1")
	c.Info.Description = "The REST API of Baton. An admin creates keys at /settings/keys."
	c.Servers = []*huma.Server{{URL: Base}}
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.RejectUnknownQueryParameters = true
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		keyScheme: {Type: "http", Scheme: "bearer", Description: "An API key, as Authorization: Bearer baton_…"},
	}
	return c
}
