package standing

import (
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/policy"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
	"baton/internal/server/visit"
)

func TestAnOutlookIsReadOnceAndHoldsUpNoOther(t *testing.T) {
	var p plays
	now := time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC)
	mail, event := report.Who{Whose: report.WhoseOf(report.OfCampaign, 1)},
		report.Who{Whose: report.WhoseOf(report.OfCampaign, 2)}
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

// The leads of a month that is over still mature, with a goal and without, and a count by its own day does not.
func TestATileSaysThatItsLeadsStillMature(t *testing.T) {
	now := time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC)
	v := View{visit.Visit{Now: now, Policy: &policy.Policy{Zone: time.UTC}}}
	var a Ahead
	for i := range a.Timing.Delays {
		d := &a.Timing.Delays[i]
		d.N = 100
		for j := range d.Share {
			d.Share[j] = float64(j) / float64(len(d.Share)-1)
		}
	}
	g := goal.Goal{Measure: report.LeadsWon, First: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		Last: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)}
	for _, target := range []float64{0, 40} {
		g.Measure, g.Target = report.LeadsWon, target
		if notes := v.Tile(g, report.Reading{Value: 5}, a).Notes; len(notes) != 1 ||
			!strings.HasPrefix(notes[0], "Still maturing: ") {
			t.Errorf("leads won of %v: %q", target, notes)
		}
		g.Measure = report.LeadsHandedOver
		if notes := v.Tile(g, report.Reading{Value: 5}, a).Notes; len(notes) != 0 {
			t.Errorf("leads handed over of %v: %q", target, notes)
		}
	}
}
