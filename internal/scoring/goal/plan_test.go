package goal_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"baton/internal/errs"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
)

// example is half a million in the first quarter, 60 % of it from marketing's leads.
var example = goal.Plan{
	First: day("2027-01-01"), Last: day("2027-03-31"), RevenueCents: 500_000_00, Share: 6000, DealCents: 20_000_00,
	Win: 2500, Qualify: 6000, Accept: 8500,
	Decide: 1, ToQualify: 9, ToWin: 30,
}

func TestThePlanOfTheExample(t *testing.T) {
	if got, want := example.Need(),
		(goal.Need{Customers: 15, Qualified: 60, Accepted: 100, HandedOver: 118, WonCents: 300_000_00}); got != want {
		t.Errorf("it needs %+v, want %+v", got, want)
	}
	due := example.Due()
	if due.Customers != day("2027-03-31") || due.Qualified != day("2027-03-01") || due.Accepted != day("2027-02-20") ||
		due.HandedOver != day("2027-02-19") {
		t.Errorf("it is due on %+v", due)
	}
}

func TestAPlanIsReckonedInWholeNumbers(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int64
		part goal.Part
		want int64
	}{
		{"60 at 60%", 60, 6000, 100}, {"7 at 7%", 7, 700, 100}, {"29 at 29%", 29, 2900, 100}, {"57 at 57%", 57, 5700, 100},
		{"11 at 1.1%", 11, 110, 1000},
		{"1 at 100%", 1, 10000, 1}, {"1 at a hundredth of a per cent", 1, 1, 10000}, {"one more than divides", 61, 6000, 102},
	} {
		p := example
		p.RevenueCents, p.Share, p.DealCents, p.Win, p.Qualify, p.Accept = c.n*100, 10000, 100, c.part, 10000, 10000
		if got := p.Need(); got.Customers != c.n || got.Qualified != c.want || got.HandedOver != c.want {
			t.Errorf("%s: %+v, want %d", c.name, got, c.want)
		}
	}
}

func TestAPlanNeedsJustEnough(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		part := func(name string) goal.Part { return goal.Part(rapid.Int64Range(1, 10000).Draw(r, name)) }
		p := goal.Plan{
			RevenueCents: rapid.Int64Range(1, 1e12).Draw(r, "revenue"), DealCents: rapid.Int64Range(1e4, 1e9).Draw(r, "deal"),
			Share: part("share"), Win: part("win"), Qualify: part("qualify"), Accept: part("accept"),
		}
		n := p.Need()
		if n.HandedOver > 100_000_000 {
			r.Skip("past counting")
		}
		for _, c := range []struct {
			of, on int64
			rate   goal.Part
		}{{n.Qualified, n.Customers, p.Win}, {n.Accepted, n.Qualified, p.Qualify}, {n.HandedOver, n.Accepted, p.Accept}} {
			if c.of*int64(c.rate) < c.on*10000 || (c.of-1)*int64(c.rate) >= c.on*10000 {
				r.Fatalf("%d at %d are not just enough for %d", c.of, c.rate, c.on)
			}
		}
	})
}

func TestThePlansMonthsAddUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := example
		p.First = day("2027-01-01").AddDate(0, 0, rapid.IntRange(0, 400).Draw(r, "first"))
		p.Last = p.First.AddDate(0, 0, rapid.IntRange(0, 500).Draw(r, "length"))
		p.ToWin = rapid.IntRange(0, 400).Draw(r, "win")
		p.RevenueCents = rapid.Int64Range(1, 1e10).Draw(r, "revenue")
		var sum goal.Need
		leads := rapid.SliceOfN(rapid.Int64Range(0, 60), 31, 31).Draw(r, "leads")
		days := make([]forecast.Day, rapid.IntRange(0, 800).Draw(r, "days"))
		for i := range days {
			days[i] = forecast.Day{On: day("2024-11-20").AddDate(0, 0, i), N: leads[i%31]}
		}
		months := p.Months(office, forecast.LearnSeason(office, days))
		for i, m := range months {
			if m.Last.Before(m.First) || m.First.Month() != m.Last.Month() || i > 0 &&
				!m.First.Equal(months[i-1].Last.AddDate(0, 0, 1)) {
				r.Fatalf("month %d is %s to %s", i, m.First, m.Last)
			}
			if m.Customers < 0 || m.Qualified < 0 || m.Accepted < 0 || m.HandedOver < 0 || m.WonCents < 0 {
				r.Fatalf("month %d needs %+v", i, m.Need)
			}
			sum = goal.Need{sum.Customers + m.Customers, sum.Qualified + m.Qualified, sum.Accepted + m.Accepted,
				sum.HandedOver + m.HandedOver, sum.WonCents + m.WonCents}
		}
		if sum != p.Need() {
			r.Fatalf("the months need %+v, the plan %+v", sum, p.Need())
		}
	})
}

