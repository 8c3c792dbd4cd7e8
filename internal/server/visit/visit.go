package visit

import (
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/policy"
)

// Visit is one request by one person: who, when, and the policy in force then.
type Visit struct {
	By     account.Person
	Now    time.Time
	Policy *policy.Policy
}

type visitKey struct{}

// Of is the visit that r is. Only routes with roles have one.
func Of(r *http.Request) Visit {
	v, _ := r.Context().Value(visitKey{}).(Visit)
	return v
}

// By is who is signed in. Only routes with roles have one.
func By(r *http.Request) account.Person { return Of(r).By }
