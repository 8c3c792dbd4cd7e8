package lead

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Identity is what one person is told from another by. Everything in it is normalised; "" is not known.
type Identity struct {
	Name       string // as NameKey gives it
	Email      string
	Phone      string
	ExternalID string   // the number of the person in another system
	IDSource   SourceID // the system of ExternalID: an ID counts within its source. 0 is one that nobody named
}

// Identity is what l is told from other leads by.
func (l Lead) Identity() Identity {
	return Identity{Name: NameKey(l.Name), Email: l.Email, Phone: l.Phone, ExternalID: l.ExternalID,
		IDSource: l.ExternalSource}
}

// Match is by what two identities are the same person. A higher one tells more.
type Match int

// By what two identities are the same person.
const (
	Different Match = iota
	ByPhone
	ByID
	ByEmail
)

// Match says whether two identities are the same person, and by what. E-mail addresses decide where both have one: the
// same address is the same person, two addresses are two people. Else an ID in the same source counts, unless the names
// have no word in common. Else a phone number counts when the names agree: many people share the number of their
// company.
func (a Identity) Match(b Identity) Match {
	switch {
	case a.Email != "" && b.Email != "":
		if a.Email == b.Email {
			return ByEmail
		}
	case a.ExternalID != "" && a.ExternalID == b.ExternalID && a.IDSource == b.IDSource && a.mayBeCalled(b):
		return ByID
	case a.Phone != "" && a.Phone == b.Phone && a.isCalled(b):
		return ByPhone
	}
	return Different
}

// isCalled reports whether the names agree. Two who have neither a name nor an e-mail address agree: they are only
// their number.
func (a Identity) isCalled(b Identity) bool {
	return a.Name == b.Name && (a.Name != "" || a.Email == "" && b.Email == "")
}

// mayBeCalled reports whether the names can be of one person: one is missing, or they share a word.
func (a Identity) mayBeCalled(b Identity) bool {
	if a.Name == "" || b.Name == "" {
		return true
	}
	words := strings.Split(b.Name, " ")
	return slices.ContainsFunc(strings.Split(a.Name, " "), func(word string) bool { return slices.Contains(words, word) })
}

// NameKey is what two spellings of a name have in common: small letters without marks, no signs between the words, no
// title before them. The function name_key of the database gives the same.
func NameKey(name string) string {
	folded := nameLetters.Replace(strings.Map(foldLetter, norm.NFKD.String(name)))
	words := strings.FieldsFunc(folded, func(r rune) bool { return r == ' ' })
	for len(words) > 1 && nameTitles[words[0]] {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

var nameTitles = map[string]bool{"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "herr": true,
	"frau": true}

// nameLetters are the letters that are written as two.
var nameLetters = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "þ", "th")

// foldLetter is a letter of a decomposed name in small, a space for what stands between words, -1 for a mark on the
// letter before.
func foldLetter(r rune) rune {
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
