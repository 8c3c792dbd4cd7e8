// Package typed cleans texts that people type or copy: signs that nobody can see, and the many kinds of spaces.
package typed

import (
	"strings"
	"unicode"
)

var (
	invisible = strings.NewReplacer(
		"\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "",
	)
	spaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ")
	marks  = strings.NewReplacer(",", "", ".", "", " ", "", "'", "", "’", "")
)

// Visible is a text without signs that have no width. They come along when a text is copied out of a page.
func Visible(text string) string { return invisible.Replace(text) }

// Plain is a visible text in which narrow and fixed spaces are ordinary ones.
func Plain(text string) string { return spaces.Replace(Visible(text)) }

// Hidden reports whether nobody can see a sign at the end of a text: a space, or a sign of format.
func Hidden(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// Digits is a whole number without the marks and spaces between its digits.
func Digits(number string) string { return marks.Replace(number) }
