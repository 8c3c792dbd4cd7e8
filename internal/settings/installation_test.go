package settings

import (
	"testing"

	"baton/internal/errs"
	"baton/internal/lead"
)

func TestTheCurrencyStaysOnceMoneyIsKept(t *testing.T) {
	for _, c := range []struct {
		name  string
		kept  lead.MoneyKept
		words string
	}{
		{"none is", lead.MoneyKept{}, ""},
		{"a deal", lead.MoneyKept{Deals: 1}, "The currency stays EUR, because amounts already use it: 1 deal."},
		{"spend and goals", lead.MoneyKept{Spends: 2, Goals: 3},
			"The currency stays EUR, because amounts already use it: 2 amounts spent on campaigns, 3 goals."},
	} {
		refusal(t, c.name, currencyMayChange("EUR", c.kept), errs.Invalid, "currency", c.words)
	}
}

func TestAZoneIsOneThatTheDatabaseKnows(t *testing.T) {
	const unknown = "The database does not know this time zone. Choose another with the same time, such as "
	refusal(t, "known", zoneMayBe("Europe/Berlin", true), errs.Invalid, "zone", "")
	refusal(t, "of Europe", zoneMayBe("Europe/Kyiv", false), errs.Invalid, "zone", unknown+"Europe/Berlin.")
	refusal(t, "of no continent", zoneMayBe("Arctic/Longyearbyen", false), errs.Invalid, "zone", unknown+"UTC.")
}

func TestOnlyAnEmptyInstallationIsSetUpAndByWhoKnowsItsToken(t *testing.T) {
	right, wrong := []byte("right"), []byte("wrong")
	const done, token = "Baton is already set up. Sign in, or ask the admin for a link.",
		"This is not the token that Baton printed when it last started. Copy it again."
	refusal(t, "the token", maySetUp(false, right, right), errs.Conflict, "", "")
	refusal(t, "another", maySetUp(false, right, wrong), errs.Invalid, "token", token)
	refusal(t, "there is none", maySetUp(false, nil, wrong), errs.Invalid, "token", token)
	refusal(t, "somebody was faster", maySetUp(true, right, right), errs.Conflict, "", done)
	refusal(t, "somebody was faster and the token is wrong", maySetUp(true, right, wrong), errs.Conflict, "", done)
}
