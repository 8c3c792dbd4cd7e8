package intake

import (
	"errors"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/lead"
)

// Enquiries are the rows of the sheet as leads, in order. A row that cannot be read comes as a refused Enquiry; an error is the end: the
// file could not be read on.
func (s *Sheet) Enquiries(m Mapping, d Defaults) iter.Seq2[Enquiry, error] {
	reader := s.reader(m, d)
	return func(yield func(Enquiry, error) bool) {
		for {
			row, err := s.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			var bad *RowError
			switch {
			case errors.As(err, &bad):
				if !yield(bad.enquiry(), nil) {
					return
				}
			case err != nil:
				yield(Enquiry{}, err)
				return
			default:
				if !yield(reader.enquiry(row), nil) {
					return
				}
			}
		}
	}
}

// enquiry is the row that could not be read.
func (e *RowError) enquiry() Enquiry {
	return Enquiry{Line: e.Line, Refused: true, Problems: []Problem{{Line: e.Line, Words: e.Words, Refused: true}}}
}

// reader makes enquiries of the rows of one sheet.
type reader struct {
	mapping  Mapping
	defaults Defaults
	times    *instants
}

func (s *Sheet) reader(m Mapping, d Defaults) *reader {
	var values []string
	if i := m.at("created_at"); i >= 0 {
		for _, row := range s.Samples {
			values = append(values, row[i])
		}
	}
	return &reader{m, d, ofSamples(values, d.zone())}
}

// enquiry reads one row. A field that cannot be taken is left out and named; the row is refused only when nobody would be left, or when
// its e-mail address, by which leads are told apart, is none.
func (r *reader) enquiry(row Row) Enquiry {
	e := Enquiry{Line: row.Line, Source: r.defaults.Source, Campaign: r.defaults.Campaign}
	e.Lead.CreatedAt, e.Lead.Stage, e.Touch.Kind = r.defaults.At, lead.Captured, "import"
	values := map[string]string{}
	for i, field := range r.mapping {
		if field == "" || i >= len(row.Fields) {
			continue
		}
		if v := clean(row.Fields[i]); v != "" {
			values[field] = v
			r.set(&e, field, v)
		}
	}
	if first := strings.TrimSpace(values["first_name"] + " " + values["last_name"]); first != "" {
		e.Lead.Name = first
	}
	if e.Lead.Country == "" && values["country"] == "" {
		e.Lead.Country = r.defaults.Country
	}
	if e.Lead.Consent {
		e.Lead.ConsentAt = e.Lead.CreatedAt
	}
	e.Lead.Normalise()
	e.check(values)
	e.Touch.Note, e.Touch.At = e.Lead.Note, e.Lead.CreatedAt
	return e
}

// set puts a value where it belongs, or notes why it cannot be.
func (r *reader) set(e *Enquiry, field, v string) {
	if to := e.text(field); to != nil {
		*to = v
		return
	}
	l := &e.Lead
	switch field {
	case "phone":
		l.Phone = strings.TrimLeft(strings.TrimPrefix(v, "p:"), "'=")
	case "consent":
		l.Consent = yes[strings.ToLower(v)]
	case "country":
		if l.Country = countryCode(v); l.Country == "" {
			e.note("country", v, "Baton knows no country of this name. Write its English name or its code of two letters.")
		}
	case "company_size":
		n, ok := companySize(v)
		if !ok || n < 1 || n > lead.MaxSize {
			e.note("company_size", v, "This is not a number of people from 1 to 10,000,000.")
			return
		}
		l.CompanySize = n
	case "touch":
		kind, known := lead.TouchKind(v)
		if !known {
			e.note("touch", v, "Baton knows no touch of this kind. Write form, visit, webinar, reply or event.")
			return
		}
		e.Touch.Kind = kind
	case "created_at":
		at, ok := r.times.read(v)
		if !ok || at.After(r.defaults.At) {
			e.note("created_at", v, "This is not a time in the past that Baton can read. Write it as 2026-03-15 14:30.")
			return
		}
		l.CreatedAt = at
	}
}

// text is where a field that is kept as it is written goes, nil for the others.
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

func (e *Enquiry) note(field, value, words string) {
	e.Problems = append(e.Problems, Problem{Line: e.Line, Field: field, Value: shorten(value), Words: words})
}

// refuse notes why the row is not taken.
func (e *Enquiry) refuse(field, value, words string) {
	e.Refused = true
	e.Problems = append(e.Problems, Problem{Line: e.Line, Field: field, Value: shorten(value), Words: words, Refused: true})
}

// check takes out what a lead cannot hold, and refuses what is nobody then.
func (e *Enquiry) check(values map[string]string) {
	l := &e.Lead
	if l.Email != "" && !account.ValidEmail(l.Email) {
		e.refuse("email", values["email"], "This is not a whole e-mail address. It looks like name@company.example.")
		return
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
	for _, field := range []string{"source", "campaign", "persona", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"} {
		to := e.text(field)
		*to = strings.Join(strings.Fields(*to), " ")
		if n := utf8.RuneCountInString(*to); n > lead.MaxText {
			e.note(field, *to, tooMany(n))
			*to = ""
		}
	}
	if l.Name == "" && l.Email == "" && l.Phone == "" {
		e.refuse("name", "", "This row has no name, no e-mail address and no phone number: nobody can tell who this is.")
	}
}
