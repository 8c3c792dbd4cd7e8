package intake

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"baton/internal/lead"
)

// countryCode is the ISO 3166-1 alpha-2 code of a country as people write it: two or three letters, or its name in one of several
// languages. "" when it is none.
func countryCode(typed string) string {
	typed = strings.TrimSpace(typed)
	if code := strings.ToUpper(typed); len(code) == 2 && lead.CountryName(code) != "" {
		return code
	}
	return countries()[countryKey(typed)]
}

func countryKey(name string) string {
	name = strings.TrimPrefix(strings.ToLower(strings.Join(strings.Fields(name), " ")), "the ")
	return strings.NewReplacer(".", "", "&", "and").Replace(name)
}

var countries = sync.OnceValue(func() map[string]string {
	names := map[string]string{
		"uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US", "us": "US", "united states of america": "US",
		"america": "US", "korea": "KR", "south korea": "KR", "republic of korea": "KR", "russian federation": "RU", "czech republic": "CZ", "turkey": "TR",
		"holland": "NL", "viet nam": "VN", "hong kong": "HK", "macau": "MO", "uae": "AE", "ivory coast": "CI", "brasil": "BR", "deutschland": "DE",
	}
	tongues := []display.Namer{}
	for _, tag := range []language.Tag{language.English, language.German, language.French, language.Spanish, language.Portuguese, language.Italian, language.Dutch, language.Polish} {
		tongues = append(tongues, display.Regions(tag))
	}
	for _, c := range lead.Countries() {
		region := language.MustParseRegion(c.Code)
		names[strings.ToLower(region.ISO3())] = c.Code
		for _, tongue := range tongues {
			names[countryKey(tongue.Name(region))] = c.Code
		}
	}
	return names
})

// companySize is how many people a company has: of a range, such as 51-200 or 10,001+, the smaller end. Not ok when it is no number.
func companySize(typed string) (int, bool) {
	digits := strings.Builder{}
	for _, r := range strings.TrimSpace(typed) {
		switch {
		case unicode.IsDigit(r) && r < unicode.MaxASCII:
			digits.WriteRune(r)
		case digits.Len() > 0 && (r == ',' || r == '.' || r == '\'' || r == '’' || r == '\u00a0' || r == '\u202f'):
		case digits.Len() == 0 && (r == '>' || r == '~' || unicode.IsSpace(r)):
		default:
			n, err := strconv.Atoi(digits.String())
			return n, err == nil
		}
	}
	n, err := strconv.Atoi(digits.String())
	return n, err == nil
}

// yes is what stands for agreement; anything else does not.
var yes = map[string]bool{"yes": true, "y": true, "true": true, "t": true, "1": true, "x": true, "on": true, "ja": true, "oui": true, "si": true, "sí": true,
	"sim": true, "opt-in": true, "opted in": true, "granted": true, "agreed": true, "subscribed": true, "consented": true}

// These are how exports write times; those whose order of day and month is told by nothing else stand in both orders.
var (
	plainTimes = []string{
		time.RFC3339, "2006-01-02T15:04:05.000Z0700", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
		"2006/01/02 15:04:05", "2006/01/02", "2.1.2006 15:04:05", "2.1.2006 15:04", "2.1.2006", "2 Jan, 2006 15:04:05", "2 Jan 2006 15:04:05", "2 Jan 2006", "Jan 2, 2006, 3:04 PM", "Jan 2, 2006 3:04 PM", "Jan 2, 2006",
		"January 2, 2006", "20060102",
	}
	monthFirst = []string{"1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM", "1/2/2006 15:04:05", "1/2/2006 15:04", "1/2/2006", "1-2-2006"}
	dayFirst   = []string{"2/1/2006 3:04:05 PM", "2/1/2006 3:04 PM", "2/1/2006 15:04:05", "2/1/2006 15:04", "2/1/2006", "2-1-2006"}
)

// instants reads times as one file writes them.
type instants struct {
	zone     *time.Location
	dayFirst bool   // 3/4/2026 is 3 April
	last     string // the form that the time before had
}

// ofSamples decides by the first values of a column whether its days stand before its months.
func ofSamples(values []string, zone *time.Location) *instants {
	in := &instants{zone: zone}
	for _, v := range values {
		first, rest, cut := strings.Cut(strings.ReplaceAll(strings.TrimSpace(v), "-", "/"), "/")
		n, err := strconv.Atoi(first)
		if cut && err == nil && n > 12 && n <= 31 && strings.Contains(rest, "/") {
			in.dayFirst = true
		}
	}
	return in
}

// read is the instant that typed says. Not ok when it is none, or lies before 1990.
func (in *instants) read(typed string) (time.Time, bool) {
	typed = strings.TrimSpace(typed)
	if at, err := time.ParseInLocation(in.last, typed, in.zone); err == nil && in.last != "" {
		return sensible(at)
	}
	layouts := append(append([]string{}, plainTimes...), monthFirst...)
	if in.dayFirst {
		layouts = append(append([]string{}, plainTimes...), dayFirst...)
	}
	for _, layout := range layouts {
		if at, err := time.ParseInLocation(layout, typed, in.zone); err == nil {
			in.last = layout
			return sensible(at)
		}
	}
	if n, err := strconv.ParseInt(typed, 10, 64); err == nil && n > 1e9 {
		if n > 1e12 {
			return sensible(time.UnixMilli(n))
		}
		return sensible(time.Unix(n, 0))
	}
	return time.Time{}, false
}

func sensible(at time.Time) (time.Time, bool) {
	return at.UTC(), at.Year() >= 1990
}

// nothing is what exports write where they know nothing.
var nothing = map[string]bool{"-": true, "--": true, "n/a": true, "na": true, "#n/a": true, "null": true, `\n`: true, "none": true, "nil": true, "(blank)": true, "(not set)": true, "[not provided]": true}

// clean is a value without the space around it and what cannot be shown; "" where it says nothing.
func clean(value string) string {
	value = strings.TrimSpace(strings.Map(shown, value))
	if len(value) <= 16 && nothing[strings.ToLower(value)] {
		return ""
	}
	return value
}

// shown takes out control characters and the marks that turn the direction of text around.
func shown(r rune) rune {
	if r == '\n' || r == '\t' {
		return r
	}
	if unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == unicode.ReplacementChar {
		return -1
	}
	return r
}

func tooMany(n int) string {
	return fmt.Sprintf("This has %d characters; %d are the most that fit.", n, lead.MaxText)
}
