package account_test

import (
	"errors"
	"net/mail"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/errs"
)

func TestWhatIsAnEmailAddress(t *testing.T) {
	long := strings.Repeat("a", 60) + "@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + "." +
		strings.Repeat("d", 62) + ".eu"
	for _, tc := range []struct {
		name, address string
		want          bool
	}{
		{"an ordinary one", "ana@buyer.example", true},
		{"a tag and dots", "ana.maria+news@mail.buyer.example", true},
		{"letters of another alphabet", "jürgen@müller.example", true},
		{"nothing", "", false},
		{"no at", "ana.buyer.example", false},
		{"two ats", "ana@buyer@buyer.example", false},
		{"nobody", "@buyer.example", false},
		{"no domain", "ana@", false},
		{"a domain without a dot", "ana@buyer", false},
		{"a dot first in the domain", "ana@.example", false},
		{"a dot last in the domain", "ana@buyer.", false},
		{"two dots in the domain", "ana@buyer..example", false},
		{"a hyphen first in the domain", "ana@-buyer.example", false},
		{"a hyphen last in a part of it", "ana@buyer-.example", false},
		{"a quotation mark in the domain", "ana@buyer.example'", false},
		{"one letter at its end", "ana@buyer.e", false},
		{"digits at its end", "ana@buyer.12", false},
		{"a domain of other letters", "ana@bücher.example", true},
		{"a hyphen within", "ana@my-buyer.co.uk", true},
		{"a name around it", "Ana <ana@buyer.example>", false},
		{"brackets around it", "<ana@buyer.example>", false},
		{"a comment", "ana@buyer.example (Ana)", false},
		{"quotes", `"ana"@buyer.example`, false},
		{"a space within", "an a@buyer.example", false},
		{"a space after", "ana@buyer.example ", false},
		{"two addresses", "ana@buyer.example,bo@buyer.example", false},
		{"a second line for a header", "ana@buyer.example\r\nBcc: all@buyer.example", false},
		{"a zero byte", "ana\x00@buyer.example", false},
		{"an address of a machine", "ana@[127.0.0.1]", false},
		{"a no-break space", "ana\u00a0b@buyer.example", false},
		{"a mark that turns the text around", "ana\u202ebuyer@a.example", false},
		{"a control sign beyond ASCII", "ana\u0085b@buyer.example", false},
		{"bytes that are no text", "ana\xff@buyer.example", false},
		{"254 bytes", long, len(long) == 254},
		{"255 bytes", "a" + long, false},
	} {
		if got := account.ValidEmail(tc.address); got != tc.want {
			t.Errorf("%s: %q is valid: %t, want %t", tc.name, tc.address, got, tc.want)
		}
	}
	if len(long) != 254 {
		t.Errorf("the long address has %d bytes", len(long))
	}
}

func FuzzValidEmail(f *testing.F) {
	for _, seed := range []string{"ana@buyer.example", "a@b.c", "é@ü.example", "a\u202eb@c.example", "Ana <ana@b.c>",
		"a@b..c", "@", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if !account.ValidEmail(address) {
			return
		}
		parsed, err := mail.ParseAddress(address)
		if err != nil || parsed.Address != address || parsed.Name != "" {
			t.Errorf("mail reads %q as %v, %v", address, parsed, err)
		}
		if !utf8.ValidString(address) ||
			strings.ContainsFunc(address,
				func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }) {
			t.Errorf("%q is taken with a sign that cannot be seen", address)
		}
		if strings.Count(address, "@") != 1 || len(address) > 254 {
			t.Errorf("%q is taken", address)
		}
	})
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Ana Ruiz": "AR", "ana": "A", "Ana María Ruiz": "AR", "": "?", "  ": "?", "éric ömer": "ÉÖ", "李 小龙": "李小",
	} {
		if got := (account.Person{Name: name}).Initials(); got != want {
			t.Errorf("%q has the initials %q, want %q", name, got, want)
		}
	}
}

var (
	demand = account.Membership{ID: 1, Name: "Demand", Side: account.Marketing}
	emea   = account.Membership{ID: 3, Name: "EMEA", Side: account.Sales}
	apac   = account.Membership{ID: 4, Name: "APAC", Side: account.Sales}
)

