package call

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"baton/internal/errs"
	"baton/internal/lead"
)

// MaxBody is how many bytes a request may have.
const MaxBody = 1 << 20

// Why a body is not read.
var (
	ErrTooLarge = &Problem{Title: "Too large", Status: http.StatusRequestEntityTooLarge,
		Detail: fmt.Sprintf("This is too large. The maximum is %d MB. Send less at once.", MaxBody>>20)}
	ErrEmpty  = &Problem{Title: "No body", Status: http.StatusBadRequest, Detail: "This request needs a JSON body."}
	errNoJSON = &Problem{Title: "Not JSON", Status: http.StatusUnsupportedMediaType,
		Detail: "The body must be JSON. Send it with Content-Type: application/json."}
)

// ReadJSON reads a body that is one value and nothing else.
func ReadJSON(body []byte) (value any, err error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, ErrEmpty
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	err = decoder.Decode(&value)
	if err == nil {
		if _, err = decoder.Token(); errors.Is(err, io.EOF) {
			return value, nil
		}
		return nil, brokenJSON("There is more text after the end.")
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && syntax.Offset < int64(len(body)) {
		return nil, brokenJSON(fmt.Sprintf("It cannot be read from byte %d on.", syntax.Offset))
	}
	return nil, brokenJSON("It ends too early.")
}

func brokenJSON(words string) *Problem {
	return &Problem{Title: "Not JSON", Status: http.StatusBadRequest, Detail: "The body is not valid JSON. " + words}
}

// Body is an object that a program sends as a T: what it may have, how that is read, and how the document describes it.
type Body[T any] struct {
	Noun    string // A touch
	Example string // of a whole object
	Fields  []Field[T]
	Nulls   bool // null takes a value away; otherwise it says nothing
}

// Field is a field of a body.
type Field[T any] struct {
	Name   string
	Needed bool // the document says so; whoever reads it asks for it
	Schema *huma.Schema
	Read   func(to *T, value any) (wrong string)
	Null   func(to *T) // takes a value away; nil where that is not possible
}

// mostUnknown is how many fields that are none are told of by name.
const mostUnknown = 20

// Read reads a value of JSON, and says what is wrong with it by field.
func (b Body[T]) Read(value any, to *T) errs.Problems {
	fields, ok := value.(map[string]any)
	if !ok {
		return errs.Problems{"": b.Noun + " must be an object, such as " + b.Example + "."}
	}
	problems, unknown := errs.Problems{}, 0
	known := map[string]Field[T]{}
	for _, f := range b.Fields {
		known[f.Name] = f
	}
	for name, value := range fields {
		f, is := known[name]
		switch {
		case is && value == nil && b.Nulls && f.Null != nil:
			f.Null(to)
		case is && value == nil:
		case is:
			if wrong := f.Read(to, value); wrong != "" {
				problems.Add(name, wrong)
			}
		case len(name) > lead.MaxText || unknown >= mostUnknown:
			problems.Add("", fmt.Sprintf("This has fields that %s does not have. Delete them, or check the spelling.",
				lower(b.Noun)))
		default:
			unknown++
			problems.Add(Token(name), b.Noun+" has no such field. Delete it, or check the spelling.")
		}
	}
	return problems
}

// Whole reads the body of a request. One without anything is an object without fields where the body may be missing.
func (b Body[T]) Whole(body []byte, contentType string) (to T, value map[string]any, err error) {
	if len(bytes.TrimSpace(body)) == 0 && !b.needed() {
		return to, nil, nil
	}
	if !IsJSON(contentType) {
		return to, nil, errNoJSON
	}
	read, err := ReadJSON(body)
	if err != nil {
		return to, nil, err
	}
	value, _ = read.(map[string]any)
	return to, value, b.Read(read, &to).Err()
}

// Has reports whether there is a field with a name.
func (b Body[T]) Has(name string) bool {
	return slices.ContainsFunc(b.Fields, func(f Field[T]) bool { return f.Name == name })
}

func (b Body[T]) needed() bool {
	return slices.ContainsFunc(b.Fields, func(f Field[T]) bool { return f.Needed })
}

// Schema describes the object.
func (b Body[T]) Schema() *huma.Schema {
	s := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{}}
	for _, f := range b.Fields {
		s.Properties[f.Name] = f.Schema
		if f.Needed {
			s.Required = append(s.Required, f.Name)
		}
	}
	return s
}

// Described is the body of a request that is this object, under a name that the document has it by.
func (b Body[T]) Described(g *Gate, name, words string) *huma.RequestBody {
	return &huma.RequestBody{Required: b.needed(), Description: words,
		Content: map[string]*huma.MediaType{"application/json": {Schema: b.Named(g, name)}}}
}

// Named keeps the schema of the object in the document under a name, and refers to it.
func (b Body[T]) Named(g *Gate, name string) *huma.Schema {
	g.Huma.OpenAPI().Components.Schemas.Map()[name] = b.Schema()
	return &huma.Schema{Ref: "#/components/schemas/" + name}
}

func lower(words string) string { return strings.ToLower(words[:1]) + words[1:] }

// Token is the name of a field as a part of a JSON pointer in a fragment.
func Token(name string) string {
	return url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(name))
}
