package goal

import (
	"time"

	"baton/internal/agreement"
)

// Record is how the forecasts of past months would have come out, had they been made then.
type Record struct {
	At    time.Time    `json:"at"` // when it was made
	Lines []RecordLine `json:"lines"`
}

// RecordLine is how the forecasts of a metric came out.
type RecordLine struct {
	Metric    Metric `json:"metric"`
	Forecasts int    `json:"forecasts"`
	Held      int    `json:"held"` // ended within their range
	Below     int    `json:"below"`
}

// Above is how many ended above their range.
func (l RecordLine) Above() int { return l.Forecasts - l.Held - l.Below }

// All is the record of all metrics together.
func (r Record) All() (all RecordLine) {
	for _, l := range r.Lines {
		all.Forecasts, all.Held, all.Below = all.Forecasts+l.Forecasts, all.Held+l.Held, all.Below+l.Below
	}
	return all
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
// what had happened by then, and says how many ended within their range. days are all days up to the last that is over.
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
	for back := 1; back <= replayed; back++ {
		first := month.AddDate(0, -back, 0)
		last := first.AddDate(0, 1, -1)
		if first.Before(days[0].On.AddDate(0, 0, learnedFrom-7)) {
			break
		}
		truth := cohortAt(passages, Outlook{}, calendar, first, last, zone, now)
		for _, quarter := range []int{1, 2, 3} {
			on := first.AddDate(0, 0, int(last.Sub(first)/day+1)*quarter/4)
			at := time.Date(on.Year(), on.Month(), on.Day(), 0, 0, 0, 0, zone)
			known := days[:int(on.Sub(days[0].On)/day)]
			play := Learn(calendar, passages, known, at).Ready()
			ranges := play.Ranges(cohortAt(passages, play.Outlook, calendar, first, last, zone, at))
			for i, m := range ranged {
				if r := ranges[m]; r.Known && !last.AddDate(0, 0, settled(m)).After(today) {
					lines[i].add(r, truth.value(m))
				}
			}
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

func (l *RecordLine) add(r Range, truth float64) {
	l.Forecasts++
	switch {
	case truth < r.Low-1e-9:
		l.Below++
	case truth <= r.High+1e-9:
		l.Held++
	}
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
	today := dayOf(at, zone)
	from := first
	if today.After(first) {
		from = today
	}
	if !from.After(last) {
		c.Weight, c.Ahead = o.Season.sum(calendar, from, last), last.Sub(from).Hours()/24+1
	}
	for _, p := range passages {
		if on := dayOf(p.Submitted, zone); on.Before(first) || on.After(last) || p.Submitted.After(at) {
			continue
		}
		c.add(p.at(at), at)
	}
	return c
}

// add counts one handoff as it stands.
func (c *Cohort) add(p Passage, at time.Time) {
	c.HandedOver++
	switch p.Answer {
	case Took:
		c.Accepted++
	case SentBack:
		c.SentBack++
	}
	switch answered := p.Answer == Took || p.Answer == SentBack; {
	case answered && !p.Answered.After(p.Due):
		c.OnTime++
	case answered, p.Answer == None && at.After(p.Due):
		c.Late++
	case p.Answer == None:
		c.Open++
	}
	if !p.Qualified.IsZero() {
		c.Qualified++
	}
	if p.Won {
		c.Won++
		c.WonAmount += float64(p.WonCents) / 100
	}
	for s := range stages {
		if stay, came := p.stay(s); came && stay.left.IsZero() {
			c.InFlight.Add(s, bin(at.Sub(stay.entered).Hours()/24), 1)
		}
	}
}
