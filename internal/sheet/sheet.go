// Package sheet reads tables of text from files: CSV with any delimiter and encoding, and Excel workbooks. It knows
// nothing of leads; a Judge says which rows are headings.
package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"baton/internal/errs"
)

// Limits of a file. A row beyond a limit is refused, and the next one is read.
const (
	MaxColumns = 500
	MaxField   = 100 << 10 // bytes
	MaxRow     = 1 << 20   // bytes
)

// Layout says how a file is read. What is zero is found out from the file.
type Layout struct {
	Encoding  string `json:"encoding,omitempty"`  // the name on the web
	Delimiter string `json:"delimiter,omitempty"` // one character
	Heading   int    `json:"heading,omitempty"`   // the line of the heading, from 1, or NoHeading
	Sheet     string `json:"sheet,omitempty"`     // of a workbook
}

// NoHeading is the Heading of a file without one.
const NoHeading = -1

// Check returns errs.Problems for what cannot be the layout of a file.
func (l Layout) Check() error {
	problems := errs.Problems{}
	if l.Encoding != "" {
		if _, err := encodingNamed(l.Encoding); err != nil {
			problems.Add("encoding", unknownEncoding)
		}
	}
	if d := l.Delimiter; d != "" && (len(d) != 1 || strings.ContainsAny(d, "\"\r\n\x00") || d[0] >= 0x80) {
		problems.Add("delimiter", "The delimiter is one character, such as ; or a tab.")
	}
	if l.Heading < NoHeading || l.Heading > maxHeading {
		problems.Add("heading", "The line of the heading is a number from 1 to 1000. Leave it empty to find it.")
	}
	return problems.Err()
}

// maxHeading is the last line that can be the heading.
const maxHeading = 1000

// Judge knows what rows of a table mean. Each function may be nil.
type Judge struct {
	IsHeading func(fields []string) bool // the row has names of columns
	IsRecord  func(fields []string) bool // the row has values, so it cannot be the heading
}

func (j Judge) isHeading(fields []string) bool { return j.IsHeading != nil && j.IsHeading(fields) }
func (j Judge) isRecord(fields []string) bool  { return j.IsRecord != nil && j.IsRecord(fields) }

// Open reads the heading of a file and its first rows. The content decides what the file is, not its name. The error
// is errs.Invalid, in words, for a file that is not a table. The caller closes the table.
func Open(r io.Reader, layout Layout, judge Judge) (*Table, error) {
	if err := layout.Check(); err != nil {
		return nil, err
	}
	raw := bufio.NewReaderSize(r, peek)
	head, err := raw.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	t := &Table{layout: layout, judge: judge}
	switch {
	case bytes.HasPrefix(head, zipMagic):
		err = t.openWorkbook(raw)
	case bytes.HasPrefix(head, oleMagic):
		err = refuseOld(raw)
	case notATable(head) != "":
		err = errs.Say(errs.Invalid, notATable(head))
	default:
		err = t.openText(raw)
	}
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// openText finds out the encoding and the delimiter of a text.
func (t *Table) openText(raw *bufio.Reader) error {
	text, encoding := decode(raw)
	t.likely = encoding == Windows1252 || encoding == Windows1250 || encoding == ShiftJIS
	if name := t.layout.Encoding; name != "" {
		chosen, err := encodingNamed(name)
		if err != nil {
			return errs.Say(errs.Invalid, unknownEncoding)
		}
		text, encoding, t.likely = chosenText(raw, chosen), nameOf(name), false
	}
	t.Encoding = encoding
	in := bufio.NewReaderSize(text, peek)
	head, err := in.Peek(peek)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return err
	}
	skip, said := named(head)
	switch {
	case t.layout.Delimiter != "":
		t.Delimiter = t.layout.Delimiter[0]
	case said != 0:
		t.Delimiter = said
	default:
		t.Delimiter = sniff(head)
	}
	rows := newRows(in, t.Delimiter)
	for range skip {
		if _, err := rows.read(); err != nil {
			return ErrEmpty
		}
	}
	t.rows = rows
	return t.begin()
}

var (
	zipMagic = []byte("PK\x03\x04")
	oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0}
)

// notATable says in words what a file is whose first bytes are those of something else, or "".
func notATable(head []byte) string {
	for _, kind := range []struct{ what, magic string }{
		{"a picture", "\x89PNG"}, {"a picture", "\xFF\xD8\xFF"}, {"a picture", "GIF8"}, {"a picture", "RIFF"},
		{"a picture", "II*\x00"}, {"a picture", "MM\x00*"}, {"a PDF document", "%PDF"},
		{"a packed file", "\x1F\x8B"}, {"a packed file", "7z\xBC\xAF"}, {"a packed file", "Rar!"},
		{"a packed file", "PK\x05\x06"}, {"a text document", "{\\rtf"}, {"a program", "\x7FELF"}, {"a program", "MZ\x90\x00"},
	} {
		if bytes.HasPrefix(head, []byte(kind.magic)) {
			return "This is " + kind.what + ", not a table. " + chooseTable
		}
	}
	start := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n"))
	for _, page := range []string{"<!doctype", "<html", "<table", "<?xml", "<meta"} {
		if bytes.HasPrefix(start, []byte(page)) {
			return "This is a web page or XML, even if it is called .xls or .csv. " +
				"Open it in a spreadsheet program, save it as CSV UTF-8 or .xlsx and choose that file."
		}
	}
	return ""
}

// chooseTable tells which files can be read.
const chooseTable = "Choose a CSV file or an Excel workbook (.xlsx) with a heading and one lead per row."
