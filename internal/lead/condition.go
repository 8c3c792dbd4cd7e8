package lead

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Fact is what is known of one field: its text, and its number where it has one.
type Fact struct {
	Text   string
	Number int
}

// Facts are what a condition may ask of a lead, by field name.
type Facts map[string]Fact

// Facts are l's fields as conditions see them. Names of source, campaign and persona are told apart by their ids.
func (l Lead) Facts() Facts {
	facts := Facts{
		"name": {Text: l.Name}, "email": {Text: l.Email}, "phone": {Text: l.Phone}, "job_title": {Text: l.JobTitle}, "company": {Text: l.Company},
		"company_size": {Number: l.CompanySize}, "industry": {Text: l.Industry}, "country": {Text: l.Country}, "note": {Text: l.Note},
		"source": id(l.Source), "campaign": id(l.Campaign), "persona": id(l.Persona),
	}
	if l.Consent {
		facts["consent"] = Fact{Text: "yes"}
	}
	return facts
}

func id[T ~int64](n T) Fact {
	if n == 0 {
		return Fact{}
	}
	return Fact{Text: strconv.FormatInt(int64(n), 10), Number: int(n)}
}

// Condition is a question about a lead: All or Any of others, or one field compared with a value. The empty condition always holds.
type Condition struct {
	All   []Condition `json:"all,omitempty"`
	Any   []Condition `json:"any,omitempty"`
	Field string      `json:"field,omitempty"`
	Op    string      `json:"op,omitempty"`
	Value Operand     `json:"value,omitzero"`
}

// Operand is what a field is compared with: one text, one number, or several of either.
type Operand struct {
	Texts   []string
	Numbers []int
}

// IsZero reports whether o compares with nothing.
func (o Operand) IsZero() bool { return len(o.Texts) == 0 && len(o.Numbers) == 0 }

// MarshalJSON writes an operand as the list of its values.
func (o Operand) MarshalJSON() ([]byte, error) {
	if len(o.Numbers) > 0 {
		return json.Marshal(o.Numbers)
	}
	return json.Marshal(o.Texts)
}

// UnmarshalJSON reads a value or a list of values, all texts or all whole numbers.
func (o *Operand) UnmarshalJSON(b []byte) error {
	*o = Operand{}
	if len(b) > 0 && b[0] != '[' {
		b = slices.Concat([]byte("["), b, []byte("]"))
	}
	if json.Unmarshal(b, &o.Numbers) == nil {
		return nil
	}
	o.Numbers = nil
	if err := json.Unmarshal(b, &o.Texts); err != nil {
		return fmt.Errorf("lead: a condition compares with texts or with whole numbers: %w", err)
	}
	return nil
}

// operators hold the meaning of every operator. A field that is not known makes every comparison fail, save is_missing and lacks_word.
var operators = map[string]func(Fact, Operand) bool{
	"is": func(f Fact, o Operand) bool {
		return f.Text != "" && slices.Contains(o.Texts, f.Text) || f.Number != 0 && slices.Contains(o.Numbers, f.Number)
	},
	"at_least": func(f Fact, o Operand) bool { return f.Number != 0 && f.Number >= o.first() },
	"at_most":  func(f Fact, o Operand) bool { return f.Number != 0 && f.Number <= o.first() },
	"between": func(f Fact, o Operand) bool {
		return f.Number != 0 && len(o.Numbers) == 2 && f.Number >= o.Numbers[0] && f.Number <= o.Numbers[1]
	},
	"is_given":      func(f Fact, _ Operand) bool { return f.Text != "" || f.Number != 0 },
	"is_missing":    func(f Fact, _ Operand) bool { return f.Text == "" && f.Number == 0 },
	"has_word":      func(f Fact, o Operand) bool { return hasWord(f.Text, o.Texts) },
	"lacks_word":    func(f Fact, o Operand) bool { return !hasWord(f.Text, o.Texts) },
	"longer_than":   func(f Fact, o Operand) bool { return len([]rune(f.Text)) > o.first() },
	"is_work_email": func(f Fact, _ Operand) bool { return f.Text != "" && !FreeMail(f.Text) },
}

func (o Operand) first() int {
	if len(o.Numbers) == 0 {
		return 0
	}
	return o.Numbers[0]
}

// Holds reports whether the condition is true of facts.
func (c Condition) Holds(facts Facts) bool {
	for _, each := range c.All {
		if !each.Holds(facts) {
			return false
		}
	}
	if len(c.Any) > 0 && !slices.ContainsFunc(c.Any, func(each Condition) bool { return each.Holds(facts) }) {
		return false
	}
	if c.Field == "" {
		return true
	}
	compare, known := operators[c.Op]
	return known && compare(facts[c.Field], c.Value)
}

// Check says what is wrong with a condition that came from outside, nil when Holds can answer it.
func (c Condition) Check() error {
	for _, each := range slices.Concat(c.All, c.Any) {
		if err := each.Check(); err != nil {
			return err
		}
	}
	if c.Field == "" {
		return nil
	}
	if _, known := operators[c.Op]; !known {
		return fmt.Errorf("lead: no operator is called %q", c.Op)
	}
	return nil
}

func hasWord(text string, words []string) bool {
	for _, each := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if slices.Contains(words, each) {
			return true
		}
	}
	return false
}

// FreeMail reports whether address is at a provider that anybody can have an address at, and so says nothing of a company.
func FreeMail(address string) bool {
	domain := address[strings.LastIndexByte(address, '@')+1:]
	return freeMail[domain]
}

var freeMail = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "live.com": true, "yahoo.com": true, "icloud.com": true,
	"me.com": true, "aol.com": true, "gmx.de": true, "gmx.net": true, "web.de": true, "mail.com": true, "proton.me": true, "protonmail.com": true,
	"yandex.com": true, "qq.com": true, "163.com": true, "free.fr": true, "orange.fr": true, "libero.it": true, "t-online.de": true,
}
