// Package api is the REST API for other programs: every route with the scope that it needs, keys, errors as RFC 9457
// has them, and the OpenAPI document that says all of it. What a request may do is decided where pages have it decided,
// by the Desk and the store.
package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"baton/internal/api/call"
	"baton/internal/api/catalogue"
	"baton/internal/api/handoffs"
	"baton/internal/api/leads"
	"baton/internal/api/reports"
	"baton/internal/api/touches"
	"baton/internal/handoff/desk"
)

// Base is below which path the API is mounted.
const Base = "/api/v1"

// API answers the requests of programs. Mounted at Base, behind middleware that tells the address of the client, and
// without cookies.
type API struct {
	gate  *call.Gate
	desk  *desk.Desk
	store Store
	mux   *chi.Mux
}

// Store is what the API asks of the database. What a key's owner may not see is not in the answers.
type Store interface {
	call.Keys
	catalogue.Store
	handoffs.Store
	leads.Store
	reports.Store
	touches.Store
}

// New makes the API. Without a desk and a store it can say what it is, and nothing else.
func New(desk *desk.Desk, store Store, log *slog.Logger, now func() time.Time) *API {
	a := &API{desk: desk, store: store, mux: chi.NewRouter()}
	a.mux.Use(a.whole, bounded, headed)
	a.mux.NotFound(func(w http.ResponseWriter, r *http.Request) { a.gate.Refuse(w, r, call.ErrNoRoute) })
	a.mux.MethodNotAllowed(a.wrongMethod)
	a.gate = &call.Gate{Keys: store, Log: log, Now: now, Huma: humachi.New(a.mux, config())}
	a.mux.Get("/openapi.json", a.openAPI)
	for _, route := range a.routes() {
		route.Add(route)
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
	c.Components.SecuritySchemes = call.Security()
	return c
}
