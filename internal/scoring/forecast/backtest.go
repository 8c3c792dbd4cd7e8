package forecast

import (
	"math"
	"slices"
	"time"

	"baton/internal/agreement"
	"baton/internal/report"
)

// Record is a backtest: how the forecasts of past months would have come out, had they been made then.
type Record struct {
	At    time.Time    `json:"at"` // when it was made
	Lines []RecordLine `json:"lines"`
}

// RecordLine is how the forecasts of a measure came out, beside the two simplest ones. Straight is the straight line:
// the rest of the days bring as much as the days gone, and a level stays as it is. Before is the value of the month
// before, as it was known then.
type RecordLine struct {
	Measure   report.Measure `json:"metric"`
	Forecasts int            `json:"forecasts"`
	Held      int            `json:"held"` // ended within their range
	Below     int            `json:"below"`

	Model    Loss `json:"model"` // of the forecasts, leaning to their period as the months before said
	Straight Loss `json:"straight"`
	Before   Loss `json:"before"`

	Leans [len(leans)]float64 `json:"leans"` // the sum of the absolute errors with each lean
}

// Loss is the error of forecasts, summed over them, in the measure's unit.
type Loss struct {
	Absolute float64 `json:"absolute"` // of the middle
	// Pinball is the mean over low end, middle and high end (R. Koenker and G. Bassett, 1978). Less is better.
	Pinball float64 `json:"pinball"`
}

// Mean is the mean of so many forecasts.
func (l Loss) Mean(forecasts int) Loss {
	n := float64(max(1, forecasts))
	return Loss{l.Absolute / n, l.Pinball / n}
}

func (l *Loss) add(r Range, truth float64) {
	l.Absolute += math.Abs(truth - r.Middle)
	pinball := func(at, part float64) float64 { return max(part*(truth-at), (part-1)*(truth-at)) }
	l.Pinball += (pinball(r.Low, outside) + pinball(r.Middle, 0.5) + pinball(r.High, 1-outside)) / 3
}

// exactly is a forecast without a range.
func exactly(value float64) Range { return Range{Known: true, Middle: value, Low: value, High: value} }

// Above is how many ended above their range.
func (l RecordLine) Above() int { return l.Forecasts - l.Held - l.Below }

// All is the record of all measures together.
func (r Record) All() (all RecordLine) {
	for _, l := range r.Lines {
		all.Add(l)
	}
	return all
}

// Add adds the forecasts of another line. The sum of losses in different units says nothing.
func (l *RecordLine) Add(o RecordLine) {
	l.Forecasts, l.Held, l.Below = l.Forecasts+o.Forecasts, l.Held+o.Held, l.Below+o.Below
	for to, from := range map[*Loss]Loss{&l.Model: o.Model, &l.Straight: o.Straight, &l.Before: o.Before} {
		to.Absolute, to.Pinball = to.Absolute+from.Absolute, to.Pinball+from.Pinball
	}
	for i := range l.Leans {
		l.Leans[i] += o.Leans[i]
	}
}

// settled is how many days after a month the number of a measure counts as final.
func settled(m report.Measure) int {
	switch m {
	case report.LeadsHandedOver:
		return 0
	case report.LeadsAccepted, report.AcceptedShare, report.DecidedOnTime:
		return Windows.Accepted
	case report.LeadsQualified:
		return Windows.Qualified
	}
	return Windows.Won
}

const (
	// replayed is how many months back forecasts are replayed.
	replayed = 24
	// learnedFrom is how many days of leads the first one needs.
	learnedFrom = 60
)

