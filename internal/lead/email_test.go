package lead_test

import (
	"testing"

	"baton/internal/account"
	"baton/internal/lead"
)

func TestWhatStandsBesideAnAddressIsKept(t *testing.T) {
	l := lead.Lead{Email: "Ann Lee <ann@lee.example>", Note: "Hot."}
	l.Normalise()
	other := lead.Lead{Name: "Ann", Email: "ann@lee.example; bo@lee.example", Note: "Hot."}
	other.Normalise()
	other.Normalise()
	if l.Name != "Ann Lee" || l.Note != "Hot." || other.Note != "Hot.\nBeside the e-mail address: bo@lee.example" {
		t.Errorf("the leads are %+v and %+v", l, other)
	}
	turned := lead.Lead{Name: "Ann", Email: "ann\u202elee@a.example"}
	if turned.Normalise(); turned.Check()["email"] == "" {
		t.Error("a mark in the middle that turns the address around is taken")
	}
}

func FuzzNormaliseEmail(f *testing.F) {
	for _, seed := range []string{"Ann <a@b.example>", "a@b.example.", "'a@b.example'", "<>", "a@b;c@d", "mailto:",
		"\u200b", "<a@b.example> <c@d.example>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		l := lead.Lead{Name: "Ann", Email: typed}
		l.Normalise()
		once := l.Email
		if l.Normalise(); l.Email != once {
			t.Errorf("%q is %q first and %q then", typed, once, l.Email)
		}
		if account.ValidEmail(typed) && len(l.Email) < len(typed)-1 {
			t.Errorf("%q is an address and became %q", typed, l.Email)
		}
	})
}
