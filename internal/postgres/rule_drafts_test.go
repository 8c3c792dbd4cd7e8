package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/lead"
)

// edit changes the draft of by.
func (h *household) edit(t *testing.T, by account.PersonID, change func(*assign.Draft) error) error {
	t.Helper()
	return h.db.EditDraft(context.Background(), account.Person{ID: by}, h.now, change)
}

// draft is the draft of by.
func (h *household) draft(t *testing.T, by account.PersonID) *assign.Draft {
	t.Helper()
	d, err := h.db.Draft(context.Background(), account.Person{ID: by})
	done(t, err)
	return d
}

// turnOn turns on the draft of by as it is.
func (h *household) turnOn(t *testing.T, by account.PersonID) error {
	t.Helper()
	return h.db.TurnOn(context.Background(), account.Person{ID: by}, h.draft(t, by).Version, h.now)
}

func names(rules []assign.Rule) string {
	var all []string
	for _, r := range rules {
		all = append(all, r.Name)
	}
	return strings.Join(all, ", ")
}

func adding(rules ...assign.Rule) func(*assign.Draft) error {
	return func(d *assign.Draft) (err error) {
		for _, r := range rules {
			err = errors.Join(err, d.Add(r))
		}
		return err
	}
}

func TestADraftDecidesNothingUntilItIsTurnedOn(t *testing.T) {
	t.Parallel()
	h := keepHouse(t)
	done(t, h.edit(t, ada, adding(assign.Rule{Name: "Spain", When: is("country", "ES"), Team: americas},
		assign.Rule{Name: "Everybody else", Team: emea})))
	if got := names(h.policy(t).Rules); got != "United States" {
		t.Errorf("in force: %s", got)
	}
	if r := h.submit(t, lead.Lead{Country: "ES"}); r.Team != emea {
		t.Errorf("a lead of Spain went to team %d before the draft was turned on", r.Team)
	}
	d := h.draft(t, ada)
	if got := names(d.Set.Rules); got != "United States, Spain, Everybody else" || d.Set.Rules[1].ID == 0 ||
		len(d.Changes()) != 2 {
		t.Fatalf("the draft: %s, %+v", got, d.Changes())
	}
	spain := d.Set.Rules[1].ID
	refused(t, h.db.TurnOn(context.Background(), account.Person{ID: ada}, d.Version-1, h.now), errs.Conflict)
	done(t, h.turnOn(t, ada))
	if got := names(h.policy(t).Rules); got != "United States, Spain, Everybody else" || h.policy(t).Rules[1].ID != spain {
		t.Errorf("in force: %s", got)
	}
	if r := h.submit(t, lead.Lead{Country: "ES"}); r.Team != americas {
		t.Errorf("a lead of Spain went to team %d", r.Team)
	}
	if h.draft(t, ada) != nil {
		t.Error("the draft is still there")
	}
	refused(t, h.db.TurnOn(context.Background(), account.Person{ID: ada}, 1, h.now), errs.Conflict)

	done(t, h.edit(t, ada, func(d *assign.Draft) error { return errors.Join(d.Move(spain, 1, true), d.Remove(1, 1)) }))
	refused(t, h.edit(t, ada, func(d *assign.Draft) error { return d.Remove(spain, 1) }), errs.Conflict)
	done(t, h.turnOn(t, ada))
	if got := names(h.policy(t).Rules); got != "Spain, Everybody else" {
		t.Errorf("in force: %s", got)
	}
	if n := ask[int](t, h, "SELECT count(*) FROM assignment_sets"); n != 3 {
		t.Errorf("%d sets are kept", n)
	}
}

