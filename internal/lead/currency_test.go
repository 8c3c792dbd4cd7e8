package lead_test

import (
	"testing"

	"golang.org/x/text/currency"
	"pgregory.net/rapid"

	"baton/internal/lead"
)

func TestAmountsAreReadAndSaidInTheMinorUnitOfTheirCurrency(t *testing.T) {
	for _, c := range []struct {
		code, typed string
		minor       int64
		words       string
	}{
		{"EUR", "9400.50", 940_050, "€9,400.50"}, {"EUR", "9,400", 940_000, "€9,400"}, {"USD", "$1,234.5", 123_450, "$1,234.50"}, {"CHF", "12", 1200, "CHF 12"},
		{"JPY", "1200", 1200, "¥1,200"}, {"JPY", "12,000", 12_000, "¥12,000"}, {"JPY", "¥12.000", 12_000, "¥12,000"}, {"JPY", "1200.00", 1200, "¥1,200"}, {"KRW", "1,000,000", 1_000_000, "KRW 1,000,000"},
		{"KWD", "12.345", 12_345, "KWD 12.345"}, {"KWD", "12,345", 12_345_000, "KWD 12,345"}, {"KWD", "1,234.567", 1_234_567, "KWD 1,234.567"}, {"KWD", "1.234,567", 1_234_567, "KWD 1,234.567"},
		{"KWD", "1.5", 1500, "KWD 1.500"}, {"KWD", "0.001", 1, "KWD 0.001"}, {"BHD", "1000", 1_000_000, "BHD 1,000"},
	} {
		minor, ok := lead.ParseAmount(c.typed, c.code)
		if !ok || minor != c.minor {
			t.Errorf("%s %q is %d, %t, want %d", c.code, c.typed, minor, ok, c.minor)
		}
		if got := lead.AmountWords(c.minor, c.code); got != c.words {
			t.Errorf("%d of %s is said as %q, want %q", c.minor, c.code, got, c.words)
		}
	}
	for code, all := range map[string][]string{"JPY": {"12.50", "0.01", "many"}, "EUR": {"1.2345", "1,2,3", ""}, "KWD": {"1.2345", "12.3456", ""}} {
		for _, typed := range all {
			if minor, ok := lead.ParseAmount(typed, code); ok {
				t.Errorf("%s %q is read as %d", code, typed, minor)
			}
		}
	}
}

func TestWhatIsSaidIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"EUR", "JPY", "KWD"}).Draw(t, "currency")
		minor := rapid.Int64Range(0, 1_000_000_000*lead.MinorUnits(code)).Draw(t, "minor units")
		words := lead.AmountWords(minor, code)[len(lead.CurrencySign(code)):]
		if back, ok := lead.ParseAmount(words, code); !ok || back != minor {
			t.Fatalf("%d of %s is said as %q and read as %d, %t", minor, code, words, back, ok)
		}
		if h := lead.Hundredths(minor, code); code != "KWD" && lead.OfHundredths(h, code) != minor {
			t.Fatalf("%d of %s is %d hundredths", minor, code, h)
		}
	})
}

// ISO 4217 and the Unicode data agree on the decimals of a currency but where the smallest coins are not used any more.
func TestDecimalsAreThoseOfTheStandard(t *testing.T) {
	unused := map[string]bool{"AFN": true, "ALL": true, "COP": true, "HUF": true, "IDR": true, "IQD": true, "IRR": true, "KPW": true, "LAK": true, "LBP": true, "MGA": true, "MMK": true, "MRO": true,
		"PKR": true, "RSD": true, "SLL": true, "SOS": true, "SYP": true, "TZS": true, "UZS": true, "YER": true, "CRC": true, "AMD": true, "GYD": true, "MNT": true, "MUR": true, "ISK": true, "UGX": true,
		"CZK": true, "DKK": true, "NOK": true, "SEK": true, "TWD": true}
	for _, c := range lead.Currencies() {
		unit, err := currency.ParseISO(c.Code)
		if err != nil || c.Name == "" {
			t.Errorf("%s, %q: %v", c.Code, c.Name, err)
		}
		if scale, _ := currency.Standard.Rounding(unit); scale != lead.MinorDigits(c.Code) && !unused[c.Code] {
			t.Errorf("%s has %d decimals, want %d", c.Code, lead.MinorDigits(c.Code), scale)
		}
	}
	if n := len(lead.Currencies()); n < 140 || n > 180 {
		t.Errorf("%d currencies", n)
	}
	for code, known := range map[string]bool{"EUR": true, "KWD": true, "DEM": false, "XXX": false, "eur": false, "": false} {
		if lead.KnownCurrency(code) != known {
			t.Errorf("%q is known: %t", code, !known)
		}
	}
}
