package settings

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/page"
)

// APIBase is below which path programs are answered.
const APIBase = "/api/v1"

// API is what answers programs, which come with keys and without cookies.
type API interface {
	http.Handler
	// Document is the OpenAPI document of all that it answers, in JSON.
	Document() ([]byte, error)
}

// apiDocs shows the OpenAPI document as a page.
func (s *Pages) apiDocs(w http.ResponseWriter, r *http.Request) error {
	if s.API == nil {
		return visit.ErrNoPage
	}
	document, err := s.API.Document()
	if err != nil {
		return err
	}
	var api openAPI
	if err := json.Unmarshal(document, &api); err != nil {
		return fmt.Errorf("read the OpenAPI document: %w", err)
	}
	p := page.APIDocs{Words: api.Info.Description, Document: APIBase + "/openapi.json", Calls: api.calls()}
	return s.Show(w, r, http.StatusOK, page.APIDocsPage(s.Bare("API"), p))
}

// openAPI is what the page shows of an OpenAPI document.
type openAPI struct {
	Info struct {
		Description string `json:"description"`
	} `json:"info"`
	Paths      map[string]map[string]apiCall `json:"paths"`
	Components struct {
		Schemas map[string]apiSchema `json:"schemas"`
	} `json:"components"`
}

type apiCall struct {
	ID          string                 `json:"operationId"`
	Summary     string                 `json:"summary"`
	Description string                 `json:"description"`
	Security    []map[string][]string  `json:"security"`
	Parameters  []apiParameter         `json:"parameters"`
	Body        *apiContent            `json:"requestBody"`
	Responses   map[string]apiResponse `json:"responses"`
}

type apiParameter struct {
	Name        string    `json:"name"`
	In          string    `json:"in"`
	Description string    `json:"description"`
	Schema      apiSchema `json:"schema"`
}

type apiContent struct {
	Description string `json:"description"`
	Content     map[string]struct {
		Schema apiSchema `json:"schema"`
	} `json:"content"`
}

type apiResponse struct {
	apiContent
}

type apiSchema struct {
	Ref         string               `json:"$ref"`
	Type        apiType              `json:"type"`
	Format      string               `json:"format"`
	Description string               `json:"description"`
	Enum        []string             `json:"enum"`
	OneOf       []apiSchema          `json:"oneOf"`
	Items       *apiSchema           `json:"items"`
	Properties  map[string]apiSchema `json:"properties"`
	Required    []string             `json:"required"`
	MaxLength   int                  `json:"maxLength"`
	Minimum     *float64             `json:"minimum"`
	Maximum     *float64             `json:"maximum"`
}

// apiType is the type of a schema, of which a document may give several.
type apiType []string

// UnmarshalJSON implements json.Unmarshaler.
func (t *apiType) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*t = apiType{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(t))
}

// methods are those of HTTP in the order in which the page shows them.
var methods = []string{"post", "get", "put", "patch", "delete"}

// calls are what can be called, by path.
func (a openAPI) calls() (calls []page.APICall) {
	for _, path := range sorted(a.Paths) {
		for _, method := range methods {
			if call, known := a.Paths[path][method]; known {
				calls = append(calls, a.call(strings.ToUpper(method), path, call))
			}
		}
	}
	return calls
}

func (a openAPI) call(method, path string, call apiCall) page.APICall {
	c := page.APICall{ID: call.ID, Noun: noun(path), Method: method, Path: APIBase + path, Title: call.Summary,
		Words: call.Description}
	for _, ways := range call.Security {
		for _, scopes := range ways {
			c.Scopes = append(c.Scopes, scopes...)
		}
	}
	for _, p := range call.Parameters {
		where := map[string]string{"query": "In the address", "header": "In a header", "path": "In the path"}[p.In]
		c.Parameters = append(c.Parameters,
			page.APIField{Name: p.Name, Type: a.typeWords(p.Schema), Words: p.Description, Where: where})
	}
	if call.Body != nil {
		c.BodyWords = call.Body.Description
		c.Body = a.fields(call.Body.Content["application/json"].Schema, "Required")
	}
	for _, status := range sorted(call.Responses) {
		answer := page.APIAnswer{Status: status, Words: call.Responses[status].Description}
		if content, known := call.Responses[status].Content["application/json"]; known {
			c.Answer = a.fields(content.Schema, "Always there")
		}
		c.Answers = append(c.Answers, answer)
	}
	return c
}

// noun is what a path is about, such as Leads.
func noun(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return lead.Capital(first)
}

// fields are the fields of an object, and of the objects in it behind the name that they are listed under. always says
// of those that are never missing that they are not.
func (a openAPI) fields(s apiSchema, always string) (fields []page.APIField) {
	s = a.resolved(s)
	if len(s.OneOf) > 0 {
		return a.fields(s.OneOf[0], always)
	}
	if s.Items != nil {
		return a.fields(*s.Items, always)
	}
	for _, name := range sorted(s.Properties) {
		field := s.Properties[name]
		f := page.APIField{Name: name, Type: a.typeWords(field), Words: a.words(field)}
		if slices.Contains(s.Required, name) {
			f.Where = always
		}
		fields = append(fields, f)
		for _, inner := range a.fields(field, always) {
			inner.Name = name + "." + inner.Name
			fields = append(fields, inner)
		}
	}
	return fields
}

func (a openAPI) words(s apiSchema) string {
	if s.Description != "" {
		return s.Description
	}
	return a.resolved(s).Description
}

// resolved is a schema, or the one that it refers to.
func (a openAPI) resolved(s apiSchema) apiSchema {
	if name, refers := strings.CutPrefix(s.Ref, "#/components/schemas/"); refers {
		return a.Components.Schemas[name]
	}
	return s
}

// sorted are the keys of a map in their order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// typeWords say what a value can be.
func (a openAPI) typeWords(s apiSchema) string {
	s = a.resolved(s)
	if len(s.OneOf) > 0 {
		var words []string
		for _, one := range s.OneOf {
			words = append(words, a.typeWords(one))
		}
		return strings.Join(words, " or ")
	}
	if len(s.Enum) > 0 {
		return strings.Join(s.Enum, ", ")
	}
	words := map[string]string{"string": "text", "integer": "whole number", "array": "list", "object": "object",
		"boolean": "true or false", "number": "number"}
	types := slices.DeleteFunc(slices.Clone(s.Type), func(t string) bool { return t == "null" })
	if len(types) == 0 {
		return ""
	}
	said := words[types[0]]
	switch {
	case s.Format == "date-time":
		return "time"
	case s.Format == "date":
		return "day"
	case s.MaxLength > 0:
		return said + ", up to " + english.Number(int64(s.MaxLength)) + " characters"
	case s.Minimum != nil && s.Maximum != nil:
		return said + " from " + strconv.Itoa(int(*s.Minimum)) + " to " + strconv.Itoa(int(*s.Maximum))
	}
	return said
}
