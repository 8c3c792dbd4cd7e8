package forecast_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/agreement"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
)

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

var office = agreement.Calendar{Zone: time.UTC, Week: agreement.OfficeHours()}

// company are handoffs of a company that hands over about n on each working day: accepts 80 %, qualifies half of these,
// wins a quarter of those.
func company(seed uint64, first, until time.Time, n int) (all []forecast.Journey) {
	r := rand.New(rand.NewPCG(seed, 1))
	after := func(at time.Time, days float64) time.Time {
		return at.Add(time.Duration((0.1 + r.ExpFloat64()*days) * 24 * float64(time.Hour)))
	}
	for d := first; d.Before(until); d = d.AddDate(0, 0, 1) {
		if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
			continue
		}
		for range n/2 + r.IntN(n+1) {
			p := forecast.Journey{Submitted: d.Add(time.Duration(8+r.IntN(9)) * time.Hour)}
			p.Due = p.Submitted.Add(24 * time.Hour)
			p.Answered, p.Answer = after(p.Submitted, 0.5), forecast.Rejected
			if r.Float64() < 0.8 {
				p.Answer = forecast.Accepted
				p.Finished = after(p.Answered, 8)
				if r.Float64() < 0.5 {
					p.Qualified, p.Finished = p.Finished, after(p.Finished, 20)
					if r.Float64() < 0.25 {
						p.Won, p.WonCents = true, 5_000_00+r.Int64N(20_000_00)
					}
				}
			}
			all = append(all, p)
		}
	}
	return all
}

// daysOf are the days of journeys before a day.
func daysOf(journeys []forecast.Journey, first, before time.Time) []forecast.Day {
	counts := map[time.Time]int64{}
	for _, p := range journeys {
		counts[p.Submitted.Truncate(24*time.Hour)]++
	}
	return came(first.Format(time.DateOnly), int(before.Sub(first).Hours()/24),
		func(d time.Time) int64 { return counts[d] })
}

func TestTheRangesOfPastMonthsHold(t *testing.T) {
	first, now := day("2024-11-01"), day("2026-11-20")
	held, all := 0, 0
	for seed := range uint64(2) {
		journeys := company(seed, first, now, 8)
		record := forecast.Replay(office, journeys, daysOf(journeys, first, now), time.UTC, now)
		for _, l := range record.Lines {
			t.Logf("%s: %d of %d, %d below, %d above", l.Measure, l.Held, l.Forecasts, l.Below, l.Above())
			if l.Forecasts < 30 {
				t.Errorf("%s was foreseen %d times", l.Measure, l.Forecasts)
			}
			if l.Beaten() {
				t.Errorf("the forecasts of %s are further off than the simplest ones: %+v", l.Measure, l)
			}
		}
		held, all = held+record.All().Held, all+record.All().Forecasts
	}
	if share := float64(held) / float64(all); share < 0.7 || share > 0.9 {
		t.Errorf("%d of %d held", held, all)
	}
}

// A lead that comes back and is handed over again counts once in a month, by its latest handoff, in what is foreseen as
// in what comes.
func TestALeadThatIsHandedOverAgainIsForeseenOnce(t *testing.T) {
	first, now := day("2024-11-01"), day("2026-11-20")
	var journeys []forecast.Journey
	counts := map[time.Time]int64{}
	for i, p := range company(8, first, now, 8) {
		counts[p.Submitted.Truncate(24*time.Hour)]++
		if p.Answer == forecast.Rejected && i%3 != 0 {
			again := p
			again.Submitted, again.Due, again.Answered = p.Answered.Add(30*time.Hour), p.Answered.Add(54*time.Hour),
				p.Answered.Add(40*time.Hour)
			if again.Submitted.Before(now) {
				again.Answer, p.Again = forecast.Accepted, again.Submitted
				journeys = append(journeys, again)
				if p.Submitted.Month() != p.Again.Month() {
					counts[p.Again.Truncate(24*time.Hour)]++
				}
			}
		}
		journeys = append(journeys, p)
	}
	slices.SortFunc(journeys, func(a, b forecast.Journey) int { return a.Submitted.Compare(b.Submitted) })
	days := came("2024-11-01", int(now.Sub(first).Hours()/24), func(d time.Time) int64 { return counts[d] })
	for _, l := range forecast.Replay(office, journeys, days, time.UTC, now).Lines {
		if m := l.Measure; m != report.LeadsHandedOver && m != report.LeadsAccepted && m != report.AcceptedShare {
			continue
		}
		if share := float64(l.Held) / float64(l.Forecasts); l.Beaten() || share < 0.65 || l.Below > l.Forecasts/4 ||
			l.Above() > l.Forecasts/4 {
			t.Errorf("%s: %d of %d held, %d ended below, %d above; %+v", l.Measure, l.Held, l.Forecasts, l.Below, l.Above(), l)
		}
	}
}

