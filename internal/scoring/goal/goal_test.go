package goal_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
)

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

var office = agreement.Calendar{Zone: time.UTC, Week: agreement.OfficeHours()}

func november(m report.Measure, target float64) goal.Goal {
	return goal.Goal{Measure: m, First: day("2026-11-01"), Last: day("2026-11-30"), Target: target}
}

func TestWhatIsWrongWithAGoal(t *testing.T) {
	good := november(report.LeadsHandedOver, 300)
	with := func(change func(*goal.Goal)) goal.Goal {
		g := good
		change(&g)
		return g
	}
	for _, c := range []struct {
		name  string
		goal  goal.Goal
		field string
	}{
		{"all is well", good, ""},
		{"a goal of zero", with(func(g *goal.Goal) { g.Target = 0 }), "target"},
		{"a goal below zero", with(func(g *goal.Goal) { g.Target = -1 }), "target"},
		{"half a lead", with(func(g *goal.Goal) { g.Target = 2.5 }), "target"},
		{"more than there can be", with(func(g *goal.Goal) { g.Target = 1e12 }), "target"},
		{"more than all", with(func(g *goal.Goal) { g.Measure, g.Target = report.DecidedOnTime, 100.5 }), "target"},
		{"all", with(func(g *goal.Goal) { g.Measure, g.Target = report.DecidedOnTime, 100 }), ""},
		{"half a point", with(func(g *goal.Goal) { g.Measure, g.Target = report.AcceptedShare, 80.5 }), ""},
		{"a metric that is none", with(func(g *goal.Goal) { g.Measure = "luck" }), "metric"},
		{"an end before the start", with(func(g *goal.Goal) { g.Last = day("2026-10-31") }), "ends_on"},
		{"no start", with(func(g *goal.Goal) { g.First = time.Time{} }), "starts_on"},
		{"no end", with(func(g *goal.Goal) { g.Last = time.Time{} }), "ends_on"},
		{"for ever", with(func(g *goal.Goal) { g.Last = day("2036-11-02") }), "ends_on"},
		{"days that are over", with(func(g *goal.Goal) { g.First, g.Last = day("2026-10-01"), day("2026-10-31") }),
			"starts_on"},
		{"a period whose last day is today",
			with(func(g *goal.Goal) { g.First, g.Last = day("2026-11-01"), day("2026-11-20") }), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.goal.Check(day("2026-11-20"))
			var problems errs.Problems
			errors.As(err, &problems)
			if (c.field == "") != (err == nil) || c.field != "" && (len(problems) != 1 || problems[c.field] == "") {
				t.Errorf("got %v, want a problem of %q", err, c.field)
			}
		})
	}
}

