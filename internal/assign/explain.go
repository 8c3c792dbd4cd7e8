package assign

import (
	"fmt"
	"strings"
	"time"

	"baton/internal/account"
)

// Explanation is why a handoff went where it went.
type Explanation struct {
	At         time.Time
	Rule       RuleID
	Team       account.TeamID
	Person     account.PersonID // 0 when it waits in the team's pool
	Sentence   string
	Candidates []Considered
	Passed     []Passed
	Nobody     bool // it was meant for somebody and nobody could take it: the team's managers have to know
}

// Passed is a rule that held and did not decide.
type Passed struct {
	Rule RuleID `json:"rule,omitempty"`
	Name string `json:"name"`
	Why  string `json:"why"`
}

// Offered is the sentence for a lead that person is offered. rule is what the rule is called; open counts the lead
// itself.
func Offered(person, rule string, open, most int) string {
	return fmt.Sprintf("Routed to %s: %s, %d of %d open", person, rule, open, most)
}

// Hours is what follows the sentence of a lead that was offered while nobody was at work: who begins to work later. ""
// in any other case.
func (o Offer) Hours(considered []Considered) string {
	if !o.Closed || o.Group%groupsPerStep != 0 {
		return ""
	}
	var later []string
	for _, c := range considered {
		if c.Later && c.Skipped == "" {
			later = append(later, c.Name)
		}
	}
	switch len(later) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf(". Nobody is at work, and %s starts before %s", o.Name, later[0])
	}
	return fmt.Sprintf(". Nobody is at work, and %s starts before %d others", o.Name, len(later))
}

// Pooled is the sentence for a lead that waits for anybody of team.
func Pooled(team, rule string, considered []Considered) string {
	if len(considered) == 0 {
		return fmt.Sprintf("Waits in the pool of %s: %s, the team has no reps", team, rule)
	}
	full := 0
	for _, c := range considered {
		if strings.HasPrefix(c.Skipped, "full") {
			full++
		}
	}
	why := fmt.Sprintf("%d full and %d not available", full, len(considered)-full)
	switch full {
	case 0:
		why = fmt.Sprintf("%d not available", len(considered))
	case len(considered):
		why = fmt.Sprintf("%d full", full)
	}
	return fmt.Sprintf("Waits in the pool of %s: %s, %s", team, rule, why)
}

// ToClaim is the sentence for a lead that a rule leaves to whoever of team takes it.
func ToClaim(team, rule string) string {
	return fmt.Sprintf("Waits in the pool of %s for anybody to claim: %s", team, rule)
}

// WentRound is the sentence for a lead that every team to which the rules lead has passed on.
func WentRound(team string, teams []string) string {
	return fmt.Sprintf("Waits in the pool of %s: %s passed it on and the rules lead back there. A manager must assign it",
		team, strings.Join(teams, " and "))
}

// withPassed adds to the sentence of what decided which rule was passed over last, and why.
func withPassed(sentence string, passed []Passed) string {
	if len(passed) == 0 {
		return sentence
	}
	last := passed[len(passed)-1]
	return fmt.Sprintf("%s. Skipped: %s, %s", sentence, last.Name, last.Why)
}
