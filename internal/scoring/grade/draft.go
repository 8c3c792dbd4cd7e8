package grade

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"baton/internal/errs"
	"baton/internal/lead"
)

const (
	// MaxPoints is the most that one rule gives or takes.
	MaxPoints = 100
	// MaxRules is how many rules a scoring has at most.
	MaxRules = 50
	maxWords = 200
)

// Check says what is wrong with a rule, field by field; problems of its condition are under "when" and its place.
func (r Rule) Check() error {
	problems := errs.Problems{}
	switch n := utf8.RuneCountInString(r.Words); {
	case n == 0:
		problems.Add("words", "Name the rule in a few words. Reps see the name on each lead.")
	case n > maxWords:
		problems.Add("words", fmt.Sprintf("Write at most %d characters.", maxWords))
	}
	if !r.Gate && (r.Points == 0 || r.Points < -MaxPoints || r.Points > MaxPoints) {
		problems.Add("points", fmt.Sprintf("Write a whole number of points from -%d to %d, but not 0.", MaxPoints, MaxPoints))
	}
	for _, each := range r.When.Comparisons() {
		if field, _ := lead.FieldNamed(each.Field); field.Graded() {
			problems.Add("when", "These rules set the score, so a rule cannot depend on it. Choose another field.")
		}
	}
	if len(r.When.Comparisons()) == 0 {
		problems.Add("when", "Add a condition. For points that every lead gets, change the number it starts with.")
	}
	return problems.Err()
}

// checkLevels says what is wrong with the number that every lead starts with and with what each grade takes.
func (s Scoring) checkLevels() error {
	problems := errs.Problems{}
	if s.Base < 0 || s.Base > 100 {
		problems.Add("base", "Write a whole number from 0 to 100.")
	}
	above := 101
	for _, g := range lead.Grades[:len(lead.Grades)-1] {
		switch n := s.Thresholds[g]; {
		case n < 1 || n > 100:
			problems.Add(string(g), "Write a whole number from 1 to 100.")
		case n >= above:
			problems.Add(string(g), fmt.Sprintf("Grade %s must start lower than the grade above it.", g))
		default:
			above = n
		}
	}
	return problems.Err()
}

func (s Scoring) clone() Scoring {
	s.Thresholds, s.Rules = maps.Clone(s.Thresholds), slices.Clone(s.Rules)
	s.Levels, s.Groups = maps.Clone(s.Levels), slices.Clone(s.Groups)
	return s
}

// Publication is a version of the scoring with who published it.
type Publication struct {
	Scoring
	By       string    // "" for what came with Baton
	At       time.Time // zero for what came with Baton
	Restores int       // the version that it put back, 0 for none
}

// Draft is a scoring that a manager is writing. Nothing is graded by it before it is published.
type Draft struct {
	Began   Scoring // what was in force when the draft was begun, or was looked at again
	Scoring Scoring
	Version int // 0 while nothing of it is kept
}

// Begin is a draft of what is in force.
func Begin(inForce Scoring) *Draft { return &Draft{Began: inForce, Scoring: inForce.clone()} }

// errStale refuses a change of a draft that is not what was read any more.
var errStale = errs.Say(errs.Conflict,
	"These rules were changed after you opened this page. The list shows what they say now. "+
		"Your text is still in the form.")

// Read refuses to go on unless the draft is the version that was read, of what was in force then.
func (d *Draft) Read(version, began int) error {
	if d.Version != version || d.Began.Version != began {
		return errStale
	}
	return nil
}

// Put has a rule stand at a place, counted from 0: instead of what stands there, or after all others.
func (d *Draft) Put(at int, r Rule) error {
	if r.Gate {
		r.Points = 0
	}
	if err := r.Check(); err != nil {
		return err
	}
	for i, other := range d.Scoring.Rules {
		if i != at && strings.EqualFold(other.Words, r.Words) {
			return errs.Problems{"words": "Another rule has this name."}
		}
	}
	if len(d.Scoring.Rules) >= MaxRules && (at < 0 || at >= len(d.Scoring.Rules)) {
		return errs.Problems{"words": fmt.Sprintf("There are already %d rules, the maximum. Delete one first.", MaxRules)}
	}
	d.Scoring.Rules = placed(d.Scoring.Rules, at, r)
	return nil
}

// placed has one stand at a place: instead of what stands there, or after all others.
func placed[T any](all []T, at int, one T) []T {
	if at < 0 || at >= len(all) {
		return append(all, one)
	}
	all[at] = one
	return all
}

// Remove takes the rule at a place out.
func (d *Draft) Remove(at int) error { return without(&d.Scoring.Rules, at) }

func without[T any](all *[]T, at int) error {
	if at < 0 || at >= len(*all) {
		return errStale
	}
	*all = slices.Delete(*all, at, at+1)
	return nil
}

// Settle sets what every lead starts with, and how much each grade but the last takes.
func (d *Draft) Settle(base int, thresholds map[lead.Grade]int) error {
	next := d.Scoring
	next.Base, next.Thresholds = base, thresholds
	if err := next.checkLevels(); err != nil {
		return err
	}
	d.Scoring = next
	return nil
}

// Outpublished refuses to publish a draft that would undo what somebody else has published meanwhile.
type Outpublished struct {
	Latest  Publication
	Changes []Change // by what the draft began with
}

// Error says so in words.
func (o *Outpublished) Error() string {
	return o.Latest.By + " published another version after this draft was started"
}

// Unwrap has it count as a conflict.
func (o *Outpublished) Unwrap() error { return errs.Conflict }

// Publishes refuses to publish a draft that is not the version that was read, that changes nothing, or that was begun
// of another scoring than the latest.
func (d *Draft) Publishes(version int, latest Publication) error {
	switch {
	case d.Version == 0:
		return errs.Say(errs.Conflict,
			"There is no draft to publish. It was published or discarded. The rules in force are below.")
	case d.Version != version:
		return errs.Say(errs.Conflict, "Your draft was changed in another window. Check it again, then publish it.")
	case d.Overtaken(latest) != nil:
		return d.Overtaken(latest)
	case len(d.Changes()) == 0:
		return errs.Say(errs.Conflict, "Your draft changes nothing, so there is nothing to publish.")
	}
	return nil
}

// Overtaken is what was published since the draft was begun; nil for nothing.
func (d *Draft) Overtaken(latest Publication) *Outpublished {
	if d.Version == 0 || latest.Version == d.Began.Version {
		return nil
	}
	return &Outpublished{latest, Compare(d.Began, latest.Scoring)}
}

// Renew has the draft change what was published meanwhile, which its writer has seen.
func (d *Draft) Renew(latest Publication) error {
	if d.Version == 0 {
		return errs.Say(errs.Conflict, "The draft no longer exists. The rules in force are below.")
	}
	d.Began = latest.Scoring
	return nil
}
