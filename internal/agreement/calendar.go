// Package agreement holds what both teams signed: what a qualified lead is, what each side owes the other, why sales
// may turn a lead down, and the calendars in which promises are counted.
package agreement

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"time"

	"baton/internal/errs"
)

// Interval is a stretch of working time that begins on a day of the week, in minutes since its midnight. To may be
// 1440, the end of the day, or more where work goes on past midnight: 1800 is 6:00 on the next day.
type Interval struct {
	Day  time.Weekday `json:"day"`
	From int          `json:"from"`
	To   int          `json:"to"`
}

// Absence is when somebody is not there: from one instant to another.
type Absence struct {
	From, To time.Time
}

// Calendar says when somebody is at work: in the intervals of each week, save on public holidays, on their team's own
// days off and while they are away. One without intervals is open around the clock. Absences are in the order in which
// they begin.
type Calendar struct {
	Zone     *time.Location
	Week     []Interval
	Holidays *Holidays
	Own      *OwnDays
	Away     []Absence
}

// longest is how many days Add looks ahead for working time. No clock is due later than that.
const longest = 3660

// always reports whether the calendar has no hour off.
func (c Calendar) always() bool {
	return len(c.Week) == 0 && c.Holidays == nil && c.Own == nil && len(c.Away) == 0
}

// Add is the instant at which d of working time has passed since start. Outside hours, time counts from the next
// opening.
func (c Calendar) Add(start time.Time, d time.Duration) time.Time {
	if c.always() {
		return start.Add(d)
	}
	for from, to := range c.stretches(start, longest) {
		left := to.Sub(from)
		if left >= d {
			return from.Add(d).UTC()
		}
		d -= left
	}
	return start.AddDate(0, 0, longest).UTC()
}

// Between is the working time from a to b, 0 when b is not after a.
func (c Calendar) Between(a, b time.Time) time.Duration {
	if !b.After(a) {
		return 0
	}
	if c.always() {
		return b.Sub(a)
	}
	var total time.Duration
	for from, to := range c.stretches(a, 2+int(b.Sub(a)/(23*time.Hour))) {
		if !from.Before(b) {
			break
		}
		if b.Before(to) {
			to = b
		}
		total += to.Sub(from)
	}
	return total
}

// Open reports whether at is working time, and until when.
func (c Calendar) Open(at time.Time) (until time.Time, open bool) {
	if c.always() {
		return time.Time{}, true
	}
	for from, to := range c.stretches(at, 1) {
		return to, from.Equal(at)
	}
	return time.Time{}, false
}

// Opens is the next instant from at on that is working time, at itself where it is.
func (c Calendar) Opens(at time.Time) time.Time {
	if c.always() {
		return at
	}
	for from := range c.stretches(at, longest) {
		return from
	}
	return at
}

// WorkingDays counts the days from first to last, both included, on which work begins, whoever is away.
func (c Calendar) WorkingDays(first, last time.Time) int {
	n := 0
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		open := len(c.Week) == 0 || slices.ContainsFunc(c.Week, func(i Interval) bool { return i.Day == day.Weekday() })
		if open && !c.off(day.Date()) {
			n++
		}
	}
	return n
}

// wholeDays are the hours of a calendar without intervals.
var wholeDays = func() (week []Interval) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		week = append(week, Interval{day, 0, fullDay})
	}
	return week
}()

// stretches is the working time from at on, over so many days, stretch by stretch.
func (c Calendar) stretches(at time.Time, days int) iter.Seq2[time.Time, time.Time] {
	week := withinDays(c.Week)
	if len(week) == 0 {
		week = wholeDays
	}
	return func(yield func(from, to time.Time) bool) {
		local := at.In(c.Zone)
		y, m, d := local.Date()
		weekday := local.Weekday()
		begins := Midnight(y, m, d, c.Zone)
		for range days {
			ends := Midnight(y, m, d+1, c.Zone)
			if !c.off(y, m, d) && !c.works(week, day{begins, ends, weekday}, at, yield) {
				return
			}
			begins, weekday = ends, (weekday+1)%7
			if d++; d > 28 {
				y, m, d = time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Date()
			}
		}
	}
}

// day is a day in a zone, from its first instant to that of the next.
type day struct {
	begins, ends time.Time
	weekday      time.Weekday
}

