package lead_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/lead"
)

var facts = lead.Lead{
	Name: "Ana Ruiz", Email: "ana@buyer.example", Phone: "+34600123456", JobTitle: "VP, Head of Sales", Company: "Buyer",
	CompanySize: 50, Country: "ES",
	Note: "éééé", Source: 3, Consent: true,
}.Facts()

func texts(s ...string) lead.Operand { return lead.Operand{Texts: s} }
func numbers(n ...int) lead.Operand  { return lead.Operand{Numbers: n} }

// refused are what Holds answers and Check refuses, since nobody can mean it.
var refused = map[string]bool{
	"no industry is not the empty one":     true,
	"an unknown number is not at least 0":  true,
	"an unknown number is not at most 10":  true,
	"between one number":                   true,
	"an unknown number is between nothing": true,
	"a field that nobody knows is missing": true,
	"no e-mail is none of work":            true,
	"an operator that nobody knows":        true,
}

func TestEveryOperatorOnBothSides(t *testing.T) {
	for _, tc := range []struct {
		name, field, op string
		value           lead.Operand
		want            bool
	}{
		{"the country", "country", "is", texts("PT", "ES"), true},
		{"another country", "country", "is", texts("PT", "FR"), false},
		{"no industry is not the empty one", "industry", "is", texts(""), false},
		{"the source by its number", "source", "is", numbers(3), true},
		{"another source", "source", "is", numbers(4), false},
		{"the source as a text", "source", "is", texts("3"), true},
		{"no persona is not 0", "persona", "is", numbers(0), false},
		{"consent", "consent", "is", texts("yes"), true},
		{"at least as many", "company_size", "at_least", numbers(50), true},
		{"one more", "company_size", "at_least", numbers(51), false},
		{"an unknown number is not at least 0", "persona", "at_least", numbers(0), false},
		{"at most as many", "company_size", "at_most", numbers(50), true},
		{"one less", "company_size", "at_most", numbers(49), false},
		{"an unknown number is not at most 10", "persona", "at_most", numbers(10), false},
		{"at the lower end", "company_size", "between", numbers(50, 60), true},
		{"below it", "company_size", "between", numbers(51, 60), false},
		{"at the upper end", "company_size", "between", numbers(40, 50), true},
		{"above it", "company_size", "between", numbers(40, 49), false},
		{"between one number", "company_size", "between", numbers(50), false},
		{"an unknown number is between nothing", "persona", "between", numbers(0, 10), false},
		{"a given text", "phone", "is_given", texts(), true},
		{"a given number", "company_size", "is_given", texts(), true},
		{"not given", "industry", "is_given", texts(), false},
		{"missing", "industry", "is_missing", texts(), true},
		{"a field that nobody knows is missing", "shoe_size", "is_missing", texts(), true},
		{"not missing", "phone", "is_missing", texts(), false},
		{"a word in other letters", "job_title", "has_word", texts("ceo", "vp"), true},
		{"only a part of a word", "job_title", "has_word", texts("sale"), false},
		{"without the word", "job_title", "lacks_word", texts("intern"), true},
		{"not without the word", "job_title", "lacks_word", texts("sales"), false},
		{"nothing lacks every word", "industry", "lacks_word", texts("sales"), true},
		{"longer, in characters", "note", "longer_than", numbers(3), true},
		{"not longer, in characters", "note", "longer_than", numbers(4), false},
		{"a work e-mail", "email", "is_work_email", texts(), true},
		{"no e-mail is none of work", "industry", "is_work_email", texts(), false},
		{"any other country", "country", "is_not", texts("PT", "FR"), true},
		{"not another country", "country", "is_not", texts("PT", "ES"), false},
		{"an unknown industry is none in particular", "industry", "is_not", texts("Food"), true},
		{"a text in other letters", "company", "is", texts("BUYER"), true},
		{"a part of a text", "job_title", "contains", texts("ALE"), true},
		{"no part of a text", "job_title", "contains", texts("marketing"), false},
		{"the beginning", "phone", "starts_with", texts("+34", "+351"), true},
		{"not the beginning", "phone", "starts_with", texts("600"), false},
		{"longer than the text", "company", "starts_with", texts("Buyers"), false},
		{"a free address", "email", "is_free_email", texts(), false},
		{"a number that is", "company_size", "is", numbers(49, 50), true},
		{"a number that is not", "company_size", "is_not", numbers(49, 51), true},
		{"nothing typed is in no list", "touch.kind", "is", texts("form"), false},
		{"an operator that nobody knows", "country", "smells_like", texts("ES"), false},
	} {
		c := lead.Condition{Field: tc.field, Op: tc.op, Value: tc.value}
		right := !refused[tc.name]
		if got := c.Holds(facts); got != tc.want {
			t.Errorf("%s: %t, want %t", tc.name, got, tc.want)
		}
		if err := c.Check(); (err == nil) != right {
			t.Errorf("%s: Check says %v", tc.name, err)
		}
		nested := lead.Condition{Any: []lead.Condition{{All: []lead.Condition{c}}}}
		if got := nested.Holds(facts); got != tc.want {
			t.Errorf("%s, nested: %t, want %t", tc.name, got, tc.want)
		}
		if (nested.Check() == nil) != right {
			t.Errorf("%s: Check does not look inside", tc.name)
		}
	}
	free := lead.Lead{Email: "ana@gmail.com"}.Facts()
	if (lead.Condition{Field: "email", Op: "is_work_email"}).Holds(free) {
		t.Error("an address that anybody can have is taken for one of work")
	}
}

