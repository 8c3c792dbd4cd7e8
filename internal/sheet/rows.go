package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Row is one record of a file.
type Row struct {
	Line   int // where the record begins, from 1
	Fields []string
}

// empty reports whether all fields of a row are empty.
func (r Row) empty() bool {
	for _, f := range r.Fields {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}

// RowError is the error for a row that cannot be read, with the reason in words. The next row can be read.
type RowError struct {
	Line   int
	Words  string
	Quoted bool     // a quotation mark is not closed, so the field may include the next rows
	Fields []string // as far as they could be read
}

// Error returns the line and the reason.
func (e *RowError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Words) }

// rows reads the records of a text in UTF-8. A quotation mark inside a field without quotation marks is kept as it is.
type rows struct {
	in    *bufio.Reader
	comma byte
	line  int // the line that is read next, from 1

	row   []byte // the fields of the record, without delimiters
	ends  []int  // the end of each field in row
	began int    // the beginning of the current field in row
}

func newRows(in *bufio.Reader, comma byte) *rows { return &rows{in: in, comma: comma, line: 1} }

func (r *rows) at() int { return r.line }

// read returns the next record. The error is io.EOF at the end, or *RowError for a record that cannot be read.
func (r *rows) read() (Row, error) {
	r.row, r.ends, r.began = r.row[:0], r.ends[:0], 0
	at := r.line
	if _, err := r.in.Peek(1); err != nil {
		return Row{}, err
	}
	for {
		more, err := r.field(at)
		var bad *RowError
		if errors.As(err, &bad) && r.tooLong() == "" {
			r.ends = append(r.ends, len(r.row))
			bad.Fields = r.fields()
		}
		if err != nil {
			return Row{}, err
		}
		r.ends = append(r.ends, len(r.row))
		r.began = len(r.row)
		if len(r.ends) > MaxColumns {
			return Row{}, r.skip(&RowError{Line: at,
				Words: fmt.Sprintf("This row has too many columns. The maximum is %d.", MaxColumns)}, more)
		}
		if !more {
			return Row{at, r.fields()}, nil
		}
	}
}

// fields returns the fields of the record that was read.
func (r *rows) fields() []string {
	all := string(r.row)
	fields := make([]string, len(r.ends))
	from := 0
	for i, to := range r.ends {
		fields[i], from = all[from:to], to
	}
	return fields
}

// field reads one field of the record that began in line at. more is true if a delimiter ended the field, and false at
// the end of the record.
func (r *rows) field(at int) (more bool, err error) {
	quoted := false
	for first := true; ; first = false {
		c, err := r.in.ReadByte()
		if errors.Is(err, io.EOF) {
			if quoted {
				return false, &RowError{Line: at, Quoted: true,
					Words: "A quotation mark opens a field here but does not close it. Add the missing mark."}
			}
			return false, nil
		}
		if err != nil {
			return false, err
		}
		switch {
		case c == '"' && first:
			quoted = true
		case c == '"' && quoted:
			if next, _ := r.in.Peek(1); len(next) == 1 && next[0] == '"' {
				r.in.Discard(1)
				r.row = append(r.row, c)
			} else {
				quoted = false
			}
		case quoted && (c == '\n' || c == '\r'):
			r.newline(c)
			r.row = append(r.row, '\n')
		case quoted:
			r.row = append(r.row, c)
		case c == r.comma:
			return true, nil
		case c == '\n' || c == '\r':
			r.newline(c)
			return false, nil
		default:
			r.row = append(r.row, c)
		}
		if words := r.tooLong(); words != "" {
			return false, r.skip(&RowError{Line: at, Words: words, Quoted: quoted}, true)
		}
	}
}

// newline counts a line, and skips the \n after a \r.
func (r *rows) newline(c byte) {
	r.line++
	if next, _ := r.in.Peek(1); c == '\r' && len(next) == 1 && next[0] == '\n' {
		r.in.Discard(1)
	}
}

// tooLong says which limit the record exceeds, or "".
func (r *rows) tooLong() string {
	switch {
	case len(r.row)-r.began > MaxField:
		return "One field of this row has more than 100 KB, the maximum. " +
			"A missing closing quotation mark can also cause this."
	case len(r.row) > MaxRow:
		return "This row has more than 1 MB, the maximum."
	}
	return ""
}

// skip drops the rest of the line, if rest is true. It returns why, or the error of reading.
func (r *rows) skip(why *RowError, rest bool) error {
	for rest {
		if _, err := r.in.Peek(1); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		some, _ := r.in.Peek(r.in.Buffered())
		end := bytes.IndexAny(some, "\r\n")
		if end < 0 {
			r.in.Discard(len(some))
			continue
		}
		c := some[end]
		r.in.Discard(end + 1)
		r.newline(c)
		rest = false
	}
	return why
}
