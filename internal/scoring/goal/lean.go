package goal

import (
	"time"

	"baton/internal/agreement"
)

// leans are how far a forecast may lean to what its period alone tells: not, a quarter, half way, or all the way. Volume leans a quarter until a company's
// own past asks for something else, which was least off over many companies. leanFrom is how many past forecasts must tell, a year of months, and
// leanGain what part of the error another lean must save.
var leans = [...]float64{0, 0.25, 0.5, 1}

const (
	leanFrom, leanGain = 36, 0.1

	volumeLean = 1 // the index in leans
)

func usualLean(m Metric) int {
	if m == HandedOver {
		return volumeLean
	}
	return 0
}

// lean is how far forecasts of l's metric lean to their period.
func (l RecordLine) lean() float64 {
	usual := usualLean(l.Metric)
	best := usual
	for i, off := range l.Leans {
		if off < l.Leans[best] {
			best = i
		}
	}
	if l.Forecasts < leanFrom || l.Leans[best] > (1-leanGain)*l.Leans[usual] {
		best = usual
	}
	return leans[best]
}

// Leans are how far the forecasts of each metric lean to their period, as the past asks for.
func (r Record) Leans() map[Metric]float64 {
	all := map[Metric]float64{}
	for _, l := range r.Lines {
		all[l.Metric] = l.lean()
	}
	return all
}

// lean is how far forecasts of a metric lean: as the company's record asks for, or as usual.
func (o Outlook) lean(m Metric) float64 {
	if lean, known := o.Leans[m]; known {
		return lean
	}
	return leans[usualLean(m)]
}

// alone is where a period leads by nothing but what it has shown: the rest of its days bring what the days gone have brought, days off by what usually
// comes on them. A level stays. Not ok where nothing is gone, or a level is of nothing.
func (c Cohort) alone(m Metric) (value float64, ok bool) {
	value = c.value(m)
	switch {
	case m.Adds():
		return value / max(c.Gone, 1e-9), c.Gone > 0
	case m == AcceptedRate:
		return value, c.Accepted+c.SentBack > 0
	}
	return value, c.OnTime+c.Late > 0
}

// leaning is r moved so far to what the period alone tells of a metric.
func (r Range) leaning(lean float64, c Cohort, m Metric) Range {
	to, ok := c.alone(m)
	if !r.Known || !ok || lean == 0 {
		return r
	}
	by := lean * (to - r.Middle)
	r.Middle, r.Low, r.High = r.Middle+by, r.Low+by, r.High+by
	if m.Adds() {
		return r.from(c.value(m))
	}
	within := func(x float64) float64 { return min(max(x, 0), 100) }
	r.Middle, r.Low, r.High = within(r.Middle), within(r.Low), within(r.High)
	return r
}

// Gone is the share of the days from first to last that is gone at a time of the zone, as Left tells what is left of them: of the working days, as the
// season weighs them.
func (o Outlook) Gone(calendar agreement.Calendar, first, last, now time.Time) float64 {
	all := o.Season.exposures(calendar, first, last)
	if all == 0 {
		return 0
	}
	left, _ := o.Left(calendar, first, last, now)
	return max(0, 1-left/all)
}
