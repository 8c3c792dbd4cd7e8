package dashboard

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/internal/server/standing"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

// boardChoice is what a visitor wants to see on the dashboard.
type boardChoice struct {
	name     report.PeriodName // "" where they chose none
	scope    report.Scope
	from, to string // as typed, for one's own days
	problems errs.Problems
	every    bool // all campaigns, however many
}

// board is a dashboard on its way to the page.
type board struct {
	view
	report.Dashboard
	goals    []goal.Goal
	readings map[goal.ID]report.Reading // of the goals whose metric the dashboard's own numbers do not tell
	ahead    standing.Ahead
	contact  []worklist.RepUncontacted
	today    time.Time
	remedy   string // the address of what would have held back most of what came back, "" where nothing is known
}

func (s *Pages) dashboard(w http.ResponseWriter, r *http.Request) error {
	v := viewOf(r)
	c, err := v.boardChoice(r)
	if err != nil {
		return err
	}
	b, err := s.board(r.Context(), v, &c)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Dashboard")
	if err != nil {
		return err
	}
	status := http.StatusOK
	if c.problems != nil {
		status = http.StatusUnprocessableEntity
	}
	return s.Show(w, r, status, page.DashboardPage(frame, b.page(c, r.URL.RequestURI())))
}

// boardChoice reads the period and the team that a query asks for. NotFound for a team that is none.
func (v view) boardChoice(r *http.Request) (boardChoice, error) {
	today := report.Day(v.Now, v.Policy.Zone)
	c := boardChoice{name: report.PeriodName(visit.Query(r, "period")), from: visit.Query(r, "from"),
		to: visit.Query(r, "to"), every: visit.Query(r, "campaigns") == "all"}
	c.scope.Team = visit.Number[account.TeamID](visit.Query(r, "team"))
	if visit.Query(r, "team") != "" && v.Policy.Team(c.scope.Team).ID == 0 {
		return c, visit.ErrNoPage
	}
	switch {
	case c.name == report.Own:
		period, err := report.OwnDays(c.from, c.to, v.Policy.Zone)
		if errors.As(err, &c.problems) {
			period = report.Named(report.ThisMonth, today, v.Policy.Zone)
		}
		c.scope.Period = period
	default:
		if c.name != "" && !slices.Contains(report.PeriodNames, c.name) {
			return c, visit.ErrNoPage
		}
		c.scope.Period = report.Named(c.name, today, v.Policy.Zone)
	}
	return c, nil
}

// board reads what was chosen. Who chose no period sees this month, or while that is empty the newest in which anything
// happened.
func (s *Pages) board(ctx context.Context, v view, c *boardChoice) (board, error) {
	d, err := s.Store.Dashboard(ctx, c.scope, v.Now)
	if err != nil {
		return board{}, err
	}
	if c.name == "" && d.Empty() && !d.Newest.IsZero() && d.Newest.Before(c.scope.First) {
		c.name, c.scope.Period = report.Own, report.Month(d.Newest, v.Policy.Zone)
		c.from, c.to = c.scope.First.Format(time.DateOnly), c.scope.Last.Format(time.DateOnly)
		if d, err = s.Store.Dashboard(ctx, c.scope, v.Now); err != nil {
			return board{}, err
		}
	}
	goals, err := s.Store.GoalsFor(ctx, c.scope.First, c.scope.Last, c.scope.Team)
	if err != nil {
		return board{}, err
	}
	b := board{view: v, Dashboard: d, goals: goals, today: report.Day(v.Now, v.Policy.Zone)}
	if b.readings, err = s.Standing.Readings(ctx, v.View,
		slices.DeleteFunc(slices.Clone(goals), goal.Goal.Tallied)); err != nil {
		return board{}, err
	}
	if len(goals) > 0 {
		all, err := s.Standing.Aheads(ctx, v.View, []report.Scope{c.scope}, []report.Totals{d.Totals})
		if err != nil {
			return board{}, err
		}
		b.ahead = all[0]
	}
	pattern, _ := d.Pattern()
	b.remedy = s.Suggested(pattern.Reason.ID, pattern.Campaign.ID, v.Now)
	b.contact, err = s.Store.Uncontacted(ctx, v.Now)
	return b, err
}

// href is the address of the dashboard of a period and a team.
func (c boardChoice) href(name report.PeriodName, team account.TeamID) string {
	query := []string{"period", string(name), "team", visit.ID(team)}
	if name == report.Own {
		query = append(query, "from", c.from, "to", c.to)
	}
	return visit.Address("/dashboard", query...)
}

// page is the dashboard in words. self is its own address, which is fetched again when something changes.
func (b board) page(c boardChoice, self string) page.Dashboard {
	team := "both teams"
	if c.scope.Team != 0 {
		team = b.Policy.Team(c.scope.Team).Name
	}
	p := page.Dashboard{
		Title: c.scope.ShortIn(b.By.Dates, b.today) + ", " + team, Chip: b.Progress(c.scope.Team, c.scope.Period).Words(),
		Words: b.sentence(), Controls: b.controls(c),
		Numbers: page.DashboardNumbers{Live: "dashboard", Src: self},
	}
	if b.Empty() {
		p.Numbers.Empty = b.empty(c)
		return p
	}
	p.Numbers.Goals, p.Numbers.Flow, p.Numbers.Reasons, p.Numbers.Campaigns = b.tiles(), b.flow(), b.reasons(),
		b.campaigns(c)
	p.Numbers.Contact = b.contactBoard()
	return p
}

func (b board) controls(c boardChoice) page.DashboardControls {
	k := page.DashboardControls{Team: "All teams", Period: c.name.Words(), From: c.from, To: c.to, Problems: c.problems}
	k.Teams = []ui.MenuLink{{Label: "All teams", Href: c.href(c.name, 0), Here: c.scope.Team == 0}}
	for _, t := range b.Policy.Teams {
		here := t.ID == c.scope.Team
		if here {
			k.Team = t.Name
			k.Hidden = []ui.Hidden{{Name: "team", Value: visit.ID(t.ID)}}
		}
		if here || !t.Retired {
			k.Teams = append(k.Teams, ui.MenuLink{Label: t.Name, Href: c.href(c.name, t.ID), Here: here})
		}
	}
	for _, name := range report.PeriodNames {
		here := name == c.name || c.name == "" && name == report.ThisMonth
		k.Periods = append(k.Periods, ui.MenuLink{Label: name.Words(), Href: c.href(name, c.scope.Team), Here: here})
	}
	if c.name == report.Own && c.problems == nil {
		k.Period = c.scope.WordsIn(b.By.Dates)
	}
	if b.By.Has(visit.Managers...) && len(b.goals) == 0 && !c.scope.Last.Before(b.today) {
		k.Buttons = []ui.Button{{Label: "Set goals", Href: "/goals"}}
	}
	return k
}

func (b board) empty(c boardChoice) *ui.Empty {
	e := &ui.Empty{Words: "No lead was captured or handed over in " + c.scope.WordsIn(b.By.Dates) + "."}
	if c.scope.First.After(b.today) {
		e.Words = c.scope.WordsIn(b.By.Dates) + " is still to come."
	}
	if b.By.Has(visit.Marketers...) {
		e.Button = &ui.Button{Label: "Submit a lead", Kind: ui.Send, Href: "/leads/new"}
	}
	return e
}
