package lead

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/identity"
)

// Who names a lead in one of the ways in which a program outside knows it.
type Who struct {
	Lead       ID
	ExternalID string
	IDSource   string // the name of the source that ExternalID counts in; "" where only one has it
	Email      string
}

// Ref names something that the company keeps, by its id or by what it is called. The zero Ref names nothing.
type Ref struct {
	ID   int64
	Name string
}

// Check says what is wrong with how a lead is named, and brings that into the form that is stored.
func (w *Who) Check() errs.Problems {
	problems := errs.Problems{}
	w.ExternalID = strings.Join(strings.Fields(w.ExternalID), " ")
	w.IDSource = strings.Join(strings.Fields(w.IDSource), " ")
	w.Email, _ = identity.CleanEmail(w.Email)
	given := 0
	for _, is := range []bool{w.Lead != 0, w.ExternalID != "", w.Email != ""} {
		if is {
			given++
		}
	}
	switch {
	case given == 0:
		problems.Add("lead", "Name the lead: its id as lead, your own id as external_id, or its email.")
	case given > 1:
		problems.Add("lead", "Name the lead in only one way: lead, external_id or email.")
	case w.IDSource != "" && w.ExternalID == "":
		problems.Add("external_source", "external_source needs an external_id. Send both, or leave it out.")
	case utf8.RuneCountInString(w.IDSource) > MaxText || !Printable(w.IDSource):
		problems.Add("external_source", "This is not a valid name of a source. It is too long or has an invisible character.")
	case w.Lead < 0:
		problems.Add("lead", "The id of a lead must be a whole number above 0.")
	case w.Email != "" && !account.ValidEmail(w.Email):
		problems.Add("email", "This e-mail address is not complete. Write it like name@company.example.")
	case utf8.RuneCountInString(w.ExternalID) > MaxText || !Printable(w.ExternalID):
		problems.Add("external_id", "This is not a valid id. It is too long or has an invisible character.")
	}
	return problems
}

// In is the id that r names in a catalogue of names by id, 0 where it names nothing. Not found when there is no such
// thing.
func (r Ref) In(names map[string]string) (id int64, found bool) {
	if r == (Ref{}) {
		return 0, true
	}
	if r.Name == "" {
		_, found = names[strconv.FormatInt(r.ID, 10)]
		return r.ID, found
	}
	name := strings.Join(strings.Fields(r.Name), " ")
	for key, each := range names {
		if strings.EqualFold(each, name) {
			id, err := strconv.ParseInt(key, 10, 64)
			return id, err == nil
		}
	}
	return 0, false
}
