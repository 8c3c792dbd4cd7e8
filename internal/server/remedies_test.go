package server

import (
	"slices"
	"testing"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/server/visit"
)

func TestRemediesStandOnPagesOfThoseWhoMayOpenThem(t *testing.T) {
	t.Parallel()
	routes := (&Server{}).Routes()
	for place, page := range visit.RemedyPages {
		at := slices.IndexFunc(routes, func(r visit.Route) bool { return r.Method == "GET" && r.Pattern == page.Path })
		if at < 0 || !slices.Equal(routes[at].Roles, page.Roles) {
			t.Errorf("%s is put right at %s for %v, which is no such page", place, page.Path, page.Roles)
		}
	}
}

func TestNobodyIsToldToAskSomebodyOfTheirOwnRole(t *testing.T) {
	t.Parallel()
	do := errs.Remedy{At: errs.Assignment, Do: "change the rule"}
	for role, want := range map[account.Role]string{
		account.Rep: "It stands against this. Ask a manager to change the rule.", account.Manager: "It stands against this.",
		account.Admin: "It stands against this.",
	} {
		words, link := visit.Told(account.Person{Role: role}, errs.SayWith(errs.Conflict, "It stands against this.", do))
		if words != want || (link != nil) == (role == account.Rep) || link != nil &&
			(link.Href != "/assignment" || link.Label != "Change the rule") {
			t.Errorf("a %s reads %q with %+v", role, words, link)
		}
	}
	if words, link := visit.Told(account.Person{}, errs.Conflict); words != "" || link != nil {
		t.Errorf("of what has no words: %q, %+v", words, link)
	}
}
