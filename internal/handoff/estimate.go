package handoff

import (
	"time"

	"baton/internal/lead"
)

// Estimator says how probable it is that a lead is accepted, and won, by what is known of it when it is handed over. It answers from memory,
// and nothing while too little was learned.
type Estimator interface {
	Estimate(lead.Known, lead.Names) []lead.Likelihood
}

// estimate notes what is known of l as it goes to sales as h, and how probable that makes what comes of it. facts say how often it was
// touched.
func (s sending) estimate(h *Handoff, l lead.Lead, facts lead.Facts) {
	l.Source, l.Campaign, l.Persona = h.Source, h.Campaign, h.Persona
	h.Known = l.Known(facts["touch.count"].Number, h.Score.Engagement, h.Number)
	h.Likelihoods = s.books.estimated(h.Known, h.Note, h.Score.Fit, s.at)
}

func (b *Books) estimated(facts map[string]string, note string, fit int, at time.Time) []lead.Likelihood {
	if b.Estimator == nil {
		return nil
	}
	return b.Estimator.Estimate(lead.Known{Facts: facts, Note: note, Fit: fit, At: at.In(b.Zone)}, b.Names)
}

// Likely is how probable it would be that sales takes a lead that was handed over at an instant, with so many touches, as its handoff with
// number. Not known while too little was learned.
func (b *Books) Likely(l lead.Lead, score lead.Score, touches, number int, at time.Time) (of lead.Likelihood, known bool) {
	for _, each := range b.estimated(l.Known(touches, score.Engagement, number), l.Note, score.Fit, at) {
		if each.Of == lead.OfAcceptance {
			return each, true
		}
	}
	return lead.Likelihood{}, false
}

// Likelihood is how probable one thing was when the lead was handed over; nil where it was not known.
func (h *Handoff) Likelihood(of lead.Prospect) *lead.Likelihood {
	for i := range h.Likelihoods {
		if h.Likelihoods[i].Of == of {
			return &h.Likelihoods[i]
		}
	}
	return nil
}
