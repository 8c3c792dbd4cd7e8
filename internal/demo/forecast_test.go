package demo_test

import (
	"context"
	"slices"
	"testing"

	"baton/internal/postgres"
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
