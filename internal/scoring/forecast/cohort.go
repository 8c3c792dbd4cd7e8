package forecast

import (
	"math"
	"strings"
	"time"

	"baton/internal/agreement"
	"baton/internal/report"
)

// Cohort is the leads that are handed over on some days, as they stand: what became of them so far, which are on their
// way, and how much of the days is still to come.
type Cohort struct {
	HandedOver, Accepted, Rejected, Qualified, Won int64
	WonAmount                                      float64
	OnTime, Late                                   int64 // answers; late also counts what waits past its deadline
	Open                                           int64 // waits within its time

	InFlight InFlight
	Weight   float64 // of the days that are left, as the season weighs them
	Ahead    float64 // how many days are left
	Gone     float64 // the share of the days that has passed
}

// InFlight counts the handoffs on their way, by stage (waiting, accepted, qualified, rejected) and the bin of their age
// in it.
type InFlight [stages][bins]float64

// Add counts n in a stage and a bin. Those in the last bin count as lost.
func (f *InFlight) Add(stage, bin int, n int64) {
	if stage >= 0 && stage < stages && bin >= 0 && bin < bins-1 {
		f[stage][bin] += float64(n)
	}
}

// value is a measure of the cohort.
func (c Cohort) value(m report.Measure) float64 {
	rate := func(n, of int64) float64 {
		if of == 0 {
			return 0
		}
		return 100 * float64(n) / float64(of)
	}
	switch m {
	case report.LeadsHandedOver:
		return float64(c.HandedOver)
	case report.LeadsAccepted:
		return float64(c.Accepted)
	case report.LeadsQualified:
		return float64(c.Qualified)
	case report.LeadsWon:
		return float64(c.Won)
	case report.AmountWon:
		return c.WonAmount
	case report.AcceptedShare:
		return rate(c.Accepted, c.Accepted+c.Rejected)
	}
	return rate(c.OnTime, c.OnTime+c.Late)
}

// cohortAt is the cohort of the days from first to last as it was known at a time, which is a midnight of the zone or
// later.
func cohortAt(
	journeys []Journey, o Outlook, calendar agreement.Calendar, first, last time.Time, zone *time.Location, at time.Time,
) Cohort {
	var c Cohort
	c.Weight, c.Ahead = o.Left(calendar, first, last, at.In(zone))
	c.Gone = o.Gone(calendar, first, last, at.In(zone))
	for _, j := range journeys {
		if on := dayOf(j.Submitted, zone); on.Before(first) || on.After(last) || j.Submitted.After(at) {
			continue
		}
		j = j.at(at)
		c.addHandoff(j, at)
		if j.Again.IsZero() || dayOf(j.Again, zone).After(last) {
			c.addLead(j)
		}
	}
	return c
}

// addLead counts a lead by its latest handoff of the days.
func (c *Cohort) addLead(j Journey) {
	c.HandedOver++
	switch j.Answer {
	case Accepted:
		c.Accepted++
	case Rejected:
		c.Rejected++
	}
	if !j.Qualified.IsZero() {
		c.Qualified++
	}
	if j.Won {
		c.Won++
	}
}

// addHandoff counts what is counted for every handoff: whether it was answered on time, its amount, and where it is on
// its way.
func (c *Cohort) addHandoff(j Journey, at time.Time) {
	switch answered := j.Answer == Accepted || j.Answer == Rejected; {
	case answered && j.onTime():
		c.OnTime++
	case answered, j.Answer == Open && at.After(j.Due):
		c.Late++
	case j.Answer == Open:
		c.Open++
	}
	if j.Won {
		c.WonAmount += float64(j.WonCents) / 100
	}
	for s := range stages {
		if stay, came := j.stay(s); came && stay.left.IsZero() {
			c.InFlight.Add(s, bin(at.Sub(stay.entered).Hours()/24), 1)
		}
	}
}

// Range is where a measure will end: its median, and the ends between which it ends four times in five. An unknown one
// says why.
type Range struct {
	Known             bool
	Middle, Low, High float64
	Why               string
}

// Words are the range, such as 112 (98 to 127), or 112 where both ends read the same. sign is the currency's.
func (r Range) Words(unit report.Unit, sign string) string {
	words := func(n float64) string { return unit.Short(math.Round(n), sign) }
	middle, low, high := words(r.Middle), words(r.Low), words(r.High)
	if low == high {
		return middle
	}
	if unit == report.Percent {
		low = strings.TrimSuffix(low, "%")
	}
	return middle + " (" + low + " to " + high + ")"
}

// From is the range of what has reached value already, so that no part of it lies below.
func (r Range) From(value float64) Range {
	r.Middle, r.Low, r.High = max(r.Middle, value), max(r.Low, value), max(r.High, value)
	return r
}
