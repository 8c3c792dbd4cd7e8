package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"baton/internal/api"
)

// all is every route with the scope that it needs. One that is added is added here.
const all = `DELETE /handoffs/{id}/acceptance with handoffs:write by rep manager admin
DELETE /handoffs/{id}/rejection with handoffs:write by rep manager admin
DELETE /leads/{id}/disqualification with handoffs:write by rep manager admin
DELETE /leads/{id}/loss with handoffs:write by rep manager admin
DELETE /leads/{id}/qualification with handoffs:write by rep manager admin
DELETE /leads/{id}/recycling with handoffs:write by rep manager admin
DELETE /leads/{id}/win with handoffs:write by rep manager admin
GET /campaigns with settings:read by marketer manager admin
GET /goals with settings:read by marketer rep manager admin
GET /handoffs with handoffs:read by marketer rep manager admin
GET /handoffs/{id} with handoffs:read by marketer rep manager admin
GET /imports with settings:read by marketer manager admin
GET /imports/{id} with settings:read by marketer manager admin
GET /leads with leads:read by marketer rep manager admin
GET /leads/{id} with leads:read by marketer rep manager admin
GET /openapi.json by everybody
GET /personas with settings:read by marketer rep manager admin
GET /reasons with settings:read by marketer rep manager admin
GET /reports/{name} with reports:read by marketer rep manager admin
GET /spend with settings:read by marketer manager admin
GET /touches with touches:read by marketer rep manager admin
PATCH /leads/{id} with leads:write by marketer rep manager admin
POST /campaigns with settings:write by marketer manager admin
POST /handoffs/{id}/acceptance with handoffs:write by rep manager admin
POST /handoffs/{id}/answer with handoffs:write by marketer manager admin
POST /handoffs/{id}/claim with handoffs:write by rep manager admin
POST /handoffs/{id}/dispute with handoffs:write by marketer manager admin
POST /handoffs/{id}/question with handoffs:write by rep manager admin
POST /handoffs/{id}/recall with handoffs:write by marketer manager admin
POST /handoffs/{id}/rejection with handoffs:write by rep manager admin
POST /handoffs/{id}/ruling with handoffs:write by manager admin
POST /leads with leads:write by marketer manager admin
POST /leads/{id}/attempts with handoffs:write by rep manager admin
POST /leads/{id}/disqualification with handoffs:write by rep manager admin
POST /leads/{id}/handoffs with handoffs:write by marketer manager admin
POST /leads/{id}/loss with handoffs:write by rep manager admin
POST /leads/{id}/qualification with handoffs:write by rep manager admin
POST /leads/{id}/recycling with handoffs:write by marketer rep manager admin
POST /leads/{id}/win with handoffs:write by rep manager admin
POST /spend with settings:write by marketer manager admin
POST /touches with touches:write by marketer manager admin
PUT /goals with settings:write by manager admin`

func TestTheTableOfRoutes(t *testing.T) {
	t.Parallel()
	var lines []string
	for _, r := range api.Routes() {
		line := r.Method + " " + r.Pattern
		if r.Scope != "" {
			line += " with " + string(r.Scope)
		}
		roles := []string{"everybody"}
		if len(r.Roles) > 0 {
			roles = nil
		}
		for _, role := range r.Roles {
			roles = append(roles, string(role))
		}
		lines = append(lines, line+" by "+strings.Join(roles, " "))
		if r.Resource == "" {
			t.Errorf("%s shows nothing", line)
		}
	}
	slices.Sort(lines)
	if got := strings.Join(lines, "\n"); got != all {
		t.Errorf("the routes are\n%s\nwant\n%s", got, all)
	}
}

// A document is the OpenAPI document as any program reads it.
type document struct {
	OpenAPI string
	Servers []struct{ URL string }
	Paths   map[string]map[string]operation

	schemas *jsonschema.Compiler
}

type operation struct {
	ID          string `json:"operationId"`
	Summary     string
	Description string
	Security    []map[string][]string
	Body        *content `json:"requestBody"`
	Responses   map[string]content
}

type content struct{ Content map[string]any }

// rawDocument is the OpenAPI document as it is sent.
func (w *world) rawDocument() []byte {
	w.t.Helper()
	response, err := http.Get(w.http.URL + api.Base + "/openapi.json")
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return body
}

