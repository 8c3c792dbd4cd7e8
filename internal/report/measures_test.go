package report_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/report"
)

type n = map[report.Metric]int64

func TestEachMeasureByHand(t *testing.T) {
	of := func(counted n) report.Counts { return report.Counts{N: counted} }
	for _, c := range []struct {
		name    string
		measure report.Measure
		counts  report.Counts
		value   float64
		of      int64
		why     string
	}{
		{"handed over", report.LeadsHandedOver, of(n{report.Submitted: 231}), 231, 0, ""},
		{"the amount won", report.AmountWon, report.Counts{WonCents: 182_000_50}, 182_000.5, 0, ""},
		{"acceptance leaves out what waits", report.AcceptedShare,
			of(n{report.Submitted: 231, report.Accepted: 180, report.Rejected: 45}), 80, 225, ""},
		{"acceptance of nothing", report.AcceptedShare, of(n{report.Submitted: 9}), 0, 0, ""},
		{"quality leaves out what says nothing", report.QualityShare,
			of(n{report.Accepted: 180, report.Rejected: 45, report.Telling: 20}), 90, 200, ""},
		{"rejected for a reason", report.RejectedFor, of(n{report.Accepted: 27, report.Rejected: 14, report.ForReason: 8}),
			100 * 8.0 / 41, 41, ""},
		{"not contacted", report.NotContacted, of(n{report.Taken: 50, report.Uncontacted: 3}), 6, 50, ""},
		{"recycled", report.RecycledShare, of(n{report.Answered: 80, report.Recycled: 20}), 25, 80, ""},
		{"qualified after recycling", report.RecycledRevive, of(n{report.Recycled: 20, report.Revived: 5}), 25, 20, ""},
		{"what is overdue is late", report.DecidedOnTime, of(n{report.InTime: 90, report.Late: 10, report.Overdue: 4}), 90,
			100, ""},
		{"owners", report.OwnerOnTime, of(n{report.OwnerInTime: 3, report.OwnerLate: 1}), 75, 4, ""},
		{"first contacts", report.ContactOnTime, of(n{report.ContactInTime: 1, report.ContactLate: 3}), 25, 4, ""},
		{"working minutes", report.DecideMedian, report.Counts{Took: 150 * time.Minute, Timed: 7}, 150, 7, ""},
		{"seconds", report.RouteSlow, report.Counts{Took: 90 * time.Second, Timed: 7}, 90, 7, ""},
		{"minutes on the wall", report.SpeedSlow, report.Counts{Took: 26 * time.Hour, Timed: 7}, 1560, 7, ""},
		{"a cohort counts the old alone", report.SubmittedToSAL,
			of(n{report.SubmittedOld: 40, report.AcceptedSoon: 30, report.SubmittedYoung: 60}), 75, 40, ""},
		{"velocity", report.Velocity, report.Counts{Begun: true, Now: 150, Before: 120}, 25, 120, ""},
		{"velocity backwards", report.Velocity, report.Counts{Begun: true, Now: 90, Before: 120}, -25, 120, ""},
		{"velocity of twenty", report.Velocity, report.Counts{Begun: true, Now: 20, Before: 20}, 0, 20, ""},
		{"velocity below twenty", report.Velocity, report.Counts{Begun: true, Now: 40, Before: 19}, 0, 0,
			"Fewer than 20 leads are too few"},
		{"velocity by another definition", report.Velocity,
			report.Counts{Begun: true, Now: 150, Before: 120, Redefined: true}, 0, 0,
			"The definition changed in between, so the periods cannot be compared"},
		{"velocity of days to come", report.Velocity, report.Counts{Before: 120}, 0, 0, "Not begun"},
		{"a cost", report.CostPerAccepted, report.Counts{N: n{report.Accepted: 76}, SpendCents: 9_400_00}, 123.68, 76, ""},
		{"a cost of none", report.CostPerCustomer, report.Counts{N: n{}, SpendCents: 9_400_00}, 0, 0, ""},
		{"no cost", report.CostPerLead, report.Counts{N: n{report.Captured: 76}}, 0, 0, "Nothing spent yet"},
		{"a return", report.ReturnFirst, report.Counts{WonCents: 40_000_00, SpendCents: 10_000_00}, 300, 1, ""},
		{"a loss", report.ReturnLinear, report.Counts{WonCents: 0, SpendCents: 10_000_00}, -100, 1, ""},
		{"a return of no cost", report.ReturnLast, report.Counts{WonCents: 40_000_00}, 0, 0, ""},
		{"coverage", report.Coverage, report.Counts{OpenCents: 300_000_00, WonCents: 100_000_00, TargetCents: 200_000_00}, 3,
			1, ""},
		{"coverage without a goal", report.Coverage, report.Counts{OpenCents: 300_000_00}, 0, 0, ""},
		{"coverage of what is reached", report.Coverage,
			report.Counts{OpenCents: 300_000_00, WonCents: 200_000_00, TargetCents: 200_000_00}, 0, 0,
			"The goal for the amount won is reached"},
		{"coverage by what is won", report.CoverageWon,
			report.Counts{OpenCents: 300_000_00, WonCents: 100_000_00, TargetCents: 200_000_00, Won: 5, Decided: 20}, 0.75, 1,
			""},
		{"coverage by too few", report.CoverageWon, report.Counts{OpenCents: 1, TargetCents: 200_000_00, Won: 5, Decided: 19},
			0, 0, "Fewer than 20 opportunities were won or lost in 12 months"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := c.measure.Of(c.counts)
			if math.Abs(r.Value-c.value) > 1e-9 || r.Of != c.of || r.Why != c.why {
				t.Errorf("got %v of %d, %q; want %v of %d, %q", r.Value, r.Of, r.Why, c.value, c.of, c.why)
			}
		})
	}
	if r := report.SubmittedToSAL.Of(of(n{report.SubmittedYoung: 60})); r.Young != 60 || r.Of != 0 {
		t.Errorf("of a young cohort %+v is told", r)
	}
	if r := report.DecidedOnTime.Of(of(n{report.InTime: 9, report.Late: 3, report.Overdue: 2,
		report.OverdueA: 1})); r.Late != 3 || r.Overdue != 2 || r.OverdueA != 1 {
		t.Errorf("what is late is told as %+v", r)
	}
}