// Replay makes the forecasts of past months again, at a quarter, a half and three quarters of their days, each from
// what was known then. It says how many ended within their range and how far off they were, beside the simplest
// forecasts. days are all days up to the last that is over.
func Replay(calendar agreement.Calendar, journeys []Journey, days []Day, zone *time.Location, now time.Time) Record {
	lines := make([]RecordLine, len(ranged))
	for i, m := range ranged {
		lines[i].Measure = m
	}
	if len(days) == 0 {
		return Record{At: now}
	}
	today := dayOf(now, zone)
	month := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, time.UTC)
	for back := replayed; back > 0; back-- {
		first := month.AddDate(0, -back, 0)
		if first.Before(days[0].On.AddDate(0, 0, learnedFrom-7)) {
			continue
		}
		p := replayedMonth{calendar, journeys, days, zone, first, first.AddDate(0, 1, -1)}
		truth := p.cohort(Outlook{}, p.first, p.last, now)
		if truth.HandedOver == 0 { // before Baton was used, a forecast of nothing would always hold
			continue
		}
		leaning := Record{Lines: lines}.Leans()
		for _, quarter := range []int{1, 2, 3} {
			p.replay(quarter, func(m report.Measure, f foreseen) {
				if i := slices.Index(ranged[:], m); !p.last.AddDate(0, 0, settled(m)).After(today) {
					lines[i].add(f, leaning[m], truth.value(m))
				}
			})
		}
	}
	record := Record{At: now}
	for _, l := range lines {
		if l.Forecasts > 0 {
			record.Lines = append(record.Lines, l)
		}
	}
	return record
}

// replayedMonth is a month whose forecasts are made again.
type replayedMonth struct {
	calendar    agreement.Calendar
	journeys    []Journey
	days        []Day
	zone        *time.Location
	first, last time.Time
}

func (p replayedMonth) cohort(o Outlook, first, last, at time.Time) Cohort {
	return cohortAt(p.journeys, o, p.calendar, first, last, p.zone, at)
}

// foreseen is a forecast before it leans, with the month as it was known then and the simplest forecasts.
type foreseen struct {
	Range
	now              Cohort
	straight, before float64
}

// replay makes the forecasts when so many quarters of the month's days were gone.
func (p replayedMonth) replay(quarters int, each func(m report.Measure, f foreseen)) {
	on := p.first.AddDate(0, 0, int(p.last.Sub(p.first)/day+1)*quarters/4)
	at := time.Date(on.Year(), on.Month(), on.Day(), 0, 0, 0, 0, p.zone)
	play := Learn(p.calendar, p.journeys, p.days[:int(on.Sub(p.days[0].On)/day)], at).Ready()
	now := p.cohort(play.Outlook, p.first, p.last, at)
	before := p.cohort(play.Outlook, p.first.AddDate(0, -1, 0), p.first.AddDate(0, 0, -1), at)
	gone := play.Season.Working(p.calendar, p.first, p.last, on.AddDate(0, 0, -1))
	for m, r := range play.simulated(now) {
		if !r.Known {
			continue
		}
		f := foreseen{r, now, now.value(m), before.value(m)}
		if m.Adds() {
			f.straight = gone.Straight(f.straight)
		}
		each(m, f)
	}
}

// add adds a forecast with its lean.
func (l *RecordLine) add(f foreseen, lean, truth float64) {
	for i, so := range leans {
		l.Leans[i] += math.Abs(truth - f.leaning(so, f.now, l.Measure).Middle)
	}
	l.Forecasts++
	r := f.leaning(lean, f.now, l.Measure)
	switch {
	case truth < r.Low-1e-9:
		l.Below++
	case truth <= r.High+1e-9:
		l.Held++
	}
	l.Model.add(r, truth)
	l.Straight.add(exactly(f.straight), truth)
	l.Before.add(exactly(f.before), truth)
}

// Beaten reports whether the straight line or the month before had a smaller error than the forecasts, by the absolute
// error or by pinball loss.
func (l RecordLine) Beaten() bool {
	best := func(of func(Loss) float64) bool { return of(l.Model) > min(of(l.Straight), of(l.Before))+1e-9 }
	return best(func(x Loss) float64 { return x.Absolute }) || best(func(x Loss) float64 { return x.Pinball })
}
