package lead_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/errs"
	"baton/internal/lead"
)

var named = lead.Names{"source": {"1": "Webinar"}, "campaign": {"1": "Autumn webinar", "2": "Spring search"},
	"persona": {"1": "Head of logistics"}}

func cond(field, op string, value lead.Operand) lead.Condition {
	return lead.Condition{Field: field, Op: op, Value: value}
}

func TestAConditionInWords(t *testing.T) {
	any := func(c ...lead.Condition) lead.Condition { return lead.Condition{Any: c} }
	all := func(c ...lead.Condition) lead.Condition { return lead.Condition{All: c} }
	size := cond("company_size", "at_least", numbers(50))
	land := cond("country", "is", texts("ES", "PT", "FR"))
	for want, c := range map[string]lead.Condition{
		"Everything":                                            {},
		"Company has 50 people or more":                         size,
		"Company has 1,000 people or fewer":                     cond("company_size", "at_most", numbers(1000)),
		"Company has 50 to 5,000 people":                        cond("company_size", "between", numbers(50, 5000)),
		"Has no company size":                                   cond("company_size", "is_missing", texts()),
		"Country is Spain, Portugal or France":                  land,
		"Country is not Spain":                                  cond("country", "is_not", texts("ES")),
		"Agreed to be contacted":                                cond("consent", "is", texts("yes")),
		"Did not agree to be contacted":                         cond("consent", "is_missing", texts()),
		"Has a phone number":                                    cond("phone", "is_given", texts()),
		"Has no industry":                                       cond("industry", "is_missing", texts()),
		"E-mail address is a work address":                      cond("email", "is_work_email", texts()),
		"Job title contains the word “head” or “vp”":            cond("job_title", "has_word", texts("head", "vp")),
		"Job title contains “sales”":                            cond("job_title", "contains", texts("sales")),
		"Note for sales has more than 40 characters":            cond("note", "longer_than", numbers(40)),
		"Campaign is Autumn webinar or number 7":                cond("campaign", "is", texts("1", "7")),
		"Source is Webinar":                                     cond("source", "is", numbers(1)),
		"Grade is A or B":                                       cond("grade", "is", texts("A", "B")),
		"Fit is 60 or more":                                     cond("fit", "at_least", numbers(60)),
		"Filled in a form or took part in a webinar":            cond("touch.kind", "is", texts("form", "webinar")),
		"Never came with an import":                             cond("touch.kind", "is_not", texts("import")),
		"Has 2 touches or more":                                 cond("touch.count", "at_least", numbers(2)),
		"Has a touch whose campaign is Spring search":           cond("touch.campaign", "is", texts("2")),
		"Cold chain is yes":                                     cond("custom.cold_chain", "is", texts("yes")),
		"Company has 50 people or more, or has a phone number":  any(size, cond("phone", "is_given", texts())),
		"Company has 50 people or more, and has a phone number": all(size, cond("phone", "is_given", texts())),
		"Has an e-mail address, a phone number or a name": any(cond("email", "is_given", texts()),
			cond("phone", "is_given", texts()), cond("name", "is_given", texts())),
		"Has a name and has no industry": all(cond("name", "is_given", texts()),
			cond("industry", "is_missing", texts())),
		"Has a name or (fit is 60 or more, and has a phone number)": any(cond("name", "is_given", texts()),
			all(cond("fit", "at_least", numbers(60)), cond("phone", "is_given", texts()))),
	} {
		if got := c.Words(named); got != want {
			t.Errorf("%+v reads\n%s, want\n%s", c, got, want)
		}
		if err := c.Check(); err != nil {
			t.Errorf("%s is refused: %v", want, err)
		}
		if only := all(any(c)); c.Size() == 1 && only.Words(named) != want {
			t.Errorf("alone in a group it reads %s, want %s", only.Words(named), want)
		}
	}
}

