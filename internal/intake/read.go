package intake

import (
	"fmt"
	"strings"
	"unicode"

	"baton/internal/lead"
)

// yes is what stands for agreement; anything else does not.
var yes = map[string]bool{"yes": true, "y": true, "true": true, "t": true, "1": true, "x": true, "on": true, "ja": true,
	"oui": true, "si": true, "sí": true,
	"sim": true, "opt-in": true, "opted in": true, "granted": true, "agreed": true, "subscribed": true, "consented": true}

// no is what stands for no agreement.
var no = map[string]bool{"no": true, "n": true, "false": true, "f": true, "0": true, "off": true, "nein": true,
	"non": true, "nao": true, "não": true, "nie": true, "nee": true, "nej": true,
	"opt-out": true, "opted out": true, "unsubscribed": true, "denied": true, "declined": true, "withdrawn": true,
	"not applicable": true, "unknown": true}

// nothing is what exports write where they know nothing.
var nothing = map[string]bool{"-": true, "--": true, "n/a": true, "na": true, "#n/a": true, "null": true, `\n`: true,
	"none": true, "nil": true, "(blank)": true, "(not set)": true, "[not provided]": true}

// word is a value that says nothing elsewhere, such as Null, and can be a name; "" for signs.
func word(value string) string {
	value = strings.TrimSpace(strings.Map(shown, value))
	if strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return ""
	}
	return value
}

// clean is a value without the space around it and what cannot be shown; "" where it says nothing.
func clean(value string) string {
	value = strings.TrimSpace(strings.Map(shown, value))
	if len(value) <= 16 && nothing[strings.ToLower(value)] {
		return ""
	}
	return value
}

// shown takes out control characters and the marks that turn the direction of text around.
func shown(r rune) rune {
	if r == '\n' || r == '\t' {
		return r
	}
	if unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' ||
		r == unicode.ReplacementChar {
		return -1
	}
	return r
}

func tooMany(n int) string {
	return fmt.Sprintf("This has %d characters. The maximum is %d.", n, lead.MaxText)
}
