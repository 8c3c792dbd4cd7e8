package demo_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"baton/internal/postgres"
	"baton/internal/report"
	"baton/internal/scoring/goal"
)

// Of the forecasts of the past months of some demos, each made again from nothing but what had happened by then, about four of five hold. The
// forecasts of one month hang together, so that a single demo may lie further off.
func TestForecastsOfPastMonthsHold(t *testing.T) {
	var all goal.RecordLine
	for _, seed := range []uint64{1, 2, 3, 4} {
		d, ctx := invent(t, 2000, seed, wednesday), context.Background()
		if _, err := d.db.Fill(ctx, postgres.Filling{Since: d.plan.Since(), Until: wednesday}, slices.Values(d.leads)); err != nil {
			t.Fatal(err)
		}
		if err := d.db.LearnOutlooks(ctx, wednesday); err != nil {
			t.Fatal(err)
		}
		outlook, err := d.db.Outlook(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		of := outlook.Record.All()
		if of.Forecasts < 60 || share(of) < 0.65 {
			t.Errorf("with seed %d, %d of %d forecasts held", seed, of.Held, of.Forecasts)
		}
		all.Forecasts, all.Held = all.Forecasts+of.Forecasts, all.Held+of.Held
	}
	if s := share(all); s < 0.7 || s > 0.9 {
		t.Errorf("%d of %d forecasts held", all.Held, all.Forecasts)
	}
}

func share(l goal.RecordLine) float64 { return float64(l.Held) / float64(l.Forecasts) }

// What a campaign is heading for begins with what it is by the measures that goals read, and is foreseen where it has enough leads of its own.
func TestWhereCampaignsAreHeading(t *testing.T) {
	d, ctx := invent(t, 2000, 1, wednesday), context.Background()
	if _, err := d.db.Fill(ctx, postgres.Filling{Since: d.plan.Since(), Until: wednesday}, slices.Values(d.leads)); err != nil {
		t.Fatal(err)
	}
	days, foreseen, few := report.Month(report.Day(wednesday, d.books.Zone), d.books.Zone), 0, 0
	for _, c := range d.plan.Company.Campaigns {
		var asks []report.Ask
		for _, m := range []goal.Metric{goal.HandedOver, goal.Accepted, goal.Qualified, goal.Won, goal.WonAmount} {
			asks = append(asks, report.Ask{Measure: m, Period: days, Whose: report.Whose{Campaign: c.ID}})
		}
		is, err := d.db.Readings(ctx, asks, wednesday)
		if err != nil {
			t.Fatal(err)
		}
		cohort, err := d.db.PartCohort(ctx, asks[0], wednesday)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range []float64{float64(cohort.HandedOver), float64(cohort.Accepted), float64(cohort.Qualified), float64(cohort.Won), cohort.WonAmount} {
			if got != is[i].Value {
				t.Errorf("%s, %s: the cohort has %v, the goal %v", c.Name, asks[i].Measure, got, is[i].Value)
			}
		}
		outlook, err := d.db.PartOutlook(ctx, asks[0], wednesday)
		if err != nil {
			t.Fatal(err)
		}
		cohort.Weight, cohort.Ahead = outlook.Left(d.books.Calendar(d.books.Pool(0).ID), days.First, days.Last, wednesday)
		r := outlook.Ready().Ranges(cohort)[goal.HandedOver]
		switch {
		case r.Known:
			foreseen++
			if r.Low > r.Middle || r.Middle > r.High || r.Low < float64(cohort.HandedOver) {
				t.Errorf("%s is at %d and heading for %+v", c.Name, cohort.HandedOver, r)
			}
		case strings.Contains(r.Why, "too few"):
			few++
		default:
			t.Errorf("%s has no range: %q", c.Name, r.Why)
		}
	}
	if foreseen < 5 {
		t.Errorf("only %d campaigns are foreseen, %d have too few leads", foreseen, few)
	}
}
