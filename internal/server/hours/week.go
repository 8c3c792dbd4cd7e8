package hours

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// AwayWords say until when a person is away.
func AwayWords(by account.Person, h lead.Holder) string {
	if h.AwayTill.IsZero() {
		return "Away"
	}
	return "Away until " + by.Dates.Write(h.AwayTill.In(h.Location()), "2 January")
}

// weekdays are the days as a week of work has them.
var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday,
	time.Sunday}

// TypedWeek reads the working hours of a form, in which a day has two stretches at most.
func TypedWeek(r *http.Request) (week []agreement.Interval, err error) {
	problems := errs.Problems{}
	for i, day := range weekdays {
		var own []agreement.Interval
		for _, which := range []string{"", "_2"} {
			from, to := hourField(i+1, "from", which), hourField(i+1, "to", which)
			if stretch, given := typedStretch(problems, r, day, from, to); given {
				own = append(own, stretch)
			}
		}
		if _, words := agreement.WrongHours(own); words != "" {
			problems.Add(hourField(i+1, "from", ""), words)
		}
		week = append(week, own...)
	}
	if day, words := agreement.WrongHours(week); words != "" && len(problems) == 0 {
		problems.Add(hourField(slices.Index(weekdays, day)+1, "from", ""), words)
	}
	return week, problems.Err()
}

func hourField(day int, end, which string) string {
	return fmt.Sprintf("hours_%d_%s%s", day, end, which)
}

// typedStretch reads one stretch of work. An end before the beginning is on the next day; 00:00 as an end is 24:00.
func typedStretch(problems errs.Problems, r *http.Request, day time.Weekday, from,
	to string) (stretch agreement.Interval, given bool) {
	begins, ends := strings.TrimSpace(visit.Form(r, from)), strings.TrimSpace(visit.Form(r, to))
	if begins == "" && ends == "" {
		return stretch, false
	}
	stretch.Day = day
	for _, end := range []struct {
		field, value, missing string
		to                    *int
	}{{from, begins, "Write when work starts, or leave both times empty.", &stretch.From},
		{to, ends, "Write when work ends, or leave both times empty.", &stretch.To}} {
		minute, ok := typedClock(end.value)
		switch {
		case end.value == "":
			problems.Add(end.field, end.missing)
		case !ok:
			problems.Add(end.field, "Write a time such as 09:00 or 5:30 pm.")
		}
		*end.to = minute
	}
	if stretch.To == 0 || stretch.To < stretch.From {
		stretch.To += 24 * 60
	}
	return stretch, problems[from] == "" && problems[to] == ""
}

// typedClock reads a time of day as people type it, such as 09:00, 9, 9.30, 5:30 pm or 24:00, in minutes since
// midnight.
func typedClock(words string) (minute int, ok bool) {
	clock := strings.NewReplacer(" ", "", ".", ":", "h", ":").Replace(strings.ToLower(words))
	if clock == "24" || clock == "24:00" {
		return 24 * 60, true
	}
	for _, form := range []string{"15:04", "15", "1504", "3:04pm", "3pm"} {
		if at, err := time.Parse(form, strings.TrimSuffix(clock, ":")); err == nil {
			return at.Hour()*60 + at.Minute(), true
		}
	}
	return 0, false
}

// TypedDays are the working hours as they were typed.
func TypedDays(r *http.Request) (days []page.TeamDay) {
	for i, day := range weekdays {
		days = append(days, page.TeamDay{
			Name: day.String(), Number: i + 1,
			From: visit.Form(r, hourField(i+1, "from", "")), To: visit.Form(r, hourField(i+1, "to", "")),
			From2: visit.Form(r, hourField(i+1, "from", "_2")), To2: visit.Form(r, hourField(i+1, "to", "_2")),
		})
	}
	return days
}

// Days is a week as its form shows it. Not whole when a day has more stretches than fit.
func Days(week []agreement.Interval) (days []page.TeamDay, whole bool) {
	whole = true
	for i, weekday := range weekdays {
		day, n := page.TeamDay{Name: weekday.String(), Number: i + 1}, 0
		for _, stretch := range week {
			if stretch.Day != weekday {
				continue
			}
			switch n++; n {
			case 1:
				day.From, day.To = clockTime(stretch.From), clockTime(stretch.To)
			case 2:
				day.From2, day.To2 = clockTime(stretch.From), clockTime(stretch.To)
			default:
				whole = false
			}
		}
		days = append(days, day)
	}
	return days, whole
}

// clockTime is a minute of the day as forms have it; one of the next day is that day's time.
func clockTime(minute int) string {
	if minute > 24*60 {
		minute -= 24 * 60
	}
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}

