package sheet

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/errs"
)

func TestHowAFileIsReadCanBeChosen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		layout     Layout
		header     []string
		rows       [][]string
	}{
		{"a delimiter", "a,b|c\n1,2|3\n", Layout{Delimiter: "|"}, []string{"a,b", "c"}, [][]string{{"1,2", "3"}}},
		{"a delimiter of one's own", "a~b\n1~2\n", Layout{Delimiter: "~"}, []string{"a", "b"}, [][]string{{"1", "2"}}},
		{"a title of another width", "of, us;;\nName;b;c;d\n1;2;3;4\n5;6;7;8\n", Layout{}, []string{"Name", "b", "c", "d"},
			[][]string{{"1", "2", "3", "4"}, {"5", "6", "7", "8"}}},
		{"the line of the heading", "one,two\na,b\n1,2\n", Layout{Heading: 2}, []string{"a", "b"},
			[][]string{{"1", "2"}}},
		{"a heading after an empty line", "one\n\na,b\n1,2\n", Layout{Heading: 2}, []string{"a", "b"},
			[][]string{{"1", "2"}}},
		{"no heading", "a,b\n1,2\n", Layout{Heading: NoHeading}, []string{"Column 1", "Column 2"},
			[][]string{{"a", "b"}, {"1", "2"}}},
		{"a heading that looks like a record", "a@b,c\n1,2\n", Layout{Heading: 1}, []string{"a@b", "c"},
			[][]string{{"1", "2"}}},
		{"an encoding", "n\xe9,b\n1,2\n", Layout{Encoding: "windows-1251"}, []string{"nй", "b"}, [][]string{{"1", "2"}}},
	} {
		s, err := Open(strings.NewReader(c.text), c.layout, judge)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if diff := cmp.Diff(c.header, s.Header); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if diff := cmp.Diff(c.rows, rowsOf(t, s)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestALayoutThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	for _, l := range []Layout{{Encoding: "klingon"}, {Delimiter: "\""}, {Delimiter: ";;"}, {Heading: 1001},
		{Heading: -2}} {
		if _, err := Open(strings.NewReader("a,b\n1,2\n"), l, judge); !errors.Is(err, errs.Invalid) {
			t.Errorf("%+v is answered %v", l, err)
		}
	}
	if _, err := Open(strings.NewReader("a,b\n1,2\n"), Layout{Heading: 9}, judge); !errors.Is(err, errs.Invalid) ||
		!strings.HasPrefix(errs.Words(err), "There is no heading in line 9") {
		t.Errorf("a line below the file is answered %v", err)
	}
}
