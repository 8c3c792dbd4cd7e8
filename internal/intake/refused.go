package intake

import (
	"encoding/csv"
	"io"
	"iter"
	"strings"
)

// RefusedRow is a row that was not imported, as it stands in the file.
type RefusedRow struct {
	Line   int
	Fields []string
	Why    string
}

// Refusal returns the row of a refused Enquiry, with the reasons.
func (e Enquiry) Refusal() RefusedRow {
	var why []string
	for _, p := range e.Problems {
		if p.Refused {
			why = append(why, p.Words)
		}
	}
	return RefusedRow{Line: e.Line, Fields: e.Fields, Why: strings.Join(why, " ")}
}

// WriteRefused writes refused rows as CSV in the columns of their file, with the reason in a last column. Spreadsheet
// programs read it as UTF-8 and run no formula of it.
func WriteRefused(w io.Writer, heading []string, rows iter.Seq2[RefusedRow, error]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	write := func(fields []string, last string) error {
		line := make([]string, 0, len(heading)+1)
		for i := range max(len(heading), len(fields)) { // a row that is wider than its heading keeps all it has
			value := ""
			if i < len(fields) {
				value = defused(fields[i])
			}
			line = append(line, value)
		}
		return out.Write(append(line, last))
	}
	if err := write(heading, "Why"); err != nil {
		return err
	}
	for row, err := range rows {
		if err == nil {
			err = write(row.Fields, row.Why)
		}
		if err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// defused returns a value that a spreadsheet program does not take for a formula.
func defused(value string) string {
	if value != "" && strings.ContainsRune("=+-@\t\r", rune(value[0])) {
		return "'" + value
	}
	return value
}
