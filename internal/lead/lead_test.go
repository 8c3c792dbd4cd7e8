package lead_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/identity"
	"baton/internal/lead"
)

func TestWhatIsTypedIsBroughtIntoOneForm(t *testing.T) {
	typed := lead.Lead{
		Name: "  Ana \t María\u00a0Ruiz ", Email: " Ana@Buyer.Example ", Phone: " 600 123 456 ", JobTitle: "Head\nof  sales",
		Company: " Buyer  S.L. ", Country: " es ",
		Industry: " Retail ", City: "A  Coruña", Website: " https://buyer.example ", ExternalID: " x 1 ",
		Note: "  one\r\ntwo  ",
	}
	typed.Normalise()
	want := lead.Lead{
		Name: "Ana María Ruiz", Email: "ana@buyer.example", Phone: "+34600123456", JobTitle: "Head of sales",
		Company: "Buyer S.L.", Country: "ES",
		Industry: "Retail", City: "A Coruña", Website: "https://buyer.example", ExternalID: "x 1", Note: "one\ntwo",
	}
	if diff := cmp.Diff(want, typed); diff != "" {
		t.Error(diff)
	}
	again := typed
	again.Normalise()
	if diff := cmp.Diff(typed, again); diff != "" {
		t.Error("a second time changes something:", diff)
	}
}

func TestPhoneNumbersAreReadAsTheirCountryWritesThem(t *testing.T) {
	for _, tc := range []struct {
		name, phone, country, stored, wrong string
	}{
		{"a Spanish mobile", "600 123 456", "ES", "+34600123456", ""},
		{"with its country code", "+34 600-123-456", "", "+34600123456", ""},
		{"a Berlin number", "030 901820", "DE", "+4930901820", ""},
		{"one of another country than the lead's", "+49 30 901820", "ES", "+4930901820", ""},
		{"one digit short", "600 123 45", "ES", "600 123 45", "Too short for a phone number in Spain: it has 9 digits."},
		{"one digit more", "600 123 4567", "ES", "600 123 4567", "Too long for a phone number in Spain: it has 9 digits."},
		{"no country to read it by", "600 123 456", "", "600 123 456",
			"Choose the country, or write the number with its country code, such as +34 600 123 456."},
		{"words", "call me", "ES", "call me", "This is not a phone number. Write it with digits, such as +34 600 123 456."},
		{"words without a country", "+call", "", "+call",
			"This is not a phone number. Write it with digits, such as +34 600 123 456."},
		{"none", "   ", "ES", "", ""},
		{"with an extension", "+1 415 555 0199 ext. 31", "", "+14155550199 x31", ""},
		{"with an extension, as it is stored", "+14155550199 x31", "", "+14155550199 x31", ""},
		{"with its kind behind it", "415.555.0199 (work)", "US", "+14155550199", ""},
		{"with its kind before it", "Tel.: 030 901820", "DE", "+4930901820", ""},
		{"with 00 for the plus sign", "0034 600 123 456", "", "+34600123456", ""},
		{"with 00 in a country that dials 011", "0034 600 123 456", "US", "+34600123456", ""},
		{"copied out of a contacts program", "\u202a+34 600 123 456\u202c", "", "+34600123456", ""},
		{"a stroke within it", "030/901820", "DE", "+4930901820", ""},
		{"two", "+34 600 123 456 / +34 600 123 457", "ES", "+34600123456", ""},
		{"two with a word between", "600 123 456 or 600 123 457", "ES", "+34600123456", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := lead.Lead{Name: "Ana", Phone: tc.phone, Country: tc.country}
			l.Normalise()
			if l.Phone != tc.stored {
				t.Errorf("stored as %q, want %q", l.Phone, tc.stored)
			}
			if got := l.Check()["phone"]; got != tc.wrong {
				t.Errorf("got %q, want %q", got, tc.wrong)
			}
		})
	}
}

func TestASecondNumberGoesToTheNote(t *testing.T) {
	l := lead.Lead{Name: "Ana", Phone: "600 123 456; 600 123 457", Country: "ES", Note: "Call her."}
	l.Normalise()
	l.Normalise()
	if l.Note != "Call her.\nAnother phone number: +34600123457" {
		t.Errorf("the note is %q", l.Note)
	}
}

