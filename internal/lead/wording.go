package lead

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"baton/internal/english"
	"baton/internal/geo"
)

// Names are what the ids in conditions are called: by source, campaign or persona, then by id.
type Names map[string]map[string]string

// of is what the value of a field is called.
func (n Names) of(field, value string) string {
	kind := strings.TrimPrefix(field, "touch.")
	switch kind {
	case "country":
		if name := geo.CountryName(value); name != "" {
			return name
		}
	case "source", "campaign", "persona":
		if name := n[kind][value]; name != "" {
			return name
		}
		return "number " + value
	case "kind":
		return touchWords(value)
	}
	return value
}

func touchWords(kind string) string {
	for _, each := range TouchKinds {
		if each.Kind == kind {
			return each.Words
		}
	}
	return ""
}

// Finding is a condition in words, with whether a lead meets it, and the same of its parts.
type Finding struct {
	Words string
	Met   bool
	Parts []Finding
}

// Findings say of each criterion whether facts meet it.
func (c Condition) Findings(facts Facts, names Names) []Finding {
	var all []Finding
	for _, each := range c.Criteria() {
		f := Finding{Words: each.Words(names), Met: each.Holds(facts)}
		if len(each.All)+len(each.Any) > 0 {
			f.Parts = Condition{All: append(append([]Condition{}, each.All...), each.Any...)}.Findings(facts, names)
		}
		all = append(all, f)
	}
	return all
}

// Words are the condition as people read it: Company has 50 people or more. names may be nil.
func (c Condition) Words(names Names) string {
	criteria := c.Criteria()
	switch {
	case len(criteria) == 0:
		return "Everything"
	case len(criteria) > 1:
		return together(criteria, "and", names)
	case len(criteria[0].Any) > 0:
		if any := criteria[0].Any; len(any) > 1 {
			return together(any, "or", names)
		}
		return criteria[0].Any[0].Words(names)
	case criteria[0].Field == "":
		return criteria[0].Words(names)
	}
	return criteria[0].comparison(names)
}

// together are several conditions in one sentence, with link before the last: Has an e-mail address or a phone number.
// A group within stands in brackets.
func together(conditions []Condition, link string, names Names) string {
	words := make([]string, len(conditions))
	last := " " + link + " "
	for i, each := range conditions {
		words[i] = small(each.Words(names))
		if each.Size() > 1 {
			words[i] = "(" + words[i] + ")"
		} else if strings.Contains(words[i], " or ") {
			last = ", " + link + " "
		}
	}
	if !slices.ContainsFunc(words,
		func(w string) bool { return !strings.HasPrefix(w, "has a ") && !strings.HasPrefix(w, "has an ") }) {
		for i := range words[1:] {
			words[i+1] = strings.TrimPrefix(words[i+1], "has ")
		}
	}
	end := len(words) - 1
	return Capital(strings.Join(words[:end], ", ") + last + words[end])
}

// small begins words with a small letter, unless they begin with a name in capitals.
func small(words string) string {
	first, n := utf8.DecodeRuneInString(words)
	if second, _ := utf8.DecodeRuneInString(words[n:]); unicode.IsUpper(second) {
		return words
	}
	return strings.ToLower(string(first)) + words[n:]
}

func (c Condition) comparison(names Names) string {
	field, _ := FieldNamed(c.Field)
	if field.Words == "" {
		field.Words, field.Has = c.Field, c.Field
	}
	values := c.values(names)
	list := or(values)
	switch {
	case c.Field == "consent" && c.Op == "is_missing":
		return "Did not agree to be contacted"
	case c.Field == "consent":
		return "Agreed to be contacted"
	case c.Field == "touch.kind" && c.Op == "is":
		return Capital(list)
	case c.Field == "touch.kind" && c.Op == "is_not":
		return "Never " + list
	case c.Op == "is_given":
		return "Has " + field.Has
	case c.Op == "is_missing":
		return "Has no " + strings.TrimPrefix(strings.TrimPrefix(field.Has, "a "), "an ")
	case c.Field == "company_size" || c.Field == "touch.count":
		return c.amount(field, values, list)
	case field.Kind == ManyField && c.Op == "is":
		return "Has a touch whose " + touched(c.Field) + " is " + list
	case field.Kind == ManyField:
		return "Has no touch whose " + touched(c.Field) + " is " + list
	}
	return field.Words + " " + verb(c.Op, values, list)
}

func touched(field string) string { return strings.TrimPrefix(field, "touch.") }

// verb is what an operator says of a field.
func verb(op string, values []string, list string) string {
	switch op {
	case "at_least":
		return "is " + list + " or more"
	case "at_most":
		return "is " + list + " or less"
	case "between":
		return "is " + strings.Join(values, " to ")
	case "is_work_email":
		return "is a work address"
	case "is_free_email":
		return "is a free address"
	case "has_word":
		return "contains the word " + or(quoted(values))
	case "lacks_word":
		return "does not contain the word " + or(quoted(values))
	case "contains":
		return "contains " + or(quoted(values))
	case "starts_with":
		return "starts with " + or(quoted(values))
	case "longer_than":
		return "has more than " + list + " characters"
	}
	return strings.ReplaceAll(op, "_", " ") + " " + list
}

// amount tells a number of people or of touches.
func (c Condition) amount(field Field, values []string, list string) string {
	who, what := "Company has ", "people"
	if field.Name == "touch.count" {
		who, what = "Has ", "touches"
	}
	switch c.Op {
	case "at_least":
		return who + list + " " + what + " or more"
	case "at_most":
		return who + list + " " + what + " or fewer"
	case "between":
		return who + strings.Join(values, " to ") + " " + what
	case "is_not":
		return who + "not " + list + " " + what
	}
	return who + list + " " + what
}

// values are what c compares with, in words.
func (c Condition) values(names Names) []string {
	var all []string
	for _, text := range c.Value.Texts {
		all = append(all, names.of(c.Field, text))
	}
	for _, n := range c.Value.Numbers {
		if field, _ := FieldNamed(c.Field); field.Kind == ChoiceField || field.Kind == ManyField {
			all = append(all, names.of(c.Field, strconv.Itoa(n)))
		} else {
			all = append(all, english.Number(n))
		}
	}
	return all
}

func quoted(values []string) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = "“" + v + "”"
	}
	return all
}

// or are values with commas and an or between: A, B or C.
func or(values []string) string {
	if len(values) < 2 {
		return strings.Join(values, "")
	}
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}
