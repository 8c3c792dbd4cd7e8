package people

import (
	"net/http"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
)

func (s *Pages) addAbsence(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	holder, err := s.Store.Holder(r.Context(), id, s.Now())
	if err != nil {
		return err
	}
	return visit.Saved(w, r, s.Hours.KeepAbsence(r, holder.Person), personPath(id), func(no visit.Refusal) error {
		return s.showPeople(w, r, peopleAsk{open: id, inForm: true, no: no})
	})
}

func (s *Pages) removeAbsence(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	absence, err := visit.PathID[int64](r, "absence")
	if err != nil {
		return err
	}
	if err := s.Hours.Store.RemoveAbsence(r.Context(), visit.By(r), id, absence, s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, personPath(id))
}

func (s *Pages) setHours(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	week, unread := hours.TypedWeek(r)
	err = errs.Together(unread, agreement.CheckHolidays(visit.Form(r, "country"), s.Now()))
	if err == nil {
		err = s.Hours.Store.SetHours(r.Context(), visit.By(r), id, visit.Version(r), week, visit.Form(r, "country"), s.Now())
	}
	return visit.Saved(w, r, err, personPath(id), func(no visit.Refusal) error {
		return s.showPeople(w, r, peopleAsk{open: id, inHours: true, no: no})
	})
}
