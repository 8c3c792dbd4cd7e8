package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres"
	"baton/internal/report"
)

// negotiators are managers on a floor, four of each side.
func negotiators(f *floor) (marketing, sales []account.Person) {
	for i := range 4 {
		for _, of := range []struct {
			to   *[]account.Person
			id   int
			team account.Membership
		}{{&marketing, 101, account.Membership{ID: 1, Name: "Demand", Side: account.Marketing}},
			{&sales, 201, account.Membership{ID: 3, Name: "EMEA", Side: account.Sales}}} {
			p := account.Person{ID: account.PersonID(of.id + i), Name: fmt.Sprintf("Manager %d", of.id+i), Role: account.Manager,
				Teams: []account.Membership{of.team}}
			f.exec("INSERT INTO people (id, email, name, role) VALUES ($1, $2, $3, 'manager')", p.ID,
				fmt.Sprintf("m%d@company.example", p.ID), p.Name)
			f.exec("INSERT INTO memberships VALUES ($1, $2)", p.ID, of.team.ID)
			*of.to = append(*of.to, p)
		}
	}
	return marketing, sales
}

func (f *floor) latest() agreement.Agreement {
	f.t.Helper()
	n, err := f.db.Negotiation(context.Background())
	f.fine(err)
	return n.Latest
}

// sized are the terms in force, for companies of so many people.
func (f *floor) sized(least int) agreement.Terms {
	f.t.Helper()
	terms := f.latest().Terms
	terms.Definition = lead.Condition{All: append(slices.Clone(terms.Definition.All),
		lead.Condition{Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{least}}})}
	return terms
}

func (f *floor) edit(by account.Person, version int, terms agreement.Terms, from time.Time) error {
	return f.db.Negotiate(context.Background(),
		func(n *agreement.Negotiation) error { return n.Edit(by, version, terms, from, true, f.now) })
}

func (f *floor) sign(by account.Person, side account.Side, version int) error {
	return f.db.Negotiate(context.Background(),
		func(n *agreement.Negotiation) error { return n.Sign(by, side, version, f.now) })
}

// agree has both sides sign terms.
func (f *floor) agree(terms agreement.Terms, from time.Time) {
	f.t.Helper()
	jo, ola := account.Person{ID: 5, Name: "Jo", Role: account.Manager, Teams: f.who["jo"].Teams}, f.who["ola"]
	if ola.ID == 0 {
		f.exec("INSERT INTO people (id, email, name, role) VALUES (300, 'ola@company.example', 'Ola', 'manager')")
		f.exec("INSERT INTO memberships VALUES (300, 3)")
		ola = account.Person{ID: 300, Name: "Ola", Role: account.Manager,
			Teams: []account.Membership{{ID: 3, Name: "EMEA", Side: account.Sales}}}
		f.who["ola"] = ola
	}
	f.fine(f.edit(jo, 0, terms, from))
	f.fine(f.sign(jo, account.Marketing, 1))
	f.fine(f.sign(ola, account.Sales, 1))
}

func TestTheFirstVersionSaysWhatItSaidBefore(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	terms := f.latest().Terms
	want := []string{"Has a name", "Has an e-mail address or a phone number", "Has a company"}
	if diff := cmp.Diff(want, terms.DefinitionWords(nil)); diff != "" {
		t.Error(diff)
	}
	if problems := terms.Check(); len(problems) > 0 {
		t.Errorf("the first version is not one that could be proposed: %v", problems)
	}
	if old := one[string](f, "SELECT terms ->> 'required' FROM agreements"); old != `["name", "contact", "company"]` {
		t.Errorf("the program before reads %s", old)
	}
}

func TestAProposalBecomesTheVersionThatJudges(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	before := f.submit(1)
	f.agree(f.sized(50), time.Time{})
	policy, err := f.db.Policy(ctx)
	f.fine(err)
	if policy.Agreement.Version != 2 || len(policy.Agreement.Terms.Definition.Criteria()) != 4 {
		t.Fatalf("version %d is in force: %+v", policy.Agreement.Version, policy.Agreement.Terms.Definition)
	}
	_, err = f.desk.Submit(ctx, f.who["mia"], ana(2))
	problem(t, err, "company_size")
	big := ana(2)
	big.Lead.CompanySize = 50
	after, err := f.desk.Submit(ctx, f.who["mia"], big)
	f.fine(err)
	for id, want := range map[handoff.ID]int{before.Handoff: 1, after.Handoff: 2} {
		if got := one[int](f, "SELECT agreement_version FROM handoffs WHERE id = $1", id); got != want {
			t.Errorf("handoff %d is judged by version %d, want %d", id, got, want)
		}
	}
	versions, err := f.db.SignedVersions(ctx, 0, 10)
	f.fine(err)
	if len(versions) != 2 || len(versions[0].Signatures) != 2 || versions[0].Signatures[0].Name != "Jo" ||
		len(versions[1].Signatures) != 0 || !versions[1].InForce.IsZero() {
		t.Errorf("the versions are %+v", versions)
	}
	if n, err := f.db.Negotiation(ctx); err != nil || n.Draft != nil {
		t.Errorf("the draft is still there: %+v, %v", n.Draft, err)
	}
}

