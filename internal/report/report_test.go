package report_test

import (
	"errors"
	"math"
	"net/url"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/report"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestPeriodsByName(t *testing.T) {
	for _, c := range []struct {
		name               report.PeriodName
		today, first, last string
		words, short       string
	}{
		{report.ThisMonth, "2026-11-20", "2026-11-01", "2026-11-30", "November 2026", "November"},
		{"", "2026-11-20", "2026-11-01", "2026-11-30", "November 2026", "November"},
		{"nonsense", "2026-11-20", "2026-11-01", "2026-11-30", "November 2026", "November"},
		{report.ThisMonth, "2028-02-29", "2028-02-01", "2028-02-29", "February 2028", "February"},
		{report.LastMonth, "2026-01-31", "2025-12-01", "2025-12-31", "December 2025", "December 2025"},
		{report.LastMonth, "2026-03-31", "2026-02-01", "2026-02-28", "February 2026", "February"},
		{report.ThisQuarter, "2026-11-20", "2026-10-01", "2026-12-31", "October to December 2026", "October to December"},
		{report.ThisQuarter, "2026-01-01", "2026-01-01", "2026-03-31", "January to March 2026", "January to March"},
		{report.ThisYear, "2026-11-20", "2026-01-01", "2026-12-31", "2026", "2026"},
	} {
		p := report.Named(c.name, day(c.today), time.UTC)
		if !p.First.Equal(day(c.first)) || !p.Last.Equal(day(c.last)) || p.Words() != c.words ||
			p.Short(day(c.today)) != c.short {
			t.Errorf("%s on %s is %s to %s, %q, %q", c.name, c.today, p.First, p.Last, p.Words(), p.Short(day(c.today)))
		}
	}
}

func TestOwnDaysInWords(t *testing.T) {
	for _, c := range []struct{ first, last, words string }{
		{"2026-11-03", "2026-11-09", "3 to 9 November 2026"},
		{"2026-11-03", "2026-11-03", "3 November 2026"},
		{"2026-10-28", "2026-11-03", "28 October to 3 November 2026"},
		{"2025-12-31", "2026-01-01", "31 December 2025 to 1 January 2026"},
		{"2026-11-01", "2026-11-30", "November 2026"},
	} {
		p, err := report.OwnDays(c.first, c.last, time.UTC)
		if err != nil || p.Words() != c.words {
			t.Errorf("%s to %s reads %q, %v", c.first, c.last, p.Words(), err)
		}
	}
}

func TestTheWholeMonthsOfAPeriod(t *testing.T) {
	for _, tc := range []struct{ first, last, from, until string }{
		{"2026-11-01", "2026-11-30", "2026-11-01", "2026-12-01"},
		{"2026-11-02", "2026-11-30", "2026-12-01", "2026-12-01"},
		{"2026-11-01", "2026-11-29", "2026-11-01", "2026-11-01"},
		{"2026-10-31", "2027-02-01", "2026-11-01", "2027-02-01"},
		{"2024-01-01", "2024-02-29", "2024-01-01", "2024-03-01"},
	} {
		p, err := report.OwnDays(tc.first, tc.last, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if from, until := p.Months(); from.Format(time.DateOnly) != tc.from || until.Format(time.DateOnly) != tc.until {
			t.Errorf("of %s to %s it is %s until %s", tc.first, tc.last, from.Format(time.DateOnly), until.Format(time.DateOnly))
		}
	}
	one := report.Period{First: time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC),
		Last: time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)}
	if from, until := one.Months(); from.Before(until) {
		t.Errorf("five days hold the months from %s until %s", from, until)
	}
}

func TestOwnDaysThatAreNone(t *testing.T) {
	for _, c := range []struct{ name, first, last, field string }{
		{"nothing typed", "", "2026-11-30", "from"},
		{"no last day", "2026-11-01", "", "to"},
		{"the thirty-first of November", "2026-11-01", "2026-11-31", "to"},
		{"the end before the start", "2026-11-02", "2026-11-01", "to"},
		{"all time", "1990-01-01", "2026-01-01", "to"},
		{"a year beyond a date", "-2026-11-01", "2026-11-30", "from"},
	} {
		_, err := report.OwnDays(c.first, c.last, time.UTC)
		var problems errs.Problems
		if !errors.As(err, &problems) || problems[c.field] == "" {
			t.Errorf("%s: %v, want a problem of %s", c.name, err, c.field)
		}
	}
}