func TestWhatIsWrongIsToldAtItsPlace(t *testing.T) {
	fine := cond("phone", "is_given", texts())
	deep := fine
	for range lead.MaxDepth {
		deep = lead.Condition{All: []lead.Condition{deep}}
	}
	many := make([]lead.Condition, lead.MaxConditions)
	for i := range many {
		many[i] = fine
	}
	for _, tc := range []struct {
		name, at string
		c        lead.Condition
	}{
		{"the right thing", "-", lead.Condition{All: []lead.Condition{fine, {Any: []lead.Condition{fine, fine}}}}},
		{"a field that nobody knows", "1",
			lead.Condition{All: []lead.Condition{fine, cond("shoe_size", "at_least", numbers(40))}}},
		{"an operator without a field", "0", lead.Condition{All: []lead.Condition{{Op: "is"}}}},
		{"words where a number belongs", "0.1",
			lead.Condition{Any: []lead.Condition{{All: []lead.Condition{fine, cond("fit", "at_least", texts("high"))}}}}},
		{"a fit of 101", "", cond("fit", "at_least", numbers(101))},
		{"a fit of 100", "-", cond("fit", "at_least", numbers(100))},
		{"a land that is none", "0", lead.Condition{All: []lead.Condition{cond("country", "is", texts("ES", "XX"))}}},
		{"a grade that is none", "", cond("grade", "is", texts("E"))},
		{"a campaign by its name", "", cond("campaign", "is", texts("Autumn"))},
		{"nothing to compare with", "", cond("industry", "is", texts())},
		{"from more to less", "", cond("company_size", "between", numbers(9, 8))},
		{"from a number to itself", "-", cond("company_size", "between", numbers(9, 9))},
		{"a mark that cannot be shown", "", cond("industry", "contains", texts("\u202e"))},
		{"200 characters", "-", cond("industry", "contains", texts(strings.Repeat("ü", 200)))},
		{"201 characters", "", cond("industry", "contains", texts(strings.Repeat("ü", 201)))},
		{"a custom field without a name", "", cond("custom.", "is_given", texts())},
		{"a custom field", "-", cond("custom.cold_chain", "at_least", numbers(3))},
		{"as deep as it goes", "-", deep},
		{"too deep", "0.0.0.0", lead.Condition{All: []lead.Condition{deep}}},
		{"as many as there may be", "-", lead.Condition{All: many}},
		{"one too many", "", lead.Condition{All: append([]lead.Condition{fine}, many...)}},
	} {
		var problems errs.Problems
		err := tc.c.Check()
		errors.As(err, &problems)
		if tc.at == "-" && err != nil || tc.at != "-" && (len(problems) != 1 || !strings.HasSuffix(problems[tc.at], ".")) {
			t.Errorf("%s: %v, want a problem at %q", tc.name, err, tc.at)
		}
	}
}

func TestALeadWithItsScoreAndTouches(t *testing.T) {
	l := lead.Lead{Custom: map[string]any{"seats": 12.0, "cold_chain": true, "erp": "SAP", "odd": []any{1}, "no": false,
		"half": 1.5}}
	f := l.Facts().Scored(lead.Score{Fit: 0, Grade: lead.GradeD}).Touched([]lead.Touch{{Kind: "form", Campaign: 2},
		{Kind: "visit"}, {Kind: "form", Source: 1}})
	for _, tc := range []struct {
		c    lead.Condition
		want bool
	}{
		{cond("fit", "at_most", numbers(10)), true}, {cond("fit", "at_least", numbers(0)), true},
		{cond("fit", "is_given", texts()), true},
		{cond("touch.count", "is", numbers(3)), true}, {cond("touch.count", "at_least", numbers(4)), false},
		{cond("touch.kind", "is", texts("webinar", "visit")), true}, {cond("touch.kind", "is_not", texts("visit")), false},
		{cond("touch.kind", "is_not", texts("event")), true},
		{cond("touch.campaign", "is", texts("2")), true}, {cond("touch.campaign", "is", texts("1")), false},
		{cond("touch.source", "is_given", texts()), true},
		{cond("custom.seats", "at_least", numbers(12)), true}, {cond("custom.seats", "is", texts("12")), true},
		{cond("custom.cold_chain", "is", texts("yes")), true},
		{cond("custom.erp", "is", texts("sap")), true}, {cond("custom.odd", "is_given", texts()), false},
		{cond("custom.no", "is_given", texts()), false}, {cond("custom.half", "is", texts("1.5")), true},
	} {
		if got := tc.c.Holds(f); got != tc.want {
			t.Errorf("%s: %t", tc.c.Words(nil), got)
		}
	}
	if f := (lead.Lead{}).Facts().Touched(nil); !cond("touch.count", "at_most", numbers(0)).Holds(f) {
		t.Error("no touch is not counted as none")
	}
}

