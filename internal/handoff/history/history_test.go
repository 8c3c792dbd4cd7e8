package history_test

import (
	"testing"

	"baton/internal/handoff"
	"baton/internal/handoff/history"
)

func TestTheNextHandoffOfALeadHasTheNextNumber(t *testing.T) {
	past := history.PastHandoff{Handoff: handoff.Handoff{Number: 4}}
	for want, h := range map[int]history.History{1: {}, 5: {Handoffs: []history.PastHandoff{past}}} {
		if got := h.NextNumber(); got != want {
			t.Errorf("number %d, want %d", got, want)
		}
	}
}
