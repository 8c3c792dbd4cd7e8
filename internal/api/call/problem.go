package call

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"baton/internal/errs"
)

// A Problem is why a request was not answered, as RFC 9457 has it. Its words are for the developer who reads them, and
// hold nothing of the inside of Baton.
type Problem struct {
	_         struct{} `additionalProperties:"true"`
	Title     string   `json:"title" doc:"What kind of problem this is, the same each time." example:"Not accepted"`
	Status    int      `json:"status" doc:"The HTTP status." example:"422"`
	Detail    string   `json:"detail,omitempty" doc:"What is wrong and what to do."`
	Scope     string   `json:"scope,omitempty" doc:"The scope that the key lacks."`
	Reference string   `json:"reference,omitempty" doc:"Of a fault of Baton: what to tell an admin, who finds it in the log."`
	Current   any      `json:"current,omitempty" doc:"Of status 412: the thing as it is now."`
	Errors    []Fault  `json:"errors,omitempty" nullable:"false" doc:"What is wrong, field by field."`

	header http.Header
}

// A Fault is what is wrong with one part of a request.
type Fault struct {
	_         struct{} `additionalProperties:"true"`
	Pointer   string   `json:"pointer,omitempty" doc:"Where it is in the body, as a JSON pointer in a fragment (RFC 6901)." example:"#/3/kind"`
	Parameter string   `json:"parameter,omitempty" doc:"In which parameter of the address it is." example:"lead"`
	Header    string   `json:"header,omitempty" doc:"In which header it is." example:"Idempotency-Key"`
	Detail    string   `json:"detail" doc:"What is wrong and what to do."`
}

// Error implements error.
func (p *Problem) Error() string { return p.Title + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// With is the problem with a header of its answer.
func (p *Problem) With(header, value string) *Problem {
	if p.header == nil {
		p.header = http.Header{}
	}
	p.header.Set(header, value)
	return p
}

// ErrNoRoute is the answer to an address that is none.
var ErrNoRoute = errs.Say(errs.NotFound, "There is nothing at this address. See all addresses at /api/docs.")

// statuses is the one table of what each kind of failure answers.
var statuses = []struct {
	kind   error
	status int
	title  string
	words  string
}{
	{errs.NotFound, http.StatusNotFound, "Not found", "There is nothing here that this key can see."},
	{errs.Forbidden, http.StatusForbidden, "Not allowed", "This key does not allow this."},
	{errs.Conflict, http.StatusConflict, "Something changed",
		"Something has changed in the meantime. Send the request again."},
	{errs.Invalid, http.StatusUnprocessableEntity, "Not accepted", "The request has errors. Nothing was saved."},
	{errs.TooMany, http.StatusTooManyRequests, "Too many tries", "Wait a while, then try again."},
	{errs.Unavailable, http.StatusServiceUnavailable, "Temporarily unavailable",
		"The database is not responding. Send the request again in a few seconds with the same Idempotency-Key."},
	{context.DeadlineExceeded, http.StatusServiceUnavailable, "Temporarily unavailable",
		"This took too long. Send the request again in a few seconds with the same Idempotency-Key."},
}

// Problem is what to answer to a failure. Internal words go to the log only, under a reference.
func (g *Gate) Problem(ctx context.Context, err error) *Problem {
	var made *Problem
	var lacking missingScope
	var wrong errs.Problems
	switch {
	case errors.As(err, &made):
		return made
	case errors.Is(ctx.Err(), context.Canceled):
		g.Log.Debug("the program went away", "route", routeOf(ctx), "error", err)
		return &Problem{Title: "Gone", Status: http.StatusServiceUnavailable, Detail: "The client closed the connection."}
	case errors.Is(err, errNoKey):
		return (&Problem{Title: "No key", Status: http.StatusUnauthorized,
			Detail: "Send your API key as Authorization: Bearer KEY. An admin makes one at /settings/keys."}).
			With("WWW-Authenticate", `Bearer realm="Baton"`)
	case errors.Is(err, errBadKey):
		return (&Problem{Title: "Key not valid", Status: http.StatusUnauthorized,
			Detail: "This key is not valid. It is incomplete, expired or revoked, or its owner is disabled. " +
				"Ask an admin for another."}).
			With("WWW-Authenticate", `Bearer realm="Baton", error="invalid_token"`)
	case errors.As(err, &lacking):
		return (&Problem{Title: "Not allowed", Status: http.StatusForbidden, Detail: lacking.Error(),
			Scope: string(lacking.scope)}).
			With("WWW-Authenticate", fmt.Sprintf(`Bearer realm="Baton", error="insufficient_scope", scope="%s"`, lacking.scope))
	}
	for _, row := range statuses {
		if !errors.Is(err, row.kind) {
			continue
		}
		p := &Problem{Title: row.title, Status: row.status, Detail: row.words}
		if said := errs.Words(err); said != "" {
			p.Detail = said
		}
		if errors.As(err, &wrong) {
			p.Errors = Faults(wrong)
		}
		return g.later(ctx, p, err)
	}
	reference := rand.Text()[:8]
	g.Log.Error("fault", "reference", reference, "route", routeOf(ctx), "error", err)
	return &Problem{
		Title: "Error in Baton", Status: http.StatusInternalServerError, Reference: reference,
		Detail: "This did not work because of an error in Baton. Nothing was saved. " +
			"If it happens again, give an admin the reference.",
	}
}

// later says when to try again, where that may help.
func (g *Gate) later(ctx context.Context, p *Problem, err error) *Problem {
	switch p.Status {
	case http.StatusTooManyRequests:
		return p.With("Retry-After", "900")
	case http.StatusServiceUnavailable:
		if !errors.Is(ctx.Err(), context.Canceled) {
			g.Log.Error("unavailable", "route", routeOf(ctx), "error", err)
		}
		return p.With("Retry-After", "5")
	}
	return p
}

// routeOf names the route of a request for the log.
func routeOf(ctx context.Context) string {
	if route := chi.RouteContext(ctx); route != nil {
		return route.RouteMethod + " " + route.RoutePattern()
	}
	return ""
}

// mostFaults is how many faults one answer tells of.
const mostFaults = 100

// Faults are problems of a body by their places in it, such as 3/kind, in the order of the body.
func Faults(problems errs.Problems) (all []Fault) {
	for i, place := range slices.SortedFunc(maps.Keys(problems), byPlace) {
		if i == mostFaults {
			break
		}
		pointer := "#"
		if place != "" {
			pointer += "/" + place
		}
		all = append(all, Fault{Pointer: pointer, Detail: problems[place]})
	}
	return all
}

// byPlace orders places by their numbers, then by their names.
func byPlace(a, b string) int {
	number := func(place string) (int, string) {
		first, rest, _ := strings.Cut(place, "/")
		if n, err := strconv.Atoi(first); err == nil {
			return n, rest
		}
		return -1, place
	}
	i, x := number(a)
	j, y := number(b)
	if i != j {
		return i - j
	}
	return strings.Compare(x, y)
}

// Refuse answers a request that never reached its handler.
func (g *Gate) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := g.Problem(r.Context(), err)
	h := w.Header()
	maps.Copy(h, p.header)
	h.Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		g.Log.Debug("the program went away", "error", err)
	}
}

