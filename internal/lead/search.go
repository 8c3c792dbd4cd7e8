package lead

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"baton/internal/identity"

	"golang.org/x/text/unicode/norm"
)

// A Search is what somebody looks for among leads. A lead is found when it has all of its terms, in any order.
type Search struct {
	Terms []SearchTerm
	Empty bool // nothing was typed: every lead is found. Without terms and not empty, none is
}

// A SearchTerm is one thing that a lead has: a part of its words, or its number where both are given.
type SearchTerm struct {
	Text   string // as SearchKey gives it; "" for none
	Start  bool   // Text stands at the beginning of a word
	Number ID     // of the lead; 0 for none
}

const (
	phoneDigits = 6 // the fewest digits that are looked for anywhere in a phone number
	anywhere    = 3 // the fewest letters that are looked for inside of words
)

var (
	typedRef   = regexp.MustCompile(`^(?:[lL][-‐‑–−]?|#)0*(\d{1,18})$`)
	typedPhone = regexp.MustCompile(`^[+(./-]*\d[\d()+./‐‑–−-]*$`)
	phoneSign  = regexp.MustCompile(`^[()+./‐‑–−-]+$`)
	trunkZero  = strings.NewReplacer("(0)", "")
)

// ReadSearch reads what somebody typed into a search field: words in any order, with or without accents, straight or
// curly apostrophes; a phone number in any form; an e-mail address or a part of it; the number of a lead, as L-2369 or
// 2369.
func ReadSearch(typed string) (s Search) {
	words := strings.FieldsFunc(strings.Map(visible, typed), func(r rune) bool { return unicode.IsSpace(r) || r == 0 })
	s.Empty = len(words) == 0
	for len(words) > 0 {
		n := 0
		for n < len(words) && (typedPhone.MatchString(words[n]) || n > 0 && phoneSign.MatchString(words[n])) {
			n++
		}
		if digits := phoneDigitsOf(words[:n]); len(digits) >= phoneDigits {
			term := SearchTerm{Text: digits}
			if n == 1 {
				term.Number = numberTyped(words[0])
			}
			s.Terms, words = append(s.Terms, term), words[n:]
			continue
		}
		s.Terms, words = append(s.Terms, termsOf(words[0])...), words[1:]
	}
	return s
}

// phoneDigitsOf are the digits of a phone number as it stands within one that is kept: without 00 or 0 before it, and
// without (0) in it.
func phoneDigitsOf(words []string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, trunkZero.Replace(strings.Join(words, "")))
	return strings.TrimLeft(digits, "0")
}

// termsOf are the terms of one word, which can be several, as in Jean-Luc.
func termsOf(word string) (terms []SearchTerm) {
	if ref := typedRef.FindStringSubmatch(word); ref != nil {
		return []SearchTerm{{Number: numberTyped(ref[1])}}
	}
	for _, text := range strings.Fields(SearchKey(word)) {
		term := SearchTerm{Text: text, Number: numberTyped(text)}
		term.Start = len([]rune(text)) < anywhere && !strings.ContainsFunc(text, isSign) || term.Number != 0
		terms = append(terms, term)
	}
	return terms
}

func isSign(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// numberTyped is a number of a lead, 0 when the word is none.
func numberTyped(word string) ID {
	if word[0] < '1' || word[0] > '9' {
		return 0
	}
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return 0
	}
	return ID(n)
}

// ReadRef reads the number of a lead, as L-2369 or 2369; 0 where it is none.
func ReadRef(typed string) ID {
	typed = strings.TrimSpace(strings.Map(visible, typed))
	if ref := typedRef.FindStringSubmatch(typed); ref != nil {
		typed = ref[1]
	}
	if typed == "" {
		return 0
	}
	return numberTyped(typed)
}

// visible leaves out what nobody sees, such as the marks of direction that a copied phone number brings.
func visible(r rune) rune {
	if unseen(r) {
		return -1
	}
	return r
}

func unseen(r rune) bool {
	return r == 0xad || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f ||
		r == 0xfeff
}

// SearchKey is a text as a search compares it: small letters without marks, apostrophes and dots; a space for brackets,
// dashes and other signs that part words. The function search_key of the database gives the same.
func SearchKey(text string) string {
	folded := identity.TwoLetters.Replace(strings.Map(searchLetter, norm.NFKD.String(strings.ReplaceAll(text, "´", ""))))
	return strings.Join(strings.FieldsFunc(folded, func(r rune) bool { return r == ' ' }), " ")
}

// searchLetter is a letter or sign of a decomposed text as a search compares it, -1 for one that does not count.
func searchLetter(r rune) rune {
	switch {
	case unseen(r), r == '\'', r == '.', r == '`', r >= 0x2b9 && r <= 0x2bc,
		r == 0x2018, r == 0x2019, r == 0x201b, r == 0x2032:
		return -1
	case r <= 0x20 || r >= 0x7f && r <= 0xa0 || strings.ContainsRune(`!"(),-/:;<>?[]{}«»‹›−`, r),
		r == 0x1680, r >= 0x2000 && r <= 0x200a, r >= 0x2010 && r <= 0x2015,
		r == 0x201a, r >= 0x201c && r <= 0x201f, r == 0x2028, r == 0x2029,
		r == 0x202f, r == 0x205f,
		r >= 0x3000 && r <= 0x3002:
		return ' '
	}
	if folded := identity.FoldLetter(r); folded != ' ' {
		return folded
	}
	return r
}
