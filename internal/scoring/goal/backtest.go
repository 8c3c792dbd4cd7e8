package goal

import (
	"math"
	"slices"
	"time"

	"baton/internal/agreement"
)

// Record is how the forecasts of past months would have come out, had they been made then.
type Record struct {
	At    time.Time    `json:"at"` // when it was made
	Lines []RecordLine `json:"lines"`
}

// RecordLine is how the forecasts of a metric came out, and how the two simplest ones would have: the straight line of pace, by which the rest of
// the days bring what the days gone have brought, and the value of the month before, as it stood then. A level has no line: it stays.
type RecordLine struct {
	Metric    Metric `json:"metric"`
	Forecasts int    `json:"forecasts"`
	Held      int    `json:"held"` // ended within their range
	Below     int    `json:"below"`

	Model    Loss `json:"model"` // of the forecasts, leaning to their period as far as the months before asked for
	Straight Loss `json:"straight"`
	Before   Loss `json:"before"`

	Leans [len(leans)]float64 `json:"leans"` // how far off forecasts would have been that lean so far to their period, as a sum
}

// Loss is how far forecasts were off, as sums over them in the metric's unit.
type Loss struct {
	Absolute float64 `json:"absolute"` // of the middle
	Pinball  float64 `json:"pinball"`  // the mean over low end, middle and high end (R. Koenker and G. Bassett, 1978); less is better
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

// All is the record of all metrics together.
func (r Record) All() (all RecordLine) {
	for _, l := range r.Lines {
		all.Add(l)
	}
	return all
}

// Add adds the forecasts of another record. Losses of metrics that are measured in different units tell nothing together.
func (l *RecordLine) Add(o RecordLine) {
	l.Forecasts, l.Held, l.Below = l.Forecasts+o.Forecasts, l.Held+o.Held, l.Below+o.Below
	for to, from := range map[*Loss]Loss{&l.Model: o.Model, &l.Straight: o.Straight, &l.Before: o.Before} {
		to.Absolute, to.Pinball = to.Absolute+from.Absolute, to.Pinball+from.Pinball
	}
	for i := range l.Leans {
		l.Leans[i] += o.Leans[i]
	}
}

// settled is how many days after a month what became of its leads is taken for final.
func settled(m Metric) int {
	switch m {
	case HandedOver:
		return 0
	case Accepted, AcceptedRate, OnTime:
		return Windows.Accepted
	case Qualified:
		return Windows.Qualified
	}
	return Windows.Won
}

const (
	// replayed is how many months back forecasts are tried.
	replayed = 24
	// learnedFrom is how many days there must have been before the first.
	learnedFrom = 60
)

// Replay makes the forecasts of the past months anew, when a quarter, a half and three quarters of their days were gone, each from nothing but
// what had happened by then, and says how many ended within their range and how far off they were, beside the simplest forecasts. days are all days up to the last that is over.
func Replay(calendar agreement.Calendar, passages []Passage, days []Day, zone *time.Location, now time.Time) Record {
	lines := make([]RecordLine, len(ranged))
	for i, m := range ranged {
		lines[i].Metric = m
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
		p := replayedMonth{calendar, passages, days, zone, first, first.AddDate(0, 1, -1)}
		truth := p.cohort(Outlook{}, p.first, p.last, now)
		if truth.HandedOver == 0 { // nobody used Baton, so that any forecast of nothing would hold
			continue
		}
		leaning := Record{Lines: lines}.Leans()
		for _, quarter := range []int{1, 2, 3} {
			p.replay(quarter, func(m Metric, f foreseen) {
				if i := slices.Index(ranged, m); !p.last.AddDate(0, 0, settled(m)).After(today) {
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

// replayedMonth is a month whose forecasts are made anew.
type replayedMonth struct {
	calendar    agreement.Calendar
	passages    []Passage
	days        []Day
	zone        *time.Location
	first, last time.Time
}

func (p replayedMonth) cohort(o Outlook, first, last, at time.Time) Cohort {
	return cohortAt(p.passages, o, p.calendar, first, last, p.zone, at)
}

// foreseen is a forecast of a month as it stood, before it leans to that, with the simplest ones.
type foreseen struct {
	Range
	now              Cohort
	straight, before float64
}

// replay makes the forecasts when so many quarters of the month's days were gone.
func (p replayedMonth) replay(quarters int, each func(m Metric, f foreseen)) {
	on := p.first.AddDate(0, 0, int(p.last.Sub(p.first)/day+1)*quarters/4)
	at := time.Date(on.Year(), on.Month(), on.Day(), 0, 0, 0, 0, p.zone)
	play := Learn(p.calendar, p.passages, p.days[:int(on.Sub(p.days[0].On)/day)], at).Ready()
	now := p.cohort(play.Outlook, p.first, p.last, at)
	before := p.cohort(play.Outlook, p.first.AddDate(0, -1, 0), p.first.AddDate(0, 0, -1), at)
	gone := play.Season.Working(p.calendar, p.first, p.last, on.AddDate(0, 0, -1))
	for m, r := range play.unbent(now) {
		if !r.Known {
			continue
		}
		f := foreseen{r, now, now.value(m), before.value(m)}
		if m.Adds() {
			f.straight = Forecast(f.straight, gone)
		}
		each(m, f)
	}
}

// add adds a forecast that leans so far to its period.
func (l *RecordLine) add(f foreseen, lean, truth float64) {
	for i, so := range leans {
		l.Leans[i] += math.Abs(truth - f.leaning(so, f.now, l.Metric).Middle)
	}
	l.Forecasts++
	r := f.leaning(lean, f.now, l.Metric)
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

// Beaten reports whether the straight line or the month before would have been nearer than the forecasts, by the mean distance or by pinball loss.
func (l RecordLine) Beaten() bool {
	best := func(of func(Loss) float64) bool { return of(l.Model) > min(of(l.Straight), of(l.Before))+1e-9 }
	return best(func(x Loss) float64 { return x.Absolute }) || best(func(x Loss) float64 { return x.Pinball })
}

// value is what a metric of the cohort is.
func (c Cohort) value(m Metric) float64 {
	rate := func(n, of int64) float64 {
		if of == 0 {
			return 0
		}
		return 100 * float64(n) / float64(of)
	}
	switch m {
	case HandedOver:
		return float64(c.HandedOver)
	case Accepted:
		return float64(c.Accepted)
	case Qualified:
		return float64(c.Qualified)
	case Won:
		return float64(c.Won)
	case WonAmount:
		return c.WonAmount
	case AcceptedRate:
		return rate(c.Accepted, c.Accepted+c.SentBack)
	}
	return rate(c.OnTime, c.OnTime+c.Late)
}

// cohortAt is the cohort of the days from first to last as it stood at a time, which is a midnight of the zone or later.
func cohortAt(passages []Passage, o Outlook, calendar agreement.Calendar, first, last time.Time, zone *time.Location, at time.Time) Cohort {
	var c Cohort
	c.Weight, c.Ahead = o.Left(calendar, first, last, at.In(zone))
	c.Gone = o.Gone(calendar, first, last, at.In(zone))
	for _, p := range passages {
		if on := dayOf(p.Submitted, zone); on.Before(first) || on.After(last) || p.Submitted.After(at) {
			continue
		}
		p = p.at(at)
		c.add(p, at)
		if p.Again.IsZero() || dayOf(p.Again, zone).After(last) {
			c.addLead(p)
		}
	}
	return c
}

// addLead counts a lead by its latest handoff of the days.
func (c *Cohort) addLead(p Passage) {
	c.HandedOver++
	switch p.Answer {
	case Took:
		c.Accepted++
	case SentBack:
		c.SentBack++
	}
	if !p.Qualified.IsZero() {
		c.Qualified++
	}
	if p.Won {
		c.Won++
	}
}

// add counts what is counted of every handoff: its answer in time, its money, and where it is on the way.
func (c *Cohort) add(p Passage, at time.Time) {
	switch answered := p.Answer == Took || p.Answer == SentBack; {
	case answered && !p.Answered.After(p.Due):
		c.OnTime++
	case answered, p.Answer == None && at.After(p.Due):
		c.Late++
	case p.Answer == None:
		c.Open++
	}
	if p.Won {
		c.WonAmount += float64(p.WonCents) / 100
	}
	for s := range stages {
		if stay, came := p.stay(s); came && stay.left.IsZero() {
			c.InFlight.Add(s, bin(at.Sub(stay.entered).Hours()/24), 1)
		}
	}
}
