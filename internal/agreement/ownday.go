package agreement

import (
	"fmt"
	"time"
	"unicode/utf8"

	"baton/internal/errs"
)

// OwnDay is a day on which a team's calendar differs from the public holidays: one that it has off, or a holiday on
// which it works.
type OwnDay struct {
	ID        int64
	On        time.Time // midnight in UTC
	Yearly    bool      // on this day of every year
	Works     bool      // a public holiday on which the team works
	Name      string    // such as Works closing; may be empty
	Added     Noted
	Withdrawn Noted // zero while it counts
}

// Noted is who wrote something down, and when.
type Noted struct {
	By string
	At time.Time
}

// Check says what is wrong with a day that an admin typed. A day that could not be read is zero. at is now in the
// team's zone. holidays are those that the team keeps.
func (d OwnDay) Check(holidays *Holidays, at time.Time) error {
	today := utcDay(at.Date())
	problems := errs.Problems{}
	switch {
	case d.On.IsZero():
		problems.Add("day", "Choose the day.")
	case d.On.Before(today) && !d.Yearly:
		problems.Add("day", "This day is over. Choose one from today on.")
	case d.On.After(today.AddDate(5, 0, 0)):
		problems.Add("day", "This is more than five years away. Choose an earlier day.")
	case d.Works && !holidays.On(d.On.Date()):
		problems.Add("day", "This is not a public holiday of the team, so it is already a working day.")
	}
	if utf8.RuneCountInString(d.Name) > 100 {
		problems.Add("day_name", fmt.Sprintf("A name can have %d characters at most.", 100))
	}
	return problems.Err()
}

// Same reports whether two are about the same day, so that one of them is too many.
func (d OwnDay) Same(o OwnDay) bool {
	if d.Yearly != o.Yearly {
		return false
	}
	return d.On.Equal(o.On) || d.Yearly && d.On.Month() == o.On.Month() && d.On.Day() == o.On.Day()
}

// OwnDays are the days of a team, by date. A nil OwnDays has none.
type OwnDays struct {
	once   map[time.Time]OwnDay
	yearly map[yearDay]OwnDay
	off    *OwnDays // without the holidays that are worked
}

func utcDay(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

type yearDay struct {
	month time.Month
	day   int
}

// NewOwnDays are days by date; nil of none.
func NewOwnDays(days []OwnDay) *OwnDays {
	all, off := collect(days, false), collect(days, true)
	if all != nil {
		all.off = off
	}
	return all
}

func collect(days []OwnDay, offOnly bool) *OwnDays {
	o := &OwnDays{once: map[time.Time]OwnDay{}, yearly: map[yearDay]OwnDay{}}
	for _, d := range days {
		switch {
		case offOnly && d.Works:
		case d.Yearly:
			o.yearly[yearDay{d.On.Month(), d.On.Day()}] = d
		default:
			o.once[utcDay(d.On.Date())] = d
		}
	}
	if len(o.once)+len(o.yearly) == 0 {
		return nil
	}
	return o
}

// DaysOff are those that the team has off: what counts for a person who keeps the holidays of another country.
func (o *OwnDays) DaysOff() *OwnDays {
	if o == nil {
		return nil
	}
	return o.off
}

// On is what is written down for a day. That of a single day counts before that of every year.
func (o *OwnDays) On(y int, m time.Month, d int) (own OwnDay, found bool) {
	if o == nil {
		return OwnDay{}, false
	}
	if own, found = o.once[utcDay(y, m, d)]; found {
		return own, true
	}
	own, found = o.yearly[yearDay{m, d}]
	return own, found
}

// off reports whether a day is a day off: as the team's own days say, else where it is a public holiday.
func (c Calendar) off(y int, m time.Month, d int) bool {
	if own, found := c.Own.On(y, m, d); found {
		return !own.Works
	}
	return c.Holidays.On(y, m, d)
}

// DaysOff are the public holidays and the team's own days off from a day on, over so many days, in their order.
func (c Calendar) DaysOff(first time.Time, days int) (all []Holiday) {
	names := map[time.Time]string{}
	for _, h := range c.Holidays.From(first, days) {
		names[h.On] = h.Name
	}
	for n := range days {
		day := first.AddDate(0, 0, n)
		if own, found := c.Own.On(day.Date()); found && !own.Works && own.Name != "" {
			names[day] = own.Name
		}
		if c.off(day.Date()) {
			all = append(all, Holiday{day, names[day]})
		}
	}
	return all
}