func TestADraftThatSomebodyOvertookSaysWhatChanged(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	done(t, h.edit(t, ada, adding(assign.Rule{Name: "Spain", When: is("country", "ES"), Team: americas})))
	done(t, h.edit(t, mia, func(d *assign.Draft) error {
		us := d.Set.Rules[0]
		us.Name, us.Team = "North America", emea
		return errors.Join(d.Change(us), d.Share(map[account.PersonID]int{tom: 3}))
	}))
	done(t, h.turnOn(t, mia))
	err := h.turnOn(t, ada)
	var overtaken *assign.Overtaken
	if !errors.As(err, &overtaken) || !errors.Is(err, errs.Conflict) {
		t.Fatalf("turned on over another: %v", err)
	}
	if len(overtaken.Changes) != 1 || overtaken.Changes[0].Was.Name != "United States" ||
		overtaken.Changes[0].Now.Name != "North America" || overtaken.By != "Mia Torres" {
		t.Errorf("what changed: %+v", overtaken)
	}
	if got := names(h.draft(t, ada).Set.Rules); got != "United States, Spain" ||
		names(h.policy(t).Rules) != "North America" {
		t.Errorf("after the refusal the draft is %s", got)
	}
	done(t, h.db.KeepDraft(ctx, account.Person{ID: ada}, h.now))
	done(t, h.turnOn(t, ada))
	if got := names(h.policy(t).Rules); got != "United States, Spain" {
		t.Errorf("in force: %s", got)
	}
	if weight := ask[int](t, h, "SELECT weight FROM people WHERE id = $1", tom); weight != 3 {
		t.Errorf("a share that the draft did not touch is %d", weight)
	}
	done(t, h.edit(t, ada, func(*assign.Draft) error { return nil }))
	done(t, h.db.DropDraft(ctx, account.Person{ID: ada}))
	refused(t, h.db.KeepDraft(ctx, account.Person{ID: ada}, h.now), errs.Conflict)
}

func TestOfTwoWhoTurnOnAtOnceOneIsToldOfTheOther(t *testing.T) {
	t.Parallel()
	h := keepHouse(t)
	for n := range 5 {
		both := []account.PersonID{ada, mia}
		for i, by := range both {
			done(t, h.edit(t, by, adding(assign.Rule{Name: []string{"Left", "Right"}[i] + strings.Repeat("!", n), Team: emea})))
		}
		versions := []int{h.draft(t, ada).Version, h.draft(t, mia).Version}
		before := ask[int](t, h, "SELECT max(version) FROM assignment_sets")
		answers := atOnce(2, func(i int) error {
			return h.db.TurnOn(context.Background(), account.Person{ID: both[i]}, versions[i], h.now)
		})
		won := 0
		for i, err := range answers {
			var overtaken *assign.Overtaken
			if err == nil {
				won++
			} else if !errors.As(err, &overtaken) {
				t.Errorf("%d was told %v", i, err)
			}
		}
		if after := ask[int](t, h, "SELECT max(version) FROM assignment_sets"); won != 1 || after != before+1 {
			t.Fatalf("%d of two drafts were turned on, version %d after %d", won, after, before)
		}
		h.exec(t, "DELETE FROM assignment_drafts")
	}
}

func TestARuleSendsLeadsWhereTheyCanBeTaken(t *testing.T) {
	t.Parallel()
	h := keepHouse(t)
	h.exec(t, "UPDATE teams SET retired_at = now() WHERE id = 2")
	for _, team := range []account.TeamID{0, demand, emea, 999} {
		problem(t, h.edit(t, ada, adding(assign.Rule{Name: "Rule", Team: team})), "team")
		problem(t, h.edit(t, ada, adding(assign.Rule{Name: "Rule", Target: assign.ToPool, Team: team})), "team")
	}
	for _, person := range []account.PersonID{0, mia, ada, 999} {
		problem(t, h.edit(t, ada, adding(assign.Rule{Name: "Rule", Target: assign.ToPerson, Person: person})), "person")
	}
	problem(t, h.edit(t, ada, adding(assign.Rule{Name: "Rule", Target: "moon"})), "target")
	problem(t, h.edit(t, ada, adding(assign.Rule{Team: americas})), "name")
	problem(t, h.edit(t, ada,
		adding(assign.Rule{Name: "Rule", Team: americas, When: lead.Condition{Field: "country", Op: "smells_of"}})),
		"condition")
	problem(t, h.edit(t, ada, func(d *assign.Draft) error { d.Set.Fallback = demand; return nil }), "fallback")
	problem(t, h.edit(t, ada, func(d *assign.Draft) error { return d.Share(map[account.PersonID]int{rosa: 11}) }),
		"weights")
	refused(t, h.edit(t, ada, func(d *assign.Draft) error { return d.Share(map[account.PersonID]int{mia: 1}) }),
		errs.Conflict)
	if h.draft(t, ada) != nil {
		t.Error("what was refused left a draft")
	}
	done(t, h.edit(t, ada, adding(
		assign.Rule{Name: "To Tom", Target: assign.ToPerson, Person: tom},
		assign.Rule{Name: "Known", Target: assign.ToAccount, Team: 77},
		assign.Rule{Name: "Pool", Target: assign.ToPool, Team: americas,
			Skills: []string{" Spanish", "german", "spanish "}})))
	done(t, h.turnOn(t, ada))
	want := []assign.Rule{
		{ID: 1, Position: 1, Name: "United States", When: is("country", "US"), Target: assign.ToTeam, Team: americas,
			Skills: []string{}, Version: 1},
		{ID: 101, Position: 2, Name: "To Tom", Target: assign.ToPerson, Person: tom, Skills: []string{}, Version: 1},
		{ID: 102, Position: 3, Name: "Known", Target: assign.ToAccount, Skills: []string{}, Version: 1},
		{ID: 103, Position: 4, Name: "Pool", Target: assign.ToPool, Team: americas, Skills: []string{"german", "spanish"},
			Version: 1},
	}
	if diff := cmp.Diff(want, h.policy(t).Rules); diff != "" {
		t.Error(diff)
	}
}

func TestTheLogShowsWhereLeadsWentToWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	h.exec(t, "UPDATE people SET capacity = 1 WHERE id = 3")
	h.submit(t, lead.Lead{Country: "ES"})
	h.now = h.now.Add(time.Minute)
	pooled := h.submit(t, lead.Lead{Country: "ES"})
	h.now = h.now.Add(time.Minute)
	abroad := h.submit(t, lead.Lead{Country: "US"})
	routed := func(by account.PersonID, ask assign.LogAsk) []assign.Line {
		t.Helper()
		log, err := h.db.Routed(ctx, h.holder(t, by).Person, ask, h.now)
		done(t, err)
		return log.Lines
	}

	all := routed(ada, assign.LogAsk{})
	if len(all) != 3 || all[0].Lead != abroad.Lead || all[1].Lead != pooled.Lead || all[1].LeadName != "Buyer 1" {
		t.Fatalf("an admin sees %+v", all)
	}
	if !strings.Contains(all[1].Sentence, "Waits in the pool of EMEA") || !all[1].Nobody || all[0].Nobody ||
		len(all[1].Candidates) != 1 || all[1].Candidates[0].Skipped != "full, 1 of 1 open" {
		t.Errorf("why: %+v", all)
	}
	if own := routed(rosa, assign.LogAsk{}); len(own) != 2 || own[0].Lead != pooled.Lead {
		t.Errorf("a rep of EMEA sees %+v", own)
	}
	for _, tc := range []struct {
		name string
		ask  assign.LogAsk
		want []lead.ID
	}{
		{"by rule", assign.LogAsk{Rule: 1}, []lead.ID{abroad.Lead}},
		{"by team", assign.LogAsk{Team: emea}, []lead.ID{pooled.Lead, all[2].Lead}},
		{"by person", assign.LogAsk{Person: tom}, []lead.ID{abroad.Lead}},
		{"by team and person", assign.LogAsk{Team: emea, Person: tom}, nil},
		{"before a line", assign.LogAsk{Before: assign.LogPlace{At: all[1].At, Handoff: all[1].Handoff}},
			[]lead.ID{all[2].Lead}},
	} {
		var got []lead.ID
		for _, line := range routed(ada, tc.ask) {
			got = append(got, line.Lead)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Error(tc.name, diff)
		}
	}
	_, err := h.db.DisablePerson(ctx, h.holder(t, ada).Person, tom, 1, h.now.Add(time.Minute))
	done(t, err)
	if all = routed(ada, assign.LogAsk{}); len(all) != 4 || all[0].Lead != abroad.Lead ||
		all[0].Sentence != "Back in the pool of Americas: Tom Trent left" {
		t.Errorf("after Tom left: %+v", all[0])
	}
}
