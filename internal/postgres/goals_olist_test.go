package postgres_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"baton/internal/intake"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
)

// olist is an installation with the leads of a real company, which know nothing but when they came and when they were
// won.
func olist(t *testing.T) *intakeDesk {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "shared", "data", "olist")
	one, err := os.Open(filepath.Join(folder, "olist_marketing_qualified_leads_dataset.csv"))
	if os.IsNotExist(err) {
		t.Skip("the Olist files are not beside the project, in ../shared/data/olist")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	other, err := os.Open(filepath.Join(folder, "olist_closed_deals_dataset.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	d, ctx := newIntake(t), context.Background()
	files, err := intake.OpenOlist(one, other, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.db.ImportOlist(ctx, d.mia, files, intake.Run{Name: "olist", Key: "olist", At: d.at}); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestForecastsOfTheOlistMonths(t *testing.T) {
	t.Parallel()
	d, ctx := olist(t), context.Background()
	if err := d.db.LearnOutlooks(ctx, time.Date(2018, 11, 30, 12, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	outlook, err := d.db.Outlook(ctx, report.Who{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range outlook.Record.Lines {
		t.Logf("%s: %d of %d held, %d ended below, %d above; %+v, straight %+v, before %+v", l.Measure, l.Held, l.Forecasts,
			l.Below, l.Above(),
			l.Model.Mean(l.Forecasts), l.Straight.Mean(l.Forecasts), l.Before.Mean(l.Forecasts))
		if l.Beaten() {
			t.Errorf("the forecasts of %s are further off than the simplest ones: %+v", l.Measure, l)
		}
	}
	var counts forecast.RecordLine // shares are nearly all there, which any range holds
	for _, l := range outlook.Record.Lines {
		if l.Measure.Adds() {
			counts.Add(l)
		}
	}
	share := float64(counts.Held) / float64(counts.Forecasts)
	if counts.Forecasts < 70 || share < 0.75 || share > 0.85 || counts.Below == 0 || counts.Above() == 0 {
		t.Errorf("%d of %d forecasts held, %d ended below, %d above", counts.Held, counts.Forecasts, counts.Below,
			counts.Above())
	}
}
