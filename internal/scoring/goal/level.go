package goal

import (
	"fmt"
	"math"
	"strings"

	"baton/internal/english"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
)

// standLevel is how a metric stands that does not add up: a share, a time, a cost. It is short of its target or above
// it; where less is better, over it or below.
func (g Goal) standLevel(now Now, to forecast.Range, p forecast.Progress, sign string) Standing {
	s := g.levelBar(now.Value)
	if now.Of == 0 {
		s.Percent, s.Unknown, s.Words = 0, true, g.nothing(now, p)
		return s
	}
	s.Forecast, s.Tone = now.Value, g.levelTone(now.Value)
	by, short := g.distance(now.Value, sign)
	less := g.Measure.Better() == report.LessIsBetter
	switch {
	case p.Over && s.Tone != Good:
		s.Words = english.Commas("Missed"+prefixed(" by ", by), lateWords(now))
	case p.Over:
		s.Words = "Reached" + prefixed(", ", by) + side(by, less, " below", " above")
	case now.Late > 0:
		s.Words = lateWords(now)
		if s.Tone == Short {
			s.Tone = Behind
		}
	case short && by == "":
		s.Words = side("just", less, "Just over", "Just short")
	case short:
		s.Words = by + side(by, less, " over", " short")
	case by == "":
		s.Words = "On target"
	default:
		s.Words = by + side(by, less, " below", " above")
	}
	if to.Known && !p.Over {
		s.Forecast = to.Middle
		s.Words = english.Commas(s.Words, "heading for "+to.Words(g.Measure.Unit(), sign))
	}
	if now.Young > 0 {
		s.Words = english.Commas(s.Words, english.Number(now.Young)+" too recent to count")
	}
	return s
}

// nothing says why there is nothing to tell.
func (g Goal) nothing(now Now, p forecast.Progress) string {
	switch {
	case now.Young > 0:
		return english.Number(now.Young) + " too recent to count, none old enough"
	case now.Why != "":
		return now.Why
	case p.Gone == 0 && !p.Over:
		return "Not begun"
	}
	return g.Measure.Nothing()
}

// levelBar is where a level and its target are on a bar: a share where more is better on one from 0 to 100, any other
// on one of which the target is four fifths, or half where less is better.
func (g Goal) levelBar(value float64) Standing {
	whole := 100.0
	switch {
	case g.Measure.Better() == report.LessIsBetter:
		whole = 2 * g.Target
	case g.Measure.Unit() != report.Percent:
		whole = g.Target * 5 / 4
	}
	return Standing{Percent: percent(value / whole), Pace: percent(g.Target / whole)}
}

// levelTone is good from the target on. A share where more is better is far off by more than five points, any other
// level by more than a tenth of the target.
func (g Goal) levelTone(value float64) Tone {
	if g.Measure.Better() == report.LessIsBetter {
		switch {
		case value <= g.Target:
			return Good
		case value <= 1.1*g.Target:
			return Short
		}
		return Behind
	}
	switch {
	case value >= g.Target:
		return Good
	case g.Measure.Unit() == report.Percent && math.Round(g.Target)-math.Round(value) > 5:
		return Behind
	case g.Measure.Unit() != report.Percent && value < 0.9*g.Target:
		return Behind
	}
	return Short
}

// distance is how far value is from the target, in points for what is per cent, and whether on the wrong side of it; ""
// for less than can be told.
func (g Goal) distance(value float64, sign string) (by string, short bool) {
	short = g.levelTone(value) != Good
	unit := g.Measure.Unit()
	if unit == report.Percent || unit == report.Gain {
		switch points := math.Abs(math.Round(g.Target) - math.Round(value)); points {
		case 0:
			return "", short
		case 1:
			return "1 point", short
		default:
			return english.Number(points) + " points", short
		}
	}
	by = unit.Short(math.Abs(g.Target-value), sign)
	if by == unit.Short(0, sign) {
		by = ""
	}
	return by, short
}

func side(by string, less bool, below, above string) string {
	switch {
	case by == "":
		return ""
	case less:
		return below
	}
	return above
}

func prefixed(before, words string) string {
	if words == "" {
		return ""
	}
	return before + words
}

func lateWords(now Now) string {
	if now.Late == 0 {
		return ""
	}
	parts := []string{english.Number(now.Late) + " late"}
	if now.Overdue > 0 {
		parts = append(parts, fmt.Sprintf("%s still waiting", english.Number(now.Overdue)))
	}
	if now.OverdueA > 0 {
		parts = append(parts, fmt.Sprintf("%s of them grade A", english.Number(now.OverdueA)))
	}
	return strings.Join(parts, ", ")
}