func TestAPeriodIsOfTheCompanysZone(t *testing.T) {
	newYork := zone(t, "America/New_York")
	from, until := report.Month(day("2026-11-15"), newYork).Instants()
	// Daylight saving ends on 1 November: the month begins in one offset and ends in another.
	if got, want := from.UTC(), time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("November begins at %s", got)
	}
	if got, want := until.UTC(), time.Date(2026, 12, 1, 5, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("November is over at %s", got)
	}
	if d := report.Day(time.Date(2026, 11, 1, 3, 59, 0, 0, time.UTC), newYork); !d.Equal(day("2026-10-31")) {
		t.Errorf("a minute before midnight is on %s", d)
	}
}

func TestShares(t *testing.T) {
	for _, c := range []struct {
		n, of   int64
		words   string
		low, up float64
	}{
		{0, 0, "–", 0, 1},
		{0, 10, "0%", 0, 0.2775},
		{5, 10, "50%", 0.2366, 0.7634},
		{10, 10, "100%", 0.7225, 1},
		{1, 1000, "1%", 0.00018, 0.00564},
		{999, 1000, "99%", 0.99436, 0.99982},
		{78, 100, "78%", 0.6893, 0.8500},
	} {
		s := report.Share{N: c.n, Of: c.of}
		low, up := s.Wilson()
		if s.Words() != c.words || math.Abs(low-c.low) > 1e-4 || math.Abs(up-c.up) > 1e-4 {
			t.Errorf("%d of %d: %s, %.5f to %.5f; want %s, %.5f to %.5f", c.n, c.of, s.Words(), low, up, c.words, c.low, c.up)
		}
	}
	if words := (report.Share{N: 14, Of: 41}).Sure(); words != "21 to 50%" {
		t.Errorf("14 of 41 is sure to be %s", words)
	}
}

func TestTheIntervalHoldsTheShare(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		of := rapid.Int64Range(1, 1e9).Draw(r, "of")
		s := report.Share{N: rapid.Int64Range(0, of).Draw(r, "n"), Of: of}
		low, up := s.Wilson()
		if low < 0 || up > 1 || low > s.Ratio()+1e-9 || up < s.Ratio()-1e-9 {
			r.Fatalf("%d of %d: %v to %v", s.N, s.Of, low, up)
		}
	})
}

