package standing

import (
	"cmp"
	"context"
	"fmt"

	"baton/internal/english"
	"baton/internal/money"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
	"baton/internal/server/address"
	"baton/web/ui"
)

// Readings are what the metrics of goals are at this moment.
func (s *Reader) Readings(ctx context.Context, v View, goals []goal.Goal) (map[goal.ID]report.Reading, error) {
	if len(goals) == 0 {
		return nil, nil
	}
	asks := make([]report.Ask, len(goals))
	for i, g := range goals {
		asks[i] = g.Ask(v.Policy.Zone)
	}
	read, err := s.Store.Readings(ctx, asks, v.Now)
	if err != nil {
		return nil, err
	}
	all := map[goal.ID]report.Reading{}
	for i, g := range goals {
		all[g.ID] = read[i]
	}
	return all, nil
}

// moneyLists are the metrics of the lists behind what a lead of campaigns cost.
var moneyLists = map[report.Measure]report.Metric{
	report.CostPerLead: report.Captured, report.CostPerAccepted: report.Accepted,
	report.CostPerQualified: report.Qualified, report.CostPerCustomer: report.Won,
}

// tileLists are the metrics of the lists behind the values of goals.
var tileLists = map[report.Measure]report.Metric{
	report.LeadsHandedOver: report.Submitted, report.AcceptedShare: report.Accepted, report.DecidedOnTime: report.InTime,
	report.AmountWon:     report.Won,
	report.LeadsAccepted: report.Accepted, report.LeadsQualified: report.Qualified, report.LeadsWon: report.Won,
	report.QualifiedInDays: report.QualifiedOn, report.WonInDays: report.WonOn, report.AmountInDays: report.WonOn,
	report.RejectedFor: report.Rejected,
}

// listBehind is the address of the leads behind the value of a goal; "" where there is no such list.
func (v View) listBehind(g goal.Goal) string {
	ask := g.Ask(v.Policy.Zone)
	f := report.Filter{Scope: report.Scope{Period: ask.Period, Team: g.Team},
		Metric: cmp.Or(tileLists[g.Measure], moneyLists[g.Measure]), Reason: g.Reason}
	kind, _, _ := g.Whose().Kind()
	if moneyLists[g.Measure] != "" && kind == report.Everybody {
		f.Campaign = report.AnyCampaign
	}
	switch {
	// whose campaigns are asked there, not whose leads
	case f.Metric == "", moneyLists[g.Measure] != "" && kind == report.OfSource:
		return ""
	case kind == report.OfCampaign:
		f.Campaign = g.Campaign
	case kind != report.Everybody && kind != report.OfTeam:
		f.Who = ask.Who()
	}
	return address.Behind(f)
}

// MetricWords name what a goal counts, with its reason where it is of one.
func (v View) MetricWords(g goal.Goal) string {
	if !g.Measure.NeedsReason() {
		return g.Measure.Words()
	}
	return g.Measure.Words() + " “" + cmp.Or(v.Policy.Reasons[g.Reason].Words, "a deleted reason") + "”"
}

// valueWords are what a metric is, a dash where there is nothing to tell.
func valueWords(m report.Measure, is report.Reading, sign string) string {
	switch {
	case m.Adds():
		return m.Unit().Short(is.Value, sign)
	case is.Of == 0:
		return "–"
	case m.Unit() == report.Percent:
		return is.Share().Words()
	}
	return m.Unit().Short(is.Value, sign)
}

// TargetWords say what a goal asks for.
func TargetWords(g goal.Goal, sign string) string {
	if g.Measure.Better() == report.LessIsBetter {
		return "at most " + g.Measure.Unit().Short(g.Target, sign)
	}
	return "of " + g.Measure.Unit().Short(g.Target, sign)
}

// gone is how far a goal should be, by the timing of what it counts.
func (v View) gone(g goal.Goal, a Ahead) forecast.Progress {
	return a.Timing.Progress(g.Measure, v.GoalCalendar(g.Team), g.First, g.Last, v.Now.In(v.Policy.Zone))
}

// Stand is how a goal stands, and where it is heading as far as that is known.
func (v View) Stand(g goal.Goal, is report.Reading, a Ahead) goal.Standing {
	return g.Head(is, a.ranges[g.Measure], v.gone(g, a), money.CurrencySign(v.Policy.Currency))
}

// Tile is a goal with where it stands; one without a target only tells the number.
func (v View) Tile(g goal.Goal, is report.Reading, a Ahead) ui.Goal {
	begins := money.CurrencySign(v.Policy.Currency)
	tile := ui.Goal{
		Label: v.MetricWords(g), Value: valueWords(g.Measure, is, begins), Side: cmp.Or(ui.Tone(g.Measure.Side()), ui.Won),
		Href: v.listBehind(g), Words: "No goal set", Tone: ui.Quiet,
	}
	if g.Measure.Unit() == report.Percent {
		tile.Percent = int(is.Value)
	}
	if g.Target == 0 {
		if gone := v.gone(g, a); gone.Maturing() {
			tile.Notes = gone.Notes()
		}
		return tile
	}
	s := v.Stand(g, is, a)
	tile.Why, tile.Notes = a.ranges[g.Measure].Why, s.Notes
	tile.Of, tile.Percent, tile.Pace, tile.Words = TargetWords(g, begins), s.Percent, s.Pace, s.Words
	tile.Tone = map[goal.Tone]ui.Tone{goal.Good: ui.Sales, goal.Short: ui.Won, goal.Behind: ui.Late}[s.Tone]
	if s.Unknown {
		tile.Tone = ui.Quiet
	}
	return tile
}

// SureWords say of how few a level is, with the interval of a share.
func SureWords(m report.Measure, is report.Reading) string {
	switch {
	case m.Adds() || is.Of == 0:
		return ""
	case m.Unit() == report.Percent:
		counts := "leads"
		if m.OfHandoffs() {
			counts = "handoffs"
		}
		return fmt.Sprintf("%s of %s %s (95%% interval %s)", english.Number(is.N), english.Number(is.Of), counts,
			is.Share().Sure())
	case m.Group() == report.Promptly && is.Of < 100:
		return "of " + english.Count(is.Of, "handoff", "handoffs")
	}
	return ""
}
