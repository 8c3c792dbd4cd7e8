package settings

import (
	"testing"

	"baton/internal/account"
	"baton/internal/errs"
)

func TestTheSideOfATeamStaysOnceSomethingDependsOnIt(t *testing.T) {
	kept := account.Team{Name: "EMEA", Side: account.Sales}
	const words = "This team has people, leads or rules, so its side cannot change. Add another team."
	for _, c := range []struct {
		name  string
		to    account.Team
		use   TeamUse
		words string
	}{
		{"another name", account.Team{Name: "Europe", Side: account.Sales}, TeamUse{Settled: true}, ""},
		{"the other side of a new team", account.Team{Name: "EMEA", Side: account.Marketing}, TeamUse{}, ""},
		{"the other side of one with people", account.Team{Name: "EMEA", Side: account.Marketing},
			TeamUse{Settled: true}, words},
	} {
		refusal(t, c.name, teamMayBecome(kept, c.to, c.use), errs.Invalid, "side", c.words)
	}
}

func TestATeamThatIsNeededIsNotRetired(t *testing.T) {
	for _, c := range []struct {
		name  string
		use   TeamUse
		words string
		by    errs.Place
	}{
		{"nothing needs it", TeamUse{Settled: true}, "", ""},
		{"one lead waits", TeamUse{Open: 1, Rule: "Iberia"},
			"One lead waits for a verdict from this team. Decide it first, then retire the team.", errs.Queue},
		{"two leads wait", TeamUse{Open: 2},
			"2 leads wait for a verdict from this team. Decide them first, then retire the team.", errs.Queue},
		{"a rule sends leads", TeamUse{Rule: "Iberia"},
			"The assignment rule “Iberia” sends leads to this team. Change that rule first, then retire the team.",
			errs.Assignment},
	} {
		err := teamMayRetire(c.use)
		refusal(t, c.name, err, errs.Conflict, "", c.words)
		if at := errs.RemedyOf(err).At; at != c.by {
			t.Errorf("%s is put right at %q, want %q", c.name, at, c.by)
		}
	}
}