func TestHowAGoalStands(t *testing.T) {
	for _, c := range []struct {
		name  string
		goal  goal.Goal
		now   goal.Now
		today string
		words string
		tone  goal.Tone
	}{
		{"ahead of its pace", november(report.LeadsHandedOver, 300), goal.Now{Value: 231}, "2026-11-20",
			"Ahead by 17, heading for 323", goal.Good},
		{"on its pace", november(report.LeadsHandedOver, 21), goal.Now{Value: 15}, "2026-11-20", "On pace, heading for 21",
			goal.Good},
		{"a little behind", november(report.LeadsHandedOver, 300), goal.Now{Value: 200}, "2026-11-20",
			"Behind by 14, heading for 280; 17 a day needed", goal.Short},
		{"far behind", november(report.LeadsHandedOver, 300), goal.Now{Value: 90}, "2026-11-20",
			"Behind by 124, heading for 126; 35 a day needed", goal.Behind},
		{"nothing yet", november(report.LeadsHandedOver, 300), goal.Now{}, "2026-11-20",
			"Behind by 214, heading for 0; 50 a day needed", goal.Behind},
		{"before it begins", november(report.LeadsHandedOver, 300), goal.Now{}, "2026-10-20", "Not begun", goal.Good},
		{"the last day", november(report.LeadsHandedOver, 300), goal.Now{Value: 290}, "2026-11-30",
			"Behind by 10, heading for 290",
			goal.Short},
		{"reached to the lead", november(report.LeadsHandedOver, 300), goal.Now{Value: 300}, "2026-12-01", "Reached",
			goal.Good},
		{"more than reached", november(report.LeadsHandedOver, 300), goal.Now{Value: 1400}, "2026-12-01",
			"Reached, 1,100 over",
			goal.Good},
		{"missed by little", november(report.LeadsHandedOver, 300), goal.Now{Value: 299}, "2026-12-01", "Missed by 1",
			goal.Short},
		{"missed by far", november(report.LeadsHandedOver, 300), goal.Now{Value: 3}, "2026-12-01", "Missed by 297",
			goal.Behind},
		{"money", november(report.AmountWon, 240_000), goal.Now{Value: 182_000}, "2026-11-20",
			"Ahead by €11k, heading for €255k", goal.Good},
		{"much money", november(report.AmountWon, 2_400_000), goal.Now{Value: 1_000_000}, "2026-11-20",
			"Behind by €714k, heading for €1.4M; €233k a day needed", goal.Behind},
		{"a rate that is short", november(report.AcceptedShare, 80), goal.Now{Value: 78, Of: 221}, "2026-11-20",
			"2 points short", goal.Short},
		{"a rate that is one short", november(report.AcceptedShare, 80), goal.Now{Value: 79, Of: 221}, "2026-11-20",
			"1 point short", goal.Short},
		{"a rate that is short by less than a point", november(report.AcceptedShare, 80), goal.Now{Value: 79.9, Of: 221},
			"2026-11-20", "Just short", goal.Short},
		{"a rate that is far off", november(report.AcceptedShare, 80), goal.Now{Value: 70, Of: 221}, "2026-11-20",
			"10 points short", goal.Behind},
		{"a rate that is met", november(report.AcceptedShare, 80), goal.Now{Value: 80, Of: 221}, "2026-11-20", "On target",
			goal.Good},
		{"a rate that is above", november(report.AcceptedShare, 80), goal.Now{Value: 81, Of: 221}, "2026-11-20",
			"1 point above",
			goal.Good},
		{"a rate of nothing", november(report.AcceptedShare, 80), goal.Now{}, "2026-11-20", "Nothing decided yet", goal.Good},
		{"late answers", november(report.DecidedOnTime, 95), goal.Now{Value: 91, Of: 100, Late: 9, Overdue: 8, OverdueA: 7},
			"2026-11-20", "9 late, 8 still waiting, 7 of them grade A", goal.Behind},
		{"late answers that are allowed", november(report.DecidedOnTime, 90), goal.Now{Value: 91, Of: 100, Late: 9},
			"2026-11-20",
			"9 late", goal.Good},
		{"no late answers", november(report.DecidedOnTime, 95), goal.Now{Value: 100, Of: 100}, "2026-11-20", "5 points above",
			goal.Good},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.goal.Head(c.now, forecast.Range{}, forecast.Working(office, c.goal.First, c.goal.Last, day(c.today)), "€")
			if s.Words != c.words || s.Tone != c.tone {
				t.Errorf("got %q, tone %d; want %q, tone %d", s.Words, s.Tone, c.words, c.tone)
			}
		})
	}
}

func TestWhereABarStands(t *testing.T) {
	p := forecast.Working(office, day("2026-11-01"), day("2026-11-30"), day("2026-11-20"))
	if p.Words() != "Day 15 of 21" {
		t.Errorf("the chip says %q", p.Words())
	}
	if s := november(report.LeadsHandedOver, 300).Head(goal.Now{Value: 231}, forecast.Range{}, p, "€"); s.Percent != 77 ||
		s.Pace != 71 {
		t.Errorf("a count stands at %d%% with its pace at %d%%", s.Percent, s.Pace)
	}
	if s := november(report.AcceptedShare, 80).Head(goal.Now{Value: 78, Of: 9}, forecast.Range{}, p,
		"€"); s.Percent != 78 ||
		s.Pace != 80 {
		t.Errorf("a rate stands at %d%% with its promise at %d%%", s.Percent, s.Pace)
	}
	if s := november(report.LeadsHandedOver, 3).Head(goal.Now{Value: 3000}, forecast.Range{}, p, "€"); s.Percent != 100 {
		t.Errorf("a bar runs to %d%%", s.Percent)
	}
}

func TestAmountsInWords(t *testing.T) {
	for _, c := range []struct {
		unit        report.Unit
		n           float64
		long, short string
	}{
		{report.Leads, 0, "0", "0"}, {report.Leads, 999, "999", "999"}, {report.Leads, 1204, "1,204", "1,204"},
		{report.Leads, -1204, "−1,204", "−1,204"},
		{report.Percent, 80, "80%", "80%"}, {report.Percent, 80.5, "80.5%", "80.5%"},
		{report.Money, 9999, "€9,999", "€9,999"}, {report.Money, 182_400, "€182,400", "€182k"},
		{report.Money, 999_400, "€999,400", "€999k"},
		{report.Money, 999_600, "€999,600", "€1M"}, {report.Money, 1_240_000, "€1,240,000", "€1.2M"},
	} {
		if long, short := c.unit.Number(c.n, "€"), c.unit.Short(c.n, "€"); long != c.long || short != c.short {
			t.Errorf("%v is %q and %q, want %q and %q", c.n, long, short, c.long, c.short)
		}
	}
}

