package money_test

import (
	"testing"

	"golang.org/x/text/currency"
	"pgregory.net/rapid"

	"baton/internal/money"
)

func TestAmountsAreReadAndSaidInTheMinorUnitOfTheirCurrency(t *testing.T) {
	for _, c := range []struct {
		code, typed string
		minor       int64
		words       string
	}{
		{"EUR", "9400.50", 940_050, "€9,400.50"}, {"EUR", "9,400", 940_000, "€9,400"},
		{"USD", "$1,234.5", 123_450, "$1,234.50"}, {"CHF", "12", 1200, "CHF 12"},
		{"JPY", "1200", 1200, "¥1,200"}, {"JPY", "12,000", 12_000, "¥12,000"}, {"JPY", "¥12.000", 12_000, "¥12,000"},
		{"JPY", "1200.00", 1200, "¥1,200"}, {"KRW", "1,000,000", 1_000_000, "KRW 1,000,000"},
		{"KWD", "12.345", 12_345, "KWD 12.345"}, {"KWD", "12,345", 12_345_000, "KWD 12,345"},
		{"KWD", "1,234.567", 1_234_567, "KWD 1,234.567"}, {"KWD", "1.234,567", 1_234_567, "KWD 1,234.567"},
		{"KWD", "1.5", 1500, "KWD 1.500"}, {"KWD", "0.001", 1, "KWD 0.001"}, {"BHD", "1000", 1_000_000, "BHD 1,000"},
	} {
		minor, ok := money.ParseAmount(c.typed, c.code)
		if !ok || minor != c.minor {
			t.Errorf("%s %q is %d, %t, want %d", c.code, c.typed, minor, ok, c.minor)
		}
		if got := money.AmountWords(c.minor, c.code); got != c.words {
			t.Errorf("%d of %s is said as %q, want %q", c.minor, c.code, got, c.words)
		}
	}
	for code, all := range map[string][]string{"JPY": {"12.50", "0.01", "many"}, "EUR": {"1.2345", "1,2,3", ""},
		"KWD": {"1.2345", "12.3456", ""}} {
		for _, typed := range all {
			if minor, ok := money.ParseAmount(typed, code); ok {
				t.Errorf("%s %q is read as %d", code, typed, minor)
			}
		}
	}
}

func TestWhatIsSaidIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"EUR", "JPY", "KWD"}).Draw(t, "currency")
		minor := rapid.Int64Range(0, 1_000_000_000*money.MinorUnits(code)).Draw(t, "minor units")
		words := money.AmountWords(minor, code)[len(money.CurrencySign(code)):]
		if back, ok := money.ParseAmount(words, code); !ok || back != minor {
			t.Fatalf("%d of %s is said as %q and read as %d, %t", minor, code, words, back, ok)
		}
		if h := money.Hundredths(minor, code); code != "KWD" && money.OfHundredths(h, code) != minor {
			t.Fatalf("%d of %s is %d hundredths", minor, code, h)
		}
	})
}

// ISO 4217 and the Unicode data agree on the decimals of a currency but where the smallest coins are not used any more.
func TestDecimalsAreThoseOfTheStandard(t *testing.T) {
	unused := map[string]bool{"AFN": true, "ALL": true, "COP": true, "HUF": true, "IDR": true, "IQD": true, "IRR": true,
		"KPW": true, "LAK": true, "LBP": true, "MGA": true, "MMK": true, "MRO": true,
		"PKR": true, "RSD": true, "SLL": true, "SOS": true, "SYP": true, "TZS": true, "UZS": true, "YER": true, "CRC": true,
		"AMD": true, "GYD": true, "MNT": true, "MUR": true, "ISK": true, "UGX": true,
		"CZK": true, "DKK": true, "NOK": true, "SEK": true, "TWD": true}
	for _, c := range money.Currencies() {
		unit, err := currency.ParseISO(c.Code)
		if err != nil || c.Name == "" {
			t.Errorf("%s, %q: %v", c.Code, c.Name, err)
		}
		if scale, _ := currency.Standard.Rounding(unit); scale != money.MinorDigits(c.Code) && !unused[c.Code] {
			t.Errorf("%s has %d decimals, want %d", c.Code, money.MinorDigits(c.Code), scale)
		}
	}
	if n := len(money.Currencies()); n < 140 || n > 180 {
		t.Errorf("%d currencies", n)
	}
	for code, known := range map[string]bool{"EUR": true, "KWD": true, "DEM": false, "XXX": false, "eur": false,
		"": false} {
		if money.KnownCurrency(code) != known {
			t.Errorf("%q is known: %t", code, !known)
		}
	}
}

func TestAmountsAreReadExactly(t *testing.T) {
	for typed, want := range map[string]int64{
		"9,400": 940000, "9400.50": 940050, "9400,5": 940050, "9.400,50": 940050, "9 400": 940000, "9\u00a0400,07": 940007,
		"9'400.10":       940010,
		"€ 1,234,567.89": 123456789, "0.01": 1, "12 €": 1200, "$7": 700, " 10 ": 1000, "0": 0,
		"1,000,000,000": money.MaxCents,
		"15k":           1500000, "15 tsd": 1500000, "EUR 15k": 1500000, "15k EUR": 1500000, "1.5 K": 150000, "2m": 200000000,
		"0,25k": 25000, "12,34,567": 123456700, "1,20,000.50": 12000050, "EUR 14.000": 1400000, "14.000 EUR": 1400000,
		"14.000,00 EUR": 1400000,
		"14.000,-":      1400000, "€ 14.000,–": 1400000, "14,000.--": 1400000, "R$ 14.000": 1400000, "US$14,000": 1400000,
		"14000 zł": 1400000, "14 000 kr": 1400000, "CHF 14'000.50": 1400050, "₹ 12,34,567": 123456700,
	} {
		if got, ok := money.Cents(typed); !ok || got != want {
			t.Errorf("lead.Cents(%q) = %d, %v; want %d", typed, got, ok, want)
		}
	}
}

func TestAmountsThatCannotBeReadInOneWayAreNotRead(t *testing.T) {
	for _, typed := range []string{"", "-5", "+5", "9400.505", "1,23,4567", "12.34.567", "12,345k", "EUR", "EUR EUR 5",
		"k", "9999999999k", "-12k", "per 5", "14 abc", "€ 5 €", "1,2345", "1.234.5", "9,400,50", "1e3", "nine", "9 40", "--",
		"€", "1,000.000", "99999999999999999999", "１２"} {
		if got, ok := money.Cents(typed); ok {
			t.Errorf("lead.Cents(%q) = %d, and should not be read", typed, got)
		}
	}
}
