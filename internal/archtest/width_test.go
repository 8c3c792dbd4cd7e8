package archtest

import (
	"go/ast"
	"strings"
	"testing"
	"unicode/utf8"
)

// mostWide is how many characters a line of Go may have. A tab is one.
const mostWide = 120

// wideLines are how many wider lines the packages have today. A package leaves the list when all its lines fit. None is
// added, and no number rises.
var wideLines = map[string]int{
}

// wide are the lines of a file that are too wide, by their numbers. A line that no break can help is none: one whose
// longest word is itself too wide, and one with the tag of a field.
func (t text) wide() (numbers []int) {
	tags := map[int]bool{}
	ast.Inspect(t.syntax, func(n ast.Node) bool {
		if f, is := n.(*ast.Field); is && f.Tag != nil {
			tags[t.set.Position(f.Tag.Pos()).Line] = true
		}
		return true
	})
	for i, line := range t.lines {
		if utf8.RuneCountInString(line) > mostWide && !tags[i+1] && longestWord(line) <= mostWide-16 {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

// longestWord is how many characters the longest word of a line has.
func longestWord(line string) (most int) {
	for _, word := range strings.Fields(line) {
		most = max(most, utf8.RuneCountInString(word))
	}
	return most
}

// checkWidth finds packages with more lines that are too wide than they are allowed.
func checkWidth(all []text, allowed map[string]int) []string {
	counts := map[string]int{}
	for _, t := range all {
		if !t.generated() {
			counts[t.folder] += len(t.wide())
		}
	}
	return checkCounts(counts, 0, allowed, "%d lines are wider than 120 characters, and %d may be; break them")
}

func TestLinesFitTheWidth(t *testing.T) {
	keeps(t, func(all []text) []string { return checkWidth(all, wideLines) })
}

func TestALineThatIsTooWideIsFound(t *testing.T) {
	comment := func(width int) string { return "//" + strings.Repeat(" é", (width-2)/2) + "\n" }
	one := func(content string) map[string]string { return map[string]string{"internal/a/a.go": content} }
	const found = "internal/a: 1 lines are wider than 120 characters, and 0 may be"
	finds(t, func(all []text) []string { return checkWidth(all, nil) }, []planted{
		{"one that fits", one(comment(120)), ""},
		{"one that does not", one(comment(122)), found},
		{"one of a test", map[string]string{"internal/a/a_test.go": comment(122)}, found},
		{"one that a program made", map[string]string{"internal/a/a_templ.go": comment(122)}, ""},
		{"an address", one("// See https://example.com/" + strings.Repeat("x", 120) + "\n"), ""},
		{"a tag", one("type T struct {\n\tA int `json:\"a\" doc:\"" + strings.Repeat("word ", 30) + "\"`\n}\n"), ""},
		{"a text in a program", one("var x = \"" + strings.Repeat("word ", 30) + "\"\n"), found},
	})
	finds(t, func(all []text) []string { return checkWidth(all, map[string]int{"internal/a": 2}) }, []planted{
		{"as many as there were", one(comment(122) + comment(122)), ""},
		{"fewer", one(comment(122)), ""},
		{"one more", one(comment(122) + comment(122) + comment(122)), "internal/a: 3 lines"},
		{"none", one(comment(120)), "internal/a: it has 0 and fits"},
	})
}
