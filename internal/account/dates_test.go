package account_test

import (
	"testing"
	"time"

	"baton/internal/account"
)

func TestADateIsWrittenAsItsReaderReadsIt(t *testing.T) {
	at := time.Date(2026, 3, 4, 15, 5, 0, 0, time.UTC)
	early := time.Date(2026, 3, 4, 0, 30, 0, 0, time.UTC)
	day, month, year := account.DayFirst, account.MonthFirst, account.YearFirst
	for _, c := range []struct {
		style  account.DateStyle
		at     time.Time
		layout string
		want   string
	}{
		{account.DateStyle{}, at, "Monday, 2 January 2006, 15:04 MST", "Wednesday, 4 March 2026, 15:05 UTC"},
		{account.DateStyle{Order: day}, at, "2 Jan, 15:04", "4 Mar, 15:05"},
		{account.DateStyle{Clock12: true}, at, "2 Jan, 15:04", "4 Mar, 3:05 pm"},
		{account.DateStyle{Order: day, Clock12: true}, early, "15:04", "12:30 am"},
		{account.DateStyle{Order: month}, at, "Monday, 2 January 2006, 15:04 MST", "Wednesday, March 4, 2026, 15:05 UTC"},
		{account.DateStyle{Order: month}, at, "2 Jan 2006", "Mar 4, 2026"},
		{account.DateStyle{Order: month, Clock12: true}, at, "on 2 January at 15:04", "on March 4 at 3:05 pm"},
		{account.DateStyle{Order: year}, at, "2 Jan, 15:04", "2026-03-04, 15:05"},
		{account.DateStyle{Order: year}, at, "Monday, 2 January", "Wednesday, 2026-03-04"},
		{account.DateStyle{Order: year, Clock12: true}, early, "2 Jan 2006, 15:04", "2026-03-04, 12:30 am"},
		{account.DateStyle{Order: month}, at, "January 2006", "March 2026"},
		{account.DateStyle{Order: "forged"}, at, "2 Jan, 15:04", "4 Mar, 15:05"},
	} {
		if got := c.style.Write(c.at, c.layout); got != c.want {
			t.Errorf("%v writes %q as %q, want %q", c.style, c.layout, got, c.want)
		}
	}
	berlin := account.Person{Zone: "Europe/Berlin", Dates: account.DateStyle{Order: month}}
	if got := berlin.Write(at, "2 Jan, 15:04"); got != "Mar 4, 16:05" {
		t.Errorf("in Berlin it is %q", got)
	}
}

func TestDaysAreWrittenAsTheirReaderReadsThem(t *testing.T) {
	on := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		first, last      time.Time
		day, month, year string
	}{
		{on(2026, 3, 4), on(2026, 3, 4), "4 March 2026", "March 4, 2026", "2026-03-04"},
		{on(2026, 3, 4), on(2026, 3, 9), "4 to 9 March 2026", "March 4 to 9, 2026", "2026-03-04 to 2026-03-09"},
		{on(2026, 3, 4), on(2026, 4, 9), "4 March to 9 April 2026", "March 4 to April 9, 2026", "2026-03-04 to 2026-04-09"},
		{on(2026, 3, 4), on(2027, 3, 9), "4 March 2026 to 9 March 2027", "March 4, 2026 to March 9, 2027",
			"2026-03-04 to 2027-03-09"},
	} {
		for order, want := range map[account.DateOrder]string{"": c.day, account.DayFirst: c.day, account.MonthFirst: c.month,
			account.YearFirst: c.year} {
			if got := (account.DateStyle{Order: order}).Days(c.first, c.last); got != want {
				t.Errorf("%q: %q, want %q", order, got, want)
			}
		}
	}
}
