package intake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"baton/internal/errs"
)

// Field is something of a lead that a column can hold.
type Field struct {
	Name  string // as in the API
	Label string
}

// Fields are all that a column can become, in the order in which pages offer them.
var Fields = []Field{
	{"name", "Name"}, {"first_name", "First name"}, {"last_name", "Last name"}, {"email", "Email"}, {"phone", "Phone"}, {"job_title", "Job title"},
	{"company", "Company"}, {"company_size", "Company size"}, {"industry", "Industry"}, {"country", "Country"}, {"city", "City"}, {"website", "Website"},
	{"source", "Source"}, {"campaign", "Campaign"}, {"persona", "Persona"}, {"note", "Note"}, {"consent", "Consent"}, {"created_at", "Captured at"}, {"touch", "Kind of touch"},
	{"utm_source", "UTM source"}, {"utm_medium", "UTM medium"}, {"utm_campaign", "UTM campaign"}, {"utm_term", "UTM term"},
	{"utm_content", "UTM content"}, {"external_id", "ID in the other system"},
}

func known(field string) bool {
	return slices.ContainsFunc(Fields, func(f Field) bool { return f.Name == field })
}

// Mapping says what each column of a file becomes: the name of a field, "" for a column that is left out.
type Mapping []string

// headings are what the columns of exports are called, as key makes them, the most telling first.
var headings = map[string][]string{
	"first_name":   {"firstname", "givenname", "forename", "vorname", "prenom", "nombre", "nome"},
	"last_name":    {"lastname", "surname", "familyname", "nachname", "nomdefamille", "apellido", "apellidos", "cognome"},
	"name":         {"name", "fullname", "leadname", "contactname", "contact", "yourname", "personname", "nombrecompleto", "nomcomplet"},
	"email":        {"email", "emailaddress", "workemail", "businessemail", "mail", "emailadresse", "correo", "correoelectronico", "courriel"},
	"phone":        {"phone", "phonenumber", "mobile", "mobilephone", "mobilephonenumber", "cell", "cellphone", "telephone", "tel", "workphone", "businessphone", "telefon", "telefono", "telefone"},
	"job_title":    {"jobtitle", "title", "position", "jobposition", "jobrole", "roletitle", "designation", "puesto", "cargo", "funktion"},
	"company":      {"company", "companyname", "companyaccount", "account", "accountname", "associatedcompany", "organization", "organisation", "organizationname", "employer", "firma", "empresa", "entreprise", "societe", "azienda"},
	"company_size": {"companysize", "numberofemployees", "employees", "noofemployees", "employeecount", "headcount", "companyemployees"},
	"industry":     {"industry", "companyindustry", "sector", "branche", "vertical"},
	"country":      {"country", "countryregion", "countrycode", "cc", "land", "pais", "pays", "nation"},
	"city":         {"city", "town", "ort", "stadt", "ciudad", "ville", "citta"},
	"website":      {"website", "websiteurl", "companywebsite", "url", "webpage", "homepage", "companydomainname", "domain"},
	"source":       {"source", "leadsource", "originalsource", "originalsourcetype", "origin", "channel", "platform"},
	"campaign":     {"campaign", "campaignname", "leadcampaign"},
	"persona":      {"persona", "buyerpersona"},
	"note":         {"note", "notes", "comment", "comments", "description", "message", "yourmessage", "bemerkung"},
	"consent":      {"consent", "optin", "emailoptin", "marketingconsent", "gdprconsent", "legalbasisforprocessingcontactsdata", "subscribed"},
	"created_at":   {"createdat", "createdate", "createddate", "createdtime", "created", "dateadded", "dateidentified", "optintime", "submittedat", "submittime", "timestamp", "date"},
	"touch":        {"touch", "touchkind", "touchtype", "activitytype", "activity", "interaction", "eventtype"},
	"utm_source":   {"utmsource"},
	"utm_medium":   {"utmmedium"},
	"utm_campaign": {"utmcampaign"},
	"utm_term":     {"utmterm"},
	"utm_content":  {"utmcontent"},
	"external_id":  {"externalid", "leadid", "recordid", "recordidcontact", "contactid", "leid", "id", "crmid"},
}

// Guess is the mapping that the names of the columns suggest. No field is given twice.
func Guess(header []string) Mapping {
	m := make(Mapping, len(header))
	keys := make([]string, len(header))
	for i, h := range header {
		keys[i] = key(h)
	}
	for _, f := range Fields {
		for _, name := range headings[f.Name] {
			if i := slices.Index(keys, name); i >= 0 && m[i] == "" {
				m[i] = f.Name
				break
			}
		}
	}
	return m
}

// key is what two spellings of a heading have in common: lower case letters and digits, without marks on letters.
func key(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		}
		return -1
	}, plain.Replace(strings.ToLower(heading)))
}

// plain takes the marks off the letters that occur in headings.
var plain = strings.NewReplacer("á", "a", "à", "a", "ã", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "í", "i", "ó", "o", "ô", "o", "ú", "u", "ü", "u", "ñ", "n", "ä", "a", "ö", "o")

// ParseMapping reads a mapping for header from JSON: an object of column name to field name, "" for a column to be left out. Columns that
// it does not name keep what Guess says, unless another column was given that field. Problems name what is not there.
func ParseMapping(text []byte, header []string) (Mapping, error) {
	var said map[string]string
	if err := json.Unmarshal(text, &said); err != nil {
		return nil, errs.Say(errs.Invalid, `The mapping cannot be read. It is JSON such as {"Work email": "email", "Firm": "company"}.`)
	}
	m := Guess(header)
	problems := errs.Problems{}
	for _, column := range slices.Sorted(maps.Keys(said)) {
		i := slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(h, column) })
		switch {
		case i < 0:
			problems.Add(column, fmt.Sprintf("The file has no column called %q.", column))
			continue
		case said[column] != "" && !known(said[column]):
			problems.Add(column, fmt.Sprintf("A lead has no field called %q.", said[column]))
			continue
		}
		for j := range m {
			if m[j] == said[column] && !isSaid(said, header[j]) {
				m[j] = ""
			}
		}
		m[i] = said[column]
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return m, m.Check()
}

func isSaid(said map[string]string, column string) bool {
	for name := range said {
		if strings.EqualFold(name, column) {
			return true
		}
	}
	return false
}

// Check says what is wrong with a mapping that somebody chose: a field that is none or stands twice, or nothing that tells who a lead is.
func (m Mapping) Check() error {
	problems := errs.Problems{}
	seen := map[string]bool{}
	for i, field := range m {
		switch {
		case field == "":
		case !known(field):
			problems.Add(column(i), "A lead has no such field. Choose one of the list.")
		case seen[field]:
			problems.Add(column(i), "Another column becomes this field already. Leave one of them out.")
		}
		seen[field] = true
	}
	if !slices.ContainsFunc([]string{"name", "first_name", "last_name", "email", "phone"}, func(f string) bool { return seen[f] }) {
		problems.Add("", "No column is a name, an e-mail address or a phone number. Choose at least one, so that leads are somebody.")
	}
	return problems.Err()
}

// column is what the select of a column is called in a form.
func column(i int) string { return fmt.Sprintf("column_%d", i+1) }

// at is which column becomes field, -1 when none does.
func (m Mapping) at(field string) int { return slices.Index(m, field) }