// What huma finds wrong by itself is told as a Problem too.
func init() {
	huma.NewError = func(status int, words string,
		found ...error) huma.StatusError {
		return fromHuma(status, words, found)
	}
}

func fromHuma(status int, words string, found []error) *Problem {
	p := &Problem{Title: http.StatusText(status), Status: status, Detail: words}
	switch status {
	case http.StatusRequestEntityTooLarge:
		return ErrTooLarge
	case http.StatusBadRequest:
		return ErrEmpty
	case http.StatusUnprocessableEntity:
		p.Title, p.Detail = "Not accepted", "The request has errors."
	case http.StatusInternalServerError:
		if isTooLarge(found) {
			return ErrTooLarge
		}
		p.Title, p.Detail, found = "Not readable", "The body of this request could not be read completely. Send it again.",
			nil
		p.Status = http.StatusBadRequest
	}
	for _, err := range found {
		var detailed huma.ErrorDetailer
		if errors.As(err, &detailed) {
			p.Errors = append(p.Errors, fault(detailed.ErrorDetail()))
		}
	}
	return p
}

// bounds are what huma says of numbers, in plain words.
var bounds = map[string]string{"expected number >= ": "Write a number of %s or more.",
	"expected number <= ": "Write a number of %s at most."}

// fault is what huma found, without the value that it found it in.
func fault(d *huma.ErrorDetail) Fault {
	where, name, _ := strings.Cut(d.Location, ".")
	f := Fault{Detail: "Not accepted: " + d.Message + "."}
	for begin, words := range bounds {
		if n, is := strings.CutPrefix(d.Message, begin); is {
			f.Detail = fmt.Sprintf(words, n)
		}
	}
	switch where {
	case "query":
		f.Parameter = name
	case "header":
		f.Header = name
	}
	return f
}

func isTooLarge(found []error) bool {
	return slices.ContainsFunc(found, func(err error) bool {
		var tooBig *http.MaxBytesError
		return errors.As(err, &tooBig)
	})
}