func TestTwoManagersAtOnceNeverMakeTwoVersions(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	marketing, sales := negotiators(f)
	for round := range 12 {
		version := f.latest().Version
		terms := f.sized(10 + round)
		answers := atOnce(8, func(i int) error { return f.edit(slices.Concat(marketing, sales)[i], 0, terms, time.Time{}) })
		if n := fine(t, answers, errs.Conflict); n != 1 {
			t.Fatalf("%d drafts were begun at once", n)
		}
		answers = atOnce(9, func(i int) error {
			switch {
			case i == 8:
				return f.edit(sales[0], 1, f.sized(500), time.Time{})
			case i < 4:
				return f.sign(marketing[i], account.Marketing, 1)
			}
			return f.sign(sales[i-4], account.Sales, 1)
		})
		fine(t, answers, errs.Conflict)
		edited, signed := answers[8] == nil, f.latest().Version-version
		if edited == (signed == 1) || signed > 1 {
			t.Fatalf("edited is %t, and %d versions were signed", edited, signed)
		}
		if edited {
			f.fine(f.sign(marketing[0], account.Marketing, 2))
			f.fine(f.sign(sales[0], account.Sales, 2))
		}
		if n := one[int](f, `
			SELECT count(*)
			FROM agreement_signatures s
			JOIN agreement_drafts d ON d.id = s.draft_id AND d.version = s.version
			WHERE d.became = $1`, version+1); n != 2 {
			t.Fatalf("version %d has %d signatures", version+1, n)
		}
	}
	if n := one[int](f, `
		SELECT count(*)
		FROM agreements a
		JOIN agreements b ON b.version > a.version AND b.in_force <= a.in_force`); n != 0 {
		t.Errorf("%d versions are in force before an older one", n)
	}
	if drafts, versions := one[int](f, "SELECT count(*) FROM agreement_drafts WHERE became IS NOT NULL"),
		one[int](f, "SELECT count(*) FROM agreements"); drafts != 12 || versions != 13 {
		t.Errorf("%d drafts became %d versions", drafts, versions)
	}
}

// fine counts what was done; everything else must be refused as kind.
func fine(t *testing.T, answers []error, kind error) (n int) {
	t.Helper()
	for _, err := range answers {
		switch {
		case err == nil:
			n++
		case !errors.Is(err, kind) || errs.Words(err) == "":
			t.Fatalf("refused with %v", err)
		}
	}
	return n
}

func TestTheDatabaseKeepsTheRulesToo(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	marketing, _ := negotiators(f)
	f.fine(f.edit(marketing[0], 0, f.sized(50), time.Time{}))
	f.fine(f.sign(marketing[0], account.Marketing, 1))
	for name, sql := range map[string]string{
		"a second draft": "INSERT INTO agreement_drafts (based_on) VALUES (1)",
		"one person for both sides": `
			INSERT INTO agreement_signatures
			SELECT draft_id, version, 'sales', person_id, at
			FROM agreement_signatures`,
		"a second signature for a side": `
			INSERT INTO agreement_signatures
			SELECT draft_id, version, side, 102, at
			FROM agreement_signatures`,
		"a signature on what was not said": `
			INSERT INTO agreement_signatures
			SELECT draft_id, 2, side, person_id, at
			FROM agreement_signatures`,
		"two versions from one instant": `
			INSERT INTO agreements (version, terms, in_force)
			SELECT 2, terms, in_force
			FROM agreements`,
		"an open draft that is a version": "UPDATE agreement_drafts SET became = 1",
		"the same version twice": `
			INSERT INTO agreements (version, terms, in_force)
			SELECT 1, terms, now()
			FROM agreements`,
		"a side that is none":               "UPDATE agreement_signatures SET side = 'both'",
		"a lead that is not there as ready": "INSERT INTO ready_leads VALUES (999)",
	} {
		if _, err := f.sql.Exec(ctx, sql); err == nil {
			t.Errorf("the database takes %s", name)
		}
	}
}

