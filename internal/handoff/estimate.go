package handoff

import "baton/internal/lead"

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
	if s.books.Estimator != nil {
		h.Likelihoods = s.books.Estimator.Estimate(lead.Known{Facts: h.Known, Note: h.Note, Fit: h.Score.Fit, At: s.at.In(s.books.Zone)}, s.books.Names)
	}
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
