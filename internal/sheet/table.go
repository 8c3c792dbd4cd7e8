package sheet

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

// Table is a table with a heading. Its rows are read one by one, so the file is never in memory as a whole.
type Table struct {
	Encoding  Encoding // of a text; "" for a workbook
	Delimiter byte     // of a text; 0 for a workbook
	Sheet     string   // the sheet that is read; "" for a text
	Sheets    []string // all sheets of a workbook
	Header    []string
	HeadLine  int        // the line of the heading, from 1
	NoHeading bool       // the file has none, so Header numbers its columns
	Above     []Row      // the rows above the heading, such as the title of a report
	Samples   [][]string // the first rows

	layout Layout
	judge  Judge
	likely bool  // the encoding is only likely
	below  []Row // below the table, such as a total
	rows   records
	close  func() error
	first  []ahead
}

// records are the rows of a file, one after the other.
type records interface {
	// read returns the next row. The error is io.EOF at the end, or *RowError for a row that cannot be read.
	read() (Row, error)
	// at returns the line that is read next.
	at() int
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

// Close removes what a workbook keeps on disk.
func (t *Table) Close() error {
	if t.close == nil {
		return nil
	}
	return t.close()
}

// Line returns the line that is read next.
func (t *Table) Line() int { return t.rows.at() }

// Below returns the lines below the table that Next has met, such as a total or a legal notice.
func (t *Table) Below() []Row { return t.below }

// OnlyLikely reports whether the encoding is only likely, because the file does not name it.
func (t *Table) OnlyLikely() bool { return t.likely }

// begin finds the heading, and reads the first rows.
func (t *Table) begin() error {
	t.HeadLine = 1
	if err := t.heading(); err != nil {
		return err
	}
	for len(t.first) < samples {
		row, err := t.read()
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && !errors.As(err, &bad):
			return err
		}
		t.keep(ahead{row, err})
	}
	return nil
}

// Next returns the next row, with as many fields as the heading. The error is io.EOF at the end, or *RowError for a row
// that cannot be read. Empty rows and the lines below the table of a report are skipped.
func (t *Table) Next() (Row, error) {
	row, err := t.pop()
	if err != nil {
		return Row{}, err
	}
	for _, extra := range row.Fields[min(len(row.Fields), len(t.Header)):] {
		if strings.TrimSpace(extra) != "" {
			return Row{}, t.tooWide(row)
		}
	}
	row.Fields = t.fit(row.Fields)
	return row, nil
}

// tooWide is the error of a row with more fields than the heading.
func (t *Table) tooWide(row Row) error {
	words := fmt.Sprintf("This row has %d fields, but the heading has %d. ", len(row.Fields), len(t.Header))
	if t.Delimiter == 0 {
		words += "Write a name above each column."
	} else {
		words += fmt.Sprintf("Put quotation marks around a text that contains %q.", string(t.Delimiter))
	}
	return &RowError{Line: row.Line, Words: words, Fields: row.Fields}
}

// pop returns the next row that was read ahead, or reads one.
func (t *Table) pop() (Row, error) {
	if len(t.first) == 0 {
		return t.read()
	}
	next := t.first[0]
	t.first = t.first[1:]
	return next.row, next.err
}

// read returns the next row that is not empty and not below the table of a report.
func (t *Table) read() (Row, error) {
	for {
		row, err := t.look()
		if err != nil || !t.footer(row) {
			return row, err
		}
	}
}

// fit cuts a row to the width of the heading, or fills it up with empty fields.
func (t *Table) fit(fields []string) []string {
	if len(fields) >= len(t.Header) {
		return fields[:len(t.Header)]
	}
	return append(fields, make([]string, len(t.Header)-len(fields))...)
}

// footer reports whether a row is below the table of a report, such as a total or a legal notice. It notes that the row
// is ignored.
func (t *Table) footer(row Row) bool {
	if len(t.Header) < 3 || Row.empty(row) || !(Row{Fields: row.Fields[1:]}).empty() {
		return false
	}
	text := strings.TrimSpace(row.Fields[0])
	is := footers.MatchString(text)
	if is {
		t.below = append(t.below, row)
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

// sniff returns the delimiter with which most of the first rows have the same number of fields. Of equal ones, the
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

// evenness returns the share of the first rows that have as many fields as most of them, from 0 to 1, plus a little for
// more fields. It is 0 if most rows have one field. A title above the heading has a width of its own.
func evenness(head []byte, delimiter byte) float64 {
	r := newRows(bufio.NewReader(bytes.NewReader(head)), delimiter)
	widths, all := map[int]int{}, 0
	for all < samples {
		row, err := r.read()
		if err != nil {
			break
		}
		if row.empty() || all == 0 && len(row.Fields) < 2 {
			continue
		}
		all++
		widths[len(row.Fields)]++
	}
	columns := 1
	for width, n := range widths {
		if width > 1 && (n > widths[columns] || columns == 1 || n == widths[columns] && width > columns) {
			columns = width
		}
	}
	if columns < 2 || 2*widths[columns] < all {
		return 0
	}
	return float64(widths[columns])/float64(all) + float64(min(columns, MaxColumns))/10/MaxColumns
}
