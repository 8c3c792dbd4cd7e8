package goals

import (
	"strings"
	"testing"

	"baton/internal/report"
	"baton/internal/scoring/forecast"
)

func TestTheRecordStandsBesideTheSimplestForecasts(t *testing.T) {
	lines := []forecast.RecordLine{
		{Measure: report.LeadsHandedOver, Forecasts: 10, Held: 8, Below: 1, Model: forecast.Loss{Absolute: 94, Pinball: 32},
			Straight: forecast.Loss{Absolute: 99, Pinball: 49}, Before: forecast.Loss{Absolute: 3060, Pinball: 1530}},
		{Measure: report.AmountWon, Forecasts: 4, Held: 3, Model: forecast.Loss{Absolute: 480_000, Pinball: 160_000},
			Straight: forecast.Loss{Absolute: 400_000, Pinball: 200_000},
			Before:   forecast.Loss{Absolute: 600_000, Pinball: 300_000}},
		{Measure: report.DecidedOnTime, Forecasts: 4, Held: 3, Model: forecast.Loss{Absolute: 8, Pinball: 2},
			Straight: forecast.Loss{Absolute: 10, Pinball: 5}, Before: forecast.Loss{Absolute: 8, Pinball: 4}},
	}
	r := goalRecord(forecast.Outlook{Record: forecast.Record{Lines: lines}}, "€")
	if !strings.HasSuffix(r.Losses, "One of them was closer for: amount won, by date handed over.") {
		t.Errorf("%q", r.Losses)
	}
	for i, want := range [][]string{{"9.4", "9.9", "306", "3.2", "4.9", "153"},
		{"€120k", "€100k", "€150k", "€40k", "€50k", "€75k"},
		{"2.0 points", "2.5 points", "2.0 points", "0.5 points", "1.2 points", "1.0 points"}} {
		for j, words := range want {
			if got := r.LossTable.Rows[i].Cells[j+1].Words; got != words {
				t.Errorf("line %d, column %d says %q, want %q", i, j+1, got, words)
			}
		}
	}
	if r := goalRecord(forecast.Outlook{Record: forecast.Record{Lines: lines[:1]}}, "€"); !strings.HasSuffix(r.Losses,
		"Neither was closer for any of these numbers.") {
		t.Errorf("%q", r.Losses)
	}
}
