package intake

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"baton/internal/errs"
)

// Field is a field of a lead that a column can fill.
type Field struct {
	Name  string // the name in the API
	Label string
}

// Fields are all fields that a column can fill, in the order of the pages.
var Fields = []Field{
	{"name", "Name"}, {"first_name", "First name"}, {"last_name", "Last name"}, {"email", "Email"}, {"phone", "Phone"},
	{"job_title", "Job title"},
	{"company", "Company"}, {"company_size", "Company size"}, {"industry", "Industry"}, {"country", "Country"},
	{"city", "City"}, {"website", "Website"},
	{"source", "Source"}, {"campaign", "Campaign"}, {"persona", "Persona"}, {"note", "Note"}, {"consent", "Consent"},
	{"created_at", "Captured at"}, {"touch", "Kind of touch"},
	{"utm_source", "UTM source"}, {"utm_medium", "UTM medium"}, {"utm_campaign", "UTM campaign"}, {"utm_term", "UTM term"},
	{"utm_content", "UTM content"}, {"external_id", "ID in the other system"},
}

// These stand for created_at in a mapping that says which figure of dates such as 3/4/2026 is the day. A Reading says
// the same for a whole file.
const (
	createdDayFirst   = "created_at_day_first"
	createdMonthFirst = "created_at_month_first"
)

// fills returns the field of a lead that a column fills.
func fills(field string) string {
	if field == createdDayFirst || field == createdMonthFirst {
		return "created_at"
	}
	return field
}

// known reports whether a field is one of Fields.
func known(field string) bool {
	return slices.ContainsFunc(Fields, func(f Field) bool { return f.Name == fills(field) })
}

// Mapping has the name of a field for each column of a file, or "" for a column that is not imported.
type Mapping []string

