package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"baton/internal/account"
	"baton/internal/server"
)

type routesCmd struct {
	JSON bool `help:"As JSON." name:"json"`
}

// Run prints the table that the server routes by.
func (c routesCmd) Run(e *env) error {
	routes := (&server.Server{}).Routes()
	for i := range routes {
		if routes[i].Roles == nil {
			routes[i].Roles = []account.Role{}
		}
	}
	if c.JSON {
		encoder := json.NewEncoder(e.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(routes)
	}
	table := tabwriter.NewWriter(e.out, 0, 8, 2, ' ', 0)
	for _, r := range routes {
		roles := "everybody"
		if len(r.Roles) > 0 {
			words := make([]string, len(r.Roles))
			for i, role := range r.Roles {
				words[i] = string(role)
			}
			roles = strings.Join(words, " ")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.Method, r.Pattern, r.Resource, roles)
	}
	return table.Flush()
}
