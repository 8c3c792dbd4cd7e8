package intake

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRefusedRowsAreAFileInTheColumnsOfTheOriginal(t *testing.T) {
	t.Parallel()
	s, err := Open(strings.NewReader("Name;E-mail;Firm\n;half@;=1+1\nIda;ida@a.example;A\nBo;b;c;d\n"), Reading{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	rows := func(yield func(RefusedRow, error) bool) {
		for e, err := range s.Enquiries(s.Guess(), Defaults{At: imported}) {
			if (e.Refused || err != nil) && !yield(e.Refusal(), err) {
				return
			}
		}
	}
	if err := WriteRefused(&out, s.Header, rows); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffName,E-mail,Firm,Why\n" +
		",half@,'=1+1,This e-mail address is not complete. Write it like name@company.example.\n" +
		"Bo,b,c,d,\"This row has 4 fields, but the heading has 3. " +
		"Put quotation marks around a text that contains \"\";\"\".\"\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestNoCellOfRefusedRowsIsAFormulaAndNoneIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+\-@\t\r'].{0,4}`))
		row := []string{value.Draw(t, "a"), value.Draw(t, "b")}
		var out strings.Builder
		err := WriteRefused(&out, []string{"a", "b"}, func(yield func(RefusedRow, error) bool) {
			yield(RefusedRow{Fields: row, Why: "no"}, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
		if err != nil || len(lines) != 2 {
			t.Fatalf("%q is read as %q (%v)", out.String(), lines, err)
		}
		for i, cell := range lines[1][:2] {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Fatalf("%q is a formula", cell)
			}
			kept := strings.ReplaceAll(row[i], "\r\n", "\n") // as package csv reads it
			if cell != kept && cell != "'"+kept {
				t.Fatalf("%q became %q", row[i], cell)
			}
		}
	})
}