func TestPace(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		first := day("2026-01-01").AddDate(0, 0, rapid.IntRange(0, 700).Draw(r, "first"))
		last := first.AddDate(0, 0, rapid.IntRange(0, 400).Draw(r, "length"))
		calendar := rapid.SampledFrom([]agreement.Calendar{office, {Zone: time.UTC}}).Draw(r, "calendar")
		g := goal.Goal{Measure: rapid.SampledFrom(report.Measures).Draw(r, "metric"), First: first, Last: last,
			Target: float64(rapid.IntRange(1, 100).Draw(r, "target"))}
		adds := g.Measure.Adds()
		if p := g.Pace(forecast.Working(calendar, first, last, first.AddDate(0, 0, -1))); adds && p != 0 {
			r.Fatalf("before the first day the pace is %v", p)
		}
		for _, after := range []int{0, 1, 500} {
			if p := g.Pace(forecast.Working(calendar, first, last, last.AddDate(0, 0, after))); p != g.Target {
				r.Fatalf("%d days after the last the pace is %v of %v", after, p, g.Target)
			}
		}
		before := 0.0
		for today := first; !today.After(last); today = today.AddDate(0, 0, 7) {
			p := forecast.Working(calendar, first, last, today)
			pace := g.Pace(p)
			if pace < before || pace > g.Target {
				r.Fatalf("on %s the pace falls from %v to %v", today, before, pace)
			}
			before = pace
			value := float64(rapid.IntRange(0, 200).Draw(r, "value"))
			if f := p.Straight(value); f < value {
				r.Fatalf("what is %v already is forecast as %v", value, f)
			}
			if p.Gone < p.All && adds {
				reached := value + g.Needed(value, p)*float64(p.All-p.Gone)
				if reached < g.Target-1e-6 || value >= g.Target && reached != value {
					r.Fatalf("with %v the needed rate leads to %v of %v", value, reached, g.Target)
				}
			}
		}
	})
}

func TestALittleOfTheTargetOnTheLastDayIsBehind(t *testing.T) {
	first, at := day("2025-05-01"), day("2026-11-01")
	timing := slowCompany(first, at)
	g := november(report.AmountInDays, 890_000)
	for _, to := range []forecast.Range{{}, {Known: true, Middle: 910_000, Low: 700_000, High: 1_200_000}} {
		s := g.Head(goal.Now{Value: 193_000}, to,
			timing.Progress(g.Measure, office, g.First, g.Last, g.Last.Add(17*time.Hour)), "€")
		if !strings.HasPrefix(s.Words, "Behind by €697k") || s.Tone != goal.Behind || s.Met() {
			t.Errorf("€193k of €890k on the last day: %q, tone %d", s.Words, s.Tone)
		}
	}
}

func TestAPaceNeverGoesByAForecast(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		g := november(rapid.SampledFrom(report.Measures).Draw(r, "metric"), float64(rapid.IntRange(1, 90).Draw(r, "target")))
		p := forecast.Working(office, g.First, g.Last, g.First.AddDate(0, 0, rapid.IntRange(-3, 40).Draw(r, "today")))
		now := goal.Now{Value: float64(rapid.IntRange(0, 100).Draw(r, "value")), Of: 100}
		middle := rapid.Float64Range(0, 500).Draw(r, "middle")
		to := forecast.Range{Known: true, Middle: middle, Low: middle / 2, High: middle * 2}
		if with, without := g.Head(now, to, p, "€"), g.Head(now, forecast.Range{}, p, "€"); with.Pace != without.Pace {
			r.Fatalf("a forecast of %v moves the pace from %d%% to %d%%", middle, without.Pace, with.Pace)
		}
	})
	g := goal.Goal{Measure: report.LeadsWon, First: day("2026-11-01"), Last: day("2026-11-30"), Target: 10}
	if s := g.Head(goal.Now{}, forecast.Range{Known: true, Middle: 12, Low: 9, High: 15},
		forecast.Progress{Gone: 15, All: 21}, "€"); s.Words != "Behind by 7, heading for 12 (9 to 15); 2 a day needed" {
		t.Errorf("%q", s.Words)
	}
	if s := g.Head(goal.Now{Value: 4}, forecast.Range{}, forecast.Progress{All: 21},
		"€"); s.Words != "Ahead by 4, heading for 4" {
		t.Errorf("before the first working day: %q", s.Words)
	}
}
