package merge

import (
	"slices"
	"strconv"
	"strings"

	"baton/internal/lead"
)

// Choosable are the fields, by name, of which the value of either lead can count. The e-mail address, the phone number
// and the ID are those of the survivor where it has them; the other's are still recognised.
var Choosable = []string{"name", "job_title", "company", "company_size", "industry", "country", "city", "website",
	"source", "campaign", "persona"}

// cameFrom are the fields for which the first of the two leads is proposed: a person comes from where they came first.
var cameFrom = []string{"source", "campaign"}

// Field is a field in which two leads differ.
type Field struct {
	Name      string
	Kept, New string // the value of the survivor, and that of the other; an ID for source, campaign and persona
	Takes     bool   // the other's value is proposed, or fills what the survivor lacks
	Choosable bool
}

// Fields are the fields in which two leads differ, as a preview of their merge shows them.
func Fields(survivor, other lead.Lead) (fields []Field) {
	after := together(survivor, other, nil)
	for _, name := range append([]string{"email", "phone", "external_id"}, Choosable...) {
		was, is := valueOf(survivor, name), valueOf(other, name)
		if is == "" || strings.EqualFold(was, is) {
			continue
		}
		first := other.CreatedAt.Before(survivor.CreatedAt) && slices.Contains(cameFrom, name)
		fields = append(fields, Field{Name: name, Kept: was, New: is, Takes: first || valueOf(after, name) == is,
			Choosable: slices.Contains(Choosable, name) && was != ""})
	}
	return fields
}

func valueOf(l lead.Lead, field string) string {
	var id int64
	switch field {
	case "source":
		id = int64(l.Source)
	case "campaign":
		id = int64(l.Campaign)
	case "persona":
		id = int64(l.Persona)
	default:
		return l.Value(field)
	}
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// together is survivor with what it lacks of other, and with other's values in the fields that taken names. The first
// enquiry of the two says when the person was captured. Nothing of other is lost: a second address or number goes to
// the note.
func together(survivor, other lead.Lead, taken []string) lead.Lead {
	l := survivor
	if l.Email == "" {
		l.Apart = other.Apart
	}
	l.Complete(other)
	if other.CreatedAt.Before(l.CreatedAt) {
		l.CreatedAt = other.CreatedAt
	}
	if l.Source == 0 {
		l.Source = other.Source
	}
	if l.Campaign == 0 {
		l.Campaign = other.Campaign
	}
	for _, field := range taken {
		take(&l, other, field)
	}
	joinNotes(&l, other)
	return l
}

// take has the value of other in a field count.
func take(l *lead.Lead, other lead.Lead, field string) {
	switch field {
	case "name":
		l.Name = other.Name
	case "job_title":
		l.JobTitle = other.JobTitle
	case "company":
		l.Company = other.Company
	case "company_size":
		l.CompanySize = other.CompanySize
	case "industry":
		l.Industry = other.Industry
	case "country":
		l.Country = other.Country
	case "city":
		l.City = other.City
	case "website":
		l.Website = other.Website
	case "source":
		l.Source = other.Source
	case "campaign":
		l.Campaign = other.Campaign
	case "persona":
		l.Persona = other.Persona
	}
}

// joinNotes adds to the note of l what other says and l has no field for.
func joinNotes(l *lead.Lead, other lead.Lead) {
	if other.Note != "" {
		l.AddNote(other.Note)
	}
	if other.Email != "" && other.Email != l.Email {
		l.AddNote("Another e-mail address: " + other.Email)
	}
	if other.Phone != "" && other.Phone != l.Phone {
		l.AddNote("Another phone number: " + other.Phone)
	}
	if over := []rune(l.Note); len(over) > lead.MaxNote {
		l.Note = string(over[:lead.MaxNote])
	}
}
