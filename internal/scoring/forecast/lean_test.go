package forecast_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/report"
	"baton/internal/scoring/forecast"
)

// Forecasts lean to what their period alone tells where a year of months says that it was nearer, and by enough; volume
// leans a quarter before that.
func TestForecastsLeanAsTheirRecordAsks(t *testing.T) {
	for _, c := range []struct {
		name      string
		metric    report.Measure
		forecasts int
		off       [4]float64 // of leaning not, a quarter, half way, all the way
		lean      float64
	}{
		{"a rate", report.AcceptedShare, 36, [4]float64{100, 110, 120, 140}, 0},
		{"a rate whose level was nearer", report.AcceptedShare, 36, [4]float64{100, 96, 92, 88}, 1},
		{"not by enough", report.AcceptedShare, 36, [4]float64{100, 97, 94, 91}, 0},
		{"not for a year", report.AcceptedShare, 35, [4]float64{100, 96, 92, 50}, 0},
		{"volume", report.LeadsHandedOver, 36, [4]float64{100, 98, 97, 99}, 0.25},
		{"volume that no month tells of", report.LeadsHandedOver, 36, [4]float64{85, 98, 110, 130}, 0},
		{"volume by its month alone", report.LeadsHandedOver, 72, [4]float64{120, 100, 85, 80}, 1},
	} {
		r := forecast.Record{Lines: []forecast.RecordLine{{Measure: c.metric, Forecasts: c.forecasts, Leans: c.off}}}
		if diff := cmp.Diff(map[report.Measure]float64{c.metric: c.lean}, r.Leans()); diff != "" {
			t.Errorf("%s leans (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestARangeThatLeansAllTheWayIsWhereThePeriodLeads(t *testing.T) {
	first, now := day("2025-06-01"), day("2026-11-16")
	journeys := company(5, first, now, 8)
	outlook := forecast.Learn(office, journeys, daysOf(journeys, first, now), now)
	outlook.Leans = map[report.Measure]float64{report.LeadsHandedOver: 1, report.AcceptedShare: 1}
	c := forecast.Cohort{HandedOver: 120, Accepted: 30, Rejected: 70, Weight: 10, Ahead: 14, Gone: 0.5}
	ranges := outlook.Ready().Ranges(c)
	if x := ranges[report.LeadsHandedOver]; x.Middle != 240 || x.Low >= 240 || x.High <= 240 {
		t.Errorf("120 in half of the days lead to %+v", x)
	}
	if x := ranges[report.AcceptedShare]; x.Middle != 30 || x.Low < 0 || x.High > 100 {
		t.Errorf("30 of 100 accepted lead to %+v", x)
	}
	early := forecast.Cohort{HandedOver: 0, Weight: 20, Ahead: 21, Gone: 0.001}
	leads := outlook.Ready().Ranges(early)[report.LeadsHandedOver]
	outlook.Leans = map[report.Measure]float64{}
	if usual := outlook.Ready().Ranges(early)[report.LeadsHandedOver]; leads.Middle < 0.9*usual.Middle {
		t.Errorf("on its first morning, a period without a lead leads to %v, and others to %v", leads.Middle, usual.Middle)
	}
	for _, c := range []struct {
		now  string
		gone float64
	}{{"2026-10-20", 0}, {"2026-11-01", 0}, {"2026-11-16", 10.0 / 21}, {"2026-12-01", 1}} {
		if got := (forecast.Outlook{}).Gone(office, day("2026-11-01"), day("2026-11-30"), day(c.now)); got < c.gone-1e-9 ||
			got > c.gone+1e-9 {
			t.Errorf("on %s %v of November is gone, want %v", c.now, got, c.gone)
		}
	}
}
