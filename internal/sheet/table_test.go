package sheet

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/errs"
)

// judge knows a heading by the column name, and a record by an @.
var judge = Judge{
	IsHeading: func(fields []string) bool { return slices.Contains(fields, "Name") },
	IsRecord: func(fields []string) bool {
		return slices.ContainsFunc(fields, func(f string) bool { return strings.Contains(f, "@") })
	},
}

// table reads a whole file: its heading, its rows, and the reasons for rows that cannot be read.
func table(t *testing.T, text string) (s *Table, rows [][]string, refused []string) {
	t.Helper()
	s, err := Open(strings.NewReader(text), Layout{}, judge)
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, err := s.Next()
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			return s, rows, refused
		case errors.As(err, &bad):
			refused = append(refused, bad.Error())
		case err != nil:
			t.Fatal(err)
		default:
			rows = append(rows, row.Fields)
		}
	}
}

func utf16(s string, order func(r rune) []byte) string {
	var b bytes.Buffer
	for _, r := range s {
		b.Write(order(r))
	}
	return b.String()
}

func little(r rune) []byte { return []byte{byte(r), byte(r >> 8)} }
func big(r rune) []byte    { return []byte{byte(r >> 8), byte(r)} }

func TestAFileIsReadAsItsMakerWroteIt(t *testing.T) {
	want := [][]string{{"Zoë", "Zürich"}, {"Ann", "Bath"}}
	for _, c := range []struct {
		name, text string
		encoding   Encoding
		delimiter  byte
	}{
		{"UTF-8", "name,city\nZoë,Zürich\nAnn,Bath\n", UTF8, ','},
		{"with a mark at its beginning", "\ufeffname;city\r\nZoë;Zürich\r\nAnn;Bath\r\n", UTF8, ';'},
		{"Windows-1252", "name\tcity\nZo\xeb\tZ\xfcrich\nAnn\tBath", Windows1252, '\t'},
		{"UTF-16 of Windows", utf16("\ufeffname\tcity\r\nZoë\tZürich\r\nAnn\tBath\r\n", little), UTF16LE, '\t'},
		{"UTF-16 the other way round", utf16("\ufeffname|city\nZoë|Zürich\nAnn|Bath", big), UTF16BE, '|'},
		{"UTF-16 without a mark", utf16("name,city\nZoë,Zürich\nAnn,Bath\n", little), UTF16LE, ','},
		{"line ends of an old Macintosh", "name,city\rZoë,Zürich\rAnn,Bath\r", UTF8, ','},
		{"a line that names the delimiter", "sep=;\nname;city\nZoë;Zürich\nAnn;Bath\n", UTF8, ';'},
		{"quotes around everything", "\"name\",\"city\"\n\"Zoë\",\"Zürich\"\n\"Ann\",\"Bath\"\n", UTF8, ','},
		{"commas inside, semicolons between", "name;city\nZoë;Zürich\n\"Ann\";Bath\n", UTF8, ';'},
		{"NULs in it", "name,city\nZo\x00ë,Zürich\nAnn,Ba\x00th\n", UTF8, ','},
		{"an empty column at the end", "name,city,\nZoë,Zürich,\nAnn,Bath,\n", UTF8, ','},
		{"empty lines and a report's footer", "name,city,\n\nZoë,Zürich,\n,,\nAnn,Bath,\n\n", UTF8, ','},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, rows, refused := table(t, c.text)
			if s.Encoding != c.encoding || s.Delimiter != c.delimiter {
				t.Errorf("read as %s with %q, want %s with %q", s.Encoding, s.Delimiter, c.encoding, c.delimiter)
			}
			if diff := cmp.Diff([]string{"name", "city"}, s.Header); diff != "" {
				t.Errorf("heading: %s", diff)
			}
			if diff := cmp.Diff(want, rows); diff != "" || len(refused) > 0 {
				t.Errorf("rows: %s refused: %q", diff, refused)
			}
		})
	}
}

func TestALetterThatIsNotUTF8LateInAFileIsKept(t *testing.T) {
	text := "name\n" + strings.Repeat("Ann Example\n", 20_000) + "Jos\xe9\nZoë\n"
	_, rows, _ := table(t, text)
	if last := rows[len(rows)-2:]; last[0][0] != "José" || last[1][0] != "Zoë" {
		t.Errorf("the last rows are %q", last)
	}
}

