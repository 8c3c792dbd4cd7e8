// Package reports has the routes of numbers: each measure of the dashboard, and the goals that are set on them.
package reports

import (
	"context"
	"net/http"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/report"
	"baton/internal/scoring/goal"
)

// Routes are those of numbers.
type Routes struct {
	*call.Gate
	Store Store
}

// Store is what they ask of the database.
type Store interface {
	Policy(ctx context.Context) (*policy.Policy, error)
	Readings(ctx context.Context, asks []report.Ask, at time.Time) ([]report.Reading, error)
	Goals(ctx context.Context, today time.Time) ([]goal.Goal, error)
	SetGoals(ctx context.Context, by account.Person, goals []goal.Goal, seen map[goal.ID]int) ([]goal.Goal, error)
}

// Table is the table of them.
func (a *Routes) Table() []call.Route {
	return []call.Route{
		{
			Method: http.MethodGet, Pattern: "/reports/{name}", Roles: call.SignedIn, Scope: account.ReadReports,
			Resource: "report", ID: "get-report", Summary: "Read a report",
			Words: "One measure by its name, or dashboard for the main ones together. Each counts the leads that were handed " +
				"over in the days, unless its formula says otherwise. The measures: " + names() + ".",
			Status: http.StatusOK, Refuses: []int{404, 422},
			Add: func(r call.Route) { call.Register(a.Gate, r, nil, a.report) },
		},
		{
			Method: http.MethodGet, Pattern: "/goals", Roles: call.SignedIn, Scope: account.ReadSettings,
			Resource: "goal", ID: "list-goals", Summary: "Read goals",
			Words:  "The goals that pages show: those that run, that are to come, and that ended lately.",
			Status: http.StatusOK,
			Add:    func(r call.Route) { call.Register(a.Gate, r, nil, a.goals) },
		},
		{
			Method: http.MethodPut, Pattern: "/goals", Roles: call.Managers, Scope: account.WriteSettings,
			Resource: "goal", ID: "set-goals", Summary: "Set goals",
			Words: "Sets these goals, all or none. One that is there already with this target stays as it is; one with " +
				"another target is changed if its version is sent. Goals that are not sent stay.",
			Status: http.StatusOK, Refuses: []int{400, 409, 413, 415, 422},
			Add: func(r call.Route) { call.Register(a.Gate, r, describedGoals(a.Gate), a.setGoals) },
		},
	}
}

// names are those of all measures.
func names() string {
	all := make([]string, len(report.Measures))
	for i, m := range report.Measures {
		all[i] = string(m)
	}
	return strings.Join(all, ", ")
}

// dashboard names the report of all measures that everybody is shown.
const dashboard = "dashboard"

type reportIn struct {
	Name     string `path:"name" doc:"The name of a measure, or dashboard."`
	Period   string `query:"period" enum:"this_month,last_month,this_quarter,this_year" doc:"The days: this_month where nothing is sent."`
	From     string `query:"from" doc:"The first day, in place of period."`
	To       string `query:"to" doc:"The last day, in place of period."`
	Team     int64  `query:"team" minimum:"0" doc:"Only the leads of the team with this id."`
	Person   int64  `query:"person" minimum:"0" doc:"Only those of the person with this id."`
	Campaign int64  `query:"campaign" minimum:"0" doc:"Only those of the campaign with this id."`
	Source   int64  `query:"source" minimum:"0" doc:"Only those of the source with this id."`
	Persona  int64  `query:"persona" minimum:"0" doc:"Only those of the persona with this id."`
	Reason   string `query:"reason" doc:"The code of the reason, for rejected_for."`
}

type reportOut struct{ Body Report }

// Report is numbers of some days.
type Report struct {
	_        struct{} `additionalProperties:"true"`
	Name     string   `json:"name" example:"accepted_rate" doc:"The name of the report."`
	From     string   `json:"from" format:"date" doc:"The first day."`
	To       string   `json:"to" format:"date" doc:"The last day."`
	Zone     string   `json:"zone" example:"Europe/Berlin" doc:"In which time zone the days are."`
	Currency string   `json:"currency" example:"EUR" doc:"The currency of amounts."`
	Measures []Number `json:"measures" nullable:"false" doc:"The numbers."`
}