// headings are the usual names of columns by field, as key makes them. The most specific come first.
var headings = map[string][]string{
	"first_name": {"firstname", "givenname", "forename", "vorname", "prenom", "nombre", "nome", "primeironome", "imie",
		"voornaam", "fornamn", "fornavn", "etunimi", "keresztnev", "jmeno", "ad", "contactfirstname", "名"},
	"last_name": {"lastname", "surname", "familyname", "nachname", "nomdefamille", "nom", "apellido", "apellidos",
		"cognome", "sobrenome", "apelido", "ultimonome", "nazwisko", "achternaam", "efternamn", "etternavn", "efternavn",
		"sukunimi", "vezeteknev", "prijmeni", "soyad", "contactlastname", "姓"},
	"name": {"name", "fullname", "leadname", "contactname", "contact", "yourname", "personname", "nombrecompleto",
		"nomcomplet", "nomecompleto", "nomeecognome", "imieinazwisko", "volledigenaam", "namn", "navn", "nimi", "nev",
		"ansprechpartner", "kontakt", "氏名", "名前"},
	"email": {"email", "emailaddress", "workemail", "businessemail", "mail", "emailadresse", "adresseemail",
		"adresseelectronique", "adressemail", "emailadres", "adresemail", "epost", "epostadress", "epostadresse",
		"sahkoposti", "correo", "correoelectronico", "direcciondecorreo", "direcciondecorreoelectronico", "enderecodeemail",
		"indirizzoemail", "courriel", "businessemailaddress", "workemailaddress", "companyemail", "personalemail", "メールアドレス"},
	"phone": {"phone", "phonenumber", "mobile", "mobilephone", "mobilephonenumber", "cell", "cellphone",
		"telephone", "tel", "workphone", "businessphone", "telefon", "telefono", "telefone", "telefoon", "telefoonnummer",
		"telefonnummer", "numerodetelephone", "numerodetelefono", "numerodetelefone", "numertelefonu", "teldefixe",
		"telephonefixe", "telephoneportable", "telephonemobile", "portable", "mobil", "mobilnummer", "mobiltelefon", "handy",
		"handynummer", "celular", "telefonocelular", "movil", "telefonomovil", "telemovel", "cellulare", "telefonkomorkowy",
		"komorka", "mobiel", "mobielnummer", "matkapuhelin", "puhelin", "mobileno", "phoneno", "directphone", "phone1",
		"phone2", "homephone", "cellphonenumber", "workphonenumber", "電話番号"},
	"job_title": {"jobtitle", "title", "position", "jobposition", "jobrole", "roletitle", "designation", "puesto",
		"cargo", "funktion", "fonction", "poste", "intituleduposte", "stanowisko", "functie", "ruolo", "qualifica",
		"berufsbezeichnung", "role", "役職"},
	//nolint:misspell // other languages
	"company": {"company", "companyname", "companyaccount", "account", "accountname", "associatedcompany", "organization",
		"organisation", "organizationname", "employer", "firma", "empresa", "entreprise", "societe", "nomdelasociete",
		"nomdelentreprise", "azienda", "nomeazienda", "nomedaempresa", "nombredelaempresa", "compania", "organizacion",
		"organizacao", "organisatie", "bedrijf", "bedrijfsnaam", "unternehmen", "firmenname", "nazwafirmy",
		"przedsiebiorstwo", "foretag", "bedrift", "virksomhed", "yritys", "会社名"},
	"company_size": {"companysize", "numberofemployees", "employees", "noofemployees", "employeecount", "headcount",
		"companyemployees", "effectif", "effectifs", "nombredesalaries", "nombredemployes", "taillesociete",
		"tailledelentreprise", "mitarbeiter", "mitarbeiterzahl", "anzahlmitarbeiter", "unternehmensgrosse", "empleados",
		"numerodeempleados", "tamanodelaempresa", "funcionarios", "numerodefuncionarios", "colaboradores", "dipendenti",
		"numerodipendenti", "liczbapracownikow", "pracownicy", "medewerkers", "aantalmedewerkers", "staff", "size", "従業員数"},
	"industry": {"industry", "companyindustry", "sector", "secteur", "secteurdactivite", "industria", "settore",
		"setor", "branza", "branche", "vertical", "業種"},
	"country": {"country", "countryregion", "countrycode", "cc", "land", "pais", "pays", "paese", "kraj", "nation",
		"countryname", "maa", "orszag", "zeme", "国"},
	"city": {"city", "town", "ort", "stadt", "ciudad", "ville", "citta", "cidade", "miasto", "miejscowosc",
		"plaats", "stad", "by", "kaupunki"},
	"website": {"website", "websiteurl", "companywebsite", "url", "webpage", "homepage", "companydomainname",
		"domain", "siteweb", "siteinternet", "sitioweb", "paginaweb", "sitoweb", "webseite", "internetseite", "stronawww",
		"stronainternetowa"},
	"source": {"source", "leadsource", "originalsource", "originalsourcetype", "origin", "channel", "platform",
		"origine", "origen", "origem", "fonte", "quelle", "herkunft", "zrodlo", "bron", "leadquelle"},
	"campaign": {"campaign", "campaignname", "leadcampaign", "campagne", "campana", "campanha", "campagna", "kampagne",
		"kampania"},
	"persona": {"persona", "buyerpersona"},
	"note": {"note", "notes", "comment", "comments", "description", "message", "yourmessage", "bemerkung",
		"bemerkungen", "kommentar", "notiz", "notizen", "commentaire", "commentaires", "remarque", "remarques", "notas",
		"comentario", "comentarios", "observaciones", "observacoes", "mensaje", "mensagem", "commento", "commenti", "uwagi",
		"komentarz", "notatki", "opmerking", "opmerkingen"},
	"consent": {"consent", "optin", "emailoptin", "marketingconsent", "gdprconsent",
		"legalbasisforprocessingcontactsdata", "subscribed"},
	"created_at": {"createdat", "createdate", "createddate", "createdtime", "created", "dateadded", "dateidentified",
		"optintime", "submittedat", "submittime", "submissiondate", "timestamp", "date", "datedecreation", "creele",
		"fechadecreacion", "fecha", "datadecriacao", "data", "datacreazione", "erstelltam", "erstellungsdatum", "datum",
		"datautworzenia", "aangemaaktop", "capturedat"},
	"touch":        {"touch", "touchkind", "touchtype", "activitytype", "activity", "interaction", "eventtype"},
	"utm_source":   {"utmsource"},
	"utm_medium":   {"utmmedium"},
	"utm_campaign": {"utmcampaign"},
	"utm_term":     {"utmterm"},
	"utm_content":  {"utmcontent"},
	"external_id":  {"externalid", "leadid", "recordid", "recordidcontact", "contactid", "leid", "id", "crmid"},
}

