package server

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/web/page"
	"baton/web/ui"
)

// give gives the chosen handoffs to somebody.
func (s *Server) give(w http.ResponseWriter, r *http.Request) error {
	var ids []handoff.ID
	for _, each := range r.PostForm["handoff"] {
		ids = append(ids, number[handoff.ID](each))
	}
	to := number[account.PersonID](typed(r, "to"))
	err := s.Desk.Reassign(r.Context(), visitor(r), ids, to)
	back := local(typed(r, "next"), "/queue?view=team")
	if id := number[lead.ID](typed(r, "lead")); id > 0 {
		return s.worked(w, r, id, "give", err)
	}
	var problems errs.Problems
	switch {
	case err == nil:
		return next(w, r, back)
	case errors.As(err, &problems):
		return s.showGiving(w, r, http.StatusUnprocessableEntity, decision{act: "give", problems: problems, to: to, ids: ids})
	case errors.Is(err, errs.Conflict), errors.Is(err, errs.Forbidden):
		return s.showGiving(w, r, http.StatusConflict, decision{act: "give", problems: errs.Problems{"handoff": errs.Words(err)}, to: to, ids: ids})
	}
	return err
}

// showGiving shows the queue with what was chosen and not taken.
func (s *Server) showGiving(w http.ResponseWriter, r *http.Request, status int, d decision) error {
	from := r.Clone(r.Context())
	from.URL.Path, from.URL.RawQuery = "/queue", queryOf(local(typed(r, "here"), "/queue?view=team&act=give"))
	return s.showQueue(w, from, status, s.askedQueue(from), d)
}

func queryOf(address string) string {
	_, query, _ := strings.Cut(address, "?")
	return query
}

// giveForm adds to the queue what a manager needs to give leads to somebody: the way there, or who could get them.
func (s *Server) giveForm(r *http.Request, at inQueue, d decision, p *page.Queue) error {
	if !at.gives(visitor(r)) || len(p.Rows.Rows) == 0 {
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
	p.Give = &page.GiveForm{People: people, Keep: stay.at(0), To: idWord(d.to), Problems: d.problems, Hidden: []ui.Hidden{{Name: "next", Value: stay.at(0)}, {Name: "here", Value: at.at(0)}}}
	for i := range p.Rows.Rows {
		p.Rows.Rows[i].Selected = slices.Contains(d.ids, number[handoff.ID](p.Rows.Rows[i].Select))
	}
	return nil
}

// takers are who leads can be given to, by name.
func (s *Server) takers(r *http.Request) ([]ui.Option, error) {
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return nil, err
	}
	people := []ui.Option{{Label: "Choose a person"}}
	for _, seller := range books.Sellers {
		if seller.InSales {
			people = append(people, ui.Option{Value: idWord(seller.ID), Label: seller.Name})
		}
	}
	return people, nil
}

// giveLeadForm is the form on a lead's page that gives it to somebody else.
func (s *Server) giveLeadForm(r *http.Request, h *handoff.PastHandoff, to string, problems errs.Problems) (*page.WorkForm, error) {
	people, err := s.takers(r)
	if err != nil {
		return nil, err
	}
	hidden := []ui.Hidden{{Name: "handoff", Value: idWord(h.ID)}, {Name: "lead", Value: idWord(h.Lead)}}
	return page.GiveLeadForm("/leads/"+idWord(h.Lead), hidden, people, to, problems), nil
}
