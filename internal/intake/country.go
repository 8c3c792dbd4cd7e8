package intake

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"

	"baton/internal/geo"
)

// countryCode returns the ISO 3166-1 alpha-2 code of a country that a person typed: a code of two or three letters, the
// everyday or official name in English, or the name in one of several other languages, with or without accents. It
// returns "" for an unknown country.
func countryCode(typed string) string {
	typed = strings.TrimSpace(typed)
	if code := strings.ToUpper(typed); len(code) == 2 && geo.CountryName(code) != "" {
		return code
	}
	known := countries()
	name, after, _ := cutCountry(typed)
	for _, key := range []string{countryKey(typed), stateForm.ReplaceAllString(countryKey(typed), "")} {
		if code := known[key]; code != "" {
			return code
		}
	}
	if after != "" && onlyForm(after) {
		return known[countryKey(name)]
	}
	return ""
}

// cutCountry splits a name from what some lists put after it, as in “Moldova, Republic of” and “Bolivia (Plurinational
// State of)”.
func cutCountry(typed string) (name, after string, found bool) {
	at := strings.IndexAny(typed, ",(")
	if at < 0 {
		return typed, "", false
	}
	return typed[:at], typed[at:], true
}

// stateForm matches the beginning of an official name, such as “The Federal Republic of”.
var stateForm = regexp.MustCompile(`^(?:the )?(?:(?:` +
	`federal|islamic|hellenic|arab|plurinational|bolivarian|oriental|` +
	`socialist|united|independent|cooperative|federative|portuguese|italian|french) )*(?:` +
	`republic|kingdom|state|states|commonwealth|principality|sultanate|` +
	`grand duchy|union|confederation|federation) of (?:the )?`)

// formWords are words that only say what kind of state a country is.
var formWords = map[string]bool{
	"the": true, "of": true, "and": true, "republic": true, "rep": true, "islamic": true, "arab": true, "rb": true,
	"plurinational": true, "bolivarian": true, "state": true, "states": true,
	"federated": true, "fed": true, "sts": true, "united": true, "kingdom": true, "sar": true, "province": true,
	"china": true, "commonwealth": true, "former": true, "yugoslav": true,
}

// onlyForm reports whether a text has only formWords.
func onlyForm(after string) bool {
	for _, word := range strings.Fields(countryKey(after)) {
		if !formWords[word] {
			return false
		}
	}
	return true
}

// countryKey returns the form in which names of countries are compared.
func countryKey(name string) string { return strings.TrimPrefix(plain(name), "the ") }

// plain returns a text in lower case, without accents and punctuation, with one space between words.
func plain(text string) string {
	letters := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), r == '.', r == '\'', r == '’', r == '`':
			return -1
		case r == 'ı':
			return 'i'
		case r == 'ø':
			return 'o'
		case r == 'ł':
			return 'l'
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			return r
		}
		return ' '
	}, norm.NFD.String(strings.ToLower(strings.ReplaceAll(text, "&", " and "))))
	return strings.Join(strings.Fields(letters), " ")
}

