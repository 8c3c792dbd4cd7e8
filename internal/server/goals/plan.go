package goals

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/money"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
	"baton/internal/server/standing"
	"baton/internal/server/visit"
	"baton/web/page"
)

const planPath = "/goals/plan"

// planTyped is the form of a plan as far as the visitor got; what they left empty is the company's own.
type planTyped struct {
	period, startsOn, endsOn, team string
	amounts                        map[string]string // by field, as typed
	began                          bool              // whether they asked for a result
	problems                       errs.Problems
	problem                        string
	there                          []goal.Goal // goals that are set already
}

// plan is a plan on its way to the page.
type plan struct {
	view
	planTyped
	goal.Plan
	own    goal.Own
	season forecast.Season
	period report.Period
}

func (s *Pages) planGoals(w http.ResponseWriter, r *http.Request) error {
	t := readPlan(func(name string) string { return visit.Query(r, name) })
	t.began = r.URL.RawQuery != ""
	p, err := s.plan(r, t)
	if err != nil {
		return err
	}
	return s.showPlan(w, r, p)
}

// setPlan sets the goals of a plan, or shows it again with what is wrong or in the way.
func (s *Pages) setPlan(w http.ResponseWriter, r *http.Request) error {
	t := readPlan(func(name string) string { return visit.Form(r, name) })
	t.began = true
	p, err := s.plan(r, t)
	if err != nil {
		return err
	}
	if p.problems != nil {
		return s.showPlan(w, r, p)
	}
	goals := p.Goals(p.months(), p.today())
	if len(goals) == 0 {
		p.problems = errs.Problems{
			"starts_on": "The months in which these leads had to be handed over are over. Choose a later period.",
		}
		return s.showPlan(w, r, p)
	}
	p.there, err = s.Store.SetGoals(r.Context(), p.By, goals, readSeen(visit.Form(r, "seen")))
	switch {
	case err == nil:
		return visit.Redirect(w, r, fmt.Sprintf("/goals#goal-%d", goals[0].ID))
	case errors.As(err, &p.problems):
		if gone, is := p.problems["scope"]; is { // as the form of a goal calls it
			p.problems = errs.Problems{"team": gone}
		}
		return s.showPlan(w, r, p)
	case errors.Is(err, errs.Conflict) && errs.Words(err) != "":
		p.problem = errs.Words(err)
		return s.showPlan(w, r, p)
	}
	return err
}

func readPlan(value func(string) string) planTyped {
	t := planTyped{period: value("period"), startsOn: value("starts_on"), endsOn: value("ends_on"), team: value("team"),
		amounts: map[string]string{}}
	for _, g := range planGroups {
		for _, f := range g.fields {
			t.amounts[f.name] = strings.TrimSpace(value(f.name))
		}
	}
	return t
}

// seenWord are the goals that a visitor was shown before they replaced them: each with the version it had.
func seenWord(there []goal.Goal) string {
	words := make([]string, len(there))
	for i, g := range there {
		words[i] = fmt.Sprintf("%d:%d", g.ID, g.Version)
	}
	return strings.Join(words, ",")
}

func readSeen(word string) map[goal.ID]int {
	seen := map[goal.ID]int{}
	for _, each := range strings.Split(word, ",") {
		if id, version, ok := strings.Cut(each, ":"); ok {
			seen[visit.Number[goal.ID](id)] = visit.Number[int](version)
		}
	}
	return seen
}

// plan fills what was typed up with the company's own numbers and checks it. NotFound for a team that is none.
func (s *Pages) plan(r *http.Request, t planTyped) (*plan, error) {
	policy := visit.Of(r).Policy
	p := &plan{view: viewOf(r), planTyped: t}
	p.Team = visit.Number[account.TeamID](t.team)
	if t.team != "" && policy.Team(p.Team).ID == 0 {
		return nil, visit.ErrNoPage
	}
	own, err := s.Store.OwnFunnel(r.Context(), p.Team, p.Now, policy.Zone)
	if err != nil {
		return nil, err
	}
	p.own = own
	play, err := s.Standing.Play(r.Context(), standing.OfTeam(p.Team), p.Now)
	if err != nil {
		return nil, err
	}
	p.season = play.Season
	p.choosePeriod()
	if t.began {
		problems := p.fill()
		var more errs.Problems
		if errors.As(p.Check(p.today()), &more) {
			for field, words := range more {
				problems.Add(field, words)
			}
		}
		if len(problems) > 0 {
			p.problems = problems
		}
	}
	return p, nil
}

