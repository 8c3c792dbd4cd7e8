package handoff

import (
	"strings"
	"unicode/utf8"

	"baton/internal/errs"
	"baton/internal/lead"
)

func trim(words string) string {
	return strings.TrimSpace(strings.ReplaceAll(words, "\r\n", "\n"))
}

// sentence is the words of a field that needs some, trimmed. What is wrong with them goes into problems.
func sentence(problems errs.Problems, field, words, missing string) string {
	words = trim(words)
	if words == "" {
		problems.Add(field, missing)
	}
	checkWords(problems, field, words)
	return words
}

func checkWords(problems errs.Problems, field, words string) {
	if utf8.RuneCountInString(words) > lead.MaxNote {
		problems.Add(field, "This is too long. The maximum is 10,000 characters.")
	}
	if !lead.Printable(words) {
		problems.Add(field, lead.Unprintable)
	}
}
