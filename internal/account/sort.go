package account

import (
	"cmp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// unmarked replaces the letters whose marks are part of them, such as the stroke of ł.
var unmarked = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ı", "i", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th")

// SortKey is what a name is sorted by: small letters without marks, so that Élodie stands between Dana and Giulia. The
// SQL function sort_key is the same in the database.
func SortKey(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f { // combining diacritical marks
			return -1
		}
		return r
	}, norm.NFD.String(name))
	return unmarked.Replace(strings.ToLower(plain))
}

// CompareNames orders two names by SortKey, and those that differ only in marks or capitals by their letters.
func CompareNames(a, b string) int {
	return cmp.Or(cmp.Compare(SortKey(a), SortKey(b)), cmp.Compare(a, b))
}
