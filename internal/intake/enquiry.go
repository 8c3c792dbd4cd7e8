package intake

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/sheet"
)

// Enquiries reads the rows of the sheet in order. A row that cannot be read is a refused Enquiry. An error means that
// the file cannot be read any further, and is the last value.
func (s *Sheet) Enquiries(m Mapping, d Defaults) iter.Seq2[Enquiry, error] {
	reader := s.reader(m, d)
	return func(yield func(Enquiry, error) bool) {
		said := s.said(m)
		for {
			row, err := s.Next()
			var e Enquiry
			var bad *sheet.RowError
			switch {
			case errors.Is(err, io.EOF):
				if said = append(said, s.saidBelow()...); len(said) > 0 {
					yield(Enquiry{Line: s.Line(), Aside: true, Problems: said}, nil)
				}
				return
			case errors.As(err, &bad):
				e = unreadable(bad)
			case err != nil:
				yield(Enquiry{}, err)
				return
			default:
				e = reader.enquiry(row)
			}
			e.Problems, said = append(said, e.Problems...), nil
			if !yield(e, nil) {
				return
			}
		}
	}
}

// unreadable returns the refused Enquiry of a row that cannot be read.
func unreadable(e *sheet.RowError) Enquiry {
	return Enquiry{Line: e.Line, Fields: e.Fields, Refused: true,
		Problems: []Problem{{Line: e.Line, Words: e.Words, Refused: true}}}
}

// reader turns the rows of one sheet into enquiries.
type reader struct {
	mapping  Mapping
	defaults Defaults
	times    *instants
	assumed  bool // the order of day and month is only assumed, from the country of the team
	decimals Decimals
	said     map[string]bool
}

// reader decides from the mapping and the first rows how the dates of the sheet are read.
func (s *Sheet) reader(m Mapping, d Defaults) *reader {
	r := &reader{mapping: m, defaults: d, decimals: s.How.Decimals, said: map[string]bool{}}
	i := m.at("created_at")
	var values []string
	for _, row := range s.Samples {
		if i >= 0 {
			values = append(values, row[i])
		}
	}
	r.times = ofSamples(values, s.How.ZoneOr(d.zone()))
	r.times.serials = true
	switch {
	case s.How.Dates != "":
		r.times.order, r.assumed = s.How.Dates.order(), s.How.Assumed
	case i >= 0 && m[i] == createdDayFirst:
		r.times.order = dayFirst
	case i >= 0 && m[i] == createdMonthFirst:
		r.times.order = monthFirst
	case r.times.order == orderUnknown:
		r.times.order, r.assumed = orderIn(d.TeamCountry), true
	}
	return r
}

// enquiry reads one row. A field that cannot be read is left out and noted as a problem. The row is refused only if no
// name, e-mail address or phone number is left.
func (r *reader) enquiry(row sheet.Row) Enquiry {
	e := Enquiry{Line: row.Line, Fields: row.Fields, Source: r.defaults.Source, Campaign: r.defaults.Campaign}
	e.Lead.CreatedAt, e.Lead.Stage, e.Touch.Kind = r.defaults.At, lead.Draft, "import"
	values, more := r.values(row)
	for _, f := range Fields {
		if v := values[f.Name]; v != "" {
			r.set(&e, f.Name, v)
		}
	}
	e.name(values)
	if e.Lead.Country == "" && values["country"] == "" {
		e.Lead.Country = r.defaults.Country
	}
	if e.Lead.Consent {
		e.Lead.ConsentAt = e.Lead.CreatedAt
	}
	e.Lead.Normalise()
	for _, extra := range more {
		e.another(extra.field, values[extra.field], extra.value)
	}
	e.check(values)
	if !e.Refused {
		e.noteLeftOut(values)
	}
	e.Touch.Note, e.Touch.At = e.Lead.Note, e.Lead.CreatedAt
	return e
}

// noteLeftOut adds the values that were left out of their fields to the note, so that none is lost. A name that says
// that there is none, such as null, is no value.
func (e *Enquiry) noteLeftOut(values map[string]string) {
	for i, p := range e.Problems {
		if p.Said || p.Refused || p.Field == "note" || p.Field == "name" {
			continue
		}
		e.Problems[i].Noted = e.Keep(p.Field, cmp.Or(values[p.Field], p.Value))
	}
}

// Keep adds the value that a field has in the file to the note. It reports whether there was room.
func (e *Enquiry) Keep(field, value string) bool {
	label := field
	for _, f := range Fields {
		if f.Name == field {
			label = f.Label
		}
	}
	line := label + " in the file: " + value
	if value == "" || utf8.RuneCountInString(e.Lead.Note)+utf8.RuneCountInString(line) >= lead.MaxNote {
		return false
	}
	e.Lead.AddNote(line)
	e.Touch.Note = e.Lead.Note
	return true
}

