package settings

import (
	"testing"

	"baton/internal/errs"
	"baton/internal/scoring/prospect"
)

func TestAVersionIsPutBackInPlaceOfTheOneThatWasRead(t *testing.T) {
	old := prospect.Version{ID: 10, Number: 1}
	for _, c := range []struct {
		name  string
		used  prospect.Version
		inUse int
		says  string
	}{
		{"the one that was read is in use", prospect.Version{ID: 20, Number: 2}, 2, ""},
		{"another is by now", prospect.Version{ID: 30, Number: 3}, 2,
			"Another version was published after you opened this page. Check it first."},
		{"it is in use itself", old, 1, "That version is already in use."},
	} {
		refusal(t, c.name, mayPutBack(old, c.used, c.inUse), errs.Conflict, "", c.says)
	}
}

func TestALeadMayBeWonWithinAMonthToTwoYears(t *testing.T) {
	const wrong = "Write a whole number from 30 to 730."
	for days, says := range map[int]string{29: wrong, 30: "", 730: "", 731: wrong, 0: wrong} {
		refusal(t, "days", winDaysMayBe(days), errs.Invalid, "days", says)
	}
}
