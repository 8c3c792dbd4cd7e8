package geo_test

import (
	"slices"
	"testing"

	"baton/internal/account"
	"baton/internal/geo"
)

func TestCountriesAreThoseOfToday(t *testing.T) {
	for code, want := range map[string]string{"ES": "Spain", "DE": "Germany", "US": "United States", "XX": "", "ZZ": "",
		"es": "", "EU": "", "SU": "", "": "", "XK": "Kosovo", "EZ": "", "UN": "", "CP": "", "AC": "", "DG": "", "EA": "",
		"IC": "", "TA": ""} {
		if got := geo.CountryName(code); got != want {
			t.Errorf("%q is %q, want %q", code, got, want)
		}
	}
	all := geo.Countries()
	if len(all) != 250 { // 249 in ISO 3166-1, and Kosovo
		t.Errorf("%d countries", len(all))
	}
	if !slices.IsSortedFunc(all, func(a, b geo.Country) int { return account.CompareNames(a.Name, b.Name) }) {
		t.Error("the countries are not in order of their names")
	}
	if all[1].Name != "Åland Islands" {
		t.Errorf("%s stands second", all[1].Name)
	}
}

func TestACountryInASentence(t *testing.T) {
	for code, want := range map[string]string{"ES": "in Spain", "US": "in the United States", "": "", "XX": ""} {
		if got := geo.InCountry(code); got != want {
			t.Errorf("%q is %q, want %q", code, got, want)
		}
	}
}
