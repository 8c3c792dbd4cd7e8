package leads

import (
	"context"
	"time"

	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/worklist"
)

type readIn struct {
	ID int64 `path:"id" minimum:"1" doc:"The id of the lead."`
}

type leadOut struct {
	ETag string `header:"ETag" doc:"The version of the lead, for If-Match."`
	Body Lead
}

// read answers GET /leads/{id}.
func (a *Routes) read(ctx context.Context, in *readIn) (*leadOut, error) {
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	page, err := a.Store.KeptLeads(ctx, call.Owner(ctx), worklist.KeptAsk{Lead: lead.ID(in.ID), Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(page.Rows) == 0 {
		return nil, errs.NotFound
	}
	l := page.Rows[0]
	return &leadOut{call.Tag(l.Version), kept(l, policy)}, nil
}

type listIn struct {
	Email          string    `query:"email" doc:"The e-mail address of the lead, in any spelling of the mailbox."`
	Phone          string    `query:"phone" doc:"The phone number of leads, with the country code, such as +493012345678. In an address, write + as %2B."`
	ExternalID     string    `query:"external_id" doc:"Your own id of the lead."`
	ExternalSource string    `query:"external_source" doc:"The name of the source that told external_id."`
	UpdatedSince   time.Time `query:"updated_since" doc:"Only leads that changed then or later. A program that goes on from the latest updated_at that it has read should go back a minute, for changes that were not saved yet when it read."`
	Limit          int       `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"How many leads a page has at most."`
	Cursor         string    `query:"cursor" doc:"The next of the page before."`
}

type listOut struct{ Body LeadList }

// LeadList is a page of leads.
type LeadList struct {
	_     struct{} `additionalProperties:"true"`
	Leads []Lead   `json:"leads" nullable:"false" doc:"The leads of this page, those first that changed longest ago."`
	Next  string   `json:"next,omitempty" doc:"The cursor of the page that follows; missing on the last."`
}

// list answers GET /leads.
func (a *Routes) list(ctx context.Context, in *listIn) (*listOut, error) {
	ask, problems := in.ask()
	if len(problems) > 0 {
		return nil, call.Parameters(problems)
	}
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	page, err := a.Store.KeptLeads(ctx, call.Owner(ctx), ask)
	if err != nil {
		return nil, err
	}
	out := LeadList{Leads: make([]Lead, len(page.Rows))}
	for i, l := range page.Rows {
		out.Leads[i] = kept(l, policy)
	}
	if page.More {
		last := page.Rows[len(page.Rows)-1]
		out.Next = call.Mark{At: last.ChangedAt, ID: int64(last.ID)}.Cursor()
	}
	return &listOut{out}, nil
}

// ask is what the parameters of an address name, and what is wrong with them.
func (in *listIn) ask() (worklist.KeptAsk, errs.Problems) {
	problems := errs.Problems{}
	ask := worklist.KeptAsk{Since: in.UpdatedSince, Limit: in.Limit,
		After: worklist.Mark(call.ReadMark(in.Cursor, problems))}
	if in.Email+in.ExternalID+in.ExternalSource != "" {
		who := lead.Who{Email: in.Email, ExternalID: in.ExternalID, IDSource: in.ExternalSource}
		for field, words := range who.Check() {
			switch {
			case field == "lead" && in.Email+in.ExternalID == "":
				field, words = "external_source", "external_source needs an external_id. Send both, or leave it out."
			case field == "lead":
				field, words = "email", "Name the lead by its email or by external_id, not by both."
			}
			problems.Add(field, words)
		}
		ask.Email, ask.ExternalID, ask.IDSource = who.Email, who.ExternalID, who.IDSource
	}
	if in.Phone != "" {
		number, rest, wrong := identity.ReadPhone(in.Phone, "")
		switch {
		case wrong != "":
			problems.Add("phone", wrong)
		case rest != "":
			problems.Add("phone", "This is more than one phone number. Send one.")
		}
		ask.Phone = number
	}
	return ask, problems
}
