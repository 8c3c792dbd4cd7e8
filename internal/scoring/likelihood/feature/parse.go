package feature

import (
	"math"
	"strconv"
	"strings"
	"time"

	"baton/internal/scoring/likelihood/dataset"
)

// Value is a text as a value of a category.
func Value(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxText)], "")
}

// ParseNumber reads a number, also one with commas between thousands. Infinity is a number; NaN is not.
func ParseNumber(text string) (float64, bool) {
	if text == "" || text[0] > '9' && text[0] != 'I' && text[0] != 'i' {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil && strings.Contains(text, ",") && thousands(text) {
		n, err = strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	}
	return n, err == nil || math.IsInf(n, 0)
}

// thousands reports whether commas stand between thousands, as in 1,250,000.50.
func thousands(text string) bool {
	whole, _, _ := strings.Cut(strings.TrimLeft(text, "+-"), ".")
	parts := strings.Split(whole, ",")
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return false
		}
	}
	return len(parts[0]) >= 1 && len(parts[0]) <= 3
}

// parseDate reads a day, with or without a time.
func parseDate(text string) (time.Time, bool) {
	if len(text) < len(time.DateOnly) || text[4] != '-' {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, text[:len(time.DateOnly)])
	return day, err == nil && (len(text) == len(time.DateOnly) || text[len(time.DateOnly)] == 'T')
}

// GuessKind is the kind that the values of a field suggest. Nine in ten of those that are given must be numbers or
// dates for the field to be of that kind.
func GuessKind(values []string) dataset.Kind {
	given, numbers, dates, words := 0, 0, 0, 0
	distinct := map[string]bool{}
	for _, v := range values {
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		given++
		if len(distinct) < maxValues {
			distinct[v] = true
		}
		if _, ok := ParseNumber(v); ok {
			numbers++
		} else if _, ok := parseDate(v); ok {
			dates++
		} else {
			words += len(strings.Fields(v))
		}
	}
	switch {
	case given == 0:
		return dataset.Category
	case numbers*10 >= given*9:
		return dataset.Number
	case dates*10 >= given*9:
		return dataset.Date
	case words >= given*5 && (len(distinct)*2 > given || len(distinct) == maxValues):
		return dataset.Note
	}
	return dataset.Category
}
