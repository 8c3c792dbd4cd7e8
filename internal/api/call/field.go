package call

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"baton/internal/lead"
)

// Need is a field without which the body is refused.
func Need[T any](f Field[T]) Field[T] {
	f.Needed = true
	return f
}

// Text is a field that is a text of so many characters at most.
func Text[T any](name string, most int, words string, to func(*T) *string) Field[T] {
	return Field[T]{Name: name, Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &most, Description: words},
		Null: func(t *T) { *to(t) = "" },
		Read: func(t *T, value any) string {
			typed, ok := value.(string)
			if !ok {
				return "This must be a text in quotation marks."
			}
			*to(t) = typed
			return ""
		}}
}

// Choice is a field that is one of a few texts. Another one is left for whoever reads it to refuse.
func Choice[T any](name, words string, of []string, to func(*T) *string) Field[T] {
	f := Text(name, 200, words, to)
	f.Schema = &huma.Schema{Type: huma.TypeString, Description: words}
	for _, each := range of {
		f.Schema.Enum = append(f.Schema.Enum, each)
	}
	return f
}

// Ref is a field that names something that the company keeps, by its name or its id.
func Ref[T any](name, words string, to func(*T) *lead.Ref) Field[T] {
	least := 1.0
	return Field[T]{Name: name, Schema: &huma.Schema{Description: words,
		OneOf: []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeInteger, Minimum: &least}}},
		Null: func(t *T) { *to(t) = lead.Ref{} },
		Read: func(t *T, value any) string {
			if name, ok := value.(string); ok {
				*to(t) = lead.Ref{Name: strings.TrimSpace(name)}
				return ""
			}
			id, ok := Whole(value)
			if !ok || id < 1 {
				return "This must be a name in quotation marks or an id, a whole number above 0."
			}
			*to(t) = lead.Ref{ID: id}
			return ""
		}}
}

// Number is a field that is a whole number.
func Number[T any, N ~int | ~int64](name string, least int64, words, wrong string, to func(*T) *N) Field[T] {
	minimum := float64(least)
	return Field[T]{Name: name, Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: &minimum, Description: words},
		Read: func(t *T, value any) string {
			n, ok := Whole(value)
			if !ok || n < least {
				return wrong
			}
			*to(t) = N(n)
			return ""
		}}
}

// Yes is a field that is true or false.
func Yes[T any](name, words string, to func(*T) *bool) Field[T] {
	return Field[T]{Name: name, Schema: &huma.Schema{Type: huma.TypeBoolean, Description: words},
		Null: func(t *T) { *to(t) = false },
		Read: func(t *T, value any) string {
			yes, ok := value.(bool)
			if !ok {
				return "This must be true or false."
			}
			*to(t) = yes
			return ""
		}}
}

// Time is a field that is an instant, as RFC 3339 writes it.
func Time[T any](name, words string, to func(*T) *time.Time) Field[T] {
	return Field[T]{Name: name, Schema: &huma.Schema{Type: huma.TypeString, Format: "date-time", Description: words},
		Read: func(t *T, value any) string {
			typed, _ := value.(string)
			at, err := time.Parse(time.RFC3339, typed)
			if err != nil {
				return "Write an RFC 3339 time, such as 2026-11-03T10:30:00Z."
			}
			if at.IsZero() { // as programs write a time that they do not have
				return "This is the first moment of the year 1. Send the time, or leave it out."
			}
			*to(t) = at
			return ""
		}}
}

// Day is a field that is a day. Whoever reads it says in which zone it begins.
func Day[T any](name, words string, to func(*T) *time.Time) Field[T] {
	return Field[T]{Name: name, Schema: &huma.Schema{Type: huma.TypeString, Format: "date", Description: words},
		Read: func(t *T, value any) string {
			typed, _ := value.(string)
			day, err := time.Parse(time.DateOnly, typed)
			if err != nil {
				return "Write a day, such as 2026-11-03."
			}
			*to(t) = day
			return ""
		}}
}

// Whole is a number without a fraction that an id can be.
func Whole(value any) (int64, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	return n, err == nil
}
