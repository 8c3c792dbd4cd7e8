package inbox_test

import (
	"testing"

	"baton/internal/inbox"
)

func TestNewsCanBeTurnedOffAndDutiesCannot(t *testing.T) {
	for kind, want := range map[inbox.Kind]bool{
		inbox.Reminded: false, inbox.Answered: false, inbox.Ruled: false,
		inbox.RanOut: true, inbox.Escalated: true, inbox.Asked: true, inbox.CameBack: true, inbox.Appealed: true,
		inbox.GivenOn: true,
	} {
		if got := kind.Duty(); got != want {
			t.Errorf("%s is a duty: %t", kind, got)
		}
	}
}
