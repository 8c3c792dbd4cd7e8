package assign_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
)

// inForce are three rules, and the shares of two reps.
func inForce() assign.Set {
	rule := func(id assign.RuleID, name string) assign.Rule {
		return assign.Rule{ID: id, Position: int(id), Name: name, Team: 3, Version: 1}
	}
	return assign.Set{
		Rules:    []assign.Rule{rule(1, "One"), rule(2, "Two"), rule(3, "Three")},
		Fallback: 3,
		Weights:  map[account.PersonID]int{11: 1, 12: 1},
	}
}

// said are the changes of a draft in short.
func said(changes []assign.Change) string {
	var all []string
	for _, c := range changes {
		of := c.Now.Name
		if of == "" {
			of = c.Was.Name
		}
		all = append(all, strings.TrimSpace(string(c.Kind)+" "+of))
	}
	return strings.Join(all, ", ")
}

func names(rules []assign.Rule) (all []string) {
	for _, r := range rules {
		all = append(all, r.Name)
	}
	return all
}

func TestADraftChangesNothingThatIsInForce(t *testing.T) {
	set := inForce()
	d := assign.Begin(set)
	two := d.Set.Rules[1]
	two.Name = "Second"
	for _, err := range []error{
		d.Change(two), d.Move(1, 1, false), d.Remove(3, 1), d.Add(assign.Rule{Name: "Four", Team: 4}),
		d.Share(map[account.PersonID]int{11: 3}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(inForce(), set); diff != "" {
		t.Error(diff)
	}
	if got := names(d.Set.Rules); !slices.Equal(got, []string{"Second", "One", "Four"}) {
		t.Errorf("the draft is %v", got)
	}
	for i, r := range d.Set.Rules {
		if r.Position != i+1 {
			t.Errorf("%s has position %d", r.Name, r.Position)
		}
	}
	if got := said(d.Changes()); got != "removed Three, changed Second, moved One, added Four, share" {
		t.Errorf("it would change: %s", got)
	}
}

func TestAChangeOfARuleIsRefusedWhereItIsNotTheRuleThatWasRead(t *testing.T) {
	rule := assign.Rule{ID: 2, Name: "Two", Team: 3, Version: 1}
	gone, old, nameless := rule, rule, rule
	gone.ID, old.Version, nameless.Name = 9, 7, ""
	for _, tc := range []struct {
		name string
		do   func(d *assign.Draft) error
		kind error
	}{
		{"changed", func(d *assign.Draft) error { return d.Change(rule) }, nil},
		{"changed twice", func(d *assign.Draft) error { return errors.Join(d.Change(rule), d.Change(rule)) }, errs.Conflict},
		{"changed when it is gone", func(d *assign.Draft) error { return d.Change(gone) }, errs.Conflict},
		{"changed to nothing", func(d *assign.Draft) error { return d.Change(nameless) }, errs.Invalid},
		{"an old one", func(d *assign.Draft) error { return d.Change(old) }, errs.Conflict},
		{"added without a name", func(d *assign.Draft) error { return d.Add(nameless) }, errs.Invalid},
		{"removed", func(d *assign.Draft) error { return d.Remove(2, 1) }, nil},
		{"removed twice", func(d *assign.Draft) error { return errors.Join(d.Remove(2, 1), d.Remove(2, 1)) }, errs.Conflict},
		{"removed as it was", func(d *assign.Draft) error { return d.Remove(2, 7) }, errs.Conflict},
		{"moved", func(d *assign.Draft) error { return d.Move(2, 1, true) }, nil},
		{"moved twice as it was", func(d *assign.Draft) error { return errors.Join(d.Move(2, 1, true), d.Move(2, 1, false)) },
			errs.Conflict},
		{"moved when it is gone", func(d *assign.Draft) error { return d.Move(9, 1, true) }, errs.Conflict},
		{"the first moved up", func(d *assign.Draft) error { return d.Move(1, 1, true) }, nil},
		{"a share of 10", func(d *assign.Draft) error { return d.Share(map[account.PersonID]int{11: account.MaxWeight}) },
			nil},
		{"a share of 11", func(d *assign.Draft) error { return d.Share(map[account.PersonID]int{11: account.MaxWeight + 1}) },
			errs.Invalid},
		{"a share below 0", func(d *assign.Draft) error { return d.Share(map[account.PersonID]int{11: -1}) }, errs.Invalid},
		{"a share of who is not there", func(d *assign.Draft) error { return d.Share(map[account.PersonID]int{99: 1}) },
			errs.Conflict},
	} {
		d := assign.Begin(inForce())
		if err := tc.do(d); !errors.Is(err, tc.kind) {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
	d := assign.Begin(inForce())
	if err := d.Move(3, 1, false); err != nil || d.Set.Rules[2].Version != 1 {
		t.Errorf("the last moved down: %+v, %v", d.Set.Rules[2], err)
	}
}

func TestWhatIsDifferentInASetOfRules(t *testing.T) {
	for _, tc := range []struct {
		want   string
		change func(s *assign.Set)
	}{
		{"", func(*assign.Set) {}},
		{"removed Two", func(s *assign.Set) { s.Rules = slices.Delete(s.Rules, 1, 2) }},
		{"added Four", func(s *assign.Set) { s.Rules = append(s.Rules, assign.Rule{ID: 4, Name: "Four"}) }},
		{"moved Three", func(s *assign.Set) { s.Rules = []assign.Rule{s.Rules[2], s.Rules[0], s.Rules[1]} }},
		{"changed Second", func(s *assign.Set) { s.Rules[1].Name = "Second" }},
		{"changed Two", func(s *assign.Set) { s.Rules[1].Skills = []string{"Polish"} }},
		{"changed Two", func(s *assign.Set) { s.Rules[1].When = in("ES") }},
		{"changed Two", func(s *assign.Set) { s.Rules[1].Target = assign.ToPool }},
		{"changed Two", func(s *assign.Set) { s.Rules[1].Team = 4 }},
		{"", func(s *assign.Set) { s.Rules[1].Target, s.Rules[1].Version = assign.ToTeam, 9 }},
		{"fallback", func(s *assign.Set) { s.Fallback = 4 }},
		{"share", func(s *assign.Set) { s.Weights[12] = 2 }},
		{"", func(s *assign.Set) { s.Weights[13] = 2 }},
	} {
		now := inForce()
		tc.change(&now)
		if got := said(assign.Compare(inForce(), now)); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

// A rule that is said to be moved has really another place among those that stay, and as few as can be are.
func TestAsFewRulesAsCanBeAreSaidToBeMoved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "rules")
		var was assign.Set
		for i := range n {
			was.Rules = append(was.Rules, assign.Rule{ID: assign.RuleID(i + 1), Name: string(rune('a' + i)), Team: 3})
		}
		now := assign.Set{Rules: rapid.Permutation(was.Rules).Draw(t, "order")}
		moved := map[assign.RuleID]bool{}
		for _, c := range assign.Compare(was, now) {
			if c.Kind != assign.Moved {
				t.Fatalf("%+v", c)
			}
			moved[c.Now.ID] = true
		}
		last, longest := assign.RuleID(0), make([]int, n+1)
		for _, r := range now.Rules {
			if !moved[r.ID] {
				if r.ID < last {
					t.Errorf("%d stays before %d", last, r.ID)
				}
				last = r.ID
			}
			for before := range int(r.ID) {
				longest[r.ID] = max(longest[r.ID], longest[before]+1)
			}
		}
		if most := slices.Max(longest); n-len(moved) != most {
			t.Errorf("%d are moved where %d can stay", len(moved), most)
		}
	})
}

func TestADraftTellsWhatItWouldUndo(t *testing.T) {
	d := assign.Begin(inForce())
	if err := d.Share(map[account.PersonID]int{12: 4}); err != nil {
		t.Fatal(err)
	}
	theirs := inForce()
	theirs.Rules[0].Name, theirs.Weights[11], theirs.Weights[12] = "First", 2, 3
	undoes := d.Undoes(theirs)
	if got := said(undoes); got != "changed First, share" || undoes[1].Person != 12 || undoes[1].WasShare != 1 ||
		undoes[1].NowShare != 3 {
		t.Errorf("it would undo %q: %+v", got, undoes)
	}
	if got := d.Undoes(inForce()); len(got) != 0 {
		t.Errorf("of what nobody changed: %+v", got)
	}
	d.Rebase(theirs)
	if diff := cmp.Diff(map[account.PersonID]int{11: 2, 12: 4}, d.Set.Weights); diff != "" {
		t.Errorf("shares after it was brought up to date: %s", diff)
	}
	if got := said(d.Undoes(theirs)); got != "" {
		t.Errorf("afterwards it would undo %s", got)
	}
	if got := said(d.Changes()); got != "changed One, share" {
		t.Errorf("afterwards it would change %s", got)
	}
	theirs.Weights[13] = 5
	d.Rebase(theirs)
	if d.Set.Weights[13] != 5 {
		t.Error("who came meanwhile has no share")
	}
	var over error = &assign.Overtaken{Changes: undoes, By: "Jo"}
	if !errors.Is(over, errs.Conflict) || over.Error() == "" {
		t.Error("an overtaken draft is no conflict")
	}
}
