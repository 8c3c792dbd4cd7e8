// Package money reads and writes amounts of money. An amount is a whole number of minor units of its currency, such as
// cents. All money of a company is in one currency.
package money

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/currency"

	"baton/internal/typed"
)

// MaxCents is the largest amount that Cents reads: a thousand million.
const MaxCents = 100_000_000_000

// amounts are the ways in which people write an amount: with or without a sign between thousands, or between hundreds
// as in India, and up to two decimals after a point or a comma that is another sign than that one.
var amounts = []*regexp.Regexp{
	regexp.MustCompile(`^(\d{1,15})(?:[.,](\d{1,2}))?$`),
	regexp.MustCompile(`^(\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$`),
	regexp.MustCompile(`^(\d{1,2}(?:,\d{2})+,\d{3})(?:\.(\d{1,2}))?$`),
	regexp.MustCompile(`^(\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?$`),
	regexp.MustCompile(`^(\d{1,3}(?:[ '’]\d{3})+)(?:[.,](\d{1,2}))?$`),
}

// shortAmount is an amount in thousands or millions, such as 12k or 1.5m.
var shortAmount = regexp.MustCompile(`(?i)^(\d{1,9})(?:[.,](\d{1,2}))?\s?(k|tsd\.?|m|mio\.?|mn)$`)

var (
	sign    = `((?:[A-Z]{1,2})?[$€£¥₹₩₽₺₪₫₱₴฿₦]|(?i:[a-z]{3}|zł|kr|kč|ft|fr)\.?)`
	before  = regexp.MustCompile(`^` + sign + `\s*`)
	after   = regexp.MustCompile(`\s*` + sign + `$`)
	noCents = regexp.MustCompile(`[.,](?:-{1,2}|–|—)$`)
)

// Cents reads an amount of money as people type it, such as 9,400, 9400.50, 9.400,50, 12k or EUR 12.000,-, exactly.
// What currency stands beside it does not count: all money of a company is in one. Not ok when it cannot be read in one
// way only, or is more than fits.
func Cents(text string) (cents int64, ok bool) {
	text = strings.TrimSpace(typed.Plain(text))
	text = noCents.ReplaceAllString(withoutCurrency(text), "")
	if parts := shortAmount.FindStringSubmatch(text); parts != nil {
		return shortCents(parts[1], parts[2], parts[3])
	}
	for _, form := range amounts {
		parts := form.FindStringSubmatch(text)
		if parts == nil {
			continue
		}
		whole, err := strconv.ParseInt(typed.Digits(parts[1]), 10, 64)
		if err != nil || whole > MaxCents {
			return 0, false
		}
		part, err := strconv.ParseInt((parts[2] + "00")[:2], 10, 64)
		return whole*100 + part, err == nil
	}
	return 0, false
}

// withoutCurrency takes the sign or the code of a currency off the beginning or the end of an amount.
func withoutCurrency(text string) string {
	for _, at := range []*regexp.Regexp{before, after} {
		parts := at.FindStringSubmatch(text)
		if parts == nil {
			continue
		}
		if code := strings.ToUpper(strings.TrimSuffix(parts[1], ".")); len(code) == 3 && code[0] >= 'A' && code[2] >= 'A' &&
			code[2] <= 'Z' {
			if _, err := currency.ParseISO(code); err != nil {
				continue
			}
		}
		return at.ReplaceAllString(text, "")
	}
	return text
}

// shortCents is an amount in thousands or millions, in cents.
func shortCents(whole, part, unit string) (cents int64, ok bool) {
	times := int64(1000)
	if strings.HasPrefix(strings.ToLower(unit), "m") {
		times = 1_000_000
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	thousandths, wrong := strconv.ParseInt((part + "000")[:3], 10, 64)
	return (n*1000 + thousandths) * times / 10, err == nil && wrong == nil && n <= MaxCents/times
}
