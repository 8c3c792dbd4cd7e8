package handoff_test

import (
	"testing"

	"baton/internal/handoff"
	"baton/internal/lead"
)

func TestAHandoffKnowsHowLikelyOneThingWas(t *testing.T) {
	taken, won := lead.Likelihood{Of: lead.OfAcceptance, Probability: 0.4},
		lead.Likelihood{Of: lead.Prospect("else"), Probability: 0.1}
	h := handoff.Handoff{Brief: handoff.Brief{Likelihoods: []lead.Likelihood{won, taken}}}
	if got := h.Likelihood(lead.OfAcceptance); got == nil || got.Probability != 0.4 {
		t.Errorf("of a handoff: %+v", got)
	}
	if got := (&handoff.Handoff{}).Likelihood(lead.OfAcceptance); got != nil {
		t.Errorf("of a handoff without one: %+v", got)
	}
}
