package lead

import (
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// readPhone reads a phone number as people of country write it. It gives its E.164 form, or in words what is wrong with it.
func readPhone(typed, country string) (e164, wrong string) {
	if strings.TrimSpace(typed) == "" {
		return "", ""
	}
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
		return phonenumbers.Format(number, phonenumbers.E164), ""
	}
	return "", "Wrong length for a phone number" + inCountry(region) + lengthOf(region) + "."
}

func inCountry(region string) string {
	if name := CountryName(region); name != "" {
		return " in " + name
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

// PhoneWords is an E.164 number as people read it, in groups; what is not one is given back as it is.
func PhoneWords(e164 string) string {
	number, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return e164
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}
