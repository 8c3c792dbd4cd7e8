package lead

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"baton/internal/errs"
)

// Limits of custom fields.
const (
	MaxCustom     = 50
	MaxCustomText = 2000
)

// checkCustom says what is wrong with custom fields: each has a name that a condition can ask for, and a value that it
// can compare.
func checkCustom(problems errs.Problems, custom map[string]any) {
	if len(custom) > MaxCustom {
		problems.Add("custom", fmt.Sprintf("These are %d custom fields. The maximum is %d.", len(custom), MaxCustom))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(custom)) {
		if !customName.MatchString(CustomField + name) {
			problems.Add("custom", fmt.Sprintf("“%.60s” is not a name of a custom field. "+
				"Use up to 60 letters, digits, spaces, hyphens and underscores, with a letter or a digit first.", name))
			continue
		}
		switch value := custom[name].(type) {
		case string:
			checkText(problems, "custom/"+name, value, MaxCustomText)
		case bool, float64:
		default:
			problems.Add("custom/"+name, "A custom field has a text, a number, true or false.")
		}
	}
}

// CustomNumber reads a number of JSON, which custom fields keep as a float. Not ok where digits would be lost.
func CustomNumber(text string) (value float64, ok bool) {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, false
	}
	return value, digits(text) == digits(strconv.FormatFloat(value, 'e', -1, 64))
}

// digits are those of a number that count.
func digits(number string) string {
	mantissa, _, _ := strings.Cut(strings.ToLower(number), "e")
	return strings.Trim(strings.NewReplacer("-", "", "+", "", ".", "").Replace(mantissa), "0")
}

// completeCustom fills the custom fields that l lacks, and reports whether there were any.
func (l *Lead) completeCustom(typed map[string]any) (changed bool) {
	custom := map[string]any{}
	maps.Copy(custom, typed)
	maps.Copy(custom, l.Custom)
	if len(custom) == len(l.Custom) {
		return false
	}
	l.Custom = custom
	return true
}

// overwriteCustom takes custom fields as they come in, and reports whether any has another value now.
func (l *Lead) overwriteCustom(in map[string]any) (changed bool) {
	custom := map[string]any{}
	maps.Copy(custom, l.Custom)
	maps.Copy(custom, in)
	if maps.Equal(custom, l.Custom) {
		return false
	}
	l.Custom = custom
	return true
}

// keptCustom are the custom fields in which typed says something else than l.
func (l Lead) keptCustom(typed Lead) (fields []string) {
	for _, name := range slices.Sorted(maps.Keys(typed.Custom)) {
		if has, known := l.Custom[name]; known && has != typed.Custom[name] {
			fields = append(fields, CustomField+name)
		}
	}
	return fields
}

// lacksCustom are the custom fields that in has and l does not.
func (l Lead) lacksCustom(in Lead) (fields []string) {
	for _, name := range slices.Sorted(maps.Keys(in.Custom)) {
		if _, known := l.Custom[name]; !known {
			fields = append(fields, CustomField+name)
		}
	}
	return fields
}

// customWords is a custom field as a person reads it, "" where l does not have it.
func (l Lead) customWords(name string) string {
	switch value := l.Custom[name].(type) {
	case string:
		return value
	case bool:
		if value {
			return "yes"
		}
		return "no"
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return ""
}
