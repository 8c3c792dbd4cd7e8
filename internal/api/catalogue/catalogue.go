// Package catalogue has the routes of what the company keeps beside its leads: campaigns with their spend, personas,
// reasons and imports.
package catalogue

import (
	"context"
	"net/http"

	"baton/internal/account"
	"baton/internal/api/call"
	"baton/internal/intake"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Routes are those of what the company keeps.
type Routes struct {
	*call.Gate
	Store Store
}

// Store is what they ask of the database. What a key's owner may not see is not in the answers.
type Store interface {
	Policy(ctx context.Context) (*policy.Policy, error)
	CampaignLines(ctx context.Context) ([]lead.CampaignLine, error)
	AddCampaign(ctx context.Context, by account.Person, c *lead.Campaign, source string) error
	SpendOf(ctx context.Context, id lead.CampaignID) ([]lead.Spend, error)
	AddSpend(ctx context.Context, by account.Person, s *lead.Spend, version int) error
	Upload(ctx context.Context, by account.Person, id int64) (intake.Upload, error)
	Uploads(ctx context.Context, by account.Person, before int64) (page []intake.Upload, more bool, err error)
}

// Table is the table of them.
func (a *Routes) Table() []call.Route {
	read := func(pattern, resource, id, summary, words string, roles []account.Role) call.Route {
		return call.Route{Method: http.MethodGet, Pattern: pattern, Roles: roles, Scope: account.ReadSettings,
			Resource: resource, ID: id, Summary: summary, Words: words, Status: http.StatusOK, Refuses: []int{422}}
	}
	write := func(pattern, resource, id, summary, words string) call.Route {
		return call.Route{Method: http.MethodPost, Pattern: pattern, Roles: call.Marketers, Scope: account.WriteSettings,
			Resource: resource, ID: id, Summary: summary, Words: words, Status: http.StatusCreated,
			Refuses: []int{400, 404, 409, 413, 415, 422}}
	}
	one := read("/imports/{id}", "import", "get-import", "Read an import",
		"One import of a file, with the rows that were refused.", call.Marketers)
	one.Refuses = []int{404, 422}
	one.Add = func(r call.Route) { call.Register(a.Gate, r, nil, a.oneImport) }
	all := []call.Route{
		read("/campaigns", "campaign", "list-campaigns", "Read campaigns",
			"All campaigns by name, with what they cost and brought.", call.Marketers),
		write("/campaigns", "campaign", "add-campaign", "Create a campaign",
			"Creates a campaign. Names are unique, so a repeated request is refused with 422."),
		read("/spend", "campaign", "list-spend", "Read the spend of a campaign",
			"What was entered for a campaign, the latest days first.", call.Marketers),
		write("/spend", "campaign", "add-spend", "Add spend",
			"Adds what a campaign cost. Each spend makes a new version of the campaign, so a repeated request is refused "+
				"with 409."),
		read("/personas", "persona", "list-personas", "Read personas", "All personas by name.", call.SignedIn),
		read("/reasons", "reason", "list-reasons", "Read reasons",
			"The reasons for rejections and disqualifications, in their order.", call.SignedIn),
		read("/imports", "import", "list-imports", "Read imports", "Imports of files, the newest first, in pages.",
			call.Marketers),
	}
	for i, add := range []func(call.Route){
		func(r call.Route) { call.Register(a.Gate, r, nil, a.campaigns) },
		func(r call.Route) {
			call.Register(a.Gate, r, campaign.Described(a.Gate, "NewCampaign", "The campaign."), a.addCampaign)
		},
		func(r call.Route) { call.Register(a.Gate, r, nil, a.spend) },
		func(r call.Route) {
			call.Register(a.Gate, r, spent.Described(a.Gate, "NewSpend", "What was spent."), a.addSpend)
		},
		func(r call.Route) { call.Register(a.Gate, r, nil, a.personas) },
		func(r call.Route) { call.Register(a.Gate, r, nil, a.reasons) },
		func(r call.Route) { call.Register(a.Gate, r, nil, a.imports) },
	} {
		all[i].Add = add
	}
	return append(all, one)
}

type nothingIn struct{}
