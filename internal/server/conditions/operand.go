package conditions

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"baton/internal/lead"
	"baton/internal/server/visit"
)

// operand reads what a field is compared with as people type it: names of countries, campaigns and the like, numbers,
// words, several with commas between. What cannot be told from what it is left for Check to refuse.
func operand(field, op, text string, names lead.Names) (o lead.Operand, wrong string) {
	f, _ := lead.FieldNamed(field)
	takes := lead.Nothing
	for _, each := range lead.Operators {
		if each.Name == op {
			takes = each.Takes
		}
	}
	switch {
	case takes == lead.Nothing:
		return o, ""
	case takes != lead.Values, f.Kind == lead.NumberField:
		return numbersIn(text)
	}
	for each := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		value := strings.Join(strings.Fields(each), " ")
		if value == "" {
			continue
		}
		read := valueNamed(field, value, names)
		if read == "" {
			return o, fmt.Sprintf("There is no %s called “%.60s”. Separate several values with commas.",
				strings.ToLower(f.Words), value)
		}
		if !slices.Contains(o.Texts, read) {
			o.Texts = append(o.Texts, read)
		}
	}
	return o, ""
}

// numbersIn are the whole numbers of a text, such as 50 to 500.
func numbersIn(text string) (o lead.Operand, wrong string) {
	if strings.HasPrefix(strings.TrimSpace(text), "-") {
		return o, fmt.Sprintf("“%.60s” is below zero.", strings.TrimSpace(text))
	}
	text = strings.NewReplacer("\u00a0", "", "people", "", "touches", "", "and", " ", "to", " ", "–", " ", "-",
		" -").Replace(text)
	for each := range strings.FieldsFuncSeq(strings.ReplaceAll(text, ", ", " "),
		func(r rune) bool { return r == ' ' || r == ';' || r == '\n' }) {
		each = strings.ReplaceAll(each, ",", "")
		n, err := strconv.Atoi(strings.TrimPrefix(each, "-"))
		if err != nil {
			return o, fmt.Sprintf("“%.60s” is not a whole number.", each)
		}
		o.Numbers = append(o.Numbers, n)
	}
	return o, ""
}

// valueNamed is how a value that was typed is kept; "" when there is none of that name.
func valueNamed(field, value string, names lead.Names) string {
	kind := strings.TrimPrefix(field, "touch.")
	switch kind {
	case "country":
		return countryCode(value)
	case "grade":
		return strings.ToUpper(value)
	case "kind":
		for _, each := range lead.TouchKinds {
			if strings.EqualFold(each.Kind, value) || strings.EqualFold(each.Words, value) {
				return each.Kind
			}
		}
		return ""
	case "source", "campaign", "persona":
		for id, name := range names[kind] {
			if strings.EqualFold(name, value) {
				return id
			}
		}
		if id := strings.TrimPrefix(value, "number "); id != value || visit.Number[int64](value) > 0 {
			return visit.ID(visit.Number[int64](id))
		}
		return ""
	}
	return value
}

// operandTyped is what somebody would type for c's value.
func operandTyped(c lead.Condition, names lead.Names) string {
	f, _ := lead.FieldNamed(c.Field)
	values := slices.Clone(c.Value.Texts)
	for _, n := range c.Value.Numbers {
		values = append(values, strconv.Itoa(n))
	}
	if f.Kind == lead.ChoiceField || f.Kind == lead.ManyField {
		for i, value := range values {
			values[i] = typedName(c.Field, value, names)
		}
	}
	if c.Op == "between" {
		return strings.Join(values, " to ")
	}
	return strings.Join(values, ", ")
}

func typedName(field, value string, names lead.Names) string {
	kind := strings.TrimPrefix(field, "touch.")
	if kind == "country" {
		return countryWords(value)
	}
	if name := names[kind][value]; name != "" && !strings.ContainsAny(name, ",;") {
		return name
	}
	return value
}
