package forecast

import (
	"fmt"
	"math"
	"time"

	"baton/internal/agreement"
	"baton/internal/report"
)

// Progress is how far a period has gone, counted in working days. The day itself counts as gone.
type Progress struct {
	Gone, All int
	Over      bool // the last day has passed

	weighed float64 // the share of the period that is gone by the season's weights; 0 where all days weigh the same
	season  string  // names the season where it changes the pace
	later   bool    // the measure counts what happens later to the leads of the period
	come    float64 // the share of that that has usually happened by now
}

// Working is how far the days from first to last have gone on the day today. A period without a working day counts all
// its days.
func Working(calendar agreement.Calendar, first, last, today time.Time) Progress {
	all := calendar.WorkingDays(first, last)
	if all == 0 {
		calendar = agreement.Calendar{}
		all = calendar.WorkingDays(first, last)
	}
	p := Progress{All: all, Over: today.After(last)}
	if today.After(last) {
		today = last
	}
	p.Gone = calendar.WorkingDays(first, today)
	return p
}

// Working is the function Working, with the working days weighed by the season.
func (s Season) Working(calendar agreement.Calendar, first, last, today time.Time) Progress {
	p := Working(calendar, first, last, today)
	if s.Even() || p.Gone == 0 || p.Over || p.All == p.Gone {
		return p
	}
	if calendar.WorkingDays(first, last) == 0 {
		calendar = agreement.Calendar{}
	}
	p.weighed = s.Weight(calendar, first, today) / s.Weight(calendar, first, last)
	return p
}

// Share is the share of a target that should be there by now, from 0 to 1. For a measure of what happens later to the
// leads of the period it is what has usually happened by now. For any other it is the share of the working days that is
// gone, weighed by the season.
func (p Progress) Share() float64 {
	switch {
	case p.later:
		return p.come
	case p.All <= 0:
		return 0
	case p.weighed > 0:
		return p.weighed
	}
	return float64(p.Gone) / float64(p.All)
}

// Later reports whether the measure counts what happens later to the leads of the period, so that its days alone say
// little.
func (p Progress) Later() bool { return p.later }

// Words are the chip beside a period, such as "Day 15 of 21"; "" before it begins and once it is over.
func (p Progress) Words() string {
	if p.Over || p.Gone == 0 {
		return ""
	}
	return fmt.Sprintf("Day %d of %d", p.Gone, p.All)
}

// Maturing reports whether something of what is counted is usually still to come from the leads that are there.
func (p Progress) Maturing() bool { return p.later && p.Gone > 0 && p.come < matured }

// Notes say what the pace goes by where that is more than the days gone: how far leads have matured, and the season.
func (p Progress) Notes() (notes []string) {
	if p.Maturing() {
		in := math.Round(100 * p.come)
		notes = append(notes, fmt.Sprintf("Still maturing: %.0f%% of the final number is usually in by now.", in))
	}
	if p.season != "" {
		notes = append(notes, p.season)
	}
	return notes
}

// Straight is where a value that adds up will be at the end of the period if it goes on as it has so far. Before the
// first day it is value.
func (p Progress) Straight(value float64) float64 {
	if p.Gone <= 0 || p.Gone >= p.All {
		return value
	}
	if p.weighed > 0 {
		return value / p.weighed
	}
	return value / float64(p.Gone) * float64(p.All)
}

// Timing is when what goals count usually happens: on which days, and how long after leads were handed over. The zero
// Timing knows neither.
type Timing struct {
	Season Season
	Delays [rejected]Delay
}

// Timing is the timing that o has learned.
func (o Outlook) Timing() Timing { return Timing{o.Season, o.Delays} }

// Progress is how far a measure of the days from first to last should be at a time of the zone.
func (t Timing) Progress(m report.Measure, calendar agreement.Calendar, first, last, now time.Time) Progress {
	p := t.Season.Working(calendar, first, last, dayOf(now, now.Location()))
	stage, later := laterStage[m]
	if p.later = later && t.Delays[stage].Known(); p.later {
		p.come = t.come(t.Delays[stage], calendar, first, last, now)
	} else {
		p.season = t.Season.named(calendar, first, last, p)
	}
	return p
}

// come is the share of what the leads of some days bring in the end that has usually come by a time. Leads count as
// handed over at noon.
func (t Timing) come(d Delay, calendar agreement.Calendar, first, last, now time.Time) float64 {
	if calendar.WorkingDays(first, last) == 0 {
		calendar = agreement.Calendar{}
	}
	come, all := 0.0, 0.0
	for on := first; !on.After(last); on = on.AddDate(0, 0, 1) {
		if calendar.WorkingDays(on, on) == 0 {
			continue
		}
		weight := t.Season.weight(on)
		all += weight
		if age := now.Sub(time.Date(on.Year(), on.Month(), on.Day(), 12, 0, 0, 0, now.Location())); age > 0 {
			come += weight * d.by(age.Hours()/24)
		}
	}
	return come / all
}
