package report

import (
	"fmt"
	"math"
	"strings"
)

// Unit is what a measure is measured in.
type Unit int

// The units. Percent is a share of a whole, from 0 to 100; Gain is per cent that can be below nothing and above all. Business minutes count
// in the hours of whoever held the lead, wall minutes and seconds on the clock.
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
		return decimal(n) + "%"
	case Money:
		return sign + thousands(n)
	case BusinessMinutes, WallMinutes:
		return span(n)
	case WallSeconds:
		if math.Abs(n) >= 120 {
			return span(n / 60)
		}
		return decimal(n) + " s"
	case Multiple:
		return decimal(n) + "×"
	}
	return thousands(n)
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

// decimal is n with one decimal where it has one.
func decimal(n float64) string {
	s := thousands(math.Trunc(n))
	if part := math.Round(10 * math.Abs(n-math.Trunc(n))); part == 10 {
		s = thousands(math.Round(n))
	} else if part > 0 {
		s = fmt.Sprintf("%s.%.0f", s, part)
	}
	if n <= -0.05 && n > -1 && !strings.HasPrefix(s, "−") {
		s = "−" + s
	}
	return s
}

// span is a time of so many minutes: 45 min, 2 h 30 min, 52 h.
func span(minutes float64) string {
	m := int64(math.Round(math.Abs(minutes)))
	words := fmt.Sprintf("%d min", m)
	switch {
	case m == 0 && minutes != 0:
		words = "under a minute"
	case m >= 48*60:
		words = thousands(math.Round(float64(m)/60)) + " h"
	case m >= 60 && m%60 == 0:
		words = fmt.Sprintf("%d h", m/60)
	case m >= 60:
		words = fmt.Sprintf("%d h %d min", m/60, m%60)
	}
	return words
}

func trimmed(n float64) string {
	s := fmt.Sprintf("%.1f", n)
	if s[len(s)-2:] == ".0" {
		return s[:len(s)-2]
	}
	return s
}

func thousands(n float64) string {
	digits := fmt.Sprintf("%.0f", math.Abs(n))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if n < 0 && digits != "0" {
		return "−" + digits
	}
	return digits
}
