package agreement

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rickar/cal/v2"

	"baton/internal/errs"
)

func TestHolidaysAreThoseThatTheCountryKeeps(t *testing.T) {
	for _, tc := range []struct {
		country, day string
		off          bool
	}{
		{"DE", "2026-10-03", true}, {"DE", "2026-10-05", false}, {"DE", "2026-12-26", true}, {"DE", "2026-12-24", false},
		{"DE", "2027-03-26", true},
		{"US", "2026-11-26", true}, {"US", "2026-07-04", true}, {"US", "2026-07-03", true}, {"US", "2026-12-26", false},
		{"US", "2027-12-31", true}, // New Year's Day of 2028 is a Saturday
		// What the library has wrongly or not at all.
		{"AR", "2026-06-15", true}, {"AR", "2026-06-17", false}, {"AR", "2026-04-03", true}, {"BR", "2023-11-20", false},
		{"BR", "2024-11-20", true}, {"BR", "2026-11-20", true},
		{"CH", "2026-03-19", false}, {"CH", "2026-08-01", true}, {"IT", "2025-10-04", false}, {"IT", "2027-10-04", true},
		{"NL", "2026-04-03", false}, {"NL", "2026-05-05", false}, {"NL", "2030-05-05", true}, {"NL", "2025-04-26", true},
		{"NL", "2026-04-27", true},
		{"NZ", "2026-07-10", true}, {"NZ", "2027-06-25", true}, {"NZ", "2026-07-09", false}, {"PL", "2024-12-24", false},
		{"PL", "2026-12-24", true},
		{"RO", "2023-01-06", false}, {"RO", "2026-01-06", true}, {"RO", "2026-01-07", true},
		{"SK", "2023-09-01", true}, {"SK", "2024-09-01", false}, {"SK", "2024-11-17", true}, {"SK", "2025-11-17", false},
		{"SK", "2026-05-08", false}, {"SK", "2027-05-08", true}, {"SK", "2026-09-15", false},
		{"UA", "2026-10-01", true}, {"UA", "2026-10-14", false}, {"UA", "2026-01-07", false}, {"UA", "2026-05-08", true},
		{"UA", "2026-05-09", false},
		{"CN", "2026-02-17", true}, {"CN", "2026-10-07", true}, {"CN", "2027-06-09", true}, {"CN", "2026-10-08", false},
		{"FI", "2026-06-20", true}, {"FI", "2026-10-31", true}, {"FI", "2027-11-06", true}, {"FI", "2026-12-06", true},
		{"HU", "2026-08-20", true}, {"HU", "2026-12-24", false},
		{"IN", "2026-01-26", true}, {"IN", "2026-11-24", true}, {"IN", "2027-10-02", true}, {"MX", "2026-02-02", true},
		{"MX", "2026-11-16", true}, {"MX", "2024-10-01", true}, {"MX", "2030-10-01", true}, {"MX", "2026-10-01", false},
		{"PT", "2026-06-04", true}, {"PT", "2026-06-10", true}, {"SG", "2026-08-10", true}, {"SG", "2026-02-18", true},
		{"SG", "2026-06-01", true},
		// Regions.
		{"DE-BY", "2026-01-06", true}, {"DE", "2026-01-06", false}, {"DE-BE", "2026-03-08", true},
		{"DE-MV", "2027-03-08", true}, {"DE-BE", "2025-05-08", true}, {"DE-SN", "2026-11-18", true},
		{"ES-CT", "2026-09-11", true}, {"ES-CT", "2026-04-02", false}, {"ES-MD", "2026-04-02", true},
		{"ES-MD", "2026-05-02", true}, {"ES", "2026-05-02", false}, {"ES-PV", "2026-07-25", true},
		{"GB-SCT", "2026-11-30", true}, {"GB-SCT", "2026-04-06", false}, {"GB-SCT", "2026-08-03", true},
		{"GB-SCT", "2026-08-31", false}, {"GB-SCT", "2027-01-04", true}, {"GB-SCT", "2023-01-03", true},
		{"GB-NIR", "2026-07-13", true}, {"GB-NIR", "2026-03-17", true}, {"GB", "2026-03-17", false},
		{"CH-TI", "2026-03-19", true}, {"CH-GE", "2026-09-10", true}, {"CH-VD", "2026-09-21", true},
		{"AU-VIC", "2026-03-09", true}, {"AU", "2026-03-09", false},
		{"GB", "2026-12-28", true}, {"FR", "2026-07-14", true}, {"JP", "2026-09-22", true}, {"", "2026-12-25", false},
		{"XX", "2026-12-25", false},
	} {
		day, err := time.Parse(time.DateOnly, tc.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := HolidaysOf(tc.country).On(day.Date()); got != tc.off {
			t.Errorf("%q, %s: a holiday is %t", tc.country, tc.day, got)
		}
	}
}

func TestACountryIsTakenWithHolidaysThatLast(t *testing.T) {
	at := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	for _, h := range AllHolidays() {
		if err := CheckHolidays(h.Code(), at); err != nil || h.Name() == "" || strings.HasPrefix(h.Name(), ":") {
			t.Errorf("%s, %q: %v", h.Code(), h.Name(), err)
		}
	}
	jubilee := &cal.Holiday{Month: time.June, Day: 2, Func: cal.CalcDayOfMonth}
	until := func(year int) *Holidays {
		h := jubilee.Clone(&cal.Holiday{EndYear: year})
		return &Holidays{code: "CH", name: "Switzerland", list: []*cal.Holiday{h}}
	}
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"none", CheckHolidays("", at), ""},
		{"unknown", CheckHolidays("AQ", at),
			"The public holidays of this country are not known. Choose one from the list, or none."},
		{"a list that goes on", until(2027).lasts(at), ""},
		{"a list that ends this year", until(2026).lasts(at),
			"The public holidays of Switzerland are known only until 2026. Choose none, and enter the team's days off."},
		{"a list that has ended", until(2025).lasts(at),
			"The public holidays of Switzerland are known only until 2025. Choose none, and enter the team's days off."},
	} {
		var problems errs.Problems
		if errors.As(tc.err, &problems); problems["country"] != tc.want || (tc.err == nil) != (tc.want == "") {
			t.Errorf("%s: %v, want %q", tc.name, tc.err, tc.want)
		}
	}
}