// extra is another value for a field, from a further column.
type extra struct{ field, value string }

// values returns the value of each field: that of the first column that has one. more has the different values of
// further columns.
func (r *reader) values(row sheet.Row) (values map[string]string, more []extra) {
	values = map[string]string{}
	for i, to := range r.mapping {
		if to == "" || i >= len(row.Fields) {
			continue
		}
		field, v := fills(to), clean(row.Fields[i])
		if v == "" && namePart[field] {
			v = word(row.Fields[i])
		}
		if v == "" && field == "country" && strings.TrimSpace(row.Fields[i]) == "NA" {
			v = "NA"
		}
		switch {
		case v == "":
		case values[field] == "":
			values[field] = v
		case !strings.EqualFold(values[field], v):
			more = append(more, extra{field, v})
		}
	}
	return values, more
}

// namePart are the fields in which a word such as Null can be a name.
var namePart = map[string]bool{"first_name": true, "last_name": true}

// name joins the first and the last name. A word such as Null is a name only next to another part that is clearly one.
func (e *Enquiry) name(values map[string]string) {
	first, last := values["first_name"], values["last_name"]
	if clean(first) == "" && clean(last) == "" {
		if both := strings.TrimSpace(first + " " + last); both != "" {
			e.note("name", both, "This is not read as a name.")
		}
		return
	}
	parts, whole := strings.TrimSpace(first+" "+last), e.Lead.Name
	if within(parts, whole) {
		return
	}
	if e.Lead.Name = parts; whole != "" && !within(whole, parts) {
		e.say("name", whole, "Other columns of this row say “"+parts+"”. That is used as the name.")
	}
}

// within reports whether all words of a name are in another.
func within(name, other string) bool {
	words := strings.Fields(identity.NameKey(other))
	return !slices.ContainsFunc(strings.Fields(identity.NameKey(name)),
		func(word string) bool { return !slices.Contains(words, word) })
}

// another keeps a further value for a field, or notes that the value is not used.
func (e *Enquiry) another(field, value, more string) {
	l := &e.Lead
	switch field {
	case "note":
		l.AddNote(more)
	case "phone":
		e.anotherPhone(value, more)
	case "email":
		if address, _ := identity.CleanEmail(more); !account.ValidEmail(l.Email) && account.ValidEmail(address) {
			l.Email = address
			e.note("email", value, wrongEmail)
		} else if address != l.Email {
			l.AddNote("Another e-mail address: " + more)
		}
	default:
		e.say(field, more, "Another column of this row says “"+shorten(value)+"”. That value is used.")
	}
}

// anotherPhone takes a further phone number instead of an invalid first one, or adds the number to the note.
func (e *Enquiry) anotherPhone(value, more string) {
	l := &e.Lead
	number, rest, _ := identity.ReadPhone(more, l.Country)
	_, _, wrong := identity.ReadPhone(l.Phone, l.Country)
	switch {
	case number == "":
		rest = more
	case wrong != "":
		e.note("phone", value, wrong)
		l.Phone = number
	case number != l.Phone:
		l.AddNote("Another phone number: " + number)
	}
	if rest != "" {
		l.AddNote("Another phone number: " + rest)
	}
}

// wrongEmail tells people that an e-mail address is not valid.
const wrongEmail = "This e-mail address is not complete. Write it like name@company.example."

// set keeps a value in its field, or notes why the value is left out.
func (r *reader) set(e *Enquiry, field, v string) {
	if to := e.text(field); to != nil {
		*to = v
		return
	}
	l := &e.Lead
	switch field {
	case "phone":
		l.Phone = strings.TrimLeft(v, "'=")
	case "consent":
		if l.Consent = yes[strings.ToLower(v)]; !l.Consent && !no[strings.ToLower(v)] {
			e.note("consent", v, "This is neither yes nor no. Write yes if they agreed to be contacted.")
		}
	case "country":
		switch l.Country = countryCode(v); {
		case v == "NA":
			l.Country = ""
			e.note("country", v, "NA can mean Namibia or not available. Write Namibia for the country.")
		case l.Country == "":
			e.note("country", v, "This country is not known. Write its English name or its two-letter code.")
		}
	case "company_size":
		n, wrong := lead.CompanySize(r.decimals.numbers(v))
		if wrong != "" {
			e.note("company_size", v, wrong)
			return
		}
		l.CompanySize = n
	case "touch":
		kind, known := lead.TouchKind(v)
		if !known {
			e.note("touch", v, "This kind of touch is not known. Write form, visit, webinar, reply or event.")
			return
		}
		e.Touch.Kind = kind
	case "created_at":
		r.created(e, v)
	}
}

