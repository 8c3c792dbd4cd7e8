package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// An owner of a company who cannot be offered its next lead is passed over, and the explanation says why.
func TestTheOwnerOfACompanyWhoCannotBeOfferedALead(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, after string // what happens to the owner after they accepted a lead of the company
		owner       string
		why         string
	}{
		{"an admin of no team", "", "ada", "Ada: is not in an active sales team"},
		{"moved to marketing", `
			UPDATE people SET role = 'marketer' WHERE id = 11;
			UPDATE memberships SET team_id = 1 WHERE person_id = 11`, "rosa", "Rosa: works in marketing"},
		{"a marketer who stayed in the sales team", "UPDATE people SET role = 'marketer' WHERE id = 11", "rosa",
			"Rosa: works in marketing"},
		{"left every team", "DELETE FROM memberships WHERE person_id = 11", "rosa", "Rosa: is not in an active sales team"},
		{"only in a retired team", `
			INSERT INTO teams (id, name, side, retired_at) VALUES (9, 'Old', 'sales', now());
			UPDATE memberships SET team_id = 9 WHERE person_id = 11`, "rosa", "Rosa: is not in an active sales team"},
		{"disabled", "UPDATE people SET disabled_at = now() WHERE id = 11", "rosa", "Rosa: disabled"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, ctx := openFloor(t), context.Background()
			f.rule("Known companies", everything, "account", 3, 0)
			f.exec("UPDATE people SET weight = 0 WHERE role = 'rep' AND id <> 11")
			first := f.send(lead.Lead{})
			f.fine(f.desk.Accept(ctx, f.who[tc.owner], first.Handoff, 0))
			f.exec("UPDATE people SET weight = 1 WHERE role = 'rep'")
			if tc.after != "" {
				f.exec(tc.after)
			}
			r := f.send(lead.Lead{})
			if !strings.HasSuffix(r.Sentence, "Skipped: Known companies, "+tc.why) || r.Team != 3 ||
				r.Owner == f.who[tc.owner].ID && tc.after != "" {
				t.Errorf("the next lead of the company: %+v", r)
			}
		})
	}
}

// A rule for a person who cannot be offered a lead says why, as that for an owner does.
func TestARuleForAPersonWhoCannotBeOfferedALead(t *testing.T) {
	t.Parallel()
	for after, why := range map[string]string{
		"UPDATE people SET role = 'marketer' WHERE id = 13":            "Kim: works in marketing",
		"DELETE FROM memberships WHERE person_id = 13":                 "Kim: is not in an active sales team",
		"UPDATE memberships SET team_id = 1 WHERE person_id = 13":      "Kim: is not in an active sales team",
		"UPDATE people SET disabled_at = now() WHERE id = 13":          "Kim: disabled",
		"UPDATE people SET role = 'admin' WHERE id = 13":               "",
		"UPDATE people SET role = 'manager', weight = 0 WHERE id = 13": "",
	} {
		f := openFloor(t)
		f.rule("To Kim", everything, "person", 3, 13)
		f.exec(after)
		r := f.send(lead.Lead{})
		if why == "" && r.Owner != 13 || why != "" && !strings.HasSuffix(r.Sentence, "Skipped: To Kim, "+why) {
			t.Errorf("%s: %s", after, r.Sentence)
		}
	}
}

// Whoever moves, leaves, returns or is named by a rule: handing a lead over ends in a handoff of a sales team in use,
// or in words.
func TestWhateverBecomesOfPeopleALeadIsHandedOverOrRefusedInWords(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	rapid.Check(t, func(r *rapid.T) {
		c := &changing{f, r, 0}
		c.reset()
		for range rapid.IntRange(3, 25).Draw(r, "acts") {
			f.now = f.now.Add(time.Duration(rapid.SampledFrom([]int{1, 3, 60, 600}).Draw(r, "minutes")) * time.Minute)
			c.act()
		}
		c.submit()
		c.consistent()
	})
}

// changing is a floor whose people and rules change at random.
type changing struct {
	*floor
	r     *rapid.T
	leads int
}

var (
	anybody  = []account.PersonID{2, 3, 5, 6, 11, 12, 13, 14, 21}
	anyTeams = [][]account.TeamID{{3}, {4}, {3, 4}, {1}, {1, 3}, {}}
)