func TestHolidaysAreListedByDayWithTheirNames(t *testing.T) {
	var got []string
	for _, h := range HolidaysOf("DE-BY").From(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), 40) {
		got = append(got, h.On.Format(time.DateOnly)+" "+h.Name)
	}
	if want := "2026-12-25 Weihnachtstag, 2026-12-26 Zweiter Weihnachtsfeiertag, 2027-01-01 Neujahrstag, " +
		"2027-01-06 Heilige Drei Könige"; strings.Join(got, ", ") != want {
		t.Errorf("listed %q, want %q", got, want)
	}
	if len(HolidaysOf("").From(time.Now(), 365)) != 0 {
		t.Error("no country has holidays")
	}
}

// What is announced year by year is listed until a year that the program says.
func TestDatedListsSayHowFarTheyGo(t *testing.T) {
	for _, code := range []string{"CN", "IN", "SG", "NZ"} {
		h := HolidaysOf(code)
		last := 0
		for _, holiday := range h.list {
			if holiday.StartYear == holiday.EndYear {
				last = max(last, holiday.EndYear)
			}
		}
		if h.KnownUntil() == 0 || h.KnownUntil() > last {
			t.Errorf("%s is known until %d, and its list ends in %d", code, h.KnownUntil(), last)
		}
	}
	if until := HolidaysOf("DE-BY").KnownUntil(); until != 0 {
		t.Errorf("Bavaria is known until %d, and has rules", until)
	}
}

func TestEveryRegionBelongsToACountryWithAList(t *testing.T) {
	for code := range regions {
		if len(code) < 4 || HolidaysOf(code[:2]) == nil {
			t.Errorf("%s has no country with a list", code)
		}
	}
}

// A clock of two working days that begins before Christmas, in a calendar with a year of holidays and a rep's absences.
func BenchmarkDueTime(b *testing.B) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	c := Calendar{Zone: zone, Week: OfficeHours(), Holidays: HolidaysOf("DE")}
	for month := time.January; month <= time.December; month++ {
		from := time.Date(2026, month, 10, 0, 0, 0, 0, zone)
		c.Away = append(c.Away, Absence{from, from.AddDate(0, 0, 2)})
	}
	start := time.Date(2026, 12, 23, 16, 0, 0, 0, zone)
	want := time.Date(2026, 12, 28, 16, 0, 0, 0, zone)
	for b.Loop() {
		if due := c.Add(start, 18*time.Hour); !due.Equal(want) {
			b.Fatalf("due %s", due.In(zone))
		}
	}
}
