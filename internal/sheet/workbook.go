package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"baton/internal/errs"
)

// maxWorkbook is the size of a workbook that is read, in bytes.
const maxWorkbook = 100 << 20

// openWorkbook keeps a workbook on disk, and opens the first of its sheets that has rows.
func (t *Table) openWorkbook(r io.Reader) error {
	path, err := spool(r)
	if path != "" {
		t.close = func() error { return os.Remove(path) }
	}
	if err != nil {
		return err
	}
	if err := checkWorkbook(path); err != nil {
		return err
	}
	book, err := openBook(path)
	if err != nil {
		return err
	}
	t.close = func() error { return errors.Join(book.Close(), os.Remove(path)) }
	showDatesAsISO(book)
	return t.firstSheet(book)
}

// spool writes a workbook to a temporary file. The path is set if there is one, even with an error.
func spool(r io.Reader) (path string, err error) {
	f, err := os.CreateTemp("", "baton-*.xlsx")
	if err != nil {
		return "", err
	}
	n, err := io.Copy(f, io.LimitReader(r, maxWorkbook+1))
	if err = errors.Join(err, f.Close()); err == nil && n > maxWorkbook {
		err = errs.Say(errs.Invalid, fmt.Sprintf(
			"This workbook is larger than %d MB, the maximum. Save the sheet as CSV UTF-8 and choose that file.",
			maxWorkbook>>20))
	}
	return f.Name(), err
}

// openBook opens a workbook. A damaged one must not end the program, so a panic of the library is an error.
func openBook(path string) (book *excelize.File, err error) {
	defer rescue(&err)
	book, err = excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory,
		ShortDatePattern: "yyyy-mm-dd"})
	if err != nil {
		return nil, errs.Say(errs.Invalid, damaged)
	}
	return book, nil
}

// damaged tells of a workbook that cannot be read.
const damaged = "This workbook is damaged or is not a spreadsheet. " +
	"Open it in a spreadsheet program, save it again as .xlsx or CSV UTF-8 and choose that file."

// rescue turns a panic over a damaged workbook into an error.
func rescue(err *error) {
	if recover() != nil {
		*err = errs.Say(errs.Invalid, damaged)
	}
}

// firstSheet opens the sheet of the layout, or the first one that has rows.
func (t *Table) firstSheet(book *excelize.File) (err error) {
	defer rescue(&err)
	t.Sheets = book.GetSheetList()
	names := t.Sheets
	if chosen := t.layout.Sheet; chosen != "" {
		if !slices.Contains(names, chosen) {
			return errs.Say(errs.Invalid, fmt.Sprintf("The workbook has no sheet called %q. It has %s.", chosen,
				strings.Join(names, ", ")))
		}
		names = []string{chosen}
	}
	wrong := ErrEmpty
	for _, name := range names {
		rows, err := book.Rows(name)
		if err != nil {
			continue // a sheet with a chart and no cells
		}
		t.rows, t.Sheet = &bookRows{rows: rows}, name
		if wrong = t.begin(); wrong == nil {
			t.closeAlso(rows)
			return nil
		}
		if err := rows.Close(); err != nil {
			return errs.Say(errs.Invalid, damaged)
		}
		if !errors.Is(wrong, ErrEmpty) {
			return wrong
		}
	}
	return wrong
}

// closeAlso closes the rows before the workbook.
func (t *Table) closeAlso(rows *excelize.Rows) {
	before := t.close
	t.close = func() error {
		return errors.Join(rows.Close(), before())
	}
}

// bookRows reads the rows of a sheet.
type bookRows struct {
	rows *excelize.Rows
	line int
}

func (r *bookRows) at() int { return r.line + 1 }

// read returns the next row. The error is io.EOF at the end, or *RowError for a row that cannot be read.
func (r *bookRows) read() (row Row, err error) {
	defer rescue(&err)
	if !r.rows.Next() {
		if err := r.rows.Error(); err != nil {
			return Row{}, errs.Say(errs.Invalid, damaged)
		}
		return Row{}, io.EOF
	}
	r.line++
	fields, err := r.rows.Columns()
	if err != nil {
		return Row{}, &RowError{Line: r.line, Words: "This row of the workbook is damaged."}
	}
	total := 0
	for i, f := range fields {
		fields[i] = strings.ReplaceAll(strings.ReplaceAll(f, "\x00", ""), "\r\n", "\n")
		total += len(f)
		if len(f) > MaxField {
			return Row{}, &RowError{Line: r.line, Words: "One field of this row has more than 100 KB, the maximum."}
		}
	}
	for len(fields) > 0 && fields[len(fields)-1] == "" {
		fields = fields[:len(fields)-1]
	}
	switch {
	case len(fields) > MaxColumns:
		return Row{}, &RowError{Line: r.line,
			Words: fmt.Sprintf("This row has too many columns. The maximum is %d.", MaxColumns)}
	case total > MaxRow:
		return Row{}, &RowError{Line: r.line, Words: "This row has more than 1 MB, the maximum."}
	}
	return Row{Line: r.line, Fields: fields}, nil
}

// refuseOld says in words why a file in the format of old Office programs is not read. A workbook with a password is in
// that format too.
func refuseOld(r *bufio.Reader) error {
	secret := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	found, err := contains(io.LimitReader(r, maxWorkbook), secret)
	switch {
	case err != nil:
		return err
	case found:
		return errs.Say(errs.Invalid, "This workbook is protected by a password, so it cannot be read. "+
			"Open it, remove the password and save it again, or save the sheet as CSV UTF-8.")
	}
	return errs.Say(errs.Invalid,
		"This is an old Excel workbook (.xls). Open it, save it as .xlsx or CSV UTF-8 and choose that file.")
}

// contains reports whether a text is in a file. The file is read in parts.
func contains(r io.Reader, text []byte) (bool, error) {
	part, kept := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(part[kept:])
		if bytes.Contains(part[:kept+n], text) {
			return true, nil
		}
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		have := kept + n
		kept = min(have, len(text)-1)
		copy(part, part[have-kept:have])
	}
}
