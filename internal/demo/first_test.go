package demo_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres/bulk"
)

// deaf ignores all nudges.
type deaf struct{}

func (deaf) Changed(lead.ID, ...account.TeamID) {}

// TestTheFirstLeadArrivesAtTheRepOfTheSignInPage hands over a lead at many hours after demos that begin at different
// times. It restores the workloads after each lead, so each lead is the first of its demo.
func TestTheFirstLeadArrivesAtTheRepOfTheSignInPage(t *testing.T) {
	ctx := context.Background()
	for _, began := range []time.Time{
		wednesday,
		time.Date(2026, 11, 22, 2, 30, 0, 0, time.UTC),  // a Sunday night
		time.Date(2026, 12, 24, 22, 10, 0, 0, time.UTC), // Christmas Eve
		time.Date(2027, 5, 14, 15, 55, 0, 0, time.UTC),  // a Friday, just before the evening
	} {
		t.Run(began.Format("begun on Monday 2 January 15:04"), func(t *testing.T) {
			d := invent(t, 2000, 1, began)
			if _, err := d.db.Fill(ctx, bulk.Filling{Since: d.plan.Since(), Until: began}, slices.Values(d.leads)); err != nil {
				t.Fatal(err)
			}
			d.exec("CREATE TABLE workloads_before AS SELECT * FROM rep_workloads")
			mia := d.person("marketer@demo.example")
			for n, after := range []time.Duration{0, time.Minute, 50 * time.Minute, 3 * time.Hour, 7 * time.Hour, 12 * time.Hour,
				17 * time.Hour, 22 * time.Hour, 31 * time.Hour, 49 * time.Hour, 64 * time.Hour, 80 * time.Hour, 97 * time.Hour,
				125 * time.Hour, 150 * time.Hour} {
				country := []string{"DE", "FR", "SE", "IT", "PL"}[n%5]
				at := began.Add(after)
				if owner := d.handOver(mia, n, country, at); owner != "Dana Kim" {
					t.Errorf("handed over on %s from %s, it went to %q", at.Format("Monday 2 January 15:04"), country, owner)
				}
				d.exec(`
					UPDATE rep_workloads w SET open = b.open, served = b.served, given_at = b.given_at FROM workloads_before b
					WHERE b.person_id = w.person_id`)
			}
		})
	}
}

func (d *invented) exec(query string) {
	d.t.Helper()
	if _, err := d.sql.Exec(context.Background(), query); err != nil {
		d.t.Fatal(err)
	}
}

func (d *invented) person(email string) account.Person {
	d.t.Helper()
	for _, p := range d.plan.Company.People {
		if p.Email == email {
			return p.Person
		}
	}
	d.t.Fatal("nobody has the address", email)
	return account.Person{}
}

// handOver hands over lead n from a country, and returns the name of its owner.
func (d *invented) handOver(by account.Person, n int, country string, at time.Time) (owner string) {
	d.t.Helper()
	ctx := context.Background()
	office := &desk.Desk{Store: d.db, Nudge: deaf{}, Now: func() time.Time { return at }}
	receipt, err := office.Submit(ctx, by, desk.Submission{Key: fmt.Sprintf("visitor-key-%08d", n), Lead: lead.Lead{
		Name: fmt.Sprintf("Visitor %d", n), Email: fmt.Sprintf("visitor%d@firm%d.example", n, n),
		Company: fmt.Sprintf("Firm %d", n), Country: country, Consent: true,
	}})
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.sql.QueryRow(ctx,
		"SELECT coalesce(p.name, '') FROM handoffs h LEFT JOIN people p ON p.id = h.owner_id WHERE h.id = $1",
		receipt.Handoff).Scan(&owner); err != nil {
		d.t.Fatal(err)
	}
	return owner
}
