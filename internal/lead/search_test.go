package lead_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/lead"
)

func TestWhatIsTypedIntoASearch(t *testing.T) {
	any := func(texts ...string) (terms []lead.SearchTerm) {
		for _, text := range texts {
			terms = append(terms, lead.SearchTerm{Text: text})
		}
		return terms
	}
	for typed, want := range map[string][]lead.SearchTerm{
		"Ortega Ines": any("ortega", "ines"), "  Inés   ORTEGA ": any("ines", "ortega"),
		"Ortega, Inés": any("ortega", "ines"),
		"O’Neill":      any("oneill"), "O'Neill": any("oneill"), "O`Neill": any("oneill"), "o´neill": any("oneill"),
		"Jean-Luc": any("jean", "luc"), "Größe": any("grosse"), "J.P. Morgan": {{Text: "jp", Start: true}, {Text: "morgan"}},
		"ines.ortega@northwind.example": any("inesortega@northwindexample"), "<ines@north>": any("ines@north"),
		"@": any("@"), "AT&T": any("at&t"),
		"L-2369": {{Number: 2369}}, "l-02369": {{Number: 2369}}, "L–2369": {{Number: 2369}}, "#2369": {{Number: 2369}},
		"2369": {{Text: "2369", Start: true, Number: 2369}}, "0": {{Text: "0", Start: true}},
		"a 3M":            {{Text: "a", Start: true}, {Text: "3m", Start: true}},
		"+34 600 123 456": any("34600123456"), "0034600123456": any("34600123456"),
		"(600) 123-456": any("600123456"), "600.123.456": any("600123456"),
		"0600 / 123 456":      any("600123456"),
		"+44 (0)20 7946 0018": any("442079460018"), "030 1234567": any("301234567"),
		"600\u00a0123\u202f456": any("600123456"), "\u202a+34600123456\u202c": any("34600123456"),
		"600123456":          {{Text: "600123456", Number: 600123456}},
		"Ortega 600 123 456": any("ortega", "600123456"), "600 123 456 Ortega": any("600123456", "ortega"),
		"10 000 Lakes": {{Text: "10", Start: true, Number: 10}, {Text: "000", Start: false}, {Text: "lakes"}},
		"":             nil, " \t ": nil, "'": nil, "...": nil, "-": nil, "99999999999999999999": any("99999999999999999999"),
	} {
		got := lead.ReadSearch(typed)
		if diff := cmp.Diff(want, got.Terms); diff != "" {
			t.Errorf("%q: %s", typed, diff)
		}
		if got.Empty != (strings.TrimSpace(typed) == "") {
			t.Errorf("%q: empty is %v", typed, got.Empty)
		}
	}
}

// A text is found by each of its words, by the beginning of each, and by both in any order, however they are written.
func TestATextHasEachOfItsWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringOf(rapid.SampledFrom([]rune("aZéÉßẞøØŁłðÞœﬁ½ΣΏЙй李 Dr.r-’'´`&@_%9,"))), rapid.String(),
		).Draw(t, "text")
		key := lead.SearchKey(text)
		if again := lead.SearchKey(key); again != key {
			t.Fatalf("%q has the key %q, whose key is %q", text, key, again)
		}
		if upper := lead.SearchKey(strings.NewReplacer("'", "’").Replace(text)); upper != key {
			t.Fatalf("%q has the key %q, with curly apostrophes %q", text, key, upper)
		}
		for _, word := range strings.Fields(key) {
			for _, term := range lead.ReadSearch(word).Terms {
				if term.Text != "" && !strings.Contains(" "+key, term.Text) {
					t.Fatalf("%q is searched as %q, which %q lacks", word, term.Text, key)
				}
			}
		}
	})
}

// Whatever separates the digits of a phone number, it is looked for by its digits alone.
func TestAPhoneNumberIsItsDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[1-9][0-9]{6,13}`).Draw(t, "digits")
		typed := rapid.SampledFrom([]string{"", "+", "00", "+(", "0"}).Draw(t, "before")
		for i, digit := range digits {
			if i > 0 {
				typed += rapid.SampledFrom([]string{"", "", " ", "-", ".", "/", "\u00a0", " - "[:1]}).Draw(t, "between")
			}
			typed += string(digit)
		}
		got := lead.ReadSearch(typed)
		if len(got.Terms) != 1 || got.Terms[0].Text != digits || got.Terms[0].Start {
			t.Fatalf("%q is searched as %+v, not as %s", typed, got.Terms, digits)
		}
	})
}
