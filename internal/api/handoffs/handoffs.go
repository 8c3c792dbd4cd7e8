// Package handoffs has the routes of handoffs: reading them, and every act on them and on their leads.
package handoffs

import (
	"context"
	"net/http"
	"slices"

	"baton/internal/account"
	"baton/internal/api/call"
	"baton/internal/handoff/desk"
	"baton/internal/policy"
	"baton/internal/worklist"
)

// Routes are those of handoffs.
type Routes struct {
	*call.Gate
	Desk  *desk.Desk
	Store Store
}

// Store is what they ask of the database. What a key's owner may not see is not in the answers.
type Store interface {
	Policy(ctx context.Context) (*policy.Policy, error)
	// KeptHandoffs is a page of handoffs, the latest first.
	KeptHandoffs(ctx context.Context, by account.Person, ask worklist.HandoffAsk) (worklist.KeptHandoffs, error)
}

// Table is the table of them.
func (a *Routes) Table() []call.Route {
	return slices.Concat([]call.Route{
		{
			Method: http.MethodGet, Pattern: "/handoffs", Roles: call.SignedIn, Scope: account.ReadHandoffs,
			Resource: "handoff", ID: "list-handoffs", Summary: "Read handoffs",
			Words: "Handoffs that the key's owner can see, the latest first, in pages. With state=waiting, it is the " +
				"queue of sales.",
			Status: http.StatusOK, Refuses: []int{422},
			Add: func(r call.Route) { call.Register(a.Gate, r, nil, a.list) },
		},
		{
			Method: http.MethodGet, Pattern: "/handoffs/{id}", Roles: call.SignedIn, Scope: account.ReadHandoffs,
			Resource: "handoff", ID: "get-handoff", Summary: "Read a handoff",
			Words:  "One handoff. The header ETag has its version.",
			Status: http.StatusOK, Refuses: []int{404, 422},
			Add: func(r call.Route) { call.Register(a.Gate, r, nil, a.read) },
		},
		a.submission(),
	}, a.verdicts(), a.returns(), a.work())
}
