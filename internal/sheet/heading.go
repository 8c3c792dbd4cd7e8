package sheet

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"baton/internal/errs"
)

// mostAbove is how many rows above a heading are skipped at most.
const mostAbove = 10

// heading finds the heading of the file. It is the first row that is not empty, unless a wider row below has the names
// of fields, as in a report with a title. If the first row is a record, the file has no heading. Columns without a name
// at the end are dropped.
func (t *Table) heading() error {
	var bad *RowError
	top, err := t.ahead()
	switch {
	case err != nil:
		return err
	case errors.Is(top.err, io.EOF):
		return ErrEmpty
	case t.layout.Heading > 0:
		return t.chosenHeading(top)
	case errors.As(top.err, &bad):
		return errs.Say(errs.Invalid, "The heading cannot be read. "+bad.Words)
	case t.layout.Heading == NoHeading:
		t.take([]ahead{top}, 0)
		return nil
	}
	looked, head := []ahead{top}, 0
	for widest := top.row.filled(); !t.judge.isHeading(top.row.Fields) && len(looked) <= mostAbove; {
		next, err := t.ahead()
		if err != nil {
			return err
		}
		if errors.Is(next.err, io.EOF) {
			break
		}
		if looked = append(looked, next); next.row.empty() { // this row cannot be read
			break
		}
		if next.row.filled() > widest && t.judge.isHeading(next.row.Fields) {
			head = len(looked) - 1
			break
		}
		widest = max(widest, next.row.filled())
	}
	t.take(looked, head)
	return nil
}

// chosenHeading makes the row in the chosen line the heading.
func (t *Table) chosenHeading(top ahead) error {
	looked := []ahead{top}
	for {
		last := looked[len(looked)-1]
		var bad *RowError
		switch {
		case errors.Is(last.err, io.EOF):
			return errs.Say(errs.Invalid,
				fmt.Sprintf("There is no heading in line %d. Choose a line with the names of the columns.", t.layout.Heading))
		case errors.As(last.err, &bad) && bad.Line >= t.layout.Heading:
			return errs.Say(errs.Invalid, "The heading cannot be read. "+bad.Words)
		case last.err == nil && last.row.Line >= t.layout.Heading:
			t.take(looked, len(looked)-1)
			return nil
		}
		next, err := t.ahead()
		if err != nil {
			return err
		}
		looked = append(looked, next)
	}
}

// take makes the row at index head the heading, and keeps the rows after it for Next.
func (t *Table) take(looked []ahead, head int) {
	row := looked[head].row
	for _, above := range looked[:head] {
		if above.err == nil {
			t.Above = append(t.Above, above.row)
		}
	}
	t.HeadLine = row.Line
	t.NoHeading = t.layout.Heading == NoHeading || t.layout.Heading == 0 && t.judge.isRecord(row.Fields)
	if t.NoHeading {
		for i := range row.Fields {
			t.Header = append(t.Header, fmt.Sprintf("Column %d", i+1))
		}
		head--
	} else {
		for _, f := range row.Fields {
			t.Header = append(t.Header, strings.Join(strings.Fields(f), " "))
		}
		for len(t.Header) > 1 && t.Header[len(t.Header)-1] == "" {
			t.Header = t.Header[:len(t.Header)-1]
		}
	}
	for _, each := range looked[head+1:] {
		if each.err == nil && t.footer(each.row) {
			continue
		}
		t.keep(each)
	}
}

// keep keeps a row that was read ahead for Next, and as a sample.
func (t *Table) keep(each ahead) {
	t.first = append(t.first, each)
	if each.err == nil {
		t.Samples = append(t.Samples, t.fit(each.row.Fields))
	}
}

// ahead reads the next row that is not empty. It keeps the end of the file and a row that cannot be read in its result.
// An error means that the file cannot be read any further.
func (t *Table) ahead() (ahead, error) {
	row, err := t.look()
	var bad *RowError
	if err != nil && !errors.Is(err, io.EOF) && !errors.As(err, &bad) {
		return ahead{}, err
	}
	return ahead{row, err}, nil
}

// look reads the next row that is not empty.
func (t *Table) look() (Row, error) {
	for {
		row, err := t.rows.read()
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
