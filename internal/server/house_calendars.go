package server

import (
	"context"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// calendarStore is what the calendars of people ask of the database.
type calendarStore interface {
	Absences(ctx context.Context, person account.PersonID, at time.Time) ([]lead.Absence, error)
	AddAbsence(ctx context.Context, person account.PersonID, from, to, at time.Time) error
	RemoveAbsence(ctx context.Context, person account.PersonID, id int64, at time.Time) error
	OwnHours(ctx context.Context, person account.PersonID) ([]agreement.Interval, string, error)
	SetHours(ctx context.Context, person account.PersonID, version int, week []agreement.Interval, country string, at time.Time) error
}

func (s *Server) addAbsence(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	holder, err := s.Store.Holder(r.Context(), id, s.Now())
	if err != nil {
		return err
	}
	return visit.Saved(w, r, s.keepAbsence(r, holder.Person), personPath(id), func(no visit.Refusal) error {
		return s.showPeople(w, r, peopleAsk{open: id, inForm: true, no: no})
	})
}

func (s *Server) removeAbsence(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	absence, err := visit.PathID[int64](r, "absence")
	if err != nil {
		return err
	}
	if err := s.Store.RemoveAbsence(r.Context(), id, absence, s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, personPath(id))
}

// keepAbsence reads an absence of p from a form, in days of p's zone, and keeps it.
func (s *Server) keepAbsence(r *http.Request, p account.Person) error {
	first, _ := lead.Day(visit.Form(r, "from"))
	last, _ := lead.Day(visit.Form(r, "to"))
	zone := p.Location()
	if err := lead.CheckAbsence(first, last, s.Now().In(zone)); err != nil {
		return err
	}
	midnight := func(day time.Time) time.Time { return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone) }
	return s.Store.AddAbsence(r.Context(), p.ID, midnight(first), midnight(last.AddDate(0, 0, 1)), s.Now())
}

// absences are those of a person as a form shows them; base is the address below which they are.
func (s *Server) absences(r *http.Request, p account.Person, base string, no visit.Refusal) (page.Absences, error) {
	all, err := s.Store.Absences(r.Context(), p.ID, s.Now())
	if err != nil {
		return page.Absences{}, err
	}
	a := page.Absences{Entry: no.Entry(r, "Absences", base+"/absences", 0), From: visit.Form(r, "from"), To: visit.Form(r, "to")}
	a.Hidden = nil
	for _, x := range all {
		row := page.AbsenceRow{Words: absenceWords(visit.By(r).Dates, x, p.Location())}
		row.Remove = ui.Action{Href: base + "/absences/" + visit.ID(x.ID), Method: http.MethodDelete, Button: ui.Button{Label: "Delete", Kind: ui.Bare, About: row.Words}}
		a.Rows = append(a.Rows, row)
	}
	return a, nil
}

// absenceWords are the days of an absence, the last included.
func absenceWords(style account.DateStyle, a lead.Absence, zone *time.Location) string {
	from := a.From.In(zone)
	if a.To.IsZero() {
		return "Since " + style.Write(from, "2 January 2006") + ", until further notice"
	}
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return style.Days(day(from), day(a.To.In(zone).Add(-time.Second)))
}

func (s *Server) setHours(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	week, unread := typedWeek(r)
	err = errs.Together(unread, agreement.CheckHolidays(visit.Form(r, "country"), s.Now()))
	if err == nil {
		err = s.Store.SetHours(r.Context(), id, visit.Version(r), week, visit.Form(r, "country"), s.Now())
	}
	return visit.Saved(w, r, err, personPath(id), func(no visit.Refusal) error {
		return s.showPeople(w, r, peopleAsk{open: id, inHours: true, no: no})
	})
}

// hoursForm is the form of a person's own hours: as they are kept, or as they were typed and not taken.
func (s *Server) hoursForm(r *http.Request, holder lead.Holder, ask peopleAsk) (page.TeamForm, error) {
	week, country, err := s.Store.OwnHours(r.Context(), holder.ID)
	if err != nil {
		return page.TeamForm{}, err
	}
	form := page.TeamForm{Country: country}
	form.Days, _ = teamDays(week)
	no := visit.Refusal{}
	if ask.inHours {
		no, form.Country, form.Days = ask.no, visit.Form(r, "country"), typedDays(r)
	}
	form.Entry = no.Entry(r, "Own hours and holidays", "/people/"+visit.ID(holder.ID)+"/hours", holder.Version)
	form.Countries = countryOptions("Same as the team")
	return form, nil
}
