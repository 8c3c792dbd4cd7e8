package identity

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// NameKey is what two spellings of a name have in common: small letters without marks, no signs between the words, no
// title before them. The function name_key of the database gives the same.
func NameKey(name string) string {
	folded := TwoLetters.Replace(strings.Map(FoldLetter, norm.NFKD.String(name)))
	words := strings.FieldsFunc(folded, func(r rune) bool { return r == ' ' })
	for len(words) > 1 && nameTitles[words[0]] {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

var nameTitles = map[string]bool{"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "herr": true,
	"frau": true}

// TwoLetters are the letters that are written as two.
var TwoLetters = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "þ", "th")

// FoldLetter is a letter of a decomposed name in small, a space for what stands between words, -1 for a mark on the
// letter before.
func FoldLetter(r rune) rune {
	switch {
	case r >= 0x300 && r <= 0x36f:
		return -1
	case r >= 'A' && r <= 'Z', r >= 'Α' && r <= 'Ω' && r != 0x3a2, r >= 'А' && r <= 'Я':
		return r + 0x20
	case r >= 'Ѐ' && r <= 'Џ':
		return r + 0x50
	case r >= '0' && r <= '9', r >= 'a' && r <= 'z':
		return r
	case r <= 0xbf, r >= 0x2000 && r <= 0x206f, r >= 0x3000 && r <= 0x303f:
		return ' '
	}
	if small, ok := smallLetters[r]; ok {
		return small
	}
	return r
}

var smallLetters = map[rune]rune{
	'Ø': 'o', 'ø': 'o', 'Ł': 'l', 'ł': 'l', 'Đ': 'd', 'đ': 'd', 'Ð': 'd', 'ð': 'd', 'Ħ': 'h', 'ħ': 'h', 'Ŧ': 't', 'ŧ': 't',
	'ı': 'i', 'ς': 'σ',
	'Æ': 'æ', 'Œ': 'œ', 'Þ': 'þ', 'ẞ': 'ß',
}