func TestInWhichMonthsAPlanHandsOver(t *testing.T) {
	for _, c := range []struct {
		name, first, last string
		win               int
		from, until       string
		months            int
	}{
		{"a quarter whose leads take forty days", "2027-01-01", "2027-03-31", 30, "2026-12-01", "2027-02-28", 3},
		{"one whose leads take two weeks", "2027-01-01", "2027-03-31", 4, "2027-01-01", "2027-03-31", 3},
		{"a month whose leads take half a year", "2027-02-01", "2027-02-28", 172, "2026-08-01", "2026-08-31", 1},
		{"own days", "2027-01-15", "2027-02-20", 20, "2026-12-15", "2027-01-20", 2},
		{"the last of a long month", "2027-03-31", "2027-03-31", 20, "2027-02-28", "2027-02-28", 1},
	} {
		p := example
		p.First, p.Last, p.ToWin = day(c.first), day(c.last), c.win
		months := p.Months(office, forecast.Season{})
		if len(months) != c.months || !months[0].First.Equal(day(c.from)) || !months[len(months)-1].Last.Equal(day(c.until)) {
			t.Errorf("%s: %+v", c.name, months)
		}
	}
}

func TestTheGoalsOfAPlan(t *testing.T) {
	p := example
	p.Team = 3
	months := p.Months(office, forecast.Season{})
	if all := p.Goals(months, day("2026-12-20")); len(all) != 15 || all[0].Team != 3 ||
		all[0].Measure != report.LeadsHandedOver ||
		all[0].Target != float64(months[0].HandedOver) {
		t.Errorf("%d goals: %+v", len(all), all)
	}
	if all := p.Goals(months, day("2027-01-01")); len(all) != 10 || !all[0].First.Equal(day("2027-01-01")) {
		t.Errorf("a month that is over gets goals: %+v", all)
	}
	p.RevenueCents, p.Win, p.Qualify, p.Accept = 1, 10000, 10000, 10000
	total := 0.0
	for _, g := range p.Goals(p.Months(office, forecast.Season{}), day("2026-12-20")) {
		if g.Target <= 0 {
			t.Errorf("a goal of nothing: %+v", g)
		}
		total += g.Target
	}
	if total != 4.01 && total != 4.006 {
		t.Errorf("one lead all the way and a cent make goals of %v", total)
	}
}

func TestWhatIsWrongWithAPlan(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*goal.Plan)
		field  string
	}{
		{"all is well", func(*goal.Plan) {}, ""},
		{"no revenue", func(p *goal.Plan) { p.RevenueCents = 0 }, "revenue"},
		{"negative revenue", func(p *goal.Plan) { p.RevenueCents = -1 }, "revenue"},
		{"too much revenue", func(p *goal.Plan) { p.RevenueCents = 1e15 }, "revenue"},
		{"no deal", func(p *goal.Plan) { p.DealCents = 0 }, "deal"},
		{"no share", func(p *goal.Plan) { p.Share = 0 }, "share"},
		{"all of it", func(p *goal.Plan) { p.Share = 10000 }, ""},
		{"more than all", func(p *goal.Plan) { p.Share = 10001 }, "share"},
		{"nobody won", func(p *goal.Plan) { p.Win = 0 }, "win"},
		{"more won than qualified", func(p *goal.Plan) { p.Win = 12000 }, "win"},
		{"nobody qualified", func(p *goal.Plan) { p.Qualify = -5 }, "qualify"},
		{"nobody accepted", func(p *goal.Plan) { p.Accept = 0 }, "accept"},
		{"days below zero", func(p *goal.Plan) { p.ToWin = -1 }, "win_days"},
		{"too many days", func(p *goal.Plan) { p.ToQualify = 731 }, "qualify_days"},
		{"a verdict that never comes", func(p *goal.Plan) { p.Decide = 1e6 }, "decide_days"},
		{"a cost below zero", func(p *goal.Plan) { p.CostCents = -1 }, "cost"},
		{"a period that is over", func(p *goal.Plan) { p.First, p.Last = day("2026-10-01"), day("2026-10-31") }, "starts_on"},
		{"no period", func(p *goal.Plan) { p.First = day("0001-01-01") }, "starts_on"},
		{"an end before the start", func(p *goal.Plan) { p.Last = day("2026-12-31") }, "ends_on"},
		{"four years", func(p *goal.Plan) { p.Last = day("2030-12-31") }, "ends_on"},
		{"more leads than people", func(p *goal.Plan) { p.Win, p.Qualify, p.Accept, p.DealCents = 1, 1, 1, 1 }, "revenue"},
	} {
		p := example
		c.change(&p)
		err := p.Check(day("2026-11-20"))
		var problems errs.Problems
		errors.As(err, &problems)
		if (c.field == "") != (err == nil) || c.field != "" && (len(problems) != 1 || problems[c.field] == "") {
			t.Errorf("%s: %v, want a problem of %q", c.name, err, c.field)
		}
	}
}
