// Package agreement holds what both teams signed: what a qualified lead is, what each side owes the other, why sales may turn a lead
// down, and the calendars in which promises are counted.
package agreement

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"baton/internal/errs"
)

// Interval is a stretch of working time on one day of the week, in minutes since midnight. To may be 1440, the end of the day.
type Interval struct {
	Day  time.Weekday `json:"day"`
	From int          `json:"from"`
	To   int          `json:"to"`
}

// Calendar says when somebody is at work. One without intervals is open around the clock.
type Calendar struct {
	Zone *time.Location
	Week []Interval
}

// longest is how many days Add looks ahead for working time: no clock is due later than that.
const longest = 3660

// Add is the instant at which d of working time has passed since start. What starts outside hours starts at the next opening.
func (c Calendar) Add(start time.Time, d time.Duration) time.Time {
	if len(c.Week) == 0 {
		return start.Add(d)
	}
	local := start.In(c.Zone)
	for day := range longest {
		for _, i := range c.on(local, day) {
			from, to := later(i.from, start), i.to
			if !to.After(from) {
				continue
			}
			if left := to.Sub(from); left < d {
				d -= left
				continue
			}
			return from.Add(d).UTC()
		}
	}
	return start.AddDate(0, 0, longest).UTC()
}

// Between is the working time from a to b, 0 when b is not after a.
func (c Calendar) Between(a, b time.Time) time.Duration {
	if !b.After(a) {
		return 0
	}
	if len(c.Week) == 0 {
		return b.Sub(a)
	}
	var total time.Duration
	local := a.In(c.Zone)
	for day := 0; ; day++ {
		if !c.shows(local.Year(), local.Month(), local.Day()+day, 0).Before(b) {
			return total
		}
		for _, i := range c.on(local, day) {
			from, to := later(i.from, a), i.to
			if b.Before(to) {
				to = b
			}
			if to.After(from) {
				total += to.Sub(from)
			}
		}
	}
}

// Open reports whether at is working time, and until when.
func (c Calendar) Open(at time.Time) (until time.Time, open bool) {
	local := at.In(c.Zone)
	for _, i := range c.on(local, 0) {
		if !at.Before(i.from) && at.Before(i.to) {
			return i.to, true
		}
	}
	return time.Time{}, len(c.Week) == 0
}

// WorkingDays counts the days from first to last, both included, on which the calendar opens at all.
func (c Calendar) WorkingDays(first, last time.Time) int {
	n := 0
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		if len(c.Week) == 0 || slices.ContainsFunc(c.Week, func(i Interval) bool { return i.Day == day.Weekday() }) {
			n++
		}
	}
	return n
}

type stretch struct{ from, to time.Time }

// on is the working time of the day that is so many days after local's, in order.
func (c Calendar) on(local time.Time, days int) []stretch {
	var all []stretch
	y, m, d := local.Date()
	weekday := time.Weekday((int(local.Weekday()) + days) % 7)
	for _, i := range c.Week {
		if i.Day == weekday {
			all = append(all, stretch{
				c.shows(y, m, d+days, i.From),
				c.shows(y, m, d+days, i.To),
			})
		}
	}
	return all
}

// shows is when a clock on the wall shows so many minutes after midnight. A time that spring skips is the moment at which it is skipped.
func (c Calendar) shows(y int, m time.Month, d, minute int) time.Time {
	at := time.Date(y, m, d, 0, minute, 0, 0, c.Zone)
	want := time.Date(y, m, d, 0, minute, 0, 0, time.UTC)
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

// CheckWeek brings intervals into order and says what is wrong with them.
func CheckWeek(week []Interval) error {
	slices.SortFunc(week, func(a, b Interval) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.From, b.From)) })
	for n, i := range week {
		switch {
		case i.Day < time.Sunday || i.Day > time.Saturday || i.From < 0 || i.To > 24*60 || i.From >= i.To:
			return errs.Problems{"hours": fmt.Sprintf("On %s, work must end after it begins, between 00:00 and 24:00.", i.Day)}
		case n > 0 && week[n-1].Day == i.Day && week[n-1].To > i.From:
			return errs.Problems{"hours": fmt.Sprintf("On %s, two working times overlap. Make them one.", i.Day)}
		}
	}
	return nil
}