func TestAForecastKnowsNothingOfWhatComesLater(t *testing.T) {
	first, at, now := day("2025-06-01"), day("2026-06-15"), day("2026-11-20")
	journeys := company(3, first, now, 6)
	days := daysOf(journeys, first, at)
	var then []forecast.Journey
	for _, p := range journeys {
		if !p.Submitted.After(at) {
			if p.Answered.After(at) {
				p.Answer, p.Answered, p.Qualified, p.Finished, p.Won, p.WonCents = forecast.Open, time.Time{}, time.Time{},
					time.Time{}, false, 0
			}
			if p.Qualified.After(at) {
				p.Qualified = time.Time{}
			}
			if p.Finished.After(at) {
				p.Finished, p.Won, p.WonCents = time.Time{}, false, 0
			}
			then = append(then, p)
		}
	}
	if diff := cmp.Diff(forecast.Learn(office, then, days, at), forecast.Learn(office, journeys, days, at)); diff != "" {
		t.Errorf("what came later is learned: %s", diff)
	}
}

func TestRanges(t *testing.T) {
	first, now := day("2025-06-01"), day("2026-11-16")
	journeys := company(5, first, now, 8)
	outlook := forecast.Learn(office, journeys, daysOf(journeys, first, now), now)
	play := outlook.Ready()
	rapid.Check(t, func(r *rapid.T) {
		n := func(name string, most int64) int64 { return rapid.Int64Range(0, most).Draw(r, name) }
		c := forecast.Cohort{HandedOver: n("handed over", 400), Weight: float64(n("left", 30)), Rejected: 3,
			OnTime: n("on time", 90), Late: n("late", 20)}
		c.Ahead, c.Gone = c.Weight*1.4, 1
		if c.Weight > 0 {
			c.Gone = rapid.Float64Range(0, 0.95).Draw(r, "gone")
		}
		waiting := n("waiting", 50)
		c.Accepted, c.Qualified, c.Won, c.WonAmount = n("accepted", 300), n("qualified", 150), n("won", 50), 12_345
		for range waiting {
			c.InFlight.Add(int(n("stage", 2)), int(n("bin", 14)), 1)
		}
		ranges := play.Ranges(c)
		if diff := cmp.Diff(ranges, play.Ranges(c)); diff != "" {
			r.Fatalf("the same leads have other ranges: %s", diff)
		}
		for m, is := range map[report.Measure]float64{report.LeadsHandedOver: float64(c.HandedOver),
			report.LeadsAccepted: float64(c.Accepted), report.LeadsQualified: float64(c.Qualified),
			report.LeadsWon: float64(c.Won), report.AmountWon: c.WonAmount} {
			if x := ranges[m]; !x.Known || x.Low > x.Middle || x.Middle > x.High || x.Low < is {
				r.Fatalf("%s is %v and heading for %+v", m, is, x)
			}
		}
		for _, m := range []report.Measure{report.AcceptedShare, report.DecidedOnTime} {
			if x := ranges[m]; !x.Known || x.Low < 0 || x.Low > x.Middle || x.Middle > x.High || x.High > 100 {
				r.Fatalf("%s is heading for %+v", m, x)
			}
		}
		if c.Weight == 0 && (ranges[report.LeadsHandedOver].Low != float64(c.HandedOver) ||
			ranges[report.LeadsHandedOver].High != float64(c.HandedOver)) {
			r.Fatalf("when the days are over %d end as %+v", c.HandedOver, ranges[report.LeadsHandedOver])
		}
	})
}

// months are days on which so many come on each working day of a month, month by month.
func months(first string, perDay ...int64) []forecast.Day {
	from := day(first)
	return came(first, int(from.AddDate(0, len(perDay), 0).Sub(from).Hours()/24), func(d time.Time) int64 {
		if office.WorkingDays(d, d) == 0 {
			return 0
		}
		return perDay[(d.Year()-from.Year())*12+int(d.Month()-from.Month())]
	})
}

func TestAForecastOfVolumeGoesByWhatTheMonthHasShown(t *testing.T) {
	days := months("2026-01-01", 10, 12, 8, 11, 9, 10, 20)
	for _, c := range []struct {
		name      string
		gone      int // days of July
		low, high float64
	}{
		{"before the month", 0, 8, 13},
		{"after a week of twice as many", 7, 14, 20},
		{"after two", 14, 17, 20.5},
		{"after three", 21, 18.5, 20.5},
	} {
		now := day("2026-07-01").AddDate(0, 0, c.gone)
		known := days[:len(days)-31+c.gone]
		var journeys []forecast.Journey
		for _, d := range known {
			for range d.N {
				journeys = append(journeys, forecast.Journey{Submitted: d.On, Due: d.On.Add(time.Hour)})
			}
		}
		outlook := forecast.Learn(office, journeys, known, now)
		left := forecast.Cohort{}
		left.Weight, left.Ahead = outlook.Left(office, now, day("2026-07-31"), now)
		perDay := outlook.Ready().Ranges(left)[report.LeadsHandedOver].Middle / float64(office.WorkingDays(now,
			day("2026-07-31")))
		if perDay < c.low || perDay > c.high {
			t.Errorf("%s %.1f a day are foreseen, want %v to %v", c.name, perDay, c.low, c.high)
		}
	}
}

