package main

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/postgres"
)

// trial tries a new assignment rule on the last 90 days of the larger installation.
func (b *bench) trial() error {
	db, err := postgres.Open(b.ctx, b.address("large"))
	if err != nil {
		return err
	}
	defer db.Close()
	current, err := db.Policy(b.ctx)
	if err != nil {
		return err
	}
	inForce, err := db.InForce(b.ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	draft := assign.Begin(inForce)
	err = draft.Add(assign.Rule{Name: "Grade A", Team: current.Pool().ID,
		When: lead.Condition{Field: "grade", Op: "is", Value: lead.Operand{Texts: []string{"A"}}}})
	if err != nil {
		return err
	}
	t := policy.Trial{InForce: inForce, Draft: draft.Set, Now: began}
	if t.Reps, err = db.Staff(b.ctx, t.Reads()); err != nil {
		return err
	}
	came, err := t.Run(current, db.Past(b.ctx, account.System, t.Asks()))
	if err != nil {
		return err
	}
	took := time.Since(began)
	each := took * 100_000 / time.Duration(max(came.Handoffs, 1))
	b.add(fmt.Sprintf("dry run of assignment rules over %d handoffs", came.Handoffs),
		fmt.Sprintf("%.1f s", took.Seconds()), fmt.Sprintf("%.1f s per 100,000", each.Seconds()), "10 s per 100,000")
	return nil
}