// Guess returns the mapping that the names of the columns suggest. Only a phone number and an e-mail address can come
// from several columns.
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
	for i, k := range keys {
		for _, field := range severalColumns {
			if m[i] == "" && slices.Contains(headings[field], k) {
				m[i] = field
			}
		}
	}
	if i := m.at("name"); i >= 0 && keys[i] == "name" && m.at("first_name") >= 0 && m.at("last_name") < 0 {
		m[i] = "last_name" // such as Vorname and Name in German
	}
	return m
}

// severalColumns are fields for which exports have several columns, such as Phone and Mobile phone.
var severalColumns = []string{"phone", "email"}

// LeftOut returns the names of the columns that are not imported.
func (m Mapping) LeftOut(header []string) (names []string) {
	for i, field := range m {
		if field == "" && i < len(header) && header[i] != "" {
			names = append(names, header[i])
		}
	}
	return names
}

// key returns the form in which names of columns are compared: lower case, without accents and spaces.
func key(heading string) string {
	return strings.ReplaceAll(plain(heading), " ", "")
}

// ParseMapping reads a mapping from JSON: an object from names or numbers of columns to names of fields, or "" for a
// column that is not imported. A column that is not in the object keeps what Guess returns, unless the object gives its
// field to another column. The error lists unknown columns and fields.
func ParseMapping(text []byte, header []string) (Mapping, error) {
	var said map[string]string
	if err := json.Unmarshal(text, &said); err != nil {
		return nil, errs.Say(errs.Invalid,
			`The mapping cannot be read. Write JSON such as {"Work email": "email", "Firm": "company"}.`)
	}
	m := Guess(header)
	problems := errs.Problems{}
	for _, column := range slices.Sorted(maps.Keys(said)) {
		i := slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(h, column) })
		if place, err := strconv.Atoi(column); i < 0 && err == nil && place >= 1 && place <= len(header) {
			i = place - 1
			said[header[i]] = said[column]
		}
		switch {
		case i < 0:
			problems.Add(column, fmt.Sprintf("The file has no column called %q.", column))
			continue
		case said[column] != "" && !known(said[column]):
			problems.Add(column, fmt.Sprintf("There is no field called %q.", said[column]))
			continue
		}
		for j := range m {
			if fills(m[j]) == fills(said[column]) && !isSaid(said, header[j]) {
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

// isSaid reports whether the object of a mapping has a column.
func isSaid(said map[string]string, column string) bool {
	for name := range said {
		if strings.EqualFold(name, column) {
			return true
		}
	}
	return false
}

// Check returns errs.Problems for an unknown field, or if no column identifies a person. Several columns can have one
// field: the first value of a row counts.
func (m Mapping) Check() error {
	problems := errs.Problems{}
	seen := map[string]bool{}
	for i, field := range m {
		switch {
		case field == "":
		case !known(field):
			problems.Add(column(i), "There is no such field. Choose one from the list.")
		}
		seen[field] = true
	}
	if !slices.ContainsFunc([]string{"name", "first_name", "last_name", "email", "phone"},
		func(f string) bool { return seen[f] }) {
		problems.Add("", "No column is a name, an e-mail address or a phone number. Choose at least one.")
	}
	return problems.Err()
}

// column returns the name of the input for a column in the form.
func column(i int) string { return fmt.Sprintf("column_%d", i+1) }

// at returns the index of the first column for a field, or -1.
func (m Mapping) at(field string) int {
	return slices.IndexFunc(m, func(f string) bool { return fills(f) == field })
}