func (p *plan) today() time.Time { return report.Day(p.Now, p.Policy.Zone) }

// choosePeriod reads the days of the plan. Who chose none plans the quarter after this one.
func (p *plan) choosePeriod() {
	if p.startsOn == "" && !p.began {
		p.planTyped.period = "quarter"
		p.startsOn = report.Quarter(p.today(), p.Policy.Zone).Last.AddDate(0, 0, 1).Format(time.DateOnly)
	}
	days := goalTyped{period: p.planTyped.period, startsOn: p.startsOn, endsOn: p.endsOn}.goal(p.Policy)
	p.First, p.Last = days.First, days.Last
	p.period = report.Period{First: p.First, Last: p.Last, Zone: p.Policy.Zone}
}

// months are what the plan needs month by month, by the calendar that its team's goals go by.
func (p *plan) months() []goal.Month {
	return p.Months(p.GoalCalendar(p.Team), p.season)
}

// fill reads the fields, the company's own value for each that is empty, and says what cannot be read.
func (p *plan) fill() errs.Problems {
	problems := errs.Problems{}
	for _, g := range planGroups {
		for _, f := range g.fields {
			value := p.amounts[f.name]
			if value == "" {
				value = f.own(p.own).value
			}
			n, ok := f.unit.read(value, p.Policy.Currency)
			if !ok && value != "" {
				problems.Add(f.name, f.unit.problem())
			}
			f.set(&p.Plan, n)
		}
	}
	return problems
}

// planUnit is what a field of a plan is measured in.
type planUnit int

const (
	planMoney planUnit = iota
	planPart
	planDays
)

// read reads what was typed: hundredths of the currency, hundredths of a per cent, or days; -1 where it cannot be read.
func (u planUnit) read(value, currency string) (n int64, ok bool) {
	if value == "" {
		return 0, true
	}
	switch u {
	case planDays:
		n, err := strconv.ParseInt(value, 10, 32)
		if err != nil {
			return -1, false
		}
		return n, true
	case planPart:
		if n, ok = money.Cents(strings.TrimSpace(strings.TrimSuffix(value, "%"))); !ok {
			return -1, false
		}
		return n, true
	}
	minor, ok := money.ParseAmount(value, currency)
	if !ok {
		return -1, false
	}
	return money.Hundredths(minor, currency), true
}

func (u planUnit) problem() string {
	switch u {
	case planPart:
		return "Write a share above 0% and up to 100%, such as 25 or 12.5."
	case planDays:
		return "Write a whole number of days, such as 14."
	}
	return "Write an amount above zero and up to 99,999,999,999, such as 20,000."
}

// query is the plan as the query of an address, without the fields named.
func (p *plan) query(without ...string) string {
	q := url.Values{"period": {p.planTyped.period}, "starts_on": {p.startsOn}}
	for name, value := range map[string]string{"ends_on": p.endsOn, "team": p.team} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for name, value := range p.amounts {
		if value != "" {
			q.Set(name, value)
		}
	}
	for _, name := range without {
		q.Del(name)
	}
	return planPath + "?" + q.Encode()
}

func (s *Pages) showPlan(w http.ResponseWriter, r *http.Request, p *plan) error {
	frame, err := s.Frame(r, "Plan goals")
	if err != nil {
		return err
	}
	status := http.StatusOK
	switch {
	case p.problems != nil:
		status = http.StatusUnprocessableEntity
	case p.problem != "":
		status = http.StatusConflict
	}
	return s.Show(w, r, status, page.PlanPage(frame, p.page()))
}
