package assign

import (
	"fmt"
	"maps"
	"slices"

	"baton/internal/account"
	"baton/internal/errs"
)

// Set is what managers publish together: the rules in order, the team of leads that no rule matches, and the shares of
// the reps.
type Set struct {
	Rules    []Rule                   `json:"rules"`
	Fallback account.TeamID           `json:"rest,omitempty"`    // 0 leaves it to Baton
	Weights  map[account.PersonID]int `json:"weights,omitempty"` // of reps
}

func (s Set) clone() Set {
	return Set{slices.Clone(s.Rules), s.Fallback, maps.Clone(s.Weights)}
}

func (s Set) find(id RuleID) int {
	return slices.IndexFunc(s.Rules, func(r Rule) bool { return r.ID == id })
}

// Draft is a set that a manager is writing. It assigns no lead before it is turned on.
type Draft struct {
	Began   Set // what was in force when the draft was begun
	Set     Set
	Version int
}

// Begin is a draft of what is in force.
func Begin(inForce Set) *Draft { return &Draft{Began: inForce, Set: inForce.clone()} }

// errStale refuses a change of a rule that has been changed since it was read.
var errStale = errs.Say(errs.Conflict,
	"This rule was changed after you opened it. The list shows what it says now. Your text is still in the form.")

// errGone refuses a change of a rule that is not in the draft any more.
var errGone = errs.Say(errs.Conflict, "This rule is no longer in your draft. Your text is still in the form.")

// Add adds a rule, which is asked after all others.
func (d *Draft) Add(r Rule) error {
	if err := r.Check(); err != nil {
		return err
	}
	r.Version = 1
	d.Set.Rules = append(d.Set.Rules, r)
	d.number()
	return nil
}

// Change changes a rule that is still the version that was read.
func (d *Draft) Change(r Rule) error {
	if err := r.Check(); err != nil {
		return err
	}
	i, err := d.current(r.ID, r.Version)
	if err != nil {
		return err
	}
	r.Version++
	d.Set.Rules[i] = r
	d.number()
	return nil
}

// Remove takes a rule out.
func (d *Draft) Remove(id RuleID, version int) error {
	i, err := d.current(id, version)
	if err == nil {
		d.Set.Rules = slices.Delete(d.Set.Rules, i, i+1)
		d.number()
	}
	return err
}

// Move has a rule asked one place earlier or later. At an end it stays.
func (d *Draft) Move(id RuleID, version int, up bool) error {
	i, err := d.current(id, version)
	if err != nil {
		return err
	}
	other := i + 1
	if up {
		other = i - 1
	}
	if other >= 0 && other < len(d.Set.Rules) {
		d.Set.Rules[i].Version++
		d.Set.Rules[i], d.Set.Rules[other] = d.Set.Rules[other], d.Set.Rules[i]
		d.number()
	}
	return nil
}

// Share sets how many of a team's leads reps get against the others. Only those who are there can be named.
func (d *Draft) Share(weights map[account.PersonID]int) error {
	for person, weight := range weights {
		if _, there := d.Set.Weights[person]; !there {
			return errs.Say(errs.Conflict, "Somebody with a share no longer takes leads. Check the list again.")
		}
		if weight < 0 || weight > account.MaxWeight {
			return errs.Problems{"weights": fmt.Sprintf("Write a share from 0 to %d.", account.MaxWeight)}
		}
	}
	maps.Copy(d.Set.Weights, weights)
	return nil
}

func (d *Draft) current(id RuleID, version int) (int, error) {
	i := d.Set.find(id)
	switch {
	case i < 0:
		return i, errGone
	case d.Set.Rules[i].Version != version:
		return i, errStale
	}
	return i, nil
}

func (d *Draft) number() {
	for i := range d.Set.Rules {
		d.Set.Rules[i].Position = i + 1
	}
}

