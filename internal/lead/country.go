package lead

import (
	"cmp"
	"slices"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country is a country by its ISO 3166-1 alpha-2 code and its English name.
type Country struct {
	Code string
	Name string
}

// Countries are all countries, by name.
var Countries = sync.OnceValue(func() []Country {
	var all []Country
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.String() != code || region.Canonicalize() != region {
				continue
			}
			if name := display.English.Regions().Name(region); name != "" && name != "Unknown Region" {
				all = append(all, Country{code, name})
			}
		}
	}
	slices.SortFunc(all, func(x, y Country) int { return cmp.Compare(x.Name, y.Name) })
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