func TestAVersionWithADayComesIntoForceByItself(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	other, err := postgres.Open(ctx, f.sql.Config().ConnString())
	f.fine(err)
	t.Cleanup(other.Close)
	clock := time.Now().UTC().Truncate(time.Second)
	f.now = clock
	day, nodes := clock.Add(time.Hour), []*postgres.DB{f.db.DB, other}
	for _, db := range nodes {
		db.PolicyClock = func() time.Time { return clock }
	}
	f.agree(f.sized(50), day)
	inForce := func(version int, until time.Time) {
		t.Helper()
		for _, db := range nodes {
			policy, err := db.Policy(ctx)
			f.fine(err)
			if policy.Agreement.Version != version || !policy.Until.Equal(until) {
				t.Fatalf("at %s version %d is in force, until %s", clock, policy.Agreement.Version, policy.Until)
			}
		}
	}
	inForce(1, day)
	first := f.submit(1)
	// For Postgres the day has come once it is in the past. The trigger that would tell the nodes of it is off.
	f.exec(`SET session_replication_role = replica; UPDATE agreements SET in_force = now() WHERE in_force > now();
		RESET session_replication_role`)
	inForce(1, day)
	clock = day
	inForce(2, time.Time{})
	big := ana(2)
	big.Lead.CompanySize = 60
	second, err := f.desk.Submit(ctx, f.who["mia"], big)
	f.fine(err)
	if a, b := one[int](f, "SELECT agreement_version FROM handoffs WHERE id = $1", first.Handoff),
		one[int](f, "SELECT agreement_version FROM handoffs WHERE id = $1", second.Handoff); a != 1 || b != 2 {
		t.Errorf("judged by %d and %d", a, b)
	}
}

func TestADraftIsAnsweredChangedAndWithdrawn(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	marketing, sales := negotiators(f)
	f.fine(f.edit(marketing[0], 0, f.sized(50), time.Time{}))
	f.fine(f.db.Negotiate(ctx, func(n *agreement.Negotiation) error { return n.Answer(sales[0], "Rather 60.", f.now) }))
	f.fine(f.sign(marketing[1], account.Marketing, 1))
	f.fine(f.edit(marketing[0], 1, f.sized(60), time.Time{}))
	n, err := f.db.Negotiation(ctx)
	f.fine(err)
	if d := n.Draft; d.Version != 2 || len(d.Signatures) != 0 || len(d.Answers) != 1 ||
		d.Answers[0].Words != "Rather 60." || d.Answers[0].Side != account.Sales || d.WriterName != marketing[0].Name {
		t.Errorf("the draft is %+v", d)
	}
	was, err := f.db.DraftTerms(ctx, n.Draft.ID, 1)
	f.fine(err)
	if got := was.DefinitionWords(nil)[3]; got != "Company has 50 people or more" {
		t.Errorf("it said %s", got)
	}
	if _, err := f.db.DraftTerms(ctx, n.Draft.ID, 3); !errors.Is(err, errs.NotFound) {
		t.Errorf("what it never said: %v", err)
	}
	refused(t, f.sign(sales[0], account.Sales, 1), errs.Conflict)
	f.fine(f.sign(sales[0], account.Sales, 2))
	f.fine(f.db.Negotiate(ctx, func(n *agreement.Negotiation) error { return n.Unsign(sales[0], 2) }))
	f.fine(f.sign(sales[1], account.Sales, 2))
	refused(t, f.db.Negotiate(ctx, func(n *agreement.Negotiation) error { return n.Withdraw(1) }), errs.Conflict)
	f.fine(f.db.Negotiate(ctx, func(n *agreement.Negotiation) error { return n.Withdraw(2) }))
	if n, err = f.db.Negotiation(ctx); err != nil || n.Draft != nil || n.Latest.Version != 1 {
		t.Errorf("withdrawn: %+v, %v", n, err)
	}
	f.fine(f.edit(sales[0], 0, f.sized(70), time.Time{}))
}

