package goal

import (
	"fmt"
	"math"
	"time"

	"baton/internal/agreement"
	"baton/internal/report"
)

// Progress is how far the days of a goal have gone, counted in working days; the day itself counts as gone.
type Progress struct {
	Gone, All int
	Over      bool // the last day is behind us

	weighed float64 // the share of the period that is gone by the season's weights; 0 where every working day counts the same
}

// Working is how far the days from first to last have gone on the day today. A period without any working day counts all its days.
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

// Share is how much of the period is gone, from 0 to 1: of its working days, by what the season says comes on each.
func (p Progress) Share() float64 {
	switch {
	case p.All <= 0:
		return 0
	case p.weighed > 0:
		return p.weighed
	}
	return float64(p.Gone) / float64(p.All)
}

// Words are the chip beside a period, such as "Day 15 of 21"; "" before it begins and when it is over.
func (p Progress) Words() string {
	if p.Over || p.Gone == 0 {
		return ""
	}
	return fmt.Sprintf("Day %d of %d", p.Gone, p.All)
}

// Pace is where the metric should be: the target's share of the days gone for what adds up, the target itself for a level.
func (g Goal) Pace(p Progress) float64 {
	if !g.Metric.Adds() {
		return g.Target
	}
	return g.Target * p.Share()
}

// Tone is how well a goal stands.
type Tone int

// The tones: on pace or reached, a little short, far off.
const (
	Good Tone = iota
	Short
	Behind
)

// Now is what the metric of a goal is at this moment.
type Now = report.Reading

// Standing is how a goal stands, with the words for it.
type Standing struct {
	Percent  int // how far its bar has come
	Pace     int // where on the bar it should be
	Forecast float64
	Words    string
	Tone     Tone
	Unknown  bool // there is nothing to tell
	Open     bool // its days are over, and it may still be reached
}

// Met reports whether the goal is kept as it stands.
func (s Standing) Met() bool { return !s.Unknown && s.Tone == Good }

// Head is how g stands with p of its days gone, and where it is heading; to is empty where nobody knows. sign is the currency's, for the words.
func (g Goal) Head(now Now, to Range, p Progress, sign string) Standing {
	if !g.Metric.Adds() {
		return g.standLevel(now, to, p, sign)
	}
	to = to.from(now.Value)
	pace := g.paceOf(now, to, p)
	s := Standing{Percent: percent(now.Value / g.Target), Pace: percent(pace / g.Target), Forecast: Forecast(now.Value, p)}
	if to.Known {
		s.Forecast = to.Middle
	}
	unit := g.Metric.Unit()
	grows := to.Known && math.Round(to.High) > math.Round(now.Value)
	ahead := now.Value - pace
	switch {
	case p.Gone == 0 && now.Value == 0: // what begins on a Saturday may have come before the first working day
		s.Words = "Not begun"
	case p.Over && now.Value >= g.Target:
		s.Words = "Reached"
		if now.Value > g.Target {
			s.Words = "Reached, " + unit.Short(now.Value-g.Target, sign) + " over"
		}
	case p.Over:
		s.Words, s.Tone = "Missed by "+unit.Short(g.Target-now.Value, sign), tone(now.Value/g.Target)
		if grows {
			s.Open = g.headed(to) != Behind
			s.Words = "Short by " + unit.Short(g.Target-now.Value, sign) + " so far, heading for " + to.Words(unit, sign)
		}
	default:
		s.Words = words(unit, ahead, sign) + ", heading for " + unit.Short(math.Round(s.Forecast), sign)
		if to.Known {
			is := words(unit, ahead, sign)
			if math.Round(ahead) == 0 && g.headed(to) != Good {
				is = "Behind" // nothing has come of what is foreseen, and too little is
			}
			s.Words = is + ", heading for " + to.Words(unit, sign)
		}
		s.Tone = tone(now.Value / pace)
		if to.Known {
			s.Tone = g.headed(to)
		}
		if s.Tone != Good && p.All > p.Gone {
			s.Words += "; " + unit.Short(math.Ceil(g.Needed(now.Value, p)), sign) + " a day needed"
		}
	}
	return s
}

// from is the range of what has come to value already.
func (r Range) from(value float64) Range {
	r.Middle, r.Low, r.High = max(r.Middle, value), max(r.Low, value), max(r.High, value)
	return r
}

// paceOf is where the metric should be: what comes of leads only long after they were handed over has come as far as what is to come of them
// by the forecast; everything else as far as the days have gone.
func (g Goal) paceOf(now Now, to Range, p Progress) float64 {
	lags := g.Metric == Qualified || g.Metric == Won || g.Metric == WonAmount
	if lags && to.Known && to.Middle > 0 && p.Gone > 0 && !p.Over {
		return g.Target * min(1, now.Value/to.Middle)
	}
	return g.Pace(p)
}

// headed is good where the target is likely to be reached, short where it still may be.
func (g Goal) headed(r Range) Tone {
	switch {
	case r.Middle >= g.Target:
		return Good
	case r.High >= g.Target:
		return Short
	}
	return Behind
}

// words say how far something is from its pace.
func words(unit Unit, ahead float64, sign string) string {
	switch {
	case math.Round(ahead) > 0:
		return "Ahead by " + unit.Short(math.Round(ahead), sign)
	case math.Round(ahead) < 0:
		return "Behind by " + unit.Short(math.Round(-ahead), sign)
	}
	return "On pace"
}

// tone is good from the pace on, and short down to nine tenths of it.
func tone(share float64) Tone {
	switch {
	case share >= 1:
		return Good
	case share >= 0.9:
		return Short
	}
	return Behind
}

// Forecast is what adds up to value in the days gone, by the end of the period, if it goes on like that. Before the first day it is value.
func Forecast(value float64, p Progress) float64 {
	if p.Gone <= 0 || p.Gone >= p.All {
		return value
	}
	if p.weighed > 0 {
		return value / p.weighed
	}
	return value / float64(p.Gone) * float64(p.All)
}

// Needed is how much the days that are left must bring each, in the mean, to reach the target; 0 when it is reached, all that is missing on the last day.
func (g Goal) Needed(value float64, p Progress) float64 {
	missing := max(0, g.Target-value)
	return missing / float64(max(1, p.All-p.Gone))
}

// percent is a share as a whole number from 0 to 100.
func percent(share float64) int {
	if math.IsNaN(share) {
		return 0
	}
	return int(math.Round(100 * min(max(share, 0), 1)))
}
