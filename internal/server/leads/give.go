package leads

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// give gives the chosen handoffs to somebody.
func (s *Pages) give(w http.ResponseWriter, r *http.Request) error {
	var ids []handoff.ID
	for _, each := range r.PostForm["handoff"] {
		ids = append(ids, visit.Number[handoff.ID](each))
	}
	to := visit.Number[account.PersonID](visit.Form(r, "to"))
	err := s.Desk.Reassign(r.Context(), visit.By(r), ids, to)
	back := visit.LocalPath(visit.Form(r, "next"), "/queue?view=team")
	if id := visit.Number[lead.ID](visit.Form(r, "lead")); id > 0 {
		return s.worked(w, r, id, "give", err)
	}
	var problems errs.Problems
	switch {
	case err == nil:
		return visit.Redirect(w, r, back)
	case errors.As(err, &problems):
		return s.showGiving(w, r, http.StatusUnprocessableEntity,
			leadview.Decision{Act: "give", Problems: problems, To: to, Ids: ids})
	case errors.Is(err, errs.Conflict), errors.Is(err, errs.Forbidden):
		return s.showGiving(w, r, http.StatusConflict,
			leadview.Decision{Act: "give", Problems: errs.Problems{"handoff": errs.Words(err)}, To: to, Ids: ids})
	}
	return err
}

// showGiving shows the queue with what was chosen and not taken.
func (s *Pages) showGiving(w http.ResponseWriter, r *http.Request, status int, d leadview.Decision) error {
	from := r.Clone(r.Context())
	from.URL.Path, from.URL.RawQuery = "/queue",
		queryOf(visit.LocalPath(visit.Form(r, "here"), "/queue?view=team&act=give"))
	return s.showQueue(w, from, status, s.askedQueue(from), d)
}

func queryOf(address string) string {
	_, query, _ := strings.Cut(address, "?")
	return query
}

// giveForm adds to the queue what a manager needs to give leads to somebody: the way there, or who could get them.
func (s *Pages) giveForm(r *http.Request, at inQueue, d leadview.Decision, p *page.Queue) error {
	if !at.gives(visit.By(r)) || len(p.Rows.Rows) == 0 {
		return nil
	}
	if !at.giving {
		to := at
		to.giving = true
		p.GiveBy = to.at(0)
		return nil
	}
	people, err := s.takers(r)
	if err != nil {
		return err
	}
	stay := at
	stay.giving = false
	p.Give = &page.GiveForm{People: people, Keep: stay.at(0), To: visit.ID(d.To), Problems: d.Problems,
		Hidden: []ui.Hidden{{Name: "next", Value: stay.at(0)}, {Name: "here", Value: at.at(0)}}}
	for i := range p.Rows.Rows {
		p.Rows.Rows[i].Selected = slices.Contains(d.Ids, visit.Number[handoff.ID](p.Rows.Rows[i].Select))
	}
	return nil
}

// takers are who leads can be given to, by name.
func (s *Pages) takers(r *http.Request) ([]ui.Option, error) {
	policy := visit.Of(r).Policy
	people := []ui.Option{{Label: "Choose a person"}}
	for _, seller := range policy.Sellers {
		if seller.InSales {
			people = append(people, ui.Option{Value: visit.ID(seller.ID), Label: seller.Name})
		}
	}
	return people, nil
}

// giveLeadForm is the form on a lead's page that gives it to somebody else.
func (s *Pages) giveLeadForm(r *http.Request, h *history.PastHandoff, to string,
	problems errs.Problems) (*page.WorkForm, error) {
	people, err := s.takers(r)
	if err != nil {
		return nil, err
	}
	hidden := []ui.Hidden{{Name: "handoff", Value: visit.ID(h.ID)}, {Name: "lead", Value: visit.ID(h.Lead)}}
	return page.GiveLeadForm("/leads/"+visit.ID(h.Lead), hidden, people, to, problems), nil
}
