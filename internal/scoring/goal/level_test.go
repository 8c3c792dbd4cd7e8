package goal_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
)

func TestHowALevelStands(t *testing.T) {
	rejected := november(report.RejectedFor, 10)
	for _, c := range []struct {
		name  string
		goal  goal.Goal
		now   goal.Now
		today string
		words string
		tone  goal.Tone
	}{
		{"fewer rejected than allowed", rejected, goal.Now{Value: 8, Of: 50}, "2026-11-20", "2 points below", goal.Good},
		{"as many as allowed", rejected, goal.Now{Value: 10, Of: 50}, "2026-11-20", "On target", goal.Good},
		{"a hair more", rejected, goal.Now{Value: 10.2, Of: 50}, "2026-11-20", "Just over", goal.Short},
		{"a little more", rejected, goal.Now{Value: 11, Of: 50}, "2026-11-20", "1 point over", goal.Short},
		{"far more", rejected, goal.Now{Value: 14, Of: 50}, "2026-11-20", "4 points over", goal.Behind},
		{"kept to the end", rejected, goal.Now{Value: 8, Of: 50}, "2026-12-01", "Reached, 2 points below", goal.Good},
		{"not kept", rejected, goal.Now{Value: 14, Of: 50}, "2026-12-01", "Missed by 4 points", goal.Behind},
		{"nothing decided", rejected, goal.Now{}, "2026-11-20", "Nothing decided yet", goal.Good},
		{"days to come", rejected, goal.Now{}, "2026-10-20", "Not begun", goal.Good},
		{"a quick answer", november(report.DecideMedian, 240), goal.Now{Value: 90, Of: 50}, "2026-11-20", "2 h 30 min below",
			goal.Good},
		{"a slow answer", november(report.DecideMedian, 240), goal.Now{Value: 300, Of: 50}, "2026-11-20", "1 h over",
			goal.Behind},
		{"slow to the end", november(report.DecideMedian, 240), goal.Now{Value: 300, Of: 50}, "2026-12-01", "Missed by 1 h",
			goal.Behind},
		{"cheap", november(report.CostPerAccepted, 120), goal.Now{Value: 100, Of: 50}, "2026-11-20", "€20 below", goal.Good},
		{"dear", november(report.CostPerAccepted, 120), goal.Now{Value: 125, Of: 50}, "2026-11-20", "€5 over", goal.Short},
		{"a good return", november(report.ReturnFirst, 300), goal.Now{Value: 420, Of: 1}, "2026-11-20", "120 points above",
			goal.Good},
		{"a loss", november(report.ReturnFirst, 300), goal.Now{Value: -100, Of: 1}, "2026-11-20", "400 points short",
			goal.Behind},
		{"covered", november(report.Coverage, 3), goal.Now{Value: 3.4, Of: 1}, "2026-11-20", "0.4× above", goal.Good},
		{"not covered", november(report.Coverage, 3), goal.Now{Value: 1.5, Of: 1}, "2026-12-01", "Missed by 1.5×",
			goal.Behind},
		{"a share to the end", november(report.AcceptedShare, 80), goal.Now{Value: 81, Of: 50}, "2026-12-01",
			"Reached, 1 point above", goal.Good},
		{"late answers to the end", november(report.DecidedOnTime, 95), goal.Now{Value: 91, Of: 100, Late: 9}, "2026-12-01",
			"Missed by 4 points, 9 late", goal.Short},
		{"young and old", november(report.SubmittedToSAL, 60), goal.Now{Value: 70, Of: 40, Young: 12}, "2026-11-20",
			"10 points above, 12 too recent to count", goal.Good},
		{"only young", november(report.SubmittedToSAL, 60), goal.Now{Young: 12}, "2026-11-20",
			"12 too recent to count, none old enough", goal.Good},
		{"too few", november(report.Velocity, 10), goal.Now{Why: "Fewer than 20 leads are too few"}, "2026-11-20",
			"Fewer than 20 leads are too few", goal.Good},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.goal.Head(c.now, forecast.Range{}, forecast.Working(office, c.goal.First, c.goal.Last, day(c.today)), "€")
			if s.Words != c.words || s.Tone != c.tone || s.Met() != (c.tone == goal.Good && c.now.Of > 0) {
				t.Errorf("got %q, tone %d, met %v; want %q, tone %d", s.Words, s.Tone, s.Met(), c.words, c.tone)
			}
		})
	}
	if s := rejected.Head(goal.Now{Value: 15, Of: 9}, forecast.Range{}, forecast.Progress{Gone: 1, All: 2},
		""); s.Percent != 75 || s.Pace != 50 {
		t.Errorf("a level that should be low stands at %d%% with its target at %d%%", s.Percent, s.Pace)
	}
}

