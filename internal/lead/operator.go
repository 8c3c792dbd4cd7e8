package lead

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Operator is a way to compare a field with a value.
type Operator struct {
	Name  string
	Words string // as a choice: is at least
	Takes Takes
	holds func(Fact, Operand) bool
}

// Takes is what an operator compares with.
type Takes int

// What operators compare with.
const (
	Nothing Takes = iota
	Values        // one or several, as the field's kind says
	OneNumber
	TwoNumbers // from and to
)

// Operators are all operators, in the order in which pages offer them. A field that is not known makes every comparison
// fail, save those that say what it is not.
var Operators = []Operator{
	{"is", "is", Values, is},
	{"is_not", "is not", Values, func(f Fact, o Operand) bool { return !is(f, o) }},
	{"at_least", "is at least", OneNumber, func(f Fact, o Operand) bool { return f.numbered() && f.Number >= o.first() }},
	{"at_most", "is at most", OneNumber, func(f Fact, o Operand) bool { return f.numbered() && f.Number <= o.first() }},
	{"between", "is between", TwoNumbers, func(f Fact, o Operand) bool {
		return f.numbered() && len(o.Numbers) == 2 && f.Number >= o.Numbers[0] && f.Number <= o.Numbers[1]
	}},
	{"is_given", "is known", Nothing, func(f Fact, _ Operand) bool { return f.given() }},
	{"is_missing", "is not known", Nothing, func(f Fact, _ Operand) bool { return !f.given() }},
	{"contains", "contains", Values, func(f Fact, o Operand) bool {
		text := strings.ToLower(f.Text)
		return anyText(o, func(part string) bool { return strings.Contains(text, strings.ToLower(part)) })
	}},
	{"starts_with", "starts with", Values, func(f Fact, o Operand) bool {
		return anyText(o, func(part string) bool {
			return len(f.Text) >= len(part) && strings.EqualFold(f.Text[:len(part)], part)
		})
	}},
	{"has_word", "contains the word", Values, func(f Fact, o Operand) bool { return hasWord(f.Text, o.Texts) }},
	{"lacks_word", "does not contain the word", Values, func(f Fact, o Operand) bool { return !hasWord(f.Text, o.Texts) }},
	{"longer_than", "is longer than", OneNumber,
		func(f Fact, o Operand) bool { return utf8.RuneCountInString(f.Text) > o.first() }},
	{"is_work_email", "is a work address", Nothing,
		func(f Fact, _ Operand) bool { return f.Text != "" && !FreeMail(f.Text) }},
	{"is_free_email", "is a free address", Nothing,
		func(f Fact, _ Operand) bool { return f.Text != "" && FreeMail(f.Text) }},
}

var operators = func() map[string]*Operator {
	byName := map[string]*Operator{}
	for i := range Operators {
		byName[Operators[i].Name] = &Operators[i]
	}
	return byName
}()

// is reports whether the fact is one of the values; of a field with several texts, whether one of them is.
func is(f Fact, o Operand) bool {
	if f.numbered() && slices.Contains(o.Numbers, f.Number) {
		return true
	}
	for _, text := range f.Many {
		if slices.Contains(o.Texts, text) {
			return true
		}
	}
	return f.Text != "" && anyText(o, func(text string) bool { return strings.EqualFold(text, f.Text) })
}

// anyText reports whether one of the texts of o is as asked; an empty one never is.
func anyText(o Operand, is func(string) bool) bool {
	return slices.ContainsFunc(o.Texts, func(text string) bool { return text != "" && is(text) })
}

// hasWord reports whether text has one of words as a whole word, in whatever case.
func hasWord(text string, words []string) bool {
	begin := -1
	for i, r := range text {
		switch letter := unicode.IsLetter(r) || unicode.IsDigit(r); {
		case letter && begin < 0:
			begin = i
		case !letter && begin >= 0:
			if isOne(text[begin:i], words) {
				return true
			}
			begin = -1
		}
	}
	return begin >= 0 && isOne(text[begin:], words)
}

func isOne(word string, words []string) bool {
	return slices.ContainsFunc(words, func(each string) bool { return strings.EqualFold(each, word) })
}
