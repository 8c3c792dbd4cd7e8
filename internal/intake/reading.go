package intake

import (
	"errors"
	"io"
	"maps"
	"regexp"
	"strings"
	"time"

	"baton/internal/errs"
	"baton/internal/sheet"
)

// Reading says how a file is read, where somebody chose it. What is zero is found out from the file.
type Reading struct {
	sheet.Layout
	Dates    Dates    `json:"dates,omitempty"`
	Assumed  bool     `json:"assumed,omitempty"` // Dates is only that of the country of the team, so it is said
	Zone     string   `json:"zone,omitempty"`    // of times without one; "" is that of the company
	Decimals Decimals `json:"decimals,omitempty"`
}

// Dates is the order of day and month in dates such as 3/4/2026.
type Dates string

// The orders of day and month.
const (
	DayFirst   Dates = "day-first"
	MonthFirst Dates = "month-first"
)

func (d Dates) order() dayOrder {
	return map[Dates]dayOrder{DayFirst: dayFirst, MonthFirst: monthFirst}[d]
}

// DatesIn returns the order in which people of a country write day and month, or "" without a country.
func DatesIn(country string) Dates {
	return map[dayOrder]Dates{dayFirst: DayFirst, monthFirst: MonthFirst}[orderIn(country)]
}

// Decimals is the sign before the decimals of a number. The other one groups its digits.
type Decimals string

// The signs before decimals.
const (
	Point Decimals = "point" // 1,234.5
	Comma Decimals = "comma" // 1.234,5
)

// Check returns errs.Problems for what cannot be the reading of a file.
func (how Reading) Check() error {
	problems, layout := errs.Problems{}, errs.Problems{}
	if errors.As(how.Layout.Check(), &layout) {
		maps.Copy(problems, layout)
	}
	if how.Dates != "" && how.Dates.order() == orderUnknown {
		problems.Add("dates", "The order of day and month is day-first or month-first.")
	}
	if how.Decimals != "" && how.Decimals != Point && how.Decimals != Comma {
		problems.Add("decimals", "The sign before decimals is point or comma.")
	}
	if how.Zone != "" {
		if _, err := time.LoadLocation(how.Zone); err != nil || how.Zone == "Local" {
			problems.Add("zone", "This time zone is not known. Write a name such as Europe/Berlin or UTC.")
		}
	}
	return problems.Err()
}

// ZoneOr returns the zone of times without one.
func (how Reading) ZoneOr(otherwise *time.Location) *time.Location {
	if how.Zone == "" {
		return otherwise
	}
	zone, err := time.LoadLocation(how.Zone)
	if err != nil {
		return otherwise // Check has refused it
	}
	return zone
}

var figuresOfNumber = regexp.MustCompile(`\d+(?:[.,]\d+)+`)

// numbers writes the numbers in a text so that they can be read only as the decimals of how say.
func (d Decimals) numbers(text string) string {
	group, point := ",", "."
	switch d {
	case Point:
	case Comma:
		group, point = ".", ","
	default:
		return text
	}
	return figuresOfNumber.ReplaceAllStringFunc(text, func(number string) string {
		whole, fraction, _ := strings.Cut(strings.ReplaceAll(number, group, ""), point)
		if fraction = strings.TrimRight(fraction, "0"); fraction == "" {
			return whole
		}
		return whole + "." + fraction
	})
}

// DateOrders says how the dates of a whole column can be read.
type DateOrders struct {
	Example         string // the first date with two meanings; "" if no date has two
	day, month      bool   // of a date, it is sure that the day or the month is first
	chosenByMapping bool
}

// DateOrders reads the dates of the whole column up to the end of the file.
func (s *Sheet) DateOrders(m Mapping) (o DateOrders, err error) {
	at := m.at("created_at")
	if at < 0 || m[at] != "created_at" {
		o.chosenByMapping = at >= 0
		return o, nil
	}
	for {
		row, err := s.Next()
		var bad *sheet.RowError
		switch {
		case errors.Is(err, io.EOF):
			return o, nil
		case errors.As(err, &bad):
			continue
		case err != nil:
			return o, err
		}
		for i, field := range m {
			if field == "created_at" && i < len(row.Fields) {
				o.add(clean(row.Fields[i]))
			}
		}
	}
}

// add learns from one date.
func (o *DateOrders) add(value string) {
	first, second, is := inFigures(value)
	switch {
	case !is:
	case first > 12:
		o.day = true
	case second > 12:
		o.month = true
	case first != second && o.Example == "":
		o.Example = value
	}
}

// Ask reports whether the column leaves two readings: a date has two meanings, and the others do not say which is
// meant, or contradict each other.
func (o DateOrders) Ask() bool { return o.Example != "" && o.day == o.month }

// Read returns the two meanings of the example.
func (o DateOrders) Read(zone *time.Location) (dayFirstly, monthFirstly time.Time) {
	if zone == nil {
		zone = time.UTC
	}
	one, _ := (&instants{zone: zone, order: dayFirst}).readZone(o.Example)
	other, _ := (&instants{zone: zone, order: monthFirst}).readZone(o.Example)
	return one.In(zone), other.In(zone)
}

// Settled returns how the file is read, now that its dates are known. If they leave two readings, it is that of the
// country of the team, and Assumed says so.
func (how Reading) Settled(o DateOrders, teamCountry string) Reading {
	switch {
	case how.Dates != "" || o.chosenByMapping:
	case o.Ask():
		how.Dates, how.Assumed = DatesIn(teamCountry), true
	case o.day:
		how.Dates = DayFirst
	case o.month:
		how.Dates = MonthFirst
	}
	return how
}

// Preview reads the first rows as leads.
func (s *Sheet) Preview(m Mapping, d Defaults, most int) (all []Enquiry) {
	r := s.reader(m, d)
	for _, fields := range s.Samples[:min(len(s.Samples), most)] {
		all = append(all, r.enquiry(sheet.Row{Fields: fields}))
	}
	return all
}
