package lead

import (
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCustomFieldsAreChecked(t *testing.T) {
	t.Parallel()
	many := map[string]any{}
	for i := range MaxCustom + 1 {
		many[strings.Repeat("x", i+1)] = "y"
	}
	for _, tc := range []struct {
		name   string
		custom map[string]any
		places string
	}{
		{"all kinds", map[string]any{"Tier": "gold", "seats": 12.5, "trial": true, "größe-2_b": ""}, ""},
		{"no name", map[string]any{"": "x"}, "custom"},
		{"a name of signs", map[string]any{"a/b": "x"}, "custom"},
		{"too many", many, "custom"},
		{"a list", map[string]any{"tiers": []any{"gold"}}, "custom/tiers"},
		{"nothing", map[string]any{"tier": nil}, "custom/tier"},
		{"a long text", map[string]any{"tier": strings.Repeat("x", MaxCustomText+1)}, "custom/tier"},
		{"an invisible character", map[string]any{"tier": "a\x00"}, "custom/tier"},
	} {
		var places []string
		for place := range (Lead{Name: "Ada", Custom: tc.custom}).Check() {
			places = append(places, place)
		}
		if got := strings.Join(places, " "); got != tc.places {
			t.Errorf("%s: there is something wrong with %q, want %q", tc.name, got, tc.places)
		}
	}
}

// Each custom field that comes in is either in the lead afterwards, or a remark says that it is not.
func TestNoCustomFieldIsLost(t *testing.T) {
	t.Parallel()
	fields := rapid.MapOf(rapid.SampledFrom([]string{"tier", "seats", "trial", "zone"}),
		rapid.OneOf(rapid.Just[any]("gold"), rapid.Just[any](3.0), rapid.Just[any](true), rapid.Just[any](false)))
	rapid.Check(t, func(t *rapid.T) {
		l := Lead{Name: "Ada", Custom: fields.Draw(t, "has")}
		in := Lead{Name: "Ada", Custom: fields.Draw(t, "comes in")}
		was, how := maps.Clone(l.Custom), rapid.SampledFrom([]OnKnown{FillKnown, OverwriteKnown, TouchKnown, SkipKnown}).
			Draw(t, "how")
		changed, said := l.Meet(in, how)
		told := map[string]bool{}
		for _, r := range said {
			told[r.Field] = true
		}
		for name, value := range in.Custom {
			if (l.Custom[name] == value) == told[CustomField+name] {
				t.Fatalf("%s: %s is %v, came as %v, and is told of: %v", how, name, l.Custom[name], value, told)
			}
		}
		for name := range was {
			if _, still := l.Custom[name]; !still {
				t.Fatalf("%s is gone", name)
			}
		}
		if changed == maps.Equal(was, l.Custom) {
			t.Fatalf("%v became %v, and that is told as changed: %t", was, l.Custom, changed)
		}
	})
}

func TestNumbersOfCustomFieldsAreKeptExactly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"0": true, "-0.0": true, "12": true, "12.50": true, "1e3": true, "0.30000000000000004": true,
		"9007199254740992": true, "9007199254740993": false, "12345678901234567890": false, "1e400": false,
		"1e-400000000": false, "0.1234567890123456789": false, "1000000000000000000000": true,
	} {
		if _, ok := CustomNumber(text); ok != want {
			t.Errorf("%s is taken: %t", text, ok)
		}
	}
}
