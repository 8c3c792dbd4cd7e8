package agreement_test

import (
	"errors"
	"testing"
	"time"

	"baton/internal/agreement"
	"baton/internal/errs"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	at, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// at reads a wall clock in zone, such as "2026-03-27 17:30".
func at(t testing.TB, zone *time.Location, clock string) time.Time {
	t.Helper()
	instant, err := time.ParseInLocation("2006-01-02 15:04", clock, zone)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

// nights are Sunday to Saturday, 22:00 to midnight and midnight to 6:00.
func nights() []agreement.Interval {
	var week []agreement.Interval
	for day := time.Sunday; day <= time.Saturday; day++ {
		week = append(week, agreement.Interval{Day: day, From: 0, To: 6 * 60},
			agreement.Interval{Day: day, From: 22 * 60, To: 24 * 60})
	}
	return week
}

// shifts are Monday to Friday, 22:00 to 6:00 of the next day.
func shifts() []agreement.Interval {
	var week []agreement.Interval
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, agreement.Interval{Day: day, From: 22 * 60, To: 30 * 60})
	}
	return week
}

var promises = []struct {
	name       string
	zone       string
	week       []agreement.Interval
	start, due string
	takes      time.Duration
}{
	{"within an afternoon", "Europe/Berlin", agreement.OfficeHours(), "2026-11-03 14:00", "2026-11-03 15:30",
		90 * time.Minute},
	{"to the last minute of the day", "Europe/Berlin", agreement.OfficeHours(), "2026-11-03 17:00", "2026-11-03 18:00",
		time.Hour},
	{"one minute more than the day has", "Europe/Berlin", agreement.OfficeHours(), "2026-11-03 17:00", "2026-11-04 09:01",
		61 * time.Minute},
	{"over the weekend", "Europe/Berlin", agreement.OfficeHours(), "2026-11-06 17:00", "2026-11-09 12:00", 4 * time.Hour},
	{"asked before work begins", "Europe/Berlin", agreement.OfficeHours(), "2026-11-03 06:12", "2026-11-03 10:00",
		time.Hour},
	{"asked after work has ended", "Europe/Berlin", agreement.OfficeHours(), "2026-11-03 20:00", "2026-11-04 10:00",
		time.Hour},
	{"asked on a Saturday", "Europe/Berlin", agreement.OfficeHours(), "2026-11-07 11:00", "2026-11-09 10:00", time.Hour},
	{"two days of work", "Europe/Berlin", agreement.OfficeHours(), "2026-11-05 09:00", "2026-11-06 18:00", 18 * time.Hour},
	{"a break at noon", "Europe/Berlin",
		[]agreement.Interval{{Day: time.Tuesday, From: 540, To: 720}, {Day: time.Tuesday, From: 780, To: 1020}},
		"2026-11-03 11:30", "2026-11-03 13:30", time.Hour},
	{"one day a week", "Europe/Berlin", []agreement.Interval{{Day: time.Tuesday, From: 540, To: 600}}, "2026-11-03 09:30",
		"2026-11-17 09:30", 2 * time.Hour},
	{"a night shift", "Europe/Berlin", shifts(), "2026-11-03 23:00", "2026-11-04 05:00", 6 * time.Hour},
	{"asked in the second half of a night shift", "Europe/Berlin", shifts(), "2026-11-04 02:00", "2026-11-04 23:00",
		5 * time.Hour},
	{"the shift of Friday ends on Saturday", "Europe/Berlin", shifts(), "2026-11-07 05:00", "2026-11-09 23:00",
		2 * time.Hour},
	{"a shift without the hour that spring takes", "Europe/Berlin",
		[]agreement.Interval{{Day: time.Saturday, From: 1320, To: 1800}}, "2026-03-28 22:00", "2026-03-29 06:00",
		7 * time.Hour},
	{"over night", "Europe/Berlin", nights(), "2026-11-03 23:00", "2026-11-04 01:00", 2 * time.Hour},
	{"a night without the hour that spring takes", "Europe/Berlin", nights(), "2026-03-28 23:00", "2026-03-29 04:00",
		4 * time.Hour},
	{"a night with the hour that autumn gives", "Europe/Berlin", nights(), "2026-10-24 23:00", "2026-10-25 02:59",
		4*time.Hour + 59*time.Minute},
	{"the spring night in New York", "America/New_York", nights(), "2026-03-07 23:00", "2026-03-08 04:00", 4 * time.Hour},
	{"the autumn night in New York", "America/New_York", nights(), "2026-10-31 23:00", "2026-11-01 04:00", 6 * time.Hour},
	{"office hours do not feel spring", "America/New_York", agreement.OfficeHours(), "2026-03-06 17:00",
		"2026-03-09 10:00", 2 * time.Hour},
	{"office hours do not feel autumn", "Europe/Berlin", agreement.OfficeHours(), "2026-10-23 17:00", "2026-10-26 10:00",
		2 * time.Hour},
	{"half an hour beside the others", "Asia/Kolkata", agreement.OfficeHours(), "2026-11-06 17:45", "2026-11-09 09:15",
		30 * time.Minute},
	{"half an hour of summer time in spring", "Australia/Lord_Howe", nights(), "2026-10-03 23:00", "2026-10-04 04:00",
		4*time.Hour + 30*time.Minute},
	{"half an hour of summer time in autumn", "Australia/Lord_Howe", nights(), "2026-04-04 23:00", "2026-04-05 04:00",
		5*time.Hour + 30*time.Minute},
	{"a whole week of days and nights", "Europe/Berlin", nil, "2026-10-24 12:00", "2026-10-25 12:00", 25 * time.Hour},
}

