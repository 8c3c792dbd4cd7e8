package lead

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"baton/internal/errs"
	"baton/internal/identity"
)

// OnKnown is what somebody who comes in does to the lead that they are already. The touch is kept in each case but
// SkipKnown.
type OnKnown string

// What becomes of a known lead.
const (
	FillKnown      OnKnown = ""          // what it lacks is filled in
	OverwriteKnown OnKnown = "overwrite" // what comes in replaces what it has
	TouchKnown     OnKnown = "touch"     // it stays as it is
	SkipKnown      OnKnown = "skip"      // it stays as it is, without the touch
)

// Check refuses what is not one of these.
func (how OnKnown) Check() error {
	switch how {
	case FillKnown, OverwriteKnown, TouchKnown, SkipKnown:
		return nil
	}
	return errs.Problems{"known": "Choose what becomes of known leads: fill, overwrite, touch or skip."}
}

// Remark says what became of a value that came in and that the lead does not have now.
type Remark struct {
	Field string
	Words string
}

// Meet is what becomes of l when it comes in once more as in, and what of in it did not take.
func (l *Lead) Meet(in Lead, how OnKnown) (changed bool, said []Remark) {
	was := *l
	switch how {
	case FillKnown:
		said = was.remarks(l.Kept(in))
		changed = l.Complete(in)
	case OverwriteKnown:
		said = was.remarks(l.found(in))
		changed = l.overwrite(in)
	case TouchKnown:
		said = was.remarks(append(l.Kept(in), l.lacks(in)...))
	case SkipKnown:
		for _, field := range append(l.Kept(in), l.lacks(in)...) {
			said = append(said, Remark{field, l.Called() + " is a known lead. Known leads are skipped, so this is not added."})
		}
	}
	return changed, said
}

// HasID reports whether l has the ID of other in the same source.
func (l Lead) HasID(other Lead) bool {
	return l.ExternalID != "" && l.ExternalID == other.ExternalID && l.ExternalSource == other.ExternalSource
}

// LoseID takes the ID off l, which is somebody else's in its source, and says so.
func (l *Lead) LoseID() Remark {
	return l.loseID("It has another name or e-mail address, so this becomes a separate lead without the ID.")
}

// LoseIDTo takes the ID off l, which is the lead known, while another lead has its ID, and says so.
func (l *Lead) LoseIDTo(known Lead) Remark {
	return l.loseID("This is a touch of " + known.Called() + ", and the ID is unchanged.")
}

func (l *Lead) loseID(what string) Remark {
	l.ExternalID, l.ExternalSource = "", 0
	return Remark{"external_id", "Another lead has this ID from the same source. " + what +
		" Give each system a source of its own to keep their IDs apart."}
}

// overwrite takes all that in says, but for the two things by which a lead is found: another address is another person,
// and an ID of a source stays.
func (l *Lead) overwrite(in Lead) (changed bool) {
	for _, f := range in.texts(l) {
		if f.from != "" && *f.to != f.from && (f.name != "email" || *f.to == "") {
			*f.to, changed = f.from, true
		}
	}
	if in.CompanySize != 0 && in.CompanySize != l.CompanySize {
		l.CompanySize, changed = in.CompanySize, true
	}
	if in.Persona != 0 && in.Persona != l.Persona {
		l.Persona, changed = in.Persona, true
	}
	changed = l.overwriteCustom(in.Custom) || changed
	return l.Complete(in) || changed
}

// textField is a text of one lead that comes from another.
type textField struct {
	name string
	to   *string
	from string
}

// found are the fields, by name, by which a lead is found and in which in says something else than l.
func (l Lead) found(in Lead) []string {
	return slices.DeleteFunc(l.Kept(in), func(field string) bool { return field != "email" && field != "external_id" })
}

// texts are the texts of l, each with where it goes in another lead.
func (l Lead) texts(to *Lead) []textField {
	return []textField{
		{"name", &to.Name, l.Name}, {"email", &to.Email, l.Email}, {"phone", &to.Phone, l.Phone},
		{"job_title", &to.JobTitle, l.JobTitle}, {"company", &to.Company, l.Company}, {"industry", &to.Industry, l.Industry},
		{"country", &to.Country, l.Country}, {"city", &to.City, l.City}, {"website", &to.Website, l.Website},
	}
}

