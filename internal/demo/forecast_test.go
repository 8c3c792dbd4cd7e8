package demo_test

import (
	"context"
	"slices"
	"testing"

	"baton/internal/postgres"
)

// Of the forecasts of the demo's past months, each made again from nothing but what had happened by then, about four of five hold.
func TestForecastsOfPastMonthsHold(t *testing.T) {
	for _, seed := range []uint64{1, 2} {
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
		for _, l := range outlook.Record.Lines {
			t.Logf("%s: %d of %d held, %d ended below", l.Metric, l.Held, l.Forecasts, l.Below)
		}
		all := outlook.Record.All()
		if share := float64(all.Held) / float64(all.Forecasts); all.Forecasts < 60 || share < 0.7 || share > 0.9 {
			t.Errorf("with seed %d, %d of %d forecasts held", seed, all.Held, all.Forecasts)
		}
	}
}