func TestABetterValueNeverStandsWorse(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		g := november(rapid.SampledFrom(report.Measures).Draw(r, "metric"),
			float64(rapid.IntRange(1, 10_000).Draw(r, "target"))/100)
		today := g.First.AddDate(0, 0, rapid.IntRange(-3, 40).Draw(r, "today"))
		p := forecast.Working(office, g.First, g.Last, today)
		value := rapid.Float64Range(-200, 400)
		better, worse := value.Draw(r, "one"), value.Draw(r, "other")
		if g.Measure.Adds() {
			better, worse = math.Abs(better), math.Abs(worse)
		}
		if (better < worse) == (g.Measure.Better() == report.MoreIsBetter) {
			better, worse = worse, better
		}
		stand := func(v float64) goal.Standing {
			return g.Head(goal.Now{Value: v, N: 1, Of: 30}, forecast.Range{}, p, "€")
		}
		high, low := stand(better), stand(worse)
		if high.Tone > low.Tone {
			r.Fatalf("%s of %v: %v stands at tone %d, %v at %d", g.Measure, g.Target, better, high.Tone, worse, low.Tone)
		}
		for _, s := range []goal.Standing{high, low} {
			if math.IsNaN(s.Forecast) || s.Percent < 0 || s.Percent > 100 || s.Pace < 0 || s.Pace > 100 || s.Words == "" ||
				strings.Contains(s.Words, "NaN") {
				r.Fatalf("%s of %v stands at %+v", g.Measure, g.Target, s)
			}
			if p.Over && !strings.HasPrefix(s.Words, map[bool]string{true: "Reached", false: "Missed"}[s.Met()]) {
				r.Fatalf("%s of %v is over and says %q", g.Measure, g.Target, s.Words)
			}
		}
	})
}

func TestWhomAGoalCanBeOf(t *testing.T) {
	today := day("2026-11-20")
	for _, c := range []struct {
		name  string
		goal  goal.Goal
		field string
	}{
		{"one campaign", november(report.CostPerLead, 50).Of(report.Whose{Campaign: 4}), ""},
		{"a person's spend", november(report.CostPerLead, 50).Of(report.Whose{Person: 4}), "scope"},
		{"a team's return", november(report.ReturnFirst, 50).Of(report.Whose{Team: 4}), "scope"},
		{"a person's routing", november(report.RouteSlow, 5).Of(report.Whose{Person: 4}), "scope"},
		{"two at once", november(report.LeadsAccepted, 50).Of(report.Whose{Person: 4, Team: 2}), "scope"},
		{"a reason that is missing", november(report.RejectedFor, 10), "metric"},
		{"a reason too many", goal.Goal{Measure: report.LeadsWon, First: today, Last: today, Target: 5, Reason: 3}, "metric"},
		{"always so", goal.Goal{Measure: report.RejectedFor, Reason: 3, First: today, Last: today, Target: 100}, "target"},
		{"no number", november(report.Velocity, math.NaN()), "target"},
		{"without end", november(report.Velocity, math.Inf(1)), "target"},
		{"longer than ten years", november(report.SpeedMedian, 1e9), "target"},
		{"more than all is won back", november(report.ReturnFirst, 900), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.goal.Check(today)
			if c.field == "" && err != nil || c.field != "" && (err == nil || !strings.HasPrefix(err.Error(), c.field+":")) {
				t.Errorf("got %v, want a problem of %q", err, c.field)
			}
		})
	}
}

func TestASentenceIsOneLine(t *testing.T) {
	s := goal.Sentence{Words: "  The fair\nwas   cancelled. ", At: time.Now()}
	if err := s.Check(); err != nil || s.Words != "The fair was cancelled." {
		t.Errorf("%q, %v", s.Words, err)
	}
	for _, words := range []string{"", " \n\t", strings.Repeat("x", goal.MaxSentence+1)} {
		if err := (&goal.Sentence{Words: words}).Check(); err == nil {
			t.Errorf("%.20q is taken", words)
		}
	}
}
