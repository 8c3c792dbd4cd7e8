package identity_test

import (
	"strings"
	"testing"

	"baton/internal/identity"
)

func FuzzReadPhone(f *testing.F) {
	for _, seed := range []string{"+1 415 555 0199 x31", "0049 171 1", "600 123 456 / 7", "(mobile)",
		"\u202a+34600123456\u202c", "x", "++", "1-800-FLOWERS"} {
		f.Add(seed, "US")
	}
	f.Fuzz(func(t *testing.T, typed, country string) {
		number, _, wrong := identity.ReadPhone(typed, country)
		if number != "" && wrong != "" {
			t.Errorf("%q is %q and wrong: %s", typed, number, wrong)
		}
		if again, rest, _ := identity.ReadPhone(number, country); again != number || rest != "" {
			t.Errorf("%q is %q, and that is read as %q", typed, number, again)
		}
	})
}

func TestAPhoneNumberIsShownInGroups(t *testing.T) {
	for number, want := range map[string]string{"+34600123456": "+34 600 12 34 56", "+4930901820": "+49 30 901820",
		"+14155550199 x31": "+1 415-555-0199 ext. 31", "call me": "call me", "": ""} {
		if got := identity.PhoneWords(number); got != want {
			t.Errorf("%q is shown as %q, want %q", number, got, want)
		}
	}
}

func TestWhatIsNoPhoneNumberIsNotTaken(t *testing.T) {
	for _, c := range []struct{ typed, country, wrong string }{
		{"0000 000000", "DE", "placeholder"}, {"+1 111 111 1111", "", "placeholder"}, {"1234567890", "US", "placeholder"},
		{"0000", "DE", "placeholder"}, {"+49 30 12", "", "no phone numbers like this in germany"}, {"1111", "US", "short"},
		{"+1 111 555 0199", "", "no phone numbers like this"},
		{"+44 7700 900", "", "no phone numbers like this in the united kingdom"},
		{"+1 999 123 4567", "", "no phone numbers like this"}, {"+34 123 456 789", "", "placeholder"},
	} {
		number, _, wrong := identity.ReadPhone(c.typed, c.country)
		if number != "" || !strings.Contains(strings.ToLower(wrong), c.wrong) {
			t.Errorf("%q in %s is %q: %q, want %q", c.typed, c.country, number, wrong, c.wrong)
		}
	}
}

func TestANumberThatFillsAFieldTellsNothing(t *testing.T) {
	for number, want := range map[string]bool{
		"+4930901820": true, "+4930000000": false, "+14155550199": true, "+493012345678": false, "+14198765432": false,
		"+12125550122 x204": true, "+18002222222": false, "+14155555555": false, "": false,
		"+34600123456": true, "+3460012": true, "+3000000": false,
	} {
		if got := identity.TellsWho(number); got != want {
			t.Errorf("%q tells who: %t", number, got)
		}
	}
}
