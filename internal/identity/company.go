package identity

import (
	"strings"
	"unicode"
)

// CompanyKey is what two spellings of one company have in common: lower case, without marks and without the words that
// only name a legal form.
func CompanyKey(company string) string {
	words := strings.FieldsFunc(strings.ToLower(company),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for len(words) > 1 && legalForms[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

var legalForms = map[string]bool{
	"inc": true, "llc": true, "ltd": true, "limited": true, "corp": true, "corporation": true, "co": true, "gmbh": true,
	"ag": true, "kg": true,
	"sa": true, "sas": true, "sarl": true, "srl": true, "spa": true, "sl": true, "bv": true, "nv": true, "oy": true,
	"ab": true, "as": true, "aps": true, "plc": true,
}
