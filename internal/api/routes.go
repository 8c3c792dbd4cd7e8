package api

import (
	"net/http"
	"slices"

	"baton/internal/api/call"
	"baton/internal/api/catalogue"
	"baton/internal/api/handoffs"
	"baton/internal/api/leads"
	"baton/internal/api/reports"
	"baton/internal/api/touches"
)

// Route is one line of the table that says who may call what.
type Route = call.Route

// Routes is the table of all routes.
func Routes() []Route {
	return append((&API{gate: &call.Gate{}}).routes(),
		Route{Method: http.MethodGet, Pattern: "/openapi.json", Roles: call.Everybody, Resource: "api"})
}

func (a *API) routes() []Route {
	return slices.Concat(
		(&leads.Routes{Gate: a.gate, Desk: a.desk, Store: a.store}).Table(),
		(&handoffs.Routes{Gate: a.gate, Desk: a.desk, Store: a.store}).Table(),
		(&reports.Routes{Gate: a.gate, Store: a.store}).Table(),
		(&catalogue.Routes{Gate: a.gate, Store: a.store}).Table(),
		(&touches.Routes{Gate: a.gate, Desk: a.desk, Store: a.store}).Table(),
	)
}
