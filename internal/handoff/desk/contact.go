package desk

import (
	"fmt"
	"strconv"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// MaxTouches is how many contacts can be told of at once.
const MaxTouches = 100

// AmbiguousID is what a program reads that names a lead by an ID which leads of several sources have.
const AmbiguousID = "Leads of several sources have this id. Name the source in external_source."

// InboundTouch is a touch that a program outside tells of. Source and campaign are told by name or id.
type InboundTouch struct {
	lead.Who
	Touch            lead.Touch
	Source, Campaign lead.Ref
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