// countryAliases are names by which people and lists call a country and that the language data does not have, by
// countryKey.
var countryAliases = map[string]string{
	"uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
	"northern ireland": "GB", "united kingdom of great britain and northern ireland": "GB",
	"usa": "US", "us": "US", "united states of america": "US", "america": "US", "estados unidos da america": "US",
	"ee uu": "US", "eeuu": "US", "etats unis damerique": "US",
	"korea": "KR", "south korea": "KR", "republic of korea": "KR", "korea republic of": "KR", "korea rep": "KR",
	"korea south": "KR", "한국": "KR",
	"north korea": "KP", "korea north": "KP", "korea democratic peoples republic of": "KP",
	"democratic peoples republic of korea": "KP", "korea dem peoples rep": "KP",
	"russia": "RU", "russian federation": "RU", "czech republic": "CZ", "slovak republic": "SK",
	"kyrgyz republic": "KG", "dominican republic": "DO", "central african republic": "CF",
	"turkey": "TR", "turkiye": "TR", "holland": "NL", "viet nam": "VN", "hong kong": "HK", "hong kong sar": "HK",
	"hong kong sar china": "HK", "macau": "MO", "macao": "MO", "macau sar": "MO", "macao sar": "MO",
	"uae": "AE", "emirates": "AE", "ivory coast": "CI", "brasil": "BR", "cape verde": "CV", "cabo verde": "CV",
	"swaziland": "SZ", "eswatini": "SZ", "burma": "MM", "myanmar": "MM", "east timor": "TL", "timor leste": "TL",
	"north macedonia": "MK", "republic of north macedonia": "MK", "macedonia": "MK", "fyrom": "MK",
	"republic of ireland": "IE", "eire": "IE",
	"congo": "CG", "republic of the congo": "CG", "congo republic": "CG", "congo rep": "CG", "congo brazzaville": "CG",
	"democratic republic of the congo": "CD", "congo democratic republic of the": "CD",
	"congo the democratic republic of the": "CD", "congo dem rep": "CD",
	"dr congo": "CD", "drc": "CD", "congo kinshasa": "CD",
	"lao peoples democratic republic": "LA", "lao pdr": "LA", "syrian arab republic": "SY",
	"brunei darussalam": "BN", "holy see": "VA", "vatican": "VA", "vatican city state": "VA",
	"palestine": "PS", "state of palestine": "PS",
	"republic of china": "TW", "peoples republic of china": "CN", "china peoples republic of": "CN",
	"mainland china": "CN", "prc": "CN", "taiwan": "TW",
	"virgin islands british": "VG", "virgin islands us": "VI", "saint martin french part": "MF",
	"sint maarten dutch part": "SX", "falkland islands malvinas": "FK",
	"aland": "AX", "viet nam socialist republic of": "VN", "bosnia": "BA", "trinidad": "TT", "st lucia": "LC",
	"st kitts and nevis": "KN", "st vincent and the grenadines": "VC", "moldavia": "MD", "belorussia": "BY",
}

// tongues are the languages in which the name of every country is recognised.
var tongues = []language.Tag{
	language.English, language.German, language.French, language.Spanish,
	language.Portuguese, language.Italian, language.Dutch, language.Polish,
}

// ownTongues are the languages of countries with several, in addition to the most likely one.
var ownTongues = map[string][]string{
	"BE": {"nl", "fr", "de"}, "CH": {"de", "fr", "it"}, "FI": {"fi", "sv"}, "NO": {"nb", "nn", "no"}, "IE": {"ga"},
	"IN": {"hi"}, "LU": {"fr", "de"}, "RS": {"sr", "sr-Latn"}, "CA": {"fr"},
}

// countries maps each known name of a country, as countryKey makes it, to the code of the country.
var countries = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	add := func(name, code string) {
		if key := countryKey(name); key != "" && names[key] == "" {
			names[key] = code
		}
	}
	for key, code := range countryAliases {
		names[countryKey(key)] = code
	}
	all := geo.Countries()
	for _, c := range all {
		add(c.Name, c.Code)
		add(language.MustParseRegion(c.Code).ISO3(), c.Code)
	}
	for _, tag := range tongues {
		tongue := display.Regions(tag)
		for _, c := range all {
			add(tongue.Name(language.MustParseRegion(c.Code)), c.Code)
		}
	}
	for _, c := range all {
		own := ownTongues[c.Code]
		if base, sure := language.MustParse("und-" + c.Code).Base(); sure != language.No {
			own = append([]string{base.String()}, own...)
		}
		for _, tag := range own {
			if tongue := display.Regions(language.Make(tag)); tongue != nil {
				add(tongue.Name(language.MustParseRegion(c.Code)), c.Code)
			}
		}
	}
	return names
})
