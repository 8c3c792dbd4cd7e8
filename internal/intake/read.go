package intake

import (
	"fmt"
	"strings"
	"unicode"

	"baton/internal/lead"
)

// yes are the values that mean consent.
var yes = map[string]bool{"yes": true, "y": true, "true": true, "t": true, "1": true, "x": true, "on": true, "ja": true,
	"oui": true, "si": true, "sí": true,
	"sim": true, "opt-in": true, "opted in": true, "granted": true, "agreed": true, "subscribed": true, "consented": true}

// no are the values that mean no consent.
var no = map[string]bool{"no": true, "n": true, "false": true, "f": true, "0": true, "off": true, "nein": true,
	"non": true, "nao": true, "não": true, "nie": true, "nee": true, "nej": true,
	"opt-out": true, "opted out": true, "unsubscribed": true, "denied": true, "declined": true, "withdrawn": true,
	"not applicable": true, "unknown": true}

// nothing are the values that exports write for an unknown value.
var nothing = map[string]bool{"-": true, "--": true, "n/a": true, "na": true, "#n/a": true, "null": true, `\n`: true,
	"none": true, "nil": true, "(blank)": true, "(not set)": true, "[not provided]": true}

// word returns a value such as Null that means nothing elsewhere but can be a name. It returns "" for a value with
// anything but letters.
func word(value string) string {
	value = strings.TrimSpace(strings.Map(shown, value))
	if strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return ""
	}
	return value
}

// clean returns a value without control characters and the space around it. It returns "" for a value such as n/a.
func clean(value string) string {
	value = strings.TrimSpace(strings.Map(shown, value))
	if len(value) <= 16 && nothing[strings.ToLower(value)] {
		return ""
	}
	return value
}

// shown returns -1 for control characters and for marks that change the direction of text.
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
