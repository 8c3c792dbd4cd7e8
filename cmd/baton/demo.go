package main

import (
	"context"
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/demo"
	"baton/internal/postgres"
	"baton/internal/postgres/bulk"
)

// demoLeads and demoSeed are the demo that serve --demo fills in.
const demoLeads, demoSeed = 2000, 1

// demoLearned is how long ago the likelihood of a demo was learned. What waits was handed over since.
const demoLearned = 48 * time.Hour

// bulkLeads is how many leads of a demo are worth making the indexes anew for.
const bulkLeads = 20_000

type demoCmd struct {
	Leads int `help:"Number of leads." default:"2000"`
	Seed  int `help:"Seed of the data. The same seed gives the same data." default:"1"`
}

// Run fills an empty installation with an invented company.
func (c demoCmd) Run(e *env) error {
	if c.Leads < 1 || c.Leads > 10_000_000 {
		return fmt.Errorf("--leads must be a number from 1 to 10,000,000")
	}
	db, done, err := e.migrated()
	if err != nil {
		return err
	}
	defer done()
	began := time.Now()
	if err := fillDemo(e.ctx, db, c.Leads, c.Seed); err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.out,
		"%d leads in %s. Sign in as marketer@demo.example, rep@demo.example, manager@demo.example or admin@demo.example, "+
			"each with the password %s\n",
		c.Leads, time.Since(began).Round(10*time.Millisecond), demo.Password)
	return err
}

// fillDemo fills an installation that holds no leads with an invented company and so many leads.
func fillDemo(ctx context.Context, db *postgres.DB, leads, seed int) error {
	has, err := db.HasLeads(ctx)
	if err != nil {
		return err
	}
	if has {
		return bulk.ErrHasLeads
	}
	now := time.Now().UTC().Truncate(time.Second)
	plan := demo.New(demo.Options{Leads: leads, Seed: uint64(seed), Now: now,
		PasswordHash: account.HashPassword(demo.Password)})
	if err := db.Found(ctx, plan.Company); err != nil {
		return err
	}
	policy, err := db.Policy(ctx)
	if err != nil {
		return err
	}
	if _, err := db.Fill(ctx, bulk.Filling{Since: plan.Since(), Until: now, Bulk: leads >= bulkLeads},
		plan.Leads(policy)); err != nil {
		return err
	}
	return db.LearnPast(ctx, now.Add(-demoLearned))
}
