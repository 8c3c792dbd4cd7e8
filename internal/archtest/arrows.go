// Package archtest holds the code to its architecture: which package may import which, who alone may use a technology,
// and what the packages of the domain never do. It reads the source files themselves, so that a test of it sees every
// change.
package archtest

import (
	"slices"
	"strings"
)

// The packages of the domain, from the ground up. Each floor may use those below it.
var (
	ground = []string{
		"internal/errs", "internal/account", "internal/lead", "internal/english", "internal/geo", "internal/money",
		"internal/typed", "internal/count", "internal/identity",
	}
	nouns  = append([]string{"internal/agreement", "internal/assign"}, ground...)
	domain = append([]string{
		"internal/firstday", "internal/handoff", "internal/handoff/act", "internal/handoff/desk",
		"internal/handoff/history", "internal/handoff/merge", "internal/handoff/tally", "internal/inbox",
		"internal/intake", "internal/intake/past", "internal/notify",
		"internal/policy", "internal/report", "internal/scoring/forecast", "internal/scoring/goal",
		"internal/scoring/grade", "internal/scoring/prospect", "internal/scoring/suggestion", "internal/settings",
		"internal/sheet", "internal/worklist",
	}, slices.Concat(nouns, likelihood)...)
	likelihood = []string{
		"internal/scoring/likelihood", "internal/scoring/likelihood/dataset", "internal/scoring/likelihood/feature",
		"internal/scoring/likelihood/leakage", "internal/scoring/likelihood/logodds", "internal/scoring/likelihood/measure",
		"internal/scoring/likelihood/trial",
	}
)

// storePart is what a part of the store may import: the domain, and the parts below it.
func storePart(parts ...string) []string {
	may := slices.Clone(domain)
	for _, part := range parts {
		may = append(may, "internal/postgres/"+part)
	}
	return may
}

// pages are the packages of pages, by noun. They do not import each other: what several need stands in underPages.
var pages = []string{
	"internal/server/agreements", "internal/server/assignment", "internal/server/campaigns", "internal/server/dashboard",
	"internal/server/entry",
	"internal/server/goals", "internal/server/home", "internal/server/imports", "internal/server/leads",
	"internal/server/me", "internal/server/merges", "internal/server/people",
	"internal/server/personas", "internal/server/scoring", "internal/server/settings", "internal/server/submit",
	"internal/server/teams",
}

// underPages are the packages that pages share.
var underPages = []string{
	"internal/server/address", "internal/server/company", "internal/server/conditions", "internal/server/hours",
	"internal/server/leadview",
	"internal/server/standing", "internal/server/visit",
}

func init() {
	for _, of := range pages {
		arrows[of] = slices.Concat([]string{"web/page", "web/ui"}, underPages, domain)
	}
	for _, of := range apiNouns {
		arrows[of] = append([]string{"internal/api/call"}, domain...)
	}
	arrows["internal/server/home"] = append(arrows["internal/server/home"], "docs") // the help shows them
}

// apiNouns are the packages of the API, by noun. They do not import each other.
var apiNouns = []string{
	"internal/api/catalogue", "internal/api/handoffs", "internal/api/leads", "internal/api/reports",
	"internal/api/touches",
}