func TestAPromiseIsDueAfterItsWorkingTime(t *testing.T) {
	for _, tc := range promises {
		t.Run(tc.name, func(t *testing.T) {
			here := zone(t, tc.zone)
			c := agreement.Calendar{Zone: here, Week: tc.week}
			start, due := at(t, here, tc.start), at(t, here, tc.due)
			if got := c.Add(start, tc.takes); !got.Equal(due) {
				t.Errorf("due %s, want %s", got.In(here), due)
			}
			if got := c.Between(start, due); got != tc.takes {
				t.Errorf("took %s, want %s", got, tc.takes)
			}
		})
	}
}

func TestNoTimePassesBackwardsOrWhileClosed(t *testing.T) {
	here := zone(t, "Europe/Berlin")
	c := agreement.Calendar{Zone: here, Week: agreement.OfficeHours()}
	for name, pair := range map[string][2]string{
		"the end before the start": {"2026-11-03 12:00", "2026-11-03 11:00"},
		"no time at all":           {"2026-11-03 12:00", "2026-11-03 12:00"},
		"a weekend":                {"2026-11-06 18:00", "2026-11-09 09:00"},
		"a night":                  {"2026-11-03 18:00", "2026-11-04 09:00"},
	} {
		if got := c.Between(at(t, here, pair[0]), at(t, here, pair[1])); got != 0 {
			t.Errorf("%s takes %s of working time", name, got)
		}
	}
}

func TestNothingIsPromisedForEver(t *testing.T) {
	here := zone(t, "Europe/Berlin")
	c := agreement.Calendar{Zone: here, Week: []agreement.Interval{{Day: time.Monday, From: 0, To: 1}}}
	start := at(t, here, "2026-11-03 12:00")
	due := c.Add(start, 1000*time.Hour)
	if due.Before(start.AddDate(9, 0, 0)) || due.After(start.AddDate(11, 0, 0)) {
		t.Errorf("a clock that nobody's hours can fill is due %s, ten years on is the latest", due)
	}
}

