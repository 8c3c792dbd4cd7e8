package agreement_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/agreement"
)

// changes are days around which the clocks of a zone are changed, and the minutes of that day that do not happen or
// happen twice.
var changes = []struct {
	zone     string
	day      string
	from, to int
	gap      bool
}{
	{"Europe/Berlin", "2026-03-29", 120, 180, true}, {"Europe/Berlin", "2026-10-25", 120, 180, false},
	{"America/New_York", "2026-03-08", 120, 180, true}, {"America/New_York", "2026-11-01", 60, 120, false},
	{"Australia/Lord_Howe", "2026-10-04", 120, 150, true}, {"Australia/Lord_Howe", "2026-04-05", 90, 120, false},
	{"Australia/Adelaide", "2026-10-04", 120, 180, true}, {"Australia/Adelaide", "2026-04-05", 120, 180, false},
	{"America/Santiago", "2026-09-06", 0, 60, true}, {"Asia/Kolkata", "2026-03-29", 0, 0, false},
	{"UTC", "2026-03-29", 0, 0, false},
	{"Europe/Berlin", "2026-12-25", 0, 0, false}, {"Europe/Berlin", "2027-03-28", 120, 180, true},
	{"America/New_York", "2027-12-31", 0, 0, false},
}

// random is a calendar with a random week, a country's holidays or none, some absences, and a moment within three days
// of a change of the clocks or a holiday.
type random struct {
	agreement.Calendar
	from time.Time
}

// anyCalendar draws a week in which nobody begins or ends work at a time of day that happens twice: it would not say
// which is meant.
func anyCalendar(t *rapid.T) random {
	change := rapid.SampledFrom(changes).Draw(t, "change")
	here, err := time.LoadLocation(change.zone)
	if err != nil {
		t.Fatal(err)
	}
	minute := rapid.OneOf(rapid.IntRange(0, 1440), rapid.IntRange(0, 300), rapid.SampledFrom([]int{0, 1440, 540, 1080})).
		Filter(func(m int) bool { return change.gap || m < change.from || m >= change.to })
	var week []agreement.Interval
	for day := time.Sunday; day <= time.Saturday; day++ {
		edges := rapid.SliceOfNDistinct(minute, 0, 6, rapid.ID[int]).Draw(t, day.String())
		slices.Sort(edges)
		for i := 0; i+1 < len(edges); i += 2 {
			week = append(week, agreement.Interval{Day: day, From: edges[i], To: edges[i+1]})
		}
	}
	week = append(week, night(t, minute, week)...)
	if err := agreement.CheckWeek(week); err != nil {
		t.Fatal(err)
	}
	if len(week) == 0 {
		week = agreement.OfficeHours()
	}
	midnight, err := time.ParseInLocation(time.DateOnly, change.day, here)
	if err != nil {
		t.Fatal(err)
	}
	c := agreement.Calendar{Zone: here, Week: week,
		Holidays: agreement.HolidaysOf(rapid.SampledFrom([]string{"", "DE", "US", "CZ"}).Draw(t, "country"))}
	var own []agreement.OwnDay
	for range rapid.IntRange(0, 3).Draw(t, "own days") {
		y, m, d := midnight.AddDate(0, 0, rapid.IntRange(-4, 8).Draw(t, "own day")).Date()
		own = append(own, agreement.OwnDay{On: time.Date(y, m, d, 0, 0, 0, 0, time.UTC),
			Yearly: rapid.Bool().Draw(t, "every year"), Works: rapid.Bool().Draw(t, "worked")})
	}
	c.Own = agreement.NewOwnDays(own)
	for range rapid.IntRange(0, 3).Draw(t, "absences") {
		from := midnight.Add(time.Duration(rapid.IntRange(-72*60, 7*24*60).Draw(t, "away from")) * time.Minute)
		c.Away = append(c.Away, agreement.Absence{From: from,
			To: from.Add(time.Duration(rapid.IntRange(1, 3*24*60).Draw(t, "away for")) * time.Minute)})
	}
	slices.SortFunc(c.Away, func(a, b agreement.Absence) int { return a.From.Compare(b.From) })
	return random{c, midnight.Add(time.Duration(rapid.IntRange(-72*60, 72*60).Draw(t, "from")) * time.Minute)}
}

