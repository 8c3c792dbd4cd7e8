package handoff_test

import (
	"slices"
	"testing"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

func TestSalesCorrectsHowALeadIsReached(t *testing.T) {
	known := lead.Lead{ID: 1, Name: "Ines Ortega", Email: "ines@haulage.example", Phone: "+34600123456", Country: "ES",
		Version: 3}
	right := handoff.ContactData{Name: "Inés Ortega", Email: "ines.ortega@haulage.example", Phone: "600 123 456",
		Version: 3}
	typed := func(change func(*handoff.ContactData)) handoff.ContactData {
		c := right
		change(&c)
		return c
	}
	for _, tc := range []struct {
		name   string
		h      *handoff.Handoff
		by     account.Person
		typed  handoff.ContactData
		kind   error
		words  string
		fields []string
	}{
		{"its owner, while it waits", held(), rosa, right, nil, "", []string{"name", "email"}},
		{"its owner, at work", decided(t, held(), accept(rosa, ten)), rosa, right, nil, "", []string{"name", "email"}},
		{"a colleague", held(), tom, right, nil, "", []string{"name", "email"}},
		{"nothing else than before", held(), rosa,
			handoff.ContactData{Name: " Ines  Ortega ", Email: "Ines@Haulage.example", Phone: "+34 600 123 456"}, nil, "", nil},
		{"a number that is gone", held(), rosa, typed(func(c *handoff.ContactData) { c.Phone = "" }), nil, "",
			[]string{"name", "email", "phone"}},
		{"marketing", held(), mia, right, errs.Forbidden, notSales, nil},
		{"another team", held(), kim, right, errs.Forbidden, notSales, nil},
		{"with marketing again", decided(t, held(), recall(mia, ten)), rosa, right, errs.Conflict, "", nil},
		{"half an address", held(), rosa, typed(func(c *handoff.ContactData) { c.Email = "ines@" }), errs.Invalid,
			"email: This e-mail address is not complete. Write it like name@company.example.", nil},
		{"nobody at all", held(), rosa, handoff.ContactData{}, errs.Invalid,
			"name: Write a name, an e-mail address or a phone number. A lead needs at least one of them.", nil},
		{"an older page", held(), rosa, typed(func(c *handoff.ContactData) { c.Version = 2 }), errs.Conflict,
			"This lead has changed since you opened it. Check it again, then decide.", nil},
	} {
		l := known
		tc.h.Changes = handoff.Changes{}
		err := tc.h.Correct(tc.by, &l, tc.typed, ten)
		if tc.words != "" || tc.kind == nil {
			if wrong := handofftest.Refused(err, tc.kind, tc.words); wrong != "" {
				t.Errorf("%s: %s", tc.name, wrong)
			}
		} else if err == nil {
			t.Errorf("%s: it is taken", tc.name)
		}
		var fields []string
		for _, c := range tc.h.Changes.Corrections {
			fields = append(fields, c.Field)
			if c.Was == c.Now || c.By != tc.by.ID || !c.At.Equal(ten) {
				t.Errorf("%s: kept %+v", tc.name, c)
			}
		}
		if !slices.Equal(fields, tc.fields) || len(tc.h.Changes.Events) != min(len(tc.fields), 1) {
			t.Errorf("%s: kept %v with %d events, want %v", tc.name, fields, len(tc.h.Changes.Events), tc.fields)
		}
	}
}
