package goals

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/money"
	"baton/internal/policy"
	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// goalTyped is the form of a goal as far as the visitor got.
type goalTyped struct {
	id                                              goal.ID // 0 for a new one
	version                                         int
	metric, period, startsOn, endsOn, scope, target string
	problems                                        errs.Problems
	problem                                         string
	remedy                                          *ui.Link // to where it is put right
}

func readGoal(r *http.Request) goalTyped {
	return goalTyped{
		version: visit.Number[int](visit.Form(r, "version")), metric: visit.Form(r, "metric"),
		period: visit.Form(r, "period"), startsOn: visit.Form(r, "starts_on"), endsOn: visit.Form(r, "ends_on"),
		scope: visit.Form(r, "scope"), target: visit.Form(r, "target"),
	}
}

// goal is what was typed, as far as it can be read; what can't be is zero, for Check to name.
func (t goalTyped) goal(inForce *policy.Policy) goal.Goal {
	metric, reason, _ := strings.Cut(t.metric, ":")
	g := goal.Goal{ID: t.id, Version: t.version, Measure: report.Measure(metric),
		Reason: visit.Number[agreement.ReasonID](reason)}
	g.Target = targetTyped(t.target, g.Measure.Unit(), inForce.Currency)
	if kind, id, ok := strings.Cut(t.scope, ":"); ok {
		g = g.Of(report.WhoseOf(report.Kind(kind), visit.Number[int64](id)))
	}
	if t.scope != "" && g.Whose() == (report.Whose{}) {
		g.Team = -1 // nobody: what was sent is no scope
	}
	g.First, _ = lead.Day(t.startsOn)
	if g.First.IsZero() {
		return g
	}
	if t.period == "own" {
		g.Last, _ = lead.Day(t.endsOn)
		return g
	}
	whole := report.Month
	for _, each := range goalPeriods {
		if each.name == t.period {
			whole = each.of
		}
	}
	p := whole(g.First, inForce.Zone)
	g.First, g.Last = p.First, p.Last
	return g
}

// goalPeriods are the periods that a goal can be for by name, the shortest first.
var goalPeriods = []struct {
	name string
	of   func(time.Time, *time.Location) report.Period
}{{"week", report.Week}, {"month", report.Month}, {"quarter", report.Quarter}, {"year", report.Year}}

// targetTyped reads how much a goal asks for, with its unit after it or without: 80%, €12, 3x, 4 h, 90 min. What is no
// number is 0, and what is more than can be kept is without end.
func targetTyped(text string, unit report.Unit, currency string) float64 {
	if minor, ok := money.ParseAmount(text, currency); ok && unit == report.Money {
		return float64(minor) / float64(money.MinorUnits(currency))
	}
	text = strings.ToLower(strings.TrimSpace(text))
	times := 1.0
	for _, each := range []struct {
		end     string
		units   []report.Unit
		minutes float64
	}{
		{"%", []report.Unit{report.Percent, report.Gain}, 1}, {"×", []report.Unit{report.Multiple}, 1},
		{"x", []report.Unit{report.Multiple}, 1},
		{"min", []report.Unit{report.BusinessMinutes, report.WallMinutes}, 1},
		{"h", []report.Unit{report.BusinessMinutes, report.WallMinutes}, 60},
		{"s", []report.Unit{report.WallSeconds}, 1},
	} {
		for _, u := range each.units {
			if cut, has := strings.CutSuffix(text, each.end); has && u == unit {
				text, times, unit = strings.TrimSpace(cut), each.minutes, report.Leads
			}
		}
	}
	if cents, ok := money.Cents(text); ok {
		return float64(cents) / 100 * times
	}
	if n, err := strconv.ParseFloat(strings.NewReplacer(",", "", " ", "").Replace(text), 64); err == nil &&
		n > money.MaxCents || n > math.MaxInt64 {
		return math.Inf(1)
	}
	return 0
}

