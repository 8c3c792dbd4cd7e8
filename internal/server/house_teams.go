package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// weekdays are the days as a week of work has them.
var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// teamsAsk is what the page of the teams shows besides the list: which team is open, and a form that was not taken.
type teamsAsk struct {
	open   account.TeamID
	typed  *page.TeamForm
	inDays bool // what was not taken is a day off
	no     visit.Refusal
}

func (s *Server) teams(w http.ResponseWriter, r *http.Request) error {
	return s.showTeams(w, r, teamsAsk{open: visit.Number[account.TeamID](visit.Query(r, "edit"))})
}

func (s *Server) addTeam(w http.ResponseWriter, r *http.Request) error {
	err := s.keepTeam(r, 0, s.Store.AddTeam)
	return visit.Saved(w, r, err, "/teams", func(no visit.Refusal) error { return s.showTeams(w, r, teamsAsk{typed: typedTeamForm(r), no: no}) })
}

func (s *Server) changeTeam(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.TeamID](r, "id")
	if err != nil {
		return err
	}
	err = s.keepTeam(r, id, s.Store.ChangeTeam)
	return visit.Saved(w, r, err, "/teams", func(no visit.Refusal) error {
		return s.showTeams(w, r, teamsAsk{open: id, typed: typedTeamForm(r), no: no})
	})
}

func (s *Server) retireTeam(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.TeamID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RetireTeam(r.Context(), id, visit.Version(r))
	return visit.Saved(w, r, err, "/teams", func(no visit.Refusal) error { return s.showTeams(w, r, teamsAsk{no: no}) })
}

func (s *Server) restoreTeam(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.TeamID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RestoreTeam(r.Context(), id, visit.Version(r))
	return visit.Saved(w, r, err, "/teams", func(no visit.Refusal) error { return s.showTeams(w, r, teamsAsk{no: no}) })
}

// keepTeam reads a team from its form and hands it to keep. All that is wrong is said at once.
func (s *Server) keepTeam(r *http.Request, id account.TeamID, keep func(context.Context, *account.Team, []agreement.Interval) error) error {
	team := account.Team{ID: id, Name: visit.Form(r, "name"), Side: account.Side(visit.Form(r, "side")), Zone: visit.Form(r, "zone"), Country: visit.Form(r, "country"), Version: visit.Version(r)}
	week, unread := typedWeek(r)
	holidays := agreement.CheckHolidays(team.Country, s.Now())
	if unread != nil || holidays != nil {
		return errs.Together(unread, holidays, lead.CheckTeam(&team))
	}
	return keep(r.Context(), &team, week)
}

