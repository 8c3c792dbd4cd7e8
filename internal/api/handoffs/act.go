package handoffs

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"baton/internal/account"
	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/act"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Acted is what an act left behind.
type Acted struct {
	_       struct{}         `additionalProperties:"true"`
	Lead    lead.ID          `json:"lead" example:"2481" doc:"The lead."`
	Stage   lead.Stage       `json:"stage" example:"accepted" doc:"Where the lead is now."`
	Handoff handoff.ID       `json:"handoff" example:"311" doc:"The handoff that this was done to, or that it made."`
	Number  int              `json:"number" doc:"Among the handoffs of the lead, from 1."`
	Version int              `json:"version" doc:"The version of the handoff; also the ETag."`
	Verdict handoff.Verdict  `json:"verdict,omitempty" doc:"How the handoff is answered."`
	Outcome handoff.Outcome  `json:"outcome,omitempty" doc:"What came of it."`
	Team    account.TeamID   `json:"team" doc:"The id of the sales team that has it."`
	Owner   account.PersonID `json:"owner,omitempty" doc:"The id of the person who has it; missing in the pool."`
	Next    handoff.ID       `json:"next,omitempty" doc:"The handoff that was made in its place: sales has the lead again."`
}

type actedOut struct {
	ETag string `header:"ETag" doc:"The version of the handoff, for If-Match."`
	Body Acted
}

type actIn struct {
	ID      int64  `path:"id" minimum:"1" doc:"The id."`
	IfMatch string `header:"If-Match" doc:"The ETag of the handoff that was read."`
	call.Write
}

// doing is one act by somebody: on what, and what was sent with it.
type doing[T any] struct {
	ctx     context.Context
	desk    *desk.Desk
	policy  *policy.Policy
	by      account.Person
	id      int64
	version int // that If-Match names; 0 for any
	sent    T
}

// An acting is an act with the body that it takes and what does it.
type acting[T any] struct {
	body call.Body[T]
	name string // of the body in the document
	do   func(doing[T]) error
}

// nothing is the body of an act that takes none.
type nothing struct{}

var noBody = call.Body[nothing]{Noun: "This", Example: "{}"}

// plain is an act that takes no body.
func plain(do func(doing[nothing]) error) acting[nothing] {
	return acting[nothing]{noBody, "Nothing", do}
}

// add gives a route the act that it does.
func add[T any](a *Routes, r call.Route, does acting[T]) call.Route {
	r.Scope, r.Refuses = account.WriteHandoffs, []int{400, 404, 409, 412, 413, 415, 422}
	if r.Status == 0 {
		r.Status = http.StatusOK
	}
	r.Add = func(r call.Route) {
		body := does.body.Described(a.Gate, does.name, r.Summary+".")
		call.Register(a.Gate, r, body, func(ctx context.Context, in *actIn) (*actedOut, error) {
			return does.answer(ctx, a, r, in)
		})
	}
	return r
}

func (does acting[T]) answer(ctx context.Context, a *Routes, r call.Route, in *actIn) (*actedOut, error) {
	once, err := in.Once(fmt.Sprintf("%s %s %d %s", r.Method, r.Pattern, in.ID, in.IfMatch))
	if err != nil {
		return nil, err
	}
	version, err := call.ReadTag(in.IfMatch)
	if err != nil {
		return nil, err
	}
	sent, _, err := does.body.Whole(in.RawBody, in.Type)
	if err != nil {
		return nil, err
	}
	by := call.Owner(ctx)
	left, err := act.Do(ctx, a.Desk, by, once, func(d *desk.Desk, p *policy.Policy) error {
		return does.do(doing[T]{ctx, d, p, by, in.ID, version, sent})
	})
	if err != nil {
		return nil, refused(err, in.IfMatch)
	}
	return &actedOut{call.Tag(left.Version), Acted{Lead: left.Lead, Stage: left.Stage, Handoff: left.Handoff,
		Number: left.Number, Version: left.Version, Verdict: left.Verdict, Outcome: left.Outcome, Team: left.Team,
		Owner: left.Owner, Next: left.Next}}, nil
}

// refused is why an act was not done.
func refused(err error, ifMatch string) error {
	var known *desk.Known
	switch {
	case errors.Is(err, handoff.ErrStale) && ifMatch != "":
		return &call.Problem{Title: "Changed meanwhile", Status: http.StatusPreconditionFailed,
			Detail: "This handoff is another version than the one in If-Match. Nothing was saved. " +
				"Read it again, then send your request with its ETag."}
	case errors.As(err, &known):
		who := "another lead"
		if known.Duplicate.Visible {
			who = fmt.Sprintf("%s (%d)", known.Duplicate.Lead.Called(), known.Duplicate.Lead.ID)
		}
		return errs.Say(errs.Conflict, "This may be the same person as "+who+
			". If it is somebody else at the same number, send \"match\": \"other\".")
	}
	return err
}

// verdict is a route of an act on a handoff, and step one of an act on a lead. Both are only begun here.
func verdict(method, path, id, summary, words string, roles []account.Role) call.Route {
	return call.Route{Method: method, Pattern: "/handoffs/{id}/" + path, Roles: roles, Resource: "handoff",
		ID: id, Summary: summary, Words: words}
}

func step(method, path, id, summary, words string, roles []account.Role) call.Route {
	return call.Route{Method: method, Pattern: "/leads/{id}/" + path, Roles: roles, Resource: "lead",
		ID: id, Summary: summary, Words: words}
}
