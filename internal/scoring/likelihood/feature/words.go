package feature

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// noted is a word of a note and its group.
type noted struct {
	word  string
	group int
}

// words are the different words of a note in their order, in small letters: two or more letters and digits that stand
// together, without function words. The group of a word is the low 12 bits of its FNV-1a hash of 32 bits, so that a
// note brings no more weights than there are groups. Words of one group share their weight, and the first of them
// stands here.
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
		w := strings.ToLower(Value(rest[:to]))
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