// anyCondition draws a condition of fields and operators that belong together.
func anyCondition(depth int) *rapid.Generator[lead.Condition] {
	return rapid.Custom(func(t *rapid.T) lead.Condition {
		if depth > 1 && rapid.IntRange(0, 2).Draw(t, "group") == 0 {
			parts := rapid.SliceOfN(anyCondition(depth-1), 1, 4).Draw(t, "parts")
			if rapid.Bool().Draw(t, "all") {
				return lead.Condition{All: parts}
			}
			return lead.Condition{Any: parts}
		}
		field := rapid.SampledFrom(lead.Fields).Draw(t, "field")
		op := rapid.SampledFrom(lead.Operators).Filter(func(o lead.Operator) bool {
			return field.Kind.Compares(o.Name)
		}).Draw(t, "op")
		return cond(field.Name, op.Name, anyValue(t, field, op))
	})
}

func anyValue(t *rapid.T, field lead.Field, op lead.Operator) lead.Operand {
	most := field.Most
	if op.Name == "longer_than" {
		most = lead.MaxNote
	}
	switch {
	case op.Takes == lead.Nothing:
		return lead.Operand{}
	case op.Takes == lead.TwoNumbers:
		low := rapid.IntRange(0, most).Draw(t, "low")
		return numbers(low, rapid.IntRange(low, most).Draw(t, "high"))
	case op.Takes == lead.OneNumber || field.Kind == lead.NumberField:
		return numbers(rapid.IntRange(0, most).Draw(t, "number"))
	}
	from := map[string][]string{"country": {"ES", "PT", "DE"}, "grade": {"A", "B", "C", "D"},
		"touch.kind": {"form", "visit"}, "consent": {"yes"}}[field.Name]
	switch {
	case from != nil:
	case field.Kind == lead.ChoiceField || field.Kind == lead.ManyField:
		from = []string{"1", "2", "31"}
	default:
		from = []string{"Buyer", "head", "a", "sales@"}
	}
	return texts(rapid.SliceOfN(rapid.SampledFrom(from), 1, 3).Draw(t, "texts")...)
}

func TestAllIsAndAnyIsOr(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(anyCondition(3), 1, 5).Draw(t, "parts")
		all, any := true, false
		for _, p := range parts {
			all, any = all && p.Holds(facts), any || p.Holds(facts)
		}
		c, d := lead.Condition{All: parts}, lead.Condition{Any: parts}
		if c.Holds(facts) != all || d.Holds(facts) != any {
			t.Fatalf("%s is %t, %s is %t", c.Words(nil), c.Holds(facts), d.Words(nil), d.Holds(facts))
		}
		met := true
		for _, f := range c.Findings(facts, nil) {
			met = met && f.Met
		}
		if met != all || c.Size() != d.Size() {
			t.Fatalf("the findings of %s say %t", c.Words(nil), met)
		}
	})
}

func TestAnOperatorAndItsOpposite(t *testing.T) {
	opposite := map[string]string{"is": "is_not", "is_given": "is_missing", "has_word": "lacks_word"}
	rapid.Check(t, func(t *rapid.T) {
		c := anyCondition(1).Draw(t, "condition")
		other, has := opposite[c.Op]
		if !has || c.Field == "consent" && c.Op == "is" {
			return
		}
		if c.Holds(facts) == cond(c.Field, other, c.Value).Holds(facts) {
			t.Fatalf("%s, and at once the opposite", c.Words(nil))
		}
	})
}

