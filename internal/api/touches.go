package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/history"
	"baton/internal/lead"
)

// addTouchesIn is a request to add touches. Its body is read by readTouches, and described by describeTouches.
type addTouchesIn struct {
	Key     string `header:"Idempotency-Key" doc:"Up to 200 letters, digits and signs that you make anew for each request. Sent again with the same body within a week, the request counts once and gets the first answer again."`
	Type    string `header:"Content-Type" hidden:"true"`
	RawBody []byte
}

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
func (a *API) addTouches(ctx context.Context, in *addTouchesIn) (*addTouchesOut, error) {
	once, err := onceOf("POST /touches", in.Key, in.RawBody)
	if err != nil {
		return nil, err
	}
	if !isJSON(in.Type) {
		return nil, errNoJSON
	}
	contacts, list, err := readTouches(in.RawBody, a.now())
	if err == nil {
		var made []desk.Touched
		if made, err = a.desk.Touch(ctx, owner(ctx), once, contacts); err == nil {
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
func (a *API) placed(ctx context.Context, err error, contacts []desk.InboundTouch, list bool) error {
	var strangers *desk.Strangers
	var problems errs.Problems
	switch {
	case errors.As(err, &strangers):
		problems = errs.Problems{}
		for _, i := range strangers.Places {
			problems.Add(strconv.Itoa(i)+"/"+namedBy(contacts[i].Who),
				"This key can see no such lead. Create the lead first, or check the id or email.")
		}
		p := a.problem(ctx, err)
		p.Detail = "This key cannot see the leads of some touches, so nothing was saved. " +
			"Create the leads first, then send the touches."
		p.Errors = faults(inBody(problems, list))
		return p
	case errors.As(err, &problems):
		return inBody(problems, list)
	}
	return err
}

// namedBy is the field that names the lead.
func namedBy(w desk.Who) string {
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

// mostOnce is how long an Idempotency-Key can be.
const mostOnce = 200

// onceOf makes a request count once where it carries a key for that.
func onceOf(route, key string, body []byte) (desk.Once, error) {
	if key == "" {
		return desk.Once{}, nil
	}
	odd := func(r rune) bool { return r < ' ' || r > '~' }
	if len(key) > mostOnce || strings.ContainsFunc(key, odd) {
		return desk.Once{}, &Problem{Title: "Not accepted", Status: http.StatusUnprocessableEntity,
			Detail: "The Idempotency-Key is not valid.", Errors: []Fault{
				{Header: "Idempotency-Key", Detail: "Use up to 200 letters, digits and signs, such as a random UUID."},
			}}
	}
	digest := sha256.Sum256(append([]byte(route+"\n"), body...))
	return desk.Once{Key: key, Digest: digest[:]}, nil
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
func (a *API) listTouches(ctx context.Context, in *listTouchesIn) (*listTouchesOut, error) {
	who := desk.Who{Lead: lead.ID(in.Lead), ExternalID: in.ExternalID, IDSource: in.ExternalSource, Email: in.Email}
	problems := who.Check()
	after, ok := readMark(in.Cursor)
	if !ok {
		problems.Add("cursor", "This is not a cursor. "+
			"Send next from the previous page unchanged, or leave it out for the first page.")
	}
	if len(problems) > 0 {
		return nil, parameters(problems)
	}
	page, err := a.store.TouchesOf(ctx, owner(ctx), who, after, in.Limit)
	if errors.As(err, &problems) {
		return nil, parameters(problems)
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
		out.Next = handoffMark(page.Touches[last])
	}
	return &listTouchesOut{out}, nil
}

// parameters are problems with the parameters of an address.
func parameters(problems errs.Problems) *Problem {
	p := &Problem{Title: "Not accepted", Status: http.StatusUnprocessableEntity, Detail: "The address has errors."}
	for _, f := range faults(problems) {
		p.Errors = append(p.Errors, Fault{Parameter: strings.TrimPrefix(f.Pointer, "#/"), Detail: f.Detail})
	}
	return p
}

// handoffMark is the cursor of what follows a touch.
func handoffMark(t history.KeptTouch) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(t.At.UnixMicro()))
	binary.BigEndian.PutUint64(b[8:], uint64(t.ID))
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// readMark reads a cursor; not ok when it is none.
func readMark(cursor string) (history.TouchMark, bool) {
	if cursor == "" {
		return history.TouchMark{}, true
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) != 16 {
		return history.TouchMark{}, false
	}
	at, id := int64(binary.BigEndian.Uint64(b[:8])), int64(binary.BigEndian.Uint64(b[8:]))
	when := time.UnixMicro(at).UTC()
	return history.TouchMark{At: when, ID: id}, id > 0 && when.Year() >= 2000 && when.Year() <= 2200
}
