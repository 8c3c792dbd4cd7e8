// Package geo has the countries of the world by their codes.
package geo

import (
	"slices"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"baton/internal/account"
)

// Country is a country by its ISO 3166-1 alpha-2 code and its English name.
type Country struct {
	Code string
	Name string
}

// noCountries are the codes that the names' data has besides countries: parts of one, such as Clipperton, and unions of
// several.
var noCountries = []string{"AC", "CP", "DG", "EA", "EZ", "IC", "TA", "UN"}

// Countries are those of ISO 3166-1, and Kosovo, by name.
var Countries = sync.OnceValue(func() []Country {
	var all []Country
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.String() != code || region.Canonicalize() != region ||
				slices.Contains(noCountries, code) {
				continue
			}
			if name := display.English.Regions().Name(region); name != "" && name != "Unknown Region" {
				all = append(all, Country{code, name})
			}
		}
	}
	slices.SortFunc(all, func(x, y Country) int { return account.CompareNames(x.Name, y.Name) })
	return all
})

var countryNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for _, c := range Countries() {
		names[c.Code] = c.Name
	}
	return names
})

// CountryName is the English name of the country with code, "" when there is none.
func CountryName(code string) string { return countryNames()[code] }

// articled are the countries whose names have an article in a sentence.
var articled = map[string]bool{
	"AE": true, "BS": true, "CF": true, "CG": true, "DO": true, "FK": true, "FO": true, "GB": true, "GM": true,
	"KM": true, "KY": true, "MH": true, "MV": true, "NL": true, "PH": true, "SC": true, "SB": true, "TC": true, "US": true,
	"VG": true, "VI": true,
}

// InCountry is where something is, such as in Spain or in the United States; "" of a code that is no country.
func InCountry(code string) string {
	name := CountryName(code)
	switch {
	case name == "":
		return ""
	case articled[code]:
		return "in the " + name
	}
	return "in " + name
}
