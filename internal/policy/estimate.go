package policy

import (
	"time"

	"baton/internal/lead"
)

// Estimator says how probable it is that a lead is accepted, and won, by what is known of it when it is handed over. It
// answers from memory, and nothing while too little was learned.
type Estimator interface {
	Estimate(lead.Known, lead.Names) []lead.Likelihood
}

// Estimated is how probable it is what comes of a lead of which these facts are known; nothing while too little was
// learned.
func (b *Policy) Estimated(facts map[string]string, note string, fit int, at time.Time) []lead.Likelihood {
	if b.Estimator == nil {
		return nil
	}
	return b.Estimator.Estimate(lead.Known{Facts: facts, Note: note, Fit: fit, At: at.In(b.Zone)}, b.Names)
}

// Likely is how probable it would be that sales takes a lead that was handed over at an instant, with so many touches,
// as its handoff with number. Not known while too little was learned.
func (b *Policy) Likely(
	l lead.Lead, score lead.Score, touches, number int, at time.Time,
) (of lead.Likelihood, known bool) {
	for _, each := range b.Estimated(l.Known(touches, score.Engagement, number), l.Note, score.Fit, at) {
		if each.Of == lead.OfAcceptance {
			return each, true
		}
	}
	return lead.Likelihood{}, false
}
