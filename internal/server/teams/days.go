package teams

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/geo"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/report"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Pages) addTeamDay(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.TeamID](r, "id")
	if err != nil {
		return err
	}
	day, _ := lead.Day(visit.Form(r, "day"))
	own := agreement.OwnDay{On: day, Yearly: visit.Form(r, "yearly") != "", Works: visit.Form(r, "kind") == "works",
		Name: strings.Join(strings.Fields(visit.Form(r, "day_name")), " ")}
	err = s.Store.AddTeamDay(r.Context(), id, own, visit.By(r), s.Now())
	return visit.Saved(w, r, err, teamPath(id),
		func(no visit.Refusal) error { return s.showTeams(w, r, teamsAsk{open: id, inDays: true, no: no}) })
}

func (s *Pages) withdrawTeamDay(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.TeamID](r, "id")
	if err != nil {
		return err
	}
	day, err := visit.PathID[int64](r, "day")
	if err != nil {
		return err
	}
	if err := s.Store.WithdrawTeamDay(r.Context(), id, day, visit.By(r), s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, teamPath(id))
}

func teamPath(id account.TeamID) string { return visit.Address("/teams", "edit", visit.ID(id)) }

// daysOff are the days off of a team in the year to come, with the form that adds one.
func (s *Pages) daysOff(r *http.Request, inForce *policy.Policy, t policy.Team, ask teamsAsk) (*page.DaysOff, error) {
	own, withdrawn, err := s.Store.TeamDays(r.Context(), t.ID)
	if err != nil {
		return nil, err
	}
	base, holidays := "/teams/"+visit.ID(t.ID)+"/days", agreement.HolidaysOf(t.Country)
	d := &page.DaysOff{Entry: visit.Refusal{}.Entry(r, "Days off", base, 0)}
	switch {
	case ask.inDays && visit.Form(r, "kind") == "works": // a button, which has no fields
		d.Problem = ask.no.Problems["day"]
	case ask.inDays:
		d.Problems, d.Day, d.Name, d.Yearly = ask.no.Problems, visit.Form(r, "day"), visit.Form(r, "day_name"),
			visit.Form(r, "yearly")
	}
	if until := holidays.KnownUntil(); until != 0 {
		d.Known = fmt.Sprintf("Some holidays of %s are announced each year. Baton has them until %d. Add later ones below.",
			geo.CountryName(t.Country[:2]), until)
	}
	today := report.Day(s.Now(), inForce.Calendar(t.ID).Zone)
	d.Rows = dayRows(own, holidays, today, base, visit.By(r))
	for _, o := range withdrawn {
		d.Withdrawn = append(d.Withdrawn,
			english.Commas(ownDayWords(visit.By(r).Dates, o), o.Name,
				"deleted by "+o.Withdrawn.By+" "+visit.By(r).When(o.Withdrawn.At)))
	}
	return d, nil
}

// dayRows are the own days that count, and the public holidays of the year to come that are no own days, by date.
func dayRows(own []agreement.OwnDay, holidays *agreement.Holidays, today time.Time, base string,
	by account.Person) []page.DayRow {
	type dated struct {
		on  time.Time
		row page.DayRow
	}
	var all []dated
	known := agreement.NewOwnDays(own)
	for _, o := range own {
		if on := comesNext(o, today); !on.IsZero() {
			all = append(all, dated{on, ownDayRow(o, on, holidays, base, by)})
		}
	}
	for _, h := range holidays.From(today, hours.DaysShown) {
		if _, found := known.On(h.On.Date()); !found {
			row := page.DayRow{Words: by.Dates.Write(h.On, "Monday, 2 January 2006"), Name: h.Name, Note: "Public holiday"}
			hidden := []ui.Hidden{{Name: "kind", Value: "works"}, {Name: "day", Value: h.On.Format(time.DateOnly)},
				{Name: "day_name", Value: h.Name}}
			row.Act = ui.Action{Href: base, Hidden: hidden,
				Button: ui.Button{Label: "Make it a working day", Kind: ui.Bare, About: row.Words}}
			all = append(all, dated{h.On, row})
		}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return a.on.Compare(b.on) })
	var rows []page.DayRow
	for _, each := range all {
		rows = append(rows, each.row)
	}
	return rows
}

// comesNext is when an own day comes next, today at the earliest; zero when it is over.
func comesNext(o agreement.OwnDay, today time.Time) time.Time {
	if !o.Yearly {
		if o.On.Before(today) {
			return time.Time{}
		}
		return o.On
	}
	for year := today.Year(); ; year++ {
		on := time.Date(year, o.On.Month(), o.On.Day(), 0, 0, 0, 0, time.UTC)
		if !on.Before(today) && on.Day() == o.On.Day() { // 29 February comes in leap years
			return on
		}
	}
}

func ownDayRow(o agreement.OwnDay, on time.Time, holidays *agreement.Holidays, base string,
	by account.Person) page.DayRow {
	what := "Day off"
	if o.Works {
		what = "Working day, despite a public holiday"
	} else if holidays.On(on.Date()) {
		what = "Day off, and a public holiday"
	}
	if o.Yearly {
		what += ", every year"
	}
	row := page.DayRow{Words: by.Dates.Write(on, "Monday, 2 January 2006"), Name: o.Name, Works: o.Works,
		Note: what + "; added by " + o.Added.By + " " + by.When(o.Added.At)}
	row.Act = ui.Action{Href: base + "/" + visit.ID(o.ID), Method: http.MethodDelete,
		Button: ui.Button{Label: "Delete", Kind: ui.Bare, About: row.Words}}
	return row
}

// ownDayWords are what an own day was, for the list of those that were removed.
func ownDayWords(style account.DateStyle, o agreement.OwnDay) string {
	words := style.Write(o.On, "2 January 2006")
	if o.Yearly {
		words = style.Write(o.On, "2 January") + " every year"
	}
	if o.Works {
		words += ", working day"
	}
	return words
}
