package identity_test

import (
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
