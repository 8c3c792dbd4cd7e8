package report

import (
	"fmt"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
)

// Period is the days that a report is about, both included, in the company's zone. A day is its midnight in UTC.
type Period struct {
	First, Last time.Time
	Zone        *time.Location
}

// PeriodName is a period that people choose by name.
type PeriodName string

// The periods with a name, and Own for one's own days.
const (
	ThisMonth   PeriodName = "this_month"
	LastMonth   PeriodName = "last_month"
	ThisQuarter PeriodName = "this_quarter"
	ThisYear    PeriodName = "this_year"
	Own         PeriodName = "own"
)

// PeriodNames are the periods in the order in which pages offer them, Own aside.
var PeriodNames = []PeriodName{ThisMonth, LastMonth, ThisQuarter, ThisYear}

// Words are how a name reads on a button.
func (n PeriodName) Words() string {
	switch n {
	case LastMonth:
		return "Last month"
	case ThisQuarter:
		return "This quarter"
	case ThisYear:
		return "This year"
	case Own:
		return "Other days"
	}
	return "This month"
}

// maxYears is how long a period may be.
const maxYears = 10

// Day is the day on which at falls in zone, as its midnight in UTC.
func Day(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Week is the week that day lies in, from Monday to Sunday as ISO 8601 has it.
func Week(day time.Time, zone *time.Location) Period {
	monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	return Period{monday, monday.AddDate(0, 0, 6), zone}
}

// Month is the month that day lies in.
func Month(day time.Time, zone *time.Location) Period { return months(day, day.Month(), 1, zone) }

// Quarter is the quarter that day lies in.
func Quarter(day time.Time, zone *time.Location) Period {
	return months(day, (day.Month()-1)/3*3+1, 3, zone)
}

// Year is the year that day lies in.
func Year(day time.Time, zone *time.Location) Period { return months(day, time.January, 12, zone) }

func months(day time.Time, first time.Month, n int, zone *time.Location) Period {
	from := time.Date(day.Year(), first, 1, 0, 0, 0, 0, time.UTC)
	return Period{from, from.AddDate(0, n, -1), zone}
}

// Named is the period with a name as it is on the day today. A name that is none means this month.
func Named(name PeriodName, today time.Time, zone *time.Location) Period {
	switch name {
	case LastMonth:
		return Month(time.Date(today.Year(), today.Month(), 0, 0, 0, 0, 0, time.UTC), zone)
	case ThisQuarter:
		return Quarter(today, zone)
	case ThisYear:
		return Year(today, zone)
	}
	return Month(today, zone)
}

// OwnDays are the days from first to last as they were typed, such as 2026-11-01. What is wrong is told as Problems of
// from and to.
func OwnDays(first, last string, zone *time.Location) (Period, error) {
	problems := errs.Problems{}
	p := Period{parseDay(problems, "from", first), parseDay(problems, "to", last), zone}
	if len(problems) > 0 {
		return Period{}, problems
	}
	switch {
	case p.Last.Before(p.First):
		problems.Add("to", "The last day is before the first. Choose a later day.")
	case p.Last.After(p.First.AddDate(maxYears, 0, 0)):
		problems.Add("to", fmt.Sprintf("Choose %d years at most.", maxYears))
	}
	return p, problems.Err()
}

func parseDay(problems errs.Problems, field, typed string) time.Time {
	day, err := time.Parse(time.DateOnly, typed)
	if err != nil || day.Year() < 1970 || day.Year() > 9990 {
		problems.Add(field, "Choose a day, such as 2026-11-01.")
	}
	return day
}

// Instants are when the period begins and when it is over: from is in it, until is not.
func (p Period) Instants() (from, until time.Time) {
	begin := func(day time.Time) time.Time {
		return agreement.Midnight(day.Year(), day.Month(), day.Day(), p.Zone)
	}
	return begin(p.First), begin(p.Last.AddDate(0, 0, 1))
}

// Months are the whole months that lie in p, from the first day of the first until the day after the last. There is
// none where from is not before until.
func (p Period) Months() (from, until time.Time) {
	from = time.Date(p.First.Year(), p.First.Month(), 1, 0, 0, 0, 0, time.UTC)
	if from.Before(p.First) {
		from = from.AddDate(0, 1, 0)
	}
	after := p.Last.AddDate(0, 0, 1)
	return from, time.Date(after.Year(), after.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// Before is the period that ends where p begins: the month before a month, likewise the quarter and the year, else as
// many days.
func (p Period) Before() Period {
	day := p.First.AddDate(0, 0, -1)
	for _, whole := range []func(time.Time, *time.Location) Period{Month, Quarter, Year} {
		if p.Same(whole(p.First, p.Zone)) {
			return whole(day, p.Zone)
		}
	}
	return Period{p.First.AddDate(0, 0, -p.Days()), day, p.Zone}
}

// Has reports whether day lies in p.
func (p Period) Has(day time.Time) bool { return !day.Before(p.First) && !day.After(p.Last) }

// Same reports whether p and q are the same days.
func (p Period) Same(q Period) bool { return p.First.Equal(q.First) && p.Last.Equal(q.Last) }

// Days is how many days p has.
func (p Period) Days() int { return int(p.Last.Sub(p.First)/(24*time.Hour)) + 1 }

// Words say what days p is: November 2026, or 3 to 9 November 2026.
func (p Period) Words() string { return p.WordsIn(account.DateStyle{}) }

// WordsIn are Words as somebody reads dates.
func (p Period) WordsIn(style account.DateStyle) string {
	switch {
	case p.Same(Month(p.First, p.Zone)):
		return p.First.Format("January 2006")
	case p.Same(Year(p.First, p.Zone)):
		return p.First.Format("2006")
	case p.Same(Quarter(p.First, p.Zone)):
		return p.First.Format("January") + " to " + p.Last.Format("January 2006")
	}
	return style.Days(p.First, p.Last)
}

// Short are Words for a title that is read on the day today: the year is left out where it is today's.
func (p Period) Short(today time.Time) string { return p.ShortIn(account.DateStyle{}, today) }

// ShortIn is Short as somebody reads dates. A date with the year first keeps it.
func (p Period) ShortIn(style account.DateStyle, today time.Time) string {
	words := p.WordsIn(style)
	if p.First.Year() != today.Year() || p.Last.Year() != today.Year() {
		return words
	}
	return strings.TrimSuffix(strings.TrimSuffix(words, today.Format(" 2006")), ",")
}