func TestTheSideOfAPerson(t *testing.T) {
	for _, tc := range []struct {
		name   string
		person account.Person
		want   account.Side
	}{
		{"a marketer in a sales team", account.Person{Role: account.Marketer, Teams: []account.Membership{emea}},
			account.Marketing},
		{"a rep in a marketing team", account.Person{Role: account.Rep, Teams: []account.Membership{demand}}, account.Sales},
		{"a manager of marketing", account.Person{Role: account.Manager, Teams: []account.Membership{demand, emea}},
			account.Marketing},
		{"a manager of sales", account.Person{Role: account.Manager, Teams: []account.Membership{emea, demand}},
			account.Sales},
		{"an admin without a team", account.Person{Role: account.Admin}, account.Sales},
	} {
		if got := tc.person.Side(); got != tc.want {
			t.Errorf("%s is on the side of %s", tc.name, got)
		}
	}
}

func TestAPersonKnowsTheirTeams(t *testing.T) {
	p := account.Person{Role: account.Manager, Teams: []account.Membership{demand, emea, apac}}
	if !p.In(3) || p.In(2) || (account.Person{}).In(0) {
		t.Error("in a wrong team")
	}
	if got := p.Team(account.Sales); got != emea {
		t.Errorf("the first sales team is %v", got)
	}
	if got := (account.Person{}).Team(account.Sales); got.ID != 0 {
		t.Errorf("somebody without teams is in %v", got)
	}
	if ids := p.TeamIDs(); len(ids) != 3 || ids[0] != 1 || ids[2] != 4 {
		t.Errorf("teams %v", ids)
	}
	if !p.Has(account.Admin, account.Manager) || p.Has(account.Admin, account.Rep) || p.Has() {
		t.Error("a manager has another role")
	}
}

func TestAPersonReadsTimesInTheirZone(t *testing.T) {
	at := time.Date(2026, 11, 3, 23, 42, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"Europe/Berlin": "on 4 November at 00:42", "America/New_York": "on 3 November at 18:42", "": "on 3 November at 23:42",
		"No/Where": "on 3 November at 23:42",
	} {
		if got := (account.Person{Zone: zone}).When(at); got != want {
			t.Errorf("in %q it was %q, want %q", zone, got, want)
		}
	}
}

func TestAPersonIsCheckedFieldByField(t *testing.T) {
	for _, tc := range []struct {
		name, field string
		change      func(*account.Person)
	}{
		{"an ordinary person", "", func(*account.Person) {}},
		{"no name", "name", func(p *account.Person) { p.Name = " " }},
		{"a name of 200", "", func(p *account.Person) { p.Name = strings.Repeat("é", 200) }},
		{"a name of 201", "name", func(p *account.Person) { p.Name = strings.Repeat("é", 201) }},
		{"half an address", "email", func(p *account.Person) { p.Email = "ana@company" }},
		{"no role", "role", func(p *account.Person) { p.Role = "" }},
		{"a role that is none", "role", func(p *account.Person) { p.Role = "boss" }},
		{"no zone", "", func(p *account.Person) { p.Zone = "" }},
		{"a zone that is none", "zone", func(p *account.Person) { p.Zone = "Europe/Atlantis" }},
		{"no open leads", "", func(p *account.Person) { p.Capacity = 0 }},
		{"fewer than none", "capacity", func(p *account.Person) { p.Capacity = -1 }},
		{"a thousand", "", func(p *account.Person) { p.Capacity = 1000 }},
		{"one more", "capacity", func(p *account.Person) { p.Capacity = 1001 }},
	} {
		p := account.Person{Name: "Ana", Email: "ana@company.example", Role: account.Rep, Zone: "Europe/Madrid", Capacity: 12}
		tc.change(&p)
		err := p.Check()
		var problems errs.Problems
		errors.As(err, &problems)
		if tc.field == "" && err != nil || tc.field != "" && (len(problems) != 1 || problems[tc.field] == "") {
			t.Errorf("%s: %v, want a problem with %q", tc.name, err, tc.field)
		}
	}
	p := account.Person{Name: "  Ana  Ruiz ", Email: " Ana@Company.example ", Role: account.Rep}
	if err := p.Check(); err != nil || p.Name != "Ana Ruiz" || p.Email != "ana@company.example" {
		t.Errorf("stored as %q, %q: %v", p.Name, p.Email, err)
	}
}