func TestOpenUntil(t *testing.T) {
	here := zone(t, "Europe/Berlin")
	c := agreement.Calendar{Zone: here, Week: agreement.OfficeHours()}
	for _, tc := range []struct {
		name, at, until string
	}{
		{"a minute before opening", "2026-11-03 08:59", ""},
		{"at opening", "2026-11-03 09:00", "2026-11-03 18:00"},
		{"a minute before closing", "2026-11-03 17:59", "2026-11-03 18:00"},
		{"at closing", "2026-11-03 18:00", ""},
		{"on a Saturday", "2026-11-07 12:00", ""},
	} {
		until, open := c.Open(at(t, here, tc.at))
		if open != (tc.until != "") {
			t.Errorf("%s: open is %t", tc.name, open)
		} else if open && !until.Equal(at(t, here, tc.until)) {
			t.Errorf("%s: open until %s", tc.name, until.In(here))
		}
	}
	if _, open := (agreement.Calendar{Zone: here}).Open(at(t, here, "2026-11-08 03:00")); !open {
		t.Error("a calendar without hours is closed")
	}
}

func TestWorkingDaysAreCountedWithBothEnds(t *testing.T) {
	office := agreement.Calendar{Zone: time.UTC, Week: agreement.OfficeHours()}
	always := agreement.Calendar{Zone: time.UTC}
	if n := (agreement.Calendar{Zone: time.UTC, Week: shifts()}).WorkingDays(at(t, time.UTC, "2026-11-01 00:00"),
		at(t, time.UTC, "2026-11-30 00:00")); n != 21 {
		t.Errorf("November: %d days of night shifts, want 21", n)
	}
	for _, tc := range []struct {
		name, first, last string
		office, always    int
	}{
		{"one working day", "2026-11-03", "2026-11-03", 1, 1},
		{"a Sunday", "2026-11-08", "2026-11-08", 0, 1},
		{"Friday to Monday", "2026-11-06", "2026-11-09", 2, 4},
		{"November", "2026-11-01", "2026-11-30", 21, 30},
		{"over the end of summer time", "2026-10-23", "2026-10-27", 3, 5},
		{"the end before the start", "2026-11-04", "2026-11-03", 0, 0},
	} {
		first, last := at(t, time.UTC, tc.first+" 00:00"), at(t, time.UTC, tc.last+" 00:00")
		if got := office.WorkingDays(first, last); got != tc.office {
			t.Errorf("%s: %d days of office hours, want %d", tc.name, got, tc.office)
		}
		if got := always.WorkingDays(first, last); got != tc.always {
			t.Errorf("%s: %d days around the clock, want %d", tc.name, got, tc.always)
		}
	}
}

