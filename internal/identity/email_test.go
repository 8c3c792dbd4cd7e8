package identity_test

import (
	"testing"

	"baton/internal/account"
	"baton/internal/identity"
)

func TestAnAddressIsTakenOutOfItsWrapping(t *testing.T) {
	for typed, want := range map[string][2]string{
		"Ann Lee <Ann@Lee.example>":    {"ann@lee.example", "Ann Lee"},
		`"Lee, Ann" <ann@lee.example>`: {"ann@lee.example", "Lee, Ann"}, "<ann@lee.example>": {"ann@lee.example", ""},
		"ann@lee.example.": {"ann@lee.example", ""}, "ann@lee.example,": {"ann@lee.example", ""},
		"\u200bann@lee.example\u200b": {"ann@lee.example", ""}, "\u202aann@lee.example\u202c": {"ann@lee.example", ""},
		"'ann@lee.example'": {"ann@lee.example", ""}, "“ann@lee.example”": {"ann@lee.example", ""},
		"mailto:ann@lee.example": {"ann@lee.example", ""}, "o'neil@lee.example": {"o'neil@lee.example", ""},
		"ann@lee.example; bo@lee.example":                 {"ann@lee.example", "bo@lee.example"},
		"ann@lee.example, bo@lee.example, cy@lee.example": {"ann@lee.example", "bo@lee.example, cy@lee.example"},
	} {
		address, rest := identity.CleanEmail(typed)
		if address != want[0] || rest != want[1] || !account.ValidEmail(address) {
			t.Errorf("%q is %q beside %q, want %q", typed, address, rest, want)
		}
	}
}
