package lead

import (
	"strings"
	"unicode"
)

// CleanEmail takes an e-mail address out of what programs and people put around it: a name with the address in angle brackets, quotation
// marks, mailto:, a full stop after it, signs that cannot be seen. It is in lower case then; whether it is an address,
// account.ValidEmail says. Of several addresses it is the first; rest is what stands beside it: the name, or the other addresses.
func CleanEmail(typed string) (address, rest string) {
	text := strings.TrimFunc(invisible.Replace(typed), hidden)
	if open, end := strings.LastIndexByte(text, '<'), strings.LastIndexByte(text, '>'); open >= 0 && end > open && strings.Count(text, "<") == 1 {
		rest, text = strings.TrimSpace(text[:open]+" "+text[end+1:]), text[open+1:end]
	}
	if first, others, several := cutAny(text, ";,|"); several && strings.Contains(first, "@") {
		text, rest = first, strings.TrimSpace(rest+" "+strings.TrimFunc(others, hidden))
	}
	text = strings.ToLower(strings.TrimFunc(text, hidden))
	text = strings.TrimPrefix(text, "mailto:")
	text = strings.TrimRight(strings.Trim(text, `'"‘’“”`+"`"), ".,;")
	return text, strings.Trim(rest, ` '",;`)
}

// invisible takes out signs without a width, which come along when an address is copied out of a page.
var invisible = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "")

// hidden reports what cannot be seen around a text.
func hidden(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

func cutAny(text, signs string) (before, after string, found bool) {
	at := strings.IndexAny(text, signs)
	if at < 0 {
		return text, "", false
	}
	return text[:at], strings.TrimLeft(text[at:], signs+" "), true
}
