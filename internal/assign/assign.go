// Package assign decides which rep is offered a lead, and says why.
package assign

import (
	"slices"
	"strings"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// RuleID identifies an assignment rule; 0 is none.
type RuleID int64

// Target is what kind of place a rule sends leads to.
type Target string

// The targets. A rule for a person or for the owner of the account is passed over when they cannot take the lead; the
// other two take it in any case.
const (
	ToTeam    Target = "team"    // a rep of the team, else its pool
	ToPerson  Target = "person"  // one person
	ToPool    Target = "pool"    // the team's pool, for anybody to claim
	ToAccount Target = "account" // who works with the same company, or won it
)

// Targets are all targets, in the order in which pages offer them.
var Targets = []Target{ToTeam, ToPool, ToPerson, ToAccount}

// Rule offers the leads for which its condition holds to its target. Rules are asked in order; the first that holds and
// whose target can take the lead decides.
type Rule struct {
	ID       RuleID           `json:"id"`
	Position int              `json:"position"`
	Name     string           `json:"name"`
	When     lead.Condition   `json:"when"`
	Target   Target           `json:"target,omitempty"` // ToTeam when empty
	Team     account.TeamID   `json:"team,omitempty"`
	Person   account.PersonID `json:"person,omitempty"`
	Skills   []string         `json:"skills,omitempty"` // what a rep must have to be offered the lead
	Version  int              `json:"version"`
}

// To is the rule's target.
func (r Rule) To() Target {
	if r.Target == "" {
		return ToTeam
	}
	return r.Target
}

// Certain reports whether the rule takes every lead that it matches.
func (r Rule) Certain() bool { return r.To() == ToTeam || r.To() == ToPool }

// Check says what is wrong with a rule as a manager typed it.
func (r *Rule) Check() error {
	problems := errs.Problems{}
	r.Name = strings.Join(strings.Fields(r.Name), " ")
	if r.Name == "" {
		problems.Add("name", "Name the rule in a few words, such as EMEA mid-market. Reps see the name on each lead.")
	} else if utf8.RuneCountInString(r.Name) > 200 {
		problems.Add("name", "A rule's name can have 200 characters at most.")
	}
	r.checkTarget(problems)
	skills, wrong := account.TidySkills(r.Skills)
	r.Skills = skills
	if wrong != "" {
		problems.Add("skills", wrong)
	}
	if err := r.When.Check(); err != nil {
		problems.Add("condition", "One of the conditions cannot be read. Choose it again.")
	}
	return problems.Err()
}

// checkTarget leaves only what belongs to the target.
func (r *Rule) checkTarget(problems errs.Problems) {
	switch r.To() {
	case ToTeam, ToPool:
		r.Person = 0
		if r.Team == 0 {
			problems.Add("team", "Choose the sales team that gets these leads.")
		}
	case ToPerson:
		r.Team = 0
		if r.Person == 0 {
			problems.Add("person", "Choose the person who gets these leads.")
		}
	case ToAccount:
		r.Team, r.Person = 0, 0
	default:
		problems.Add("target", "Choose where these leads go: to a team, its pool, a person or the account owner.")
	}
}

// same reports whether two rules send the same leads to the same place, whatever their order.
func (r Rule) same(other Rule) bool {
	return r.Name == other.Name && r.To() == other.To() && r.Team == other.Team && r.Person == other.Person &&
		slices.Equal(r.Skills, other.Skills) && sameCondition(r.When, other.When)
}

func sameCondition(a, b lead.Condition) bool {
	return a.Field == b.Field && a.Op == b.Op && slices.Equal(a.Value.Texts, b.Value.Texts) &&
		slices.Equal(a.Value.Numbers, b.Value.Numbers) &&
		slices.EqualFunc(a.All, b.All, sameCondition) && slices.EqualFunc(a.Any, b.Any, sameCondition)
}

// Chain are the rules that match facts, up to the first that is certain to take the lead.
func Chain(rules []Rule, facts lead.Facts, stays func(Rule) bool) (chain []Rule) {
	for _, r := range rules {
		if !r.When.Holds(facts) {
			continue
		}
		chain = append(chain, r)
		if r.Certain() && stays(r) {
			break
		}
	}
	return chain
}

// Route is the first of rules that is certain to take a lead with facts. It leaves out the team avoid, which must not
// get the lead again. It is not ok if there is no such rule.
func Route(rules []Rule, facts lead.Facts, avoid account.TeamID) (rule Rule, ok bool) {
	for _, r := range rules {
		if r.Certain() && r.Team != avoid && r.When.Holds(facts) {
			return r, true
		}
	}
	return Rule{}, false
}
