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

// Terms are what an agreement says.
type Terms struct {
	// Required names what a lead must have to be handed over: name, contact (an e-mail address or a phone number), company, and so on.
	Required []string `json:"required"`
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
	// RecycleCap is how often a lead may be recycled, NurtureDays when it comes back where nobody named a date, and CooldownDays for how
	// long after that its last owner is not offered it again.
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

// requirements are what Terms.Required may name: where the form shows what is missing, whether a lead has it, and what to do.
var requirements = map[string]struct {
	field string
	met   func(lead.Lead) bool
	words string
}{
	"name":      {"name", func(l lead.Lead) bool { return l.Name != "" }, "Sales needs a name to ask for. Write the person's name."},
	"contact":   {"email", func(l lead.Lead) bool { return l.Email != "" || l.Phone != "" }, "Sales needs a way to reach the person. Write an e-mail address or a phone number."},
	"email":     {"email", func(l lead.Lead) bool { return l.Email != "" }, "The agreement asks for an e-mail address."},
	"phone":     {"phone", func(l lead.Lead) bool { return l.Phone != "" }, "The agreement asks for a phone number."},
	"company":   {"company", func(l lead.Lead) bool { return l.Company != "" }, "The agreement asks for the company. Write its name."},
	"country":   {"country", func(l lead.Lead) bool { return l.Country != "" }, "The agreement asks for the country."},
	"job_title": {"job_title", func(l lead.Lead) bool { return l.JobTitle != "" }, "The agreement asks for the job title."},
	"campaign":  {"campaign", func(l lead.Lead) bool { return l.Campaign != 0 }, "The agreement asks for the campaign."},
	"consent":   {"consent", func(l lead.Lead) bool { return l.Consent }, "The agreement asks that the person agreed to be contacted."},
}

// CheckLead says, field by field, what a lead lacks to be handed over under these terms.
func (t Terms) CheckLead(l lead.Lead) errs.Problems {
	problems := errs.Problems{}
	for _, name := range t.Required {
		if r, known := requirements[name]; known && !r.met(l) {
			problems.Add(r.field, r.words)
		}
	}
	return problems
}

// RequirementWords says what the requirement called name asks for, for a list that both teams read.
func RequirementWords(name string) string {
	words := map[string]string{
		"name": "Has a name", "contact": "Can be reached: an e-mail address or a phone number", "email": "Has an e-mail address", "phone": "Has a phone number",
		"company": "Has a company", "country": "Has a country", "job_title": "Has a job title", "campaign": "Came by a campaign", "consent": "Agreed to be contacted",
	}[name]
	if words == "" {
		return name
	}
	return words
}

// Meets reports whether l has what the requirement called name asks for.
func (t Terms) Meets(name string, l lead.Lead) bool {
	r, known := requirements[name]
	return !known || r.met(l)
}
