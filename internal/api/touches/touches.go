// Package touches has the routes of touches.
package touches

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/history"
	"baton/internal/lead"
)

// Routes are those of touches.
type Routes struct {
	*call.Gate
	Desk  *desk.Desk
	Store Store
}

// Store is what they ask of the database. What a key's owner may not see is not in the answers.
type Store interface {
	// TouchesOf is a page of the touches of a lead, the latest first.
	TouchesOf(ctx context.Context, by account.Person, who lead.Who, after history.TouchMark, limit int) (history.TouchPage,
		error)
}

// Table is the table of them.
func (a *Routes) Table() []call.Route {
	return []call.Route{
		{
			Method: http.MethodPost, Pattern: "/touches", Roles: call.Marketers, Scope: account.WriteTouches,
			Resource: "touch", ID: "add-touches", Summary: "Add touches",
			Words: "Adds one touch or a list of up to 100 to existing leads. Either all are saved or none. " +
				"A touch reopens a closed lead. " +
				"If the agreement says so, it hands over a captured lead that now meets the definition.",
			Status: http.StatusCreated, Refuses: []int{400, 404, 409, 413, 415, 422},
			Add: func(r call.Route) { call.Register(a.Gate, r, described(a.Gate), a.addTouches) },
		},
		{
			Method: http.MethodGet, Pattern: "/touches", Roles: call.SignedIn, Scope: account.ReadTouches,
			Resource: "touch", ID: "list-touches", Summary: "Read the touches of a lead",
			Words:  "The touches of one lead, latest first, in pages.",
			Status: http.StatusOK, Refuses: []int{404, 422},
			Add: func(r call.Route) { call.Register(a.Gate, r, nil, a.listTouches) },
		},
	}
}

// addTouchesIn is a request to add touches. Its body is read by readTouches.
type addTouchesIn struct{ call.Write }

type addTouchesOut struct {
	Body TouchesAdded
}

// TouchesAdded is what came of touches, in the order in which they were sent.
type TouchesAdded struct {
	_       struct{}     `additionalProperties:"true"`
	Touches []TouchAdded `json:"touches" nullable:"false" doc:"One for each touch that was sent, in their order."`
}

// TouchAdded is what came of one touch.
type TouchAdded struct {
	_        struct{}   `additionalProperties:"true"`
	Lead     lead.ID    `json:"lead" doc:"The lead that has it now." example:"2481"`
	Kind     string     `json:"kind" example:"webinar" doc:"How it was touched."`
	At       time.Time  `json:"at" doc:"When it was, in UTC."`
	Stage    lead.Stage `json:"stage" doc:"Where the lead is after all touches of this request." example:"submitted"`
	Reopened bool       `json:"reopened,omitempty" doc:"The lead had ended, and is with marketing again."`
	Handoff  handoff.ID `json:"handoff,omitempty" doc:"The handoff that was made because of it."`
}

// addTouches answers POST /touches.
func (a *Routes) addTouches(ctx context.Context, in *addTouchesIn) (*addTouchesOut, error) {
	once, err := in.Once("POST /touches")
	if err != nil {
		return nil, err
	}
	contacts, list, err := readTouches(in.Write, a.Now())
	if err == nil {
		var made []desk.Touched
		if made, err = a.Desk.Touch(ctx, call.Owner(ctx), once, contacts); err == nil {
			return &addTouchesOut{added(made)}, nil
		}
	}
	return nil, a.placed(ctx, err, contacts, list)
}

func added(made []desk.Touched) TouchesAdded {
	out := TouchesAdded{Touches: make([]TouchAdded, len(made))}
	for i, t := range made {
		out.Touches[i] = TouchAdded{Lead: t.Lead, Kind: t.Kind, At: t.At.UTC(), Stage: t.Stage, Reopened: t.Reopened,
			Handoff: t.Handoff}
	}
	return out
}

// placed is a failure with the places where the body has what is wrong. The body is a list, or it is the one touch
// itself.
func (a *Routes) placed(ctx context.Context, err error, contacts []desk.InboundTouch, list bool) error {
	var strangers *desk.Strangers
	var problems errs.Problems
	switch {
	case errors.As(err, &strangers):
		problems = errs.Problems{}
		for _, i := range strangers.Places {
			problems.Add(strconv.Itoa(i)+"/"+namedBy(contacts[i].Who),
				"This key can see no such lead. Create the lead first, or check the id or email.")
		}
		p := a.Problem(ctx, err)
		p.Detail = "This key cannot see the leads of some touches, so nothing was saved. " +
			"Create the leads first, then send the touches."
		p.Errors = call.Faults(inBody(problems, list))
		return p
	case errors.As(err, &problems):
		return inBody(problems, list)
	}
	return err
}

