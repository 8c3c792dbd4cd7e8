package handoff_test

import (
	"testing"

	"baton/internal/handoff"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

func TestAListThatLeavesLeadsOutIsNarrow(t *testing.T) {
	for name, tc := range map[string]struct {
		ask  handoff.LeadAsk
		want bool
	}{
		"everything": {handoff.LeadAsk{}, false}, "another order, a later page": {handoff.LeadAsk{Order: handoff.ByName, After: 7}, false},
		"a search": {handoff.LeadAsk{Search: "ana"}, true}, "a stage": {handoff.LeadAsk{Stage: lead.Won, Order: handoff.Oldest}, true},
	} {
		if got := tc.ask.Narrow(); got != tc.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if mine, team := handoff.SubmissionsOf(floor.Mia), handoff.SubmissionsOf(floor.Jo); mine != handoff.OfMine || team != handoff.OfMyTeam {
		t.Errorf("a marketer sees %s first, a manager %s", mine, team)
	}
}
