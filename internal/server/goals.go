package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/web/page"
	"baton/web/ui"
)

// GoalStore is what the pages of goals ask of the database.
type GoalStore interface {
	Goals(ctx context.Context, since time.Time) ([]goal.Goal, error)
	GoalsFor(ctx context.Context, first, last time.Time, team account.TeamID) ([]goal.Goal, error)
	Goal(ctx context.Context, id goal.ID) (goal.Goal, error)
	AddGoal(ctx context.Context, by account.Person, g *goal.Goal) error
	ChangeGoal(ctx context.Context, g *goal.Goal) error
	RemoveGoal(ctx context.Context, id goal.ID) error
}

// goalsShown is how long goals stay on the page after their last day.
const goalsShown = 400 * 24 * time.Hour

// goalTyped is the form of a goal as far as the visitor got.
type goalTyped struct {
	id                                             goal.ID // 0 for a new one
	version                                        int
	metric, period, startsOn, endsOn, team, target string
	problems                                       errs.Problems
	problem                                        string
}

func (s *Server) goals(w http.ResponseWriter, r *http.Request) error {
	t := goalTyped{period: "month", startsOn: report.Day(s.Now(), visitor(r).Location()).Format(time.DateOnly)}
	if id := number[goal.ID](asked(r, "edit")); id != 0 && visitor(r).Has(managers...) {
		g, err := s.Store.Goal(r.Context(), id)
		if err != nil {
			return err
		}
		t = typedGoal(g)
	}
	return s.showGoals(w, r, http.StatusOK, t)
}

func (s *Server) addGoal(w http.ResponseWriter, r *http.Request) error {
	return s.keepGoal(w, r, readGoal(r), func(g *goal.Goal) error { return s.Store.AddGoal(r.Context(), visitor(r), g) })
}

func (s *Server) changeGoal(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[goal.ID](r, "id")
	if err != nil {
		return err
	}
	t := readGoal(r)
	t.id = id
	return s.keepGoal(w, r, t, func(g *goal.Goal) error { return s.Store.ChangeGoal(r.Context(), g) })
}

func (s *Server) removeGoal(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[goal.ID](r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.RemoveGoal(r.Context(), id); err != nil {
		return err
	}
	return next(w, r, "/goals")
}

// keepGoal checks what was typed and keeps it, or shows it again with what is wrong.
func (s *Server) keepGoal(w http.ResponseWriter, r *http.Request, t goalTyped, keep func(*goal.Goal) error) error {
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return err
	}
	g := t.goal(books.Zone)
	if err = g.Check(report.Day(s.Now(), books.Zone)); err == nil {
		err = keep(&g)
	}
	switch {
	case err == nil:
		return next(w, r, fmt.Sprintf("/goals#goal-%d", g.ID))
	case errors.As(err, &t.problems):
		return s.showGoals(w, r, http.StatusUnprocessableEntity, t)
	case errors.Is(err, errs.Conflict):
		t.problem = errs.Words(err)
		if now, readErr := s.Store.Goal(r.Context(), t.id); readErr == nil {
			t.version = now.Version
		}
		return s.showGoals(w, r, http.StatusConflict, t)
	}
	return err
}

func readGoal(r *http.Request) goalTyped {
	return goalTyped{
		version: number[int](typed(r, "version")), metric: typed(r, "metric"), period: typed(r, "period"), startsOn: typed(r, "starts_on"), endsOn: typed(r, "ends_on"),
		team: typed(r, "team"), target: typed(r, "target"),
	}
}

// goal is what was typed, as far as it can be read; what can't be is zero, for Check to name.
func (t goalTyped) goal(zone *time.Location) goal.Goal {
	g := goal.Goal{ID: t.id, Version: t.version, Metric: goal.Metric(t.metric), Team: number[account.TeamID](t.team)}
	if amount, ok := lead.Cents(strings.TrimSuffix(strings.TrimSpace(t.target), "%")); ok {
		g.Target = float64(amount) / 100
	}
	g.First, _ = time.Parse(time.DateOnly, t.startsOn)
	if g.First.IsZero() {
		return g
	}
	switch t.period {
	case "quarter":
		p := report.Quarter(g.First, zone)
		g.First, g.Last = p.First, p.Last
	case "year":
		p := report.Year(g.First, zone)
		g.First, g.Last = p.First, p.Last
	case "own":
		g.Last, _ = time.Parse(time.DateOnly, t.endsOn)
	default:
		p := report.Month(g.First, zone)
		g.First, g.Last = p.First, p.Last
	}
	return g
}

// typedGoal is the form that a goal would have been typed in.
func typedGoal(g goal.Goal) goalTyped {
	p := report.Period{First: g.First, Last: g.Last, Zone: time.UTC}
	t := goalTyped{
		id: g.ID, version: g.Version, metric: string(g.Metric), period: "own", startsOn: g.First.Format(time.DateOnly), endsOn: g.Last.Format(time.DateOnly),
		team: idWord(g.Team), target: strings.TrimSuffix(fmt.Sprintf("%.2f", g.Target), ".00"),
	}
	switch {
	case p.Same(report.Month(g.First, time.UTC)):
		t.period = "month"
	case p.Same(report.Quarter(g.First, time.UTC)):
		t.period = "quarter"
	case p.Same(report.Year(g.First, time.UTC)):
		t.period = "year"
	}
	return t
}

