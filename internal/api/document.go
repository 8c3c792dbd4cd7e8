package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// Document is the OpenAPI document of the API, in JSON.
func (a *API) Document() ([]byte, error) {
	document, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	return document, nil
}

func (a *API) openAPI(w http.ResponseWriter, r *http.Request) {
	document, err := a.Document()
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(document); err != nil {
		a.log.Debug("the program went away", "error", err)
	}
}

// TouchIn is a touch as a program tells of it. It is here to be described: readTouches reads it.
type TouchIn struct {
	Lead           int64     `json:"lead,omitempty" minimum:"1" example:"2481" doc:"The id of the lead. Name the lead by this, external_id or email."`
	ExternalID     string    `json:"external_id,omitempty" maxLength:"200" doc:"Your own id of the lead."`
	ExternalSource string    `json:"external_source,omitempty" maxLength:"200" doc:"The name of the source that told external_id: an id counts within its source. It can be missing where only one source has the id."`
	Email          string    `json:"email,omitempty" maxLength:"254" example:"ada@company.example" doc:"The e-mail address of the lead."`
	Kind           touchKind `json:"kind" doc:"How the lead was touched."`
	Source         nameOrID  `json:"source,omitempty" doc:"Where it came from: the name of a source, or its id."`
	Campaign       nameOrID  `json:"campaign,omitempty" doc:"The name of a campaign, or its id."`
	UTMSource      string    `json:"utm_source,omitempty" maxLength:"200" doc:"The mark utm_source of the link, such as newsletter."`
	UTMMedium      string    `json:"utm_medium,omitempty" maxLength:"200" doc:"The mark utm_medium, such as email."`
	UTMCampaign    string    `json:"utm_campaign,omitempty" maxLength:"200" doc:"The mark utm_campaign."`
	UTMTerm        string    `json:"utm_term,omitempty" maxLength:"200" doc:"The mark utm_term."`
	UTMContent     string    `json:"utm_content,omitempty" maxLength:"200" doc:"The mark utm_content."`
	Note           string    `json:"note,omitempty" maxLength:"10000" doc:"What sales should know of it."`
	At             time.Time `json:"at,omitempty" doc:"When it was: now where it is missing, not in the future, and not more than two years ago."`
}

type touchKind string

// Schema implements huma.SchemaProvider.
func (touchKind) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, kind := range lead.ToldTouchKinds() {
		s.Enum = append(s.Enum, kind)
	}
	return s
}

type nameOrID string

// Schema implements huma.SchemaProvider.
func (nameOrID) Schema(huma.Registry) *huma.Schema {
	least := 1.0
	return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeInteger, Minimum: &least}}}
}

// describeTouches says in the document what the body of POST /touches is.
func (a *API) describeTouches() {
	one := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[TouchIn](), true, "Touch")
	least, most := 1, desk.MaxTouches
	a.huma.OpenAPI().Paths["/touches"].Post.RequestBody = &huma.RequestBody{
		Required: true, Description: "One touch, or a list of them.",
		Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
			OneOf: []*huma.Schema{one, {Type: huma.TypeArray, Items: one, MinItems: &least, MaxItems: &most}},
		}}},
	}
}