func (c *changing) reset() {
	c.t.Helper()
	c.exec(`
		TRUNCATE leads, handoffs, touches, events, assignment_log, attempts, questions, undone_verdicts, sent_forms,
			funnel_deltas, absences, memberships, assignment_rules RESTART IDENTITY CASCADE`)
	c.exec(`
		UPDATE people
		SET disabled_at = NULL, weight = 1, capacity = 2,
			role = CASE WHEN id <= 3 THEN 'marketer' WHEN id = 5 THEN 'manager' WHEN id = 6 THEN 'admin' ELSE 'rep' END`)
	c.exec(`
		INSERT INTO memberships
		VALUES (1, 1), (2, 2), (3, 1), (5, 1), (5, 3), (11, 3), (12, 3), (13, 3), (14, 3), (21, 4)`)
	c.exec("UPDATE teams SET retired_at = NULL")
	c.exec(`
		UPDATE rep_workloads
		SET open = 0, served = 0, given_at = '-infinity', joined_at = '-infinity', room_at = '-infinity'`)
	c.exec(`
		INSERT INTO assignment_rules (position, name, condition, target, team_id)
		VALUES (1, 'Known companies', '{}', 'account', 3), (2, 'The rest', '{}', 'team', 3)`)
}

func (c *changing) act() {
	ctx := context.Background()
	drawn := func(what string) account.PersonID { return rapid.SampledFrom(anybody).Draw(c.r, what) }
	acts := []func() error{
		func() error { return c.submit() },
		func() error { return c.submit() },
		func() error { return c.submit() },
		func() error { return c.answer() },
		func() error { return c.answer() },
		func() error { return c.answer() },
		func() error { return c.changePerson(drawn("person")) },
		func() error { return c.changePerson(drawn("person")) },
		func() error { return c.disable(drawn("person")) },
		func() error { return c.away(drawn("person")) },
		func() error { return c.retire() },
		func() error { return c.addRule(drawn("named")) },
		func() error {
			_, err := c.desk.HandOverAll(ctx, c.who["ada"], desk.Leaving{Person: drawn("leaver"), To: drawn("to")})
			return err
		},
		func() error {
			leaving := desk.Leaving{Person: drawn("leaver"),
				Team: account.TeamID(rapid.SampledFrom([]int{0, 3, 4}).Draw(c.r, "team"))}
			_, err := c.desk.HandOverAll(ctx, c.who["ada"], leaving)
			return err
		},
		func() error { return c.desk.RemindAll(ctx) },
	}
	if err := rapid.SampledFrom(acts).Draw(c.r, "act")(); err != nil {
		c.inWords(err)
	}
}

// inWords fails the test on an error that nobody can read.
func (c *changing) inWords(err error) {
	var problems errs.Problems
	allowed(c.r, err)
	if !errors.As(err, &problems) && errs.Words(err) == "" && !errors.Is(err, errs.NotFound) {
		c.r.Fatalf("refused without words: %v", err)
	}
}

// submit hands over a lead of one of a few companies.
func (c *changing) submit() error {
	c.leads++
	sub := ana(c.leads)
	n := rapid.IntRange(1, 3).Draw(c.r, "company")
	sub.Lead.Email = fmt.Sprintf("lead%d@buyer%d.example", c.leads, n)
	sub.Lead.Company, sub.Lead.Country = fmt.Sprintf("Buyer %d", n),
		rapid.SampledFrom([]string{"ES", "US"}).Draw(c.r, "country")
	r, err := c.desk.Submit(context.Background(), c.who["mia"], sub)
	switch {
	case err == nil && (r.Handoff == 0 || r.Team != 3 && r.Team != 4 || r.Sentence == ""):
		c.r.Fatalf("handed over as %+v", r)
	case err != nil && !errors.Is(err, errs.Invalid) && !errors.Is(err, errs.Conflict):
		c.r.Fatalf("handing over failed: %v", err)
	}
	return err
}

// answer has somebody, or an admin, do something with the latest handoff that waits or was answered.
func (c *changing) answer() error {
	ctx := context.Background()
	id := one[handoff.ID](c.floor,
		"SELECT coalesce((SELECT id FROM handoffs ORDER BY verdict IS NOT NULL, id DESC LIMIT 1), 0)")
	by := c.person(rapid.SampledFrom(anybody).Draw(c.r, "by"))
	if rapid.Bool().Draw(c.r, "an admin") {
		by = c.who["ada"]
	}
	return rapid.SampledFrom([]func() error{
		func() error { return c.desk.Accept(ctx, by, id, 0) },
		func() error { return c.desk.Accept(ctx, by, id, 0) },
		func() error { return c.desk.Claim(ctx, by, id, 0) },
		func() error { return c.desk.Reject(ctx, by, id, 0, c.reason["wrong_territory"], "") },
		func() error { return c.desk.Reject(ctx, by, id, 0, c.reason["wrong_owner"], "") },
		func() error { return c.desk.Undo(ctx, by, id, handoff.Accepted) },
		func() error { return c.desk.Undo(ctx, by, id, handoff.Rejected) },
		func() error { return c.desk.Recall(ctx, c.who["mia"], id) },
		func() error {
			return c.desk.Reassign(ctx, c.who["ada"], []handoff.ID{id}, rapid.SampledFrom(anybody).Draw(c.r, "to"))
		},
	}).Draw(c.r, "answer")()
}

