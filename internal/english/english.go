// Package english writes numbers and counts as English sentences have them.
package english

import (
	"math"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// written writes in English. It may be used by many at once.
var written = message.NewPrinter(language.English)

// Number is a number to the nearest whole one, such as 1,204 or −3.
func Number[N int | int64 | float64](n N) string {
	if f, is := any(n).(float64); is {
		return signed(written.Sprint(number.Decimal(math.RoundToEven(f) + 0))) // + 0 makes a negative zero 0
	}
	return signed(written.Sprint(number.Decimal(n)))
}

// Decimal is a number with one decimal where it has any, such as 1,204.5 or 80.
func Decimal(n float64) string {
	whole, part := math.Modf(n)
	return signed(written.Sprint(number.Decimal(whole+math.Round(10*part)/10, number.MaxFractionDigits(1))))
}

// signed has the minus sign of print.
func signed(digits string) string { return strings.Replace(digits, "-", "−", 1) }

// Count is a number of things, such as 1 lead or 1,204 leads.
func Count[N int | int64](n N, one, many string) string {
	if n == 1 {
		return Number(n) + " " + one
	}
	return Number(n) + " " + many
}

// Commas are the words that are not empty, with commas between.
func Commas(words ...string) string {
	var all []string
	for _, w := range words {
		if w != "" {
			all = append(all, w)
		}
	}
	return strings.Join(all, ", ")
}

// List is several things in one line: a phone number, a city and a company size.
func List(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " and " + all[len(all)-1]
}