// created reads when the lead was captured, and notes what was assumed about the time zone and the order of day and
// month.
func (r *reader) created(e *Enquiry, v string) {
	at, unknownZone := r.times.readZone(v)
	if at.IsZero() || at.After(r.defaults.At) {
		e.note("created_at", v, "This is not a time in the past, or cannot be read. Write it like 2026-03-15 14:30.")
		return
	}
	e.Lead.CreatedAt = at
	if unknownZone != "" && !r.said[unknownZone] {
		r.said[unknownZone] = true
		e.say("created_at", v, fmt.Sprintf("The time zone %q is not known. These times are read in the time zone %s.",
			unknownZone, r.times.zone))
	}
	if r.assumed && ambiguous(v) && !r.said["order"] {
		r.said["order"] = true
		e.say("created_at", v, fmt.Sprintf("This date has two meanings. It and all dates like it are read as %s. "+
			"If that is wrong, choose that the %s is first.",
			at.In(r.times.zone).Format("2 January 2006"),
			map[bool]string{true: "month", false: "day"}[r.times.order == dayFirst]))
	}
	if first, second, is := inFigures(v); is && r.assumed && r.said["order"] && !r.said["other order"] &&
		(first > 12 && r.times.order != dayFirst || second > 12 && r.times.order == dayFirst) {
		r.said["other order"] = true
		e.say("created_at", v, "In this date, day and month are the other way round than in the dates above. "+
			"Check those dates.")
	}
}

// text returns the place of a field that is kept as it is written, or nil for another field.
func (e *Enquiry) text(field string) *string {
	l, utm := &e.Lead, &e.Touch.UTM
	switch field {
	case "name":
		return &l.Name
	case "email":
		return &l.Email
	case "job_title":
		return &l.JobTitle
	case "company":
		return &l.Company
	case "industry":
		return &l.Industry
	case "city":
		return &l.City
	case "website":
		return &l.Website
	case "note":
		return &l.Note
	case "external_id":
		return &l.ExternalID
	case "source":
		return &e.Source
	case "campaign":
		return &e.Campaign
	case "persona":
		return &e.Persona
	case "utm_source":
		return &utm.Source
	case "utm_medium":
		return &utm.Medium
	case "utm_campaign":
		return &utm.Campaign
	case "utm_term":
		return &utm.Term
	case "utm_content":
		return &utm.Content
	}
	return nil
}

// note adds a problem with a value that is left out.
func (e *Enquiry) note(field, value, words string) {
	e.Problems = append(e.Problems, Problem{Line: e.Line, Field: field, Value: shorten(value), Words: words})
}

// refuse marks the row as refused, and adds the reason.
func (e *Enquiry) refuse(field, value, words string) {
	e.Refused = true
	e.Problems = append(e.Problems,
		Problem{Line: e.Line, Field: field, Value: shorten(value), Words: words, Refused: true})
}

// say adds a problem whose words explain what happened to the value.
func (e *Enquiry) say(field, value, words string) {
	e.Problems = append(e.Problems, Problem{Line: e.Line, Field: field, Value: shorten(value), Words: words, Said: true})
}

// check removes values that a lead cannot have, and notes each. It refuses the row if no name, e-mail address or phone
// number is left.
func (e *Enquiry) check(values map[string]string) {
	l := &e.Lead
	if l.Email != "" && !account.ValidEmail(l.Email) {
		if l.Name == "" && l.Phone == "" {
			e.refuse("email", values["email"], wrongEmail)
			return
		}
		e.note("email", values["email"], wrongEmail)
		l.Email = ""
	}
	problems := l.Check()
	for _, field := range slices.Sorted(maps.Keys(problems)) {
		to := e.text(field)
		switch field {
		case "phone":
			to = &l.Phone
		case "country":
			to = &l.Country
		}
		if to != nil && *to != "" {
			e.note(field, *to, problems[field])
			*to = ""
		}
	}
	for _, field := range []string{"source", "campaign", "persona", "utm_source", "utm_medium", "utm_campaign", "utm_term",
		"utm_content"} {
		to := e.text(field)
		*to = strings.Join(strings.Fields(*to), " ")
		if n := utf8.RuneCountInString(*to); n > lead.MaxText {
			e.note(field, *to, tooMany(n))
			*to = ""
		}
	}
	if l.Name == "" && l.Email == "" && l.Phone == "" {
		e.refuse("name", "", "This row has no name, e-mail address or phone number. It needs at least one of them.")
	}
}
