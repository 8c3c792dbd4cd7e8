// Package leads has the routes of leads themselves: who comes in, what is known of them, and what is changed.
package leads

import (
	"context"
	"net/http"

	"baton/internal/account"
	"baton/internal/api/call"
	"baton/internal/handoff/desk"
	"baton/internal/policy"
	"baton/internal/worklist"
)

// Routes are those of leads.
type Routes struct {
	*call.Gate
	Desk  *desk.Desk
	Store Store
}

// Store is what they ask of the database. What a key's owner may not see is not in the answers.
type Store interface {
	Policy(ctx context.Context) (*policy.Policy, error)
	// KeptLeads is a page of leads, those first that changed longest ago.
	KeptLeads(ctx context.Context, by account.Person, ask worklist.KeptAsk) (worklist.KeptLeads, error)
}

// Table is the table of them.
func (a *Routes) Table() []call.Route {
	return []call.Route{
		{
			Method: http.MethodPost, Pattern: "/leads", Roles: call.Marketers, Scope: account.WriteLeads, Resource: "lead",
			ID: "add-lead", Summary: "Create a lead, or add a touch to it",
			Words: "Takes in a person. Somebody new becomes a lead and is answered with 201. Somebody who is a lead " +
				"already gets one more touch and what they lacked, and is answered with 200. If the agreement says so, a " +
				"lead that meets the definition is handed over. What of the request did not take is named in said.",
			Status: http.StatusCreated, Refuses: []int{400, 409, 413, 415, 422},
			Add: func(r call.Route) {
				call.Register(a.Gate, r, arrival.Described(a.Gate, "NewLead", "Who comes in."), a.add)
				a.known(r)
			},
		},
		{
			Method: http.MethodGet, Pattern: "/leads", Roles: call.SignedIn, Scope: account.ReadLeads, Resource: "lead",
			ID: "list-leads", Summary: "Find leads",
			Words: "Leads that the key's owner can see, those first that changed longest ago, in pages. " +
				"Without a parameter these are all leads.",
			Status: http.StatusOK, Refuses: []int{422},
			Add: func(r call.Route) { call.Register(a.Gate, r, nil, a.list) },
		},
		{
			Method: http.MethodGet, Pattern: "/leads/{id}", Roles: call.SignedIn, Scope: account.ReadLeads,
			Resource: "lead", ID: "get-lead", Summary: "Read a lead",
			Words:  "One lead. The header ETag has its version.",
			Status: http.StatusOK, Refuses: []int{404, 422},
			Add: func(r call.Route) { call.Register(a.Gate, r, nil, a.read) },
		},
		{
			Method: http.MethodPatch, Pattern: "/leads/{id}", Roles: call.SignedIn, Scope: account.WriteLeads,
			Resource: "lead", ID: "change-lead", Summary: "Change a lead",
			Words: "Changes the fields that are sent; null takes a value away. Marketing changes all fields of a lead " +
				"that it has, and external_id and custom of any of its leads. Sales changes name, job_title, email and " +
				"phone of a lead that it has. Send the ETag of the lead as If-Match, so that nothing is overwritten " +
				"that somebody changed meanwhile: the answer is 412 then, with the lead as it is.",
			Status: http.StatusOK, Refuses: []int{400, 404, 409, 412, 413, 415, 422},
			Add: func(r call.Route) {
				call.Register(a.Gate, r, amendment.Described(a.Gate, "LeadChange",
					"What to change. A field that has null loses its value."), a.change)
			},
		},
	}
}
