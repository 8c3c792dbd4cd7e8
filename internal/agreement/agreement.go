package agreement

import (
	"time"

	"baton/internal/errs"
	"baton/internal/lead"
)

// Agreement is one version of the contract between both teams.
type Agreement struct {
	Version int
	InForce time.Time
	Terms   Terms
}

// Signed is a version with its signatures. Nobody signed the first version, which comes with Baton.
type Signed struct {
	Agreement
	Signatures []Signature
}

// Terms are what an agreement says.
type Terms struct {
	// Definition is what a qualified lead is: criteria that all have to hold, in the order in which both teams read them.
	Definition lead.Condition `json:"definition"`
	// Owed is how many leads marketing hands over.
	Owed []Owed `json:"owed,omitempty"`
	// AutoSubmit has a captured lead handed over by itself as soon as it meets the definition.
	AutoSubmit bool `json:"auto_submit,omitempty"`
	// Decide is how many working minutes sales has for a verdict, by grade.
	Decide map[lead.Grade]int `json:"decide"`
	// FirstContact is how many working minutes sales has for the first contact after acceptance, by grade.
	FirstContact map[lead.Grade]int `json:"first_contact"`
	// GiveUp is what sales owes, by grade, before a lead counts as not to be reached.
	GiveUp map[lead.Grade]Tries `json:"give_up"`
	// Reassign has a handoff offered to the next rep when its owner lets the decide clock run out.
	Reassign bool `json:"reassign"`
	// Answer is how many working minutes marketing has for the answer to a question.
	Answer int `json:"answer"`
	// DisputeDays is for how many days marketing may dispute a rejection.
	DisputeDays int `json:"dispute_days"`
	// RecycleCap is how often a lead may be recycled, NurtureDays when it comes back where nobody named a date, and
	// CooldownDays for how long after that its last owner is not offered it again.
	RecycleCap   int `json:"recycle_cap"`
	NurtureDays  int `json:"nurture_days"`
	CooldownDays int `json:"cooldown_days"`
}

// Tries are contact attempts, over so many days at least from the first to the last.
type Tries struct {
	Attempts int `json:"attempts"`
	Days     int `json:"days"`
}

// DecideWithin is the working time for a verdict on a lead of grade.
func (t Terms) DecideWithin(grade lead.Grade) time.Duration {
	return time.Duration(t.Decide[grade]) * time.Minute
}

// ContactWithin is the working time for the first contact with a lead of grade.
func (t Terms) ContactWithin(grade lead.Grade) time.Duration {
	return time.Duration(t.FirstContact[grade]) * time.Minute
}

// Owed is a number of leads, of one grade or of any, that marketing hands over in each month or quarter.
type Owed struct {
	Leads  int        `json:"leads"`
	Grade  lead.Grade `json:"grade,omitempty"` // "" is any
	Period Period     `json:"period"`
}

// Period is how long a promise of marketing runs before it begins anew.
type Period string

// The periods.
const (
	Monthly   Period = "month"
	Quarterly Period = "quarter"
)

// Anywhere is the field of a problem that no field of a lead's form solves.
const Anywhere = "definition"

// Unmet says, field by field, what a lead with these facts lacks to be handed over under the terms. names gives the
// names of ids.
func (t Terms) Unmet(facts lead.Facts, names lead.Names) errs.Problems {
	problems := errs.Problems{}
	for _, criterion := range t.Definition.Criteria() {
		if criterion.Holds(facts) {
			continue
		}
		words := "The agreement requires: " + criterion.Words(names) + "."
		if field, _ := lead.FieldNamed(criterion.Field); criterion.Op == "is_given" && field.Has != "" {
			words = "The agreement requires " + field.Has + "."
		}
		problems.Add(mendedAt(criterion, facts), words)
	}
	return problems
}

// LacksScore reports whether a lead with these facts misses the definition by its score alone.
func (t Terms) LacksScore(facts lead.Facts) bool {
	lacks := false
	for _, criterion := range t.Definition.Criteria() {
		if criterion.Holds(facts) {
			continue
		}
		for _, each := range criterion.Comparisons() {
			if field, _ := lead.FieldNamed(each.Field); !field.Graded() {
				return false
			}
		}
		lacks = true
	}
	return lacks
}

// mendedAt is the first field of a lead's form that an unmet criterion depends on.
func mendedAt(criterion lead.Condition, facts lead.Facts) string {
	for _, each := range criterion.Comparisons() {
		if field, _ := lead.FieldNamed(each.Field); field.Typed() && !each.Holds(facts) {
			return each.Field
		}
	}
	return Anywhere
}