func TestAllAnyAndNothing(t *testing.T) {
	yes, no := lead.Condition{Field: "country", Op: "is", Value: texts("ES")},
		lead.Condition{Field: "country", Op: "is", Value: texts("PT")}
	of := func(c ...lead.Condition) []lead.Condition { return c }
	for _, tc := range []struct {
		name string
		c    lead.Condition
		want bool
	}{
		{"the empty condition", lead.Condition{}, true},
		{"all hold", lead.Condition{All: of(yes, yes)}, true},
		{"all but one", lead.Condition{All: of(yes, no)}, false},
		{"any of two", lead.Condition{Any: of(no, yes)}, true},
		{"none of two", lead.Condition{Any: of(no, no)}, false},
		{"all and any", lead.Condition{All: of(yes), Any: of(no, yes)}, true},
		{"all but not any", lead.Condition{All: of(yes), Any: of(no)}, false},
		{"any but not all", lead.Condition{All: of(no), Any: of(yes)}, false},
		{"a field beside a list that fails", lead.Condition{All: of(no), Field: "country", Op: "is", Value: texts("ES")},
			false},
	} {
		if got := tc.c.Holds(facts); got != tc.want {
			t.Errorf("%s: %t", tc.name, got)
		}
	}
}

func TestAConditionSurvivesItsJSON(t *testing.T) {
	for _, tc := range []struct{ name, written, kept string }{
		{"one text", `{"field":"country","op":"is","value":"ES"}`, `{"field":"country","op":"is","value":["ES"]}`},
		{"several texts", `{"field":"country","op":"is","value":["ES","PT"]}`,
			`{"field":"country","op":"is","value":["ES","PT"]}`},
		{"one number", `{"field":"company_size","op":"at_least","value":50}`,
			`{"field":"company_size","op":"at_least","value":[50]}`},
		{"two numbers", `{"field":"company_size","op":"between","value":[50,60]}`,
			`{"field":"company_size","op":"between","value":[50,60]}`},
		{"no value", `{"field":"phone","op":"is_given"}`, `{"field":"phone","op":"is_given"}`},
		{"nested", `{"all":[{"any":[{"field":"phone","op":"is_given"}]}]}`,
			`{"all":[{"any":[{"field":"phone","op":"is_given"}]}]}`},
		{"nothing", `{}`, `{}`},
	} {
		var c lead.Condition
		if err := json.Unmarshal([]byte(tc.written), &c); err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		kept, err := json.Marshal(c)
		if err != nil || string(kept) != tc.kept {
			t.Errorf("%s: kept as %s (%v), want %s", tc.name, kept, err, tc.kept)
		}
	}
	for _, bad := range []string{`{"value":1.5}`, `{"value":["a",1]}`, `{"value":{}}`, `{"value":true}`, `{"value":[[1]]}`,
		`[]`, `{"all":{}}`} {
		if err := json.Unmarshal([]byte(bad), &lead.Condition{}); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

func FuzzConditionJSON(f *testing.F) {
	for _, seed := range []string{
		`{"field":"country","op":"is","value":"ES"}`, `{"any":[{"field":"company_size","op":"between","value":[1,2]}]}`, `{}`,
		`{"value":null}`, `{"value":[]}`,
		`{"value":[0]}`, `{"value":[null]}`, `{"value":[""]}`, `null`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, written string) {
		var c, again lead.Condition
		if json.Unmarshal([]byte(written), &c) != nil {
			return
		}
		kept, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(kept, &again); err != nil {
			t.Fatalf("%s is kept as %s, which cannot be read: %v", written, kept, err)
		}
		if c.Holds(facts) != again.Holds(facts) || (c.Check() == nil) != (again.Check() == nil) {
			t.Fatalf("%s means something else when it is kept as %s", written, kept)
		}
		second, err := json.Marshal(again)
		if err != nil || cmp.Diff(string(kept), string(second)) != "" {
			t.Fatalf("%s is kept as %s, then as %s", written, kept, second)
		}
	})
}