// WeekWords is a week in words: Monday to Friday 9:00 to 18:00. Days that are alike stand together.
func WeekWords(style account.DateStyle, week []agreement.Interval) string {
	if len(week) == 0 {
		return "Around the clock"
	}
	var parts []string
	for i := 0; i < len(weekdays); {
		hours := dayWords(style, week, weekdays[i])
		last := i
		for last+1 < len(weekdays) && dayWords(style, week, weekdays[last+1]) == hours {
			last++
		}
		days := weekdays[i].String()
		switch last - i {
		case 0:
		case 1:
			days += " and " + weekdays[last].String()
		default:
			days += " to " + weekdays[last].String()
		}
		if hours != "" {
			parts = append(parts, days+" "+hours)
		}
		i = last + 1
	}
	return strings.Join(parts, ", ")
}

func dayWords(style account.DateStyle, week []agreement.Interval, day time.Weekday) string {
	var parts []string
	for _, i := range week {
		if i.Day == day {
			parts = append(parts, hourWords(style, i.From)+" to "+hourWords(style, i.To))
		}
	}
	return strings.Join(parts, " and ")
}

// hourWords is a minute of the day as somebody reads it: 9:00, or 9:00 am.
func hourWords(style account.DateStyle, minute int) string {
	if !style.Clock12 {
		return strings.TrimPrefix(clockTime(minute), "0")
	}
	return style.Write(time.Time{}.Add(time.Duration(minute)*time.Minute), "15:04")
}

// BackOn is the beginning of the day on which somebody is back, the zero time when none was typed.
func BackOn(day string, zone *time.Location) (time.Time, error) {
	if strings.TrimSpace(day) == "" {
		return time.Time{}, nil
	}
	until, ok := lead.Day(day)
	if !ok {
		return time.Time{}, errs.Problems{"until": "Choose a day. Without a day, the return stays open."}
	}
	return time.Date(until.Year(), until.Month(), until.Day(), 0, 0, 0, 0, zone), nil
}

// Store is what the calendars of people ask of the database.
type Store interface {
	Absences(ctx context.Context, person account.PersonID, at time.Time) ([]lead.Absence, error)
	AddAbsence(ctx context.Context, by account.Person, person account.PersonID, from, to, at time.Time) error
	RemoveAbsence(ctx context.Context, by account.Person, person account.PersonID, id int64, at time.Time) error
	OwnHours(ctx context.Context, person account.PersonID) ([]agreement.Interval, string, error)
	SetHours(ctx context.Context, by account.Person, person account.PersonID, version int, week []agreement.Interval,
		country string, at time.Time) error
}

// KeepAbsence reads an absence of p from a form, in days of p's zone, and keeps it.
func (s *Pages) KeepAbsence(r *http.Request, p account.Person) error {
	first, _ := lead.Day(visit.Form(r, "from"))
	last, _ := lead.Day(visit.Form(r, "to"))
	zone := p.Location()
	if err := lead.CheckAbsence(first, last, s.Now().In(zone)); err != nil {
		return err
	}
	midnight := func(day time.Time) time.Time { return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone) }
	return s.Store.AddAbsence(r.Context(), visit.By(r), p.ID, midnight(first), midnight(last.AddDate(0, 0, 1)), s.Now())
}

// Absences are those of a person as a form shows them; base is the address below which they are.
func (s *Pages) Absences(r *http.Request, p account.Person, base string, no visit.Refusal) (page.Absences, error) {
	all, err := s.Store.Absences(r.Context(), p.ID, s.Now())
	if err != nil {
		return page.Absences{}, err
	}
	a := page.Absences{Entry: no.Entry(r, "Absences", base+"/absences", 0), From: visit.Form(r, "from"),
		To: visit.Form(r, "to")}
	a.Hidden = nil
	for _, x := range all {
		row := page.AbsenceRow{Words: absenceWords(visit.By(r).Dates, x, p.Location())}
		row.Remove = ui.Action{Href: base + "/absences/" + visit.ID(x.ID), Method: http.MethodDelete,
			Button: ui.Button{Label: "Delete", Kind: ui.Bare, About: row.Words}}
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

// Form is the form of a person's own hours: as they are kept or, with typed, as they were typed and refused with no.
func (s *Pages) Form(r *http.Request, holder lead.Holder, typed bool, no visit.Refusal) (page.TeamForm, error) {
	week, country, err := s.Store.OwnHours(r.Context(), holder.ID)
	if err != nil {
		return page.TeamForm{}, err
	}
	form := page.TeamForm{Country: country}
	form.Days, _ = Days(week)
	if typed {
		form.Country, form.Days = visit.Form(r, "country"), TypedDays(r)
	} else {
		no = visit.Refusal{}
	}
	form.Entry = no.Entry(r, "Own hours and holidays", "/people/"+visit.ID(holder.ID)+"/hours", holder.Version)
	form.Countries = CountryOptions("Same as the team")
	return form, nil
}