// person is somebody as they are now.
func (c *changing) person(id account.PersonID) account.Person {
	h, err := c.db.Holder(context.Background(), id, c.now)
	c.fine(err)
	return h.Person
}

func (c *changing) changePerson(id account.PersonID) error {
	p := c.person(id)
	p.Role = rapid.SampledFrom([]account.Role{account.Marketer, account.Rep, account.Manager, account.Admin}).Draw(c.r,
		"role")
	p.Weight, p.Capacity = rapid.IntRange(0, 2).Draw(c.r, "weight"), rapid.IntRange(1, 3).Draw(c.r, "capacity")
	p.Teams = nil
	for _, team := range rapid.SampledFrom(anyTeams).Draw(c.r, "teams") {
		p.Teams = append(p.Teams, account.Membership{ID: team})
	}
	_, err := c.db.ChangePerson(context.Background(), c.who["ada"], &p, c.now)
	return err
}

func (c *changing) disable(id account.PersonID) error {
	p := c.person(id)
	if p.Disabled {
		return c.db.EnablePerson(context.Background(), account.System, id, p.Version)
	}
	_, err := c.db.DisablePerson(context.Background(), c.who["ada"], id, p.Version, c.now)
	return err
}

func (c *changing) away(id account.PersonID) error {
	if rapid.Bool().Draw(c.r, "back") {
		return c.db.SetBack(context.Background(), account.System, id, c.now)
	}
	return c.db.SetAway(context.Background(), account.System, id,
		c.now.Add(time.Duration(rapid.IntRange(0, 72).Draw(c.r, "hours"))*time.Hour), c.now)
}

func (c *changing) retire() error {
	team := rapid.SampledFrom([]account.TeamID{3, 4}).Draw(c.r, "team")
	version := one[int](c.floor, "SELECT version FROM teams WHERE id = $1", team)
	if one[bool](c.floor, "SELECT retired_at IS NOT NULL FROM teams WHERE id = $1", team) {
		return c.db.RestoreTeam(context.Background(), account.System, team, version)
	}
	return c.db.RetireTeam(context.Background(), account.System, team, version)
}

func (c *changing) addRule(named account.PersonID) error {
	c.exec("UPDATE assignment_rules SET position = position + 1")
	condition := rapid.SampledFrom([]string{everything, `{"field": "country", "op": "is", "value": ["US"]}`}).Draw(c.r,
		"condition")
	target := rapid.SampledFrom([]string{"team", "pool", "person", "account"}).Draw(c.r, "target")
	if target != "person" {
		named = 0
	}
	c.rule("A rule", condition, target, account.TeamID(rapid.IntRange(3, 4).Draw(c.r, "team")), named)
	return nil
}

// consistent fails where a lead waits with somebody or a team that cannot answer it, or where workloads are wrong.
func (c *changing) consistent() {
	if n := one[int](c.floor, `
		SELECT count(*)
		FROM handoffs h
		JOIN teams t ON t.id = h.team_id
		WHERE h.verdict IS NULL AND t.retired_at IS NOT NULL`); n != 0 {
		c.r.Fatalf("%d leads wait in a team that is not in use", n)
	}
	if who := one[string](c.floor, `
		SELECT coalesce(string_agg(format('handoff %s of team %s waits with %s', h.id, h.team_id, p.name), '; '), '')
		FROM handoffs h
		JOIN people p ON p.id = h.owner_id
		WHERE h.verdict IS NULL AND (p.role = 'marketer' OR p.disabled_at IS NOT NULL)`); who != "" {
		c.r.Fatal(who)
	}
	if n := one[int](c.floor, `
		SELECT count(*)
		FROM rep_workloads w
		WHERE w.open <> (SELECT count(*) FROM handoffs h WHERE h.owner_id = w.person_id AND h.verdict IS NULL)`); n != 0 {
		c.r.Fatalf("%d workloads are wrong", n)
	}
}
