package teams

import (
	"context"
	"net/http"
	"strconv"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// teamsAsk is what the page of the teams shows besides the list: which team is open, and a form that was not taken.
type teamsAsk struct {
	open   account.TeamID
	typed  *page.TeamForm
	inDays bool // what was not taken is a day off
	no     visit.Refusal
}

func (s *Pages) teams(w http.ResponseWriter, r *http.Request) error {
	return s.showTeams(w, r, teamsAsk{open: visit.Number[account.TeamID](visit.Query(r, "edit"))})
}

func (s *Pages) addTeam(w http.ResponseWriter, r *http.Request) error {
	err := s.keepTeam(r, 0, s.Store.AddTeam)
	return visit.Saved(w, r, err, "/teams",
		func(no visit.Refusal) error { return s.showTeams(w, r, teamsAsk{typed: typedTeamForm(r), no: no}) })
}

func (s *Pages) changeTeam(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.TeamID](r, "id")
	if err != nil {
		return err
	}
	err = s.keepTeam(r, id, s.Store.ChangeTeam)
	return visit.Saved(w, r, err, "/teams", func(no visit.Refusal) error {
		return s.showTeams(w, r, teamsAsk{open: id, typed: typedTeamForm(r), no: no})
	})
}

func (s *Pages) retireTeam(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.TeamID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RetireTeam(r.Context(), visit.By(r), id, visit.Version(r))
	return visit.Saved(w, r, err, "/teams", func(no visit.Refusal) error { return s.showTeams(w, r, teamsAsk{no: no}) })
}

func (s *Pages) restoreTeam(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.TeamID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RestoreTeam(r.Context(), visit.By(r), id, visit.Version(r))
	return visit.Saved(w, r, err, "/teams", func(no visit.Refusal) error { return s.showTeams(w, r, teamsAsk{no: no}) })
}

// keepTeam reads a team from its form and hands it to keep. All that is wrong is said at once.
func (s *Pages) keepTeam(r *http.Request, id account.TeamID,
	keep func(context.Context, account.Person, *account.Team, []agreement.Interval) error) error {
	team := account.Team{ID: id, Name: visit.Form(r, "name"), Side: account.Side(visit.Form(r, "side")),
		Zone: visit.Form(r, "zone"), Country: visit.Form(r, "country"), Version: visit.Version(r)}
	week, unread := hours.TypedWeek(r)
	holidays := agreement.CheckHolidays(team.Country, s.Now())
	if unread != nil || holidays != nil {
		return errs.Together(unread, holidays, lead.CheckTeam(&team))
	}
	return keep(r.Context(), visit.By(r), &team, week)
}

func typedTeamForm(r *http.Request) *page.TeamForm {
	form := &page.TeamForm{Name: visit.Form(r, "name"), Side: visit.Form(r, "side"), Zone: visit.Form(r, "zone"),
		Country: visit.Form(r, "country"), Days: hours.TypedDays(r)}
	return form
}

// showTeams shows the teams with a form: of the team that is open, or what was typed and not taken.
func (s *Pages) showTeams(w http.ResponseWriter, r *http.Request, ask teamsAsk) error {
	policy := visit.Of(r).Policy
	holds, err := s.Store.TeamHolds(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Teams")
	if err != nil {
		return err
	}
	opened, no := policy.Team(ask.open), ask.no
	if ask.open != 0 && opened.ID == 0 {
		return visit.ErrNoPage
	}
	if ask.typed == nil {
		no = visit.Refusal{Status: no.Status}
	}
	if ask.typed == nil && !ask.inDays {
		frame.Notice = ask.no.Notice()
	}
	p := page.Teams{Words: "Clocks run in the working hours of the team that has the lead.",
		Empty: ui.Empty{Words: "There are no teams yet. Add a marketing team and a sales team, then their people."}}
	for _, t := range policy.Teams {
		if row := teamRow(visit.By(r).Dates, t, holds[t.ID]); t.Retired {
			p.Retired = append(p.Retired, row)
		} else {
			p.Rows = append(p.Rows, row)
		}
	}
	p.Form = teamForm(r, opened, holds[ask.open].Settled, policy.Zone.String(), ask.typed, no)
	if opened.ID != 0 {
		if p.Days, err = s.daysOff(r, policy, opened, ask); err != nil {
			return err
		}
	}
	return s.Show(w, r, ask.no.Answers(), page.TeamsPage(frame, p))
}

func teamRow(by account.DateStyle, t policy.Team, hold lead.TeamHold) page.TeamRow {
	return page.TeamRow{
		ID: "team-" + visit.ID(t.ID), Name: t.Name, Side: ui.Chip{Words: visit.SideLabel(t.Side), Tone: ui.Tone(t.Side)},
		Zone: english.Commas(t.Zone, hours.HolidayWords(t.Country)), Hours: hours.WeekWords(by, t.Week),
		People: strconv.Itoa(hold.People), PeopleHref: visit.Address("/people", "team", visit.ID(t.ID)),
		Upkeep: page.Upkeep{
			EditBy: visit.Address("/teams", "edit", visit.ID(t.ID)), Href: "/teams/" + visit.ID(t.ID), About: t.Name,
			Hidden: visit.VersionField(t.Version), Retires: true, Retired: t.Retired,
		},
	}
}

func teamForm(r *http.Request, opened policy.Team, settled bool, zone string, typed *page.TeamForm,
	no visit.Refusal) *page.TeamForm {
	form, whole := page.TeamForm{Name: opened.Name, Side: string(opened.Side), Zone: opened.Zone, Country: opened.Country},
		true
	switch {
	case typed != nil:
		form = *typed
	case opened.ID == 0:
		form.Zone = zone
		form.Days, _ = hours.Days(agreement.OfficeHours())
	default:
		form.Days, whole = hours.Days(opened.Week)
	}
	form.Zones, form.Countries = hours.ZoneOptions(), hours.CountryOptions("None")
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
