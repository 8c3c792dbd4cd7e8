package agreement_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

var whole = lead.Lead{Name: "Ana", Email: "ana@buyer.example", Phone: "+34600123456", Company: "Buyer", CompanySize: 50,
	Country: "ES", JobTitle: "Head", Campaign: 1, Consent: true}

func has(field string) lead.Condition { return lead.Condition{Field: field, Op: "is_given"} }

func sized(least int) lead.Condition {
	return lead.Condition{Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{least}}}
}

func TestWhatALeadLacksIsToldWhereItCanBeMended(t *testing.T) {
	contact := lead.Condition{Any: []lead.Condition{has("email"), has("phone")}}
	grade := lead.Condition{Field: "grade", Op: "is", Value: lead.Operand{Texts: []string{"A", "B"}}}
	for _, tc := range []struct {
		name, field, words string
		ask                lead.Condition
		without            func(*lead.Lead)
	}{
		{"a name", "name", "The agreement requires a name.", has("name"), func(l *lead.Lead) { l.Name = "" }},
		{"a way to reach them", "email", "The agreement requires: Has an e-mail address or a phone number.", contact,
			func(l *lead.Lead) { l.Email, l.Phone = "", "" }},
		{"a campaign", "campaign", "The agreement requires a campaign.", has("campaign"),
			func(l *lead.Lead) { l.Campaign = 0 }},
		{"consent", "consent", "The agreement requires: Agreed to be contacted.", has("consent"),
			func(l *lead.Lead) { l.Consent = false }},
		{"a size", "company_size", "The agreement requires: Company has 50 people or more.", sized(50),
			func(l *lead.Lead) { l.CompanySize = 49 }},
		{"a grade, which nobody types", agreement.Anywhere, "The agreement requires: Grade is A or B.", grade,
			func(l *lead.Lead) { l.Website = "d" }},
	} {
		terms := agreement.Terms{Definition: lead.Condition{All: []lead.Condition{tc.ask}}}
		facts := func(l lead.Lead) lead.Facts {
			return l.Facts().Scored(lead.Score{Grade: map[bool]lead.Grade{true: "D", false: "A"}[l.Website == "d"]})
		}
		if got := terms.Unmet(facts(whole), nil); len(got) != 0 {
			t.Errorf("%s is missed in a lead that has all: %v", tc.name, got)
		}
		l := whole
		tc.without(&l)
		if got := terms.Unmet(facts(l), nil); len(got) != 1 || got[tc.field] != tc.words {
			t.Errorf("%s is not missed at %s: %v", tc.name, tc.field, got)
		}
		if got := (agreement.Terms{}).Unmet(facts(l), nil); len(got) != 0 {
			t.Errorf("%s is asked for though the agreement does not: %v", tc.name, got)
		}
	}
}

func TestOneWayToReachSomebodyIsEnough(t *testing.T) {
	terms := agreement.Terms{Definition: lead.Condition{All: []lead.Condition{{Any: []lead.Condition{has("email"),
		has("phone")}}}}}
	for name, l := range map[string]lead.Lead{"an e-mail address": {Email: "ana@buyer.example"},
		"a phone number": {Phone: "+34600123456"}} {
		if got := terms.Unmet(l.Facts(), nil); len(got) != 0 {
			t.Errorf("%s alone is not enough: %v", name, got)
		}
	}
}

func TestThePromisesOfAGrade(t *testing.T) {
	terms := agreement.Terms{Decide: map[lead.Grade]int{lead.GradeA: 60, lead.GradeB: 240},
		FirstContact: map[lead.Grade]int{lead.GradeC: 90}}
	if a, b := terms.DecideWithin(lead.GradeA), terms.DecideWithin(lead.GradeB); a != time.Hour || b != 4*time.Hour {
		t.Errorf("A within %s, B within %s", a, b)
	}
	if got := terms.ContactWithin(lead.GradeC); got != 90*time.Minute {
		t.Errorf("contact within %s", got)
	}
}

