package identity

import (
	"strings"

	"baton/internal/typed"
)

// CleanEmail takes an e-mail address out of what programs and people put around it: a name with the address in angle
// brackets, quotation marks, mailto:, a full stop after it, signs that cannot be seen. It is in lower case then;
// whether it is an address, account.ValidEmail says. Of several addresses it is the first; rest is what stands beside
// it: the name, or the other addresses.
func CleanEmail(text string) (address, rest string) {
	text = strings.TrimFunc(typed.Visible(text), typed.Hidden)
	if open, end := strings.LastIndexByte(text, '<'), strings.LastIndexByte(text, '>'); open >= 0 && end > open &&
		strings.Count(text, "<") == 1 {
		rest, text = strings.TrimSpace(text[:open]+" "+text[end+1:]), text[open+1:end]
	}
	if first, others, several := cutAny(text, ";,|"); several && strings.Contains(first, "@") {
		text, rest = first, strings.TrimSpace(rest+" "+strings.TrimFunc(others, typed.Hidden))
	}
	text = strings.ToLower(strings.TrimFunc(text, typed.Hidden))
	text = strings.TrimPrefix(text, "mailto:")
	text = strings.TrimRight(strings.Trim(text, `'"‘’“”`+"`"), ".,;")
	return text, strings.Trim(rest, ` '",;`)
}

func cutAny(text, signs string) (before, after string, found bool) {
	at := strings.IndexAny(text, signs)
	if at < 0 {
		return text, "", false
	}
	return text[:at], strings.TrimLeft(text[at:], signs+" "), true
}
