package server

import (
	"fmt"
	"math"
	"strings"

	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/web/page"
	"baton/web/ui"
)

// goalRecord is how the forecasts of past months would have come out, in words. sign begins amounts.
func goalRecord(o goal.Outlook, sign string) *page.GoalRecord {
	all := o.Record.All()
	r := &page.GoalRecord{
		Means: "A goal counts leads by the day they were handed over, unless it says by date won or qualified. The pace is where a number should be by now. What counts by its own day goes by the working days gone. What comes later of the leads of a period goes by the share " +
			"that usually has come at their age. " + o.Season.Words() + " The forecast stands beside the pace: it includes results still to come, and its range holds four times in five.",
		Words: "There are no forecasts of past months to look back on yet: it takes two months of leads, and one more that is over.",
	}
	if all.Forecasts == 0 {
		return r
	}
	share := report.Share{N: int64(all.Held), Of: int64(all.Forecasts)}
	r.Words = fmt.Sprintf("Of %s of past months, %s ended within their range. Each was made again from what was known when a quarter, a half and three quarters of its month were gone.",
		counted(all.Forecasts, "forecast", "forecasts"), share.Words())
	r.Table = ui.Table{Caption: "Forecasts of past months", Heads: []ui.Head{
		{Label: "What was foreseen"}, {Label: "Forecasts", Number: true}, {Label: "Within", Number: true}, {Label: "Share", Number: true}, {Label: "Ended below", Number: true}, {Label: "Ended above", Number: true},
	}}
	for _, l := range o.Record.Lines {
		row := recordRow(l.Metric.Words(), l)
		r.Table.Rows = append(r.Table.Rows, row)
	}
	total := recordRow("Together", all)
	r.Table.Foot = &total
	r.Losses = lossWords(o.Record)
	r.LossTable = lossTable(o.Record, sign)
	return r
}

// lossWords say whether the forecasts were nearer than the simplest ones.
func lossWords(record goal.Record) string {
	var beaten []string
	for _, l := range record.Lines {
		if l.Beaten() {
			beaten = append(beaten, lowered(l.Metric.Words()))
		}
	}
	const how = "Two simple forecasts are tried beside them: a straight line at the pace so far, and the number of the month before as it stood then. "
	if len(beaten) == 0 {
		return how + "Neither was closer, for any of these numbers."
	}
	return how + "One of them was closer for: " + strings.Join(beaten, ", ") + "."
}

// lossTable holds the forecasts against the simplest ones: by how far they were off in the mean, and by pinball loss, which counts the range too.
func lossTable(record goal.Record, sign string) ui.Table {
	t := ui.Table{Caption: "How far off the forecasts were, beside simple ones", Heads: []ui.Head{
		{Label: "What was foreseen"}, {Label: "Mean error", Number: true}, {Label: "Straight line", Number: true}, {Label: "Month before", Number: true},
		{Label: "Pinball loss", Number: true}, {Label: "Straight line", Number: true}, {Label: "Month before", Number: true},
	}}
	for _, l := range record.Lines {
		row := ui.Row{Cells: []ui.Cell{{Words: l.Metric.Words()}}}
		for _, of := range []func(goal.Loss) float64{func(x goal.Loss) float64 { return x.Absolute }, func(x goal.Loss) float64 { return x.Pinball }} {
			for _, loss := range []goal.Loss{l.Model, l.Straight, l.Before} {
				row.Cells = append(row.Cells, ui.Cell{Words: errorWords(l.Metric.Unit(), of(loss.Mean(l.Forecasts)), sign)})
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// errorWords are how far something was off in the unit of a metric, with one decimal below a hundred.
func errorWords(unit goal.Unit, off float64, sign string) string {
	switch {
	case unit == goal.Money:
		return unit.Short(off, sign)
	case unit == goal.Percent:
		return fmt.Sprintf("%.1f points", off)
	case off < 100:
		return fmt.Sprintf("%.1f", off)
	}
	return unit.Short(math.Round(off), sign)
}

func recordRow(name string, l goal.RecordLine) ui.Row {
	number := func(n int) ui.Cell { return ui.Cell{Words: thousands(int64(n))} }
	return ui.Row{Cells: []ui.Cell{
		{Words: name}, number(l.Forecasts), number(l.Held), {Words: report.Share{N: int64(l.Held), Of: int64(l.Forecasts)}.Words()}, number(l.Below), number(l.Above()),
	}}
}
