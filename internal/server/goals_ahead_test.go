package server

import (
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/handoff"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
)

func TestAnOutlookIsReadOnceAndHoldsUpNoOther(t *testing.T) {
	var p plays
	now := time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC)
	mail, event := report.Who{Whose: report.WhoseOf(report.OfCampaign, 1)}, report.Who{Whose: report.WhoseOf(report.OfCampaign, 2)}
	reads := 0
	of := func(err error) func() (forecast.Outlook, error) {
		return func() (forecast.Outlook, error) { reads++; return forecast.Outlook{At: now}, err }
	}
	begun, done, first := make(chan bool), make(chan bool), make(chan *forecast.Play)
	go func() {
		play, _ := p.get(mail, now, func() (forecast.Outlook, error) { close(begun); <-done; return of(nil)() })
		first <- play
	}()
	<-begun
	if _, err := p.get(event, now, of(nil)); err != nil {
		t.Fatal(err)
	}
	close(done)
	known := <-first
	if again, err := p.get(mail, now.Add(playFresh-1), of(nil)); err != nil || again != known || reads != 2 {
		t.Errorf("what was read a moment ago is read again: %d times, %v", reads, err)
	}
	lost := errors.New("lost")
	if _, err := p.get(mail, now.Add(playFresh), of(lost)); !errors.Is(err, lost) {
		t.Errorf("what could not be read answers %v", err)
	}
	if _, err := p.get(mail, now.Add(playFresh), of(nil)); err != nil || reads != 4 {
		t.Errorf("after that: %d reads, %v", reads, err)
	}
}

func TestTheRecordStandsBesideTheSimplestForecasts(t *testing.T) {
	lines := []forecast.RecordLine{
		{Measure: goal.HandedOver, Forecasts: 10, Held: 8, Below: 1, Model: forecast.Loss{Absolute: 94, Pinball: 32}, Straight: forecast.Loss{Absolute: 99, Pinball: 49}, Before: forecast.Loss{Absolute: 3060, Pinball: 1530}},
		{Measure: goal.WonAmount, Forecasts: 4, Held: 3, Model: forecast.Loss{Absolute: 480_000, Pinball: 160_000}, Straight: forecast.Loss{Absolute: 400_000, Pinball: 200_000}, Before: forecast.Loss{Absolute: 600_000, Pinball: 300_000}},
		{Measure: goal.OnTime, Forecasts: 4, Held: 3, Model: forecast.Loss{Absolute: 8, Pinball: 2}, Straight: forecast.Loss{Absolute: 10, Pinball: 5}, Before: forecast.Loss{Absolute: 8, Pinball: 4}},
	}
	r := goalRecord(forecast.Outlook{Record: forecast.Record{Lines: lines}}, "€")
	if !strings.HasSuffix(r.Losses, "One of them was closer for: amount won, by date handed over.") {
		t.Errorf("%q", r.Losses)
	}
	for i, want := range [][]string{{"9.4", "9.9", "306", "3.2", "4.9", "153"}, {"€120k", "€100k", "€150k", "€40k", "€50k", "€75k"}, {"2.0 points", "2.5 points", "2.0 points", "0.5 points", "1.2 points", "1.0 points"}} {
		for j, words := range want {
			if got := r.LossTable.Rows[i].Cells[j+1].Words; got != words {
				t.Errorf("line %d, column %d says %q, want %q", i, j+1, got, words)
			}
		}
	}
	if r := goalRecord(forecast.Outlook{Record: forecast.Record{Lines: lines[:1]}}, "€"); !strings.HasSuffix(r.Losses, "Neither was closer for any of these numbers.") {
		t.Errorf("%q", r.Losses)
	}
}

// The leads of a month that is over still mature, with a goal and without, and a count by its own day does not.
func TestATileSaysThatItsLeadsStillMature(t *testing.T) {
	now := time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC)
	v := view{leadview.View{Visit: visit.Visit{Now: now, Policy: &handoff.Books{Zone: time.UTC}}}}
	var a ahead
	for i := range a.timing.Delays {
		d := &a.timing.Delays[i]
		d.N = 100
		for j := range d.Share {
			d.Share[j] = float64(j) / float64(len(d.Share)-1)
		}
	}
	g := goal.Goal{Metric: goal.Won, First: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Last: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)}
	for _, target := range []float64{0, 40} {
		g.Metric, g.Target = goal.Won, target
		if notes := v.tile(g, report.Reading{Value: 5}, a).Notes; len(notes) != 1 || !strings.HasPrefix(notes[0], "Still maturing: ") {
			t.Errorf("leads won of %v: %q", target, notes)
		}
		g.Metric = goal.HandedOver
		if notes := v.tile(g, report.Reading{Value: 5}, a).Notes; len(notes) != 0 {
			t.Errorf("leads handed over of %v: %q", target, notes)
		}
	}
}
