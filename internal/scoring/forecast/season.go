package forecast

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"baton/internal/agreement"
	"baton/internal/english"
)

// Day is how many leads were handed over on a day. On is its midnight in UTC.
type Day struct {
	On time.Time
	N  int64
}

// Season is how many leads come on a day of each month and each weekday, relative to an average day, which is 1. In the
// zero Season every day weighs the same.
type Season struct {
	Months   [12]float64 `json:"months"`   // January first
	Weekdays [7]float64  `json:"weekdays"` // Sunday first
	Off      [7]float64  `json:"off"`      // on days off, by weekday
	Days     int         `json:"days"`     // how many days it has learned from
	N        int64       `json:"n"`        // how many leads came on them
	ByMonth  bool        `json:"by_month"` // there was a year to learn months from
}

const (
	// seasonDays is how far back a season is learned from: three years.
	seasonDays = 3*366 + 1
	// monthsFrom is how many days there must be before months get weights of their own.
	monthsFrom = 365
	// weekdaysFrom is how many days there must be before weekdays do.
	weekdaysFrom = 56
	// Few leads say little, so their weights are drawn towards 1: evenWeekdays is how many evenly spread leads are
	// added to each weekday. A month of evenMonths leads counts half as much as one of very many.
	evenMonths, evenWeekdays = 40, 20
	// leastWeight keeps every day's weight above zero.
	leastWeight = 0.05
)

// LearnSeason learns from all days in their order, also those without a lead, up to the last that is over. Only working
// days make a pace; leads of days off count for forecasts alone. Months are weighed against steady growth, so that
// growth is not mistaken for a season. They are drawn towards 1 where few years show them or the years differ.
func LearnSeason(calendar agreement.Calendar, days []Day) Season {
	s, _ := learnSeason(calendar, days)
	return s
}

// otherYears are, for each year, the weights of months as learned from the other years alone.
type otherYears map[int][12]float64

func learnSeason(calendar agreement.Calendar, days []Day) (s Season, others otherYears) {
	if len(days) > seasonDays {
		days = days[len(days)-seasonDays:]
	}
	s.Days = len(days)
	var working []Day
	for _, d := range days {
		s.N += d.N
		if calendar.WorkingDays(d.On, d.On) > 0 {
			working = append(working, d)
		}
	}
	if len(days) < weekdaysFrom || len(working) == 0 || s.N == 0 {
		return s, nil
	}
	trend := trendOf(working)
	var came, even [7]float64
	for i, d := range working {
		came[d.On.Weekday()] += float64(d.N)
		even[d.On.Weekday()] += trend(i)
	}
	for i := range s.Weekdays {
		s.Weekdays[i] = shrunk(came[i], even[i], evenWeekdays)
	}
	s.learnOff(calendar, days, leads(working)/float64(len(working)))
	if len(days) >= monthsFrom {
		s.ByMonth = true
		others = s.learnMonths(working)
	}
	s.level(calendar, days[len(days)-1].On)
	return s, others
}

// trendOf is the usual number of leads around each working day: the mean of the year around it, as far as there is one.
func trendOf(working []Day) func(i int) float64 {
	sums := make([]float64, len(working)+1)
	for i, d := range working {
		sums[i+1] = sums[i] + float64(d.N)
	}
	const half = 130 // working days in half a year
	return func(i int) float64 {
		from, until := max(0, i-half), min(len(working), i+half)
		if until-from < 2*half { // near an end: the nearest year
			if from == 0 {
				until = min(len(working), 2*half)
			} else {
				from = max(0, len(working)-2*half)
			}
		}
		return (sums[until] - sums[from]) / float64(until-from)
	}
}

// learnOff learns how much comes on days off, by their weekday.
func (s *Season) learnOff(calendar agreement.Calendar, days []Day, perWorkingDay float64) {
	var came, even [7]float64
	for _, d := range days {
		if calendar.WorkingDays(d.On, d.On) == 0 {
			came[d.On.Weekday()] += float64(d.N)
			even[d.On.Weekday()] += perWorkingDay
		}
	}
	for i := range s.Off {
		s.Off[i] = came[i] / (even[i] + evenWeekdays)
	}
}

// shrunk is came / even, drawn towards 1 by so many evenly spread leads.
func shrunk(came, even, towards float64) float64 {
	return max(leastWeight, (came+towards)/(even+towards))
}

// level scales the weights so that the working days of the year up to last average 1.
func (s *Season) level(calendar agreement.Calendar, last time.Time) {
	first := last.AddDate(-1, 0, 1)
	n := calendar.WorkingDays(first, last)
	sum := s.Weight(calendar, first, last)
	if n == 0 {
		return
	}
	for i := range s.Weekdays {
		s.Weekdays[i] *= float64(n) / sum
		s.Off[i] *= float64(n) / sum
	}
}

func (s Season) weekday(day time.Time) float64 {
	if w := s.Weekdays[day.Weekday()]; w > 0 {
		return w
	}
	return 1
}

// weight is what a working day weighs.
func (s Season) weight(day time.Time) float64 {
	if w := s.Months[day.Month()-1]; w > 0 {
		return w * s.weekday(day)
	}
	return s.weekday(day)
}