// arrows says what of the project each package may import. Tests may import more: a test of a rule may try it on a
// database.
var arrows = map[string][]string{
	"internal/errs":     nil,
	"internal/account":  ground[:1],
	"internal/english":  nil,
	"internal/count":    nil,
	"internal/geo":      {"internal/account"},
	"internal/typed":    nil,
	"internal/identity": {"internal/geo", "internal/typed"},
	"internal/money":    {"internal/english", "internal/geo", "internal/typed"},
	"internal/lead": {"internal/account", "internal/english", "internal/errs", "internal/geo", "internal/identity",
		"internal/money", "internal/typed"},
	"internal/agreement": ground,
	"internal/assign":    ground,
	"internal/firstday":  nil,
	"internal/handoff":   append([]string{"internal/policy", "internal/inbox"}, nouns...),
	"internal/intake":    append([]string{"internal/sheet"}, nouns...),
	"internal/sheet":     {"internal/errs"},
	// past handoffs, ready to be kept
	"internal/intake/past": append([]string{"internal/policy", "internal/handoff", "internal/intake", "internal/sheet"},
		nouns...),
	"internal/notify":        nouns,
	"internal/report":        nouns,
	"internal/scoring/grade": nouns,

	// a forecast is of a measure, and every measure is defined there
	"internal/scoring/forecast":   append([]string{"internal/report"}, nouns...),
	"internal/scoring/goal":       append([]string{"internal/report", "internal/scoring/forecast"}, nouns...),
	"internal/scoring/suggestion": append([]string{"internal/report"}, nouns...), // how sure a share is, is defined there
	"internal/scoring/prospect":   slices.Concat(likelihood, nouns),

	"internal/scoring/likelihood": {
		"internal/scoring/likelihood/dataset", "internal/scoring/likelihood/feature", "internal/scoring/likelihood/logodds",
		"internal/scoring/likelihood/measure",
	},
	"internal/scoring/likelihood/dataset": nil,
	"internal/scoring/likelihood/feature": {"internal/scoring/likelihood/dataset", "internal/scoring/likelihood/logodds"},
	"internal/scoring/likelihood/leakage": {
		"internal/scoring/likelihood/dataset", "internal/scoring/likelihood/feature", "internal/scoring/likelihood/measure",
	},
	"internal/scoring/likelihood/logodds": nil,
	"internal/scoring/likelihood/measure": {"internal/scoring/likelihood/dataset", "internal/scoring/likelihood/logodds"},
	"internal/scoring/likelihood/trial":   likelihood,

	// for tests alone
	"internal/scoring/likelihood/dataset/datasettest": {
		"internal/scoring/likelihood/dataset", "internal/scoring/likelihood/logodds",
	},

	"internal/handoff/tally":   append([]string{"internal/policy", "internal/handoff"}, nouns...),
	"internal/inbox":           ground,
	"internal/worklist":        append([]string{"internal/handoff"}, nouns...),
	"internal/handoff/history": append([]string{"internal/handoff", "internal/handoff/merge"}, nouns...),
	"internal/policy":          nouns,
	"internal/handoff/merge":   append([]string{"internal/handoff"}, nouns...),
	"internal/handoff/desk": append([]string{"internal/handoff", "internal/handoff/merge",
		"internal/policy"}, nouns...),
	"internal/handoff/act": append([]string{"internal/handoff", "internal/handoff/desk", "internal/policy"}, nouns...),
	"internal/handoff/handofftest/contract": append([]string{"internal/handoff", "internal/handoff/desk",
		"internal/handoff/handofftest", "internal/handoff/tally", "internal/inbox", "internal/policy"}, nouns...),
	// for tests alone
	"internal/handoff/handofftest": append([]string{"internal/handoff/desk", "internal/policy", "internal/inbox",
		"internal/handoff/tally", "internal/handoff", "internal/handoff/merge", "internal/scoring/grade"}, nouns...),
	// scoring rules, models, suggestions and what somebody mutes are settings too
	"internal/settings": append([]string{"internal/inbox", "internal/scoring/grade", "internal/scoring/prospect",
		"internal/scoring/suggestion"}, nouns...),

	"internal/privatepg":     nil,
	"internal/mail":          ground[:2],
	"internal/mail/mailtest": nil, // for tests alone
	"internal/postgres": storePart("agreements", "bulk", "database", "funnel", "goals", "handoffs", "learning", "lists",
		"people", "inforce", "reports", "settings"), // puts the parts together
	"internal/postgres/database": append([]string{"migrations"}, domain...),
	"internal/postgres/pgtest": append([]string{"internal/hang", "internal/postgres", "internal/privatepg",
		"internal/handoff/handofftest", "internal/inbox", "internal/policy"}, nouns...),
	"internal/postgres/inforce":    storePart("database"),
	"internal/postgres/funnel":     storePart("database", "inforce"),
	"internal/postgres/handoffs":   storePart("database", "funnel", "inforce"),
	"internal/postgres/lists":      storePart("database", "handoffs", "inforce"),
	"internal/postgres/reports":    storePart("database", "funnel", "handoffs", "lists"),
	"internal/postgres/goals":      storePart("database", "funnel", "inforce", "reports"),
	"internal/postgres/learning":   storePart("database", "handoffs", "inforce"),
	"internal/postgres/people":     storePart("database", "handoffs", "inforce"),
	"internal/postgres/agreements": storePart("database", "inforce"),
	"internal/postgres/settings":   storePart("database", "funnel", "handoffs", "learning", "people", "inforce"),
	"internal/postgres/bulk": storePart("agreements", "database", "funnel", "goals", "handoffs", "people", "inforce",
		"settings"),
	"internal/jobs":   domain,
	"internal/server": slices.Concat([]string{"web", "web/page", "web/ui"}, pages, underPages, domain),
	// no page of its own
	"internal/server/visit": {"internal/policy", "internal/worklist", "internal/account", "internal/english",
		"internal/errs", "internal/handoff", "internal/lead", "internal/money", "web", "web/page", "web/ui"},
	// an editor for any form
	"internal/server/conditions": append([]string{"internal/server/visit", "web/page", "web/ui"}, domain...),
	"internal/api":               slices.Concat(apiNouns, []string{"internal/api/call"}, domain),
	"internal/api/call":          domain, // one request, whatever it is about
	"internal/demo":              domain,
	"internal/archtest":          nil,
	// for tests alone
	"internal/browser": {"internal/hang", "web"},
	"internal/hang":    nil,
	// of pages that several others link to
	"internal/server/address": append([]string{"internal/server/visit"}, domain...),
	// what pages show of a lead
	"internal/server/leadview": append([]string{"internal/server/address", "internal/server/visit", "web/page", "web/ui"},
		domain...),
	// currency and zone
	"internal/server/company": append([]string{"internal/server/visit", "web/page", "web/ui"}, domain...),
	// of people and teams
	"internal/server/hours": append([]string{"internal/server/visit", "web/page", "web/ui"}, domain...),
	// of goals and promises
	"internal/server/standing": append([]string{"internal/server/address", "internal/server/visit", "web/page", "web/ui"},
		domain...),
	"internal/server/imports": append([]string{"internal/server/visit", "web/page", "web/ui"}, domain...),
	"internal/testrun":        nil,

	"docs":             nil, // the texts themselves, which pages show
	"migrations":       nil,
	"web":              nil,
	"web/page":         {"web/ui"},
	"web/ui":           nil,
	"web/vendorassets": {"web"},
}