func TestWhatTheRatesAreMadeOf(t *testing.T) {
	all := report.Totals{Captured: 412, HandedOver: 230, Submitted: 231, Accepted: 180, Rejected: 41, Recalled: 0,
		Worked: 150, Qualified: 88, Won: 11, DecidedInTime: 212, DecidedLate: 9, Overdue: 3, WonCents: 182_000_00}
	for name, c := range map[string]struct {
		got  report.Share
		want report.Share
	}{
		"acceptance leaves out what waits":       {all.AcceptanceRate(), report.Share{N: 180, Of: 221}},
		"on time counts what is overdue as late": {all.OnTime(), report.Share{N: 212, Of: 224}},
		"submission is of leads captured":        {all.SubmissionRate(), report.Share{N: 230, Of: 412}},
		"contact is of accepted":                 {all.ContactRate(), report.Share{N: 150, Of: 180}},
		"qualification is of contacted":          {all.QualificationRate(), report.Share{N: 88, Of: 150}},
		"winning is of qualified":                {all.WinRate(), report.Share{N: 11, Of: 88}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	if all.Waiting() != 10 || all.Late() != 12 {
		t.Errorf("%d wait and %d are late", all.Waiting(), all.Late())
	}
}

func TestCostAndReturn(t *testing.T) {
	if cents, known := report.CostPer(9_400_00, 76); !known || cents != 12368 {
		t.Errorf("a lead cost %d cents, %v", cents, known)
	}
	if _, known := report.CostPer(9_400_00, 0); known {
		t.Error("the cost of none is known")
	}
	if times, known := report.Return(96_000_00, 9_400_00); !known || math.Abs(times-9.2128) > 1e-4 {
		t.Errorf("the return is %v, %v", times, known)
	}
	if times, known := report.Return(0, 1_200_00); !known || times != -1 {
		t.Errorf("of nothing won the return is %v, %v", times, known)
	}
	if _, known := report.Return(5, 0); known {
		t.Error("the return of no cost is known")
	}
}

func TestMedians(t *testing.T) {
	bins := func(n ...int64) (all []report.Bin) {
		for i, each := range n {
			all = append(all, report.Bin{Middle: time.Duration(i+1) * time.Minute, N: each})
		}
		return all
	}
	for _, c := range []struct {
		name  string
		bins  []report.Bin
		want  time.Duration
		known bool
	}{
		{"none", nil, 0, false},
		{"taken back again", bins(0, 0), 0, false},
		{"one", bins(0, 1), 2 * time.Minute, true},
		{"two", bins(1, 1), time.Minute, true},
		{"three", bins(1, 1, 1), 2 * time.Minute, true},
		{"one that took long", bins(5, 0, 0, 1), time.Minute, true},
	} {
		if d, known := report.Median(c.bins); d != c.want || known != c.known {
			t.Errorf("%s: %s, %v", c.name, d, known)
		}
	}
}

func TestSpendOfNeighbouringDaysAddsUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		starts := day("2026-01-01").AddDate(0, 0, rapid.IntRange(0, 60).Draw(r, "starts"))
		s := []lead.Spend{{Starts: starts, Ends: starts.AddDate(0, 0, rapid.IntRange(0, 90).Draw(r, "length")),
			Cents: rapid.Int64Range(0, 99_999_999_999_99).Draw(r, "cents")}}
		at := day("2026-01-01").AddDate(0, 0, rapid.IntRange(0, 160).Draw(r, "cut"))
		long, after := day("2025-01-01"), day("2027-01-01")
		left, right := report.Accrued(s, long, at), report.Accrued(s, at.AddDate(0, 0, 1), after)
		if left < 0 || right < 0 || left+right != s[0].Cents || report.Accrued(s, long, after) != s[0].Cents {
			r.Fatalf("%d and %d of %d", left, right, s[0].Cents)
		}
	})
	if cents := report.Accrued([]lead.Spend{{Starts: day("2026-11-01"), Ends: day("2026-11-30"), Cents: 3000}},
		day("2026-11-10"), day("2026-11-12")); cents != 300 {
		t.Errorf("three of thirty days cost %d cents of 3000", cents)
	}
}

func TestThePatternIsToldWhereThereIsOne(t *testing.T) {
	with := func(reason, campaign int64, id lead.CampaignID, campaigns int) report.Dashboard {
		return report.Dashboard{Reasons: []report.ReasonCount{{ID: 1, N: reason}},
			TopReason: []report.CampaignPart{{ID: id, N: campaign}}, Campaigns: make([]report.CampaignCount, campaigns)}
	}
	for _, c := range []struct {
		name string
		d    report.Dashboard
		told bool
	}{
		{"nothing came back", report.Dashboard{}, false},
		{"most came from one", with(14, 12, 4, 3), true},
		{"half came from one", with(14, 7, 4, 3), true},
		{"less than half", with(14, 6, 4, 3), false},
		{"too few to tell", with(4, 4, 4, 3), false},
		{"there is only one campaign", with(14, 14, 4, 1), false},
		{"most came without a campaign", with(14, 12, 0, 3), false},
	} {
		if _, told := c.d.Pattern(); told != c.told {
			t.Errorf("%s: told is %v", c.name, told)
		}
	}
}