func TestWhatMeetsTheDefinitionIsHandedOverByItself(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	terms := f.sized(50)
	terms.AutoSubmit = true
	f.agree(terms, time.Time{})
	small, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, ana(1))
	f.fine(err)
	if small.Handoff != 0 || one[string](f, "SELECT stage FROM leads WHERE id = $1", small.Lead) != "captured" {
		t.Errorf("a lead that does not meet it: %+v", small)
	}
	grown := ana(1)
	grown.Lead.CompanySize = 50
	r, err := f.desk.SaveDraft(ctx, f.who["mia"], small.Lead, grown)
	f.fine(err)
	if r.Handoff == 0 || r.Number != 1 {
		t.Fatalf("a draft that meets it now: %+v", r)
	}
	if got := one[string](f, `
		SELECT l.stage || ', ' || coalesce(h.submitted_by, 0) || ', ' || h.marketing_team_id || ', ' || h.agreement_version
		FROM handoffs h
		JOIN leads l ON l.id = h.lead_id`); got != "submitted, 0, 1, 2" {
		t.Errorf("it is handed over as %s", got)
	}
	if who := one[string](f, `
		SELECT string_agg(kind || ' ' || coalesce(actor_id, 0), ', ' ORDER BY id)
		FROM events
		WHERE lead_id = $1`, small.Lead); who != "captured 1, edited 1, submitted 0, routed 0" {
		t.Errorf("its events are %s", who)
	}
	big := ana(3)
	big.Lead.CompanySize = 99
	if r, err = f.desk.SaveDraft(ctx, f.who["mia"], 0, big); err != nil || r.Handoff == 0 {
		t.Errorf("a new draft that meets it: %+v, %v", r, err)
	}
	f.fine(f.desk.Recall(ctx, f.who["mia"], r.Handoff))
	if r, err = f.desk.SaveDraft(ctx, f.who["mia"], r.Lead, big); err != nil || r.Handoff != 0 {
		t.Errorf("one that marketing took back goes out again by itself: %+v, %v", r, err)
	}
}

func TestWithoutSalesADraftIsOnlyKept(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	terms := f.latest().Terms
	terms.AutoSubmit = true
	f.agree(terms, time.Time{})
	f.exec("UPDATE teams SET retired_at = now() WHERE side = 'sales'")
	if r, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, ana(1)); err != nil || r.Handoff != 0 || r.Lead == 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestTheDefinitionCanAskAboutTouchesAndScore(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	terms := f.latest().Terms
	terms.Definition.All = append(slices.Clone(terms.Definition.All),
		lead.Condition{Field: "touch.count", Op: "at_least", Value: lead.Operand{Numbers: []int{2}}},
		lead.Condition{Field: "fit", Op: "at_least", Value: lead.Operand{Numbers: []int{30}}})
	f.agree(terms, time.Time{})
	_, err := f.desk.Submit(ctx, f.who["mia"], ana(1))
	problem(t, err, agreement.Anywhere)
	draft, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, ana(1))
	f.fine(err)
	_, err = f.desk.Resubmit(ctx, f.who["mia"], draft.Lead, ana(1))
	problem(t, err, agreement.Anywhere)
	again := ana(1)
	again.Duplicate = desk.SameOne
	r, err := f.desk.Submit(ctx, f.who["mia"], again)
	if err != nil || r.Lead != draft.Lead || r.Handoff == 0 {
		t.Errorf("the second touch does not count: %+v, %v", r, err)
	}
}

