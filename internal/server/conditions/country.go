package conditions

import (
	"strings"

	"baton/internal/geo"
	"baton/internal/lead"
)

// countryCodes are what people write for a country besides its name and its code.
var countryCodes = map[string]string{"uk": "GB", "great britain": "GB", "england": "GB", "usa": "US",
	"united states of america": "US", "uae": "AE", "holland": "NL"}

func countryCode(name string) string {
	if upper := strings.ToUpper(name); geo.CountryName(upper) != "" {
		return upper
	}
	for _, c := range geo.Countries() {
		if strings.EqualFold(c.Name, name) {
			return c.Code
		}
	}
	return countryCodes[strings.ToLower(name)]
}

func countryWords(code string) string {
	if name := geo.CountryName(code); name != "" && !strings.Contains(name, ",") {
		return name
	}
	return code
}

// Words are all that c asks for in one line, empty when that is nothing.
func Words(c lead.Condition, names lead.Names) string {
	parts := c.Criteria()
	if len(parts) == 0 {
		return ""
	}
	return lead.Condition{All: parts}.Words(names)
}
