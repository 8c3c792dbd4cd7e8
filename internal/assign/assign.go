// Package assign decides which rep is offered a lead, and says why.
package assign

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// RuleID identifies an assignment rule; 0 is none.
type RuleID int64

// Rule offers the leads for which its condition holds to a team. Rules are asked in order; the first that holds decides.
type Rule struct {
	ID       RuleID
	Position int
	Name     string
	When     lead.Condition
	Team     account.TeamID
	Version  int
}

// Check says what is wrong with a rule as a manager typed it.
func (r *Rule) Check() error {
	problems := errs.Problems{}
	r.Name = strings.Join(strings.Fields(r.Name), " ")
	if r.Name == "" {
		problems.Add("name", "Name the rule in a few words: reps read it beside each lead, such as EMEA mid-market.")
	} else if utf8.RuneCountInString(r.Name) > 200 {
		problems.Add("name", "A rule's name can have 200 characters at most.")
	}
	if r.Team == 0 {
		problems.Add("team", "Choose the sales team that gets these leads.")
	}
	if err := r.When.Check(); err != nil {
		problems.Add("condition", "One of the conditions cannot be read. Choose it again.")
	}
	return problems.Err()
}

// Route is the first of rules that holds for facts; avoid names a team that must not get the lead again. Not ok when none holds.
func Route(rules []Rule, facts lead.Facts, avoid account.TeamID) (rule Rule, ok bool) {
	for _, r := range rules {
		if r.Team != avoid && r.When.Holds(facts) {
			return r, true
		}
	}
	return Rule{}, false
}

// Candidate is a member of the team as assignment sees them.
type Candidate struct {
	Person  account.PersonID
	Name    string
	Zone    string
	Open    int // handoffs without a verdict
	Cap     int
	Absent  bool
	Had     bool // held this lead before and passed it on
	Cooling bool // had this lead last, before it was recycled
	GivenAt time.Time
}

// skipped says why c is not offered the lead, "" when it may be.
func (c Candidate) skipped() string {
	switch {
	case c.Absent:
		return "away"
	case c.Had:
		return "passed this lead on before"
	case c.Cooling:
		return "had this lead before it rested"
	case c.Open >= c.Cap:
		return fmt.Sprintf("full, %d of %d open", c.Open, c.Cap)
	}
	return ""
}

// Considered is one line of an explanation: a member of the team, and why they were skipped, "" when they were not.
type Considered struct {
	Person  account.PersonID `json:"person"`
	Name    string           `json:"name"`
	Open    int              `json:"open"`
	Cap     int              `json:"cap"`
	Skipped string           `json:"skipped,omitempty"`
}

// Order is who may be offered a lead, the best first: fewest open handoffs, then longest without a new one.
func Order(candidates []Candidate) (order []Candidate, considered []Considered) {
	slices.SortFunc(candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Open, b.Open), a.GivenAt.Compare(b.GivenAt), cmp.Compare(a.Person, b.Person))
	})
	for _, c := range candidates {
		why := c.skipped()
		considered = append(considered, Considered{c.Person, c.Name, c.Open, c.Cap, why})
		if why == "" {
			order = append(order, c)
		}
	}
	return order, considered
}

// Explanation is why a handoff went where it went.
type Explanation struct {
	Rule       RuleID
	Team       account.TeamID
	Person     account.PersonID // 0 when it waits in the team's pool
	Sentence   string
	Candidates []Considered
}

// Offered is the sentence for a lead that person is offered. rule is what the rule is called; open counts the lead itself.
func Offered(person, rule string, open, most int) string {
	return fmt.Sprintf("Routed to %s: %s, %d of %d open", person, rule, open, most)
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
