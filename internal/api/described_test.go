package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"baton/internal/api"
)

// described is the document that every test holds requests and answers against.
var described = sync.OnceValue(func() *description {
	text, err := api.New(nil, nil, slog.New(slog.DiscardHandler), time.Now).Document()
	if err != nil {
		panic(err)
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		panic(err)
	}
	d := &description{compiler: jsonschema.NewCompiler(), schemas: map[string]*jsonschema.Schema{}, paths: whole}
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource("openapi.json", whole); err != nil {
		panic(err)
	}
	return d
})

type description struct {
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
	paths    any
}

// schema is the one at a place of the document, nil where there is none.
func (d *description) schema(place ...string) (*jsonschema.Schema, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := d.paths
	pointer := ""
	for _, name := range append(append([]string{"paths"}, place...), "schema") {
		in, _ := at.(map[string]any)
		if at = in[name]; at == nil {
			return nil, fmt.Errorf("the document has nothing at %s", strings.Join(place, " "))
		}
		pointer += "/" + strings.ReplaceAll(name, "/", "~1")
	}
	if known := d.schemas[pointer]; known != nil {
		return known, nil
	}
	schema, err := d.compiler.Compile("openapi.json#" + pointer)
	d.schemas[pointer] = schema
	return schema, err
}

// holds is what is wrong with a body by the schema at a place.
func (d *description) holds(body string, place ...string) error {
	schema, err := d.schema(place...)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		return err
	}
	return schema.Validate(withoutNulls(value))
}

// withoutNulls is a value without the fields that have null. They are taken everywhere, and said in words: few
// generators of clients can read a type that may be null.
func withoutNulls(value any) any {
	switch value := value.(type) {
	case map[string]any:
		maps.DeleteFunc(value, func(_ string, field any) bool { return field == nil })
		for name, field := range value {
			value[name] = withoutNulls(field)
		}
	case []any:
		for i, item := range value {
			value[i] = withoutNulls(item)
		}
	}
	return value
}

// routeOf is the route that answers a path, whose pattern is "" where none does.
func routeOf(method, path string) api.Route {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for _, r := range api.Routes() {
		pattern := strings.Split(r.Pattern, "/")
		same := r.Method == method && len(pattern) == len(parts)
		for i := 0; same && i < len(parts); i++ {
			same = pattern[i] == parts[i] || strings.HasPrefix(pattern[i], "{")
		}
		if same {
			return r
		}
	}
	return api.Route{}
}

// asDescribed holds an answer, and a body that was taken, against the document.
func (a answer) asDescribed(t testing.TB, method, path, body string) {
	t.Helper()
	r := routeOf(method, path)
	if r.Scope == "" {
		return
	}
	kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	place := []string{r.Pattern, strings.ToLower(method)}
	if err := described().holds(a.body, append(place, "responses", fmt.Sprint(a.status), "content", kind)...); err != nil {
		t.Errorf("%s %s: the answer %d is not as described: %v: %.500s", method, path, a.status, err, a.body)
	}
	if a.status >= 300 || body == "" || !json.Valid([]byte(body)) {
		return
	}
	if err := described().holds(body, append(place, "requestBody", "content", "application/json")...); err != nil {
		t.Errorf("%s %s: it took what is not as described: %v: %.500s", method, path, err, body)
	}
}