// namedBy is the field that names the lead.
func namedBy(w lead.Who) string {
	switch {
	case w.ExternalID != "":
		return "external_id"
	case w.Email != "":
		return "email"
	}
	return "lead"
}

// inBody are problems of contacts by their places in the body.
func inBody(problems errs.Problems, list bool) errs.Problems {
	if list {
		return problems
	}
	placed := errs.Problems{}
	for place, words := range problems {
		placed.Add(strings.TrimPrefix(place, "0/"), words)
	}
	return placed
}

// listTouchesIn is a request for the touches of a lead.
type listTouchesIn struct {
	Lead           int64  `query:"lead" doc:"The id of the lead. Name the lead by this, external_id or email."`
	ExternalID     string `query:"external_id" doc:"Your own id of the lead."`
	ExternalSource string `query:"external_source" doc:"The name of the source that told external_id, where several have it."`
	Email          string `query:"email" doc:"The e-mail address of the lead."`
	Limit          int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"How many touches a page has at most."`
	Cursor         string `query:"cursor" doc:"The next of the page before."`
}

type listTouchesOut struct {
	Body TouchList
}

// TouchList is a page of touches, the latest first.
type TouchList struct {
	_       struct{}   `additionalProperties:"true"`
	Lead    lead.ID    `json:"lead" example:"2481" doc:"The lead that has them."`
	Touches []TouchOut `json:"touches" nullable:"false" doc:"The touches of this page."`
	Next    string     `json:"next,omitempty" doc:"The cursor of the page that follows; missing on the last."`
}

// TouchOut is a touch as it is kept.
type TouchOut struct {
	_           struct{}  `additionalProperties:"true"`
	ID          int64     `json:"id" doc:"The id of the touch."`
	Kind        string    `json:"kind" example:"webinar" doc:"How the lead was touched. Besides those that programs tell of there are import and submission."`
	Source      string    `json:"source,omitempty" example:"Webinar" doc:"The name of its source."`
	Campaign    string    `json:"campaign,omitempty" example:"Autumn webinar" doc:"The name of its campaign."`
	UTMSource   string    `json:"utm_source,omitempty" doc:"The mark utm_source of the link."`
	UTMMedium   string    `json:"utm_medium,omitempty" doc:"The mark utm_medium of the link."`
	UTMCampaign string    `json:"utm_campaign,omitempty" doc:"The mark utm_campaign of the link."`
	UTMTerm     string    `json:"utm_term,omitempty" doc:"The mark utm_term of the link."`
	UTMContent  string    `json:"utm_content,omitempty" doc:"The mark utm_content of the link."`
	Note        string    `json:"note,omitempty" doc:"What sales should know of it."`
	At          time.Time `json:"at" doc:"When it was, in UTC."`
	RecordedBy  string    `json:"recorded_by,omitempty" doc:"The person or service that told of it."`
}

// listTouches answers GET /touches.
func (a *Routes) listTouches(ctx context.Context, in *listTouchesIn) (*listTouchesOut, error) {
	who := lead.Who{Lead: lead.ID(in.Lead), ExternalID: in.ExternalID, IDSource: in.ExternalSource, Email: in.Email}
	problems := who.Check()
	after := call.ReadMark(in.Cursor, problems)
	if len(problems) > 0 {
		return nil, call.Parameters(problems)
	}
	page, err := a.Store.TouchesOf(ctx, call.Owner(ctx), who, history.TouchMark(after), in.Limit)
	if errors.As(err, &problems) {
		return nil, call.Parameters(problems)
	}
	if err != nil {
		return nil, err
	}
	out := TouchList{Lead: page.Lead, Touches: make([]TouchOut, len(page.Touches))}
	for i, t := range page.Touches {
		out.Touches[i] = TouchOut{
			ID: t.ID, Kind: t.Kind, Source: t.SourceName, Campaign: t.CampaignName, UTMSource: t.UTM.Source,
			UTMMedium:   t.UTM.Medium,
			UTMCampaign: t.UTM.Campaign, UTMTerm: t.UTM.Term, UTMContent: t.UTM.Content, Note: t.Note, At: t.At.UTC(),
			RecordedBy: t.RecordedBy,
		}
	}
	if last := len(page.Touches) - 1; page.More {
		out.Next = call.Mark{At: page.Touches[last].At, ID: page.Touches[last].ID}.Cursor()
	}
	return &listTouchesOut{out}, nil
}