// night draws a stretch of work past midnight, or none where it would meet other work.
func night(t *rapid.T, minute *rapid.Generator[int], week []agreement.Interval) []agreement.Interval {
	from, to := minute.Draw(t, "night from"), minute.Draw(t, "night to")
	shift := agreement.Interval{Day: time.Weekday(rapid.IntRange(0, 6).Draw(t, "night of")), From: from, To: 1440 + to}
	if agreement.CheckWeek(append(slices.Clone(week), shift)) != nil {
		return nil
	}
	return []agreement.Interval{shift}
}

// week is how many minutes of work a week has. What takes more than 400 weeks, with holidays, may be beyond what Add
// looks ahead.
func (c random) week() (minutes int) {
	for _, i := range c.Week {
		minutes += i.To - i.From
	}
	return minutes
}

// works reports whether the wall clock shows working time.
func (c random) works(at time.Time) bool {
	local := at.In(c.Zone)
	m := local.Hour()*60 + local.Minute()
	off := c.Holidays.On(local.Date())
	if own, found := c.Own.On(local.Date()); found {
		off = !own.Works
	}
	if off || slices.ContainsFunc(c.Away,
		func(a agreement.Absence) bool { return !at.Before(a.From) && at.Before(a.To) }) {
		return false
	}
	return slices.ContainsFunc(c.Week, func(i agreement.Interval) bool {
		return i.Day == local.Weekday() && i.From <= m && m < i.To || (i.Day+1)%7 == local.Weekday() && m < i.To-1440
	})
}

// counted is the working time from a to b, minute by minute.
func (c random) counted(a, b time.Time) (total time.Duration) {
	for at := a; at.Before(b); at = at.Add(time.Minute) {
		if c.works(at) {
			total += time.Minute
		}
	}
	return total
}

func TestWorkingTimeIsWhatAMinuteCounterCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		to := c.from.Add(time.Duration(rapid.IntRange(0, 6*24*60).Draw(t, "minutes")) * time.Minute)
		if got, want := c.Between(c.from, to), c.counted(c.from, to); got != want {
			t.Fatalf("%s to %s: %s, counted %s", c.from, to, got, want)
		}
	})
}

func TestOpenIsWhatTheWallClockSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		until, open := c.Open(c.from)
		if open != c.works(c.from) {
			t.Fatalf("at %s open is %t", c.from, open)
		}
		if open && (!until.After(c.from) || c.counted(c.from, until) != until.Sub(c.from)) {
			t.Fatalf("at %s open until %s, with a break before", c.from, until)
		}
	})
}

func TestAddAndBetweenAreEachOthersInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		d := time.Duration(rapid.IntRange(0, min(5000, 400*c.week())).Draw(t, "minutes")) * time.Minute
		due := c.Add(c.from, d)
		if due.Before(c.from) {
			t.Fatalf("due %s, before it began", due)
		}
		if got := c.Between(c.from, due); got != d {
			t.Fatalf("%s from %s is due %s, which is %s later", d, c.from, due, got)
		}
		if d > 0 && c.Between(c.from, due.Add(-time.Minute)) >= d {
			t.Fatalf("%s from %s is over before %s", d, c.from, due)
		}
	})
}

func TestBetweenAddsUpAndNeverRunsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		middle := c.from.Add(time.Duration(rapid.Int64Range(0, int64(72*time.Hour)).Draw(t, "middle")))
		end := middle.Add(time.Duration(rapid.Int64Range(0, int64(72*time.Hour)).Draw(t, "end")))
		first, second, whole := c.Between(c.from, middle), c.Between(middle, end), c.Between(c.from, end)
		if first+second != whole {
			t.Fatalf("%s and %s are not %s", first, second, whole)
		}
		if second < 0 || whole > end.Sub(c.from) {
			t.Fatalf("%s of working time in %s", whole, end.Sub(c.from))
		}
	})
}

func TestMoreTimeIsNeverDueEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		less := time.Duration(rapid.Int64Range(0, int64(40*time.Hour)).Draw(t, "less"))
		more := less + time.Duration(rapid.Int64Range(0, int64(40*time.Hour)).Draw(t, "more"))
		later := c.from.Add(time.Duration(rapid.Int64Range(0, int64(40*time.Hour)).Draw(t, "later")))
		if c.Add(c.from, more).Before(c.Add(c.from, less)) {
			t.Fatalf("%s are due after %s", less, more)
		}
		if c.Add(later, less).Before(c.Add(c.from, less)) {
			t.Fatalf("what began at %s is due before what began at %s", later, c.from)
		}
	})
}
