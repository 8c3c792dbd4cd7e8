package server

import (
	"errors"
	"testing"
	"time"

	"baton/internal/report"
	"baton/internal/scoring/goal"
)

func TestAnOutlookIsReadOnceAndHoldsUpNoOther(t *testing.T) {
	var p plays
	now := time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC)
	mail, event := report.Who{Whose: report.WhoseOf(report.OfCampaign, 1)}, report.Who{Whose: report.WhoseOf(report.OfCampaign, 2)}
	reads := 0
	of := func(err error) func() (goal.Outlook, error) {
		return func() (goal.Outlook, error) { reads++; return goal.Outlook{At: now}, err }
	}
	begun, done, first := make(chan bool), make(chan bool), make(chan *goal.Play)
	go func() {
		play, _ := p.get(mail, now, func() (goal.Outlook, error) { close(begun); <-done; return of(nil)() })
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
