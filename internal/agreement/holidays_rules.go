package agreement

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2"
)

// on is a holiday on a fixed day of every year.
func on(name string, month time.Month, day int) *cal.Holiday {
	return &cal.Holiday{Name: name, Type: cal.ObservancePublic, Month: month, Day: day, Func: cal.CalcDayOfMonth}
}

// easter is a holiday so many days after Easter Sunday.
func easter(name string, days int) *cal.Holiday {
	return &cal.Holiday{Name: name, Type: cal.ObservancePublic, Offset: days, Func: cal.CalcEasterOffset}
}

// nth is a holiday on the nth weekday of a month; -1 is the last.
func nth(name string, n int, weekday time.Weekday, month time.Month) *cal.Holiday {
	return &cal.Holiday{Name: name, Type: cal.ObservancePublic, Month: month, Weekday: weekday, Offset: n,
		Func: cal.CalcWeekdayOffset}
}

// from is a holiday that is kept since a year.
func from(year int, h *cal.Holiday) *cal.Holiday { return h.Clone(&cal.Holiday{StartYear: year}) }

// until is a holiday that was kept for the last time in a year.
func until(year int, h *cal.Holiday) *cal.Holiday { return h.Clone(&cal.Holiday{EndYear: year}) }

// except is a holiday that is not kept in some years.
func except(h *cal.Holiday, years ...int) *cal.Holiday {
	return h.Clone(&cal.Holiday{Except: years})
}

// sundayToMonday is a holiday that is kept on Monday too where it falls on a Sunday.
func sundayToMonday(h *cal.Holiday) *cal.Holiday {
	return h.Clone(&cal.Holiday{Observed: []cal.AltDay{{Day: time.Sunday, Offset: 1}}})
}

// moving is a holiday on a fixed day that is kept on another day alone: each weekday of shift moves it so many days.
func moving(name string, month time.Month, day int, shift map[time.Weekday]int) *cal.Holiday {
	return &cal.Holiday{Name: name, Type: cal.ObservancePublic, Func: func(_ *cal.Holiday, year int) time.Time {
		at := time.Date(year, month, day, 12, 0, 0, 0, cal.DefaultLoc)
		return at.AddDate(0, 0, shift[at.Weekday()])
	}}
}

// every is a holiday of those years alone whose number leaves a remainder.
func every(years, rest int, h *cal.Holiday) *cal.Holiday {
	calc := h.Func
	kept := h.Clone(nil)
	kept.Func = func(own *cal.Holiday, year int) time.Time {
		if year%years != rest {
			return time.Time{}
		}
		return calc(own, year)
	}
	return kept
}

// dated are holidays of which each year's day is known only as it was announced, such as 2026-07-10.
func dated(name string, days ...string) (all []*cal.Holiday) {
	for _, day := range days {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			panic(err)
		}
		h := on(name, at.Month(), at.Day())
		h.StartYear, h.EndYear = at.Year(), at.Year()
		all = append(all, h)
	}
	return all
}

// changed is a list without some of its holidays and with others.
func changed(list, without []*cal.Holiday, with ...*cal.Holiday) []*cal.Holiday {
	kept := slices.DeleteFunc(slices.Clone(list), func(h *cal.Holiday) bool { return slices.Contains(without, h) })
	return append(kept, with...)
}

// and is a list with more holidays.
func and(list []*cal.Holiday, more ...*cal.Holiday) []*cal.Holiday {
	return changed(list, nil, more...)
}
