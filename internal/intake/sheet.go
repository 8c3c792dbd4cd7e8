package intake

import (
	"io"
	"slices"
	"strings"
	"unicode"

	"baton/internal/account"
	"baton/internal/identity"
	"baton/internal/sheet"
)

// Sheet is a table of leads. How says how its rows are read, as they were chosen or Settled.
type Sheet struct {
	*sheet.Table
	How Reading
}

// Open reads the heading of a file and the first rows, as sheet.Open does. The caller closes the sheet.
func Open(r io.Reader, how Reading) (*Sheet, error) {
	if err := how.Check(); err != nil {
		return nil, err
	}
	t, err := sheet.Open(r, how.Layout, sheet.Judge{IsHeading: isHeading, IsRecord: isLead})
	if err != nil {
		return nil, err
	}
	return &Sheet{t, how}, nil
}

// isHeading reports whether at least half of the fields of a row are known names of columns, and one of these
// identifies a person.
func isHeading(fields []string) bool {
	m, named, filled := Guess(fields), 0, 0
	for i, field := range m {
		if field != "" {
			named++
		}
		if strings.TrimSpace(fields[i]) != "" {
			filled++
		}
	}
	return m.Check() == nil && named >= 2 && 2*named >= filled
}

// isLead reports whether a row has an e-mail address, so it cannot be a heading.
func isLead(fields []string) bool {
	return slices.ContainsFunc(fields, func(f string) bool {
		address, _ := identity.CleanEmail(f)
		return account.ValidEmail(address)
	})
}

// Guess returns the likely mapping: from the heading, or from the values of a file without one.
func (s *Sheet) Guess() Mapping {
	if !s.NoHeading {
		return Guess(s.Header)
	}
	m := make(Mapping, len(s.Header))
	for i := range m {
		m[i] = guessOf(s.Samples, i)
	}
	if i := slices.IndexFunc(m, func(field string) bool { return field == "?" }); i >= 0 {
		m[i] = "name"
	}
	for i := range m {
		if m[i] == "?" {
			m[i] = ""
		}
	}
	return m
}

// guessOf returns what most values of a column are: email, phone, "?" for words, or "" for anything else.
func guessOf(samples [][]string, column int) string {
	counts := map[string]int{}
	for _, row := range samples {
		value := clean(row[column])
		address, _ := identity.CleanEmail(value)
		switch number, _, _ := identity.ReadPhone(value, ""); {
		case value == "":
		case account.ValidEmail(address):
			counts["email"]++
		case number != "":
			counts["phone"]++
		case strings.ContainsFunc(value, unicode.IsLetter) && !strings.ContainsFunc(value, unicode.IsDigit):
			counts["?"]++
		default:
			counts[""]++
		}
	}
	best := ""
	for _, kind := range []string{"email", "phone", "?"} {
		if counts[kind] > counts[best] {
			best = kind
		}
	}
	return best
}