func TestAFilterGoesThroughAnAddress(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		first := day("2026-01-01").AddDate(0, 0, rapid.IntRange(0, 900).Draw(r, "first"))
		f := report.Filter{Metric: rapid.SampledFrom([]report.Metric{report.Captured, report.Accepted, report.Rejected,
			report.Overdue}).Draw(r, "metric")}
		f.Period = report.Period{First: first, Last: first.AddDate(0, 0, rapid.IntRange(0, 900).Draw(r, "length")),
			Zone: time.UTC}
		f.Team = rapid.SampledFrom([]account.TeamID{0, 3, 1 << 40}).Draw(r, "team")
		f.Campaign = rapid.SampledFrom([]lead.CampaignID{0, 5, report.NoCampaign}).Draw(r, "campaign")
		f.Who = rapid.SampledFrom([]report.Who{
			{}, {Whose: report.Whose{Source: 4}}, {Whose: report.Whose{Persona: 1 << 40}}, {Whose: report.Whose{Person: 7}},
			{Whose: report.Whose{Person: 7}, Role: report.Submitter}, {Whose: report.Whose{Person: 7}, Role: report.Owner},
		}).Draw(r, "who")
		if f.Metric == report.Rejected {
			f.Reason = rapid.SampledFrom([]agreement.ReasonID{0, 2}).Draw(r, "reason")
		}
		query, err := url.ParseQuery(f.Query().Encode())
		if err != nil {
			r.Fatal(err)
		}
		if got, ok := report.ReadFilter(query, time.UTC); !ok || got != f {
			r.Fatalf("%s is read as %+v, %v", query.Encode(), got, ok)
		}
	})
}

func TestAddressesThatNameNoNumber(t *testing.T) {
	for _, c := range []struct {
		query string
		ok    bool
	}{
		{"behind=accepted&from=2026-11-01&to=2026-11-30&team=3&campaign=5", true},
		{"behind=accepted&from=2026-11-01&to=2026-11-30&team=x&campaign=-5&reason=drop", true},
		{"behind=accepted&from=2026-11-01&to=2026-11-30&person=x&source=-1&persona=&as=owner", true},
		{"behind=luck&from=2026-11-01&to=2026-11-30", false},
		{"behind=accepted&from=2026-11-01", false},
		{"behind=accepted", false},
		{"", false},
	} {
		q, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if f, ok := report.ReadFilter(q, time.UTC); ok != c.ok || f.Reason != 0 || f.Campaign < 0 || f.Who != (report.Who{}) {
			t.Errorf("%q: %+v, %v", c.query, f, ok)
		}
	}
}

func TestHowOftenALeadIsTriedBeforeItIsGivenUp(t *testing.T) {
	p := report.Promises{GivenUp: map[lead.Grade]report.GivenUp{lead.GradeA: {Leads: 2, Attempts: 11},
		lead.GradeD: {Leads: 2, Attempts: 4}}}
	if each, owed, known := p.Tries(map[lead.Grade]int64{lead.GradeA: 6, lead.GradeD: 2}); !known || each != 3.75 ||
		owed != 4 {
		t.Errorf("tried %v times, %v due (%t)", each, owed, known)
	}
}

func TestADayBeginsWhereItsMidnightIsSkipped(t *testing.T) {
	zone, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	p := report.Period{First: day("2026-09-06"), Last: day("2026-09-06"), Zone: zone} // on which midnight is one o'clock
	from, until := p.Instants()
	if y, m, d := from.In(zone).Date(); y != 2026 || m != 9 || d != 6 || until.Sub(from) != 23*time.Hour {
		t.Errorf("the day is from %s to %s", from, until)
	}
}

func TestWhatIsLessThanNothingHasOneMinus(t *testing.T) {
	for _, c := range []struct {
		unit report.Unit
		n    float64
		want string
	}{{report.Gain, -0.97, "−1%"}, {report.Multiple, -0.99, "−1×"}, {report.Gain, -0.4, "−0.4%"},
		{report.Gain, -12.3, "−12.3%"}} {
		if got := c.unit.Number(c.n, ""); got != c.want {
			t.Errorf("%v is %q, want %q", c.n, got, c.want)
		}
	}
}
