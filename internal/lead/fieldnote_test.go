package lead_test

import (
	"errors"
	"strings"
	"testing"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

func TestAFieldNoteHasWords(t *testing.T) {
	for name, c := range map[string]struct {
		words string
		fine  bool
	}{
		"a sentence":             {"They ask for the price first.\r\n", true},
		"as long as it may be":   {strings.Repeat("é", 1000), true},
		"one letter more":        {strings.Repeat("é", 1001), false},
		"nothing":                {" \n ", false},
		"what cannot be shown":   {"A\x01B", false},
		"what turns it around":   {"They said \u202eno", false},
		"several lines of words": {"First this.\nThen that.", true},
	} {
		n := lead.FieldNote{Words: c.words}
		if err := n.Check(); (err == nil) != c.fine || err != nil && !errors.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhoMayDoWhatWithAFieldNote(t *testing.T) {
	note := lead.FieldNote{By: 4}
	for name, c := range map[string]struct {
		by              account.Person
		changes, outing bool
	}{
		"who wrote it":  {account.Person{ID: 4, Role: account.Rep}, true, true},
		"another rep":   {account.Person{ID: 5, Role: account.Rep}, false, false},
		"a manager":     {account.Person{ID: 6, Role: account.Manager}, false, true},
		"an admin":      {account.Person{ID: 7, Role: account.Admin}, false, true},
		"a marketer":    {account.Person{ID: 8, Role: account.Marketer}, false, false},
		"nobody at all": {account.Person{}, false, false},
	} {
		if (note.MayChange(c.by) == nil) != c.changes || (note.MayTakeOut(c.by) == nil) != c.outing {
			t.Errorf("%s: changes %v, takes out %v", name, note.MayChange(c.by), note.MayTakeOut(c.by))
		}
	}
}