func TestWhatCheckTakesIsKeptAndReadAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCondition(lead.MaxDepth).Draw(t, "condition")
		if err := c.Check(); err != nil && c.Size() <= lead.MaxConditions {
			t.Fatalf("%s is refused: %v", c.Words(nil), err)
		}
		kept, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var again lead.Condition
		if err := json.Unmarshal(kept, &again); err != nil || cmp.Diff(c.Words(named), again.Words(named)) != "" ||
			c.Holds(facts) != again.Holds(facts) {
			t.Fatalf("%s comes back as %s: %v", c.Words(named), again.Words(named), err)
		}
		if words := c.Words(nil); words == "" || strings.Contains(words, "  ") || strings.Contains(words, "%!") {
			t.Fatalf("it reads %q", words)
		}
	})
}

// fifty is a definition of as many conditions as there may be, of all kinds, that an ordinary lead meets, so that all
// are looked at.
func fifty() lead.Condition {
	c := lead.Condition{}
	for len(c.Comparisons()) < lead.MaxConditions-4 {
		c.All = append(c.All,
			cond("company_size", "between", numbers(10, 5000)), cond("country", "is", texts("FR", "IT", "ES")),
			cond("job_title", "has_word", texts("chief", "vp", "head")),
			cond("email", "is_work_email", texts()), cond("note", "contains", texts("demo", "prices")),
			lead.Condition{Any: []lead.Condition{cond("phone", "is_missing", texts()), cond("grade", "is", texts("A"))}})
	}
	for c.Size() < lead.MaxConditions {
		c.All = append(c.All, cond("industry", "is_not", texts("Education", "Public sector")))
	}
	return c
}

var ordinary = lead.Lead{
	Name: "Ana Ruiz", Email: "ana@buyer.example", Phone: "+34600123456", JobTitle: "Head of Logistics",
	Company: "Buyer Foods", CompanySize: 220, Industry: "Food",
	Country: "ES", Source: 1, Campaign: 2,
	Note: "Asked for a demonstration in December, with prices for forty lorries and two depots.", Consent: true,
}

func TestFiftyConditionsAreFiftyConditions(t *testing.T) {
	c, f := fifty(), ordinary.Facts().Scored(lead.Score{Fit: 80, Grade: lead.GradeA})
	if c.Size() != lead.MaxConditions || c.Check() != nil || !c.Holds(f) {
		t.Errorf("%d conditions, %v, %t", c.Size(), c.Check(), c.Holds(f))
	}
}

func BenchmarkFiftyConditions(b *testing.B) {
	c, f := fifty(), ordinary.Facts().Scored(lead.Score{Fit: 80, Grade: lead.GradeA})
	b.ReportAllocs()
	for b.Loop() {
		if !c.Holds(f) {
			b.Fatal("it does not hold")
		}
	}
}

func FuzzConditionChecked(f *testing.F) {
	for _, seed := range []string{`{"all":[{"field":"fit","op":"at_least","value":[60]}]}`,
		`{"any":[{"field":"touch.kind","op":"is","value":["form"]},{}]}`,
		`{"field":"custom.x","op":"between","value":[1,2]}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, written string) {
		var c lead.Condition
		if json.Unmarshal([]byte(written), &c) != nil {
			return
		}
		words, err := c.Words(named), c.Check()
		if err == nil && (words == "" || c.Size() > lead.MaxConditions) {
			t.Fatalf("%s is taken and reads %q", written, words)
		}
		if met := c.Holds(ordinary.Facts()); c.Empty() && !met && len(c.Any) == 0 {
			t.Fatalf("%s asks for nothing and is not met", fmt.Sprint(c))
		}
	})
}
