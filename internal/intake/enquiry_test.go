package intake

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/errs"
	"baton/internal/lead"
)

var imported = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func enquiries(t *testing.T, text string, d Defaults) []Enquiry {
	t.Helper()
	s, err := Open(strings.NewReader(text), Reading{})
	if err != nil {
		t.Fatal(err)
	}
	d.At = imported
	var all []Enquiry
	for e, err := range s.Enquiries(Guess(s.Header), d) {
		if err != nil {
			t.Fatal(err)
		}
		e.Fields = nil // the file says them
		all = append(all, e)
	}
	return all
}

func TestColumnsAreGuessedFromTheirNames(t *testing.T) {
	for _, c := range []struct{ from, header, want string }{
		{"a CRM's contacts", "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date," +
			"Associated Company,Original Source,Job Title,Country/Region",
			"external_id,first_name,last_name,email,phone,,,created_at,company,source,job_title,country"},
		{"a CRM's report", "Lead ID,Lead Owner,First Name,Last Name,Title,Company / Account,Email,Phone,Lead Source," +
			"Rating,City,Country,Create Date",
			"external_id,,first_name,last_name,job_title,company,email,phone,source,,city,country,created_at"},
		{"a lead form", "id,created_time,ad_id,campaign_id,campaign_name,platform,full_name,phone_number,email",
			"external_id,created_at,,,campaign,source,name,phone,email"},
		{"a mailing list", "Email Address,First Name,Last Name,OPTIN_TIME,CC,LEID,NOTES,UNSUB_REASON,UNSUB_REASON",
			"email,first_name,last_name,created_at,country,external_id,note,,"},
		{"a German table", "Vorname,Nachname,E-Mail-Adresse,Firma,Telefon,Land,Ort",
			"first_name,last_name,email,company,phone,country,city"},
		{"the names of the API",
			"first_name,last_name,name,email,phone,job_title,company,company_size,industry,country,city,website,source," +
				"campaign,persona,note,consent,external_id,created_at," +
				"utm_source,utm_medium,utm_campaign,utm_term,utm_content",
			"first_name,last_name,name,email,phone,job_title,company,company_size,industry,country,city,website,source," +
				"campaign,persona,note,consent,external_id,created_at," +
				"utm_source,utm_medium,utm_campaign,utm_term,utm_content"},
		{"two columns of phones", "Email,Mobile,Phone", "email,phone,phone"},
		{"a French table", "Prénom;Nom;Adresse e-mail;Téléphone;Société;Pays;Effectif;Fonction;Ville",
			"first_name;last_name;email;phone;company;country;company_size;job_title;city"},
		//nolint:misspell // Polish
		{"a Polish table", "Imię;Nazwisko;Adres e-mail;Telefon;Firma;Kraj;Stanowisko",
			"first_name;last_name;email;phone;company;country;job_title"},
		{"a Portuguese table", "Nome;Sobrenome;E-mail;Celular;Empresa;País",
			"first_name;last_name;email;phone;company;country"},
		{"a Spanish table", "Nombre;Apellidos;Correo electrónico;Teléfono móvil;Empresa;País",
			"first_name;last_name;email;phone;company;country"},
		{"a German table with Name for the last name", "Vorname;Name;E-Mail;Handy;Unternehmen;Mitarbeiter",
			"first_name;last_name;email;phone;company;company_size"},
	} {
		t.Run(c.from, func(t *testing.T) {
			sign := ","
			if strings.Contains(c.header, ";") {
				sign = ";"
			}
			if diff := cmp.Diff(strings.Split(c.want, sign), []string(Guess(strings.Split(c.header, sign)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAMappingFileSaysWhatColumnsAre(t *testing.T) {
	header := []string{"Mail", "Firm", "Title", "Email"}
	for _, c := range []struct {
		name, text string
		want       Mapping
		problem    string
	}{
		{"a column with a name of its own", `{"Firm": "company"}`, Mapping{"email", "company", "job_title", "email"}, ""},
		{"another column for a field", `{"Mail": "email"}`, Mapping{"email", "", "job_title", ""}, ""},
		{"two columns for a field", `{"Mail": "email", "Email": "email"}`, Mapping{"email", "", "job_title", "email"}, ""},
		{"a column by its place", `{"2": "company"}`, Mapping{"email", "company", "job_title", "email"}, ""},
		{"which figure is the day", `{"Firm": "created_at_day_first"}`,
			Mapping{"email", createdDayFirst, "job_title", "email"}, ""},
		{"a column to leave out", `{"title": ""}`, Mapping{"email", "", "", "email"}, ""},
		{"a column that is not there", `{"Phone": "phone"}`, nil, `no column called "Phone"`},
		{"a field that is not there", `{"Firm": "shoe_size"}`, nil, `no field called "shoe_size"`},
		{"nothing that says who it is", `{"Mail": "", "Email": ""}`, nil, "No column is a name"},
		{"Write JSON such as", `Firm=company`, nil, "The mapping cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := ParseMapping([]byte(c.text), header)
			if c.problem != "" {
				if err == nil || !strings.Contains(err.Error(), c.problem) {
					t.Errorf("answers %v", err)
				}
				return
			}
			if diff := cmp.Diff(c.want, m); diff != "" || err != nil {
				t.Error(diff, err)
			}
		})
	}
}

func TestARowBecomesALeadWithATouch(t *testing.T) {
	all := enquiries(t, "First name,Last name,Email,Phone,Title,Company,Employees,Country,Source,Campaign,Notes,"+
		"Consent,Lead ID,Create date,utm_source\n"+
		" Lena ,Fischer,LENA@Brunnthal.example,0170 1234567,Head  of Logistics,Brunnthal Werke GmbH,51-200,Germany,"+
		"Webinar,Autumn,Asked for a price.,ja,X-1,3/15/2026 2:30 PM,mail\n", Defaults{})
	at := time.Date(2026, 3, 15, 14, 30, 0, 0, time.UTC)
	want := []Enquiry{{
		Line: 2, Source: "Webinar", Campaign: "Autumn",
		Lead: lead.Lead{Name: "Lena Fischer", Email: "lena@brunnthal.example", Phone: "+491701234567",
			JobTitle: "Head of Logistics", Company: "Brunnthal Werke GmbH",
			CompanySize: 51, Country: "DE", Note: "Asked for a price.", Consent: true, ConsentAt: at, ExternalID: "X-1",
			Stage: lead.Draft, CreatedAt: at},
		Touch: lead.Touch{Kind: "import", UTM: lead.UTM{Source: "mail"}, Note: "Asked for a price.", At: at},
	}}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCannotBeTakenIsNamed(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		field, words      string
		refused           bool
	}{
		{"nobody", "name,email,company", ",,Acme", "name", "It needs at least one of them", true},
		{"half an e-mail address", "name,email", "Ann,ann@", "email", "e-mail address is not complete", false},
		{"half an e-mail address and nothing else", "name,email", ",ann@", "email", "e-mail address is not complete", true},
		{"a phone number without its country", "name,phone", "Ann,555 0100", "phone", "country code", false},
		{"a short phone number", "name,phone", "Ann,+34 600", "phone", "Too short for a phone number in Spain", false},
		{"a country of the moon", "name,country", "Ann,Selenia", "country", "This country is not known", false},
		{"a size in words", "name,company_size", "Ann,several", "company_size", "not a number of people", false},
		{"a time to come", "name,created_at", "Ann,2031-01-01", "created_at", "not a time in the past", false},
		{"a time that is none", "name,created_at", "Ann,yesterday", "created_at", "not a time in the past", false},
		{"a company of a thousand letters", "name,company", "Ann," + strings.Repeat("x", 1000), "company",
			"This has 1,000 characters", false},
		{"a campaign of a thousand letters", "name,campaign", "Ann," + strings.Repeat("x", 1000), "campaign",
			"This has 1000 characters", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := enquiries(t, c.header+"\n"+c.row+"\n", Defaults{})[0]
			if len(e.Problems) != 1 || e.Problems[0].Field != c.field || !strings.Contains(e.Problems[0].Words, c.words) ||
				e.Refused != c.refused || e.Problems[0].Refused != c.refused {
				t.Errorf("refused %v: %+v", e.Refused, e.Problems)
			}
			if problems := e.Lead.Check(); !c.refused && len(problems) > 0 {
				t.Errorf("it is taken with %v", problems)
			}
		})
	}
}

func TestDefaultsCountWhereARowSaysNothing(t *testing.T) {
	all := enquiries(t, "name,source,phone,country\nAnn,,600 123 456,\nBo,Fair,+44 20 7946 0000,GB\n",
		Defaults{Source: "Old list", Campaign: "Spring", Country: "ES"})
	if a := all[0]; a.Source != "Old list" || a.Campaign != "Spring" || a.Lead.Country != "ES" ||
		a.Lead.Phone != "+34600123456" {
		t.Errorf("Ann is %+v", a)
	}
	if b := all[1]; b.Source != "Fair" || b.Lead.Country != "GB" {
		t.Errorf("Bo is %+v", b)
	}
}

func TestAFileWithADayAboveTwelveHasItsDaysFirst(t *testing.T) {
	all := enquiries(t, "name,created_at\nAnn,03/04/2026\nBo,25/04/2026\n", Defaults{})
	if day := all[0].Lead.CreatedAt; day.Month() != time.April || day.Day() != 3 {
		t.Errorf("03/04/2026 is %s", day.Format("2 January"))
	}
}

func TestTheOlistProfileNeedsItsTwoFiles(t *testing.T) {
	leads := "mql_id,first_contact_date,landing_page_id,origin\n" +
		"a,2018-02-01,p,social\nb,2018-03-01,p,\n,2018-03-01,p,\nc,2018-05-01,q,email\n"
	deals := "mql_id,seller_id,sdr_id,sr_id,won_date\na,s,sdr1,sr1,2018-02-26 19:58:54\nc,s,sdr1,sr2,2018-04-01 10:00:00\n"
	o, err := OpenOlist(strings.NewReader(deals), strings.NewReader(leads), nil)
	if err != nil {
		t.Fatal(err)
	}
	var all []OlistLead
	for l, err := range o.Leads() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
	if len(all) != 4 || all[0].Deal == nil || all[0].Deal.SR != "sr1" || all[1].Deal != nil ||
		all[1].Source != "unknown" || !all[2].Refused {
		t.Errorf("read %+v", all)
	}
	if c := all[3]; c.Refused || len(c.Problems) != 1 ||
		!strings.HasPrefix(c.Problems[0].Words, "Won before the first contact, on 1 April 2018.") {
		t.Errorf("the deal before its lead is %+v", c.Problems)
	}
	if _, err := OpenOlist(strings.NewReader(leads), strings.NewReader(leads), nil); errs.Words(err) == "" {
		t.Errorf("two files of leads: %v", err)
	}
}

func TestExportsOfOtherSystems(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "data", "formats")
	for file, want := range map[string]int{"hubspot_contacts.csv": 2, "mailchimp_members.csv": 1,
		"meta_leads_export.csv": 1, "meta_leads_export_utf16.tsv": 1, "salesforce_leads_report.csv": 1} {
		t.Run(file, func(t *testing.T) {
			f, err := os.Open(filepath.Join(folder, file))
			if os.IsNotExist(err) {
				t.Skip("the samples of other systems are not beside the project, in ../shared/data/formats")
			}
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			s, err := Open(f, Reading{})
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for e, err := range s.Enquiries(Guess(s.Header), Defaults{At: imported}) {
				if err != nil || e.Refused || e.Lead.Email == "" && !e.Aside {
					t.Errorf("%+v, %v", e, err)
				}
				if !e.Aside {
					n++
				}
			}
			if n != want {
				t.Errorf("%d leads, want %d", n, want)
			}
		})
	}
}