func TestTheRepReadsWhatAReasonLeadsTo(t *testing.T) {
	for _, tc := range []struct {
		reason agreement.Reason
		want   string
	}{
		{agreement.Reason{Words: "Company too small", NextStep: agreement.Return, Quality: agreement.QualityYes},
			"Company too small returns the lead to marketing and counts against quality."},
		{agreement.Reason{Words: "Not my territory", NextStep: agreement.Reroute, Quality: agreement.QualityNo},
			"Not my territory passes the lead to a colleague and does not count against quality."},
		{agreement.Reason{Words: "Spam or a test", NextStep: agreement.Close, Quality: agreement.QualityData},
			"Spam or a test closes the lead and counts against data quality only."},
		{agreement.Reason{Words: "Not now", NextStep: agreement.Recycle, Quality: agreement.QualityPartly},
			"Not now recycles the lead and counts partly against quality."},
		{agreement.Reason{Words: "Duplicate", NextStep: agreement.Merge, Quality: agreement.QualityData},
			"Duplicate merges the lead and counts against data quality only."},
	} {
		if got := tc.reason.Consequence(); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

func TestAReasonIsCheckedFieldByField(t *testing.T) {
	good := agreement.Reason{List: agreement.Reject, Class: "clerical", Code: "bad_phone", Words: "Phone is wrong",
		NextStep: agreement.Return, Quality: agreement.QualityData}
	late := agreement.Reason{List: agreement.Disqualify, Class: "need", Code: "not_now", Words: "Not now",
		NextStep: agreement.Recycle, Quality: agreement.QualityPartly}
	for _, tc := range []struct {
		name   string
		from   agreement.Reason
		change func(*agreement.Reason)
		field  string
	}{
		{"a reason to reject", good, func(*agreement.Reason) {}, ""},
		{"a reason to disqualify", late, func(*agreement.Reason) {}, ""},
		{"spaces around", good, func(r *agreement.Reason) { r.Words, r.Code = "  Phone \n is wrong ", " bad_phone " }, ""},
		{"no words", good, func(r *agreement.Reason) { r.Words = "  " }, "words"},
		{"200 characters", good, func(r *agreement.Reason) { r.Words = strings.Repeat("ü", 200) }, ""},
		{"201 characters", good, func(r *agreement.Reason) { r.Words = strings.Repeat("ü", 201) }, "words"},
		{"a code with capitals", good, func(r *agreement.Reason) { r.Code = "Bad" }, "code"},
		{"a code that begins with a digit", good, func(r *agreement.Reason) { r.Code = "1bad" }, "code"},
		{"a code of 60", good, func(r *agreement.Reason) { r.Code = strings.Repeat("a", 60) }, ""},
		{"a code of 61", good, func(r *agreement.Reason) { r.Code = strings.Repeat("a", 61) }, "code"},
		{"no list", good, func(r *agreement.Reason) { r.List = "" }, "list"},
		{"a class of the other list", good, func(r *agreement.Reason) { r.Class = "need" }, "class"},
		{"the same class in its list", late, func(r *agreement.Reason) { r.Class = "fit" }, ""},
		{"a rejected lead passed on", good, func(r *agreement.Reason) { r.NextStep = agreement.Reroute }, ""},
		{"a rejected lead set aside", good, func(r *agreement.Reason) { r.NextStep = agreement.Recycle }, "next_step"},
		{"wrong data merged", good, func(r *agreement.Reason) { r.NextStep = agreement.Merge }, ""},
		{"what is outside the definition merged", good,
			func(r *agreement.Reason) { r.Class, r.NextStep = "definitional", agreement.Merge }, "next_step"},
		{"a disqualified lead merged", late, func(r *agreement.Reason) { r.NextStep = agreement.Merge }, "next_step"},
		{"a rejected lead closed", good, func(r *agreement.Reason) { r.NextStep = agreement.Close }, ""},
		{"a disqualified lead closed", late, func(r *agreement.Reason) { r.NextStep = agreement.Close }, ""},
		{"a disqualified lead passed on", late, func(r *agreement.Reason) { r.NextStep = agreement.Reroute }, "next_step"},
		{"a disqualified lead returned", late, func(r *agreement.Reason) { r.NextStep = agreement.Return }, "next_step"},
		{"no next step", good, func(r *agreement.Reason) { r.NextStep = "" }, "next_step"},
		{"no word on quality", good, func(r *agreement.Reason) { r.Quality = "" }, "quality"},
	} {
		r := tc.from
		tc.change(&r)
		err := r.Check()
		var problems errs.Problems
		errors.As(err, &problems)
		if tc.field == "" && err != nil || tc.field != "" && (len(problems) != 1 || problems[tc.field] == "") {
			t.Errorf("%s: %v, want a problem with %q", tc.name, err, tc.field)
		}
	}
	r := good
	r.Words, r.Code = "  Phone \n is  wrong ", " bad_phone "
	if err := r.Check(); err != nil || r.Words != "Phone is wrong" || r.Code != "bad_phone" {
		t.Errorf("stored as %q and %q: %v", r.Words, r.Code, err)
	}
}
