package leads

import (
	"encoding/json"
	"maps"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"baton/internal/api/call"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// sent is a lead as a program sends it. A change is read into what the lead is already.
type sent struct {
	desk.Arrival
	first, last string
	onKnown     string
}

// named gives the lead the name that came in two parts.
func (s *sent) named() {
	if s.first+s.last != "" && s.Lead.Name == "" {
		s.Lead.Name = strings.TrimSpace(s.first + " " + s.last)
	}
}

// arrival is the body of POST /leads.
var arrival = call.Body[sent]{
	Noun: "A lead", Example: `{"name": "Ada Byron", "email": "ada@company.example"}`,
	Fields: append(leadFields,
		call.Choice("kind", "How the person came: form where it is missing.", lead.ToldTouchKinds(),
			func(s *sent) *string { return &s.Touch.Kind }),
		call.Time("at", "When they came: now where it is missing, not in the future, and not more than two years ago.",
			func(s *sent) *time.Time { return &s.Touch.At }),
		text("utm_source", lead.MaxText, "The mark utm_source of the link, such as newsletter.",
			func(s *sent) *string { return &s.Touch.UTM.Source }),
		text("utm_medium", lead.MaxText, "The mark utm_medium, such as email.",
			func(s *sent) *string { return &s.Touch.UTM.Medium }),
		text("utm_campaign", lead.MaxText, "The mark utm_campaign.",
			func(s *sent) *string { return &s.Touch.UTM.Campaign }),
		text("utm_term", lead.MaxText, "The mark utm_term.", func(s *sent) *string { return &s.Touch.UTM.Term }),
		text("utm_content", lead.MaxText, "The mark utm_content.",
			func(s *sent) *string { return &s.Touch.UTM.Content }),
		call.Choice("on_known", "What becomes of somebody who is a lead already: fill (the default) adds what the lead "+
			"lacks, overwrite replaces what it has, touch leaves it as it is, skip does not even add the touch.",
			[]string{"fill", "overwrite", "touch", "skip"}, func(s *sent) *string { return &s.onKnown }),
	),
}

// amendment is the body of PATCH /leads/{id}.
var amendment = call.Body[sent]{Noun: "A lead", Example: `{"job_title": "CFO"}`, Fields: leadFields, Nulls: true}

// leadFields are the fields that a lead has itself.
var leadFields = []call.Field[sent]{
	text("name", lead.MaxText, "The whole name. Or send first_name and last_name.",
		func(s *sent) *string { return &s.Lead.Name }),
	text("first_name", lead.MaxText, "The first name, where name is missing.",
		func(s *sent) *string { return &s.first }),
	text("last_name", lead.MaxText, "The last name, where name is missing.",
		func(s *sent) *string { return &s.last }),
	text("email", lead.MaxEmail, "The e-mail address. It tells one person from another.",
		func(s *sent) *string { return &s.Lead.Email }),
	text("phone", lead.MaxText, "The phone number, with the country code or as people of country write it.",
		func(s *sent) *string { return &s.Lead.Phone }),
	text("job_title", lead.MaxText, "What they are.", func(s *sent) *string { return &s.Lead.JobTitle }),
	text("company", lead.MaxText, "The company.", func(s *sent) *string { return &s.Lead.Company }),
	companySize,
	text("industry", lead.MaxText, "What the company does.", func(s *sent) *string { return &s.Lead.Industry }),
	text("country", lead.MaxText, "The country by its ISO 3166 code, such as DE.",
		func(s *sent) *string { return &s.Lead.Country }),
	text("city", lead.MaxText, "The city.", func(s *sent) *string { return &s.Lead.City }),
	text("website", 500, "The website.", func(s *sent) *string { return &s.Lead.Website }),
	call.Ref("source", "Where the lead came from: the name of a source, or its id.",
		func(s *sent) *lead.Ref { return &s.Source }),
	call.Ref("campaign", "The name of a campaign, or its id.", func(s *sent) *lead.Ref { return &s.Campaign }),
	call.Ref("persona", "The name of a persona, or its id.", func(s *sent) *lead.Ref { return &s.Persona }),
	text("note", lead.MaxNote, "What sales should know.", func(s *sent) *string { return &s.Lead.Note }),
	call.Yes("consent", "The person agreed to be contacted.", func(s *sent) *bool { return &s.Lead.Consent }),
	text("external_id", lead.MaxText, "Your own id of the lead. It counts within its source.",
		func(s *sent) *string { return &s.Lead.ExternalID }),
	custom,
}

func text(name string, most int, words string, to func(*sent) *string) call.Field[sent] {
	return call.Text(name, most, words, to)
}

// companySize takes a number, or a text as forms have it.
var companySize = call.Field[sent]{
	Name: "company_size",
	Schema: &huma.Schema{Description: "How many people the company has: a number, or a text such as 51-200.",
		OneOf: []*huma.Schema{{Type: huma.TypeInteger}, {Type: huma.TypeString}}},
	Null: func(s *sent) { s.Lead.CompanySize = 0 },
	Read: func(s *sent, value any) (wrong string) {
		typed, ok := value.(string)
		if number, is := value.(json.Number); is {
			typed, ok = number.String(), true
		}
		if !ok {
			return lead.WrongSize
		}
		if strings.TrimSpace(typed) == "" {
			s.Lead.CompanySize = 0
			return ""
		}
		s.Lead.CompanySize, wrong = lead.CompanySize(typed)
		return wrong
	},
}

// custom takes an object of the company's own fields. A change keeps those that it does not name; null takes one away.
var custom = call.Field[sent]{
	Name: "custom",
	Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true,
		Description: "Fields of your own: texts, numbers, true or false, by name. Send ids of more than 15 digits as texts."},
	Null: func(s *sent) { s.Lead.Custom = nil },
	Read: func(s *sent, value any) string {
		fields, ok := value.(map[string]any)
		if !ok {
			return "This must be an object, such as {\"tier\": \"gold\"}."
		}
		kept := maps.Clone(s.Lead.Custom)
		if kept == nil {
			kept = map[string]any{}
		}
		for name, value := range fields {
			delete(kept, name)
			number, isNumber := value.(json.Number)
			if isNumber {
				exact, ok := lead.CustomNumber(number.String())
				if !ok {
					return "“" + clipped(name) + "” is a number that would lose digits. Send it as a text in quotation marks."
				}
				value = exact
			}
			if value != nil {
				kept[name] = value
			}
		}
		s.Lead.Custom = kept
		return ""
	},
}

func clipped(name string) string {
	letters := []rune(name)
	return string(letters[:min(len(letters), 60)])
}
