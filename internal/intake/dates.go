package intake

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dayOrder says which of the figures of a date such as 3/4/2026 is the day.
type dayOrder int

const (
	orderUnknown dayOrder = iota
	dayFirst
	monthFirst
)

// orderIn returns the order in which people of a country write day and month. It is unknown without a country.
func orderIn(country string) dayOrder {
	switch country {
	case "":
		return orderUnknown
	case "US", "PH", "FM", "MH", "PW", "GU", "PR", "VI", "AS", "MP":
		return monthFirst
	}
	return dayFirst
}

// instants reads the times of one file.
type instants struct {
	zone    *time.Location
	order   dayOrder // for a date that can be read both ways
	serials bool     // read a number such as 46115 as a day of a spreadsheet program
}

// ofSamples finds the order of day and month from the first values of a column. The order is unknown if each value can
// be read both ways. If values contradict each other, the day comes first.
func ofSamples(values []string, zone *time.Location) *instants {
	in := &instants{zone: zone}
	for _, v := range values {
		if first, second, is := inFigures(v); is && first > 12 {
			in.order = dayFirst
		} else if is && second > 12 && in.order == orderUnknown {
			in.order = monthFirst
		}
	}
	return in
}

// inFigures returns the first two numbers of a date in figures, if each can be the day. A date with dots is excluded,
// because its day comes first.
func inFigures(value string) (first, second int, is bool) {
	d := figures.FindStringSubmatch(strings.TrimSpace(value))
	if d == nil || d[2] == "." {
		return 0, 0, false
	}
	first, _ = strconv.Atoi(d[1])
	second, _ = strconv.Atoi(d[3])
	return first, second, first >= 1 && second >= 1 && first <= 31 && second <= 31
}

// ambiguous reports whether a date can be read as two different days.
func ambiguous(value string) bool {
	first, second, is := inFigures(value)
	return is && first <= 12 && second <= 12 && first != second
}

