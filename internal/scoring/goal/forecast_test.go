package goal_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/agreement"
	"baton/internal/scoring/goal"
)

// company are handoffs of a company that hands over about n on each working day: accepts 80 %, qualifies half of these, wins a quarter of those.
func company(seed uint64, first, until time.Time, n int) (all []goal.Passage) {
	r := rand.New(rand.NewPCG(seed, 1))
	after := func(at time.Time, days float64) time.Time {
		return at.Add(time.Duration((0.1 + r.ExpFloat64()*days) * 24 * float64(time.Hour)))
	}
	for d := first; d.Before(until); d = d.AddDate(0, 0, 1) {
		if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
			continue
		}
		for range n/2 + r.IntN(n+1) {
			p := goal.Passage{Submitted: d.Add(time.Duration(8+r.IntN(9)) * time.Hour)}
			p.Due = p.Submitted.Add(24 * time.Hour)
			p.Answered, p.Answer = after(p.Submitted, 0.5), goal.SentBack
			if r.Float64() < 0.8 {
				p.Answer = goal.Took
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

// daysOf are the days of passages before a day.
func daysOf(passages []goal.Passage, first, before time.Time) []goal.Day {
	counts := map[time.Time]int64{}
	for _, p := range passages {
		counts[p.Submitted.Truncate(24*time.Hour)]++
	}
	return came(first.Format(time.DateOnly), int(before.Sub(first).Hours()/24), func(d time.Time) int64 { return counts[d] })
}

func TestTheRangesOfPastMonthsHold(t *testing.T) {
	first, now := day("2024-11-01"), day("2026-11-20")
	held, all := 0, 0
	for seed := range uint64(2) {
		passages := company(seed, first, now, 8)
		record := goal.Replay(office, passages, daysOf(passages, first, now), time.UTC, now)
		for _, l := range record.Lines {
			t.Logf("%s: %d of %d, %d below, %d above", l.Metric, l.Held, l.Forecasts, l.Below, l.Above())
			if l.Forecasts < 30 {
				t.Errorf("%s was foreseen %d times", l.Metric, l.Forecasts)
			}
			if l.Beaten() {
				t.Errorf("the forecasts of %s are further off than the simplest ones: %+v", l.Metric, l)
			}
		}
		held, all = held+record.All().Held, all+record.All().Forecasts
	}
	if share := float64(held) / float64(all); share < 0.7 || share > 0.9 {
		t.Errorf("%d of %d held", held, all)
	}
}

// A lead that comes back and is handed over again counts once in a month, by its latest handoff, in what is foreseen as in what comes.
func TestALeadThatIsHandedOverAgainIsForeseenOnce(t *testing.T) {
	first, now := day("2024-11-01"), day("2026-11-20")
	var passages []goal.Passage
	counts := map[time.Time]int64{}
	for i, p := range company(8, first, now, 8) {
		counts[p.Submitted.Truncate(24*time.Hour)]++
		if p.Answer == goal.SentBack && i%3 != 0 {
			again := p
			again.Submitted, again.Due, again.Answered = p.Answered.Add(30*time.Hour), p.Answered.Add(54*time.Hour), p.Answered.Add(40*time.Hour)
			if again.Submitted.Before(now) {
				again.Answer, p.Again = goal.Took, again.Submitted
				passages = append(passages, again)
				if p.Submitted.Month() != p.Again.Month() {
					counts[p.Again.Truncate(24*time.Hour)]++
				}
			}
		}
		passages = append(passages, p)
	}
	slices.SortFunc(passages, func(a, b goal.Passage) int { return a.Submitted.Compare(b.Submitted) })
	days := came("2024-11-01", int(now.Sub(first).Hours()/24), func(d time.Time) int64 { return counts[d] })
	for _, l := range goal.Replay(office, passages, days, time.UTC, now).Lines {
		if m := l.Metric; m != goal.HandedOver && m != goal.Accepted && m != goal.AcceptedRate {
			continue
		}
		if share := float64(l.Held) / float64(l.Forecasts); l.Beaten() || share < 0.65 || l.Below > l.Forecasts/4 || l.Above() > l.Forecasts/4 {
			t.Errorf("%s: %d of %d held, %d ended below, %d above; %+v", l.Metric, l.Held, l.Forecasts, l.Below, l.Above(), l)
		}
	}
}

func TestAForecastKnowsNothingOfWhatComesLater(t *testing.T) {
	first, at, now := day("2025-06-01"), day("2026-06-15"), day("2026-11-20")
	passages := company(3, first, now, 6)
	days := daysOf(passages, first, at)
	var then []goal.Passage
	for _, p := range passages {
		if !p.Submitted.After(at) {
			if p.Answered.After(at) {
				p.Answer, p.Answered, p.Qualified, p.Finished, p.Won, p.WonCents = goal.None, time.Time{}, time.Time{}, time.Time{}, false, 0
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
	if diff := cmp.Diff(goal.Learn(office, then, days, at), goal.Learn(office, passages, days, at)); diff != "" {
		t.Errorf("what came later is learned: %s", diff)
	}
}

func TestRanges(t *testing.T) {
	first, now := day("2025-06-01"), day("2026-11-16")
	passages := company(5, first, now, 8)
	outlook := goal.Learn(office, passages, daysOf(passages, first, now), now)
	play := outlook.Ready()
	rapid.Check(t, func(r *rapid.T) {
		n := func(name string, most int64) int64 { return rapid.Int64Range(0, most).Draw(r, name) }
		c := goal.Cohort{HandedOver: n("handed over", 400), Weight: float64(n("left", 30)), SentBack: 3, OnTime: n("on time", 90), Late: n("late", 20)}
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
		for m, is := range map[goal.Metric]float64{goal.HandedOver: float64(c.HandedOver), goal.Accepted: float64(c.Accepted), goal.Qualified: float64(c.Qualified), goal.Won: float64(c.Won), goal.WonAmount: c.WonAmount} {
			if x := ranges[m]; !x.Known || x.Low > x.Middle || x.Middle > x.High || x.Low < is {
				r.Fatalf("%s is %v and heading for %+v", m, is, x)
			}
		}
		for _, m := range []goal.Metric{goal.AcceptedRate, goal.OnTime} {
			if x := ranges[m]; !x.Known || x.Low < 0 || x.Low > x.Middle || x.Middle > x.High || x.High > 100 {
				r.Fatalf("%s is heading for %+v", m, x)
			}
		}
		if c.Weight == 0 && (ranges[goal.HandedOver].Low != float64(c.HandedOver) || ranges[goal.HandedOver].High != float64(c.HandedOver)) {
			r.Fatalf("when the days are over %d end as %+v", c.HandedOver, ranges[goal.HandedOver])
		}
	})
}

// months are days on which so many come on each working day of a month, month by month.
func months(first string, perDay ...int64) []goal.Day {
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
		{"after two", 14, 17, 20},
		{"after three", 21, 18.5, 20.5},
	} {
		now := day("2026-07-01").AddDate(0, 0, c.gone)
		known := days[:len(days)-31+c.gone]
		var passages []goal.Passage
		for _, d := range known {
			for range d.N {
				passages = append(passages, goal.Passage{Submitted: d.On, Due: d.On.Add(time.Hour)})
			}
		}
		outlook := goal.Learn(office, passages, known, now)
		left := goal.Cohort{}
		left.Weight, left.Ahead = outlook.Left(office, now, day("2026-07-31"), now)
		perDay := outlook.Ready().Ranges(left)[goal.HandedOver].Middle / float64(office.WorkingDays(now, day("2026-07-31")))
		if perDay < c.low || perDay > c.high {
			t.Errorf("%s %.1f a day are foreseen, want %v to %v", c.name, perDay, c.low, c.high)
		}
	}
}

func TestALongSilenceEndsAFlow(t *testing.T) {
	days := months("2026-01-01", 10, 10, 10, 0, 0)
	o := goal.Learn(office, nil, days, day("2026-06-01"))
	if o.Flow.Level != 0 {
		t.Errorf("after two months of nothing %v a day are foreseen", o.Flow.Level)
	}
}

func TestTooFewForARange(t *testing.T) {
	first, now := day("2026-10-01"), day("2026-11-16")
	for _, c := range []struct {
		name    string
		outlook goal.Outlook
		metric  goal.Metric
		why     string
	}{
		{"nothing was learned", goal.Outlook{}, goal.HandedOver, "No range yet: it is calculated once an hour."},
		{"nineteen leads", goal.Learn(office, company(1, first, now, 8)[:19], daysOf(company(1, first, now, 8)[:19], first, now), now), goal.Accepted,
			"No range yet: only 19 leads handed over in the last year, and it needs 20."},
		{"twenty leads", goal.Learn(office, company(1, first, now, 8)[:20], daysOf(company(1, first, now, 8)[:20], first, now), now), goal.Accepted, ""},
		{"twenty leads, few of them qualified", goal.Learn(office, company(1, first, now, 8)[:20], daysOf(company(1, first, now, 8)[:20], first, now), now), goal.Won, "in the last year, and it needs 20."},
		{"ten days", goal.Learn(office, company(1, first, now, 8)[:40], daysOf(company(1, first, now, 8), first, first.AddDate(0, 0, 10)), now), goal.HandedOver, "No range: it needs 14 days of leads, with at least one lead in the last 56 days."},
	} {
		x := c.outlook.Ready().Ranges(goal.Cohort{Weight: 3, Ahead: 3})[c.metric]
		if x.Known != (c.why == "") || len(x.Why) < len(c.why) || x.Why[len(x.Why)-len(c.why):] != c.why {
			t.Errorf("%s: %+v, want %q", c.name, x, c.why)
		}
	}
}

func TestRangesInWords(t *testing.T) {
	in := func(middle, low, high float64) goal.Range {
		return goal.Range{Known: true, Middle: middle, Low: low, High: high}
	}
	for _, c := range []struct {
		name  string
		goal  goal.Goal
		to    goal.Range
		today string
		words string
		tone  goal.Tone
	}{
		{"behind, but on its way", november(goal.Qualified, 100), in(112, 98, 127), "2026-11-30", "Behind by 10, heading for 112 (98 to 127)", goal.Short},
		{"it may be", november(goal.HandedOver, 120), in(112, 98, 127), "2026-11-27", "Behind by 24, heading for 112 (98 to 127); 30 a day needed", goal.Behind},
		{"on its pace, and foreseen to fall behind", november(goal.HandedOver, 90), in(84, 80, 88), "2026-11-30", "On pace, heading for 90", goal.Good},
		{"ahead, and foreseen to fall short", november(goal.Won, 120), in(100, 95, 110), "2026-11-20", "Ahead by 4, heading for 100 (95 to 110); 5 a day needed", goal.Short},
		{"it will not be", november(goal.HandedOver, 200), in(112, 98, 127), "2026-11-30", "Behind by 110, heading for 112 (98 to 127)", goal.Behind},
		{"over, and it still grows", november(goal.Won, 100), in(112, 98, 127), "2026-12-03", "Short by 10 so far, heading for 112 (98 to 127)", goal.Short},
		{"over, and nothing comes", november(goal.HandedOver, 100), in(90, 90, 90), "2026-12-03", "Missed by 10", goal.Short},
		{"a rate", november(goal.AcceptedRate, 92), in(91.2, 88.7, 93), "2026-11-20", "2 points short, heading for 91% (89 to 93%)", goal.Short},
		{"money", november(goal.WonAmount, 80), in(182_000, 151_000, 1_260_000), "2026-11-20", "Ahead by €33, heading for €182k (€151k to €1.3M)", goal.Good},
	} {
		s := c.goal.Head(goal.Now{Value: 90, N: 90, Of: 100}, c.to, goal.Working(office, c.goal.First, c.goal.Last, day(c.today)), "€")
		if s.Words != c.words || s.Tone != c.tone {
			t.Errorf("%s: %q, tone %d; want %q, tone %d", c.name, s.Words, s.Tone, c.words, c.tone)
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
		if weight, ahead := (goal.Outlook{}).Left(office, day("2026-11-01"), day("2026-11-30"), now); weight != c.weight || ahead != c.ahead {
			t.Errorf("%s %v over %v days are left, want %v over %v", c.name, weight, ahead, c.weight, c.ahead)
		}
	}
}

func TestARejectionThatWasOverturnedWasAnsweredWhenItWasRejected(t *testing.T) {
	at := day("2026-11-20")
	var passages []goal.Passage
	var days []goal.Day
	for i := range 60 {
		on := day("2026-09-21").AddDate(0, 0, i)
		p := goal.Passage{Submitted: on, Due: on.Add(8 * time.Hour), Answered: on.Add(time.Hour), Answer: goal.Took}
		if i%2 == 0 {
			p.Ruled = p.Answered.AddDate(0, 0, 5)
		}
		passages, days = append(passages, p), append(days, goal.Day{On: on, N: 1})
	}
	o := goal.Learn(agreement.Calendar{}, passages, days, at)
	if o.OnTime != 60 || o.Late != 0 {
		t.Errorf("of 60 answers in time %v are, and %v late", o.OnTime, o.Late)
	}
	before := goal.Learn(agreement.Calendar{}, passages[56:], days, passages[58].Answered.AddDate(0, 0, 1))
	if before.Back != 2 {
		t.Errorf("before the rulings %v were sent back", before.Back)
	}
}