// Changes are what the draft would change of what it began with.
func (d *Draft) Changes() []Change { return Compare(d.Began, d.Set) }

// Undoes are the changes that somebody else has published since the draft was begun and that the draft would undo.
func (d *Draft) Undoes(inForce Set) []Change {
	return slices.DeleteFunc(Compare(d.Began, inForce), func(c Change) bool {
		return c.Kind == Reweighed && d.Began.Weights[c.Person] == d.Set.Weights[c.Person]
	})
}

// Rebase applies the draft to the set that is in force now. Shares that it did not touch become those of now.
func (d *Draft) Rebase(inForce Set) {
	for person, weight := range inForce.Weights {
		if before, there := d.Began.Weights[person]; !there || d.Set.Weights[person] == before {
			d.Set.Weights[person] = weight
		}
	}
	d.Began = inForce.clone()
}

// Overtaken refuses to turn a draft on that would undo what somebody else has turned on meanwhile.
type Overtaken struct {
	Changes []Change
	By      string // who turned on the last set
}

func (o *Overtaken) Error() string { return "other rules were activated after the draft was started" }
func (o *Overtaken) Unwrap() error { return errs.Conflict }

// ChangeKind is what happened to a part of a set.
type ChangeKind string

// The kinds of changes.
const (
	Added         ChangeKind = "added"
	Removed       ChangeKind = "removed"
	Changed       ChangeKind = "changed"
	Moved         ChangeKind = "moved"
	Reweighed     ChangeKind = "share"
	FallbackMoved ChangeKind = "fallback"
)

// Change is one difference between two sets.
type Change struct {
	Kind                     ChangeKind
	Was, Now                 Rule             // of a rule; one of them is empty where it was added or removed
	Person                   account.PersonID // of a share
	WasShare                 int
	NowShare                 int
	WasFallback, NowFallback account.TeamID
}

// Compare is what is different in one set against another, in the order of the rules.
func Compare(was, now Set) (changes []Change) {
	for _, r := range was.Rules {
		if now.find(r.ID) < 0 {
			changes = append(changes, Change{Kind: Removed, Was: r})
		}
	}
	stayed := inOrder(was, now)
	for _, r := range now.Rules {
		i := was.find(r.ID)
		switch {
		case i < 0:
			changes = append(changes, Change{Kind: Added, Now: r})
		case !was.Rules[i].same(r):
			changes = append(changes, Change{Kind: Changed, Was: was.Rules[i], Now: r})
		case !stayed[r.ID]:
			changes = append(changes, Change{Kind: Moved, Was: was.Rules[i], Now: r})
		}
	}
	if was.Fallback != now.Fallback {
		changes = append(changes, Change{Kind: FallbackMoved, WasFallback: was.Fallback, NowFallback: now.Fallback})
	}
	for _, person := range slices.Sorted(maps.Keys(now.Weights)) {
		if before, there := was.Weights[person]; there && before != now.Weights[person] {
			changes = append(changes, Change{Kind: Reweighed, Person: person, WasShare: before, NowShare: now.Weights[person]})
		}
	}
	return changes
}

// inOrder are the rules of both sets that kept their order: the longest common subsequence.
func inOrder(was, now Set) map[RuleID]bool {
	var both []int // places in was, in the order of now
	for _, r := range now.Rules {
		if i := was.find(r.ID); i >= 0 {
			both = append(both, i)
		}
	}
	longest, previous := make([]int, len(both)), make([]int, len(both))
	end := -1
	for i := range both {
		longest[i], previous[i] = 1, -1
		for j := range i {
			if both[j] < both[i] && longest[j] >= longest[i] {
				longest[i], previous[i] = longest[j]+1, j
			}
		}
		if end < 0 || longest[i] > longest[end] {
			end = i
		}
	}
	stayed := map[RuleID]bool{}
	for ; end >= 0; end = previous[end] {
		stayed[was.Rules[both[end]].ID] = true
	}
	return stayed
}
