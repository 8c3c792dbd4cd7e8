package server

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
	"baton/internal/report"
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
	id, err := pathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	holder, err := s.Store.Holder(r.Context(), id, s.Now())
	if err != nil {
		return err
	}
	return kept(w, r, s.keepAbsence(r, holder.Person), personPath(id), func(no refusal) error {
		return s.showPeople(w, r, peopleAsk{open: id, inForm: true, no: no})
	})
}

func (s *Server) removeAbsence(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	absence, err := pathID[int64](r, "absence")
	if err != nil {
		return err
	}
	if err := s.Store.RemoveAbsence(r.Context(), id, absence, s.Now()); err != nil {
		return err
	}
	return next(w, r, personPath(id))
}

// keepAbsence reads an absence of p from a form, in days of p's zone, and keeps it.
func (s *Server) keepAbsence(r *http.Request, p account.Person) error {
	first, _ := lead.Day(typed(r, "from"))
	last, _ := lead.Day(typed(r, "to"))
	zone := p.Location()
	if err := lead.CheckAbsence(first, last, s.Now().In(zone)); err != nil {
		return err
	}
	midnight := func(day time.Time) time.Time { return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone) }
	return s.Store.AddAbsence(r.Context(), p.ID, midnight(first), midnight(last.AddDate(0, 0, 1)), s.Now())
}

// absences are those of a person as a form shows them; base is the address below which they are.
func (s *Server) absences(r *http.Request, p account.Person, base string, no refusal) (page.Absences, error) {
	all, err := s.Store.Absences(r.Context(), p.ID, s.Now())
	if err != nil {
		return page.Absences{}, err
	}
	a := page.Absences{Entry: no.entry(r, "Absences", base+"/absences", 0), From: typed(r, "from"), To: typed(r, "to")}
	a.Hidden = nil
	for _, x := range all {
		row := page.AbsenceRow{Words: absenceWords(x, p.Location())}
		row.Remove = ui.Action{Href: base + "/absences/" + idWord(x.ID), Method: http.MethodDelete, Button: ui.Button{Label: "Remove", Kind: ui.Bare, About: row.Words}}
		a.Rows = append(a.Rows, row)
	}
	return a, nil
}

// absenceWords are the days of an absence, the last included.
func absenceWords(a lead.Absence, zone *time.Location) string {
	from := a.From.In(zone)
	if a.To.IsZero() {
		return "Since " + from.Format("2 January 2006") + ", until further notice"
	}
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return dayRange(day(from), day(a.To.In(zone).Add(-time.Second)))
}

func (s *Server) setHours(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	week, unread := typedWeek(r)
	err = together(unread, agreement.CheckHolidays(typed(r, "country"), s.Now()))
	if err == nil {
		err = s.Store.SetHours(r.Context(), id, version0(r), week, typed(r, "country"), s.Now())
	}
	return kept(w, r, err, personPath(id), func(no refusal) error {
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
	no := refusal{}
	if ask.inHours {
		no, form.Country, form.Days = ask.no, typed(r, "country"), typedDays(r)
	}
	form.Entry = no.entry(r, "Hours and holidays of their own", "/people/"+idWord(holder.ID)+"/hours", holder.Version)
	form.Countries = countryOptions("Those of the team")
	return form, nil
}

// me is what the visitor's calendar is, and when they are away.
func (s *Server) me(w http.ResponseWriter, r *http.Request) error { return s.showMe(w, r, refusal{}) }

func (s *Server) showMe(w http.ResponseWriter, r *http.Request, no refusal) error {
	holder, err := s.Store.Holder(r.Context(), visitor(r).ID, s.Now())
	if err != nil {
		return err
	}
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.frame(r, "Your hours and absences")
	if err != nil {
		return err
	}
	var team account.TeamID
	if len(holder.Teams) > 0 {
		team = holder.Teams[0].ID
	}
	calendar := books.CalendarOf(holder.ID, team)
	p := page.Me{
		Facts: []ui.Fact{
			{Name: "Working hours", Words: weekWords(calendar.Week)}, {Name: "Time zone", Words: calendar.Zone.String()},
			{Name: "Public holidays", Words: cmp.Or(calendar.Holidays.Name(), "None")},
			{Name: "Next days off", Words: cmp.Or(s.nextDaysOff(calendar), "None")},
		},
		AwayTo: typed(r, "until"), Problems: no.problems,
	}
	if holder.Away {
		p.Away = awayWords(holder)
	}
	if frame.Notice = (refusal{words: no.words}).notice(); no.problems["until"] != "" {
		p.Absences, err = s.absences(r, holder.Person, "/me", refusal{})
	} else {
		p.Absences, err = s.absences(r, holder.Person, "/me", no)
	}
	if err != nil {
		return err
	}
	return s.show(w, r, no.answers(), page.MePage(frame, p))
}

// nextDaysOff are the next three days off of a calendar in words.
func (s *Server) nextDaysOff(c agreement.Calendar) string {
	var words []string
	for _, d := range c.DaysOff(report.Day(s.Now(), c.Zone), daysShown) {
		words = append(words, strings.TrimSpace(d.On.Format("2 January ")+d.Name))
	}
	return strings.Join(words[:min(3, len(words))], ", ")
}

func (s *Server) addOwnAbsence(w http.ResponseWriter, r *http.Request) error {
	return kept(w, r, s.keepAbsence(r, visitor(r)), "/me", func(no refusal) error { return s.showMe(w, r, no) })
}

func (s *Server) removeOwnAbsence(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[int64](r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.RemoveAbsence(r.Context(), visitor(r).ID, id, s.Now()); err != nil {
		return err
	}
	return next(w, r, "/me")
}

// setSelfAway keeps new leads from the visitor from now on.
func (s *Server) setSelfAway(w http.ResponseWriter, r *http.Request) error {
	until, err := backOn(typed(r, "until"), visitor(r).Location())
	if err == nil {
		err = s.Store.SetAway(r.Context(), visitor(r).ID, until, s.Now())
	}
	return kept(w, r, err, "/me", func(no refusal) error { return s.showMe(w, r, no) })
}

func (s *Server) setSelfBack(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.SetBack(r.Context(), visitor(r).ID, s.Now()); err != nil {
		return err
	}
	return next(w, r, "/me")
}
