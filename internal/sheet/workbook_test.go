package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"baton/internal/errs"
)

// workbook makes the file of a workbook.
func workbook(t testing.TB, fill func(f *excelize.File), o ...excelize.Options) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b, o...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// put writes a row of values.
func put(t testing.TB, f *excelize.File, sheet, cell string, values ...any) {
	t.Helper()
	if err := f.SetSheetRow(sheet, cell, &values); err != nil {
		t.Fatal(err)
	}
}

// styled formats a cell.
func styled(t testing.TB, f *excelize.File, cell string, s excelize.Style) {
	t.Helper()
	id, err := f.NewStyle(&s)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle("Sheet1", cell, cell, id); err != nil {
		t.Fatal(err)
	}
}

func rowsOf(t *testing.T, s *Table) (all [][]string) {
	t.Helper()
	for {
		row, err := s.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row.Fields)
	}
}

func TestAWorkbookIsReadAsItIsShown(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 4, 3, 14, 30, 0, 0, time.UTC)
	file := workbook(t, func(f *excelize.File) {
		put(t, f, "Sheet1", "A1", "Leads of the fair")
		put(t, f, "Sheet1", "A3", "Name", "Phone", "Size", "Built in", "German", "With time", "No style", "Rate")
		put(t, f, "Sheet1", "A4", "Zoë\r\nOhm", 4915112345678, 250.5, day, day, day, 46115, 0.5)
		put(t, f, "Sheet1", "A6", "Bo", "=+1", true)
		short, long, rate := "dd/mm/yyyy", `d. mmmm yyyy "um" h:mm`, "0%"
		styled(t, f, "B4", excelize.Style{NumFmt: 11})
		styled(t, f, "D4", excelize.Style{NumFmt: 14})
		styled(t, f, "E4", excelize.Style{CustomNumFmt: &short})
		styled(t, f, "F4", excelize.Style{CustomNumFmt: &long})
		styled(t, f, "H4", excelize.Style{CustomNumFmt: &rate})
		f.NewSheet("Notes")
		put(t, f, "Notes", "A1", "Name")
		put(t, f, "Notes", "A2", "Cy")
	})
	s, err := Open(bytes.NewReader(file), Layout{}, judge)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := [][]string{
		{"Zoë\nOhm", "4915112345678", "250.5", "2026-04-03", "2026-04-03", "2026-04-03 14:30", "46115", "50%"},
		{"Bo", "=+1", "TRUE", "", "", "", "", ""},
	}
	if diff := cmp.Diff(want, rowsOf(t, s)); diff != "" {
		t.Error(diff)
	}
	if s.HeadLine != 3 || len(s.Above) != 1 || s.Sheet != "Sheet1" || len(s.Sheets) != 2 {
		t.Errorf("line %d, above %v, sheet %s of %v", s.HeadLine, s.Above, s.Sheet, s.Sheets)
	}
	other, err := Open(bytes.NewReader(file), Layout{Sheet: "Notes"}, judge)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if diff := cmp.Diff([][]string{{"Cy"}}, rowsOf(t, other)); diff != "" {
		t.Error(diff)
	}
}

func TestAnEmptySheetBeforeTheTableIsPassedOver(t *testing.T) {
	t.Parallel()
	file := workbook(t, func(f *excelize.File) {
		f.NewSheet("Leads")
		put(t, f, "Leads", "A1", "Name", "City")
		put(t, f, "Leads", "A2", "Bo", "Bath")
	})
	s, err := Open(bytes.NewReader(file), Layout{}, judge)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.Sheet != "Leads" || len(rowsOf(t, s)) != 1 {
		t.Errorf("read %s", s.Sheet)
	}
}