// lacks are the fields, by name, that in has and l does not.
func (l Lead) lacks(in Lead) (fields []string) {
	for _, f := range in.texts(&l) {
		if *f.to == "" && f.from != "" {
			fields = append(fields, f.name)
		}
	}
	if l.CompanySize == 0 && in.CompanySize != 0 {
		fields = append(fields, "company_size")
	}
	if l.Persona == 0 && in.Persona != 0 {
		fields = append(fields, "persona")
	}
	if l.ExternalID == "" && in.ExternalID != "" {
		fields = append(fields, "external_id")
	}
	return append(fields, l.lacksCustom(in)...)
}

// remarks say that l has kept what it has in these fields.
func (l Lead) remarks(fields []string) (said []Remark) {
	for _, field := range fields {
		said = append(said, Remark{field, l.keeps(field)})
	}
	return said
}

func (l Lead) keeps(field string) string {
	value := l.Value(field)
	switch {
	case field == "persona" && l.Persona != 0:
		return fmt.Sprintf("This is a touch of %s, who has another persona. That is unchanged.", l.Called())
	case value == "":
		return fmt.Sprintf("This is a touch of %s. Their data is unchanged, so this is not added.", l.Called())
	}
	return fmt.Sprintf("This is a touch of %s, who has “%s” here. That is unchanged.", l.Called(), value)
}

// Value is what l has in a field that a Remark names, as a person reads it; "" of a persona, which has its name
// elsewhere.
func (l Lead) Value(field string) string {
	for _, f := range l.texts(&Lead{}) {
		if f.name == field {
			return f.from
		}
	}
	if name, custom := strings.CutPrefix(field, CustomField); custom {
		return l.customWords(name)
	}
	switch {
	case field == "external_id":
		return l.ExternalID
	case field == "company_size" && l.CompanySize != 0:
		return strconv.Itoa(l.CompanySize)
	}
	return ""
}

// Complete fills what l lacks from what was typed when it was sent again, and reports whether that was anything. What
// is known already stays, and so does its first source.
func (l *Lead) Complete(typed Lead) (changed bool) {
	for _, f := range typed.texts(l) {
		if *f.to == "" && f.from != "" {
			*f.to, changed = f.from, true
		}
	}
	if l.ExternalID == "" && typed.ExternalID != "" {
		l.ExternalID, l.ExternalSource, changed = typed.ExternalID, typed.ExternalSource, true
	}
	if l.CompanySize == 0 && typed.CompanySize != 0 {
		l.CompanySize, changed = typed.CompanySize, true
	}
	if l.Persona == 0 && typed.Persona != 0 {
		l.Persona, changed = typed.Persona, true
	}
	if typed.Consent && !l.Consent {
		l.Consent, l.ConsentAt, changed = true, typed.ConsentAt, true
	}
	return l.completeCustom(typed.Custom) || changed
}

// Kept are the fields, by name, in which typed says something else than l, so that Complete leaves it out. Another way
// to write the same name, company or word is nothing else.
func (l Lead) Kept(typed Lead) (fields []string) {
	for _, f := range []struct {
		name     string
		has, new string
	}{
		{"name", identity.NameKey(l.Name), identity.NameKey(typed.Name)},
		{"email", identity.EmailKey(l.Email), identity.EmailKey(typed.Email)},
		{"phone", l.Phone, typed.Phone},
		{"job_title", l.JobTitle, typed.JobTitle},
		{"company", l.CompanyKey(), typed.CompanyKey()}, {"industry", l.Industry, typed.Industry},
		{"country", l.Country, typed.Country},
		{"city", l.City, typed.City}, {"website", l.Website, typed.Website},
	} {
		if f.has != "" && f.new != "" && !strings.EqualFold(f.has, f.new) {
			fields = append(fields, f.name)
		}
	}
	if l.ExternalID != "" && typed.ExternalID != "" &&
		(l.ExternalID != typed.ExternalID || l.ExternalSource != typed.ExternalSource) {
		fields = append(fields, "external_id")
	}
	if l.CompanySize != 0 && typed.CompanySize != 0 && l.CompanySize != typed.CompanySize {
		fields = append(fields, "company_size")
	}
	if l.Persona != 0 && typed.Persona != 0 && l.Persona != typed.Persona {
		fields = append(fields, "persona")
	}
	return append(fields, l.keptCustom(typed)...)
}
