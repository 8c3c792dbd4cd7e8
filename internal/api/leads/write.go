package leads

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/act"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

type addIn struct{ call.Write }

type addOut struct {
	Status int
	ETag   string `header:"ETag" doc:"The version of the lead, for If-Match."`
	Body   Added
}

// Added is what came of a lead.
type Added struct {
	_        struct{}   `additionalProperties:"true"`
	Lead     Lead       `json:"lead" doc:"The lead as it is now."`
	New      bool       `json:"new" doc:"It was not a lead before."`
	Changed  bool       `json:"changed,omitempty" doc:"It was known, and has more or other data now."`
	Skipped  bool       `json:"skipped,omitempty" doc:"It was known, and nothing of this was kept."`
	Reopened bool       `json:"reopened,omitempty" doc:"The lead had ended, and is with marketing again."`
	Handoff  handoff.ID `json:"handoff,omitempty" doc:"The handoff that was made because of it."`
	Said     []Remark   `json:"said" nullable:"false" doc:"What of the request the lead does not have now, field by field."`
}

// Remark says what became of a value that did not take.
type Remark struct {
	_     struct{} `additionalProperties:"true"`
	Field string   `json:"field" example:"company" doc:"The field, such as company or custom.tier."`
	Words string   `json:"words" doc:"What became of it."`
}

// onKnown is what becomes of a known lead, by how programs say it.
var onKnown = map[string]lead.OnKnown{"": lead.FillKnown, "fill": lead.FillKnown, "overwrite": lead.OverwriteKnown,
	"touch": lead.TouchKnown, "skip": lead.SkipKnown}

// add answers POST /leads.
func (a *Routes) add(ctx context.Context, in *addIn) (*addOut, error) {
	once, err := in.Once("POST /leads")
	if err != nil {
		return nil, err
	}
	s, err := readLead(in.Write)
	if err != nil {
		return nil, err
	}
	got, err := a.Desk.Receive(ctx, call.Owner(ctx), once, s.Arrival)
	if err != nil {
		return nil, placed(err)
	}
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	out := &addOut{Status: http.StatusOK, ETag: call.Tag(got.Kept.Version), Body: Added{
		Lead: shown(got.Kept, policy), New: got.New, Changed: got.Changed, Skipped: got.Skipped, Reopened: got.Reopened,
		Handoff: got.Handoff, Said: make([]Remark, len(got.Said)),
	}}
	if got.New {
		out.Status = http.StatusCreated
	}
	for i, r := range got.Said {
		out.Body.Said[i] = Remark{Field: r.Field, Words: r.Words}
	}
	return out, nil
}

// readLead reads who comes in.
func readLead(body call.Write) (s sent, err error) {
	value, err := body.Parsed()
	if err != nil {
		return s, err
	}
	problems := arrival.Read(value, &s)
	s.named()
	if s.Touch.Kind == "" {
		s.Touch.Kind = "form"
	}
	how, known := onKnown[s.onKnown]
	if !known {
		problems.Add("on_known", "Choose fill, overwrite, touch or skip.")
	}
	s.OnKnown = how
	return s, problems.Err()
}

// known says in the document that a lead that is known is answered with 200.
func (a *Routes) known(r call.Route) {
	answers := a.Huma.OpenAPI().Paths[r.Pattern].Post.Responses
	known := *answers["201"]
	known.Description = "The person was a lead already."
	answers["200"] = &known
}

type changeIn struct {
	ID      int64  `path:"id" minimum:"1" doc:"The id of the lead."`
	IfMatch string `header:"If-Match" doc:"The ETag of the lead that was read."`
	call.Write
}

// change answers PATCH /leads/{id}.
func (a *Routes) change(ctx context.Context, in *changeIn) (*leadOut, error) {
	once, err := in.Once(fmt.Sprintf("PATCH /leads/%d %s", in.ID, in.IfMatch))
	if err != nil {
		return nil, err
	}
	amended, err := readChange(in.Write)
	if err != nil {
		return nil, err
	}
	amended.Lead = lead.ID(in.ID)
	if amended.Version, err = call.ReadTag(in.IfMatch); err != nil {
		return nil, err
	}
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	l, err := act.Amend(ctx, a.Desk, call.Owner(ctx), once, amended)
	var stale *act.Stale
	if errors.As(err, &stale) {
		return nil, (&call.Problem{Title: "Changed meanwhile", Status: http.StatusPreconditionFailed,
			Detail: "This lead is another version than the one in If-Match. Nothing was saved. " +
				"See current for how it is now, then send your change with its ETag.",
			Current: shown(stale.Lead, policy)}).With("ETag", call.Tag(stale.Lead.Version))
	}
	if err != nil {
		return nil, placed(err)
	}
	return &leadOut{call.Tag(l.Version), shown(l, policy)}, nil
}

// readChange reads which fields of a lead to change, and how.
func readChange(body call.Write) (a act.Amendment, err error) {
	value, err := body.Parsed()
	if err != nil {
		return a, err
	}
	var s sent
	problems := amendment.Read(value, &s)
	fields, _ := value.(map[string]any)
	if fields["name"] == nil && (fields["first_name"] == nil) != (fields["last_name"] == nil) {
		problems.Add("name", "Send first_name and last_name together, or the whole name as name.")
	}
	if len(fields) == 0 {
		problems.Add("", "There is nothing to change in this. Send the fields to change.")
	}
	a.Fields = slices.Sorted(maps.Keys(fields))
	a.Change = func(to *desk.Arrival) {
		change := sent{Arrival: *to}
		if fields["first_name"] != nil && fields["name"] == nil {
			change.Lead.Name = ""
		}
		_ = amendment.Read(value, &change) // what is wrong was told already
		change.named()
		*to = change.Arrival
	}
	if i := slices.Index(a.Fields, "first_name"); i >= 0 {
		a.Fields[i] = "name"
		a.Fields = slices.DeleteFunc(a.Fields, func(field string) bool { return field == "last_name" })
	}
	return a, problems.Err()
}

// placed are problems by places that a JSON pointer can have.
func placed(err error) error {
	var problems errs.Problems
	if !errors.As(err, &problems) {
		return err
	}
	out := errs.Problems{}
	for place, words := range problems {
		if name, custom := strings.CutPrefix(place, "custom/"); custom {
			place = "custom/" + call.Token(name)
		}
		out.Add(place, words)
	}
	return out
}
