package agreement

import (
	"errors"
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
		{"DE", "2026-10-03", true}, {"DE", "2026-10-05", false}, {"DE", "2026-12-26", true}, {"DE", "2026-12-24", false}, {"DE", "2027-03-26", true},
		{"US", "2026-11-26", true}, {"US", "2026-07-04", true}, {"US", "2026-07-03", true}, {"US", "2026-12-26", false},
		{"US", "2027-12-31", true}, // New Year's Day of 2028 is a Saturday
		{"GB", "2026-12-28", true}, {"FR", "2026-07-14", true}, {"JP", "2026-09-22", true}, {"", "2026-12-25", false}, {"XX", "2026-12-25", false},
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
	for _, c := range HolidayCountries() {
		if err := CheckHolidays(c.Code, at); err != nil || c.Name == "" {
			t.Errorf("%s, %q: %v", c.Code, c.Name, err)
		}
	}
	jubilee := &cal.Holiday{Month: time.June, Day: 2, Func: cal.CalcDayOfMonth}
	until := func(year int) *Holidays {
		h := jubilee.Clone(&cal.Holiday{EndYear: year})
		return &Holidays{country: "CH", list: []*cal.Holiday{h}}
	}
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"none", CheckHolidays("", at), ""},
		{"unknown", CheckHolidays("AQ", at), "Baton does not know the public holidays of this country. Choose one of the list, or none."},
		{"a list that goes on", until(2027).lasts(at), ""},
		{"a list that ends this year", until(2026).lasts(at), "The public holidays of Switzerland are known until 2026 only. Choose none, and enter who is away."},
		{"a list that has ended", until(2025).lasts(at), "The public holidays of Switzerland are known until 2025 only. Choose none, and enter who is away."},
	} {
		var problems errs.Problems
		if errors.As(tc.err, &problems); problems["country"] != tc.want || (tc.err == nil) != (tc.want == "") {
			t.Errorf("%s: %v, want %q", tc.name, tc.err, tc.want)
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
