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

func TestADomainIsReadInItsOwnLetters(t *testing.T) {
	for typed, want := range map[string]string{
		"Ann@XN--MLLER-KVA.example": "ann@müller.example", "ann@mu\u0308ller.example": "ann@müller.example",
		"ann@müller.example": "ann@müller.example", "ann@xn--0.example": "ann@xn--0.example",
	} {
		if address, _ := identity.CleanEmail(typed); address != want {
			t.Errorf("%q is %q, want %q", typed, address, want)
		}
	}
}

func TestSpellingsOfOneMailboxHaveOneKey(t *testing.T) {
	for address, want := range map[string]string{
		"ann.lee@gmail.com": "annlee@gmail.com", "a.n.n.lee+news@googlemail.com": "annlee@gmail.com",
		"ann.lee+fair@outlook.com": "ann.lee@outlook.com", "ann.lee+fair@buyer.example": "ann.lee+fair@buyer.example",
		"+fair@gmail.com": "+fair@gmail.com", "...@gmail.com": "...@gmail.com", "ann@mail.gmail.com": "ann@mail.gmail.com",
		"": "", "@gmail.com": "@gmail.com", "ann": "ann", "ann+a+b@me.com": "ann@me.com", "ann@gmail.com": "ann@gmail.com",
	} {
		if got := identity.EmailKey(address); got != want {
			t.Errorf("%q has the key %q, want %q", address, got, want)
		}
		if again := identity.EmailKey(want); again != want {
			t.Errorf("the key %q has the key %q", want, again)
		}
	}
}