func TestEveryMeasureIsDefined(t *testing.T) {
	seen := map[report.Measure]bool{}
	words := map[string]bool{}
	for _, m := range report.Measures {
		if !m.Known() || m.Words() == "" || m.Formula() == "" || m.Group() == "" || seen[m] || words[m.Words()] {
			t.Errorf("%q is called %q, made of %q, in %q, or is there twice", m, m.Words(), m.Formula(), m.Group())
		}
		if !m.Adds() && m.Nothing() == "" {
			t.Errorf("%q does not say when there is nothing to tell", m)
		}
		seen[m], words[m.Words()] = true, true
	}
	if report.CostPerLead.Asked(report.OfPerson) == "" || report.ReturnFirst.Asked(report.OfPersona) == "" ||
		report.CostPerLead.Asked(report.OfCampaign) != "" {
		t.Error("money is asked of whom it is not spent on")
	}
}

func TestReadingsAreNumbers(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		small := rapid.Int64Range(0, 50)
		c := report.Counts{
			N: n{}, Took: time.Duration(small.Draw(r, "took")) * time.Minute, Timed: small.Draw(r, "timed"),
			WonCents: small.Draw(r, "won"), SpendCents: small.Draw(r, "spend"),
			OpenCents: small.Draw(r, "open"), TargetCents: small.Draw(r, "target"), Now: small.Draw(r, "now"),
			Before: small.Draw(r, "before"), Begun: rapid.Bool().Draw(r, "begun"),
			Won: small.Draw(r, "wins"), Decided: small.Draw(r, "decided"),
		}
		m := rapid.SampledFrom(report.Measures).Draw(r, "measure")
		for _, part := range m.Needs().Counts {
			c.N[part] = small.Draw(r, string(part))
		}
		if got := m.Of(c); math.IsNaN(got.Value) || math.IsInf(got.Value, 0) || got.Of < 0 || got.Of == 0 && !m.Adds() &&
			got.Value != 0 {
			r.Fatalf("%s is %+v", m, got)
		}
	})
}

func TestWeeksAndWhatWasBefore(t *testing.T) {
	for _, c := range []struct{ day, first, last string }{
		{"2026-11-23", "2026-11-23", "2026-11-29"}, {"2026-11-29", "2026-11-23", "2026-11-29"},
		{"2027-01-01", "2026-12-28", "2027-01-03"},
	} {
		if p := report.Week(day(c.day), time.UTC); !p.First.Equal(day(c.first)) || !p.Last.Equal(day(c.last)) {
			t.Errorf("the week of %s is %s", c.day, p.Words())
		}
	}
	for _, c := range []struct{ first, last, before, until string }{
		{"2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28"}, {"2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31"},
		{"2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31"}, {"2026-11-23", "2026-11-29", "2026-11-16", "2026-11-22"},
		{"2026-11-03", "2026-11-05", "2026-10-31", "2026-11-02"},
	} {
		p := report.Period{First: day(c.first), Last: day(c.last), Zone: time.UTC}.Before()
		if !p.First.Equal(day(c.before)) || !p.Last.Equal(day(c.until)) {
			t.Errorf("before %s comes %s", c.first, p.Words())
		}
	}
}