func TestAnExtensionIsDialled(t *testing.T) {
	if link := identity.PhoneLink("+14155550199 x31"); link != "tel:+14155550199;ext=31" {
		t.Error(link)
	}
}

func TestALeadIsCheckedFieldByField(t *testing.T) {
	for _, tc := range []struct {
		name, field string
		change      func(*lead.Lead)
	}{
		{"a name is enough", "", func(*lead.Lead) {}},
		{"nothing at all", "name", func(l *lead.Lead) { l.Name = "" }},
		{"only an e-mail address", "", func(l *lead.Lead) { l.Name, l.Email = "", "ana@buyer.example" }},
		{"only a phone number", "", func(l *lead.Lead) { l.Name, l.Phone = "", "+34600123456" }},
		{"half an e-mail address", "email", func(l *lead.Lead) { l.Email = "ana@buyer" }},
		{"a mark that turns the e-mail address around", "email", func(l *lead.Lead) { l.Email = "ana\u202ebuyer@a.example" }},
		{"a country that is none", "country", func(l *lead.Lead) { l.Country = "XX" }},
		{"a country", "", func(l *lead.Lead) { l.Country = "PT" }},
		{"a name of 200", "", func(l *lead.Lead) { l.Name = strings.Repeat("é", 200) }},
		{"a name of 201", "name", func(l *lead.Lead) { l.Name = strings.Repeat("é", 201) }},
		{"a job title of 201", "job_title", func(l *lead.Lead) { l.JobTitle = strings.Repeat("x", 201) }},
		{"a company of 201", "company", func(l *lead.Lead) { l.Company = strings.Repeat("x", 201) }},
		{"an industry of 201", "industry", func(l *lead.Lead) { l.Industry = strings.Repeat("x", 201) }},
		{"a city of 201", "city", func(l *lead.Lead) { l.City = strings.Repeat("x", 201) }},
		{"an external id of 201", "external_id", func(l *lead.Lead) { l.ExternalID = strings.Repeat("x", 201) }},
		{"a website of 500", "", func(l *lead.Lead) { l.Website = strings.Repeat("x", 500) }},
		{"a website of 501", "website", func(l *lead.Lead) { l.Website = strings.Repeat("x", 501) }},
		{"a note of 10,000", "", func(l *lead.Lead) { l.Note = strings.Repeat("x", 10_000) }},
		{"a note of 10,001", "note", func(l *lead.Lead) { l.Note = strings.Repeat("x", 10_001) }},
		{"lines and tabs in a note", "", func(l *lead.Lead) { l.Note = "a\n\tb" }},
		{"a zero byte in a note", "note", func(l *lead.Lead) { l.Note = "a\x00b" }},
		{"bytes that are no text", "name", func(l *lead.Lead) { l.Name = "a\xffb" }},
		{"a mark that turns the text around", "company", func(l *lead.Lead) { l.Company = "a\u202eb" }},
		{"a mark that isolates a direction", "name", func(l *lead.Lead) { l.Name = "a\u2066b" }},
		{"Arabic", "", func(l *lead.Lead) { l.Name = "سارة" }},
		{"one person in the company", "", func(l *lead.Lead) { l.CompanySize = 1 }},
		{"less than nobody", "company_size", func(l *lead.Lead) { l.CompanySize = -1 }},
		{"ten million people", "", func(l *lead.Lead) { l.CompanySize = 10_000_000 }},
		{"one more", "company_size", func(l *lead.Lead) { l.CompanySize = 10_000_001 }},
	} {
		l := lead.Lead{Name: "Ana"}
		tc.change(&l)
		l.Normalise()
		got := l.Check()
		if tc.field == "" && len(got) > 0 || tc.field != "" && (len(got) != 1 || got[tc.field] == "") {
			t.Errorf("%s: %v, want a problem with %q", tc.name, got, tc.field)
		}
	}
	if got, want := (lead.Lead{Name: strings.Repeat("x", 10_001)}).Check()["name"],
		"This has 10,001 characters. The maximum is 200."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTwoSpellingsOfOneCompanyHaveOneKey(t *testing.T) {
	for _, tc := range []struct{ company, key string }{
		{"Acme", "acme"}, {"ACME, Inc.", "acme"}, {"Acme GmbH & Co. KG", "acme"}, {"Müller & Söhne AG", "müller söhne"},
		{"Acme Labs", "acme labs"}, {"AG", "ag"}, {"Co-op Ltd", "co op"}, {"3M", "3m"}, {"", ""}, {" ... ", ""},
	} {
		if got := identity.CompanyKey(tc.company); got != tc.key {
			t.Errorf("%q has the key %q, want %q", tc.company, got, tc.key)
		}
		if got := (lead.Lead{Company: tc.company}).CompanyKey(); got != tc.key {
			t.Errorf("a lead of %q has the key %q", tc.company, got)
		}
	}
}

func TestALeadIsCalledByWhatIsKnown(t *testing.T) {
	for _, tc := range []struct {
		lead lead.Lead
		want string
	}{
		{lead.Lead{ID: 7, Name: "Ana", Email: "ana@buyer.example", Phone: "+34600123456"}, "Ana"},
		{lead.Lead{ID: 7, Email: "ana@buyer.example", Phone: "+34600123456"}, "ana@buyer.example"},
		{lead.Lead{ID: 7, Phone: "+34600123456"}, "+34600123456"},
		{lead.Lead{ID: 7}, "Lead L-7"},
	} {
		if got := tc.lead.Called(); got != tc.want {
			t.Errorf("called %q, want %q", got, tc.want)
		}
	}
}

func TestWhatIsKnownOfALeadStays(t *testing.T) {
	agreed := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	known := lead.Lead{Name: "Ana", Email: "ana@buyer.example", Company: "Buyer", CompanySize: 10, Source: 1, Campaign: 2,
		Persona: 3, Note: "old", Consent: true, ConsentAt: agreed}
	typed := lead.Lead{
		Name: "Anna", Email: "anna@other.example", Phone: "+34600123456", JobTitle: "Head", Company: "Other",
		Industry: "Retail", Country: "ES", City: "Vigo",
		Website: "https://other.example", CompanySize: 99, Source: 7, Campaign: 8, Persona: 9, Note: "new", Consent: true,
		ConsentAt: agreed.Add(time.Hour),
	}
	got := known
	got.Complete(typed)
	want := known
	want.Phone, want.JobTitle, want.Industry, want.Country, want.City, want.Website = typed.Phone, typed.JobTitle,
		typed.Industry, typed.Country, typed.City, typed.Website
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	empty := lead.Lead{}
	empty.Complete(typed)
	want = typed
	want.Source, want.Campaign, want.Note = 0, 0, ""
	if diff := cmp.Diff(want, empty); diff != "" {
		t.Error("of nothing:", diff)
	}
	silent := known
	silent.Complete(lead.Lead{Consent: false})
	if !silent.Consent || !silent.ConsentAt.Equal(agreed) {
		t.Error("sending a lead again without the tick takes its consent away")
	}
}

func FuzzALeadIsStoredAsItIsCompared(f *testing.F) {
	f.Add("Ana", "ana@buyer.example", "600 123 456", "ES", "Buyer", "note")
	f.Add("a\xff", "a@b.c\x00", "+", "\x00", "\u202e", "\r\n")
	f.Fuzz(func(t *testing.T, name, email, phone, country, company, note string) {
		l := lead.Lead{Name: name, Email: email, Phone: phone, Country: country, Company: company, Note: note}
		l.Normalise()
		problems := l.Check()
		again := l
		again.Normalise()
		if len(problems) > 0 {
			return
		}
		if diff := cmp.Diff(l, again); diff != "" {
			t.Error("a second time changes something:", diff)
		}
		for field, text := range map[string]string{"name": l.Name, "email": l.Email, "phone": l.Phone, "company": l.Company,
			"note": l.Note} {
			if strings.ContainsAny(text, "\x00\u202e\u2066") {
				t.Errorf("%s is taken with a sign that cannot be shown: %q", field, text)
			}
		}
		if l.Phone != "" && identity.PhoneWords(l.Phone) == l.Phone {
			t.Errorf("%q is taken as a phone number", l.Phone)
		}
	})
}
