package lead

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Prospect is what a likelihood is of.
type Prospect string

// The prospects of a lead that is handed over.
const (
	OfAcceptance Prospect = "accept" // sales takes it
	OfWinning    Prospect = "win"    // it becomes a customer, once sales has taken it
)

// Prospects are all of them.
var Prospects = []Prospect{OfAcceptance, OfWinning}

// Likelihood is how probable something was when a lead was handed over, learned from what became of others, with the
// arithmetic behind it. It is stored and read back, never computed again.
type Likelihood struct {
	Of          Prospect
	Probability float64
	Low, High   float64 // 80 % of what the model held possible lies between
	Model       int     // its version
	Labels      int     // how many it had learned from
	Lines       []LikelihoodLine
}

// LikelihoodLine is one summand of a likelihood's log-odds.
type LikelihoodLine struct {
	Words string  `json:"words"`
	Odds  float64 `json:"odds"`
}

// Known is what is known of a lead when it is handed over, as far as a likelihood may be learned from it.
type Known struct {
	Facts map[string]string // by field; what is not known has none. No name, address or number
	Note  string
	Fit   int       // by the rules
	At    time.Time // when it is handed over, in the company's zone
}

// longText is how many characters of a custom field are still a value. What is longer is what somebody wrote, and says
// only that it is there.
const longText = 60

// Known are the facts of l from which a likelihood may be learned, with how many touches it had, how engaged
// they made it, and as which of its handoffs it goes to sales.
// Of what tells who it is, only whether it is there.
func (l Lead) Known(touches, engagement, number int) map[string]string {
	facts := map[string]string{}
	set := func(field, value string) {
		if value = strings.TrimSpace(value); value != "" && value != "0" {
			facts[field] = value
		}
	}
	set("source", strconv.FormatInt(int64(l.Source), 10))
	set("campaign", strconv.FormatInt(int64(l.Campaign), 10))
	set("persona", strconv.FormatInt(int64(l.Persona), 10))
	set("country", l.Country)
	set("industry", l.Industry)
	set("job_title", l.JobTitle)
	set("company_size", strconv.Itoa(l.CompanySize))
	set("touches", strconv.Itoa(touches))
	set("engagement", strconv.Itoa(engagement))
	for field, there := range map[string]bool{"consent": l.Consent, "phone": l.Phone != "", "again": number > 1} {
		if there {
			facts[field] = "yes"
		}
	}
	if l.Email != "" {
		facts["email"] = "work"
		if FreeMail(l.Email) {
			facts["email"] = "free"
		}
	}
	for name, value := range l.Custom {
		if text := custom(value).Text; utf8.RuneCountInString(text) <= longText {
			set(CustomField+name, text)
		} else {
			facts[CustomField+name] = "a long text"
		}
	}
	return facts
}
