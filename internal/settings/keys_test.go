package settings

import (
	"errors"
	"maps"
	"testing"

	"baton/internal/errs"
)

func TestAServiceHasANameOfItsOwnAndAMarketingTeam(t *testing.T) {
	const name, team = "A service already has this name. Choose that service here, or use another name.",
		"This is not a marketing team, or it is retired. Choose another team, or all teams."
	for _, c := range []struct {
		name        string
		taken, team bool
		want        errs.Problems
	}{
		{"a new one", false, true, nil},
		{"the name of another", true, true, errs.Problems{"owner": name}},
		{"a sales team", false, false, errs.Problems{"team": team}},
		{"both", true, false, errs.Problems{"owner": name, "team": team}},
	} {
		var problems errs.Problems
		errors.As(serviceMayBe(c.taken, c.team), &problems)
		if !maps.Equal(problems, c.want) {
			t.Errorf("%s: %v", c.name, problems)
		}
	}
}

func TestAKeyIsForSomebodyWhoIsThere(t *testing.T) {
	refusal(t, "somebody", mayOwnKey(true), errs.Invalid, "owner", "")
	refusal(t, "nobody", mayOwnKey(false), errs.Invalid, "owner",
		"This person does not exist or is disabled. Choose somebody else.")
}