// Number is what a measure is.
type Number struct {
	_       struct{} `additionalProperties:"true"`
	Name    string   `json:"name" example:"accepted_rate" doc:"The name of the measure."`
	Words   string   `json:"words" doc:"What it is called."`
	Formula string   `json:"formula" doc:"How it is calculated."`
	Unit    string   `json:"unit" example:"%" doc:"The unit of value."`
	Value   *float64 `json:"value,omitempty" doc:"The number; missing where nobody can tell."`
	N       int64    `json:"n" doc:"How many it is, of a share."`
	Of      int64    `json:"of" doc:"Of how many."`
	Why     string   `json:"why,omitempty" doc:"Why nobody can tell."`
}

// report answers GET /reports/{name}.
func (a *Routes) report(ctx context.Context, in *reportIn) (*reportOut, error) {
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	measures := []report.Measure{report.Measure(in.Name)}
	if in.Name == dashboard {
		measures = report.Tallied
	} else if !measures[0].Known() {
		return nil, errs.Say(errs.NotFound, "There is no report with this name. Choose dashboard or one of "+names()+".")
	}
	ask, problems := in.ask(policy, a.Now())
	asks := make([]report.Ask, len(measures))
	kind, _, one := ask.Kind()
	if !one {
		problems.Add("team", "Choose one of team, person, campaign, source and persona.")
	}
	for i, m := range measures {
		asks[i] = ask
		asks[i].Measure = m
		if no := m.Asked(kind); no != "" && string(kind) != "" {
			problems.Add(string(kind), no)
		}
		if m.NeedsReason() != (ask.Reason != 0) {
			problems.Add("reason", "Send the code of a reason for rejected_for, and for no other report.")
		}
	}
	if len(problems) > 0 {
		return nil, call.Parameters(problems)
	}
	readings, err := a.Store.Readings(ctx, asks, a.Now())
	if err != nil {
		return nil, err
	}
	out := Report{Name: in.Name, From: ask.First.Format(time.DateOnly), To: ask.Last.Format(time.DateOnly),
		Zone: policy.Zone.String(), Currency: policy.Currency, Measures: make([]Number, len(readings))}
	for i, r := range readings {
		out.Measures[i] = number(measures[i], r, policy.Currency)
	}
	return &reportOut{out}, nil
}

func number(m report.Measure, r report.Reading, currency string) Number {
	n := Number{Name: string(m), Words: m.Words(), Formula: m.Formula(), Unit: m.Unit().Words(currency), N: r.N, Of: r.Of,
		Why: r.Why}
	if r.Why == "" && (r.Of > 0 || m.Unit() == report.Leads || m.Unit() == report.Money && m.Adds()) {
		n.Value = &r.Value
	} else if n.Why == "" {
		n.Why = m.Nothing()
	}
	return n
}

// ask is what an address asks for, without the measure.
func (in *reportIn) ask(p *policy.Policy, at time.Time) (report.Ask, errs.Problems) {
	problems := errs.Problems{}
	ask := report.Ask{Period: report.Named(report.PeriodName(in.Period), report.Day(at, p.Zone), p.Zone),
		Whose: report.Whose{Team: account.TeamID(in.Team), Person: account.PersonID(in.Person),
			Campaign: lead.CampaignID(in.Campaign), Source: lead.SourceID(in.Source), Persona: lead.PersonaID(in.Persona)}}
	if in.From+in.To != "" {
		period, err := report.OwnDays(in.From, in.To, p.Zone)
		if err != nil {
			problems = errs.Problems{"to": "Send from and to as days, such as from=2026-11-01&to=2026-11-30, " +
				"the first not after the last."}
		}
		ask.Period = period
	}
	if in.Reason != "" {
		if ask.Reason = reasonOf(p, in.Reason); ask.Reason == 0 {
			problems.Add("reason", "There is no such reason for rejections. GET /reasons has them.")
		}
	}
	return ask, problems
}
