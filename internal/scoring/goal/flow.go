package goal

import (
	"math"
	"math/rand/v2"
	"time"

	"baton/internal/agreement"
)

// Flow is how many leads are handed over, and how far that can be told ahead.
type Flow struct {
	PerDay float64 `json:"per_day"` // on a day of weight 1
	// Spread is the variance of what came against what was foreseen, as a share of it, for each of horizons: learned by foreseeing the past year
	// week by week, each time from what was known then.
	Spread [len(horizons)]float64 `json:"spread"`
	N      int64                  `json:"n"` // how many came in the past year
}

// horizons are how many days ahead the past is foreseen.
var horizons = [...]int{7, 14, 28, 56}

const (
	// recent is how many days the present flow is taken from.
	recent = 56
	// fewDays is how many of them there must be.
	fewDays = 14
	// usualSpread is the variance of a flow of which nothing is known, as a share, and usualWeeks how many weeks of the past it weighs like.
	usualSpread, usualWeeks = 0.04, 4
	mostSpread              = 0.3
)

// learnFlow learns from days in their order, up to the last that is over.
func learnFlow(calendar agreement.Calendar, season Season, days []Day) Flow {
	var f Flow
	for _, d := range days[max(0, len(days)-365):] {
		f.N += d.N
	}
	f.PerDay = perDay(calendar, season, days)
	var errors, weeks [len(horizons)]float64
	for end := len(days) - horizons[0]; end >= max(fewDays, len(days)-365); end -= 7 {
		then := LearnSeason(calendar, days[:end])
		rate := perDay(calendar, then, days[:end])
		for i, ahead := range horizons {
			if end+ahead > len(days) || rate <= 0 {
				continue
			}
			foreseen := rate * then.sum(calendar, days[end].On, days[end+ahead-1].On)
			if foreseen < 1 {
				continue
			}
			e := (count(days[end:end+ahead]) - foreseen) / foreseen
			errors[i] += e * e
			weeks[i]++
		}
	}
	for i := range horizons {
		f.Spread[i] = min(mostSpread, (errors[i]+usualWeeks*usualSpread)/(weeks[i]+usualWeeks))
	}
	return f
}

func count(days []Day) float64 {
	n := int64(0)
	for _, d := range days {
		n += d.N
	}
	return float64(n)
}

// perDay is what came lately on a day of weight 1; 0 where there are too few days.
func perDay(calendar agreement.Calendar, season Season, days []Day) float64 {
	if len(days) < fewDays {
		return 0
	}
	last := days[max(0, len(days)-recent):]
	weight := season.sum(calendar, last[0].On, last[len(last)-1].On)
	if weight <= 0 {
		return 0
	}
	return count(last) / weight
}

// spread is the variance for so many days ahead, as a share.
func (f Flow) spread(ahead float64) float64 {
	if ahead < float64(horizons[0]) {
		return min(mostSpread, f.Spread[0]*float64(horizons[0])/max(ahead, 0.5))
	}
	for i := 1; i < len(horizons); i++ {
		if from, until := float64(horizons[i-1]), float64(horizons[i]); ahead < until {
			return f.Spread[i-1] + (f.Spread[i]-f.Spread[i-1])*(ahead-from)/(until-from)
		}
	}
	last := len(horizons) - 1
	return min(mostSpread, f.Spread[last]*math.Sqrt(ahead/float64(horizons[last])))
}

// draw draws how many come on days that weigh so much together and lie so many days ahead.
func (f Flow) draw(r *rand.Rand, weight, ahead float64) float64 {
	mean := f.PerDay * weight
	if mean <= 0 {
		return 0
	}
	variance := mean * mean * f.spread(ahead)
	if mean < 12 { // a mixture of Poissons, whose mean varies as a gamma
		if excess := variance - mean; excess > 0 {
			mean = gamma(r, mean*mean/excess) * excess / mean
		}
		return poisson(r, mean)
	}
	return max(0, math.Round(mean+math.Sqrt(variance)*r.NormFloat64()))
}

func dayOf(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
