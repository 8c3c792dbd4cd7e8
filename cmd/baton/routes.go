package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"baton/internal/account"
	"baton/internal/api"
	"baton/internal/server"
	"baton/internal/server/visit"
)

type routesCmd struct {
	JSON bool `help:"Print as JSON." name:"json"`
}

// route is a line of either table. Those of the API name the scope that a key needs for them.
type route struct {
	visit.Route
	Scope account.Scope `json:"scope,omitempty"`
}

// routes are the tables that pages and the API are routed by.
func routes() (all []route) {
	for _, r := range (&server.Server{}).Routes() {
		all = append(all, route{Route: r})
	}
	for _, r := range api.Routes() {
		all = append(all, route{visit.Route{Method: r.Method, Pattern: api.Base + r.Pattern, Roles: r.Roles,
			Resource: r.Resource}, r.Scope})
	}
	for i := range all {
		if all[i].Roles == nil {
			all[i].Roles = []account.Role{}
		}
	}
	return all
}

// Run prints the tables.
func (c routesCmd) Run(e *env) error {
	if c.JSON {
		encoder := json.NewEncoder(e.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(routes())
	}
	table := tabwriter.NewWriter(e.out, 0, 8, 2, ' ', 0)
	for _, r := range routes() {
		may := "everybody"
		if len(r.Roles) > 0 {
			words := make([]string, len(r.Roles))
			for i, role := range r.Roles {
				words[i] = string(role)
			}
			may = strings.Join(words, " ")
		}
		if r.Scope != "" {
			may += ", by a key with " + string(r.Scope)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.Method, r.Pattern, r.Resource, may)
	}
	return table.Flush()
}
