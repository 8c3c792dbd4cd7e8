package assign

import (
	"fmt"
	"math"
	"slices"

	"baton/internal/account"
)

// Pool is who could be offered a lead at this moment.
type Pool struct {
	Teams  map[account.TeamID][]Candidate // the reps of each team that a rule names
	People map[account.PersonID]Candidate // those whom a rule names, whether they can be offered a lead or not
	// of the lead's account, whether they can be offered a lead or not; nil where nobody works with it
	Owner    *Candidate
	PassedOn []account.TeamID                 // teams that said one after the other that the lead is not theirs
	Name     func(team account.TeamID) string // "" for a team that is not in use
}

// Assignment is one lead that has to go somewhere: the rules that hold for it, and the team of what no rule matches.
type Assignment struct {
	Chain    []Rule
	Fallback Rule
	Pool     Pool
}

// FallbackRule is the rule that gives a lead to team when no rule matches.
func FallbackRule(team account.TeamID) Rule { return Rule{Name: "no rule matched", Team: team} }

// Decision is who may be given a lead, the best first, and what to say whoever it is.
type Decision struct {
	Offers []Offer
	steps  []step // one for each group of ranks of offers
	rest   step   // where it waits when nobody of Offers has room any more
}

// step is a rule at which a lead can stay.
type step struct {
	rule       Rule
	team       account.TeamID
	name       string // of the team
	considered []Considered
	passed     []Passed // rules before it
	round      []string // the teams that passed it on, where the rules lead back to them
}

// groupsPerStep leaves room in the ranks of offers for who is at work and who is not.
const groupsPerStep = 2

// Decide asks the rules in order.
func (q Assignment) Decide() Decision {
	var d Decision
	var passed []Passed
	for _, rule := range append(slices.Clone(q.Chain), q.Fallback) {
		why := q.impossible(rule)
		var offers []Offer
		s := step{rule: rule, team: rule.Team, passed: slices.Clone(passed)}
		if why == "" {
			offers, s.team, s.considered, why = q.at(rule)
		}
		if why != "" {
			passed = append(passed, Passed{rule.ID, rule.Name, why})
			continue
		}
		s.name = q.Pool.Name(s.team)
		for _, o := range offers {
			o.Group += len(d.steps) * groupsPerStep
			d.Offers = append(d.Offers, o)
		}
		if rule.Certain() {
			d.steps, d.rest = append(d.steps, s), s
			return d
		}
		d.steps = append(d.steps, s)
		passed = append(passed, Passed{rule.ID, rule.Name, "everybody with room is now full"})
	}
	d.rest = q.round(passed)
	return d
}

// impossible says why a rule that holds cannot take the lead, whoever has room.
func (q Assignment) impossible(rule Rule) string {
	switch {
	case rule.To() == ToAccount || rule.To() == ToPerson:
		return ""
	case rule.Team == 0 || q.Pool.Name(rule.Team) == "":
		return "the team is not in use"
	case slices.Contains(q.Pool.PassedOn, rule.Team):
		return q.Pool.Name(rule.Team) + " passed this lead on before"
	}
	return ""
}

// at is who can get the lead by one rule, and in which team. If nobody can, it says why, and the next rule is asked.
func (q Assignment) at(rule Rule) (offers []Offer, team account.TeamID, considered []Considered, why string) {
	var one *Candidate
	switch rule.To() {
	case ToPool:
		return nil, rule.Team, nil, ""
	case ToTeam:
		offers, considered = Order(q.Pool.Teams[rule.Team], rule.Skills)
		return offers, rule.Team, considered, ""
	case ToPerson:
		if named, there := q.Pool.People[rule.Person]; there {
			one = &named
		} else {
			return nil, 0, nil, "the person no longer exists"
		}
	case ToAccount:
		if one = q.Pool.Owner; one == nil {
			return nil, 0, nil, "nobody owns the account yet"
		}
	}
	if why := one.named(rule.Skills, q.Pool.PassedOn); why != "" {
		return nil, 0, nil, why
	}
	line := Considered{Person: one.Person, Name: one.Name, Open: one.Open, Cap: one.Cap, Weight: one.Weight}
	return []Offer{{Candidate: *one, Named: true, Most: math.Inf(+1)}}, one.Team, []Considered{line}, ""
}

// named says why a person named by a rule cannot take the lead. Their share of a team's leads does not matter here.
func (c *Candidate) named(skills []string, passedOn []account.TeamID) string {
	asked := *c
	asked.Weight = max(asked.Weight, 1)
	why := asked.skipped(skills)
	switch {
	case why == "" && c.Team == 0:
		why = "is not in an active sales team"
	case why == "" && slices.Contains(passedOn, c.Team):
		why = "is in a team that passed this lead on before"
	case why == "":
		return ""
	}
	return fmt.Sprintf("%s: %s", c.Name, why)
}

// round is the pool in which a lead ends when the rules lead back to teams that passed it on.
func (q Assignment) round(passed []Passed) step {
	s := step{rule: q.Fallback, team: q.Fallback.Team, name: q.Pool.Name(q.Fallback.Team), passed: passed}
	for _, team := range q.Pool.PassedOn {
		if name := q.Pool.Name(team); name != "" {
			s.round = append(s.round, name)
		}
	}
	return s
}

// Team is where the lead stays when nobody is given it.
func (d Decision) Team() account.TeamID { return d.rest.team }

// Given explains that the lead went to the offer at this place. open counts the lead itself.
func (d Decision) Given(place, open int) *Explanation {
	o := d.Offers[place]
	s := d.steps[o.Group/groupsPerStep]
	rule := s.rule.Name
	if s.rule.To() == ToAccount {
		rule += ", as owner of the account"
	}
	return &Explanation{
		Rule: s.rule.ID, Team: s.team, Person: o.Person, Candidates: s.considered, Passed: s.passed,
		Sentence: withPassed(Offered(o.Name, rule, open, o.Cap)+o.Hours(s.considered), s.passed),
	}
}

// Waits is why the lead waits in a pool.
func (d Decision) Waits() *Explanation {
	s := d.rest
	why := &Explanation{Rule: s.rule.ID, Team: s.team, Candidates: s.considered, Passed: s.passed,
		Nobody: s.rule.To() != ToPool}
	switch {
	case s.round != nil:
		why.Sentence = WentRound(s.name, s.round)
		return why
	case s.rule.To() == ToPool:
		why.Sentence = ToClaim(s.name, s.rule.Name)
	case len(d.Offers) > 0:
		why.Sentence = fmt.Sprintf("Waits in the pool of %s: %s, everybody with room was given another lead", s.name,
			s.rule.Name)
	default:
		why.Sentence = Pooled(s.name, s.rule.Name, s.considered)
	}
	why.Sentence = withPassed(why.Sentence, s.passed)
	return why
}
