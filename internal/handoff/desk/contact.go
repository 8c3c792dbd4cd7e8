package desk

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/identity"
	"baton/internal/lead"
)

// MaxTouches is how many contacts can be told of at once.
const MaxTouches = 100

// AmbiguousID is what a program reads that names a lead by an ID which leads of several sources have.
const AmbiguousID = "Leads of several sources have this id. Name the source in external_source."

// InboundTouch is a touch that a program outside tells of. Source and campaign are told by name or id.
type InboundTouch struct {
	Who
	Touch            lead.Touch
	Source, Campaign Ref
}

// Who names a lead in one of the ways in which a program outside knows it.
type Who struct {
	Lead       lead.ID
	ExternalID string
	IDSource   string // the name of the source that ExternalID counts in; "" where only one has it
	Email      string
}

// Ref names something that the company keeps, by its id or by what it is called. The zero Ref names nothing.
type Ref struct {
	ID   int64
	Name string
}

// Touched is what came of a contact. All contacts of a lead leave it in the same stage.
type Touched struct {
	Lead     lead.ID
	Kind     string
	At       time.Time
	Stage    lead.Stage
	Reopened bool       // the lead had ended, and is with marketing again
	Handoff  handoff.ID // by which the lead was handed over because of it; 0 for none
	Number   int        // of that handoff

	teams []account.TeamID // whose screens show the lead
}

// Strangers is the refusal of contacts with people who are no lead that the teller may see, by their places. It is a
// NotFound.
type Strangers struct{ Places []int }

func (s *Strangers) Error() string {
	return fmt.Sprintf("%d of the contacts are with no lead that can be seen", len(s.Places))
}

func (s *Strangers) Unwrap() error { return errs.NotFound }

// CheckTouches says what is wrong with contacts as they were told, by place and field, and brings them into the form
// that is stored.
func CheckTouches(contacts []InboundTouch, at time.Time) errs.Problems {
	problems := CheckCount(len(contacts))
	if len(problems) > 0 {
		return problems
	}
	for i := range contacts {
		for field, words := range contacts[i].check(at) {
			problems.Add(strconv.Itoa(i)+"/"+field, words)
		}
	}
	return problems
}

// CheckCount says what is wrong with a number of contacts.
func CheckCount(n int) errs.Problems {
	problems := errs.Problems{}
	switch {
	case n == 0:
		problems.Add("", "Send at least one touch.")
	case n > MaxTouches:
		problems.Add(
			"",
			fmt.Sprintf("These are %d touches. The maximum is %d per request. Send several requests.", n, MaxTouches),
		)
	}
	return problems
}

func (c *InboundTouch) check(at time.Time) errs.Problems {
	problems := c.Who.Check()
	for field, words := range c.Touch.Check(at) {
		problems.Add(field, words)
	}
	return problems
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
	case utf8.RuneCountInString(w.IDSource) > lead.MaxText || !lead.Printable(w.IDSource):
		problems.Add("external_source", "This is not a valid name of a source. It is too long or has an invisible character.")
	case w.Lead < 0:
		problems.Add("lead", "The id of a lead must be a whole number above 0.")
	case w.Email != "" && !account.ValidEmail(w.Email):
		problems.Add("email", "This e-mail address is not complete. Write it like name@company.example.")
	case utf8.RuneCountInString(w.ExternalID) > lead.MaxText || !lead.Printable(w.ExternalID):
		problems.Add("external_id", "This is not a valid id. It is too long or has an invisible character.")
	}
	return problems
}

// in is the id that r names in a catalogue of names by id, 0 where it names nothing. Not found when there is no such
// thing.
func (r Ref) in(names map[string]string) (id int64, found bool) {
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
