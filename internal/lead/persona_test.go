package lead_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"baton/internal/errs"
	"baton/internal/lead"
)

func headOfOperations() lead.Persona {
	return lead.Persona{
		ID: 7, Name: "Head of operations", Requires: []string{"company_size", "phone"},
		When: lead.Condition{Field: "job_title", Op: "has_word", Value: lead.Operand{Texts: []string{"operations"}}},
	}
}

func TestAPersonaIsCheckedByField(t *testing.T) {
	fit := lead.Condition{Field: "fit", Op: "at_least", Value: lead.Operand{Numbers: []int{60}}}
	for name, c := range map[string]struct {
		change func(*lead.Persona)
		field  string // "" where nothing is wrong
	}{
		"as it should be":              {func(*lead.Persona) {}, ""},
		"without anything but a name":  {func(p *lead.Persona) { *p = lead.Persona{Name: "Owner"} }, ""},
		"without a name":               {func(p *lead.Persona) { p.Name = " " }, "name"},
		"words as long as they may be": {func(p *lead.Persona) { p.Words.Say = strings.Repeat("ö", lead.MaxWords) }, ""},
		"one letter more": {func(p *lead.Persona) { p.Words.Avoid = strings.Repeat("ö", lead.MaxWords+1) },
			"avoid"},
		"words that turn round":     {func(p *lead.Persona) { p.Words.Speak = "Call\u202ellac" }, "speak"},
		"a field that nobody types": {func(p *lead.Persona) { p.Requires = []string{"touch.count"} }, "required"},
		"a field that is not there": {func(p *lead.Persona) { p.Requires = []string{"shoe_size"} }, "required"},
		"itself":                    {func(p *lead.Persona) { p.Requires = []string{"persona"} }, "required"},
		"a condition on the fit": {func(p *lead.Persona) {
			p.When = lead.Condition{Any: []lead.Condition{p.When,
				fit}}
		}, "when"},
		"a condition on the persona": {func(p *lead.Persona) {
			p.When = lead.Condition{Field: "persona", Op: "is_given"}
		}, "when"},
		"a condition on the touches": {func(p *lead.Persona) {
			p.When = lead.Condition{Field: "touch.kind", Op: "is", Value: lead.Operand{Texts: []string{"webinar"}}}
		}, ""},
		"a condition that compares with nothing": {func(p *lead.Persona) {
			p.When = lead.Condition{All: []lead.Condition{p.When, {Field: "company_size", Op: "at_least"}}}
		}, "when.1"},
	} {
		p := headOfOperations()
		c.change(&p)
		err := p.Check()
		var problems errs.Problems
		errors.As(err, &problems)
		if (c.field == "") != (err == nil) || c.field != "" && problems[c.field] == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatAPersonaRequiresIsKeptInTheOrderOfTheForm(t *testing.T) {
	p := lead.Persona{Name: " Owner ", Requires: []string{"note", "phone", "phone", "name"},
		Words: lead.PersonaWords{Say: " One.\r\nTwo. "}}
	if err := p.Check(); err != nil || !slices.Equal(p.Requires, []string{"name", "phone", "note"}) ||
		p.Words.Say != "One.\nTwo." || p.Name != "Owner" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestWhomAPersonaTakes(t *testing.T) {
	everybody, retired := headOfOperations(), headOfOperations()
	everybody.When, retired.Retired = lead.Condition{}, true
	for name, c := range map[string]struct {
		p     lead.Persona
		title string
		takes bool
	}{
		"one who is":                         {headOfOperations(), "Director of Operations", true},
		"one who is not":                     {headOfOperations(), "Buyer", false},
		"nobody without a condition":         {everybody, "Director of Operations", false},
		"nobody any more when it is retired": {retired, "Director of Operations", false},
	} {
		if got := c.p.Takes(lead.Lead{JobTitle: c.title}.Facts()); got != c.takes {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestWhatALeadOfAPersonaLacksIsSaidAtItsField(t *testing.T) {
	p := headOfOperations()
	p.Requires = []string{"phone", "consent", "company_size"}
	unmet := p.Unmet(lead.Lead{Phone: "+34600123456"}.Facts())
	if len(unmet) != 2 || unmet["company_size"] != "Head of operations leads need a company size." ||
		unmet["consent"] != "Head of operations leads need their consent." {
		t.Errorf("it lacks %v", unmet)
	}
	if whole := p.Unmet(lead.Lead{Phone: "+34600123456", Consent: true, CompanySize: 1}.Facts()); len(whole) != 0 {
		t.Errorf("a whole lead lacks %v", whole)
	}
	findings := p.Findings(lead.Lead{CompanySize: 9}.Facts())
	if len(findings) != 3 || findings[0].Met || !findings[2].Met || findings[2].Words != "Has a company size" {
		t.Errorf("the findings are %+v", findings)
	}
}