// typedGoal is the form that a goal would have been typed in.
func typedGoal(g goal.Goal) goalTyped {
	p := report.Period{First: g.First, Last: g.Last, Zone: time.UTC}
	t := goalTyped{
		id: g.ID, version: g.Version, metric: metricValue(g.Measure, g.Reason), period: "own",
		startsOn: g.First.Format(time.DateOnly), endsOn: g.Last.Format(time.DateOnly),
		scope: address.Whose(g.Whose()), target: strings.TrimSuffix(fmt.Sprintf("%.2f", g.Target), ".00"),
	}
	for _, each := range goalPeriods {
		if p.Same(each.of(g.First, time.UTC)) {
			t.period = each.name
		}
	}
	return t
}

// metricValue is how a form names a metric, with its reason where it is of one.
func metricValue(m report.Measure, reason agreement.ReasonID) string {
	if reason == 0 {
		return string(m)
	}
	return string(m) + ":" + visit.ID(reason)
}

// kindWords head those of a kind in a list.
var kindWords = map[report.Kind]string{
	report.OfTeam: "Teams", report.OfPerson: "People", report.OfCampaign: "Campaigns", report.OfSource: "Sources",
	report.OfPersona: "Personas",
}

const bothTeams = "Both teams"

func (v view) goalForm(t goalTyped, scopes []report.Scoped, names map[report.Whose]string) *page.GoalForm {
	f := &page.GoalForm{
		Entry: page.Entry{Title: "New goal", Action: "/goals", Problem: t.problem, Remedy: t.remedy, Problems: t.problems,
			Save: "Set the goal"},
		Metric: t.metric, Period: t.period, StartsOn: t.startsOn, EndsOn: t.endsOn, Scope: t.scope, Target: t.target,
		Metrics: v.metricOptions(t), Scopes: []ui.Option{{Value: "", Label: bothTeams}},
	}
	if t.id != 0 {
		f.Title, f.Action, f.Keep, f.Save = "Change the goal", "/goals/"+visit.ID(t.id), "/goals", "Change the goal"
		f.Hidden = []ui.Hidden{{Name: "version", Value: fmt.Sprint(t.version)}}
	}
	known := t.scope == ""
	for _, each := range scopes {
		kind, _, _ := each.Kind()
		f.Scopes = append(f.Scopes, ui.Option{Value: address.Whose(each.Whose), Label: each.Name, Group: kindWords[kind]})
		known = known || address.Whose(each.Whose) == t.scope
	}
	if !known {
		name := "No longer in use"
		for w, each := range names {
			if address.Whose(w) == t.scope {
				name = each
			}
		}
		f.Scopes = append(f.Scopes, ui.Option{Value: t.scope, Label: name, Group: "No longer in use"})
	}
	return f
}

// metricOptions are all metrics with their units, by group; the one that is of a reason stands there once for each.
func (v view) metricOptions(t goalTyped) (options []ui.Option) {
	for _, group := range report.Groups {
		for _, m := range report.Measures {
			if m.Group() != group {
				continue
			}
			unit := " (" + m.Unit().Words(v.Policy.Currency) + ")"
			if !m.NeedsReason() {
				options = append(options, ui.Option{Value: string(m), Label: m.Words() + unit, Group: string(group)})
				continue
			}
			for _, reason := range agreement.ReasonsOf(v.Policy.Reasons, agreement.Reject) {
				value := metricValue(m, reason.ID)
				if !reason.Retired || value == t.metric {
					options = append(options,
						ui.Option{Value: value, Label: m.Words() + " “" + reason.Words + "”" + unit, Group: string(group)})
				}
			}
		}
	}
	return options
}

// metricLines say what each metric means.
func (v view) metricLines() (lines []page.MetricLine) {
	for _, group := range report.Groups {
		for _, m := range report.Measures {
			if m.Group() != group {
				continue
			}
			line := page.MetricLine{Words: m.Words(), Formula: m.Formula(), Edge: m.Edge(),
				Unit: m.Unit().Words(v.Policy.Currency)}
			if m.NeedsReason() {
				line.Words += " a reason"
			}
			if m.Better() == report.LessIsBetter {
				line.Unit += ", less is better"
			}
			lines = append(lines, line)
		}
	}
	return lines
}
