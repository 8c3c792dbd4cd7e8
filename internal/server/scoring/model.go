package scoring

import (
	"net/http"

	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/internal/server/visit"
)

// modelAsk is what the page of the likelihood shows: of what, and a form that was not taken.
type modelAsk struct {
	of   lead.Prospect
	days *string // as typed
	no   visit.Refusal
}

func (s *Pages) model(w http.ResponseWriter, r *http.Request) error {
	return s.showModel(w, r, modelAsk{of: prospectNamed(visit.Query(r, "of"))})
}

// prospectNamed is what an address asks about; acceptance where it does not say.
func prospectNamed(of string) lead.Prospect {
	if lead.Prospect(of) == lead.OfWinning {
		return lead.OfWinning
	}
	return lead.OfAcceptance
}

func (s *Pages) putBackModel(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[int64](r, "id")
	if err != nil {
		return err
	}
	of := prospectNamed(visit.Form(r, "of"))
	err = s.Store.PutBackModel(r.Context(), visit.By(r), id, visit.Version(r), s.Now())
	return visit.Saved(w, r, err, address.Model(of)+"#versions",
		func(no visit.Refusal) error { return s.showModel(w, r, modelAsk{of: of, no: no}) })
}

func (s *Pages) setWinDays(w http.ResponseWriter, r *http.Request) error {
	written := visit.Form(r, "days")
	err := s.Store.SetWinDays(r.Context(), visit.By(r), visit.Number[int](written))
	return visit.Saved(w, r, err, address.Model(lead.OfWinning), func(no visit.Refusal) error {
		return s.showModel(w, r, modelAsk{of: lead.OfWinning, days: &written, no: no})
	})
}
