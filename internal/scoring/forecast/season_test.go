package forecast_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/scoring/forecast"
)

// came are days from first on, of which n says how many leads came.
func came(first string, days int, n func(day time.Time) int64) []forecast.Day {
	all := make([]forecast.Day, days)
	for i := range all {
		on := day(first).AddDate(0, 0, i)
		all[i] = forecast.Day{On: on, N: n(on)}
	}
	return all
}

// learned is a season of whatever a company had.
func learned(r *rapid.T) forecast.Season {
	most := rapid.Int64Range(0, 60).Draw(r, "most")
	noise := rapid.SliceOfN(rapid.Int64Range(0, max(most, 1)), 31, 31).Draw(r, "noise")
	return forecast.LearnSeason(office,
		came("2024-11-20", rapid.IntRange(0, 800).Draw(r, "days"), func(d time.Time) int64 {
			return min(most, noise[(d.YearDay()+int(d.Month())*5)%31])
		}))
}

func TestTheWeightsOfASeason(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := learned(r)
		first := day("2026-11-01").AddDate(0, 0, rapid.IntRange(0, 400).Draw(r, "first"))
		last := first.AddDate(0, 0, rapid.IntRange(0, 400).Draw(r, "length"))
		before := 0.0
		for today := first.AddDate(0, 0, -2); !today.After(last.AddDate(0, 0, 2)); today = today.AddDate(0, 0, 1) {
			p := s.Working(office, first, last, today)
			even := forecast.Working(office, first, last, today)
			if p.Gone != even.Gone || p.All != even.All || p.Over != even.Over {
				r.Fatalf("the season counts the days as %+v, not %+v", p, even)
			}
			share := p.Share()
			if share < before || share < 0 || share > 1+1e-9 {
				r.Fatalf("on %s the share falls from %v to %v", today, before, share)
			}
			if even.Gone > 0 && share <= 0 {
				r.Fatalf("on %s nothing is gone", today)
			}
			if s.Even() && share != even.Share() {
				r.Fatalf("without a season the share is %v, not %v", share, even.Share())
			}
			before = share
		}
		if before != 1 {
			r.Fatalf("at the end the share is %v", before)
		}
	})
}

func TestASeasonIsLearned(t *testing.T) {
	summer := func(d time.Time) int64 {
		switch {
		case d.Weekday() == time.Saturday || d.Weekday() == time.Sunday:
			return 0
		case d.Month() == time.August:
			return 5
		case d.Weekday() == time.Tuesday:
			return 15
		}
		return 10
	}
	s := forecast.LearnSeason(office, came("2024-11-20", 731, summer))
	weight := func(day time.Time) float64 { return s.Months[day.Month()-1] * s.Weekdays[day.Weekday()] }
	sum, n := 0.0, 0
	for d := day("2025-11-21"); d.Before(day("2026-11-21")); d = d.AddDate(0, 0, 1) {
		if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
			sum, n = sum+weight(d), n+1
		}
	}
	if mean := sum / float64(n); math.Abs(mean-1) > 1e-9 {
		t.Errorf("the weights of a year average %v", mean)
	}
	august, june := s.Months[7], s.Months[5]
	if august/june > 0.62 || august/june < 0.45 {
		t.Errorf("August is %v of June, want about half", august/june)
	}
	if ratio := s.Weekdays[time.Tuesday] / s.Weekdays[time.Monday]; ratio < 1.3 || ratio > 1.6 {
		t.Errorf("a Tuesday is %v of a Monday", ratio)
	}
	p := s.Working(office, day("2027-07-01"), day("2027-08-31"), day("2027-07-31"))
	if share := p.Share(); share < 0.6 || share > 0.72 {
		t.Errorf("with July %v of the summer is gone", share)
	}
}

// A month that brings less is believed the more, the more years show it, and hardly where the years disagree.
func TestASeasonIsAsStrongAsTheYearsThatBackIt(t *testing.T) {
	august := func(years int, of func(year int) int64) float64 {
		first := day("2026-01-01").AddDate(-years, 0, 0)
		s := forecast.LearnSeason(office,
			came(first.Format(time.DateOnly), int(day("2026-01-01").Sub(first).Hours()/24), func(d time.Time) int64 {
				if d.Month() == time.August {
					return of(d.Year())
				}
				return 10 + int64(d.YearDay()*7%3)
			}))
		return s.Months[7]
	}
	half := func(int) int64 { return 5 }
	one, two, three := august(1, half), august(2, half), august(3, half)
	if !(0.68 < one && one < 0.9) || two > one-0.1 || three > two || three > 0.6 {
		t.Errorf("an August of half as many weighs %.2f after a year, %.2f after two, %.2f after three", one, two, three)
	}
	if w := august(2, func(year int) int64 { return 5 + int64(year-2024)*13 }); w < 0.85 || w > 1.25 {
		t.Errorf("an August of 5 and one of 18 weigh %v", w)
	}
}

func TestASeasonThatCannotBeKnownIsEven(t *testing.T) {
	flat := func(time.Time) int64 { return 10 }
	for _, c := range []struct {
		name         string
		days         int
		n            func(time.Time) int64
		even, months bool
	}{
		{"nothing", 0, flat, true, false},
		{"seven weeks", 55, flat, true, false},
		{"eight weeks", 56, flat, false, false},
		{"a day less than a year", 364, flat, false, false},
		{"a year", 365, flat, false, true},
		{"a year of nothing", 365, func(time.Time) int64 { return 0 }, true, false},
	} {
		s := forecast.LearnSeason(office, came("2025-01-01", c.days, c.n))
		if s.Even() != c.even || s.ByMonth != c.months || s.Words() == "" {
			t.Errorf("%s: %+v", c.name, s)
		}
	}
	growing := forecast.LearnSeason(office,
		came("2025-01-01", 365, func(d time.Time) int64 { return 10 + int64(d.YearDay()/18) }))
	for m, w := range growing.Months {
		if w < 0.95 || w > 1.05 {
			t.Errorf("a year of steady growth from 10 to 30 makes month %d weigh %v", m+1, w)
		}
	}
	few := forecast.LearnSeason(office, came("2025-01-01", 365, func(d time.Time) int64 {
		if d.Month() == time.March && d.Day() == 3 {
			return 2
		}
		return 0
	}))
	for m, w := range few.Months {
		if w < 0.9 || w > 1.15 {
			t.Errorf("two leads of a year make month %d weigh %v", m+1, w)
		}
	}
}