func TestALongSilenceEndsAFlow(t *testing.T) {
	days := months("2026-01-01", 10, 10, 10, 0, 0)
	o := forecast.Learn(office, nil, days, day("2026-06-01"))
	if o.Flow.Level != 0 {
		t.Errorf("after two months of nothing %v a day are foreseen", o.Flow.Level)
	}
}

func TestTooFewForARange(t *testing.T) {
	first, now := day("2026-10-01"), day("2026-11-16")
	for _, c := range []struct {
		name    string
		outlook forecast.Outlook
		metric  report.Measure
		why     string
	}{
		{"nothing was learned", forecast.Outlook{}, report.LeadsHandedOver, "No range yet: it is calculated once an hour."},
		{"nineteen leads", forecast.Learn(office, company(1, first, now, 8)[:19],
			daysOf(company(1, first, now, 8)[:19], first, now), now), report.LeadsAccepted,
			"No range yet: only 19 leads handed over in the last year, and it needs 20."},
		{"twenty leads", forecast.Learn(office, company(1, first, now, 8)[:20],
			daysOf(company(1, first, now, 8)[:20], first, now), now), report.LeadsAccepted, ""},
		{"twenty leads, few of them qualified",
			forecast.Learn(office, company(1, first, now, 8)[:20], daysOf(company(1, first, now, 8)[:20], first, now), now),
			report.LeadsWon, "in the last year, and it needs 20."},
		{"ten days", forecast.Learn(office, company(1, first, now, 8)[:40],
			daysOf(company(1, first, now, 8), first, first.AddDate(0, 0, 10)), now), report.LeadsHandedOver,
			"No range: it needs 14 days of leads, with at least one lead in the last 56 days."},
	} {
		x := c.outlook.Ready().Ranges(forecast.Cohort{Weight: 3, Ahead: 3})[c.metric]
		if x.Known != (c.why == "") || len(x.Why) < len(c.why) || x.Why[len(x.Why)-len(c.why):] != c.why {
			t.Errorf("%s: %+v, want %q", c.name, x, c.why)
		}
	}
}

func TestWhatIsLeftOfAPeriod(t *testing.T) {
	for _, c := range []struct {
		name, now     string
		weight, ahead float64
	}{
		{"before it", "2026-10-20T12:00:00Z", 21, 30},
		{"on its first morning, a Sunday", "2026-11-01T07:00:00Z", 21, 30},
		{"in the middle of a Wednesday", "2026-11-25T13:00:00Z", 3.5, 5.5},
		{"on the last evening", "2026-11-30T19:00:00Z", 0, 0},
		{"after it", "2026-12-01T09:00:00Z", 0, 0},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if weight, ahead := (forecast.Outlook{}).Left(office, day("2026-11-01"), day("2026-11-30"),
			now); weight != c.weight || ahead != c.ahead {
			t.Errorf("%s %v over %v days are left, want %v over %v", c.name, weight, ahead, c.weight, c.ahead)
		}
	}
}

func TestARejectionThatWasOverturnedWasAnsweredWhenItWasRejected(t *testing.T) {
	at := day("2026-11-20")
	var journeys []forecast.Journey
	var days []forecast.Day
	for i := range 60 {
		on := day("2026-09-21").AddDate(0, 0, i)
		p := forecast.Journey{Submitted: on, Due: on.Add(8 * time.Hour), Answered: on.Add(time.Hour),
			Answer: forecast.Accepted}
		if i%2 == 0 {
			p.Overturned = p.Answered.AddDate(0, 0, 5)
		}
		journeys, days = append(journeys, p), append(days, forecast.Day{On: on, N: 1})
	}
	o := forecast.Learn(agreement.Calendar{}, journeys, days, at)
	if o.OnTime != 60 || o.Late != 0 {
		t.Errorf("of 60 answers in time %v are, and %v late", o.OnTime, o.Late)
	}
	before := forecast.Learn(agreement.Calendar{}, journeys[56:], days, journeys[58].Answered.AddDate(0, 0, 1))
	if before.Rejected != 2 {
		t.Errorf("before the rulings %v were sent back", before.Rejected)
	}
}
