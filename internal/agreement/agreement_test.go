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

var whole = lead.Lead{Name: "Ana", Email: "ana@buyer.example", Phone: "+34600123456", Company: "Buyer", Country: "ES", JobTitle: "Head", Campaign: 1, Consent: true}

func TestEachRequirementIsMetOrNamed(t *testing.T) {
	for _, tc := range []struct {
		name, field string
		without     func(*lead.Lead)
	}{
		{"name", "name", func(l *lead.Lead) { l.Name = "" }},
		{"contact", "email", func(l *lead.Lead) { l.Email, l.Phone = "", "" }},
		{"email", "email", func(l *lead.Lead) { l.Email = "" }},
		{"phone", "phone", func(l *lead.Lead) { l.Phone = "" }},
		{"company", "company", func(l *lead.Lead) { l.Company = "" }},
		{"country", "country", func(l *lead.Lead) { l.Country = "" }},
		{"job_title", "job_title", func(l *lead.Lead) { l.JobTitle = "" }},
		{"campaign", "campaign", func(l *lead.Lead) { l.Campaign = 0 }},
		{"consent", "consent", func(l *lead.Lead) { l.Consent = false }},
	} {
		terms := agreement.Terms{Required: []string{tc.name}}
		if got := terms.CheckLead(whole); len(got) != 0 || !terms.Meets(tc.name, whole) {
			t.Errorf("%s is missed in a lead that has all: %v", tc.name, got)
		}
		l := whole
		tc.without(&l)
		if got := terms.CheckLead(l); len(got) != 1 || !strings.HasSuffix(got[tc.field], ".") || terms.Meets(tc.name, l) {
			t.Errorf("%s is not missed at %s: %v", tc.name, tc.field, got)
		}
		if got := (agreement.Terms{}).CheckLead(l); len(got) != 0 {
			t.Errorf("%s is asked for though the agreement does not: %v", tc.name, got)
		}
		if words := agreement.RequirementWords(tc.name); words == tc.name || words == "" {
			t.Errorf("%s has no words", tc.name)
		}
	}
}

func TestOneWayToReachSomebodyIsEnough(t *testing.T) {
	terms := agreement.Terms{Required: []string{"contact"}}
	for name, l := range map[string]lead.Lead{"an e-mail address": {Email: "ana@buyer.example"}, "a phone number": {Phone: "+34600123456"}} {
		if got := terms.CheckLead(l); len(got) != 0 {
			t.Errorf("%s alone is not enough: %v", name, got)
		}
	}
}

func TestARequirementThatNobodyKnowsHoldsNothingUp(t *testing.T) {
	terms := agreement.Terms{Required: []string{"shoe_size"}}
	if got := terms.CheckLead(lead.Lead{}); len(got) != 0 || !terms.Meets("shoe_size", lead.Lead{}) {
		t.Errorf("got %v", got)
	}
	if got := agreement.RequirementWords("shoe_size"); got != "shoe_size" {
		t.Errorf("it is called %q", got)
	}
}

func TestThePromisesOfAGrade(t *testing.T) {
	terms := agreement.Terms{Decide: map[lead.Grade]int{lead.GradeA: 60, lead.GradeB: 240}, FirstContact: map[lead.Grade]int{lead.GradeC: 90}}
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
		{agreement.Reason{Words: "Company too small", NextStep: agreement.Return, Quality: agreement.QualityYes}, "Company too small returns the lead to marketing and counts against quality."},
		{agreement.Reason{Words: "Not my territory", NextStep: agreement.Reroute, Quality: agreement.QualityNo}, "Not my territory passes the lead on to a colleague and does not count against quality."},
		{agreement.Reason{Words: "Spam or a test", NextStep: agreement.Close, Quality: agreement.QualityData}, "Spam or a test closes the lead and counts against data quality only."},
		{agreement.Reason{Words: "Not now", NextStep: agreement.Recycle, Quality: agreement.QualityPartly}, "Not now sets the lead aside and counts partly against quality."},
		{agreement.Reason{Words: "Duplicate", NextStep: agreement.Merge, Quality: agreement.QualityData}, "Duplicate merges the lead and counts against data quality only."},
	} {
		if got := tc.reason.Consequence(); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

func TestAReasonIsCheckedFieldByField(t *testing.T) {
	good := agreement.Reason{List: agreement.Reject, Class: "clerical", Code: "bad_phone", Words: "Phone is wrong", NextStep: agreement.Return, Quality: agreement.QualityData}
	late := agreement.Reason{List: agreement.Disqualify, Class: "need", Code: "not_now", Words: "Not now", NextStep: agreement.Recycle, Quality: agreement.QualityPartly}
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
		{"a class of the other list", good, func(r *agreement.Reason) { r.Class = "need" }, "class"},
		{"the same class in its list", late, func(r *agreement.Reason) { r.Class = "fit" }, ""},
		{"a rejected lead passed on", good, func(r *agreement.Reason) { r.NextStep = agreement.Reroute }, ""},
		{"a rejected lead set aside", good, func(r *agreement.Reason) { r.NextStep = agreement.Recycle }, "next_step"},
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