func (s *Server) showGoals(w http.ResponseWriter, r *http.Request, status int, t goalTyped) error {
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return err
	}
	v := view{visitor(r), s.Now(), books}
	goals, err := s.Store.Goals(r.Context(), report.Day(v.now, books.Zone).Add(-goalsShown))
	if err != nil {
		return err
	}
	scopes := make([]report.Scope, len(goals))
	for i, g := range goals {
		scopes[i] = report.Scope{Period: report.Period{First: g.First, Last: g.Last, Zone: books.Zone}, Team: g.Team}
	}
	totals, err := s.Store.Totals(r.Context(), scopes, v.now)
	if err != nil {
		return err
	}
	heading, err := s.aheads(r.Context(), v, scopes, totals)
	if err != nil {
		return err
	}
	frame, err := s.frame(r, "Goals")
	if err != nil {
		return err
	}
	p := page.Goals{
		Words: "What both teams promised each other, and how far they are.", Groups: v.goalGroups(goals, scopes, totals, heading),
		Empty: ui.Empty{Words: "There are no goals yet. A manager sets them for both teams."},
	}
	if len(goals) > 0 {
		play, err := s.play(r.Context(), 0, v.now)
		if err != nil {
			return err
		}
		p.Record = goalRecord(play.Outlook)
	}
	if v.by.Has(managers...) {
		p.Empty.Words = "There are no goals yet. Set the first one beside this."
		p.Form = v.goalForm(t)
	}
	return s.show(w, r, status, page.GoalsPage(frame, p))
}

// goalGroups are goals by their days: those that run or are to come by their end, then those that are over, the latest first.
func (v view) goalGroups(goals []goal.Goal, scopes []report.Scope, totals []report.Totals, heading []ahead) []page.GoalGroup {
	today := report.Day(v.now, v.books.Zone)
	order := make([]int, len(goals))
	for i := range goals {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := goals[i], goals[j]
		if over := a.Last.Before(today); over != b.Last.Before(today) {
			return map[bool]int{true: 1, false: -1}[over]
		} else if over {
			return cmp.Or(b.Last.Compare(a.Last), b.First.Compare(a.First), goal.Before(a, b))
		}
		return cmp.Or(a.Last.Compare(b.Last), b.First.Compare(a.First), goal.Before(a, b))
	})
	var groups []page.GoalGroup
	for n, i := range order {
		if n == 0 || !scopes[i].Same(scopes[order[n-1]].Period) {
			words := v.progress(0, scopes[i].Period).Words()
			if goals[i].Last.Before(today) {
				words = "Over"
			}
			groups = append(groups, page.GoalGroup{Title: scopes[i].Words(), Words: words})
		}
		group := &groups[len(groups)-1]
		group.Goals = append(group.Goals, v.goalLine(goals[i], scopes[i], totals[i], heading[i]))
	}
	return groups
}

func (v view) goalLine(g goal.Goal, scope report.Scope, t report.Totals, a ahead) page.GoalLine {
	line := page.GoalLine{ID: fmt.Sprintf("goal-%d", g.ID), Goal: v.tile(g, scope, t, a), Scope: "Both teams"}
	if g.Team != 0 {
		line.Scope = v.books.Team(g.Team).Name
	}
	if v.by.Has(managers...) {
		line.Upkeep = page.Upkeep{EditBy: "/goals?edit=" + idWord(g.ID), Href: "/goals/" + idWord(g.ID), About: g.Metric.Words() + ", " + scope.Words(), Removes: true}
	}
	return line
}

func (v view) goalForm(t goalTyped) *page.GoalForm {
	f := &page.GoalForm{
		Entry:  page.Entry{Title: "New goal", Action: "/goals", Problem: t.problem, Problems: t.problems, Save: "Set the goal"},
		Metric: t.metric, Period: t.period, StartsOn: t.startsOn, EndsOn: t.endsOn, Team: t.team, Target: t.target,
		Teams: []ui.Option{{Value: "", Label: "Both teams"}},
	}
	if t.id != 0 {
		f.Title, f.Action, f.Keep, f.Save = "Change the goal", "/goals/"+idWord(t.id), "/goals", "Change the goal"
		f.Hidden = []ui.Hidden{{Name: "version", Value: fmt.Sprint(t.version)}}
	}
	units := map[goal.Unit]string{goal.Leads: "leads", goal.Percent: "%", goal.Money: v.books.Currency}
	for _, m := range goal.Metrics {
		f.Metrics = append(f.Metrics, ui.Option{Value: string(m), Label: m.Words() + " (" + units[m.Unit()] + ")"})
	}
	for _, team := range v.books.Teams {
		if !team.Retired || idWord(team.ID) == t.team {
			f.Teams = append(f.Teams, ui.Option{Value: idWord(team.ID), Label: team.Name})
		}
	}
	return f
}
