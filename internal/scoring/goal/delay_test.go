package goal_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/scoring/goal"
)

// waited are handoffs of which a third is won, each after so many days as delay draws, as they are known at a time.
func waited(first, at time.Time, perDay int, delay func(r *rand.Rand) float64) (all []goal.Passage) {
	r := rand.New(rand.NewPCG(4, 2))
	for d := first; d.Before(at); d = d.AddDate(0, 0, 1) {
		for i := range perDay {
			p := goal.Passage{Submitted: d.Add(12 * time.Hour), Due: d.Add(20 * time.Hour), Answered: d.Add(13 * time.Hour), Answer: goal.Took}
			p.Qualified = d.Add(14 * time.Hour)
			p.Finished, p.Won = d.Add(12*time.Hour+time.Duration(delay(r)*24*float64(time.Hour))), i%3 == 0
			all = append(all, p)
		}
	}
	return all
}

// learnedAt is the timing that is learned of passages at a time.
func learnedAt(passages []goal.Passage, first, at time.Time) goal.Timing {
	return goal.Learn(office, passages, daysOf(passages, first, at), at).Timing()
}

// The usual delay is that of leads that had the time: those of a company of half a year are mostly young, and do not make it short.
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
		p := timing.Progress(goal.Won, office, c.first, c.last, c.now)
		if got := p.Share(); math.Abs(got-c.come) > 0.05 {
			t.Errorf("%s: %.2f has come, want about %.2f", c.name, got, c.come)
		}
	}
}

func TestWhatComesLaterIsPacedByItsDelay(t *testing.T) {
	first, at := day("2025-05-01"), day("2026-11-01")
	timing := learnedAt(waited(first, at, 6, func(r *rand.Rand) float64 { return 120 * r.Float64() }), first, at)
	won, volume := november(goal.Won, 100), november(goal.HandedOver, 100)
	head := func(g goal.Goal, value float64, to goal.Range, now string) goal.Standing {
		return g.Head(goal.Now{Value: value}, to, timing.Progress(g.Metric, office, g.First, g.Last, day(now).Add(18*time.Hour)), "€")
	}
	for _, c := range []struct {
		name      string
		goal      goal.Goal
		value     float64
		to        goal.Range
		now       string
		words     string
		maturing  bool
		tone      goal.Tone
		met, open bool
	}{
		{"leads of November, on its last day", won, 14, goal.Range{}, "2026-11-30", "Ahead by 2, ", true, goal.Good, true, false},
		{"as many, a month later", won, 14, goal.Range{}, "2026-12-31", "Short by 86 so far", true, goal.Behind, false, true},
		{"as many as usual by then", won, 40, goal.Range{}, "2026-12-31", "Short by 60 so far", true, goal.Good, false, true},
		{"as usual, and all too few", won, 40, goal.Range{Known: true, Middle: 60, Low: 50, High: 70}, "2026-12-31", "Short by 60 so far, heading for 60 (50 to 70)", true, goal.Behind, false, false},
		{"when nothing is to come", won, 40, goal.Range{}, "2027-06-30", "Missed by 60", false, goal.Behind, false, false},
		{"reached early", won, 100, goal.Range{}, "2026-12-31", "Reached", false, goal.Good, true, false},
		{"leads handed over, on the last day", volume, 14, goal.Range{}, "2026-11-30", "Behind by 86, ", false, goal.Behind, false, false},
	} {
		s := head(c.goal, c.value, c.to, c.now)
		maturing := strings.Contains(strings.Join(s.Notes, " "), "Still maturing: ")
		if !strings.HasPrefix(s.Words, c.words) || maturing != c.maturing || s.Tone != c.tone || s.Met() != c.met || s.Open != c.open {
			t.Errorf("%s: %q, %q, tone %d, met %v, open %v", c.name, s.Words, s.Notes, s.Tone, s.Met(), s.Open)
		}
	}
}

func TestAPaceByDelayNeverFalls(t *testing.T) {
	first, at := day("2025-11-01"), day("2026-11-01")
	timing := learnedAt(company(9, first, at, 8), first, at)
	rapid.Check(t, func(r *rapid.T) {
		m := rapid.SampledFrom(goal.Metrics).Draw(r, "metric")
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
	season := goal.LearnSeason(office, came("2023-11-20", 1096, func(d time.Time) int64 {
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
	timing := goal.Timing{Season: season}
	for _, c := range []struct {
		name, first, last, now string
		parts                  []string
	}{
		{"a quarter", "2026-10-01", "2026-12-31", "2026-11-20", []string{"Season: October usually brings ", "% more leads, December ", "% fewer."}},
		{"a month, by its weekdays", "2026-11-01", "2026-11-30", "2026-11-19", []string{"Season: a Friday usually brings ", "% fewer leads, a "}},
		{"a quarter that is over", "2026-07-01", "2026-09-30", "2026-11-20", nil},
		{"a day", "2026-11-19", "2026-11-19", "2026-11-19", nil},
	} {
		g := goal.Goal{Metric: goal.HandedOver, First: day(c.first), Last: day(c.last), Target: 500}
		s := g.Head(goal.Now{Value: 200}, goal.Range{}, timing.Progress(g.Metric, office, g.First, g.Last, day(c.now).Add(9*time.Hour)), "")
		said := strings.Join(s.Notes, " ")
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
