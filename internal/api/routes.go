package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"baton/internal/account"
)

// Route is one line of the table that says who may call what: the owner of the key must have one of the roles, and the
// key the scope.
type Route struct {
	Method   string
	Pattern  string         // below Base
	Roles    []account.Role // empty for everybody, with or without a key
	Scope    account.Scope
	Resource string // the kind of thing that it shows or changes

	id, summary, words string
	status             int   // of what worked
	refuses            []int // what else it answers, besides what every route does
	add                func(Route)
}

var (
	everybody = []account.Role(nil)
	signedIn  = account.Roles
	marketers = []account.Role{account.Marketer, account.Manager, account.Admin}
)

// Routes is the table of all routes.
func Routes() []Route {
	return append((&API{}).routes(),
		Route{Method: http.MethodGet, Pattern: "/openapi.json", Roles: everybody, Resource: "api"})
}

func (a *API) routes() []Route {
	return []Route{
		{
			Method: "POST", Pattern: "/touches", Roles: marketers, Scope: account.WriteTouches, Resource: "touch",
			id: "add-touches", summary: "Add touches",
			words: "Adds one touch or a list of up to 100 to existing leads. Either all are saved or none. " +
				"A touch reopens a closed lead. " +
				"If the agreement says so, it hands over a captured lead that now meets the definition.",
			status: http.StatusCreated, refuses: []int{400, 404, 409, 413, 415, 422},
			add: func(r Route) { register(a, r, a.addTouches); a.describeTouches() },
		},
		{
			Method: "GET", Pattern: "/touches", Roles: signedIn, Scope: account.ReadTouches, Resource: "touch",
			id: "list-touches", summary: "Read the touches of a lead",
			words:  "The touches of one lead, latest first, in pages.",
			status: http.StatusOK, refuses: []int{404, 422},
			add: func(r Route) { register(a, r, a.listTouches) },
		},
	}
}

// always are what every route may answer besides its own.
var always = []int{401, 403, 429, 500, 503}

// register has route answered by handle for those who may call it.
func register[I, O any](a *API, r Route, handle func(context.Context, *I) (*O, error)) {
	errors := slices.Concat(r.refuses, always)
	slices.Sort(errors)
	huma.Register(a.huma, huma.Operation{
		OperationID: r.id, Method: r.Method, Path: r.Pattern, Summary: r.summary, Description: r.words,
		DefaultStatus: r.status, Tags: []string{r.Resource},
		Errors: errors, Security: []map[string][]string{{keyScheme: {string(r.Scope)}}},
		Middlewares:  huma.Middlewares{a.keyed(r)},
		MaxBodyBytes: maxBody + 1, SkipValidateBody: true,
	}, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}
