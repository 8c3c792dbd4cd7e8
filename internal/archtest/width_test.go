package archtest

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
	"unicode/utf8"
)

// mostWide is how many characters a line of Go may have. A tab is one.
const mostWide = 120

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

// checkWidth finds lines that are too wide.
func checkWidth(all []text) (found []string) {
	for _, t := range all {
		if t.generated() {
			continue
		}
		for _, line := range t.wide() {
			found = append(found,
				fmt.Sprintf("%s:%d: the line is wider than %d characters; break it", t.name, line, mostWide))
		}
	}
	return found
}

func TestLinesFitTheWidth(t *testing.T) { keeps(t, checkWidth) }

func TestALineThatIsTooWideIsFound(t *testing.T) {
	comment := func(width int) string { return "//" + strings.Repeat(" é", (width-2)/2) + "\n" }
	one := func(content string) map[string]string { return map[string]string{"internal/a/a.go": content} }
	const found = ":2: the line is wider than 120 characters"
	finds(t, checkWidth, []planted{
		{"one that fits", one(comment(120)), ""},
		{"one that does not", one(comment(122)), found},
		{"one of a test", map[string]string{"internal/a/a_test.go": comment(122)}, found},
		{"one that a program made", map[string]string{"internal/a/a_templ.go": comment(122)}, ""},
		{"an address", one("// See https://example.com/" + strings.Repeat("x", 120) + "\n"), ""},
		{"a tag", one("type T struct {\n\tA int `json:\"a\" doc:\"" + strings.Repeat("word ", 30) + "\"`\n}\n"), ""},
		{"a text in a program", one("var x = \"" + strings.Repeat("word ", 30) + "\"\n"), found},
	})
}
