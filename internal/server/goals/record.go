package goals

import (
	"fmt"
	"math"
	"strings"

	"baton/internal/english"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// goalRecord is how the forecasts of past months would have come out, in words. sign begins amounts.
func goalRecord(o forecast.Outlook, sign string) *page.GoalRecord {
	all := o.Record.All()
	r := &page.GoalRecord{
		Means: "A goal counts leads by the day they were handed over, unless it says by date won or qualified. " +
			"The pace is where a number should be by now. " +
			"For what happens on the day itself, it follows the working days gone. For later results, it follows " +
			"the share that leads of this age usually have. " + o.Season.Words() +
			" The forecast includes results still to come from these leads. The range holds four times in five.",
		Words: "There are no forecasts of past months yet. They need two months of leads and one more complete month.",
	}
	if all.Forecasts == 0 {
		return r
	}
	share := report.Share{N: int64(all.Held), Of: int64(all.Forecasts)}
	r.Words = fmt.Sprintf("Of %s of past months, %s ended within the range. "+
		"Each was made from what was known a quarter, half and three quarters of the way through its month.",
		english.Count(all.Forecasts, "forecast", "forecasts"), share.Words())
	r.Table = ui.Table{Caption: "Forecasts of past months", Heads: []ui.Head{
		{Label: "Forecast of"}, {Label: "Forecasts", Number: true}, {Label: "Within", Number: true},
		{Label: "Share", Number: true}, {Label: "Ended below", Number: true}, {Label: "Ended above", Number: true},
	}}
	for _, l := range o.Record.Lines {
		row := recordRow(l.Measure.Words(), l)
		r.Table.Rows = append(r.Table.Rows, row)
	}
	total := recordRow("Total", all)
	r.Table.Foot = &total
	r.Losses = lossWords(o.Record)
	r.LossTable = lossTable(o.Record, sign)
	return r
}

// lossWords say whether the forecasts were nearer than the simplest ones.
func lossWords(record forecast.Record) string {
	var beaten []string
	for _, l := range record.Lines {
		if l.Beaten() {
			beaten = append(beaten, visit.Lower(l.Measure.Words()))
		}
	}
	const how = "The forecasts are compared with two simple ones: " +
		"a straight line at the pace so far, and the number of the month before. "
	if len(beaten) == 0 {
		return how + "Neither was closer for any of these numbers."
	}
	return how + "One of them was closer for: " + strings.Join(beaten, ", ") + "."
}

// lossTable holds the forecasts against the simplest ones: by how far they were off in the mean, and by pinball loss,
// which counts the range too.
func lossTable(record forecast.Record, sign string) ui.Table {
	t := ui.Table{Caption: "Forecast errors compared with simple forecasts", Heads: []ui.Head{
		{Label: "Forecast of"}, {Label: "Mean error", Number: true}, {Label: "Straight line", Number: true},
		{Label: "Month before", Number: true},
		{Label: "Pinball loss", Number: true}, {Label: "Straight line", Number: true}, {Label: "Month before", Number: true},
	}}
	for _, l := range record.Lines {
		row := ui.Row{Cells: []ui.Cell{{Words: l.Measure.Words()}}}
		for _, of := range []func(forecast.Loss) float64{func(x forecast.Loss) float64 { return x.Absolute },
			func(x forecast.Loss) float64 { return x.Pinball }} {
			for _, loss := range []forecast.Loss{l.Model, l.Straight, l.Before} {
				row.Cells = append(row.Cells, ui.Cell{Words: errorWords(l.Measure.Unit(), of(loss.Mean(l.Forecasts)), sign)})
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// errorWords are how far something was off in the unit of a metric, with one decimal below a hundred.
func errorWords(unit report.Unit, off float64, sign string) string {
	switch {
	case unit == report.Money:
		return unit.Short(off, sign)
	case unit == report.Percent:
		return fmt.Sprintf("%.1f points", off)
	case off < 100:
		return fmt.Sprintf("%.1f", off)
	}
	return unit.Short(math.Round(off), sign)
}

func recordRow(name string, l forecast.RecordLine) ui.Row {
	number := func(n int) ui.Cell { return ui.Cell{Words: english.Number(int64(n))} }
	return ui.Row{Cells: []ui.Cell{
		{Words: name}, number(l.Forecasts), number(l.Held),
		{Words: report.Share{N: int64(l.Held), Of: int64(l.Forecasts)}.Words()}, number(l.Below), number(l.Above()),
	}}
}
