package handoff

import (
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// Likelihood is how probable one thing was when the lead was handed over; nil where it was not known.
func (h *Handoff) Likelihood(of lead.Prospect) *lead.Likelihood {
	for i := range h.Likelihoods {
		if h.Likelihoods[i].Of == of {
			return &h.Likelihoods[i]
		}
	}
	return nil
}

// Brief is what sales is told with the lead: who hands it over, where it came from, and how good it looks.
type Brief struct {
	Source    lead.SourceID
	Campaign  lead.CampaignID
	Persona   lead.PersonaID
	Note      string
	Agreement int // the version in force

	SubmittedBy   account.PersonID
	SubmittedAt   time.Time
	MarketingTeam account.TeamID

	Score    lead.Score
	ScoredAt time.Time  // zero while the score is the one that it was handed over with
	Explored bool       // handed over, though it lacked the score that the definition asks for
	Opined   lead.Grade // by somebody in sales, the latest; "" for nobody

	Known       map[string]string // of the lead, as it is learned from; only while the handoff is made
	Likelihoods []lead.Likelihood // as they were when the lead was handed over; none while too little was learned
}