// Weight is what the working days from first to last weigh together.
func (s Season) Weight(calendar agreement.Calendar, first, last time.Time) float64 {
	sum := 0.0
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		if calendar.WorkingDays(day, day) > 0 {
			sum += s.weight(day)
		}
	}
	return sum
}

// exposure is what a day weighs for forecasts. Days off have a weight too.
func (s Season) exposure(calendar agreement.Calendar, on time.Time) float64 {
	if calendar.WorkingDays(on, on) > 0 {
		return s.weight(on)
	}
	if m := s.Months[on.Month()-1]; m > 0 {
		return m * s.Off[on.Weekday()]
	}
	return s.Off[on.Weekday()]
}

// exposures are what the days from first to last weigh together for forecasts.
func (s Season) exposures(calendar agreement.Calendar, first, last time.Time) (sum float64) {
	for on := first; !on.After(last); on = on.AddDate(0, 0, 1) {
		sum += s.exposure(calendar, on)
	}
	return sum
}

// past is the exposure of a day that is over, with the weight of its month as learned from the other years.
func (s Season) past(calendar agreement.Calendar, others otherYears, on time.Time) float64 {
	weight := s.exposure(calendar, on)
	if months, known := others[on.Year()]; known {
		weight *= months[on.Month()-1] / s.Months[on.Month()-1]
	}
	return weight
}

// Even reports whether s weighs all days the same.
func (s Season) Even() bool { return s.Weekdays == [7]float64{} && s.Months == [12]float64{} }

// A season is named where the share of the period that is gone differs by noticedShare from that of unweighed days. It
// names up to namedMost months or weekdays whose weight is off by noticedWeight.
const (
	noticedShare, noticedWeight = 0.005, 0.02

	namedMost = 3
)

// named says which months or weekdays change the pace of the days from first to last, such as "Season: October usually
// brings 12% more leads."; "" where the season makes no difference.
func (s Season) named(calendar agreement.Calendar, first, last time.Time, p Progress) string {
	if p.weighed == 0 || math.Abs(p.weighed-float64(p.Gone)/float64(p.All)) < noticedShare {
		return ""
	}
	type part struct {
		name string
		more float64
	}
	var parts []part
	nextMonth := func(on time.Time) time.Time { return time.Date(on.Year(), on.Month()+1, 1, 0, 0, 0, 0, time.UTC) }
	for on := first; s.ByMonth && !on.After(last) && len(parts) < 12; on = nextMonth(on) {
		parts = append(parts, part{on.Month().String(), s.Months[on.Month()-1] - 1})
	}
	if len(parts) < 2 { // all days are of one month: only weekdays differ
		parts = nil
		even := s.evenWeekday(calendar)
		for i, w := range s.Weekdays {
			if on := first.AddDate(0, 0, (i-int(first.Weekday())+7)%7); calendar.WorkingDays(on, on) > 0 {
				parts = append(parts, part{"a " + time.Weekday(i).String(), w/even - 1})
			}
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(math.Abs(b.more), math.Abs(a.more)) })
	var words []string
	for _, each := range parts[:min(namedMost, len(parts))] {
		if math.Abs(each.more) < noticedWeight {
			continue
		}
		side := "more"
		if each.more < 0 {
			side = "fewer"
		}
		verb, what := "", ""
		if len(words) == 0 { // it says of leads, also beside what is won
			verb, what = "usually brings ", " leads"
		}
		percent := math.Round(100 * math.Abs(each.more))
		words = append(words, fmt.Sprintf("%s %s%.0f%% %s%s", each.name, verb, percent, side, what))
	}
	if len(words) == 0 {
		return ""
	}
	return "Season: " + strings.Join(words, ", ") + "."
}

// evenWeekday is the mean weight of the weekdays on which a calendar works.
func (s Season) evenWeekday(calendar agreement.Calendar) float64 {
	sum, n := 0.0, 0.0
	for i, w := range s.Weekdays {
		works := func(at agreement.Interval) bool { return int(at.Day) == i }
		if len(calendar.Week) == 0 || slices.ContainsFunc(calendar.Week, works) {
			sum, n = sum+w, n+1
		}
	}
	return sum / max(n, 1)
}

// Words explain where the weights come from.
func (s Season) Words() string {
	switch {
	case s.Even():
		return "Every working day has the same weight: there are fewer than eight weeks of leads to learn a season " +
			"from."
	case !s.ByMonth:
		return "Each weekday is weighted by the leads it brought so far. All months have the same weight until there is a " +
			"year of leads."
	}
	return "Each working day is weighted by the leads its month and its weekday brought over the last " +
		spanWords(s.Days) +
		", corrected for the growth of the company. A month's weight grows with the number of years that show it."
}

// DaysOfMonth is how many days a month has on average.
const DaysOfMonth = 365.25 / 12

// spanWords are a number of days in months, or in years from two on.
func spanWords(days int) string {
	if days >= 700 {
		return english.Number(float64(days)/365) + " years"
	}
	return english.Number(float64(days)/DaysOfMonth) + " months"
}