// packed is a package of parts.
func packed(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is a workbook with a part of this many megabytes of one letter.
func bomb(t testing.TB, part, begin string, megabytes int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"xl/workbook.xml", part} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == part {
			_, err = io.Copy(w, io.MultiReader(strings.NewReader(begin), &endless{megabytes << 20}))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsNoWorkbookIsRefusedInWords(t *testing.T) {
	t.Parallel()
	few := func(f *excelize.File) { put(t, f, "Sheet1", "A1", "Name") }
	cut := workbook(t, few)
	for _, c := range []struct {
		name  string
		file  []byte
		words string
	}{
		{"a workbook with a password", workbook(t, few, excelize.Options{Password: "secret"}),
			"This workbook is protected by a password"},
		{"an old workbook", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 200_000)...),
			"This is an old Excel workbook"},
		{"half a workbook", cut[:len(cut)/2], "This workbook is damaged"},
		{"a workbook without cells", workbook(t, func(*excelize.File) {}), "This file is empty"},
		{"a binary workbook", packed(t, "xl/workbook.bin", ""), "This is a binary Excel workbook"},
		{"an OpenDocument file", packed(t, "mimetype", "x", "content.xml", ""), "This is an OpenDocument file"},
		{"a text document", packed(t, "word/document.xml", ""), "This is a text document"},
		{"a packed CSV", packed(t, "leads.csv", "Name\nBo\n"), "This is a packed file (.zip)"},
		{"a workbook of nothing", packed(t, "xl/workbook.xml", "<"), "This workbook is damaged"},
		{"a large part", bomb(t, "xl/styles.xml", "", 65), "This workbook unpacks to far more"},
		{"a sheet of one cell", bomb(t, "xl/worksheets/sheet1.xml", "<sheetData><row><c><v>", 8),
			"This workbook unpacks to far more"},
		{"one shared text", bomb(t, "xl/sharedStrings.xml", "<sst><si><t>", 8), "This workbook unpacks to far more"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n"), "This is a picture"},
		{"a photo", []byte("\xff\xd8\xff\xe0"), "This is a picture"},
		{"a web page called .xls", []byte("\ufeff\r\n<html><table>"), "This is a web page"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Open(bytes.NewReader(c.file), Layout{}, judge)
			if !errors.Is(err, errs.Invalid) || !strings.HasPrefix(errs.Words(err), c.words) {
				t.Errorf("answers %v", err)
			}
		})
	}
}

func TestAWorkbookLeavesNothingOnDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	large := workbook(t, func(f *excelize.File) {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 40_000 {
			cell, _ := excelize.CoordinatesToCellName(1, i+1)
			if err := w.SetRow(cell, []any{"Name", strings.Repeat("x", 200), i}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	})
	s, err := Open(bytes.NewReader(large), Layout{}, judge)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(rowsOf(t, s)); n != 39_999 {
		t.Errorf("%d rows", n)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Open(bytes.NewReader(large[:len(large)/2]), Layout{}, judge); err == nil {
		t.Error("half of it is read")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left (%v)", left, err)
	}
}

func FuzzWorkbook(f *testing.F) {
	f.Add(workbook(f, func(x *excelize.File) {
		put(f, x, "Sheet1", "A1", "Name", "Day")
		put(f, x, "Sheet1", "A2", "Bo", time.Date(2026, 4, 3, 0, 0, 0, 0, time.UTC))
	}))
	f.Add(packed(f, "xl/workbook.xml", "<"))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := Open(bytes.NewReader(file), Layout{}, judge)
		if err != nil {
			if !errors.Is(err, errs.Invalid) || errs.Words(err) == "" {
				t.Fatalf("refused without words: %v", err)
			}
			return
		}
		defer s.Close()
		for range 1000 {
			if _, err := s.Next(); err != nil && errs.Words(err) == "" {
				var bad *RowError
				if !errors.Is(err, io.EOF) && !errors.As(err, &bad) {
					t.Fatal(err)
				}
			}
		}
	})
}

func FuzzSheetXML(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="3"><c r="C3"><v>4</v></c></row>`)
	f.Add(`<row r="1048577"><c r="XFD1"><v>1</v></c></row>`)
	f.Add(`<row><c t="s"><v>-1</v></c><c t="b"><v>2</v></c><c t="d"><v>x</v></c><c t="e"><v>#N/A</v></c></row>`)
	plain := workbook(f, func(*excelize.File) {})
	f.Fuzz(func(t *testing.T, rows string) {
		z, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
		if err != nil {
			t.Fatal(err)
		}
		parts := []string{}
		for _, part := range z.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if part.Name == "xl/worksheets/sheet1.xml" {
				text = []byte(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows +
					`</sheetData></worksheet>`)
			}
			parts = append(parts, part.Name, string(text))
		}
		s, err := Open(bytes.NewReader(packed(t, parts...)), Layout{}, judge)
		if err != nil {
			if errs.Words(err) == "" {
				t.Fatalf("refused without words: %v", err)
			}
			return
		}
		defer s.Close()
		for range 100 {
			s.Next()
		}
	})
}
