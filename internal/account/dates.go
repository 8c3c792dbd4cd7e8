package account

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// DateOrder is in which order somebody writes a date.
type DateOrder string

// The orders of a date.
const (
	DayFirst   DateOrder = "day-month"
	MonthFirst DateOrder = "month-day"
	YearFirst  DateOrder = "year-month-day"
)

// DateOrders are all orders, in the order in which pages offer them.
var DateOrders = []DateOrder{DayFirst, MonthFirst, YearFirst}

// Known reports whether there is such an order.
func (o DateOrder) Known() bool { return slices.Contains(DateOrders, o) }

// DateStyle is how somebody reads dates and times of day. The zero style has the day before the month, and 24 hours.
type DateStyle struct {
	Order   DateOrder
	Clock12 bool // 3:30 pm for 15:30
}

// The layouts in which the code writes a date, the longest first, in each order.
var (
	monthFirst = []string{"2 January 2006", "January 2, 2006", "2 Jan 2006", "Jan 2, 2006", "2 January", "January 2",
		"2 Jan", "Jan 2"}
	yearFirst = []string{"2 January 2006", time.DateOnly, "2 Jan 2006", time.DateOnly, "2 January", time.DateOnly,
		"2 Jan", time.DateOnly}
	clock12 = []string{"15:04", "3:04 pm"}
)

// layouts rewrite a layout of the zero style for each other style.
var layouts = map[DateStyle]*strings.Replacer{
	{DayFirst, true}:    strings.NewReplacer(clock12...),
	{MonthFirst, false}: strings.NewReplacer(monthFirst...),
	{MonthFirst, true}:  strings.NewReplacer(append(monthFirst, clock12...)...),
	{YearFirst, false}:  strings.NewReplacer(yearFirst...),
	{YearFirst, true}:   strings.NewReplacer(append(yearFirst, clock12...)...),
}

// Write is an instant in its own zone. The layout is one of package time as the zero style has it, such as "2 January
// 2006, 15:04". A date with the year first has its year even where the layout leaves it out.
func (s DateStyle) Write(at time.Time, layout string) string {
	if s.Order == "" {
		s.Order = DayFirst
	}
	if rewrite := layouts[s]; rewrite != nil {
		layout = rewrite.Replace(layout)
	}
	return at.Format(layout)
}

// Days are the days from first to last in words: 3 November 2026, or 1 to 30 November 2026.
func (s DateStyle) Days(first, last time.Time) string {
	const whole, part = "2 January 2006", "2 January"
	sameYear := first.Year() == last.Year()
	sameMonth := sameYear && first.Month() == last.Month()
	switch {
	case first.Equal(last):
		return s.Write(last, whole)
	case s.Order == YearFirst || !sameYear:
		return s.Write(first, whole) + " to " + s.Write(last, whole)
	case s.Order == MonthFirst && sameMonth:
		return s.Write(first, part) + " to " + strconv.Itoa(last.Day()) + last.Format(", 2006")
	case sameMonth:
		return strconv.Itoa(first.Day()) + " to " + s.Write(last, whole)
	}
	return s.Write(first, part) + " to " + s.Write(last, whole)
}

// Write is an instant as p reads it, in p's zone. The layout is that of DateStyle.Write.
func (p Person) Write(at time.Time, layout string) string {
	return p.Dates.Write(at.In(p.Location()), layout)
}
