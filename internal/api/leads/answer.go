package leads

import (
	"strconv"
	"time"

	"baton/internal/account"
	"baton/internal/api/call"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/worklist"
)

// Lead is a lead as programs read it.
type Lead struct {
	_              struct{}       `additionalProperties:"true"`
	ID             lead.ID        `json:"id" example:"2481" doc:"The id of the lead."`
	Version        int            `json:"version" doc:"It is another one after each change; also the ETag."`
	Stage          lead.Stage     `json:"stage" example:"submitted" doc:"Where the lead is in its life."`
	Name           string         `json:"name,omitempty" example:"Ada Byron" doc:"The whole name."`
	Email          string         `json:"email,omitempty" example:"ada@company.example" doc:"The e-mail address."`
	Phone          string         `json:"phone,omitempty" example:"+493012345678" doc:"The phone number in E.164, with an extension as in +12125550122 x204."`
	JobTitle       string         `json:"job_title,omitempty" doc:"What they are."`
	Company        string         `json:"company,omitempty" doc:"The company."`
	CompanySize    int            `json:"company_size,omitempty" doc:"How many people it has."`
	Industry       string         `json:"industry,omitempty" doc:"What it does."`
	Country        string         `json:"country,omitempty" example:"DE" doc:"The country by its ISO 3166 code."`
	City           string         `json:"city,omitempty" doc:"The city."`
	Website        string         `json:"website,omitempty" doc:"The website."`
	Source         string         `json:"source,omitempty" doc:"The name of the source that the lead came from first."`
	Campaign       string         `json:"campaign,omitempty" doc:"The name of its campaign."`
	Persona        string         `json:"persona,omitempty" doc:"The name of its persona."`
	Note           string         `json:"note,omitempty" doc:"What marketing wants sales to know."`
	Consent        bool           `json:"consent" doc:"The person agreed to be contacted."`
	ConsentAt      *time.Time     `json:"consent_at,omitempty" doc:"When they did."`
	ExternalID     string         `json:"external_id,omitempty" doc:"Your own id of the lead."`
	ExternalSource string         `json:"external_source,omitempty" doc:"The name of the source that external_id counts in."`
	Custom         map[string]any `json:"custom,omitempty" doc:"Fields of your own."`
	MarketingTeam  account.TeamID `json:"marketing_team,omitempty" doc:"The id of its marketing team."`
	CreatedAt      time.Time      `json:"created_at" doc:"When it was captured, in UTC."`
	UpdatedAt      *time.Time     `json:"updated_at,omitempty" doc:"When it last changed, in UTC. Only in answers to GET."`
	Handoff        handoff.ID     `json:"handoff,omitempty" doc:"The id of its latest handoff. Only in answers to GET."`
}

// shown is a lead as programs read it, with the names of what it names.
func shown(l lead.Lead, p *policy.Policy) Lead {
	name := func(kind string, id int64) string { return p.Names[kind][strconv.FormatInt(id, 10)] }
	return Lead{
		ID: l.ID, Version: l.Version, Stage: l.Stage, Name: l.Name, Email: l.Email, Phone: l.Phone, JobTitle: l.JobTitle,
		Company: l.Company, CompanySize: l.CompanySize, Industry: l.Industry, Country: l.Country, City: l.City,
		Website: l.Website, Source: name("source", int64(l.Source)), Campaign: name("campaign", int64(l.Campaign)),
		Persona: name("persona", int64(l.Persona)), Note: l.Note, Consent: l.Consent, ConsentAt: call.When(l.ConsentAt),
		ExternalID: l.ExternalID, ExternalSource: name("source", int64(l.ExternalSource)), Custom: l.Custom,
		MarketingTeam: l.MarketingTeam, CreatedAt: l.CreatedAt.UTC(),
	}
}

func kept(l worklist.KeptLead, p *policy.Policy) Lead {
	out := shown(l.Lead, p)
	out.UpdatedAt, out.Handoff = call.When(l.ChangedAt), l.Handoff
	return out
}
