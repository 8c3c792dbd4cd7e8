// Package leadview has what pages show of a lead and its handoffs: facts, stages, clocks, scores, likelihoods, the
// history, and the forms of a decision.
package leadview

import (
	"net/http"

	"baton/internal/server/visit"
)

// View is who looks at a lead, when, and under which policy: what its words depend on.
type View struct{ visit.Visit }

// Of is the view of who sent a request.
func Of(r *http.Request) View { return View{visit.Of(r)} }
