package server

import (
	"fmt"

	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/web/page"
	"baton/web/ui"
)

// goalRecord is how the forecasts of past months would have come out, in words.
func goalRecord(o goal.Outlook) *page.GoalRecord {
	all := o.Record.All()
	r := &page.GoalRecord{
		Means: "A goal counts leads by the day on which they were handed over, unless it says by date won or qualified. What it is heading for is all that will have come of the leads of its days, " +
			"also after they are over; four times of five that lies within the range. " + o.Season.Words(),
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
	return r
}

func recordRow(name string, l goal.RecordLine) ui.Row {
	number := func(n int) ui.Cell { return ui.Cell{Words: thousands(int64(n))} }
	return ui.Row{Cells: []ui.Cell{
		{Words: name}, number(l.Forecasts), number(l.Held), {Words: report.Share{N: int64(l.Held), Of: int64(l.Forecasts)}.Words()}, number(l.Below), number(l.Above()),
	}}
}