func (w *world) document() document {
	w.t.Helper()
	body := w.rawDocument()
	d := document{schemas: jsonschema.NewCompiler()}
	if err := json.Unmarshal(body, &d); err != nil {
		w.t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	d.schemas.AssertFormat()
	if err := d.schemas.AddResource("openapi.json", whole); err != nil {
		w.t.Fatal(err)
	}
	return d
}

// against holds a body against the schema at a place of the document.
func (w *world) against(d document, body string, place ...string) error {
	w.t.Helper()
	for i, each := range place {
		place[i] = strings.ReplaceAll(each, "/", "~1")
	}
	schema, err := d.schemas.Compile("openapi.json#/paths/" + strings.Join(place, "/") + "/schema")
	if err != nil {
		w.t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	return schema.Validate(value)
}

func TestTheDocumentHasTheRoutesOfTheTable(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.document()
	if d.OpenAPI != "3.1.0" || len(d.Servers) != 1 || d.Servers[0].URL != api.Base {
		t.Errorf("it is OpenAPI %s at %v", d.OpenAPI, d.Servers)
	}
	described := 0
	for _, methods := range d.Paths {
		described += len(methods)
	}
	for _, r := range api.Routes() {
		if r.Scope == "" {
			continue
		}
		op, known := d.Paths[r.Pattern][strings.ToLower(r.Method)]
		if described--; !known {
			t.Errorf("%s %s is not in the document", r.Method, r.Pattern)
			continue
		}
		if op.Summary == "" || op.Description == "" || op.ID == "" || len(op.Security) != 1 ||
			!slices.Equal(op.Security[0]["key"], []string{string(r.Scope)}) {
			t.Errorf("%s %s is described as %q with %v", r.Method, r.Pattern, op.Summary, op.Security)
		}
	}
	if described != 0 {
		t.Errorf("%d routes of the document are not in the table", described)
	}
}

// The document is held against what the API takes and answers.
func TestTheDocumentDescribesWhatTheAPIDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.document()
	w.lead("ada@company.example")
	w.exec("UPDATE leads SET external_id = 'crm-7'")
	key := w.key("lena")
	w.lead("eve@company.example")
	w.exec(`
		UPDATE leads SET external_id = 'crm-7', external_source_id = (SELECT id FROM sources WHERE name = 'Webinar')
		WHERE email = 'eve@company.example'`)
	full := `{"external_id": "crm-7", "external_source": "webinar", "kind": "event", "source": "Webinar", "campaign": 1,
		"utm_source": "a", "utm_medium": "b", "utm_campaign": "c", "utm_term": "d", "utm_content": "e", "note": "f",
		"at": "2026-11-01T10:00:00Z"}`
	for _, c := range []struct {
		method, query, body string
		key                 string
		status              int
	}{
		{"post", "", full, key, 201},
		{"post", "", "[" + full + `,{"email": "ada@company.example", "kind": "form"}]`, key, 201},
		{"post", "", `{"email": "ada@company.example", "kind": "sermon"}`, key, 422},
		{"post", "", `{"email": "ada@company.example"}`, key, 422},
		{"post", "", `{"email": "ada@company.example", "kind": "form", "colour": "red"}`, key, 422},
		{"post", "", `{"email": "ada@company.example", "kind": "form", "at": "soon"}`, key, 422},
		{"post", "", `{"email": 3, "kind": "form"}`, key, 422},
		{"post", "", `{"email": "ada@company.example", "kind": "form", "source": true}`, key, 422},
		{"post", "", `[]`, key, 422},
		{"post", "", `{"email": "bob@company.example", "kind": "form"}`, key, 404},
		{"post", "", `{`, key, 400},
		{"post", "", full, "", 401},
		{"post", "", full, w.key("rita"), 403},
		{"get", "?external_id=crm-7&external_source=Webinar&limit=1", "", key, 200},
		{"get", "?external_id=crm-7&limit=1", "", key, 422},
		{"get", "?lead=1&limit=500", "", key, 422},
		{"get", "?lead=999", "", key, 404},
	} {
		a := w.ask(strings.ToUpper(c.method), "/touches"+c.query, c.key, c.body)
		name := fmt.Sprintf("%s /touches%s %s", c.method, c.query, c.body)
		if a.status != c.status {
			t.Errorf("%s: answered %d, want %d", name, a.status, c.status)
		}
		kind, status := a.header.Get("Content-Type"), fmt.Sprint(a.status)
		if d.Paths["/touches"][c.method].Responses[status].Content[kind] == nil {
			t.Errorf("%s: the document does not know of %s as %s", name, status, kind)
			continue
		}
		if err := w.against(d, a.body, "/touches", c.method, "responses", status, "content", kind); err != nil {
			t.Errorf("%s: the answer is not as described: %v: %s", name, err, a.body)
		}
		if c.body == "" || !json.Valid([]byte(c.body)) {
			continue
		}
		if err := w.against(d, c.body, "/touches", c.method, "requestBody", "content",
			"application/json"); (err == nil) != (c.status != 422) {
			t.Errorf("%s: it is answered %d, and the description says %v", name, c.status, err)
		}
	}
}

func TestTheDocumentNamesNobodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	response, err := http.Get(w.http.URL + api.Base + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var document any
	if err := json.NewDecoder(response.Body).Decode(&document); err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(document); strings.Contains(text, "http:") || strings.Contains(text, "https:") ||
		strings.Contains(text, "$schema") {
		t.Error("the document points to another host")
	}
	head, err := http.Head(w.http.URL + api.Base + "/openapi.json")
	if err != nil || head.StatusCode != 200 || head.Header.Get("Content-Type") != "application/json" {
		t.Errorf("HEAD: %v %v", err, head)
	}
}
