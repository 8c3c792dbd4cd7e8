package lead

import (
	"regexp"
	"strconv"
	"strings"

	"baton/internal/typed"
)

// WrongSize is what a person reads about a company size that cannot be read.
const WrongSize = "This is not a number of people from 1 to 10,000,000. Write it like 220, 1,000 or 51-200."

// datedSize is what a person reads where a spreadsheet program has made a day of a range.
const datedSize = "A spreadsheet turned this into a date, for example from 2-11 or 11-50. " +
	"Write the number of people like 220 or 51-200."

var (
	sizeWords = regexp.MustCompile(`^(?:about|approximately|approx\.?|around|circa|ca\.?|c\.|over|more than|at least|` +
		`from|between|mehr als|über|plus de|más de|[~≈>≥=+]+)\s*`)
	sizeBelow = regexp.MustCompile(`^(?:<=?|≤|under|less than|fewer than|up to|below|max\.?|` +
		`unter|bis(?: zu)?|moins de|menos de)\s*`)
	sizeNumber = regexp.MustCompile(`^(\d{1,3}(?:[ ,.'’]\d{2,3})*[ ,.'’]\d{3}|\d+)(?:([.,]\d+))?` +
		`\s?(k|m|tsd\.?|thousand|million|mio\.?)?(?:$|[^\pL\pN])`)
	sizeUpTo = regexp.MustCompile(`^\s*(?:-|–|—|−|to|bis|and|und|à|a|até|hasta)\s*`)
	sizeDate = regexp.MustCompile(`(?:^|[^\pL])(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)` +
		`[a-zé]*\.?(?:$|[^\pL])`)
	sizeUnit  = regexp.MustCompile(`^[\pL .()/*+-]*$`)
	sizeAlone = regexp.MustCompile(`^(?:just )?(?:self[ -]?employed|freelancer?|` +
		`sole (?:trader|proprietor)|myself|me|only me|one|` +
		`selbstst?ändig|freiberuflich|autónomo|indépendant)$`)
)

// CompanySize reads how many people a company has, as people and exports write it: 1,000, 1k, 250.0; of a range such as
// 51-200 or 10,001+ the smaller end, 1 of <10 and of somebody who works alone. wrong says in words why it cannot be
// read.
func CompanySize(text string) (people int, wrong string) {
	text = strings.ToLower(strings.TrimFunc(typed.Plain(text), typed.Hidden))
	if sizeAlone.MatchString(text) {
		return 1, ""
	}
	if sizeDate.MatchString(text) {
		return 0, datedSize
	}
	below := sizeBelow.FindString(text)
	text = text[len(below):]
	text = text[len(sizeWords.FindString(text)):]
	n, rest, ok := sizeOf(text)
	if !ok {
		return 0, WrongSize
	}
	if upTo := sizeUpTo.FindString(rest); upTo != "" && strings.TrimSpace(rest[len(upTo):]) != "" {
		if more, after, isNumber := sizeOf(rest[len(upTo):]); isNumber {
			n, rest = min(n, more), after
		}
	}
	if !sizeUnit.MatchString(rest) || n < 1 || n > MaxSize {
		return 0, WrongSize
	}
	if below != "" {
		return 1, ""
	}
	return n, ""
}

// sizeOf reads the number at the beginning of text. Not ok when there is none, or when it is no whole number of people.
func sizeOf(text string) (n int, rest string, ok bool) {
	parts := sizeNumber.FindStringSubmatchIndex(text)
	if parts == nil {
		return 0, "", false
	}
	part := func(i int) string {
		if parts[2*i] < 0 {
			return ""
		}
		rest = text[parts[2*i+1]:]
		return text[parts[2*i]:parts[2*i+1]]
	}
	whole, fraction, unit := part(1), strings.TrimRight(strings.TrimLeft(part(2), ".,"), "0"), part(3)
	times := 1
	switch {
	case strings.HasPrefix(unit, "k"), strings.HasPrefix(unit, "t"):
		times = 1000
	case unit != "":
		times = 1_000_000
	}
	n, err := strconv.Atoi(typed.Digits(whole))
	millionths, wrong := strconv.Atoi((fraction + "000000")[:6])
	if err != nil || wrong != nil || len(fraction) > 6 || n > MaxSize || millionths*times%1_000_000 != 0 {
		return 0, "", false
	}
	return n*times + millionths*times/1_000_000, rest, true
}
