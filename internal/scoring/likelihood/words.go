package likelihood

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// noted is a word of a note and the group it falls into.
type noted struct {
	word  string
	group int
}

// words are the different words of a note in their order, without case: letters and digits that stand together, two at least, except
// function words. A word's
// group is the low 12 bits of its FNV-1a hash of 32 bits, so that a note brings no more weights than there are groups, whatever people
// write; two words of one group share their weight, and stand here once.
func words(text string) []noted {
	var found []noted
	var taken [groups / 64]uint64
	rest := text
	for rest != "" && len(found) < maxWords {
		from := strings.IndexFunc(rest, inWord)
		if from < 0 {
			break
		}
		rest = rest[from:]
		to := strings.IndexFunc(rest, func(r rune) bool { return !inWord(r) })
		if to < 0 {
			to = len(rest)
		}
		w := strings.ToLower(value(rest[:to]))
		rest = rest[to:]
		if utf8.RuneCountInString(w) < 2 || functionWords[w] {
			continue
		}
		g := group(w)
		if taken[g/64]&(1<<(g%64)) == 0 {
			taken[g/64] |= 1 << (g % 64)
			found = append(found, noted{w, g})
		}
	}
	return found
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// group is the group of a word.
func group(word string) int { return int(hash(word) % groups) }

// hash is the FNV-1a hash of a text, in 32 bits.
func hash(text string) uint32 {
	h := uint32(2166136261)
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * 16777619
	}
	return h
}
