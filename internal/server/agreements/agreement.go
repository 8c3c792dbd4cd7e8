package agreements

import (
	"errors"
	"fmt"
	"net/http"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/server/visit"
)

// signAgreement signs the proposal for a side, as it was read.
func (s *Pages) signAgreement(w http.ResponseWriter, r *http.Request) error {
	side := account.Side(visit.Form(r, "side"))
	return s.negotiate(w, r, func(n *agreement.Negotiation) error {
		return n.Sign(visit.By(r), side, visit.Version(r),
			s.Now())
	})
}

func (s *Pages) unsignAgreement(w http.ResponseWriter, r *http.Request) error {
	return s.negotiate(w, r, func(n *agreement.Negotiation) error { return n.Unsign(visit.By(r), visit.Version(r)) })
}

func (s *Pages) withdrawAgreement(w http.ResponseWriter, r *http.Request) error {
	return s.negotiate(w, r, func(n *agreement.Negotiation) error { return n.Withdraw(visit.Version(r)) })
}

func (s *Pages) answerAgreement(w http.ResponseWriter, r *http.Request) error {
	return s.negotiate(w, r, func(n *agreement.Negotiation) error {
		return n.Answer(visit.By(r), visit.Form(r, "words"),
			s.Now())
	})
}

// negotiate does something with the proposal and shows the agreement again: with why it was not taken, and with what
// changed where the proposal is not any more what the visitor has read.
func (s *Pages) negotiate(w http.ResponseWriter, r *http.Request, do func(*agreement.Negotiation) error) error {
	err := s.Store.Negotiate(r.Context(), do)
	var problems errs.Problems
	words, link := visit.Told(visit.By(r), err)
	switch {
	case err == nil:
		return visit.Redirect(w, r, "/agreement")
	case errors.As(err, &problems):
		return s.showAgreement(w, r, visit.Refusal{Status: http.StatusUnprocessableEntity, Problems: problems})
	case errors.Is(err, errs.Conflict):
		return s.showAgreement(w, r, visit.Refusal{Status: http.StatusConflict, Words: words, Link: link})
	}
	return err
}

// agreementVersions lists the versions with what each changed.
func (s *Pages) agreementVersions(w http.ResponseWriter, r *http.Request) error {
	const shown = 20
	before := visit.Number[int](visit.Query(r, "before"))
	all, err := s.Store.SignedVersions(r.Context(), max(before, 0), shown+1)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Versions of the agreement")
	if err != nil {
		return err
	}
	return s.Show(w, r, http.StatusOK, viewOf(r).versionsPage(frame, all, shown, before))
}

// agreementVersion shows one version, compared with the one before it.
func (s *Pages) agreementVersion(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[int64](r, "id")
	if err != nil || id > 1_000_000 {
		return visit.ErrNoPage
	}
	all, err := s.Store.SignedVersions(r.Context(), int(id)+1, 2)
	if err != nil {
		return err
	}
	if len(all) == 0 || all[0].Version != int(id) {
		return visit.ErrNoPage
	}
	frame, err := s.Frame(r, fmt.Sprintf("Agreement, version %d", id))
	if err != nil {
		return err
	}
	return s.Show(w, r, http.StatusOK, viewOf(r).versionPage(frame, all))
}
