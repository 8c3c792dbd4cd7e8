package identity

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"baton/internal/geo"
)

// phoneSigns are the signs that part two numbers in one field.
var phoneSigns = regexp.MustCompile(`\s*(?:[;,|/\n]|\s(?:or|oder|ou|o|and|und|et|y)\s)\s*`)

var (
	phoneAside = regexp.MustCompile(`\([^()\d]*\)|\[[^\[\]\d]*\]`)
	phoneLabel = regexp.MustCompile(`^[^\d+(]+`)
	phoneAfter = regexp.MustCompile(`[^\d)]+$`)
)

// ReadPhone reads a phone number as people of country write it. It gives its E.164 form, with an extension after it as
// in +12125550122 x204, or in words what is wrong with it. Words around the number do not count. Of two numbers it is
// the first; rest is the other, or whatever else stands after it.
func ReadPhone(typed, country string) (number, rest, wrong string) {
	text := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, typed))
	if text == "" {
		return "", "", ""
	}
	if number, wrong = onePhone(text, country); number != "" {
		return number, "", ""
	}
	for _, sign := range phoneSigns.FindAllStringIndex(text, -1) {
		if first, _ := onePhone(text[:sign[0]], country); first != "" {
			rest = text[sign[1]:]
			if other, _ := onePhone(rest, country); other != "" {
				rest = other
			}
			return first, rest, ""
		}
	}
	return "", "", wrong
}

// onePhone reads a number as it is written, else without the words around it, and with 00 before the country code for
// the plus sign.
func onePhone(text, country string) (number, wrong string) {
	if number, wrong = readPhone(text, country); number != "" {
		return number, ""
	}
	bare := strings.TrimSpace(phoneAside.ReplaceAllString(text, " "))
	bare = strings.TrimSpace(phoneLabel.ReplaceAllString(bare, ""))
	for _, each := range []string{bare, phoneAfter.ReplaceAllString(bare, "")} {
		if number, _ = readPhone(each, country); number != "" {
			return number, ""
		}
		if abroad, is := strings.CutPrefix(each, "00"); is {
			if number, _ = readPhone("+"+abroad, country); number != "" {
				return number, ""
			}
		}
	}
	return "", wrong
}

// readPhone reads a phone number without anything around it.
func readPhone(typed, country string) (e164, wrong string) {
	number, err := phonenumbers.Parse(typed, country)
	if err != nil {
		if country == "" && !strings.HasPrefix(strings.TrimSpace(typed), "+") {
			return "", "Choose the country, or write the number with its country code, such as +34 600 123 456."
		}
		return "", "This is not a phone number. Write it with digits, such as +34 600 123 456."
	}
	region := phonenumbers.GetRegionCodeForNumber(number)
	if region == "" || region == "ZZ" {
		region = phonenumbers.GetRegionCodeForCountryCode(int(number.GetCountryCode()))
	}
	switch phonenumbers.IsPossibleNumberWithReason(number) {
	case phonenumbers.TOO_SHORT, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return "", "Too short for a phone number" + inCountry(region) + lengthOf(region) + "."
	case phonenumbers.TOO_LONG:
		return "", "Too long for a phone number" + inCountry(region) + lengthOf(region) + "."
	case phonenumbers.INVALID_COUNTRY_CODE:
		return "", "No country has this country code. Write the number as +34 600 123 456."
	case phonenumbers.IS_POSSIBLE:
		national := phonenumbers.GetNationalSignificantNumber(number)
		if monotone(national) {
			return "", "This is a placeholder and not a phone number. Leave the field empty if the number is not known."
		}
		if !phonenumbers.IsValidNumber(number) {
			return "", "There are no phone numbers like this" + inCountry(region) + ". Check the digits."
		}
		e164 = phonenumbers.Format(number, phonenumbers.E164)
		if extension := number.GetExtension(); extension != "" {
			e164 += phoneExtension + extension
		}
		return e164, ""
	}
	return "", "Wrong length for a phone number" + inCountry(region) + lengthOf(region) + "."
}

// How many digits at the end of a number say that it was only typed to fill a field: alike, or in a row.
const (
	madeUpAlike = 6
	madeUpInRow = 8
)

// TellsWho reports whether a stored number says anything about who somebody is: one that ends in 000000 or 12345678 was
// typed to fill a field, even where the plan of its country allows it.
func TellsWho(stored string) bool {
	number, _, _ := strings.Cut(stored, phoneExtension)
	if len(number) <= madeUpInRow {
		return len(number) > madeUpAlike && !alike(number[len(number)-madeUpAlike:])
	}
	return !alike(number[len(number)-madeUpAlike:]) && !monotone(number[len(number)-madeUpInRow:])
}

func alike(digits string) bool { return strings.Count(digits, digits[:1]) == len(digits) }

// monotone reports whether all digits are the same, or each is one more or one less than the digit before: 9 and 0 are
// neighbours.
func monotone(digits string) bool {
	if len(digits) < 2 {
		return false
	}
	step := (digits[1] - digits[0] + 10) % 10
	if step != 0 && step != 1 && step != 9 {
		return false
	}
	for i := 1; i < len(digits); i++ {
		if (digits[i]-digits[i-1]+10)%10 != step {
			return false
		}
	}
	return true
}

// phoneExtension stands between a number and its extension.
const phoneExtension = " x"

func inCountry(region string) string {
	if place := geo.InCountry(region); place != "" {
		return " " + place
	}
	return ""
}

func lengthOf(region string) string {
	example := phonenumbers.GetExampleNumberForType(region, phonenumbers.MOBILE)
	if example == nil {
		return ""
	}
	return fmt.Sprintf(": it has %d digits", len(phonenumbers.GetNationalSignificantNumber(example)))
}

// PhoneWords is a stored number as people read it, in groups; what is not one is given back as it is.
func PhoneWords(stored string) string {
	number, err := phonenumbers.Parse(stored, "")
	if err != nil {
		return stored
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}

// PhoneLink is the address by which a telephone calls a stored number.
func PhoneLink(stored string) string {
	return "tel:" + strings.Replace(stored, phoneExtension, ";ext=", 1)
}
