package settings

import (
	"testing"

	"baton/internal/errs"
	"baton/internal/scoring/grade"
)

func TestAnOlderScoringIsRestoredOverTheOneThatWasRead(t *testing.T) {
	published := func(version, base int, by string) (p grade.Publication) {
		p.Version, p.Base, p.By = version, base, by
		return p
	}
	old := published(1, 10, "")
	for _, c := range []struct {
		name    string
		latest  grade.Publication
		inForce int
		words   string
	}{
		{"over another", published(2, 20, "Jo"), 2, ""},
		{"somebody published meanwhile", published(3, 20, "Jo"), 2,
			"Jo published another version after you opened this page. Check it first."},
		{"nobody knows who did", published(3, 20, ""), 2,
			"Somebody published another version after you opened this page. Check it first."},
		{"the same rules", published(2, 10, "Jo"), 2, "That version is the same as the one in force."},
	} {
		refusal(t, c.name, mayRestore(old, c.latest, c.inForce), errs.Conflict, "", c.words)
	}
}
