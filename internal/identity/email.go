package identity

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

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
	return readableDomain(text), strings.Trim(rest, ` '",;`)
}

// readableDomain is an address whose domain is written in its own letters: müller.example, not xn--mller-kva.example.
// Both are the same domain.
func readableDomain(address string) string {
	local, domain, is := cutAddress(address)
	if !is {
		return address
	}
	readable, err := idna.Lookup.ToUnicode(domain)
	if err != nil {
		return address
	}
	return local + "@" + norm.NFC.String(readable)
}

// cutAddress is what stands before the last @ of an address, and after it.
func cutAddress(address string) (local, domain string, is bool) {
	at := strings.LastIndexByte(address, '@')
	if at <= 0 || at == len(address)-1 {
		return "", "", false
	}
	return address[:at], address[at+1:], true
}

// EmailKey is what two spellings of one mailbox have in common, of an address as CleanEmail gives it. Gmail does not
// tell addresses apart by dots or by what follows a plus sign, and googlemail.com is gmail.com. Outlook and iCloud do
// not look at what follows a plus sign. The function email_key of the database gives the same.
func EmailKey(address string) string {
	local, domain, is := cutAddress(address)
	if !is || !tagged[domain] {
		return address
	}
	before, _, _ := strings.Cut(local, "+")
	if domain == "gmail.com" || domain == "googlemail.com" {
		before, domain = strings.ReplaceAll(before, ".", ""), "gmail.com"
	}
	if before == "" {
		return address
	}
	return before + "@" + domain
}

// tagged are the domains of mailboxes for which what follows a plus sign in an address does not count.
var tagged = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "live.com": true,
	"icloud.com": true, "me.com": true,
}

func cutAny(text, signs string) (before, after string, found bool) {
	at := strings.IndexAny(text, signs)
	if at < 0 {
		return text, "", false
	}
	return text[:at], strings.TrimLeft(text[at:], signs+" "), true
}
