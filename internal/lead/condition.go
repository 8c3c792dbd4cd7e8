package lead

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Fact is what is known of one field: its text, its number where it has one, or the texts of a field that can have
// several at once. A Counted number is known even when it is 0.
type Fact struct {
	Text    string
	Number  int
	Counted bool
	Many    []string
}

func (f Fact) given() bool { return f.Text != "" || f.numbered() || len(f.Many) > 0 }

func (f Fact) numbered() bool { return f.Number != 0 || f.Counted }

// Facts are what a condition may ask of a lead, by field name.
type Facts map[string]Fact

// Facts are l's fields as conditions see them. Names of source, campaign and persona are told apart by their ids.
func (l Lead) Facts() Facts {
	facts := Facts{
		"name": {Text: l.Name}, "email": {Text: l.Email}, "phone": {Text: l.Phone}, "job_title": {Text: l.JobTitle},
		"company":      {Text: l.Company},
		"company_size": {Number: l.CompanySize}, "industry": {Text: l.Industry}, "country": {Text: l.Country},
		"city": {Text: l.City}, "website": {Text: l.Website},
		"note": {Text: l.Note}, "source": id(l.Source), "campaign": id(l.Campaign), "persona": id(l.Persona),
	}
	if l.Consent {
		facts["consent"] = Fact{Text: "yes"}
	}
	for name, value := range l.Custom {
		facts[CustomField+name] = custom(value)
	}
	return facts
}

// Scored adds how good the lead looks.
func (f Facts) Scored(s Score) Facts {
	f["fit"], f["grade"] = Fact{Number: s.Fit, Counted: true}, Fact{Text: string(s.Grade)}
	f["engagement"] = Fact{Number: s.Engagement, Counted: true}
	if s.Level != 0 {
		f["level"] = Fact{Number: int(s.Level)}
	}
	return f
}

// Touched adds the contacts that marketing had with the lead.
func (f Facts) Touched(touches []Touch) Facts {
	var kinds, sources, campaigns []string
	add := func(to *[]string, value string) {
		if value != "" && value != "0" && !slices.Contains(*to, value) {
			*to = append(*to, value)
		}
	}
	for _, t := range touches {
		add(&kinds, t.Kind)
		add(&sources, strconv.FormatInt(int64(t.Source), 10))
		add(&campaigns, strconv.FormatInt(int64(t.Campaign), 10))
	}
	f["touch.count"] = Fact{Number: len(touches), Counted: true}
	f["touch.kind"], f["touch.source"], f["touch.campaign"] = Fact{Many: kinds}, Fact{Many: sources}, Fact{Many: campaigns}
	return f
}

func id[T ~int64](n T) Fact {
	if n == 0 {
		return Fact{}
	}
	return Fact{Text: strconv.FormatInt(int64(n), 10), Number: int(n)}
}

// custom is a custom field as it came in JSON. What is neither a text, a number nor a yes or no cannot be asked about.
func custom(value any) Fact {
	switch v := value.(type) {
	case string:
		return Fact{Text: v}
	case bool:
		if v {
			return Fact{Text: "yes"}
		}
	case float64:
		f := Fact{Text: strconv.FormatFloat(v, 'f', -1, 64)}
		if whole := int(v); float64(whole) == v {
			f.Number, f.Counted = whole, true
		}
		return f
	}
	return Fact{}
}

// Condition is a question about a lead: All or Any of others, or one field compared with a value. The empty condition
// always holds.
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
	op, known := operators[c.Op]
	return known && op.holds(facts[c.Field], c.Value)
}

// Criteria are the parts that all have to hold: one for each of All, one for Any together, one for a field of c's own.
func (c Condition) Criteria() []Condition {
	parts := slices.Clone(c.All)
	if len(c.Any) > 0 {
		parts = append(parts, Condition{Any: c.Any})
	}
	if c.Field != "" {
		parts = append(parts, Condition{Field: c.Field, Op: c.Op, Value: c.Value})
	}
	return parts
}

// Empty reports whether c asks for nothing, so that every lead meets it.
func (c Condition) Empty() bool { return c.Size() == 0 }

// Size is how many comparisons c is made of.
func (c Condition) Size() int {
	n := 0
	c.walk(func(Condition) bool { n++; return true })
	return n
}

// Asks reports whether c looks at a field whose name begins with prefix.
func (c Condition) Asks(prefix string) bool {
	return !c.walk(func(each Condition) bool { return !strings.HasPrefix(each.Field, prefix) })
}

// Comparisons are those of c and of all groups in it, in the order in which people read them.
func (c Condition) Comparisons() []Condition {
	var all []Condition
	c.walk(func(each Condition) bool { all = append(all, each); return true })
	return all
}

// walk goes through the comparisons of c until yield has enough.
func (c Condition) walk(yield func(Condition) bool) bool {
	for _, list := range [][]Condition{c.All, c.Any} {
		for _, each := range list {
			if !each.walk(yield) {
				return false
			}
		}
	}
	return c.Field == "" || yield(Condition{Field: c.Field, Op: c.Op, Value: c.Value})
}

// FreeMail reports whether address is at a provider that anybody can have an address at, and so says nothing of a
// company.
func FreeMail(address string) bool {
	return freeMail[address[strings.LastIndexByte(address, '@')+1:]]
}

var freeMail = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "live.com": true,
	"yahoo.com": true, "icloud.com": true,
	"me.com": true, "aol.com": true, "gmx.de": true, "gmx.net": true, "web.de": true, "mail.com": true, "proton.me": true,
	"protonmail.com": true,
	"yandex.com":     true, "qq.com": true, "163.com": true, "free.fr": true, "orange.fr": true, "libero.it": true,
	"t-online.de": true,
}
