package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"baton/internal/errs"
)

// Sheet is a file of rows with a heading. The rows are read one by one, so the file is never in memory as a whole.
type Sheet struct {
	Encoding  Encoding
	Delimiter byte
	Header    []string
	HeadLine  int        // the line of the heading, from 1
	NoHeading bool       // the file has none, so Header numbers its columns
	Above     []Row      // the rows above the heading, such as the title of a report
	Samples   [][]string // the first rows, for a preview and for Guess
	guessed   bool       // the encoding is only likely
	aside     []Problem  // about lines below the table
	rows      *rows
	first     []ahead
}

// ahead is a row that was read before Next asked for it, or the error of that row.
type ahead struct {
	row Row
	err error
}

// samples is how many rows are read ahead.
const samples = 20

// ErrEmpty is the error of a file without any text.
var ErrEmpty = errs.Say(errs.Invalid, "This file is empty. Choose one with a heading and at least one row.")

// Open reads the heading of a file and the first rows. The error is errs.Invalid for a file that is not a table, such
// as an Excel workbook.
func Open(r io.Reader) (*Sheet, error) {
	raw := bufio.NewReaderSize(r, peek)
	head, err := raw.Peek(8)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, errs.Say(errs.Invalid,
			"This is an Excel workbook (.xlsx). Open it, save the sheet as CSV UTF-8 and choose that file.")
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return nil, errs.Say(errs.Invalid,
			"This is an old Excel workbook (.xls). Open it, save the sheet as CSV and choose that file.")
	case bytes.HasPrefix(head, []byte("%PDF")), bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		return nil, errs.Say(errs.Invalid,
			"This is not a table. Choose a CSV file: text with a heading and one lead per row.")
	}
	text, encoding := decode(raw)
	s := &Sheet{Encoding: encoding, guessed: encoding == Windows1252 || encoding == Windows1250 || encoding == ShiftJIS}
	return s, s.begin(bufio.NewReaderSize(text, peek))
}

// begin finds the delimiter and the heading, and reads the first rows.
func (s *Sheet) begin(in *bufio.Reader) error {
	head, err := in.Peek(peek)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return err
	}
	skip, said := named(head)
	if s.Delimiter = said; said == 0 {
		s.Delimiter = sniff(head)
	}
	s.rows = newRows(in, s.Delimiter)
	s.HeadLine = 1
	for range skip {
		if _, err := s.rows.read(); err != nil {
			return ErrEmpty
		}
	}
	if err := s.heading(); err != nil {
		return err
	}
	for len(s.first) < samples {
		row, err := s.read()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *RowError
		if errors.As(err, &bad) {
			s.first = append(s.first, ahead{err: bad})
			continue
		}
		if err != nil {
			return err
		}
		s.first = append(s.first, ahead{row: row})
		s.Samples = append(s.Samples, s.fit(row.Fields))
	}
	return nil
}

// Next returns the next row, with as many fields as the heading. The error is io.EOF at the end, or *RowError for a row
// that cannot be read. Empty rows and the lines below the table of a report are skipped.
func (s *Sheet) Next() (Row, error) {
	row, err := s.pop()
	if err != nil {
		return Row{}, err
	}
	for _, extra := range row.Fields[min(len(row.Fields), len(s.Header)):] {
		if strings.TrimSpace(extra) != "" {
			return Row{}, &RowError{Line: row.Line,
				Words: fmt.Sprintf("This row has %d fields, but the heading has %d. "+
					"Put quotation marks around a text that contains %q.",
					len(row.Fields), len(s.Header), string(s.Delimiter))}
		}
	}
	row.Fields = s.fit(row.Fields)
	return row, nil
}

// pop returns the next row that was read ahead, or reads one.
func (s *Sheet) pop() (Row, error) {
	if len(s.first) == 0 {
		return s.read()
	}
	next := s.first[0]
	s.first = s.first[1:]
	return next.row, next.err
}

// read returns the next row that is not empty and not below the table of a report.
func (s *Sheet) read() (Row, error) {
	for {
		row, err := s.look()
		if err != nil || !s.footer(row) {
			return row, err
		}
	}
}

// fit cuts a row to the width of the heading, or fills it up with empty fields.
func (s *Sheet) fit(fields []string) []string {
	if len(fields) >= len(s.Header) {
		return fields[:len(s.Header)]
	}
	return append(fields, make([]string, len(s.Header)-len(fields))...)
}

// footer reports whether a row is below the table of a report, such as a total or a legal notice. It notes that the row
// is ignored.
func (s *Sheet) footer(row Row) bool {
	if len(s.Header) < 3 || Row.empty(row) || !(Row{Fields: row.Fields[1:]}).empty() {
		return false
	}
	text := strings.TrimSpace(row.Fields[0])
	is := footers.MatchString(text)
	if is {
		s.aside = append(s.aside,
			Problem{Line: row.Line, Value: shorten(text), Said: true,
				Words: "This line is below the table and is not a lead. It is ignored."})
	}
	return is
}

// footers matches the text of a row below a table. A name with the same beginning, such as Total Care, does not match.
var footers = regexp.MustCompile(`(?i)^(?:` +
	`(?:grand |sub)?totals?(?:$|\s*[:(=]|\s+\d|\s+(?:records?|rows?|leads?)\b)|` +
	`confidential information\b|copyright\s*(?:\(c\)|©|\d))`)

// delimiters are the characters that can separate fields, the most usual first.
var delimiters = []byte{',', '\t', ';', '|'}

// named reads the line in which spreadsheet programs name the delimiter, such as sep=;. It returns 1 line if there is
// one, otherwise 0.
func named(head []byte) (lines int, delimiter byte) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.Trim(line, "\r \"")
	if len(line) == 5 && bytes.EqualFold(line[:4], []byte("sep=")) {
		return 1, line[4]
	}
	return 0, 0
}

// sniff returns the delimiter with which most of the first rows have as many fields as the heading. Of equal ones, the
// delimiter with more fields is used.
func sniff(head []byte) byte {
	best, most := delimiters[0], 0.0
	for _, d := range delimiters {
		if score := evenness(head, d); score > most {
			best, most = d, score
		}
	}
	return best
}

// evenness returns the share of the first rows that have as many fields as the first, from 0 to 1, plus a little for
// more fields. It is 0 if the first row has one field.
func evenness(head []byte, delimiter byte) float64 {
	r := newRows(bufio.NewReader(bytes.NewReader(head)), delimiter)
	columns, same, all := 0, 0, 0
	for all < samples {
		row, err := r.read()
		if err != nil {
			break
		}
		if row.empty() {
			continue
		}
		if columns < 2 {
			columns = len(row.Fields)
		}
		all++
		if len(row.Fields) == columns {
			same++
		}
	}
	if columns < 2 || 2*same < all {
		return 0
	}
	return float64(same)/float64(all) + float64(min(columns, MaxColumns))/10/MaxColumns
}
