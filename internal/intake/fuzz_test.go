package intake

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"baton/internal/errs"
)

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"name,city\nZoë,Zürich\n", "a;b\n\"x\"\"y\";2\n", "\xff\xfea\x00\n\x00", "\xef\xbb\xbfa\tb\r\n1\t2", "sep=;\na;b",
		"\"", "a,b\n\"\n", "\x00\x00\x00\x00", "PK\x03\x04",
		"a|b\r1|2\r", "name,email\n=cmd|' /C calc'!A0,x@y.example\n", "\xe9\xe8,\xff\n", strings.Repeat(",", 600),
		"a\n\xe2\x82", "\xfe\xff\x00a\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Open(bytes.NewReader(text), Reading{})
		if err != nil {
			if !errors.Is(err, errs.Invalid) || errs.Words(err) == "" {
				t.Fatalf("refused without words: %v", err)
			}
			return
		}
		line := 0
		for e, err := range s.Enquiries(Guess(s.Header), Defaults{}) {
			if err != nil {
				t.Fatalf("line %d: %v", e.Line, err)
			}
			if e.Aside {
				continue
			}
			if e.Line <= line {
				t.Fatalf("line %d comes after line %d", e.Line, line)
			}
			line = e.Line
			if e.Refused != (len(e.Problems) > 0 && e.Problems[len(e.Problems)-1].Refused) {
				t.Fatalf("line %d is refused without a word: %v", e.Line, e.Problems)
			}
			if problems := e.Lead.Check(); !e.Refused && len(problems) > 0 {
				t.Fatalf("line %d is taken with %v", e.Line, problems)
			}
			for _, text := range []string{e.Lead.Name, e.Source, e.Campaign, e.Lead.Note, e.Touch.UTM.Term} {
				if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
					t.Fatalf("line %d holds %q", e.Line, text)
				}
			}
		}
	})
}
