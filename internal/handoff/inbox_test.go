package handoff_test

import (
	"testing"

	"baton/internal/handoff"
)

func TestNewsCanBeTurnedOffAndDutiesCannot(t *testing.T) {
	for kind, want := range map[handoff.NotificationKind]bool{
		handoff.Reminded: false, handoff.Answered: false, handoff.Ruled: false,
		handoff.RanOut: true, handoff.Escalated: true, handoff.Asked: true, handoff.CameBack: true, handoff.Appealed: true, handoff.GivenOn: true,
	} {
		if got := kind.Duty(); got != want {
			t.Errorf("%s is a duty: %t", kind, got)
		}
	}
}