func TestQuotesAndRaggedRows(t *testing.T) {
	for _, c := range []struct {
		name, text string
		rows       [][]string
		refused    string
	}{
		{"a quotation in quotes", "a,b\n\"he said \"\"no\"\"\",2\n", [][]string{{`he said "no"`, "2"}}, ""},
		{"a delimiter and a line end in quotes", "a,b\n\"x, y\r\nz\",2\n3,4\n", [][]string{{"x, y\nz", "2"}, {"3", "4"}}, ""},
		{"a bare quote inside a field", "a,b\n5\" pipe,2\n", [][]string{{`5" pipe`, "2"}}, ""},
		{"text after a closing quote", "a,b\n\"x\" y,2\n", [][]string{{"x y", "2"}}, ""},
		{"a row that is too short", "a,b,c\n1,2\n", [][]string{{"1", "2", ""}}, ""},
		{"a row that is too long, with nothing there", "a,b\n1,2,,,\n", [][]string{{"1", "2"}}, ""},
		{"a row that is too long", "a,b\n1,2,3\n4,5\n", [][]string{{"4", "5"}},
			"line 2: This row has 3 fields, but the heading has 2."},
		{"a quote that nothing closes", "a,b\n1,2\n\"3,4\n5,6\n", [][]string{{"1", "2"}},
			"line 3: A quotation mark opens a field here"},
		{"a field that is too long", "a,b\n" + strings.Repeat("x", MaxField+1) + ",2\n3,4\n", [][]string{{"3", "4"}},
			"line 2: One field of this row has more than 100 KB"},
		{"a row that is too long in bytes", "a,b\n" + strings.Repeat(strings.Repeat("x", MaxField-1)+",", 11) + "\n3,4\n",
			[][]string{{"3", "4"}}, "line 2: This row has more than 1 MB"},
		{"a row of very many columns", "a,b\n" + strings.Repeat(",", 1_000_000) + "\n3,4\n", [][]string{{"3", "4"}},
			"line 2: This row has too many columns. The maximum is 500."},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, rows, refused := table(t, c.text)
			if diff := cmp.Diff(c.rows, rows); diff != "" {
				t.Error(diff)
			}
			if got := strings.Join(refused, "\n"); (c.refused == "") != (got == "") || !strings.HasPrefix(got, c.refused) {
				t.Errorf("refused %q, want %q", got, c.refused)
			}
		})
	}
}

func TestTheFooterOfAReportIsPassedOver(t *testing.T) {
	_, rows, refused := table(t,
		"Lead ID,Name,Email\n1,Ann,ann@a.example\n\"\",\"\",\"\"\n\n\"Grand Totals (1 records)\"\n\n"+
			"\"Confidential Information - Do Not Distribute\"\n\"Copyright (c) 2000-2026 all rights reserved.\"\n")
	if len(rows) != 1 || len(refused) > 0 {
		t.Errorf("read %q, refused %q", rows, refused)
	}
}

func TestWhatIsNoTableIsRefusedInWords(t *testing.T) {
	for _, c := range []struct{ name, text, words string }{
		{"a workbook that is cut off", "PK\x03\x04\x14\x00\x06\x00", "This workbook is damaged"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel workbook"},
		{"a packed file", "\x1f\x8b\x08\x00", "This is a packed file"},
		{"nothing", "", "This file is empty"},
		{"empty lines", "\n\n ,,\n", "This file is empty"},
		{"a million columns", strings.Repeat("a,", 1_000_000),
			"The heading cannot be read. This row has too many columns. The maximum is 500."},
		{"a heading that never ends", "\"" + strings.Repeat("a", 300_000),
			"The heading cannot be read. One field of this row has more than 100 KB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(strings.NewReader(c.text), Layout{}, judge)
			if !errors.Is(err, errs.Invalid) || !strings.HasPrefix(errs.Words(err), c.words) {
				t.Errorf("answers %v", err)
			}
		})
	}
}

// endless is a reader of as many letters as left says. It needs no memory for them.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range n {
		p[i] = 'x'
	}
	e.left -= n
	return n, nil
}

func TestAFieldOfAGigabyteTakesNoMemory(t *testing.T) {
	s, err := Open(io.MultiReader(strings.NewReader("a,b\n1,"), &endless{1 << 30}, strings.NewReader("\n3,4\n")),
		Layout{}, judge)
	if err != nil {
		t.Fatal(err)
	}
	var bad *RowError
	if _, err := s.Next(); !errors.As(err, &bad) {
		t.Errorf("the row is answered with %v", err)
	}
	if row, err := s.Next(); err != nil || row.Line != 3 || row.Fields[0] != "3" {
		t.Errorf("the next row is %v, %v", row, err)
	}
	if c := cap(s.rows.(*rows).row); c > 4*MaxField {
		t.Errorf("%d bytes were kept of it", c)
	}
}