// typedWeek reads the working hours of a form, in which a day has two stretches at most.
func typedWeek(r *http.Request) (week []agreement.Interval, err error) {
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
func typedStretch(problems errs.Problems, r *http.Request, day time.Weekday, from, to string) (stretch agreement.Interval, given bool) {
	begins, ends := strings.TrimSpace(visit.Form(r, from)), strings.TrimSpace(visit.Form(r, to))
	if begins == "" && ends == "" {
		return stretch, false
	}
	stretch.Day = day
	for _, end := range []struct {
		field, value, missing string
		to                    *int
	}{{from, begins, "Write when work starts, or leave both times empty.", &stretch.From}, {to, ends, "Write when work ends, or leave both times empty.", &stretch.To}} {
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

// typedClock reads a time of day as people type it, such as 09:00, 9, 9.30, 5:30 pm or 24:00, in minutes since midnight.
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

func typedTeamForm(r *http.Request) *page.TeamForm {
	form := &page.TeamForm{Name: visit.Form(r, "name"), Side: visit.Form(r, "side"), Zone: visit.Form(r, "zone"), Country: visit.Form(r, "country"), Days: typedDays(r)}
	return form
}

// typedDays are the working hours as they were typed.
func typedDays(r *http.Request) (days []page.TeamDay) {
	for i, day := range weekdays {
		days = append(days, page.TeamDay{
			Name: day.String(), Number: i + 1,
			From: visit.Form(r, hourField(i+1, "from", "")), To: visit.Form(r, hourField(i+1, "to", "")),
			From2: visit.Form(r, hourField(i+1, "from", "_2")), To2: visit.Form(r, hourField(i+1, "to", "_2")),
		})
	}
	return days
}

// showTeams shows the teams with a form: of the team that is open, or what was typed and not taken.
func (s *Server) showTeams(w http.ResponseWriter, r *http.Request, ask teamsAsk) error {
	books := visit.Of(r).Policy
	holds, err := s.Store.TeamHolds(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Teams")
	if err != nil {
		return err
	}
	opened, no := books.Team(ask.open), ask.no
	if ask.open != 0 && opened.ID == 0 {
		return visit.ErrNoPage
	}
	if ask.typed == nil {
		no = visit.Refusal{Status: no.Status}
	}
	if ask.typed == nil && !ask.inDays {
		frame.Notice = ask.no.Notice()
	}
	p := page.Teams{Words: "Clocks run in the working hours of the team that has the lead.", Empty: ui.Empty{Words: "There are no teams yet. Add a marketing team and a sales team, then their people."}}
	for _, t := range books.Teams {
		if row := teamRow(visit.By(r).Dates, t, holds[t.ID]); t.Retired {
			p.Retired = append(p.Retired, row)
		} else {
			p.Rows = append(p.Rows, row)
		}
	}
	p.Form = teamForm(r, opened, holds[ask.open].Settled, books.Zone.String(), ask.typed, no)
	if opened.ID != 0 {
		if p.Days, err = s.daysOff(r, books, opened, ask); err != nil {
			return err
		}
	}
	return s.Show(w, r, ask.no.Answers(), page.TeamsPage(frame, p))
}

func teamRow(by account.DateStyle, t handoff.BookedTeam, hold lead.TeamHold) page.TeamRow {
	return page.TeamRow{
		ID: "team-" + visit.ID(t.ID), Name: t.Name, Side: ui.Chip{Words: sideLabel(t.Side), Tone: ui.Tone(t.Side)}, Zone: english.Commas(t.Zone, holidayWords(t.Country)), Hours: weekWords(by, t.Week),
		People: strconv.Itoa(hold.People), PeopleHref: visit.Address("/people", "team", visit.ID(t.ID)),
		Upkeep: page.Upkeep{
			EditBy: visit.Address("/teams", "edit", visit.ID(t.ID)), Href: "/teams/" + visit.ID(t.ID), About: t.Name, Hidden: visit.VersionField(t.Version), Retires: true, Retired: t.Retired,
		},
	}
}

func teamForm(r *http.Request, opened handoff.BookedTeam, settled bool, zone string, typed *page.TeamForm, no visit.Refusal) *page.TeamForm {
	form, whole := page.TeamForm{Name: opened.Name, Side: string(opened.Side), Zone: opened.Zone, Country: opened.Country}, true
	switch {
	case typed != nil:
		form = *typed
	case opened.ID == 0:
		form.Zone = zone
		form.Days, _ = teamDays(agreement.OfficeHours())
	default:
		form.Days, whole = teamDays(opened.Week)
	}
	form.Zones, form.Countries = zoneOptions(), countryOptions("None")
	if opened.ID == 0 {
		form.Entry = no.Entry(r, "New team", "/teams", 0)
		form.Save = "Add the team"
		return &form
	}
	form.Entry = no.Entry(r, opened.Name, "/teams/"+visit.ID(opened.ID), opened.Version)
	form.Keep, form.SideFixed = "/teams", settled
	if form.SideFixed {
		form.Side = string(opened.Side)
	}
	if !whole {
		form.Words = "This team has more working times on a day than the form shows. Saving keeps only the times shown."
	}
	return &form
}

// teamDays is a week as its form shows it. Not whole when a day has more stretches than fit.
func teamDays(week []agreement.Interval) (days []page.TeamDay, whole bool) {
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

// weekWords is a week in words: Monday to Friday 9:00 to 18:00. Days that are alike stand together.
func weekWords(style account.DateStyle, week []agreement.Interval) string {
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
