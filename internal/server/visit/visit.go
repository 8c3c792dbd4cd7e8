package visit

import (
	"context"
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
func Of(r *http.Request) Visit { return In(r.Context()) }

// In is the visit in whose course something is asked; without anybody where ctx is of none.
func In(ctx context.Context) Visit {
	v, _ := ctx.Value(visitKey{}).(Visit)
	return v
}

// With is ctx in the course of v.
func With(ctx context.Context, v Visit) context.Context { return context.WithValue(ctx, visitKey{}, v) }

// PolicyVersion is the version of the policy that the visit reads, 0 where there is none.
func (v Visit) PolicyVersion() int64 {
	if v.Policy == nil {
		return 0
	}
	return v.Policy.Version
}

// By is who is signed in. Only routes with roles have one.
func By(r *http.Request) account.Person { return Of(r).By }