func TestAWeekIsRefusedWithTheDayThatIsWrong(t *testing.T) {
	mon := func(from, to int) agreement.Interval { return agreement.Interval{Day: time.Monday, From: from, To: to} }
	const long = "On Monday, work lasts more than 16 hours and ends on the next day. " +
		"Write 18:00 for 6 in the evening, or split it into two lines."
	const ends, overlap = "On Monday, work must end after it begins, between 00:00 and 24:00.",
		"On Monday, two working times overlap. Make them one."
	for _, tc := range []struct {
		name string
		week []agreement.Interval
		want string
	}{
		{"office hours", agreement.OfficeHours(), ""},
		{"no hours at all", nil, ""},
		{"a whole day", []agreement.Interval{mon(0, 1440)}, ""},
		{"a minute too long", []agreement.Interval{mon(0, 1441)}, long},
		{"a night", []agreement.Interval{mon(1320, 1800)}, ""},
		{"the longest night", []agreement.Interval{mon(1200, 1200+16*60)}, ""},
		{"a night that is too long", []agreement.Interval{mon(1200, 1201+16*60)}, long},
		{"a night that begins on the next day", []agreement.Interval{mon(1440, 1500)}, ends},
		{"a night into the morning", []agreement.Interval{mon(1320, 1800), {Day: time.Tuesday, From: 360, To: 720}}, ""},
		{"a night that overlaps the morning by a minute",
			[]agreement.Interval{mon(1320, 1800), {Day: time.Tuesday, From: 359, To: 720}},
			"On Tuesday, two working times overlap. Make them one."},
		{"a night that overlaps the first day of the week",
			[]agreement.Interval{{Day: time.Saturday, From: 1320, To: 1800}, {Day: time.Sunday, From: 0, To: 60}},
			"On Sunday, two working times overlap. Make them one."},
		{"before midnight", []agreement.Interval{mon(-1, 60)}, ends},
		{"one minute", []agreement.Interval{mon(60, 61)}, ""},
		{"no minute", []agreement.Interval{mon(60, 60)}, ends},
		{"the end first", []agreement.Interval{mon(61, 60)}, ends},
		{"two that touch", []agreement.Interval{mon(120, 180), mon(60, 120)}, ""},
		{"two that overlap by a minute", []agreement.Interval{mon(119, 180), mon(60, 120)}, overlap},
		{"the same hours on two days", []agreement.Interval{mon(60, 120), {Day: time.Tuesday, From: 60, To: 120}}, ""},
		{"an eighth day", []agreement.Interval{{Day: 7, From: 60, To: 120}},
			"On %!Weekday(7), work must end after it begins, between 00:00 and 24:00."},
	} {
		err := agreement.CheckWeek(tc.week)
		var problems errs.Problems
		if errors.As(err, &problems); problems["hours"] != tc.want || (err == nil) != (tc.want == "") {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
	week := []agreement.Interval{mon(600, 700), {Day: time.Sunday, From: 1, To: 2}, mon(100, 200)}
	if err := agreement.CheckWeek(week); err != nil || week[0].Day != time.Sunday || week[1].From != 100 ||
		week[2].From != 600 {
		t.Errorf("hours are not brought into order: %v, %v", week, err)
	}
}

func TestHolidaysAndAbsencesPutAPromiseOff(t *testing.T) {
	here := zone(t, "Europe/Berlin")
	away := func(from, to string) agreement.Absence {
		return agreement.Absence{From: at(t, here, from), To: at(t, here, to)}
	}
	for _, tc := range []struct {
		name       string
		week       []agreement.Interval
		country    string
		away       []agreement.Absence
		start, due string
		takes      time.Duration
	}{
		{"over Christmas", agreement.OfficeHours(), "DE", nil, "2026-12-24 17:00", "2026-12-28 10:00", 2 * time.Hour},
		{"over a Christmas that is no holiday", agreement.OfficeHours(), "", nil, "2026-12-24 17:00", "2026-12-25 10:00",
			2 * time.Hour},
		{"around the clock, over Christmas", nil, "DE", nil, "2026-12-24 23:00", "2026-12-27 01:00", 2 * time.Hour},
		{"asked on a holiday", agreement.OfficeHours(), "DE", nil, "2026-12-25 12:00", "2026-12-28 10:00", time.Hour},
		{"over two days off", agreement.OfficeHours(), "", []agreement.Absence{away("2026-11-04 00:00", "2026-11-06 00:00")},
			"2026-11-03 17:00", "2026-11-06 10:00", 2 * time.Hour},
		{"over an hour at the doctor's", agreement.OfficeHours(), "",
			[]agreement.Absence{away("2026-11-03 11:00", "2026-11-03 12:00")}, "2026-11-03 10:00", "2026-11-03 13:00",
			2 * time.Hour},
		{"over absences that overlap", agreement.OfficeHours(), "",
			[]agreement.Absence{away("2026-11-03 10:00", "2026-11-03 12:00"), away("2026-11-03 11:00", "2026-11-03 13:00")},
			"2026-11-03 09:00", "2026-11-03 14:00", 2 * time.Hour},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := agreement.Calendar{Zone: here, Week: tc.week, Holidays: agreement.HolidaysOf(tc.country), Away: tc.away}
			start, due := at(t, here, tc.start), at(t, here, tc.due)
			if got := c.Add(start, tc.takes); !got.Equal(due) {
				t.Errorf("due %s, want %s", got.In(here), due)
			}
			if got := c.Between(start, due); got != tc.takes {
				t.Errorf("took %s, want %s", got, tc.takes)
			}
		})
	}
	if n := (agreement.Calendar{Zone: here, Week: agreement.OfficeHours(),
		Holidays: agreement.HolidaysOf("DE")}).WorkingDays(at(t, time.UTC, "2026-12-21 00:00"),
		at(t, time.UTC, "2026-12-31 00:00")); n != 8 {
		t.Errorf("Christmas leaves %d working days, want 8", n)
	}
}