var (
	yearFirst  = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ tT]+|$)`)
	figures    = regexp.MustCompile(`^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})(?:[ tT]+|$)`)
	dayInWords = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|\.|er|º)?[- /]*(?:de )?` +
		`([\pL]{3,})\.?[- /]*(?:de )?(\d{4}|\d{2})(?: +|$)`)
	wordsFirst = regexp.MustCompile(`^([\pL]{3,})\.?[- ]+(\d{1,2})(?:st|nd|rd|th)?[- ]+(\d{4})(?: +|$)`)
	compact    = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	weekday    = regexp.MustCompile(`(?i)^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +`)
	timeOfDay  = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?` +
		`(?: ?([aApP])\.?[mM]\.?)?(?: ?(?:Uhr|h))?`)
	zoneOffset  = regexp.MustCompile(`^(?:GMT|UTC)? ?([+-])(\d{1,2}):?(\d{2})?$`)
	serialDay   = regexp.MustCompile(`^([2-7]\d{4})(?:[.,](\d{1,12}))?$`)
	betweenTime = strings.NewReplacer(" at ", " ", " um ", " ", " - ", " ", ",", " ")
)

// monthWords are the first letters of the months in English, German, French, Spanish, Portuguese, Italian, Dutch and
// Polish, without accents.
var monthWords = map[string]time.Month{
	"jan": 1, "ene": 1, "gen": 1, "sty": 1, "feb": 2, "fev": 2, "lut": 2, "mar": 3, "mrz": 3, "maa": 3, "apr": 4, "avr": 4,
	"abr": 4, "kwi": 4, "may": 5, "mai": 5, "mag": 5, "mei": 5, "maj": 5,
	"jun": 6, "juin": 6, "giu": 6, "cze": 6, "jul": 7, "juil": 7, "lug": 7, "lip": 7, "aug": 8, "aou": 8, "ago": 8,
	"sie": 8, "sep": 9, "set": 9, "wrz": 9, "oct": 10, "okt": 10, "out": 10, "ott": 10, "paz": 10,
	"nov": 11, "lis": 11, "dec": 12, "dez": 12, "dic": 12, "gru": 12,
}

// zoneHours are the abbreviations of time zones, in hours east of UTC. An abbreviation of several zones, such as IST,
// is left out.
var zoneHours = map[string]float64{
	"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2,
	"EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
	"PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3, "JST": 9, "KST": 9, "SGT": 8, "HKT": 8,
	"AWST": 8, "ACST": 9.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "SAST": 2,
}

// read returns the time that a text gives. ok is false if the text has no time, names an unknown time zone or is before
// 1990.
func (in *instants) read(typed string) (time.Time, bool) {
	at, zone := in.readZone(typed)
	return at, zone == "" && !at.IsZero()
}

// readZone returns the time that a text gives. If the text names a time zone that is not known, the zone of the file is
// used, and the name is returned. The time is zero if the text has none.
func (in *instants) readZone(typed string) (at time.Time, unknownZone string) {
	typed = strings.TrimSpace(typed)
	if at, err := time.Parse(time.RFC3339, typed); err == nil {
		return sensible(at), ""
	}
	if at, is := in.number(typed); is {
		return at, ""
	}
	text := weekday.ReplaceAllString(strings.Join(strings.Fields(betweenTime.Replace(typed)), " "), "")
	year, month, day, rest, ok := in.date(text)
	if !ok {
		return time.Time{}, ""
	}
	clock, rest, ok := timeIn(rest)
	if !ok {
		return time.Time{}, ""
	}
	zone, known := in.zone, true
	if rest != "" {
		if zone, known = zoneNamed(rest); !known {
			zone = in.zone
			unknownZone = rest
		}
	}
	at = time.Date(year, month, day, 0, 0, int(clock/time.Second), 0, zone)
	if at.Day() != day || at.Month() != month || !known && strings.ContainsAny(rest, "0123456789:") {
		return time.Time{}, ""
	}
	return sensible(at), unknownZone
}

// date reads the date at the beginning of a text, and returns the rest of the text.
func (in *instants) date(text string) (year int, month time.Month, day int, rest string, ok bool) {
	number := func(digits string) int { n, _ := strconv.Atoi(digits); return n }
	d := yearFirst.FindStringSubmatch(text)
	switch {
	case d != nil:
		year, month, day = number(d[1]), time.Month(number(d[2])), number(d[3])
	default:
		if d = compact.FindStringSubmatch(text); d != nil {
			year, month, day = number(d[1]), time.Month(number(d[2])), number(d[3])
		} else if d = figures.FindStringSubmatch(text); d != nil {
			first, second := number(d[1]), number(d[3])
			if year = number(d[4]); first > 12 || second <= 12 && (d[2] == "." || in.order == dayFirst) {
				first, second = second, first
			}
			month, day = time.Month(first), second
		} else if d = dayInWords.FindStringSubmatch(text); d != nil {
			year, month, day = number(d[3]), monthNamed(d[2]), number(d[1])
		} else if d = wordsFirst.FindStringSubmatch(text); d != nil {
			year, month, day = number(d[3]), monthNamed(d[1]), number(d[2])
		} else {
			return 0, 0, 0, "", false
		}
	}
	if year < 100 {
		year += 2000
	}
	return year, month, day, strings.TrimSpace(text[len(d[0]):]), month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// monthNamed returns the month of a word by its first letters, or 0.
func monthNamed(word string) time.Month {
	key := plain(word)
	for _, letters := range []int{4, 3} {
		if len(key) >= letters {
			if month, ok := monthWords[key[:letters]]; ok {
				return month
			}
		}
	}
	return 0
}

// timeIn reads the time of day at the beginning of a text, and returns the rest. Without a time, it is midnight.
func timeIn(text string) (clock time.Duration, rest string, ok bool) {
	t := timeOfDay.FindStringSubmatch(text)
	if t == nil {
		return 0, text, true
	}
	hour, _ := strconv.Atoi(t[1])
	minute, _ := strconv.Atoi(t[2])
	second, _ := strconv.Atoi(t[3])
	if half := strings.ToLower(t[4]); half != "" && hour <= 12 {
		hour %= 12
		if half == "p" {
			hour += 12
		}
	}
	clock = time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
	return clock, strings.TrimSpace(text[len(t[0]):]), hour < 24 && minute < 60 && second < 60
}

// zoneNamed returns the time zone of a text: an offset, an abbreviation or a place such as Europe/Berlin.
func zoneNamed(text string) (*time.Location, bool) {
	text = strings.Trim(text, "()[] ")
	if hours, ok := zoneHours[strings.ToUpper(text)]; ok {
		return time.FixedZone(text, int(hours*3600)), true
	}
	if o := zoneOffset.FindStringSubmatch(text); o != nil {
		hours, _ := strconv.Atoi(o[2])
		minutes, _ := strconv.Atoi(o[3])
		seconds := hours*3600 + minutes*60
		if o[1] == "-" {
			seconds = -seconds
		}
		return time.FixedZone(text, seconds), hours <= 14 && minutes < 60
	}
	if first, second, two := strings.Cut(text, " "); two { // such as +0000 UTC
		if zone, ok := zoneNamed(first); ok && zoneHours[second] == 0 {
			return zone, true
		}
	}
	if !strings.Contains(text, "/") {
		return nil, false
	}
	zone, err := time.LoadLocation(text)
	return zone, err == nil
}

// serialEpoch is day 0 of spreadsheet programs.
var serialEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// number reads a time that is a single number: seconds or milliseconds since 1970, or days of a spreadsheet program.
func (in *instants) number(typed string) (at time.Time, is bool) {
	if n, err := strconv.ParseInt(typed, 10, 64); err == nil && n > 1e9 {
		if n > 1e12 {
			return sensible(time.UnixMilli(n)), true
		}
		return sensible(time.Unix(n, 0)), true
	}
	d := serialDay.FindStringSubmatch(typed)
	if d == nil || !in.serials {
		return time.Time{}, false
	}
	days, _ := strconv.Atoi(d[1])
	fraction, _ := strconv.ParseFloat("0."+d[2]+"0", 64)
	unit := time.Second
	if len(d[2]) <= 4 { // four digits are too coarse for seconds
		unit = time.Minute
	}
	clock := time.Duration(math.Round(fraction*float64(24*time.Hour/unit))) * unit
	day := serialEpoch.AddDate(0, 0, days)
	return sensible(time.Date(day.Year(), day.Month(), day.Day(), 0, 0, int(clock/time.Second), 0, in.zone)), true
}

// sensible returns a time from 1990 on in UTC. An earlier time, or one after the year 9999, becomes zero.
func sensible(at time.Time) time.Time {
	if at.Year() < 1990 || at.Year() > 9999 {
		return time.Time{}
	}
	return at.UTC()
}
