package intake

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/identity"
)

// mostAbove is how many rows above a heading are skipped at most.
const mostAbove = 10

// heading finds the heading of the file. It is the first row that is not empty, unless a wider row below has the names
// of fields, as in a report with a title. If the first row is a lead, the file has no heading. Columns without a name
// at the end are dropped.
func (s *Sheet) heading() error {
	var bad *RowError
	top, err := s.ahead()
	switch {
	case err != nil:
		return err
	case errors.Is(top.err, io.EOF):
		return ErrEmpty
	case errors.As(top.err, &bad):
		return errs.Say(errs.Invalid, "The heading cannot be read. "+bad.Words)
	}
	looked, head := []ahead{top}, 0
	for widest := top.row.filled(); Guess(top.row.Fields).Check() != nil && len(looked) <= mostAbove; {
		next, err := s.ahead()
		if err != nil {
			return err
		}
		if errors.Is(next.err, io.EOF) {
			break
		}
		if looked = append(looked, next); next.row.empty() { // this row cannot be read
			break
		}
		if next.row.filled() > widest && next.row.isHeading() {
			head = len(looked) - 1
			break
		}
		widest = max(widest, next.row.filled())
	}
	s.take(looked, head)
	return nil
}

// take makes the row at index head the heading, and keeps the rows after it for Next.
func (s *Sheet) take(looked []ahead, head int) {
	row := looked[head].row
	for _, above := range looked[:head] {
		s.Above = append(s.Above, above.row)
	}
	s.HeadLine = row.Line
	if s.NoHeading = row.isLead(); s.NoHeading {
		for i := range row.Fields {
			s.Header = append(s.Header, fmt.Sprintf("Column %d", i+1))
		}
		head--
	} else {
		for _, f := range row.Fields {
			s.Header = append(s.Header, strings.Join(strings.Fields(f), " "))
		}
		for len(s.Header) > 1 && s.Header[len(s.Header)-1] == "" {
			s.Header = s.Header[:len(s.Header)-1]
		}
	}
	for _, each := range looked[head+1:] {
		if each.err == nil && s.footer(each.row) {
			continue
		}
		s.first = append(s.first, each)
		if each.err == nil {
			s.Samples = append(s.Samples, s.fit(each.row.Fields))
		}
	}
}

// ahead reads the next row that is not empty. It keeps the end of the file and a row that cannot be read in its result.
// An error means that the file cannot be read any further.
func (s *Sheet) ahead() (ahead, error) {
	row, err := s.look()
	var bad *RowError
	if err != nil && !errors.Is(err, io.EOF) && !errors.As(err, &bad) {
		return ahead{}, err
	}
	return ahead{row, err}, nil
}

// look reads the next row that is not empty.
func (s *Sheet) look() (Row, error) {
	for {
		row, err := s.rows.read()
		if err != nil || !row.empty() {
			return row, err
		}
	}
}

// filled returns how many fields of a row are not empty.
func (r Row) filled() (n int) {
	for _, f := range r.Fields {
		if strings.TrimSpace(f) != "" {
			n++
		}
	}
	return n
}

// isHeading reports whether at least half of the fields of a row are known names of columns, and one of these
// identifies a person.
func (r Row) isHeading() bool {
	m, named := Guess(r.Fields), 0
	for _, field := range m {
		if field != "" {
			named++
		}
	}
	return m.Check() == nil && named >= 2 && 2*named >= r.filled()
}

// isLead reports whether a row has an e-mail address, so it cannot be a heading.
func (r Row) isLead() bool {
	return slices.ContainsFunc(r.Fields, func(f string) bool {
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
