package agreement_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/agreement"
	"baton/internal/errs"
)

func day(t testing.TB, date string) time.Time {
	t.Helper()
	return at(t, time.UTC, date+" 00:00")
}

func TestOwnDaysPutAPromiseOffOrLetItRun(t *testing.T) {
	here := zone(t, "Europe/Berlin")
	for _, tc := range []struct {
		name       string
		own        agreement.OwnDay
		start, due string
	}{
		{"a day off", agreement.OwnDay{On: day(t, "2026-11-04")}, "2026-11-03 17:00", "2026-11-05 10:00"},
		{"a day off of every year", agreement.OwnDay{On: day(t, "2020-11-04"), Yearly: true}, "2026-11-03 17:00",
			"2026-11-05 10:00"},
		{"a day off of another year", agreement.OwnDay{On: day(t, "2025-11-04")}, "2026-11-03 17:00", "2026-11-04 10:00"},
		{"a holiday that is worked", agreement.OwnDay{On: day(t, "2026-12-25"), Works: true}, "2026-12-24 17:00",
			"2026-12-25 10:00"},
		{"a holiday that is worked every year", agreement.OwnDay{On: day(t, "2026-12-25"), Works: true, Yearly: true},
			"2028-12-22 17:00", "2028-12-25 10:00"},
		{"a holiday that was worked in another year", agreement.OwnDay{On: day(t, "2025-12-25"), Works: true},
			"2026-12-24 17:00", "2026-12-28 10:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := agreement.Calendar{Zone: here, Week: agreement.OfficeHours(), Holidays: agreement.HolidaysOf("DE"),
				Own: agreement.NewOwnDays([]agreement.OwnDay{tc.own})}
			start, due := at(t, here, tc.start), at(t, here, tc.due)
			if got := c.Add(start, 2*time.Hour); !got.Equal(due) {
				t.Errorf("due %s, want %s", got.In(here), due)
			}
			if got := c.Between(start, due); got != 2*time.Hour {
				t.Errorf("took %s, want 2h", got)
			}
		})
	}
}

func TestOneDayCountsBeforeEveryYear(t *testing.T) {
	own := agreement.NewOwnDays([]agreement.OwnDay{{On: day(t, "2020-12-24"), Yearly: true},
		{On: day(t, "2027-12-24"), Works: true}})
	c := agreement.Calendar{Zone: time.UTC, Own: own}
	for date, want := range map[string]int{"2026-12-24": 0, "2027-12-24": 1, "2028-12-24": 0, "2026-12-23": 1} {
		if n := c.WorkingDays(day(t, date), day(t, date)); n != want {
			t.Errorf("%s: %d working days, want %d", date, n, want)
		}
	}
	if _, open := (agreement.Calendar{Zone: time.UTC, Own: own}).Open(at(t, time.UTC, "2026-12-24 12:00")); open {
		t.Error("a calendar around the clock is open on its day off")
	}
	if _, worked := own.DaysOff().On(2027, time.December, 24); !worked {
		t.Error("of the days off, that of every year is missing")
	}
	if agreement.NewOwnDays(nil) != nil || agreement.NewOwnDays(nil).DaysOff() != nil {
		t.Error("no days are some")
	}
}

func TestDaysOffAreListedWithTheirNames(t *testing.T) {
	c := agreement.Calendar{Zone: time.UTC, Week: agreement.OfficeHours(), Holidays: agreement.HolidaysOf("DE"),
		Own: agreement.NewOwnDays([]agreement.OwnDay{
			{On: day(t, "2026-12-24"), Name: "Works closing"}, {On: day(t, "2026-12-26"), Works: true},
			{On: day(t, "2026-12-28")},
		})}
	var got []string
	for _, d := range c.DaysOff(day(t, "2026-12-20"), 14) {
		got = append(got, strings.TrimSpace(d.On.Format("2 Jan ")+d.Name))
	}
	if want := "24 Dec Works closing, 25 Dec Weihnachtstag, 28 Dec, 1 Jan Neujahrstag"; strings.Join(got, ", ") != want {
		t.Errorf("%q, want %q", strings.Join(got, ", "), want)
	}
}

func TestAnOwnDayIsRefusedInWords(t *testing.T) {
	now := at(t, time.UTC, "2026-11-03 12:00")
	for _, tc := range []struct {
		name  string
		own   agreement.OwnDay
		field string
	}{
		{"today", agreement.OwnDay{On: day(t, "2026-11-03")}, ""},
		{"yesterday", agreement.OwnDay{On: day(t, "2026-11-02")}, "day"},
		{"yesterday, every year", agreement.OwnDay{On: day(t, "2026-11-02"), Yearly: true}, ""},
		{"no day", agreement.OwnDay{}, "day"},
		{"in five years", agreement.OwnDay{On: day(t, "2031-11-03")}, ""},
		{"in more than five years", agreement.OwnDay{On: day(t, "2031-11-04")}, "day"},
		{"a holiday that is worked", agreement.OwnDay{On: day(t, "2026-12-25"), Works: true}, ""},
		{"a working day that is worked", agreement.OwnDay{On: day(t, "2026-12-24"), Works: true}, "day"},
		{"a long name", agreement.OwnDay{On: day(t, "2026-12-24"), Name: strings.Repeat("é", 101)}, "day_name"},
		{"the longest name", agreement.OwnDay{On: day(t, "2026-12-24"), Name: strings.Repeat("é", 100)}, ""},
	} {
		err := tc.own.Check(agreement.HolidaysOf("DE"), now)
		var problems errs.Problems
		if errors.As(err, &problems); (err == nil) != (tc.field == "") || tc.field != "" && problems[tc.field] == "" {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
	one, yearly := agreement.OwnDay{On: day(t, "2026-12-24")}, agreement.OwnDay{On: day(t, "2026-12-24"), Yearly: true}
	if !one.Same(agreement.OwnDay{On: day(t, "2026-12-24"), Works: true}) || one.Same(yearly) ||
		!yearly.Same(agreement.OwnDay{On: day(t, "2030-12-24"), Yearly: true}) ||
		one.Same(agreement.OwnDay{On: day(t, "2027-12-24")}) {
		t.Error("days are taken for one another")
	}
}
