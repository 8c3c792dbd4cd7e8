package handoffs

import (
	"context"

	"baton/internal/account"
	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/worklist"
)

type readIn struct {
	ID int64 `path:"id" minimum:"1" doc:"The id of the handoff."`
}

type handoffOut struct {
	ETag string `header:"ETag" doc:"The version of the handoff, for If-Match."`
	Body Handoff
}

// read answers GET /handoffs/{id}.
func (a *Routes) read(ctx context.Context, in *readIn) (*handoffOut, error) {
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	ask := worklist.HandoffAsk{Handoff: handoff.ID(in.ID), Limit: 1}
	page, err := a.Store.KeptHandoffs(ctx, call.Owner(ctx), ask)
	if err != nil {
		return nil, err
	}
	if len(page.Rows) == 0 {
		return nil, errs.NotFound
	}
	h := page.Rows[0]
	return &handoffOut{call.Tag(h.Version), shown(h, policy)}, nil
}

type listIn struct {
	State  string `query:"state" enum:"waiting,accepted,rejected,recalled" doc:"waiting for those without a verdict, or their verdict."`
	Lead   int64  `query:"lead" minimum:"0" doc:"Only those of the lead with this id."`
	Team   int64  `query:"team" minimum:"0" doc:"Only those of the sales team with this id."`
	Owner  int64  `query:"owner" minimum:"0" doc:"Only those that the person with this id has."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"How many handoffs a page has at most."`
	Cursor string `query:"cursor" doc:"The next of the page before."`
}

type listOut struct{ Body HandoffList }

// HandoffList is a page of handoffs.
type HandoffList struct {
	_        struct{}  `additionalProperties:"true"`
	Handoffs []Handoff `json:"handoffs" nullable:"false" doc:"The handoffs of this page, the latest first."`
	Next     string    `json:"next,omitempty" doc:"The cursor of the page that follows; missing on the last."`
}

// list answers GET /handoffs.
func (a *Routes) list(ctx context.Context, in *listIn) (*listOut, error) {
	problems := errs.Problems{}
	mark := call.ReadMark(in.Cursor, problems)
	if len(problems) > 0 {
		return nil, call.Parameters(problems)
	}
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	ask := worklist.HandoffAsk{Lead: lead.ID(in.Lead), Team: account.TeamID(in.Team), Owner: account.PersonID(in.Owner),
		Waiting: in.State == "waiting", Before: handoff.ID(mark.ID), Limit: in.Limit}
	if !ask.Waiting {
		ask.Verdict = handoff.Verdict(in.State)
	}
	page, err := a.Store.KeptHandoffs(ctx, call.Owner(ctx), ask)
	if err != nil {
		return nil, err
	}
	out := HandoffList{Handoffs: make([]Handoff, len(page.Rows))}
	for i, h := range page.Rows {
		out.Handoffs[i] = shown(h, policy)
	}
	if page.More {
		last := page.Rows[len(page.Rows)-1]
		out.Next = call.Mark{At: last.SubmittedAt, ID: int64(last.ID)}.Cursor()
	}
	return &listOut{out}, nil
}