// Midnight is the first instant of a day, also where spring skips the hour after it.
func Midnight(y int, m time.Month, d int, zone *time.Location) time.Time {
	at := time.Date(y, m, d, 0, 0, 0, 0, zone)
	switch start, end := at.ZoneBounds(); {
	case at.Hour() >= 12:
		return end
	case at.Hour() > 0:
		return start
	}
	return at
}

// works yields the working time of a day from at on, without absences. It answers false if yield did.
func (c Calendar) works(week []Interval, d day, at time.Time, yield func(from, to time.Time) bool) bool {
	for _, i := range week {
		if i.Day != d.weekday {
			continue
		}
		from, to := later(c.shows(d, i.From), at), c.shows(d, i.To)
		for _, a := range c.Away {
			if !a.To.After(from) || !a.From.Before(to) {
				continue
			}
			if a.From.After(from) && !yield(from, a.From) {
				return false
			}
			from = a.To
		}
		if to.After(from) && !yield(from, to) {
			return false
		}
	}
	return true
}

// shows is the instant at which a wall clock shows so many minutes after the midnight of a day. A time that the change
// to summer time skips is the instant of the change.
func (c Calendar) shows(d day, minute int) time.Time {
	if d.ends.Sub(d.begins) == 24*time.Hour {
		return d.begins.Add(time.Duration(minute) * time.Minute)
	}
	year, month, date := d.ends.Add(-time.Minute).In(c.Zone).Date()
	at := time.Date(year, month, date, 0, minute, 0, 0, c.Zone)
	want := time.Date(year, month, date, 0, minute, 0, 0, time.UTC)
	_, offset := at.Zone()
	start, end := at.ZoneBounds()
	switch ahead := at.Add(time.Duration(offset) * time.Second).Sub(want); {
	case ahead > 0:
		return start
	case ahead < 0:
		return end
	}
	return at
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// OfficeHours are Monday to Friday, 9:00 to 18:00.
func OfficeHours() []Interval {
	var week []Interval
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, Interval{day, 9 * 60, 18 * 60})
	}
	return week
}

// longestNight is how long work that goes on past midnight may be, in minutes. Longer is most often a mistake: 9:00 to
// 6:00 for 18:00.
const longestNight = 16 * 60

// fullDay is how many minutes a day of the week has.
const fullDay = 24 * 60

// CheckWeek brings intervals into order and says what is wrong with them.
func CheckWeek(week []Interval) error {
	if _, words := WrongHours(week); words != "" {
		return errs.Problems{"hours": words}
	}
	return nil
}

// WrongHours brings intervals into order and says what is wrong with the first that is, and on which day; no words
// where all are right.
func WrongHours(week []Interval) (day time.Weekday, words string) {
	slices.SortFunc(week, before)
	for _, i := range week {
		switch {
		case i.Day < time.Sunday || i.Day > time.Saturday || i.From < 0 || i.From >= fullDay || i.From >= i.To:
			return i.Day, fmt.Sprintf("On %s, work must end after it begins, between 00:00 and 24:00.", i.Day)
		case i.To > fullDay && i.To-i.From > longestNight:
			return i.Day, fmt.Sprintf("On %s, work lasts more than 16 hours and ends on the next day. "+
				"Write 18:00 for 6 in the evening, or split it into two lines.", i.Day)
		}
	}
	within := slices.Clone(withinDays(week))
	slices.SortFunc(within, before)
	for n, i := range within {
		if n > 0 && within[n-1].Day == i.Day && within[n-1].To > i.From {
			return i.Day, fmt.Sprintf("On %s, two working times overlap. Make them one.", i.Day)
		}
	}
	return 0, ""
}

func before(a, b Interval) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.From, b.From))
}

// withinDays are the same hours in intervals that end with their day: what goes on past midnight is one until 24:00,
// and one from 0:00 of the next day on.
func withinDays(week []Interval) []Interval {
	if !slices.ContainsFunc(week, func(i Interval) bool { return i.To > fullDay }) {
		return week
	}
	var within []Interval
	for _, i := range week {
		within = append(within, Interval{i.Day, i.From, min(i.To, fullDay)})
		if i.To > fullDay {
			within = append(within, Interval{(i.Day + 1) % 7, 0, i.To - fullDay})
		}
	}
	slices.SortFunc(within, before)
	return within
}
