package goal

import (
	"math"

	"baton/internal/report"
	"baton/internal/scoring/forecast"
)

// Pace is where the metric should be: the target's part that should be there by now for what adds up, the target itself
// for a level. It never goes by a forecast.
func (g Goal) Pace(p forecast.Progress) float64 {
	if !g.Measure.Adds() {
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
	Notes    []string // what its pace goes by
	Tone     Tone
	Unknown  bool // there is nothing to tell
	Open     bool // its days are over, and it may still be reached
	short    bool // it adds up and has not reached its target
}

// Met reports whether the goal is kept as it stands: what adds up has reached its target, or is on its pace while its
// days run.
func (s Standing) Met() bool { return !s.Unknown && s.Tone == Good && !s.short }

// Head is how g stands with p of its days gone, and where it is heading; to is empty where nobody knows. sign is the
// currency's, for the words.
func (g Goal) Head(now Now, to forecast.Range, p forecast.Progress, sign string) Standing {
	if !g.Measure.Adds() {
		return g.standLevel(now, to, p, sign)
	}
	to = to.From(now.Value)
	pace := g.Pace(p)
	s := Standing{Percent: percent(now.Value / g.Target), Pace: percent(pace / g.Target), Forecast: p.Straight(now.Value),
		Notes: p.Notes()}
	if to.Known {
		s.Forecast = to.Middle
	}
	unit := g.Measure.Unit()
	switch {
	case p.Gone == 0 && now.Value == 0: // what begins on a Saturday may have come before the first working day
		s.Words = "Not begun"
	case p.Over && now.Value >= g.Target:
		s.Words, s.Notes = "Reached", nil
		if now.Value > g.Target {
			s.Words = "Reached, " + unit.Short(now.Value-g.Target, sign) + " over"
		}
	case p.Over:
		g.missed(&s, now.Value, pace, to, p, sign)
	default:
		g.runs(&s, now.Value, pace, to, p, sign)
	}
	return s
}

// missed fills in how a goal stands whose days are over and whose target is not reached. What still matures may reach
// it.
func (g Goal) missed(s *Standing, value, pace float64, to forecast.Range, p forecast.Progress, sign string) {
	unit := g.Measure.Unit()
	by := unit.Short(g.Target-value, sign)
	grows := to.Known && math.Round(to.High) > math.Round(value)
	s.short, s.Words, s.Tone = true, "Missed by "+by, tone(value, g.Target)
	if p.Maturing() || grows {
		s.Words = "Short by " + by + " so far"
		s.Open = !to.Known || to.High >= g.Target
		if s.Open {
			s.Tone = g.beside(tone(value, pace), to)
		}
	}
	if grows {
		s.Words += ", heading for " + to.Words(unit, sign)
	}
}

// runs fills in how a goal stands whose days run: where it is against its pace, and where it is heading beside that.
func (g Goal) runs(s *Standing, value, pace float64, to forecast.Range, p forecast.Progress, sign string) {
	unit := g.Measure.Unit()
	heading := unit.Short(math.Round(s.Forecast), sign)
	if to.Known {
		heading = to.Words(unit, sign)
	}
	s.Words = words(unit, value-pace, sign) + ", heading for " + heading
	s.Tone = g.beside(tone(value, pace), to)
	if s.Tone != Good && p.All > p.Gone && !p.Later() {
		s.Words += "; " + unit.Short(math.Ceil(g.Needed(value, p)), sign) + " a day needed"
	}
}

// beside is the tone of a pace, which is not good where a target lies above all that is foreseen.
func (g Goal) beside(pace Tone, to forecast.Range) Tone {
	if to.Known && math.Round(to.High) < g.Target {
		return max(pace, Short)
	}
	return pace
}

// words say how far something is from its pace.
func words(unit report.Unit, ahead float64, sign string) string {
	switch {
	case math.Round(ahead) > 0:
		return "Ahead by " + unit.Short(math.Round(ahead), sign)
	case math.Round(ahead) < 0:
		return "Behind by " + unit.Short(math.Round(-ahead), sign)
	}
	return "On pace"
}

// tone is good from the pace on, to the next whole one, and short down to nine tenths of it.
func tone(value, pace float64) Tone {
	switch {
	case math.Round(value-pace) >= 0:
		return Good
	case value >= 0.9*pace:
		return Short
	}
	return Behind
}

// Needed is how much the days that are left must bring each, in the mean, to reach the target; 0 when it is reached,
// all that is missing on the last day.
func (g Goal) Needed(value float64, p forecast.Progress) float64 {
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
