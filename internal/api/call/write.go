package call

import (
	"crypto/sha256"
	"mime"
	"net/http"
	"strings"

	"baton/internal/errs"
	"baton/internal/handoff/desk"
)

// Write is what every request has that changes something. A Body reads what it sends.
type Write struct {
	Key     string `header:"Idempotency-Key" doc:"Up to 200 letters, digits and signs that you make anew for each request. Sent again with the same body within a week, the request counts once and gets the first answer again."`
	Type    string `header:"Content-Type" hidden:"true"`
	RawBody []byte
}

// mostOnce is how long an Idempotency-Key can be.
const mostOnce = 200

// Once makes a request count once where it carries a key for that. route tells requests of different kinds apart.
func (w Write) Once(route string) (desk.Once, error) {
	if w.Key == "" {
		return desk.Once{}, nil
	}
	odd := func(r rune) bool { return r < ' ' || r > '~' }
	if len(w.Key) > mostOnce || strings.ContainsFunc(w.Key, odd) {
		return desk.Once{}, &Problem{Title: "Not accepted", Status: http.StatusUnprocessableEntity,
			Detail: "The Idempotency-Key is not valid.", Errors: []Fault{
				{Header: "Idempotency-Key", Detail: "Use up to 200 letters, digits and signs, such as a random UUID."},
			}}
	}
	digest := sha256.Sum256(append([]byte(route+"\n"), w.RawBody...))
	return desk.Once{Key: w.Key, Digest: digest[:]}, nil
}

// Parsed is the value of a body that must be JSON.
func (w Write) Parsed() (any, error) {
	if !IsJSON(w.Type) {
		return nil, errNoJSON
	}
	return ReadJSON(w.RawBody)
}

// IsJSON reports whether a body that is sent as this type is JSON. One without a type is taken for it.
func IsJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && (kind == "application/json" || strings.HasPrefix(kind, "application/") &&
		strings.HasSuffix(kind, "+json"))
}

// Parameters are problems with the parameters of an address.
func Parameters(problems errs.Problems) *Problem {
	p := &Problem{Title: "Not accepted", Status: http.StatusUnprocessableEntity, Detail: "The address has errors."}
	for _, f := range Faults(problems) {
		p.Errors = append(p.Errors, Fault{Parameter: strings.TrimPrefix(f.Pointer, "#/"), Detail: f.Detail})
	}
	return p
}
