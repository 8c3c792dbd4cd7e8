package intake

import (
	"testing"

	"baton/internal/geo"
)

func TestCountriesAsPeopleAndListsWriteThem(t *testing.T) {
	for typed, want := range map[string]string{
		"de": "DE", "DEU": "DE", "Germany": "DE", "Deutschland": "DE", "Allemagne": "DE", "USA": "US", "U.S.A.": "US",
		"United Kingdom": "GB", "UK": "GB", "España": "ES", "the Netherlands": "NL",
		"Tanzania, United Republic of": "TZ", "Bolivia (Plurinational State of)": "BO", "Venezuela, RB": "VE",
		"Egypt, Arab Rep.": "EG", "Korea, Rep.": "KR", "Korea, Republic of": "KR",
		"Korea, Democratic People's Republic of": "KP", "Congo, Democratic Republic of the": "CD", "Congo, Rep.": "CG",
		"Congo": "CG", "Micronesia (Federated States of)": "FM", "Taiwan, Province of China": "TW",
		"Iran, Islamic Republic of": "IR", "Iran (Islamic Republic of)": "IR", "Moldova, Republic of": "MD",
		"Republic of Moldova": "MD", "Bahamas, The": "BS", "Gambia (the)": "GM", "Netherlands, The": "NL",
		"Kingdom of Denmark": "DK", "Federal Republic of Germany": "DE", "Republic of Ireland": "IE",
		"Republic of the Philippines": "PH", "Northern Ireland": "GB", "Macao SAR": "MO", "Hong Kong SAR": "HK",
		"Danmark": "DK", "Suomi": "FI", "Österreich": "AT", "Osterreich": "AT", "Ελλάδα": "GR", "Україна": "UA", "한국": "KR",
		"대한민국": "KR", "中国": "CN", "日本": "JP", "Česko": "CZ", "Cesko": "CZ", "Slovensko": "SK", "Hrvatska": "HR",
		"Ísland":  "IS",
		"Sverige": "SE", "Norge": "NO", "Magyarország": "HU", "Türkiye": "TR", "Turkiye": "TR", "Espana": "ES",
		"Mexico": "MX", "México": "MX", "Côte d’Ivoire": "CI", "Cote d'Ivoire": "CI", "North Macedonia": "MK",
		"Polska": "PL", "Brasil": "BR", "Éire": "IE", "België": "BE", "Belgique": "BE", "Schweiz": "CH", "Suisse": "CH",
		"St. Lucia": "LC", "Trinidad & Tobago": "TT",
		"XX": "", "": "", "Selenia": "", "EMEA": "", "Republic of": "", "Paris, France": "", "Georgia": "GE", "Niger": "NE",
		"Guinea": "GN", "Dominica": "DM", "Samoa": "WS", "Sudan": "SD", "South Sudan": "SS",
	} {
		if got := countryCode(typed); got != want {
			t.Errorf("country %q is %q, want %q", typed, got, want)
		}
	}
}

func TestEveryCountryIsKnownByItsName(t *testing.T) {
	for _, c := range geo.Countries() {
		if got := countryCode(c.Name); got != c.Code {
			t.Errorf("%s is %q, want %s", c.Name, got, c.Code)
		}
	}
}
