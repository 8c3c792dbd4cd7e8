package worklist_test

import (
	"testing"

	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
	"baton/internal/worklist"
)

func TestAListThatLeavesLeadsOutIsNarrow(t *testing.T) {
	for name, tc := range map[string]struct {
		ask  worklist.LeadAsk
		want bool
	}{
		"everything":                  {worklist.LeadAsk{}, false},
		"another order, a later page": {worklist.LeadAsk{Order: worklist.ByName, After: 7}, false},
		"a search":                    {worklist.LeadAsk{Search: "ana"}, true},
		"a stage":                     {worklist.LeadAsk{Stage: lead.Won, Order: worklist.Oldest}, true},
	} {
		if got := tc.ask.Narrow(); got != tc.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if mine, team := worklist.SubmissionsOf(floor.Mia), worklist.SubmissionsOf(floor.Jo); mine != worklist.OfMine ||
		team != worklist.OfMyTeam {
		t.Errorf("a marketer sees %s first, a manager %s", mine, team)
	}
}
