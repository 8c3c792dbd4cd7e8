package money

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/currency"

	"baton/internal/english"
	"baton/internal/geo"
)

// Currency is a currency by its ISO 4217 code, with its name where many people use it, else the country.
type Currency struct {
	Code string
	Name string
}

// names and signs are those of the currencies that most companies count in.
var (
	currencyNames = map[string]string{
		"AED": "UAE dirham", "ARS": "Argentine peso", "AUD": "Australian dollar", "BHD": "Bahraini dinar",
		"BRL": "Brazilian real", "CAD": "Canadian dollar", "CHF": "Swiss franc",
		"CLP": "Chilean peso", "CNY": "Chinese yuan", "COP": "Colombian peso", "CZK": "Czech koruna", "DKK": "Danish krone",
		"EGP": "Egyptian pound", "EUR": "Euro",
		"GBP": "Pound sterling", "HKD": "Hong Kong dollar", "HUF": "Hungarian forint", "IDR": "Indonesian rupiah",
		"ILS": "Israeli shekel", "INR": "Indian rupee", "ISK": "Icelandic króna",
		"JOD": "Jordanian dinar", "JPY": "Japanese yen", "KRW": "South Korean won", "KWD": "Kuwaiti dinar",
		"MXN": "Mexican peso", "MYR": "Malaysian ringgit", "NGN": "Nigerian naira",
		"NOK": "Norwegian krone", "NZD": "New Zealand dollar", "OMR": "Omani rial", "PEN": "Peruvian sol",
		"PHP": "Philippine peso", "PLN": "Polish złoty", "QAR": "Qatari riyal",
		"RON": "Romanian leu", "SAR": "Saudi riyal", "SEK": "Swedish krona", "SGD": "Singapore dollar", "THB": "Thai baht",
		"TND": "Tunisian dinar", "TRY": "Turkish lira",
		"TWD": "New Taiwan dollar", "UAH": "Ukrainian hryvnia", "USD": "US dollar", "VND": "Vietnamese đồng",
		"XAF": "Central African CFA franc", "XOF": "West African CFA franc", "ZAR": "South African rand",
	}
	currencySigns = map[string]string{"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "BRL": "R$"}
)

// Currencies are those in use today, by code.
var Currencies = sync.OnceValue(func() []Currency {
	used := map[string]string{}
	for at := currency.Query(); at.Next(); {
		code, country := at.Unit().String(), geo.CountryName(at.Region().String())
		if name := cmp.Or(currencyNames[code], country); name != "" && used[code] == "" {
			used[code] = name
		}
	}
	var all []Currency
	for code, name := range used {
		all = append(all, Currency{code, name})
	}
	slices.SortFunc(all, func(a, b Currency) int { return cmp.Compare(a.Code, b.Code) })
	return all
})

// KnownCurrency reports whether a code is that of a currency in use.
func KnownCurrency(code string) bool {
	return slices.ContainsFunc(Currencies(), func(c Currency) bool { return c.Code == code })
}

// MinorDigits is how many decimals amounts of a currency have: 2 for most, 0 for the yen, 3 for the Kuwaiti dinar (ISO
// 4217). The SQL function minor_units says the same in the database.
func MinorDigits(code string) int {
	switch code {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// MinorUnits is how many minor units one of the currency has: 100 cents, 1 yen, 1000 fils.
func MinorUnits(code string) int64 {
	return [...]int64{1, 10, 100, 1000}[MinorDigits(code)]
}

// MostAmount is the largest amount that fits, in minor units of a currency: one less than a hundred thousand million of
// it.
func MostAmount(code string) int64 { return 100_000_000_000*MinorUnits(code) - 1 }

// Hundredths are minor units of a currency as hundredths of it, in which reports count, rounded.
func Hundredths(minor int64, code string) int64 {
	switch MinorDigits(code) {
	case 0:
		return minor * 100
	case 3:
		return (minor + 5) / 10
	}
	return minor
}

// OfHundredths are hundredths of a currency in its minor units, rounded.
func OfHundredths(hundredths int64, code string) int64 {
	switch MinorDigits(code) {
	case 0:
		return (hundredths + 50) / 100
	case 3:
		return hundredths * 10
	}
	return hundredths
}

// CurrencySign is how amounts of a currency begin, such as € or "CHF ".
func CurrencySign(code string) string { return cmp.Or(currencySigns[code], code+" ") }

// AmountWords are minor units of a currency in words: €1,234, €1,234.50, ¥1,234 or KWD 1,234.500.
func AmountWords(minor int64, code string) string {
	words, part := "", ""
	unit := MinorUnits(code)
	if minor < 0 {
		words, minor = "−", -minor
	}
	if rest := minor % unit; rest != 0 {
		part = fmt.Sprintf(".%0*d", MinorDigits(code), rest)
	}
	return words + CurrencySign(code) + english.Number(minor/unit) + part
}

// thirds are amounts with three decimals: after the only point, or after the comma where points part the thousands. The
// sign or code of a currency may stand on either side.
var thirds = []*regexp.Regexp{
	regexp.MustCompile(`^([^.]*\d\.\d{2})(\d)(\s*[A-Za-z]{3})?$`),
	regexp.MustCompile(`^(\D*\d{1,3}(?:\.\d{3})+,\d{2})(\d)(\s*[A-Za-z]{3})?$`),
}

// ParseAmount reads an amount of a currency as people type it, in its minor units. Not ok when it cannot be read in one
// way only, has more decimals than the currency, or is more than fits. In a currency of three decimals the point before
// the last three digits is a decimal one.
func ParseAmount(typed, code string) (minor int64, ok bool) {
	digits := MinorDigits(code)
	if digits == 3 {
		for _, form := range thirds {
			if parts := form.FindStringSubmatch(strings.TrimSpace(typed)); parts != nil {
				cents, ok := Cents(parts[1] + parts[3])
				third, _ := strconv.ParseInt(parts[2], 10, 64)
				return cents*10 + third, ok
			}
		}
	}
	cents, ok := Cents(typed)
	if digits == 0 && cents%100 != 0 {
		return 0, false
	}
	return OfHundredths(cents, code), ok
}

// AmountHint is an example of an amount of a currency, for who typed one that cannot be read.
func AmountHint(code string) string {
	return [...]string{"9,400", "", "9,400 or 9400.50", "9,400 or 9400.500"}[MinorDigits(code)]
}