func TestTheLookBackAgreesWithTheRows(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	sizes := []int{10, 60, 0, 80, 49, 50}
	for i, size := range sizes {
		sub := ana(i)
		sub.Lead.CompanySize = size
		r, err := f.desk.Submit(ctx, f.who["mia"], sub)
		f.fine(err)
		switch owner := f.owner(r); i {
		case 0, 1:
			f.fine(f.desk.Accept(ctx, owner, r.Handoff, 0))
		case 2:
			f.fine(f.desk.Reject(ctx, owner, r.Handoff, 0, f.reason["wrong_size"], ""))
		case 3:
			f.fine(f.desk.Reject(ctx, owner, r.Handoff, 0, f.reason["wrong_role"], ""))
			sub.Lead.CompanySize = 81
			_, err := f.desk.Resubmit(ctx, f.who["mia"], r.Lead, sub)
			f.fine(err)
		}
		f.now = f.now.Add(time.Minute)
	}
	f.exec("UPDATE handoffs SET outcome = 'won', outcome_at = now() WHERE id = (SELECT min(id) FROM handoffs)")
	definition := f.sized(50).Definition
	look := func(since time.Time, most int) (e agreement.Effect) {
		var err error
		e.Cut, err = f.db.Tried(ctx, since, most, true, func(tried agreement.Tried) { e.Count(definition, tried) })
		f.fine(err)
		return e
	}
	if got, want := look(f.now.Add(-time.Hour), 100),
		(agreement.Effect{Leads: 6, Out: 3, Accepted: 2, Decided: 3, OutAccepted: 1, OutDecided: 2, OutWon: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := look(f.now.Add(-90*time.Second), 100); got.Leads != 1 || got.Cut {
		t.Errorf("since a moment ago: %+v", got)
	}
	if got := look(f.now.Add(-time.Hour), 5); got.Leads != 5 || !got.Cut {
		t.Errorf("of more than are looked at: %+v", got)
	}
	if got := look(f.now.Add(-time.Hour), 6); got.Leads != 6 || got.Cut {
		t.Errorf("of as many as are looked at: %+v", got)
	}
	why := map[agreement.ReasonID]int{}
	_, err := f.db.Tried(ctx, f.now.Add(-time.Hour), 100, false, func(tried agreement.Tried) {
		why[tried.Reason]++
		if tried.At.Before(f.now.Add(-time.Hour)) || tried.At.After(f.now) {
			t.Errorf("handed over at %v", tried.At)
		}
	})
	f.fine(err)
	if want := map[agreement.ReasonID]int{0: 5, f.reason["wrong_size"]: 1}; !maps.Equal(why, want) {
		t.Errorf("came back for %v, want %v: what was handed over again is not there", why, want)
	}
}

func TestHowThePromisesStand(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	day := report.Day(f.now, time.UTC)
	month, next := report.Month(day, time.UTC), report.Month(day.AddDate(0, 1, 0), time.UTC)
	accepted := f.submit(1)
	f.fine(f.desk.Accept(ctx, f.owner(accepted), accepted.Handoff, 0))
	late := f.submit(2)
	f.fine(f.desk.Accept(ctx, f.owner(late), late.Handoff, 0))
	asked := f.submit(3)
	f.fine(f.desk.Ask(ctx, f.owner(asked), asked.Handoff, 0, "Since when?"))
	f.now = f.now.Add(time.Hour)
	for i := range 3 {
		f.fine(f.desk.LogAttempt(ctx, f.owner(accepted), accepted.Lead,
			handoff.Attempt{Kind: "call",
				Outcome: map[bool]handoff.AttemptOutcome{true: "no_answer", false: "left_message"}[i == 0]}))
	}
	f.exec(`
		UPDATE handoffs
		SET outcome = 'disqualified', outcome_reason_id = $2, outcome_at = $3, contacted_at = $3
		WHERE id = $1`, accepted.Handoff, f.reason["end.unable_to_reach"], f.now)
	f.exec("UPDATE handoffs SET contact_due_at = $2 WHERE id = $1", late.Handoff, f.now.Add(-time.Second))
	got, err := f.db.Promises(ctx, []report.Period{month, next}, f.now)
	f.fine(err)
	p := got[0]
	if p.Handed("") != 3 || p.Handed(lead.GradeA)+p.Handed(lead.GradeB)+p.Handed(lead.GradeC)+p.Handed(lead.GradeD) != 3 ||
		p.Contacted != (report.Share{N: 1, Of: 2}) || len(p.Questions) != 1 {
		t.Errorf("the month: %+v", p)
	}
	if each, owed, known := p.Tries(map[lead.Grade]int64{lead.GradeA: 6, lead.GradeB: 6, lead.GradeC: 6,
		lead.GradeD: 6}); !known || each != 3 || owed != 6 {
		t.Errorf("%v tries, %v due (%t)", each, owed, known)
	}
	wall := func(_ account.TeamID, from, until time.Time) time.Duration { return until.Sub(from) }
	if s := p.AnsweredWithin(2*time.Hour, f.now, wall); s != (report.Share{}) {
		t.Errorf("a question that waits and is not late counts: %+v", s)
	}
	if s := p.AnsweredWithin(time.Minute, f.now, wall); s != (report.Share{Of: 1}) {
		t.Errorf("a question that waits too long: %+v", s)
	}
	f.fine(f.desk.Answer(ctx, f.who["mia"], asked.Handoff, "Since May."))
	got, err = f.db.Promises(ctx, []report.Period{month}, f.now)
	f.fine(err)
	if s := got[0].AnsweredWithin(2*time.Hour, f.now, wall); s != (report.Share{N: 1, Of: 1}) {
		t.Errorf("answered in time: %+v", s)
	}
	if _, _, known := (report.Promises{}).Tries(nil); known || (report.Promises{}).Handed("") != 0 {
		t.Error("nothing is known of nothing")
	}
}
