// Package forecast learns from the past how leads come and what becomes of them, and forecasts where the numbers of a
// period will end.
//
// An Outlook is learned from Journeys: a Flow of leads with its Season, a life table for each Stage, and the Delay
// until leads go on. A Play simulates the rest of a period from it. A Record says how forecasts of past months would
// have come out.
package forecast

import (
	"slices"
	"time"

	"baton/internal/agreement"
	"baton/internal/report"
)

// Outlook is what was learned from the past for forecasts: how leads come, how they go through the stages, and what
// they bring.
type Outlook struct {
	At      time.Time       `json:"at"` // when it was learned
	Season  Season          `json:"season"`
	Flow    Flow            `json:"flow"`
	Stages  [stages]Stage   `json:"stages"`
	Delays  [rejected]Delay `json:"delays"`  // from handing over until a lead goes on from each stage
	Amounts []float64       `json:"amounts"` // of won deals, evenly spaced from the least to the most
	Deals   int64           `json:"deals"`   // how many they are taken from

	// OnTime and Late count the answers of the last 90 days.
	OnTime         float64 `json:"on_time"`
	Late           float64 `json:"late"`
	EvidenceWeight float64 `json:"worth"` // of OnTime and Late, as of a Stage

	// How the handoffs of the last year that were not accepted ended. Unanswered ones are too old to get an answer.
	Rejected   float64 `json:"back"`
	Recalled   float64 `json:"taken"`
	Unanswered float64 `json:"mute"`

	Record Record `json:"record"`
	// Leans are how far forecasts lean to what their period alone shows, as the company's record says. Measures without
	// one lean as usual.
	Leans map[report.Measure]float64 `json:"leans"`
}

// Fewest is how many leads or handoffs a rate, a time or a range needs before it is shown.
const Fewest = 20

// Windows are how many days after handing over a lead may be accepted, qualified and won. Younger leads are left out of
// rates.
var Windows = struct{ Accepted, Qualified, Won int }{30, 60, 180}

const (
	// amountsKept is how many amounts an outlook keeps.
	amountsKept = 40
	// answersDays is for how many days answers count for OnTime and Late.
	answersDays = 90
)

// Learn makes the outlook of a time from what was known then: journeys in the order of their handing over, and how many
// leads came on each day that was over.
func Learn(calendar agreement.Calendar, journeys []Journey, days []Day, at time.Time) Outlook {
	o, zone := Outlook{At: at}, zoneOf(calendar)
	season, others := learnSeason(calendar, days)
	o.Season, o.Flow = season, learnFlow(calendar, season, others, days)
	for i := range o.Stages {
		o.Stages[i] = learnStage(i, journeys, at, zone)
	}
	for i := range o.Delays {
		o.Delays[i] = learnDelay(i, journeys, at)
	}
	var amounts []float64
	months := monthlyShares{}
	for _, j := range journeys {
		if j.Submitted.After(at) || at.Sub(j.Submitted) > 365*day {
			continue
		}
		j = j.at(at)
		if j.Won && j.WonCents > 0 { // 0 means that nobody entered the amount
			amounts = append(amounts, float64(j.WonCents)/100)
		}
		if !j.repeated(zone) { // else a later answer counts
			o.countEnd(j)
		}
		if j.Answer == Accepted || j.Answer == Rejected || j.Answer == Open && at.After(j.Due) {
			months.add(j.Submitted, j.onTime())
			o.countAnswer(j)
		}
	}
	o.EvidenceWeight = months.evidenceWeight(o.OnTime + o.Late)
	o.Deals, o.Amounts = int64(len(amounts)), spaced(amounts)
	return o
}

// countEnd counts how a handoff ended that was not accepted.
func (o *Outlook) countEnd(j Journey) {
	switch {
	case j.Answer == Rejected:
		o.Rejected++
	case j.Answer == Recalled:
		o.Recalled++
	case j.Answer == Open && o.At.Sub(j.Submitted) > time.Duration(Windows.Accepted)*day:
		o.Unanswered++
	}
}

// countAnswer counts whether a recent handoff was answered on time. One that is past its deadline without an answer is
// late.
func (o *Outlook) countAnswer(j Journey) {
	switch {
	case o.At.Sub(j.Submitted) > answersDays*day:
	case j.onTime():
		o.OnTime++
	default:
		o.Late++
	}
}

// spaced are amounts in their order, at most amountsKept of them, evenly spaced.
func spaced(amounts []float64) []float64 {
	slices.Sort(amounts)
	if len(amounts) <= amountsKept {
		return amounts
	}
	kept := make([]float64, amountsKept)
	for i := range kept {
		kept[i] = amounts[int((float64(i)+0.5)/amountsKept*float64(len(amounts)))]
	}
	return kept
}

// Left is how much of the days from first to last is still to come at a time of the zone: their weight, and how many
// they are. The day itself passes evenly from eight to six.
func (o Outlook) Left(calendar agreement.Calendar, first, last, now time.Time) (weight, ahead float64) {
	y, m, d := now.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	from := today.AddDate(0, 0, 1)
	if first.After(today) {
		from = first
	} else if !today.After(last) {
		left := min(1, max(0, (18-float64(now.Hour())-float64(now.Minute())/60)/10))
		weight, ahead = left*o.Season.exposures(calendar, today, today), left
	}
	if !from.After(last) {
		weight += o.Season.exposures(calendar, from, last)
		ahead += last.Sub(from).Hours()/24 + 1
	}
	return weight, ahead
}

// Gone is the share of the days from first to last that has passed at a time of the zone, by the weights that Left
// uses.
func (o Outlook) Gone(calendar agreement.Calendar, first, last, now time.Time) float64 {
	all := o.Season.exposures(calendar, first, last)
	if all == 0 {
		return 0
	}
	left, _ := o.Left(calendar, first, last, now)
	return max(0, 1-left/all)
}

func zoneOf(calendar agreement.Calendar) *time.Location {
	if calendar.Zone == nil {
		return time.UTC
	}
	return calendar.Zone
}

func dayOf(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
