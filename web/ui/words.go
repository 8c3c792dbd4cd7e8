// Package ui holds the parts that Baton's pages are made of. It knows nothing of leads: every struct holds words that
// are ready to show, and every component is usable without JavaScript.
package ui

import "strconv"

// A Tone says whose a thing is, or that it is late. A tone only ever stands beside words that say the same.
type Tone string

// The tones. Plain is ink on paper.
const (
	Plain     Tone = ""
	Marketing Tone = "marketing"
	Sales     Tone = "sales"
	Won       Tone = "won"
	Late      Tone = "late"
	Quiet     Tone = "quiet"
)

// A Moment is a time in the visitor's zone. Exact is its RFC 3339 form, and Hover the full instant in words; both may
// be empty.
type Moment struct {
	Words string
	Exact string
	Hover string
}

// A Link is somewhere to go.
type Link struct {
	Label string
	Href  string
}

// A Hidden is a form value that the visitor does not see.
type Hidden struct {
	Name  string
	Value string
}

// percent is n as an SVG length, kept between 0 and 100.
func percent(n int) string {
	return strconv.Itoa(min(max(n, 0), 100)) + "%"
}

// describedBy joins the ids that are not empty, for aria-describedby.
func describedBy(ids ...string) string {
	all := ""
	for _, id := range ids {
		if id == "" {
			continue
		}
		if all != "" {
			all += " "
		}
		all += id
	}
	return all
}

// keyLabel is how a key is printed on its button.
func keyLabel(key string) string {
	switch key {
	case "Ctrl+Enter":
		return "Ctrl Enter"
	case "Escape":
		return "Esc"
	}
	if len(key) == 1 && key[0] >= 'a' && key[0] <= 'z' {
		return string(key[0] - 'a' + 'A')
	}
	return key
}
