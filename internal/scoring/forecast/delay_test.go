package forecast_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/report"
	"baton/internal/scoring/forecast"
)

// waited are handoffs of which a third is won, each after so many days as delay draws, as they are known at a time.
func waited(first, at time.Time, perDay int, delay func(r *rand.Rand) float64) (all []forecast.Journey) {
	r := rand.New(rand.NewPCG(4, 2))
	for d := first; d.Before(at); d = d.AddDate(0, 0, 1) {
		for i := range perDay {
			p := forecast.Journey{Submitted: d.Add(12 * time.Hour), Due: d.Add(20 * time.Hour), Answered: d.Add(13 * time.Hour),
				Answer: forecast.Accepted}
			p.Qualified = d.Add(14 * time.Hour)
			p.Finished, p.Won = d.Add(12*time.Hour+time.Duration(delay(r)*24*float64(time.Hour))), i%3 == 0
			all = append(all, p)
		}
	}
	return all
}

// learnedAt is the timing that is learned of journeys at a time.
func learnedAt(journeys []forecast.Journey, first, at time.Time) forecast.Timing {
	return forecast.Learn(office, journeys, daysOf(journeys, first, at), at).Timing()
}

// The usual delay is that of leads that had the time: those of a company of half a year are mostly young, and do not
// make it short.
func TestAUsualDelayIsNotShortenedByYoungLeads(t *testing.T) {
	first, at := day("2026-05-01"), day("2026-11-01")
	timing := learnedAt(waited(first, at, 6, func(r *rand.Rand) float64 { return 120 * r.Float64() }), first, at)
	october, september := day("2026-10-01"), day("2026-09-01")
	for _, c := range []struct {
		name        string
		first, last time.Time
		now         time.Time
		come        float64
	}{
		{"a day that is 30 days old", october, october, october.AddDate(0, 0, 30).Add(12 * time.Hour), 0.25},
		{"a day that is 60 days old", september, september, september.AddDate(0, 0, 60).Add(12 * time.Hour), 0.5},
		{"a day that is 120 days old", september, september, september.AddDate(0, 0, 120).Add(12 * time.Hour), 1},
		{"a month on its last day", october, day("2026-10-31"), day("2026-10-31").Add(18 * time.Hour), 0.13},
		{"a month before it", october, day("2026-10-31"), day("2026-09-30"), 0},
	} {
		p := timing.Progress(report.LeadsWon, office, c.first, c.last, c.now)
		if got := p.Share(); math.Abs(got-c.come) > 0.05 {
			t.Errorf("%s: %.2f has come, want about %.2f", c.name, got, c.come)
		}
	}
}

func TestAPaceByDelayNeverFalls(t *testing.T) {
	first, at := day("2025-11-01"), day("2026-11-01")
	timing := learnedAt(company(9, first, at, 8), first, at)
	rapid.Check(t, func(r *rapid.T) {
		m := rapid.SampledFrom(report.Measures).Draw(r, "metric")
		from := day("2026-01-01").AddDate(0, 0, rapid.IntRange(0, 300).Draw(r, "first"))
		last := from.AddDate(0, 0, rapid.IntRange(0, 100).Draw(r, "length"))
		before := 0.0
		for now := from.AddDate(0, 0, -3); now.Before(last.AddDate(0, 0, 400)); now = now.Add(31 * time.Hour) {
			share := timing.Progress(m, office, from, last, now).Share()
			if share < before-1e-9 || share < 0 || share > 1+1e-9 {
				r.Fatalf("%s at %s: the share goes from %v to %v", m, now, before, share)
			}
			before = share
		}
		if before < 1-1e-9 {
			r.Fatalf("%s: a year later %v has come", m, before)
		}
	})
}

func TestASeasonIsNamedWhereItMovesThePace(t *testing.T) {
	season := forecast.LearnSeason(office, came("2023-11-20", 1096, func(d time.Time) int64 {
		switch {
		case office.WorkingDays(d, d) == 0:
			return 0
		case d.Month() == time.October:
			return 14
		case d.Month() == time.December:
			return 6
		case d.Weekday() == time.Friday:
			return 7
		}
		return 10
	}))
	timing := forecast.Timing{Season: season}
	for _, c := range []struct {
		name, first, last, now string
		parts                  []string
	}{
		{"a quarter", "2026-10-01", "2026-12-31", "2026-11-20",
			[]string{"Season: October usually brings ", "% more leads, December ", "% fewer."}},
		{"a month, by its weekdays", "2026-11-01", "2026-11-30", "2026-11-19",
			[]string{"Season: a Friday usually brings ", "% fewer leads, a "}},
		{"a quarter that is over", "2026-07-01", "2026-09-30", "2026-11-20", nil},
		{"a day", "2026-11-19", "2026-11-19", "2026-11-19", nil},
	} {
		p := timing.Progress(report.LeadsHandedOver, office, day(c.first), day(c.last), day(c.now).Add(9*time.Hour))
		said := strings.Join(p.Notes(), " ")
		for _, part := range c.parts {
			if !strings.Contains(said, part) {
				t.Errorf("%s: %q says nothing of %q", c.name, said, part)
			}
		}
		if len(c.parts) == 0 && said != "" {
			t.Errorf("%s: %q", c.name, said)
		}
	}
}

func TestAPeriodWithoutWorkingDaysCountsAll(t *testing.T) {
	weekend := forecast.Working(office, day("2026-11-21"), day("2026-11-22"), day("2026-11-21"))
	if weekend.Gone != 1 || weekend.All != 2 {
		t.Errorf("a weekend is at day %d of %d", weekend.Gone, weekend.All)
	}
}
