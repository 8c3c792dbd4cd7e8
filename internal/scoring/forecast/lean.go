package forecast

import "baton/internal/report"

// leans are how far a forecast can lean to what its period alone shows: not at all, by a quarter, by half, or all the
// way.
var leans = [...]float64{0, 0.25, 0.5, 1}

const (
	// Another lean than usual needs leanFrom past forecasts, which is a year of months, and must save the share
	// leanGain of the error.
	leanFrom, leanGain = 36, 0.1

	// volumeLean is the index in leans of the usual one of volume: over many companies it had the least error.
	volumeLean = 1

	// shown is the share of its days after which a period leads by all of its lean, where the past is tried first.
	// Before that, it has shown less: on its first morning nothing.
	shown = 0.25
)

// usualLean is the index in leans of the usual lean of a measure.
func usualLean(m report.Measure) int {
	if m == report.LeadsHandedOver {
		return volumeLean
	}
	return 0
}

// lean is how far forecasts of l's measure lean to their period: as had the least error in the past, or as usual.
func (l RecordLine) lean() float64 {
	usual := usualLean(l.Measure)
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

// Leans are how far forecasts of each measure lean to their period, as the record says.
func (r Record) Leans() map[report.Measure]float64 {
	all := map[report.Measure]float64{}
	for _, l := range r.Lines {
		all[l.Measure] = l.lean()
	}
	return all
}

// lean is how far forecasts of a measure lean: as the company's record says, or as usual.
func (o Outlook) lean(m report.Measure) float64 {
	if lean, known := o.Leans[m]; known {
		return lean
	}
	return leans[usualLean(m)]
}

// alone is where a measure would end by what the period itself has shown: the rest of its days bring as much as the
// days gone, by their weight. A level stays as it is. It is not ok where no day is gone, or where the level counts
// nothing yet.
func (c Cohort) alone(m report.Measure) (value float64, ok bool) {
	value = c.value(m)
	switch {
	case m.Adds():
		return value / max(c.Gone, 1e-9), c.Gone > 0
	case m == report.AcceptedShare:
		return value, c.Accepted+c.Rejected > 0
	}
	return value, c.OnTime+c.Late > 0
}

// leaning is r, moved by a share of the way to what the period alone shows.
func (r Range) leaning(lean float64, c Cohort, m report.Measure) Range {
	to, ok := c.alone(m)
	if !r.Known || !ok || lean == 0 {
		return r
	}
	if m.Adds() {
		lean *= min(c.Gone/shown, 1)
	}
	by := lean * (to - r.Middle)
	r.Middle, r.Low, r.High = r.Middle+by, r.Low+by, r.High+by
	if m.Adds() {
		return r.From(c.value(m))
	}
	within := func(x float64) float64 { return min(max(x, 0), 100) }
	r.Middle, r.Low, r.High = within(r.Middle), within(r.Low), within(r.High)
	return r
}
