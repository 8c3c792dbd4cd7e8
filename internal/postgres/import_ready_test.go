package postgres_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"baton/internal/agreement"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

func TestImportedLeadsThatMeetTheDefinitionAreHandedOverByThemselves(t *testing.T) {
	t.Parallel()
	d, ctx := newIntake(t), context.Background()
	desk := &desk.Desk{Store: d.db, Nudge: deaf{}, Now: time.Now}
	d.imported("name,email,company,company size\nBea,bea@b.example,B,\n", "before")
	terms := d.terms()
	terms.AutoSubmit = true
	terms.Definition = lead.Condition{All: []lead.Condition{{Field: "company_size", Op: "at_least",
		Value: lead.Operand{Numbers: []int{50}}}}}
	d.inForce(terms)
	file := "name,email,company,company size\nAnn,ann@a.example,A,50\nBea,bea@b.example,B,60\nCid,cid@c.example,C,49\nDan,dan@d.example,D,51\nDan,dan@d.example,D,51\n"
	if r := d.imported(file, "after"); r.Added != 3 || r.Touched+r.Completed != 2 {
		t.Fatalf("%+v", r)
	}
	if n := d.number("SELECT count(*) FROM ready_leads"); n != 3 {
		t.Errorf("%d leads wait to be handed over, want Ann, Bea, who is known, and Dan", n)
	}
	// Bea was scored with the file before this one.
	if names := d.text(`
		SELECT string_agg(l.name, ' ' ORDER BY l.name)
		FROM scores s
		JOIN leads l ON l.id = s.lead_id
		WHERE s.cause = 'captured' AND s.handoff_id IS NULL AND s.fit > 0`); names != "Bea Cid" {
		t.Errorf("scored as they were captured are %s", names)
	}
	if _, err := d.sql.Exec(ctx, "UPDATE leads SET company_size = 10 WHERE name = 'Dan'"); err != nil {
		t.Fatal(err)
	}
	handed := 0
	for {
		id, err := desk.SubmitReady(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		if id == 0 {
			break
		}
		handed++
	}
	if handed != 3 || d.number("SELECT count(*) FROM ready_leads") != 0 {
		t.Errorf("%d were taken", handed)
	}
	// Bea's size was not known before; Dan is smaller than he was.
	if names := d.text(`
		SELECT string_agg(l.name, ' ' ORDER BY l.name)
		FROM handoffs h
		JOIN leads l ON l.id = h.lead_id
		WHERE h.submitted_by IS NULL AND h.agreement_version = 2`); names != "Ann Bea" {
		t.Errorf("handed over are %s", names)
	}
	if r := d.imported(file, "after"); r.Again != 5 || d.number("SELECT count(*) FROM ready_leads") != 0 {
		t.Errorf("sent again: %+v", r)
	}
}

func TestEveryReadyLeadIsHandedOverOnceByHoweverManyNodes(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	terms := f.latest().Terms
	f.agree(terms, time.Time{})
	for i := range 40 {
		_, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, ana(i))
		f.fine(err)
	}
	terms.AutoSubmit = true
	f.agree(terms, time.Time{})
	f.exec("INSERT INTO ready_leads SELECT id FROM leads")
	for _, err := range atOnce(6, func(int) error {
		for {
			if id, err := f.desk.SubmitReady(ctx, 0); id == 0 || err != nil {
				return err
			}
		}
	}) {
		f.fine(err)
	}
	if n := one[int](f, "SELECT count(*) FROM handoffs"); n != 40 ||
		one[int](f, "SELECT count(DISTINCT lead_id) FROM handoffs") != 40 ||
		one[int](f, "SELECT count(*) FROM ready_leads") != 0 {
		t.Errorf("%d handoffs of 40 leads", n)
	}
}

func (d *intakeDesk) terms() (terms agreement.Terms) {
	d.t.Helper()
	n, err := d.db.Negotiation(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return n.Latest.Terms
}

// inForce has terms be in force from now on.
func (d *intakeDesk) inForce(terms agreement.Terms) {
	d.t.Helper()
	text, err := json.Marshal(terms)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.sql.Exec(context.Background(),
		"INSERT INTO agreements (version, terms, in_force) VALUES (2, $1, now())", text); err != nil {
		d.t.Fatal(err)
	}
}

func TestALeadThatCannotBeHandedOverHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	for i := range 3 {
		_, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, ana(i))
		f.fine(err)
	}
	terms := f.latest().Terms
	terms.AutoSubmit = true
	f.agree(terms, time.Time{})
	f.exec("INSERT INTO ready_leads SELECT id FROM leads")
	f.exec("ALTER TABLE handoffs ADD CONSTRAINT no_first CHECK (lead_id <> (1)) NOT VALID")
	first, err := f.desk.SubmitReady(ctx, 0)
	if first != 1 || err == nil {
		t.Fatalf("lead %d, %v", first, err)
	}
	for last := first; last != 0; {
		last, err = f.desk.SubmitReady(ctx, last)
		f.fine(err)
	}
	if n := one[int](f, "SELECT count(*) FROM handoffs"); n != 2 ||
		one[int](f, "SELECT min(lead_id) FROM ready_leads") != 1 {
		t.Errorf("%d of the others were handed over", n)
	}
}

func TestALeadForATeamWithoutRepsWaitsInItsPool(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.exec("UPDATE people SET disabled_at = now() WHERE role = 'rep'")
	r := f.submit(1)
	if how := one[string](f, "SELECT sentence || ' ' || candidates::text FROM assignment_log WHERE handoff_id = $1",
		r.Handoff); how != "Waits in the pool of EMEA: The rest, the team has no reps []" {
		t.Errorf("it %s", how)
	}
}