// forTests are packages for tests alone, which those of web may import too.
var forTests = []string{"internal/browser", "internal/hang"}

// knowAll are the programs, which put the parts together.
var knowAll = []string{"cmd/baton", "internal/bench"}

// A technology is something of other people's that a few packages have to themselves.
type technology struct {
	paths     []string // import paths, with all below them
	users     []string // packages, with all below them
	testUsers []string // packages whose tests use it too
}

var technologies = []technology{
	{
		paths: []string{"github.com/go-chi/chi"},
		users: []string{"internal/server", "internal/api"},
	},
	{
		paths: []string{"github.com/jackc/pgx", "github.com/golang-migrate/migrate", "database/sql"},
		users: []string{"internal/postgres", "internal/bench"},
		testUsers: []string{"internal/privatepg", "internal/server", "internal/api", "internal/demo", "internal/jobs",
			"cmd/baton"},
	},
	{
		paths: []string{"github.com/xuri/excelize"},
		users: []string{"internal/sheet"}, testUsers: []string{"internal/server"},
	},
	{
		paths:     []string{"github.com/riverqueue"},
		users:     []string{"internal/jobs", "internal/postgres"},
		testUsers: []string{"cmd/baton"},
	},
	{
		paths: []string{"github.com/danielgtaylor/huma"},
		users: []string{"internal/api"},
	},
	{
		paths: []string{"net/smtp"},
		users: []string{"internal/mail"},
	},
	{
		paths: []string{"github.com/yuin/goldmark"},
		users: []string{"internal/server"},
	},
	{
		paths: []string{"net/http"},
		users: []string{"internal/server", "internal/api", "internal/jobs", "internal/bench", "web", "cmd/baton"},
	},
}

// vague are names that say nothing of what a package is for.
var vague = []string{"util", "utils", "common", "models", "helper", "helpers", "misc", "shared"}

// topFolders are the folders of the top level. Those with a dot in front may be there too, and bin, which is built.
var topFolders = []string{"bin", "cmd", "deploy", "docs", "internal", "migrations", "web"}

// within says whether a path is one of others or lies below one.
func within(path string, others []string) bool {
	return slices.ContainsFunc(others, func(other string) bool {
		return path == other || strings.HasPrefix(path, other+"/")
	})
}
