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

// Sheet is a file of rows under a heading, read from its beginning to its end and never held as a whole.
type Sheet struct {
	Encoding  Encoding
	Delimiter byte
	Header    []string
	HeadLine  int        // on which the heading stands
	NoHeading bool       // the file has none; Header counts its columns
	Above     []Row      // what stands above the heading, such as the title of a report
	Samples   [][]string // the first rows, to show and to guess from
	guessed   bool       // the encoding is what seems likely
	aside     []Problem  // of lines that are no rows
	rows      *rows
	first     []ahead
}

// ahead is a row that was read before it was asked for, or what was wrong with it.
type ahead struct {
	row Row
	err error
}

// samples is how many rows are read ahead.
const samples = 20

// ErrEmpty answers a file in which nothing stands.
var ErrEmpty = errs.Say(errs.Invalid, "This file is empty. Choose one with a heading and at least one row.")

// Open reads the heading of a file and the rows after it. What it is not, such as a workbook of a spreadsheet program,
// is refused as errs.Invalid in words.
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

// Next is the next row, with as many fields as the heading. It answers io.EOF after the last, and *RowError for one
// that cannot be taken: the next can be. Empty rows and the lines below a report's table are passed over.
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

func (s *Sheet) pop() (Row, error) {
	if len(s.first) == 0 {
		return s.read()
	}
	next := s.first[0]
	s.first = s.first[1:]
	return next.row, next.err
}

// read is the next row in which something stands and that is no line below a report's table.
func (s *Sheet) read() (Row, error) {
	for {
		row, err := s.look()
		if err != nil || !s.footer(row) {
			return row, err
		}
	}
}

// fit brings a ragged row to the width of the heading.
func (s *Sheet) fit(fields []string) []string {
	if len(fields) >= len(s.Header) {
		return fields[:len(s.Header)]
	}
	return append(fields, make([]string, len(s.Header)-len(fields))...)
}

// footer reports the lines that reports put below a table, sums and legal notices, and notes that they are passed over.
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

// footers are how such lines read. A name that begins alike, such as Total Care, is none.
var footers = regexp.MustCompile(`(?i)^(?:` +
	`(?:grand |sub)?totals?(?:$|\s*[:(=]|\s+\d|\s+(?:records?|rows?|leads?)\b)|` +
	`confidential information\b|copyright\s*(?:\(c\)|©|\d))`)

// delimiters are what may stand between fields, the usual first.
var delimiters = []byte{',', '\t', ';', '|'}

// named reads the line by which spreadsheet programs name the delimiter, such as sep=;.
func named(head []byte) (lines int, delimiter byte) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.Trim(line, "\r \"")
	if len(line) == 5 && bytes.EqualFold(line[:4], []byte("sep=")) {
		return 1, line[4]
	}
	return 0, 0
}

// sniff is the delimiter by which the first rows have the same number of fields as the heading, and that the most.
func sniff(head []byte) byte {
	best, most := delimiters[0], 0.0
	for _, d := range delimiters {
		if score := evenness(head, d); score > most {
			best, most = d, score
		}
	}
	return best
}

// evenness is how many of the first rows have as many fields as the first of them, from 0 to 1, and a little more for
// more fields; 0 when the first row has one field.
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
