package goal_test

import (
	"strings"
	"testing"
	"time"

	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
)

// slowCompany is the timing of a company that hands over six leads a day and wins a third of them, evenly spread over
// the 120 days after.
func slowCompany(first, at time.Time) forecast.Timing {
	var journeys []forecast.Journey
	var days []forecast.Day
	for d := first; d.Before(at); d = d.AddDate(0, 0, 1) {
		for i := range 6 {
			after := time.Duration(len(journeys)*37%120*24+48) * time.Hour
			journeys = append(journeys, forecast.Journey{
				Submitted: d.Add(12 * time.Hour), Due: d.Add(20 * time.Hour), Answered: d.Add(13 * time.Hour),
				Answer:    forecast.Accepted,
				Qualified: d.Add(14 * time.Hour), Finished: d.Add(12*time.Hour + after), Won: i%3 == 0,
			})
		}
		days = append(days, forecast.Day{On: d, N: 6})
	}
	return forecast.Learn(office, journeys, days, at).Timing()
}

func TestWhatComesLaterIsPacedByItsDelay(t *testing.T) {
	first, at := day("2025-05-01"), day("2026-11-01")
	timing := slowCompany(first, at)
	won, volume := november(report.LeadsWon, 100), november(report.LeadsHandedOver, 100)
	head := func(g goal.Goal, value float64, to forecast.Range, now string) goal.Standing {
		return g.Head(goal.Now{Value: value}, to,
			timing.Progress(g.Measure, office, g.First, g.Last, day(now).Add(18*time.Hour)), "€")
	}
	for _, c := range []struct {
		name      string
		goal      goal.Goal
		value     float64
		to        forecast.Range
		now       string
		words     string
		maturing  bool
		tone      goal.Tone
		met, open bool
	}{
		{"leads of November, on its last day", won, 14, forecast.Range{}, "2026-11-30", "Ahead by 2, ", true, goal.Good, true,
			false},
		{"as many, a month later", won, 14, forecast.Range{}, "2026-12-31", "Short by 86 so far", true, goal.Behind, false,
			true},
		{"as many as usual by then", won, 40, forecast.Range{}, "2026-12-31", "Short by 60 so far", true, goal.Good, false,
			true},
		{"as usual, and all too few", won, 40, forecast.Range{Known: true, Middle: 60, Low: 50, High: 70}, "2026-12-31",
			"Short by 60 so far, heading for 60 (50 to 70)", true, goal.Behind, false, false},
		{"when nothing is to come", won, 40, forecast.Range{}, "2027-06-30", "Missed by 60", false, goal.Behind, false,
			false},
		{"reached early", won, 100, forecast.Range{}, "2026-12-31", "Reached", false, goal.Good, true, false},
		{"leads handed over, on the last day", volume, 14, forecast.Range{}, "2026-11-30", "Behind by 86, ", false,
			goal.Behind, false, false},
	} {
		s := head(c.goal, c.value, c.to, c.now)
		maturing := strings.Contains(strings.Join(s.Notes, " "), "Still maturing: ")
		if !strings.HasPrefix(s.Words, c.words) || maturing != c.maturing || s.Tone != c.tone || s.Met() != c.met ||
			s.Open != c.open {
			t.Errorf("%s: %q, %q, tone %d, met %v, open %v", c.name, s.Words, s.Notes, s.Tone, s.Met(), s.Open)
		}
	}
}

func TestRangesInWords(t *testing.T) {
	in := func(middle, low, high float64) forecast.Range {
		return forecast.Range{Known: true, Middle: middle, Low: low, High: high}
	}
	for _, c := range []struct {
		name  string
		goal  goal.Goal
		to    forecast.Range
		today string
		words string
		tone  goal.Tone
	}{
		{"behind, but on its way", november(report.LeadsQualified, 100), in(112, 98, 127), "2026-11-30",
			"Behind by 10, heading for 112 (98 to 127)", goal.Short},
		{"it may be", november(report.LeadsHandedOver, 120), in(112, 98, 127), "2026-11-27",
			"Behind by 24, heading for 112 (98 to 127); 30 a day needed", goal.Behind},
		{"on its pace, and foreseen to fall behind", november(report.LeadsHandedOver, 90), in(84, 80, 88), "2026-11-30",
			"On pace, heading for 90", goal.Good},
		{"ahead, and foreseen to fall short", november(report.LeadsWon, 120), in(100, 95, 110), "2026-11-20",
			"Ahead by 4, heading for 100 (95 to 110); 5 a day needed", goal.Short},
		{"it will not be", november(report.LeadsHandedOver, 200), in(112, 98, 127), "2026-11-30",
			"Behind by 110, heading for 112 (98 to 127)", goal.Behind},
		{"over, and it still grows", november(report.LeadsWon, 100), in(112, 98, 127), "2026-12-03",
			"Short by 10 so far, heading for 112 (98 to 127)", goal.Short},
		{"over, and nothing comes", november(report.LeadsHandedOver, 100), in(90, 90, 90), "2026-12-03", "Missed by 10",
			goal.Short},
		{"a rate", november(report.AcceptedShare, 92), in(91.2, 88.7, 93), "2026-11-20",
			"2 points short, heading for 91% (89 to 93%)", goal.Short},
		{"money", november(report.AmountWon, 80), in(182_000, 151_000, 1_260_000), "2026-11-20",
			"Ahead by €33, heading for €182k (€151k to €1.3M)", goal.Good},
	} {
		s := c.goal.Head(goal.Now{Value: 90, N: 90, Of: 100}, c.to,
			forecast.Working(office, c.goal.First, c.goal.Last, day(c.today)), "€")
		if s.Words != c.words || s.Tone != c.tone {
			t.Errorf("%s: %q, tone %d; want %q, tone %d", c.name, s.Words, s.Tone, c.words, c.tone)
		}
	}
}
