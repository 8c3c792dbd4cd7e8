// Package merges has the pages by which two leads that are one person become one, and two again.
package merges

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/geo"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/history"
	"baton/internal/handoff/merge"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store
	Desk  *desk.Desk
}

// Store is what the pages ask of the database.
type Store interface {
	History(ctx context.Context, by account.Person, id lead.ID) (*history.History, error)
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/leads/{id}/merge", visit.Marketers, "lead", s.preview),
		visit.Post("/leads/{id}/merge", visit.Marketers, "lead", s.merge),
		visit.Delete("/leads/{id}/merge", visit.Marketers, "lead", s.unmerge),
	}
}

// asked is a merge as a form or an address asks for it.
type asked struct {
	desk.MergeAsk
	typed string // how the other lead was named
	fresh bool   // nothing was chosen yet
}

func askedOf(r *http.Request, value func(*http.Request, string) string) (a asked, err error) {
	a.Survivor, err = visit.PathID[lead.ID](r, "id")
	a.typed = value(r, "with")
	a.Other = lead.ReadRef(a.typed)
	for _, field := range merge.Choosable {
		if value(r, field) == "other" {
			a.Take = append(a.Take, field)
		}
	}
	a.Versions = [2]int{visit.Number[int](value(r, "version")), visit.Number[int](value(r, "with_version"))}
	return a, err
}

func (s *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	ask, err := askedOf(r, visit.Query)
	if err != nil {
		return err
	}
	ask.fresh = true
	return s.show(w, r, http.StatusOK, ask, nil)
}

func (s *Pages) merge(w http.ResponseWriter, r *http.Request) error {
	ask, err := askedOf(r, visit.Form)
	if err != nil {
		return err
	}
	if ask.Other == 0 {
		return s.show(w, r, http.StatusUnprocessableEntity, ask, nil)
	}
	_, err = s.Desk.Merge(r.Context(), visit.By(r), ask.MergeAsk)
	if errors.Is(err, errs.NotFound) || errors.Is(err, errs.Invalid) {
		return s.show(w, r, http.StatusUnprocessableEntity, ask, err)
	}
	if errors.Is(err, errs.Conflict) || errors.Is(err, errs.Forbidden) {
		return s.show(w, r, http.StatusConflict, ask, err)
	}
	if err != nil {
		return err
	}
	return visit.Redirect(w, r, visit.Address("/leads/"+visit.ID(ask.Survivor), "done", "merged"))
}

// unmerge makes two leads of one again, by a merge of this lead or by its last one, and leads to the one that comes
// back.
func (s *Pages) unmerge(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.ID](r, "id")
	if err != nil {
		return err
	}
	h, err := s.Store.History(r.Context(), visit.By(r), id)
	if err != nil {
		return err
	}
	asked := visit.Number[merge.ID](visit.Form(r, "merge"))
	merges := slices.DeleteFunc(h.Merges, func(m history.PastMerge) bool { return asked != 0 && m.ID != asked })
	if h.Lead.ID != id || len(merges) == 0 {
		return errs.NotFound
	}
	_, other, err := s.Desk.Unmerge(r.Context(), visit.By(r), merges[len(merges)-1].ID)
	if err != nil {
		return err
	}
	return visit.Redirect(w, r, visit.Address("/leads/"+visit.ID(other), "done", "unmerged"))
}

// show asks which lead is to be merged into the one of the page, or shows what the merge of the two would be. refused
// is why it was not done.
func (s *Pages) show(w http.ResponseWriter, r *http.Request, status int, ask asked, refused error) error {
	survivor, err := s.Store.History(r.Context(), visit.By(r), ask.Survivor)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Merge "+survivor.Lead.Called())
	if err != nil {
		return err
	}
	self := "/leads/" + visit.ID(ask.Survivor)
	m := page.Merge{Entry: page.Entry{Action: self + "/merge", Keep: self, Problem: errs.Words(refused)},
		Survivor: sideOf(survivor), With: ask.typed}
	var other *history.History
	if ask.Other != 0 {
		other, err = s.Store.History(r.Context(), visit.By(r), ask.Other)
	}
	switch {
	case errors.Is(err, errs.NotFound), err == nil && other == nil && ask.typed != "":
		m.Problems = errs.Problems{"with": "There is no such lead that you can see. Write its number, such as L-2481."}
	case err != nil:
		return err
	case other == nil && status != http.StatusOK:
		m.Problems = errs.Problems{"with": "Write the number of the other lead, such as L-2481."}
	case other != nil && other.Lead.ID == survivor.Lead.ID:
		m.Problems = errs.Problems{"with": "This is the same lead. Write the number of the other one."}
	case other != nil:
		v := visit.Of(r)
		m.Other = sideOf(other)
		m.Swap = visit.Address("/leads/"+visit.ID(ask.Other)+"/merge", "with", survivor.Lead.ID.String())
		m.Fields, m.Moves = fieldsOf(v, survivor.Lead, other.Lead, ask), movesOf(survivor, other)
		m.Hidden = []ui.Hidden{{Name: "with", Value: other.Lead.ID.String()},
			{Name: "version", Value: visit.ID(survivor.Lead.Version)},
			{Name: "with_version", Value: visit.ID(other.Lead.Version)}}
	}
	if len(m.Problems) > 0 && status == http.StatusOK {
		status = http.StatusUnprocessableEntity
	}
	return s.Show(w, r, status, page.MergePage(frame, m))
}

func sideOf(h *history.History) page.MergeSide {
	l := h.Lead
	return page.MergeSide{Ref: l.ID.String(), Href: "/leads/" + visit.ID(l.ID), Name: l.Called(), Words: l.Company}
}

// labels are the fields in the words of the form.
var labels = map[string]string{"name": "Name", "email": "Work email", "phone": "Phone", "external_id": "ID elsewhere",
	"job_title": "Job title", "company": "Company", "company_size": "Company size", "industry": "Industry",
	"country": "Country", "city": "City", "website": "Website", "source": "Source", "campaign": "Campaign",
	"persona": "Persona"}

// fieldsOf are the fields in which two leads differ, with what is chosen.
func fieldsOf(v visit.Visit, survivor, other lead.Lead, ask asked) (fields []page.MergeField) {
	for _, f := range merge.Fields(survivor, other) {
		kept, is := f.Kept, f.New
		if names := v.Policy.Names[f.Name]; names != nil {
			kept, is = names[kept], names[is]
		}
		if f.Name == "country" {
			kept, is = geo.CountryName(kept), geo.CountryName(is)
		}
		fields = append(fields, page.MergeField{Name: f.Name, Label: labels[f.Name], Kept: kept, New: is,
			Choose: f.Choosable, Takes: f.Takes && (ask.fresh || !f.Choosable) || slices.Contains(ask.Take, f.Name)})
	}
	return fields
}

// movesOf says in a sentence what moves from one lead to the other.
func movesOf(survivor, other *history.History) string {
	from, to := other.Lead.ID, survivor.Lead.ID
	what := english.Count(int64(len(other.Touches)), "touch", "touches")
	if n := len(other.Handoffs); n > 0 {
		what += " and " + english.Count(int64(n), "handoff", "handoffs")
	}
	return fmt.Sprintf("%s with its whole history moves from %s to %s. Whoever opens %s is led to %s. "+
		"Nothing is lost, and the merge can be taken back.", what, from, to, from, to)
}
