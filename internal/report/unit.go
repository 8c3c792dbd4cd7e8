package report

import (
	"fmt"
	"math"
	"strings"

	"baton/internal/english"
)

// Unit is what a measure is measured in.
type Unit int

// The units. Percent is a share of a whole, from 0 to 100; Gain is per cent that can be below nothing and above all.
// Business minutes count in the hours of whoever held the lead, wall minutes and seconds on the clock.
const (
	Leads Unit = iota
	Percent
	Money
	BusinessMinutes
	WallMinutes
	WallSeconds
	Multiple
	Gain
)

// Words name the unit beside a field; currency is the company's.
func (u Unit) Words(currency string) string {
	return [...]string{"leads", "%", currency, "working minutes", "minutes", "seconds", "×", "%"}[u]
}

// Number is an amount of a unit in words, such as 1,204, 78%, €182,000 or 2 h 30 min. sign is the currency's.
func (u Unit) Number(n float64, sign string) string {
	switch u {
	case Percent, Gain:
		return english.Decimal(n) + "%"
	case Money:
		return sign + english.Number(n)
	case BusinessMinutes, WallMinutes:
		return span(n)
	case WallSeconds:
		if math.Abs(n) >= 120 {
			return span(n / 60)
		}
		return english.Decimal(n) + " s"
	case Multiple:
		return english.Decimal(n) + "×"
	}
	return english.Number(n)
}

// Short is Number with thousands and millions of money cut short: €182k, €1.2M.
func (u Unit) Short(n float64, sign string) string {
	abs := math.Abs(n)
	switch {
	case u != Money || abs < 10_000:
		return u.Number(n, sign)
	case abs >= 999_500:
		return sign + trimmed(n/1e6) + "M"
	}
	return sign + fmt.Sprintf("%.0f", n/1e3) + "k"
}

// span is a time of so many minutes: 45 min, 2 h 30 min, 52 h.
func span(minutes float64) string {
	m := int64(math.Round(math.Abs(minutes)))
	words := fmt.Sprintf("%d min", m)
	switch {
	case m == 0 && minutes != 0:
		words = "under a minute"
	case m >= 48*60:
		words = english.Number(math.Round(float64(m)/60)) + " h"
	case m >= 60 && m%60 == 0:
		words = fmt.Sprintf("%d h", m/60)
	case m >= 60:
		words = fmt.Sprintf("%d h %d min", m/60, m%60)
	}
	return words
}

// trimmed is n with one decimal, without it where that is 0.
func trimmed(n float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", n), ".0") }
