package handoff_test

import (
	"testing"

	"baton/internal/handoff"
)

func TestTheNextHandoffOfALeadHasTheNextNumber(t *testing.T) {
	past := handoff.PastHandoff{Handoff: handoff.Handoff{Number: 4}}
	for want, h := range map[int]handoff.History{1: {}, 5: {Handoffs: []handoff.PastHandoff{past}}} {
		if got := h.NextNumber(); got != want {
			t.Errorf("number %d, want %d", got, want)
		}
	}
}
